"""Indicators: numerator, denominator and approved exclusions, each counted and printed; never a bare percentage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from catalogue.decision import Cited
from catalogue.rulebook import Indicator, Measure
from rules.atoms import freeze
from rules.books import Book
from rules.court import Decisions, Facts, basis_of
from rules.decide import ready
from rules.matching import panel
from rules.wording import said

BLANK = "（未填）"


@dataclass(frozen=True)
class Figure:
    """One indicator as computed. Only certain matches are counted; the `unsure_…` are records that cannot be told.

    `net` is the denominator without what is excluded; `rate` is numerator / net, None over nothing (不适用) or
    where there is no denominator. `groups` breaks it down: field -> value -> figure.
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
) -> list[Figure]:
    """Compute all indicators (or those named) over the records of each kind, in order of 编号.

    `decisions` (per kind, of the same records) are worked out where an indicator reads an answer and lacks them.
    """
    chosen = [indicator for indicator in book.indicators if ids is None or indicator.id in ids]
    return measure_these(book, chosen, records, as_of, decisions)


def measure_these(
    book: Book,
    chosen: Sequence[Indicator],
    records: Mapping[str, Sequence[Facts]],
    as_of: date,
    decisions: Mapping[str, Sequence[Decisions]] | None = None,
) -> list[Figure]:
    """Compute indicators that need not stand in the book, in their order; their ids must name their content."""
    measures = [one for indicator in chosen for one in _measures(indicator)]
    read = {name for indicator in chosen for one in _measures(indicator) for name in _reads(indicator, one)}
    facts = {
        kind: ready(book, kind, records.get(kind, ()), as_of, read, (decisions or {}).get(kind))[0]
        for kind in sorted({one.kind for one in measures})
    }
    return [_figure(book, indicator, facts, as_of) for indicator in chosen]


def _measures(indicator: Indicator) -> list[Measure]:
    return [m for m in (indicator.numerator, indicator.denominator, indicator.excluded) if m]


def _reads(indicator: Indicator, one: Measure) -> list[str]:
    return [*indicator.by, one.sum_of, one.distinct, *(name for c in one.conditions for name in c.reads)]


def _figure(book: Book, indicator: Indicator, facts: Mapping[str, list[dict[str, Any]]], as_of: date) -> Figure:
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
    groups = {name: _broken_down(book, indicator, parts, name, as_of) for name in indicator.by}
    return _computed(indicator, parts, as_of, groups)


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
