"""Command import: workbooks in, with a preview of what they would change."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.cli.chinese import command
from app.cli.previewing import show_intake
from app.cli.screen import JSON, complain, emit, say
from catalogue.finding import UserError

if TYPE_CHECKING:
    from app.incoming.intake import Intake

FROM = click.option("--from", "sender", default="", help="报送的部门；表头对应按部门记住，两家报得不同的先暂存")
BY = click.option("--by", "by", default="", help="经办人（不写则用登录名），记入审计日志")


def acting(by: str) -> None:
    """Let the acts of this command bear a person's name."""
    if by.strip():
        os.environ["QUANMU_USER"] = by.strip()


@command(
    "import",
    help="导入工作簿：先对比，再提交好的行，有错的、要确认的行进暂存并指出单元格。"
    "不认识的表头用 --map：终端上逐栏问答，或写 --map 表头=字段、--map 答案.yaml。",
)
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="文件...")
@click.option("--dry-run", is_flag=True, help="只看会有什么变化，不提交")
@click.option(
    "--map",
    "mapping",
    multiple=True,
    metavar="文件|表头=字段|答案文件",
    help="确认不认识的表头（可重复）；“记录类别=办理项”指明读成哪类",
)
@FROM
@BY
@click.option("--all-or-nothing", "whole", is_flag=True, help="全部文件没有一行暂存才提交，否则一行也不提交")
@click.option("--again", is_flag=True, help="以前导入过的文件按现在的版式和字段重读")
@click.option("--xlsx", "xlsx", type=click.Path(path_type=Path, dir_okay=False), help="把预览写成工作簿")
@click.option("--all", "show_all", is_flag=True, help="列出全部变化和问题（默认每样前 20 条）")
@click.option(
    "--annotate",
    type=click.Path(path_type=Path),
    help="把校核意见标在原表上，另存为这个 .xlsx 退给填报单位（几个文件时写文件夹）",
)
@JSON
@click.pass_obj
def import_command(
    home: Path,
    files: Sequence[Path],
    dry_run: bool,
    mapping: Sequence[str],
    sender: str,
    by: str,
    whole: bool,
    again: bool,
    xlsx: Path | None,
    show_all: bool,
    annotate: Path | None,
    as_json: bool,
) -> int:
    """Read, compare, commit; one JSON object a file."""
    from app import flow
    from app.cli import asking
    from app.incoming import intake
    from app.office import open_office
    from app.store import store_exists

    acting(by)
    named, answers = asking.split(mapping)
    files = [*files, *named]
    if not files:
        raise UserError("命令", "缺少 文件", "请写要导入的工作簿，如 quanmu import 清单.xlsx")
    for path in files:
        if not path.is_file():
            raise UserError(str(path), "没有这个文件", "请检查路径；没有导入任何文件")
    if annotate:
        from app.incoming.handback import give_back, targets

        backs = targets(annotate, files)
    office = open_office(home, store=not dry_run or store_exists(home), create=not dry_run)
    sender, extra = sender.strip(), []
    if mapping:
        settled = asking.settle(office, files, answers, sender, as_json=as_json, dry_run=dry_run)
        if settled is None:
            return 2
        extra = settled
    how = intake.How(commit=not dry_run, sender=sender, again=again, whole=whole, extra=tuple(extra))
    taken = flow.read(office, files, how)
    returned, faults = give_back([one.result for one in taken], files, backs) if annotate else ([], [])
    complain(faults)
    if xlsx:
        _write(xlsx, taken)
    for one in taken:
        if as_json:
            emit(one.as_dict())
        elif one.result.refused:
            why = [i for i in one.result.issues if i.severity == "error"]
            complain(UserError(one.result.file, f"没有导入：{i.message}", i.advice) for i in why)
        else:
            show_intake(one, dry_run=dry_run, most=None if show_all else 20)
    stopped = whole and not dry_run and any(one.result.refused or one.result.waiting for one in taken)
    if stopped and not as_json:
        held = sum(one.result.waiting for one in taken)
        complain([UserError("--all-or-nothing", f"有 {held} 行要暂存或有文件读不了，一行也没有提交", "请改好后重报")])
    for made in () if as_json else [*(f"退回件：{back}" for back in returned), *([f"预览：{xlsx}"] if xlsx else [])]:
        say(made)
    return 2 if stopped or faults or any(one.result.refused for one in taken) else 0


def _write(path: Path, taken: Sequence[Intake]) -> None:
    from datetime import date

    from app.clock import now
    from app.incoming.preview_sheets import preview_workbook

    path.write_bytes(preview_workbook(taken, date.fromisoformat(now()[:10])))


COMMANDS = [import_command]
