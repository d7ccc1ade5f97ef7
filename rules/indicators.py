"""Indicators: numerator, denominator and approved exclusions, each counted and printed; never a bare percentage."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from catalogue.decision import Cited
from catalogue.periods import months_of
from catalogue.rulebook import Indicator, Measure
from rules.atoms import freeze
from rules.books import Book
from rules.court import Decisions, Facts, basis_of
from rules.decide import Ready, ready
from rules.matching import panel
from rules.wording import said

BLANK = "（未填）"
DIMENSIONS = {  # the ways to read every indicator whose records carry one of the fields; the first that they carry holds
    "单位": ("办件单位", "实施主体", "原实施机关", "牵头单位"),
    "镇街": ("办件镇街", "承接主体"),
    "窗口": ("办件窗口", "综合窗"),
    "月份": ("受理月份", "统计月份"),
}
PERIODS = ("受理月份", "统计月份", "统计期")
"""Fields that say which time a record is about."""
Months = tuple[str, str]
"""The first and the last month (2021-03) that count, both inside; "" leaves that end open."""


@dataclass(frozen=True)
class Figure:
    """One indicator as computed. Only certain matches are counted; the `unsure_…` are records that cannot be told.

    `net` is the denominator without what is excluded; `rate` is numerator / net, None over nothing (不适用) or
    where there is no denominator. `groups` breaks it down: field -> value -> figure; `dimensions` says which of the
    fields is the unit, the town, the window, the month. `source`: the kinds of records counted and how many there are;
    `period`: the time they are about, "" where they say nothing of it. `exclusions`: what was left out with approval, each
    as the fields declared under 列出.
    """

    id: str
    name: str
    as_of: date
    numerator: int | Decimal
    denominator: int | Decimal | None
    excluded: int | Decimal | None
    net: int | Decimal | None
    rate: float | None
    unsure_numerator: int = 0
    unsure_denominator: int = 0
    unsure_excluded: int = 0
    unit: str = ""
    note: str = ""
    basis: tuple[Cited, ...] = ()
    groups: Mapping[str, Mapping[str, Figure]] = field(default_factory=dict)
    dimensions: Mapping[str, str] = field(default_factory=dict)
    source: str = ""
    period: str = ""
    exclusions: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class _Counted:
    """The records of one measure: those that certainly meet it and those that may."""

    measure: Measure
    facts: Sequence[Facts]
    sure: frozenset[int]
    unsure: frozenset[int]

    def within(self, chosen: frozenset[int]) -> _Counted:
        return _Counted(self.measure, self.facts, self.sure & chosen, self.unsure & chosen)

    def value(self) -> int | Decimal:
        name = self.measure.sum_of or self.measure.distinct
        values = [self.facts[n].get(name) for n in sorted(self.sure)] if name else []
        if self.measure.sum_of:
            return sum((v for v in values if isinstance(v, (int, Decimal))), 0)
        if self.measure.distinct:
            return len({freeze(one) for v in values if v is not None for one in (v if isinstance(v, list) else [v])})
        return len(self.sure)

    def unknown(self) -> int:
        name = self.measure.sum_of or self.measure.distinct
        return len(self.unsure) + (sum(self.facts[n].get(name) is None for n in self.sure) if name else 0)


def measure(
    book: Book,
    records: Mapping[str, Sequence[Facts]],
    as_of: date,
    ids: Sequence[str] | None = None,
    decisions: Mapping[str, Sequence[Decisions]] | None = None,
    dimensions: Collection[str] = (),
    months: Months | None = None,
) -> list[Figure]:
    """Compute all indicators (or those named) over the records of each kind, in order of 编号.

    `decisions` (per kind, of the same records) are worked out where an indicator reads an answer and lacks them.
    `dimensions` (of `DIMENSIONS`) are broken down too where the records carry them. `months`: only records of these
    months count, of the kinds whose records name a month; others are counted whole.
    """
    chosen = [indicator for indicator in book.indicators if ids is None or indicator.id in ids]
    return measure_these(book, chosen, records, as_of, decisions, dimensions, months)


def measure_these(
    book: Book,
    chosen: Sequence[Indicator],
    records: Mapping[str, Sequence[Facts]],
    as_of: date,
    decisions: Mapping[str, Sequence[Decisions]] | None = None,
    dimensions: Collection[str] = (),
    months: Months | None = None,
) -> list[Figure]:
    """Compute indicators that need not stand in the book, in their order; their ids must name their content."""
    measures = [one for indicator in chosen for one in _measures(indicator)]
    read = {name for indicator in chosen for one in _measures(indicator) for name in _reads(indicator, one)}
    facts = {
        kind: ready(book, kind, records.get(kind, ()), as_of, read, (decisions or {}).get(kind))[0]
        for kind in sorted({one.kind for one in measures})
    }
    if months:
        facts = {kind: _within(rows, months) for kind, rows in facts.items()}
    carried = {kind: frozenset().union(*rows) for kind, rows in facts.items()}
    return [_figure(book, indicator, facts, as_of, _dimensions(indicator, carried, dimensions)) for indicator in chosen]


def _within(rows: Ready, months: Months) -> Ready:
    """The records of those months; all of them where none names a month."""
    field = next((name for name in DIMENSIONS["月份"] if any(name in row for row in rows)), "")
    first, last = months[0], months[1] or "9999"
    return Ready(row for row in rows if first <= str(row.get(field, "")) <= last) if field else rows


def _dimensions(indicator: Indicator, carried: Mapping[str, frozenset[str]], asked: Collection[str]) -> dict[str, str]:
    """Dimension -> the field of it that the records on every side of the indicator carry."""
    sides = [carried[one.kind] for one in _measures(indicator) if one.kind in carried]
    found = {}
    for dimension in asked:
        for name in DIMENSIONS[dimension]:
            if sides and all(name in side for side in sides):
                found[dimension] = name
                break
    return found


def _measures(indicator: Indicator) -> list[Measure]:
    return [m for m in (indicator.numerator, indicator.denominator, indicator.excluded) if m]


def _reads(indicator: Indicator, one: Measure) -> list[str]:
    return [*indicator.by, one.sum_of, one.distinct, *one.listed, *(name for c in one.conditions for name in c.reads)]


def _figure(
    book: Book,
    indicator: Indicator,
    facts: Mapping[str, Ready],
    as_of: date,
    dimensions: Mapping[str, str],
) -> Figure:
    day = book.on(as_of)

    def counted(part: str, one: Measure | None) -> _Counted | None:
        if one is None:
            return None
        rows = facts[one.kind]
        matches = panel((book.digest, "indicator", indicator.id, part), {part: one.conditions}).match(rows, day)
        sure = frozenset(n for n, match in enumerate(matches) if match and match[0])
        maybe = frozenset(n for n, match in enumerate(matches) if match is None or match[1])  # None: no answer
        return _Counted(one, rows, sure, maybe - sure)

    parts = (
        counted("分子", indicator.numerator),
        counted("分母", indicator.denominator),
        counted("豁免", indicator.excluded),
    )
    names = dict.fromkeys((*indicator.by, *dimensions.values()))
    groups = {name: _broken_down(book, indicator, parts, name, as_of) for name in names}
    return replace(
        _computed(indicator, parts, as_of, groups),
        dimensions=dimensions,
        source=_source(indicator, facts),
        period=_period(parts),
        exclusions=_listed(parts[2]),
    )


def _source(indicator: Indicator, facts: Mapping[str, Ready]) -> str:
    kinds = dict.fromkeys(one.kind for one in _measures(indicator))
    return "、".join(f"{kind} {len(facts[kind])} 条" for kind in kinds)


def _period(parts: _Parts) -> str:
    """The time the records counted are about: months from first to last, or the periods as the records name them."""
    rows = [part.facts[n] for part in parts if part for n in part.sure]
    for name in PERIODS:
        said = sorted({str(row[name]) for row in rows if row.get(name)}, key=lambda one: (months_of(one), one))
        if len(said) == 1 or (said and len(said) < 3 and name == "统计期"):
            return "、".join(said)
        if said:  # in the order of time: written as words, October stands before September
            return f"{said[0]} 至 {max(said, key=lambda one: (months_of(one)[-1:], one))}"
    return ""


def _listed(excluded: _Counted | None) -> tuple[tuple[str, ...], ...]:
    if excluded is None or not excluded.measure.listed:
        return ()
    rows = [excluded.facts[n] for n in excluded.sure]
    return tuple(sorted(tuple(said(row.get(name)) or BLANK for name in excluded.measure.listed) for row in rows))


_Parts = tuple[_Counted | None, _Counted | None, _Counted | None]


def _computed(
    indicator: Indicator, parts: _Parts, as_of: date, groups: Mapping[str, Mapping[str, Figure]] | None = None
) -> Figure:
    numerator, denominator, excluded = parts
    assert numerator is not None  # the loader refuses an indicator without one
    net = None
    if denominator:
        out = excluded.sure if excluded and excluded.measure.kind == denominator.measure.kind else frozenset()
        net = denominator.within(denominator.sure - out).value()
    top = numerator.value()
    return Figure(
        id=indicator.id,
        name=indicator.name,
        as_of=as_of,
        numerator=top,
        denominator=denominator.value() if denominator else None,
        excluded=excluded.value() if excluded else None,
        net=net,
        rate=float(Decimal(top) / Decimal(net)) if net else None,
        unsure_numerator=numerator.unknown(),
        unsure_denominator=denominator.unknown() if denominator else 0,
        unsure_excluded=excluded.unknown() if excluded else 0,
        unit=indicator.unit,
        note=indicator.note,
        basis=basis_of([indicator], {}),
        groups=groups or {},
    )


def _broken_down(book: Book, indicator: Indicator, parts: _Parts, name: str, as_of: date) -> dict[str, Figure]:
    """One figure per value of a field; a list counts under each member, an unknown value under （未填）."""
    members: list[dict[str, frozenset[int]]] = []
    for part in parts:
        by_value: dict[str, set[int]] = {}
        for number in sorted(part.sure | part.unsure) if part else ():
            value = part.facts[number].get(name) if part else None
            for one in value if isinstance(value, list) else [value]:
                by_value.setdefault(said(one) or BLANK, set()).add(number)
        members.append({value: frozenset(numbers) for value, numbers in by_value.items()})
    out = {}
    for value in sorted({value for one in members for value in one}, key=lambda v: (v == BLANK, v)):
        numerator, denominator, excluded = (
            part.within(chosen.get(value, frozenset())) if part else None
            for part, chosen in zip(parts, members, strict=True)
        )
        out[value] = _computed(indicator, (numerator, denominator, excluded), as_of)
    return out
