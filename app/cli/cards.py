"""Command cards: take in files of filings, judge them as of a day, show cards, appeal and cancel."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.cli.chinese import command
from app.cli.screen import AS_OF, JSON, complain, console, emit, say, table, the_day
from catalogue.finding import UserError
from catalogue.names import short_for

if TYPE_CHECKING:
    from app.filing.cards import CardLine, Run
    from app.filing.filings import Taken

SHOWN = 20


@command("cards", help="红黄牌：导入成批的办件（xlsx、csv、parquet），按时限亮牌；不写文件的，用已经导入的。")
@click.argument("files", metavar="[文件]...", nargs=-1, type=click.Path(path_type=Path))
@click.option("--list", "only_list", is_flag=True, help="只列出已经亮的牌，不判定")
@click.option("--unit", help="只看这个单位的牌")
@click.option("--explain", "explained", type=int, metavar="编号", help="说明这一张牌的依据")
@click.option("--appeal", type=int, metavar="编号", help="申诉这一张牌")
@click.option("--uphold", type=int, metavar="编号", help="申诉不成立，维持这一张牌")
@click.option("--cancel", type=int, metavar="编号", help="撤销这一张牌")
@click.option("--files", "only_files", is_flag=True, help="列出导入过的办件文件")
@click.option("--undo", "undone", type=int, metavar="编号", help="撤销导入的一份办件文件（编号见 --files），不判定")
@click.option("--why", default="", help="申诉、维持、撤销的理由")
@click.option("--into", type=click.Path(path_type=Path, file_okay=False), help="在此文件夹下写 office/红黄牌.xlsx")
@AS_OF
@JSON
@click.pass_obj
def cards_command(
    home: Path, files: tuple[Path, ...], only_list: bool, unit: str | None, explained: int | None, appeal: int | None,
    uphold: int | None, cancel: int | None, only_files: bool, undone: int | None, why: str, into: Path | None, as_of: datetime | None, as_json: bool,
) -> int:  # fmt: skip
    """Files first, then the judging; or one act about one card."""
    from app.filing import cards, filings
    from app.office import open_office

    office = open_office(home, create=bool(files))
    chosen = [
        (number, what)
        for number, what in ((appeal, cards.APPEALED), (uphold, cards.UPHELD), (cancel, cards.CANCELLED))
        if number is not None
    ]
    if len(chosen) + (explained is not None) + (undone is not None) > 1:
        raise UserError("命令", "一次只能做一件事", "请分开写 --explain、--appeal、--uphold、--cancel、--undo")
    if undone is not None:
        back = filings.undo(undone, why)
        emit(back) if as_json else say(
            f"已撤销第 {back.id} 份办件“{back.name}”（{back.good} 件）：不再计数，亮过的牌要不要撤销由人决定。"
            "请再 quanmu cards 判定一次；要恢复，把原文件再导入一次。"
        )
        return 0
    if only_files:
        _show_files(filings.taken(), as_json)
        return 0
    if chosen:
        done = cards.act(*chosen[0], why)
        emit(done) if as_json else say(
            f"第 {done.id} 号牌（{done.unit}，受理号 {done.number}，{done.colour}）：{done.state}。"
        )
        return 0
    if explained is not None:
        emit(cards.reasons(explained)) if as_json else _show_reasons(cards.reasons(explained))
        return 0
    if only_list:
        lines = cards.listed()
        meant = short_for(unit or "", (one.unit for one in lines))
        _show([one for one in lines if not unit or one.unit == meant], as_json)
        if unit and lines and all(one.unit != meant for one in lines) and not as_json:
            say(f"“{unit}”没有牌。有牌的单位：{'、'.join(dict.fromkeys(one.unit for one in lines))}。")
        return 0
    faults = _take(office, files, as_json)
    if faults and len(faults) == len(files):
        return 2
    with console.status("正在判定……"):
        done_run = cards.run(office, the_day(as_of))
    if as_json:
        emit(
            {
                "kind": "亮牌",
                **done_run.counts,
                "新亮牌": len(done_run.new),
                "牌": done_run.new,
                "不再超时的牌": [one.id for one in done_run.no_longer],
                "时限取自办事指南": done_run.guided,
            }
        )
    else:
        _show_run(done_run, unit)
    if into:
        from app.filing.cards_paper import write

        write(office, done_run.as_of, into)
        say(f"红黄牌写在 {into / 'office' / '红黄牌.xlsx'}。") if not as_json else None
    return 2 if faults else 0


def _take(office, files: Sequence[Path], as_json: bool) -> list[UserError]:  # type: ignore[no-untyped-def]
    """Each file by itself: one that cannot be read does not stop the others."""
    from app.filing import filings

    faults, done = [], []
    for path in files:
        try:
            with console.status(f"正在读 {path.name}……"):
                done.append(filings.take(office, path))
        except UserError as error:
            faults.append(error)
    for one in done if as_json else ():
        emit(
            {
                "kind": "文件",
                **{
                    n: getattr(one, n)
                    for n in (
                        "name",
                        "sha256",
                        "read",
                        "good",
                        "held",
                        "held_rows",
                        "dropped",
                        "unused",
                        "notes",
                        "again",
                    )
                },
            }
        )
    if done and not as_json:
        _show_taken(done)
    complain(faults)
    return faults


def _show_files(found: Sequence[Taken], as_json: bool) -> None:
    for one in found if as_json else ():
        emit(one)
    if not as_json:
        rows = [
            [
                one.id,
                one.name,
                one.at[:16].replace("T", " "),
                one.by,
                one.read,
                one.held,
                "已撤销" if one.undone else "",
            ]
            for one in found
        ]
        table(f"办件文件 {len(found)} 份", ["编号", "文件", "时间", "谁", "行", "暂存", "状态"], rows)


def _show_taken(done: Sequence[Taken]) -> None:
    rows = [[one.name, one.read, one.good, one.held, "以前导入过" if one.again else ""] for one in done]
    table("办件", ["文件", "读到", "可用", "暂存", ""], rows)
    for one in done:
        if one.dropped:
            say(f"{one.name}：{'、'.join(one.dropped)}是个人信息，没有读入。")
        if one.unused:
            more = f"等 {len(one.unused)} 列" if len(one.unused) > SHOWN else ""
            say(f"{one.name}：没有用到的列：{'、'.join(one.unused[:SHOWN])}{more}。")
        for note in one.notes:
            say(f"注意：{one.name}：{note}。")
        for line, number, why in one.held_rows[:SHOWN]:
            say(f"  第 {line} 行（受理号 {number or '空'}）暂存：{why}")
        if one.held > SHOWN:
            say(f"  另有 {one.held - SHOWN} 行，加 --json 看全部。")
        if one.held:
            say("  暂存的行不计数；改正以后把整份文件再导入一次，同一单位同一受理号后来的为准。")


def _show_run(run: Run, unit: str | None) -> None:
    counted = run.counts
    table(
        f"办件时效（判定日 {run.as_of}，{counted['办件']} 件）", ["时效", "件数"], [[k, v] for k, v in counted["时效"].items()]
    )  # fmt: skip
    table("亮牌", ["亮牌", "件数"], [[k, v] for k, v in counted["亮牌"].items()])
    notes = {
        f"{counted['判定日以后受理']} 件在判定日以后受理，没有判": counted["判定日以后受理"],
        f"{counted['超出放假安排']} 件的起止超出放假安排（到 {run.calendar_ends} 为止），工作日算不出，待定；请在 book/lists/放假安排.csv 补上": counted[
            "超出放假安排"
        ],
        f"{counted['不计时事由不在清单']} 件的不计时事由不在清单“不计时事由”里，那一段照样计时": counted[
            "不计时事由不在清单"
        ],
        f"{counted['延期没有批准']} 件写了延长期限而没有写延期批准，不算延期": counted["延期没有批准"],
        f"{run.guided} 件没有写时限，用了办事指南的时限": run.guided,
    }
    for text, many in notes.items():
        if many:
            say(f"注意：{text}。")
    if counted["待定缺少"]:
        say(f"待定的缺少：{'、'.join(f'{name}（{many} 件）' for name, many in counted['待定缺少'].items())}。")
    if "没有规则" in counted["待定缺少"]:
        say(
            "本单位没有写亮牌的规则：照 examples/linhu/book/rules/亮牌.yaml 写一份到 book/rules，门槛写在 book/parameters.yaml。"
        )
    by_unit = Counter((one.unit, one.colour) for one in run.new if not unit or one.unit == unit)
    rows = [[name, by_unit[name, "黄牌"], by_unit[name, "红牌"]] for name in sorted({name for name, _ in by_unit})]
    table(f"新亮牌 {sum(by_unit.values())} 张", ["单位", "黄牌", "红牌"], rows)
    if run.no_longer:
        say(
            f"{len(run.no_longer)} 张牌的办件按现在的数据不再超时，要不要撤销由人决定：{'、'.join(str(one.id) for one in run.no_longer[:SHOWN])}"
        )


def _show(lines: Sequence[CardLine], as_json: bool) -> None:
    if as_json:
        for line in lines:
            emit(line)
        return
    rows = [
        [
            one.id,
            one.unit,
            one.number,
            one.matter,
            one.colour,
            one.timeliness + (f"（{one.stage}）" if one.stage else ""),
            "—" if one.days is None else one.days,
            one.state,
        ]
        for one in lines
    ]
    table(f"红黄牌 {len(rows)} 张", ["编号", "单位", "受理号", "事项", "牌", "时效", "超过天数", "状态"], rows)


def _show_reasons(decided) -> None:  # type: ignore[no-untyped-def]
    for question, one in decided.items():
        basis = "；".join(f"《{cited['text']}》{cited['article']}（{cited['gist']}）" for cited in one["basis"])
        used = "、".join(f"{name}={value}" for name, value in one["facts"].items())
        say(f"{question}：{one['answer']}。规则 {'、'.join(one['rules'])}；依据{basis}；用到的事实：{used}。")


COMMANDS = [cards_command]
