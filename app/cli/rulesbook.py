"""Commands on the rule book itself: list, show, test."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.cli.chinese import Group
from app.cli.screen import AS_OF, JSON, emit, say, table
from catalogue.finding import UserError
from rules import BOOK as SHIPPED

if TYPE_CHECKING:
    from app.office import Office
    from catalogue.bookview import RuleView
    from rules.books import Book


@click.group("rules", cls=Group, help="规则书：查看、校对、看改动的影响、用 Excel 改。改规则前先看 docs/rules.md。")
def rules_group() -> None:
    """Reading, proving and changing the rule book."""


BOOK = click.option("--book", type=click.Path(path_type=Path, file_okay=False), help="改看另一套规则书")


def opened(home: Path, book: Path | None, *, at_work: bool = True) -> Book:
    """The book in use (with the office's own folder), or the one of another folder; not `at_work`, as an author reads it."""
    from app.office import open_office
    from rules.opening.loader import load_book
    from rules.opening.strays import holds_book

    if book and not book.is_dir():
        raise UserError(str(book), "没有这个文件夹", "请检查 --book 的路径")
    if book is None and at_work:
        return open_office(home, store=False).book
    if book is None:
        return load_book(SHIPPED, *([home / "book"] if (home / "book").is_dir() else []))
    # an office's own folder says nothing by itself: it lies over the shipped one
    own = holds_book(book) and not (book / "questions.yaml").exists()
    return load_book(*([SHIPPED] if own else []), book)


@rules_group.command("list", help="列出规则和检查：编号、名称、对象、结论、依据、施行；写了词的，只列含有这些词的。")
@click.argument("words", nargs=-1, metavar="[词]...")
@click.option("--topic", help="只看一个主题（规则文件的名称，如 社会救助）")
@BOOK
@JSON
@click.pass_obj
def list_rules(home: Path, words: tuple[str, ...], topic: str | None, book: Path | None, as_json: bool) -> int:
    """All rules and checks, or those of a topic, or in which all those words stand."""
    from app.rulebook.bookview import rule_view
    from rules.opening.reading import nearest

    read = opened(home, book)
    views = [rule_view(read, rule) for rule in (*read.rules, *read.checks)]
    if topic is not None:
        topics = dict.fromkeys(view.topic for view in views)
        if topic not in topics:
            raise UserError(f"主题“{topic}”", f"没有这个主题{nearest(topic, topics)}", f"可用：{'、'.join(topics)}")
        views = [view for view in views if view.topic == topic]
    if words:
        views = [view for view in views if all(word in _text(view) for word in words)]
        if not views:
            raise UserError(f"“{' '.join(words)}”", "没有一条规则或检查含有这些词", "请少写几个字，或者换一个说法")
    if as_json:
        for view in views:
            emit(read.by_id[view.id])
        return 0
    rows = [
        [
            view.id,
            view.name + ("（待核）" if view.unread else ""),
            "、".join(view.kinds),
            view.conclusion,
            "；".join(one.cited for one in view.basis),
            view.begins,
        ]
        for view in views
    ]
    title = f"规则 {sum(v.part == '规则' for v in views)} 条，检查 {sum(v.part == '检查' for v in views)} 条，登记事项 {len(read.register)} 个"
    table(title, ["编号", "名称", "对象", "结论", "依据", "施行"], rows)
    return 0


@rules_group.command("show", help="看一条规则：用一句话说出条件和结论，列出依据、例外、例子、作出多少判定。")
@click.argument("number", metavar="编号")
@click.option("--yaml", "as_written", is_flag=True, help="照文件里的写法印出来，可以抄")
@BOOK
@JSON
@click.pass_obj
def show_rule(home: Path, number: str, as_written: bool, book: Path | None, as_json: bool) -> int:
    """One rule, check or indicator, whole."""
    from app.rulebook.bookview import rule_view, view
    from app.rulebook.usage import of_last_run
    from rules.opening.reading import nearest

    office = None if book else in_use(home)
    read = office.book if office else opened(home, book)
    indicators = {one.id: one for one in view(read).indicators} if number not in read.by_id else {}
    if number not in read.by_id and number not in indicators:
        known = [*read.by_id, *indicators]
        named = [one.id for one in (*read.rules, *read.checks, *read.indicators) if number in one.name]
        what = f"规则书里没有{nearest(number.upper(), known)}"
        if named:
            what = f"这不是编号，名称里有它的是：{'、'.join(named[:8])}{'等' if len(named) > 8 else ''}"
        raise UserError(f"编号“{number}”", what, "用 quanmu rules list 查看全部编号，后面可以写词来找")
    if as_written:
        from app.rulebook.bookview import file_of
        from app.rulebook.yamledit import entries_text

        place = (read.by_id.get(number) or next(one for one in read.indicators if one.id == number)).place
        click.echo(entries_text(file_of(place)[0].read_text("utf-8-sig"), {"编号": number}))
        return 0
    if number in indicators:
        one = indicators[number]
        if as_json:
            emit(one)
            return 0
        sides = (("分子", one.numerator), ("分母", one.denominator), ("豁免", one.excluded))
        say(f"{one.id} {one.name}\n写在：{one.place}")
        say("\n".join(f"{name}：{words}" for name, words in sides if words))
        say(
            "\n".join(f"依据：{basis.cited} {basis.gist}" for basis in one.basis)
            + (f"\n说明：{one.note}" if one.note else "")
        )
        return 0
    rule = read.by_id[number]
    usage = of_last_run(office, number) if office and office.stored else None
    if as_json:
        emit({**rule.model_dump(), "sentence": rule_view(read, rule).sentence, "used": _used(usage, number)})
        return 0
    _show(rule_view(read, rule))
    if usage and not rule.fault:
        count = f"作出 {usage.records.get(number, 0)} 条记录的判定"
        say(
            f"用处：最近一次判定（判定日 {usage.day}）中{count}"
            + ("" if usage.same_book else "；那时用的规则书与现在的不同，只供参考")
        )
    return 0


def _text(view: RuleView) -> str:
    """What a person may look for in a rule."""
    cited = "；".join(one.cited + one.gist for one in view.basis)
    return "；".join((view.id, view.name, view.sentence, view.topic, "、".join(view.kinds), cited))


def _used(usage, number: str):  # type: ignore[no-untyped-def]
    return (
        None
        if usage is None
        else {"as_of": usage.day, "same_book": usage.same_book, "records": usage.records.get(number, 0)}
    )


def _show(view: RuleView) -> None:
    from app.rulebook.bookview import tree_lines

    state = "（待核：没有读到原文，不作判定）" if view.unread else ""
    say(f"{view.id} {view.name}{state}")
    say(f"{view.sentence}\n")
    if view.advice:
        say(f"建议：{view.advice}")
    for basis in view.basis:
        mark = f"〔{basis.state}〕" if basis.state else ""
        say(f"依据：{basis.cited}{mark} {basis.gist}")
    say(f"施行：{view.begins or '不限'}　废止：{view.ends or '未定'}　组：{view.group or '—'}")
    if view.prevails_over:
        say(f"它优先于：{'、'.join(view.prevails_over)}")
    say("它的例外：" + ("" if view.exceptions else "没有"))
    for line in tree_lines(view.exceptions):
        say(f"  {line}")
    every = (("适用", view.applies), ("不适用", view.applies_not), ("无法判定", view.applies_unsure))
    for name, examples in every:
        for example in examples:
            say(f"{name}的例子：{example}")
    if view.note:
        say(f"说明：{view.note}")
    say(f"写在：{view.place}")


@rules_group.command("test", help="校对全书（连同本单位的）并跑每个例子；有错列出文件、行、编号和改法。")
@BOOK
@JSON
@click.pass_obj
def test_rules(home: Path, book: Path | None, as_json: bool) -> int:
    """Proofread; the loader runs every example."""
    read = opened(home, book, at_work=False)
    every = (*read.rules, *read.checks)
    folder = book or home / "book"
    own = [entry for entry in (*every, *read.indicators) if entry.place.startswith(str(folder))]
    report = {
        "规则": len(read.rules),
        "检查": len(read.checks),
        "指标": len(read.indicators),
        "例子": sum(len(rule.applies) + len(rule.applies_not) + len(rule.applies_unsure) for rule in every),
        "登记事项": len(read.register),
        "待核": sum(rule.unread for rule in every),
        "本单位": len(own),
        "摘要": read.digest,
        "提醒": [str(w) for w in read.warnings],
    }
    if as_json:
        emit(report)
        return 0
    say(
        f"规则 {report['规则']} 条、检查 {report['检查']} 条、指标 {report['指标']} 个，{report['例子']} 个例子全部相符；"
        f"其中待核 {report['待核']} 条；登记事项 {report['登记事项']} 个；规则书摘要 {read.digest[:12]}。"
    )
    if folder.is_dir():
        say(f"其中 {folder} 里的 {len(own)} 条。")
    else:
        say(f"只有随程序带的，没有 {folder.absolute()} 这个文件夹：自己写的规则没有读到的，请检查 --home 的路径。")
    # an office's reminders are its own; the shipped book's are for its authors
    authors = folder.resolve() == SHIPPED
    mine = [one for one in read.warnings if authors or not one.place.startswith(str(SHIPPED))]
    for warning in mine:
        say(f"提醒：{warning}")
    if len(mine) < len(read.warnings):
        say(f"随程序带的规则书另有 {len(read.warnings) - len(mine)} 条提醒，用 --json 看。")
    return 0


@rules_group.command(
    "reference", help="写出整本规则书的网页：依据、日期、例外、例子、作出多少判定；可以打印，不连网络。"
)
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("rulebook"),
    show_default=True,
    help="写在哪个文件夹",
)
@AS_OF
@JSON
@click.pass_obj
def write_reference(home: Path, into: Path, as_of: datetime | None, as_json: bool) -> int:
    """The reference pages, with the numbers of the store where there is one."""
    from app.cli.screen import the_day
    from app.rulebook import reference

    office = in_use(home)
    written = reference.write(office, into, the_day(as_of))
    if as_json:
        emit({"written": [str(path) for path in written], "book": office.book.digest})
    else:
        say(f"规则书写在 {into / 'index.html'}（{'带本单位目录的数字' if office.stored else '没有库，不带数字'}）。")
    return 0


def in_use(home: Path) -> Office:
    """The office, with its store where there is one."""
    from app.office import open_office
    from app.store import store_exists

    return open_office(home, store=store_exists(home))


COMMANDS = [rules_group]
