"""Which findings and indicators a change brings or ends: checked again only where facts or a check changed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.judgement import checking
from app.judgement.judging import Judgement
from catalogue.finding import Finding
from catalogue.records import Record
from catalogue.rulebook import Indicator, Measure
from rules.books import Book, Day
from rules.checks import check as run_checks
from rules.difference import Difference, rests_on, same_facts
from rules.indicators import measure_these


@dataclass(frozen=True)
class Side:
    """One side of the comparison: a book, a day, the records, and how to call it."""

    label: str
    book: Book
    day: date
    records: Sequence[Record]


def findings(
    before: Side, after: Side, first: Judgement, second: Judgement, checks: Difference
) -> tuple[tuple[Finding, ...], tuple[Finding, ...], tuple[tuple[str, str, str], ...]]:
    """Findings that end and that are new, and indicators that come out otherwise. Claims are not looked at."""
    rows = [checking.rows_to_check(judgement) for judgement in (first, second)]
    decisions = [
        {kind: [dict(one.decisions) for one in group] for kind, group in judgement.judged.items()}
        for judgement in (first, second)
    ]
    ended: list[Finding] = []
    new: list[Finding] = []
    moved: set[str] = set()
    for kind in dict.fromkeys((*first.judged, *second.judged)):
        if kind == checking.CLAIMS:
            continue
        olds = _by_subject(first, kind, rows[0])
        news = _by_subject(second, kind, rows[1])
        changed = {
            name
            for name in olds.keys() | news.keys()
            if name not in olds or name not in news or not same_facts(olds[name], news[name])
        }
        if changed:
            moved.add(kind)
        touched = {
            one.subject
            for judgement, side in zip((first, second), rows, strict=True)
            for one, hit in zip(judgement.of_kind(kind), checks.touched(kind, side.get(kind, [])), strict=True)
            if hit
        }
        found = [
            {
                finding
                for names, only in ((changed, None), (touched - changed, checks.reached))
                for finding in _checked(
                    side, kind, judgement, side_rows.get(kind, []), side_decisions.get(kind, []), names, only
                )
            }
            for side, judgement, side_rows, side_decisions in zip(
                (before, after), (first, second), rows, decisions, strict=True
            )
        ]
        ended += found[0] - found[1]
        new += found[1] - found[0]
    indicators = []
    if chosen := _affected(before, after, moved):
        figures = [
            {
                figure.id: figure
                for figure in measure_these(side.book, _bare(side.book, chosen), side_rows, side.day, side_decisions)
            }
            for side, side_rows, side_decisions in zip((before, after), rows, decisions, strict=True)
        ]
        for number in dict.fromkeys((*figures[0], *figures[1])):
            shown = [_figure(side.get(number)) for side in figures]
            if shown[0] != shown[1]:
                known = figures[1].get(number) or figures[0][number]
                indicators.append((known.name, *shown))
    order = [tuple(sorted(one, key=lambda f: (f.rule, f.unit, f.place, f.subject))) for one in (ended, new)]
    return order[0], order[1], tuple((name, a, b) for name, a, b in indicators)


def _affected(before: Side, after: Side, moved: set[str]) -> list[str]:
    """Indicators that may come out otherwise: of records that changed, counted by other words, or by words that rest on
    a parameter, a list or the day, where these are not the same."""
    sides = [{one.id: one for one in side.book.indicators} for side in (before, after)]
    days = [side.book.on(side.day) for side in (before, after)]
    return [
        name
        for name in dict.fromkeys((*sides[0], *sides[1]))
        if {m.kind for side in sides if name in side for m in measures(side[name])} & moved
        or _counted(sides[0].get(name), days[0]) != _counted(sides[1].get(name), days[1])
    ]


def _counted(one: Indicator | None, day: Day) -> Any:
    if one is None:
        return None
    sides = [
        (m.kind, tuple((c.content, rests_on(c, day)) for c in m.conditions), m.sum_of, m.distinct)
        for m in measures(one)
    ]
    return one.name, sides, one.denominator is None, one.excluded is None


def measures(one: Indicator) -> list[Measure]:
    """The sides that an indicator counts."""
    return [side for side in (one.numerator, one.denominator, one.excluded) if side]


def _by_subject(judgement: Judgement, kind: str, rows: Mapping[str, list[dict[str, Any]]]) -> dict[str, dict[str, Any]]:
    return {one.subject: row for one, row in zip(judgement.of_kind(kind), rows.get(kind, []), strict=True)}


def _checked(
    side: Side,
    kind: str,
    judgement: Judgement,
    rows: list[Any],
    decisions: list[Any],
    names: set[str],
    only: Collection[str] | None,
) -> Iterator[Finding]:
    group = judgement.of_kind(kind)
    chosen = [place for place, one in enumerate(group) if one.subject in names]
    found = run_checks(side.book, kind, [rows[p] for p in chosen], side.day, [decisions[p] for p in chosen], only)
    for place, findings in zip(chosen, found, strict=True):
        yield from (checking.placed(finding, group[place]) for finding in findings)


def _bare(book: Book, chosen: Collection[str]) -> list[Indicator]:
    """Those indicators without what they are broken down by: it is not compared."""
    return [one.model_copy(update={"by": ()}) for one in book.indicators if one.id in chosen]


def _figure(figure: Any) -> str:
    if figure is None:
        return "—"
    if figure.net is None:
        return str(figure.numerator)
    return f"{figure.numerator} ÷ {figure.net}＝{checking.percent(figure)}"
