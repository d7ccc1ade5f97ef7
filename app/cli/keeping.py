"""Commands that keep the data safe: backup and restore."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.cli.chinese import command
from app.cli.screen import JSON, emit, errors, say

if TYPE_CHECKING:
    from app.backup import Backup


@command(
    "backup", help="把整个数据文件夹（库、收到的工作簿、本单位的规则和密钥）备份成一个文件；别人正在用也可以备份。"
)
@click.argument("file", metavar="文件.zip", type=click.Path(path_type=Path, dir_okay=False))
@JSON
@click.pass_obj
def backup_command(home: Path, file: Path, as_json: bool) -> int:
    """One file, readable by its owner only."""
    from app.backup import back_up

    file.parent.mkdir(parents=True, exist_ok=True)
    backup = _shown("正在备份", as_json, lambda told: back_up(home, file, told))
    if as_json:
        emit({"file": str(file), "files": len(backup.files), "audit_head": backup.audit_head})
        return 0
    say(f"已备份 {len(backup.files)} 个文件到 {file}。里面有签名密钥和全部内部材料，请像保管库一样保管。")
    say(f"恢复：quanmu --home 新文件夹 restore {file}。审计日志末端：{backup.audit_head[:16]}")
    return 0


@command("restore", help="把备份恢复到一个新的数据文件夹（--home），逐个文件核对，再核对审计日志。")
@click.argument("file", metavar="文件.zip", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@JSON
@click.pass_obj
def restore_command(home: Path, file: Path, as_json: bool) -> int:
    """All of it or nothing."""
    from app.backup import restore

    backup = _shown("正在恢复", as_json, lambda told: restore(file, home, told))
    if as_json:
        emit({"home": str(home), "files": len(backup.files), "made": backup.made, "audit_head": backup.audit_head})
        return 0
    say(f"已恢复 {len(backup.files)} 个文件到 {home}（{backup.made} 的备份），逐个核对无误，审计日志完整。")
    return 0


def _shown(what: str, quiet: bool, work: Callable[[Callable[[int, int], None]], Backup]) -> Backup:
    from rich.progress import Progress

    with Progress(console=errors, disable=quiet, transient=True) as bar:
        task = bar.add_task(what, total=None)
        return work(lambda done, of: bar.update(task, completed=done, total=of))


COMMANDS = [backup_command, restore_command]
