"""Command template: blank forms for departments to fill in."""

from __future__ import annotations

from pathlib import Path

import click

from app.cli.chinese import command
from app.cli.screen import JSON, emit, say


@command("template", help="空白表：按版式生成给部门填报的工作簿，带下拉列表、示例和说明；库里已有的先填好。")
@click.argument("layout", metavar="版式")
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False), metavar="文件.xlsx")
@click.option("--for", "department", default="", help="给哪个部门；填入库里已有的该部门内容")
@JSON
@click.pass_obj
def template_command(home: Path, layout: str, out: Path, department: str, as_json: bool) -> int:
    """Write one form."""
    from app.forms import write_form
    from app.office import open_office
    from app.store import store_exists

    office = open_office(home, store=store_exists(home))
    chosen, known = write_form(office, layout, department, out)
    if as_json:
        emit({"layout": chosen.name, "department": department, "rows": known, "file": str(out)})
        return 0
    filled = (
        f"已填入库里的 {known} 行" if known else "没有预填的行" + ("（库里没有该部门的这类内容）" if department else "")
    )
    say(f"✓ {out}：版式“{chosen.name}”，{filled}。")
    return 0


COMMANDS = [template_command]
