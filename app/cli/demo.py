"""Command demo: the main job on the invented example county, in a folder of its own."""

from __future__ import annotations

import os
import shutil
import time
from datetime import date
from pathlib import Path

import click

from app.cli.chinese import command
from app.cli.judging import show_counts, show_findings, show_indicators
from app.cli.publishing import show_edition, show_left_out
from app.cli.screen import JSON, console, emit, say, table
from catalogue.finding import UserError

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "linhu"
DAY = date(2021, 12, 31)


@command("demo", help="用虚构的示例县（临湖市）走一遍：导入、判定、自查、公布。")
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("demo"),
    show_default=True,
    help="写在哪个文件夹",
)
@click.option(
    "--selfcheck", is_flag=True, help="接着走一遍回头看：下发自查表、收回、对照、督查问题、整改（多用二三十秒）"
)
@JSON
def demo_command(into: Path, selfcheck: bool, as_json: bool) -> int:
    """Everything is made anew: the demo's folder is emptied first (only if it is one)."""
    if not (EXAMPLE / "workbooks").is_dir():
        raise UserError(str(EXAMPLE), "没有示例县的工作簿", "请在项目目录里运行")
    if into.exists() and any(into.iterdir()) and not (into / ".quanmu-demo").exists():
        raise UserError(str(into), "文件夹里有别的内容", "请换一个文件夹（--into），以免误删")
    shutil.rmtree(into, ignore_errors=True)
    into.mkdir(parents=True)
    (into / ".quanmu-demo").write_text("示例演示的产物，可以整个删除。\n", encoding="utf-8")
    shutil.copytree(EXAMPLE / "book", into / "data" / "book")
    os.environ["QUANMU_CLOCK"], os.environ["QUANMU_USER"] = "2021-12-31T18:00:00+08:00", "示例操作员"
    from app import flow
    from app.filing import cards, filings
    from app.incoming import intake
    from app.judgement.judging import shares
    from app.office import open_office

    started = time.monotonic()
    with console.status("正在打开规则书……") as status:
        office = open_office(into / "data", create=True)
        status.update("正在导入工作簿……")
        taken = flow.read(office, sorted((EXAMPLE / "workbooks").iterdir()), intake.How(commit=True))
        status.update("正在按时限亮牌……")
        for path in sorted((EXAMPLE / "filings").iterdir()):
            filings.take(office, path)
        cards.run(office, DAY)
        status.update("正在判定……")
        judgement = flow.decide(office, DAY)
        status.update("正在自查……")
        checked = flow.check(office, judgement)
        status.update("正在冻结并写出……")
        edition, frozen = flow.freeze(office, judgement, checked)
        flow.publish(office, edition, checked, into, frozen)
        if selfcheck:
            status.update("正在回头看：下发、填报、收回、对照、整改……")
            from app.selfcheck.rehearsal import rehearse

            done = rehearse(office, judgement, EXAMPLE, into)
    if as_json:
        emit({
            "imported": [{"file": t.result.file, "outcome": t.result.outcome, "rows": len(t.result.rows), "held": t.result.waiting} for t in taken],
            "decided": shares(judgement), "findings": len(checked.findings), "edition": edition.manifest,
            **({"selfcheck": {"units": len(done.states), "problems": len(done.problems), **done.round.opened.counts()}} if selfcheck else {}),
            "indicators": checked.indicators, "public": str(into / "public"), "office": str(into / "office"),
        })  # fmt: skip
        return 0
    rows = [
        [t.result.file, "、".join(t.result.layouts), len(t.result.rows), t.result.waiting, len(t.result.issues)]
        for t in taken
    ]
    table("导入（示例县·临湖市，全部虚构）", ["工作簿", "版式", "行", "暂存", "提示和问题"], rows)
    show_counts(judgement)
    show_findings(list(checked.findings))
    show_indicators(checked)
    show_edition(edition)
    show_left_out(frozen)
    if selfcheck:
        late = [one.unit for one in done.states if one.state != "交齐了"]
        say(f"回头看：下发 {len(done.states)} 份自查表，{len(late)} 个单位没有交齐，退回 {len(done.returned)} 份，台账 {len(done.problems)} 个问题；"
            f"见 {into / '自查表'}、{into / 'office' / '自查'}、{into / 'office' / '整改'}。")  # fmt: skip
    say(
        f"用时 {time.monotonic() - started:.0f} 秒。请打开：\n  对外公布  {into / 'public' / 'index.html'}\n  内部材料  {into / 'office'}\n再试试：quanmu --home {into / 'data'} explain 临时救助 --as-of {DAY}"
    )
    return 0


COMMANDS = [demo_command]
