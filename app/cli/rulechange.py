"""Commands on changing the rule book: what a change would do, and what the book does not reach."""

from __future__ import annotations

import gc
from contextlib import ExitStack
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path

import click

from app.cli.rulesbook import rules_group
from app.cli.screen import AS_OF, JSON, console, emit, say, table
from catalogue.finding import UserError

SHOWN = 30


def named_as_workbook(_context: click.Context, _parameter: click.Parameter, path: Path | None) -> Path | None:
    """A file that a spreadsheet program will open: told before the work begins, not after."""
    if path and path.suffix.lower() != ".xlsx":
        raise UserError(str(path), "不是 .xlsx 文件的名称", f"请写成 {path.with_suffix('.xlsx')}")
    return path


XLSX = click.option(
    "--xlsx", "xlsx", type=click.Path(path_type=Path, dir_okay=False), callback=named_as_workbook, help="另存为工作簿"
)


@rules_group.command(
    "impact",
    help="改动的影响：哪些判定会变、从什么变成什么、由哪条规则。比较两套规则书（文件夹或 git 版本；只写一个则与现用的比）、"
    "两个日子（--as-of、--then），或者假设（--what-if）。",
)
@click.argument("old", metavar="[原来]", required=False)
@click.argument("new", metavar="[以后]", required=False)
@click.option(
    "--then", "then", type=click.DateTime(formats=["%Y-%m-%d"]), help="以后那一边的判定日，不写则与 --as-of 相同"
)
@click.option("--what-if", "suppositions", multiple=True, help="假设：参数=值，或 机构:名称.字段=值；可以写几个")
@XLSX
@AS_OF
@JSON
@click.pass_obj
def impact_command(
    home: Path,
    old: str | None,
    new: str | None,
    then: datetime | None,
    suppositions: tuple[str, ...],
    xlsx: Path | None,
    as_of: datetime | None,
    as_json: bool,
) -> int:
    """Every decision that would change, before and after."""
    if not (old or new or then or suppositions):
        raise UserError("rules impact", "没有说要比较什么", "请写规则书的文件夹或版本、--then 日期，或 --what-if 假设")
    office, impact = _compare(home, old, new, then, suppositions, as_of)
    from app.rulebook.impact import GROUNDS, MISSING
    from app.rulebook.impact_tables import as_json as whole
    from app.rulebook.impact_tables import summary, tables

    if xlsx:
        save(xlsx, tables(impact), "规则改动的影响", office.county.example)
    if as_json:
        emit(whole(impact))
        return 0
    say(f"从“{impact.before}”到“{impact.after}”：比较了 {impact.compared} 个判定，变化 {len(impact.changes)} 个。")
    if impact.changes:
        table("变化", ["对象·问题", "原来", "以后", "条数"], summary(impact))
        shown = sorted(impact.changes, key=lambda c: c.what in (GROUNDS, MISSING))[:SHOWN]  # conclusions first
        rows = [
            [
                c.unit,
                c.name + (f" → {c.recipient}" if c.recipient else ""),
                c.question,
                c.before,
                f"{c.after}（{c.what}变了）" if c.what in (GROUNDS, MISSING) else c.after,
                "、".join(c.rules),
            ]
            for c in shown
        ]
        table(
            f"逐条（前 {len(shown)} 条，全部请用 --xlsx 或 --json）",
            ["单位", "对象", "问题", "原来", "以后", "规则"],
            rows,
        )
    say(f"{impact.findings}。")
    if impact.indicators:
        table("指标", ["指标", "原来", "以后"], impact.indicators)
    for note in impact.notes:
        say(note)
    if xlsx:
        say(f"全部写在 {xlsx}。")
    return 0


def _compare(home, old, new, then, suppositions, as_of):  # type: ignore[no-untyped-def]
    from app.apart import Apart

    gc.disable()  # there are few cycles here, and the process ends with the answer
    if old and not new:
        old, new = None, old
    sides = [partial(_book, home, word) for word in dict.fromkeys((old, new))]
    with ExitStack() as stack:
        reading = [stack.enter_context(Apart(side)) for side in sides]
        return _compared(
            home, reading, then, suppositions, as_of, stack.enter_context(console.status("正在取出目录……"))
        )


def _book(home, word):  # type: ignore[no-untyped-def]
    """The files of the book in use as they lay there before, how to call a side, and its book."""
    from app.office import open_office
    from app.rulebook.revisions import book_at

    office = open_office(home, store=False)
    stamps = office.stamps
    return stamps, *(book_at(word, office) if word else ("现用的规则书", office.book))


