"""Command import: workbooks in, with a preview of what they would change."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from app.cli.chinese import command
from app.cli.screen import JSON, complain, emit, say, table
from catalogue.finding import UserError


@command("import", help="导入工作簿（.xlsx、.xls、.csv）：先对比，再提交好的行，有错的行暂存并指出单元格。")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="文件...")
@click.option("--dry-run", is_flag=True, help="只看会有什么变化，不提交")
@click.option("--all", "show_all", is_flag=True, help="列出全部问题（默认每个文件前 20 条）")
@click.option(
    "--annotate",
    type=click.Path(path_type=Path),
    help="把校核意见标在原表上，另存为这个 .xlsx 退给填报单位（几个文件时写文件夹）",
)
@JSON
@click.pass_obj
def import_command(
    home: Path, files: Sequence[Path], dry_run: bool, show_all: bool, annotate: Path | None, as_json: bool
) -> int:
    """Read, compare, commit; one JSON object a file."""
    from app import flow
    from app.handback import give_back, targets
    from app.office import open_office
    from app.store import store_exists

    for path in files:
        if not path.is_file():
            raise UserError(str(path), "没有这个文件", "请检查路径；没有导入任何文件")
    backs = targets(annotate, files) if annotate else []
    office = open_office(home, store=not dry_run or store_exists(home), create=not dry_run)
    taken = flow.read(office, files, commit=not dry_run)
    returned, faults = give_back([one.result for one in taken], files, backs)
    complain(faults)
    for one in taken:
        if as_json:
            emit(one.result.as_dict())
            continue
        result = one.result
        if result.refused:
            complain(
                UserError(result.file, f"没有导入：{i.message}", i.advice)
                for i in result.issues
                if i.severity == "error"
            )
            continue
        done = (
            "只预览"
            if dry_run
            else "已导入"
            if one.committed
            else f"与“{result.same_as}”相同，不重复导入"
            if result.same_as
            else "以前导入过，没有变化"
        )
        counts = "，".join(f"{k} {v}" for k, v in one.comparison.counts().items()) if one.comparison else ""
        say(
            f"✓ {result.file}：{'、'.join(result.layouts)}，{len(result.rows)} 行，暂存 {len(result.held)} 行；{counts}。{done}。"
        )
        shown = result.issues if show_all else result.issues[:20]
        if shown:
            words = {"error": "错误", "warning": "警告", "info": "提示"}
            table(
                f"{result.file}：问题 {len(result.issues)} 条",
                ["位置", "级别", "问题", "怎么办"],
                [[i.cell, words[i.severity], i.message, i.advice] for i in shown],
            )
    for back in returned if not as_json else ():
        say(f"退回件：{back}")
    return 2 if faults or any(one.result.refused for one in taken) else 0


COMMANDS = [import_command]
