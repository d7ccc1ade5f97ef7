"""Which indicators a change moves, those over filings in masses (办件汇总) too; and what cannot be told of these."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from app.judgement.checking import SUMS, percent
from app.office import Office
from app.rulebook.impact_findings import Seen, Side
from catalogue.rulebook import Indicator, Measure
from rules.books import Book, Day
from rules.difference import Difference, rests_on
from rules.indicators import Figure, measure_these

TIMED = "办件时限"  # the kind of record as which the few distinct cases of all filings are judged

Moved = tuple[tuple[str, str, str], ...]
"""Name of an indicator, what it is before, and after."""

Sums = tuple[list[dict[str, Any]], list[dict[str, Any]]]
"""办件汇总 as facts, before and after."""


def sums_of(office: Office, before: Side, after: Side) -> Sums:
    """办件汇总 of both sides, as the newest judging of all filings by their days added it up; none where none were
    judged."""
    if not office.stored:
        return [], []
    from app.filing import cards

    first = cards.facts(office, before.day)
    return first, first if after.day == before.day else cards.facts(office, after.day)


def figures(first: Seen, second: Seen, sums: Sums, moved: Collection[str]) -> Moved:
    """The indicators that come out otherwise. `moved`: the kinds of which any record changed."""
    chosen = affected(first.side, second.side, {*moved, SUMS} if sums[0] != sums[1] else moved)
    known = [
        {one.id: one for one in _computed(seen, chosen, added)}
        for seen, added in zip((first, second), sums, strict=True)
    ]
    found = []
    for number in dict.fromkeys((*known[0], *known[1])):
        was, now = (side.get(number) for side in known)
        if _said(was) != _said(now):
            found.append(((now or known[0][number]).name, _said(was), _said(now)))
    return tuple(found)


def affected(before: Side, after: Side, moved: Collection[str]) -> list[str]:
    """Indicators that may come out otherwise: of records that changed, counted by other words, or by words that rest on
    a parameter, a list or the day, where these are not the same."""
    sides = [{one.id: one for one in side.book.indicators} for side in (before, after)]
    days = [side.book.on(side.day) for side in (before, after)]
    return [
        name
        for name in dict.fromkeys((*sides[0], *sides[1]))
        if {m.kind for side in sides if name in side for m in measures(side[name])}.intersection(moved)
        or _counted(sides[0].get(name), days[0]) != _counted(sides[1].get(name), days[1])
    ]


def measures(one: Indicator) -> list[Measure]:
    """The sides that an indicator counts."""
    return [side for side in (one.numerator, one.denominator, one.excluded) if side]


def not_timed(before: Side, after: Side, rules: Difference, sums: Sums) -> tuple[str, ...]:
    """Why nothing is said of single filings: they are timed when the cards are given, hundreds of thousands at once."""
    changed = [
        word
        for word, differs in (
            ("判定日", before.day != after.day),
            ("时效、亮牌的规则或者标准", TIMED in rules.kinds),
            ("日历、不计时事由或者计时的参数", _clock(before.book, before.day) != _clock(after.book, after.day)),
        )
        if differs
    ]
    if not changed or not sums[1]:
        return ()
    return (
        f"{'、'.join(changed)}变了，而成批的办件没有逐件重新计时：指标里的{SUMS}出自最近一次亮牌判定。"
        "超期和亮牌会怎样变，要运行 quanmu cards 才知道。",
    )


def _counted(one: Indicator | None, day: Day) -> Any:
    if one is None:
        return None
    sides = [
        (m.kind, tuple((c.content, rests_on(c, day)) for c in m.conditions), m.sum_of, m.distinct)
        for m in measures(one)
    ]
    return one.name, sides, one.denominator is None, one.excluded is None


def _computed(seen: Seen, chosen: Collection[str], sums: list[dict[str, Any]]) -> Sequence[Figure]:
    """Those indicators, without what they are broken down by: it is not compared."""
    bare = [one.model_copy(update={"by": ()}) for one in seen.side.book.indicators if one.id in chosen]
    if not bare:
        return ()
    decisions = {kind: group for kind, group in seen.decisions.items() if kind != SUMS}
    return measure_these(seen.side.book, bare, {**seen.rows, SUMS: sums}, seen.side.day, decisions)


def _said(figure: Figure | None) -> str:
    if figure is None:
        return "—"
    if figure.net is None:
        return str(figure.numerator)
    return f"{figure.numerator} ÷ {figure.net}＝{percent(figure)}"


def _clock(book: Book, day: date) -> Any:
    """What the clocks of filings take from a book beside its rules."""
    from rules.filings.calendar import TABLE, reasons
    from rules.filings.judge import reading

    return (
        reading(book, day),
        reasons(book, day),
        [(one.begins, one.ends, one.rows) for one in book.lists.get(TABLE, ())],
    )