def _compared(home, reading, then, suppositions, as_of, status):  # type: ignore[no-untyped-def]
    from app import ledger
    from app.cli.screen import the_day
    from app.office import open_office
    from app.rulebook.impact import Side, compare
    from app.rulebook.supposing import gained, lapsed, suppose
    from rules.matching import wake

    wake()
    office, day = open_office(home), the_day(as_of)
    later = the_day(then) if then else day
    records = [ledger.current(office.fields)] * 2
    status.update("正在打开规则书……")
    named = []
    for side in reading:
        stamps, label, book = side.result()
        if stamps != office.stamps:  # an approved change was written into it just now
            _, label, book = side.again()
        named.append((label, book))
    named = [named[0], named[-1]]
    for side, (label, other) in enumerate(named):  # values are typed by the fields of the book that reads them
        if other.fields.fields != office.fields.fields:
            try:
                records[side] = ledger.typed_by(other.fields, records[side], office.fields)
            except ValueError:  # the store holds values that this book does not know: no rule of it reads them
                named[side] = (f"{label}（字段按现用的）", other)
    book, supposed, told, unmoved = suppose(suppositions, named[1][1], records[1], later)
    labels = [f"{label}，{on}" for (label, _), on in zip(named, (day, later), strict=True)]
    if told:
        labels[1] += f"，假设{'、'.join(told)}"
    status.update("正在比较……")
    sides = Side(labels[0], named[0][1], day, records[0]), Side(labels[1], book, later, supposed)
    impact = compare(office, *sides)
    return office, replace(
        impact, notes=(*gained(told, impact.changes), *lapsed(impact.changes), *impact.notes, *unmoved)
    )


@rules_group.command(
    "coverage", help="规则够不够用、数据缺什么：没有用到的规则，没有判定的记录，最常缺的事实和补上它能定多少。"
)
@XLSX
@AS_OF
@JSON
@click.pass_obj
def coverage_command(home: Path, xlsx: Path | None, as_of: datetime | None, as_json: bool) -> int:
    """The office's to-do list of data, and the lawyer's of rules."""
    from app import ledger
    from app.cli.screen import the_day
    from app.judgement import checking
    from app.judgement.judging import judge
    from app.office import open_office
    from app.rulebook.coverage import cover
    from app.rulebook.coverage_tables import HOW, TODO, UNUSED, rule_rows, tables, todo_row

    with console.status("正在判定……"):
        office, day = open_office(home), the_day(as_of)
        judgement = judge(office, ledger.current(office.fields), day)
        found = cover(office.book, judgement, checking.check(office, judgement).findings)
    if xlsx:
        save(xlsx, tables(found), "规则覆盖和待补数据", office.county.example)
    if as_json:
        emit(found)
        return 0
    if not found.share:
        say(f"库里在 {day} 还没有要判定的记录：请先导入清单，或者检查判定日。")
        return 0
    idle = [row for row in rule_rows(found, idle=True) if row[2] == "规则"]
    silent = len(rule_rows(found, idle=True)) - len(idle)
    whole = sum(one.whole for one in found.undecided)
    say(
        f"判定日 {day}：规则 {len(office.book.rules)} 条，{len(idle)} 条在这份目录里没有作出过判定；"
        f"检查 {len(office.book.checks)} 条，{silent} 条没有查出问题。待定的判定 {len(found.open)} 个；"
        f"有问题没有规则可用的记录 {len(found.undecided)} 条（整条都没有判定的 {whole} 条）。"
    )
    table(f"最常缺的事实（前 {SHOWN} 项）", TODO, [todo_row(one) for one in found.lacking[:SHOWN]])
    if found.lacking:
        say(HOW)
    table(f"没有作出过判定的规则（前 {SHOWN} 条）", UNUSED[:4], [row[:4] for row in idle[:SHOWN]])
    rows = [[u.kind, u.unit, u.name, "、".join(u.questions)] for u in found.undecided[:SHOWN]]
    table(f"没有判定的记录（前 {SHOWN} 条）", ["对象", "单位", "名称", "没有规则的问题"], rows)
    say(f"全部写在 {xlsx}。" if xlsx else "全部内容请用 --xlsx 或 --json。")
    return 0


def save(path: Path, tables, title: str, example: bool) -> None:  # type: ignore[no-untyped-def]
    """Write tables as a workbook; the folder is made where it is missing."""
    from app.clock import now
    from exporters.working import workbook

    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(workbook(tables, date.fromisoformat(now()[:10]), title=title, mark="示例" if example else ""))


COMMANDS: list[click.Command] = []  # they hang on the group of `rulesbook`
