"""Command manual: the staff's manual of the web application as a PDF."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from app.cli.chinese import command
from app.cli.screen import JSON, emit, say


@command("manual", help="网页应用的操作手册，写成 PDF；可以只要一个角色的。")
@click.option("--role", default="", help="角色，如 部门经办、镇街园区承接、审改办；不写为全部")
@click.option(
    "--into", type=click.Path(path_type=Path, file_okay=False), default=Path(), show_default=True, help="写在哪个文件夹"
)
@JSON
@click.pass_obj
def manual_command(home: Path, role: str, into: Path, as_json: bool) -> int:
    """The same as the page 帮助 gives."""
    from app.office import county_of
    from app.web import manual

    made = manual.paper(county_of(home / "book"), manual.role_of(role))
    into.mkdir(parents=True, exist_ok=True)
    path = into / f"操作手册{f'-{role}' if role else ''}.pdf"
    path.write_bytes(made)
    emit({"file": str(path)}) if as_json else say(f"操作手册写在 {path}。")
    return 0


COMMANDS: list[Any] = [manual_command]
