"""Facts that a field's declaration says how to work out (推算): differences, days, counts of other records, gaps."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from typing import Any

from catalogue.derivation import Derivation, Gaps, Missing, Others
from catalogue.fields import Field, FieldList
from catalogue.limits import Limit, bounds_in_working_days
from catalogue.names import name_key
from catalogue.periods import first_day, months_of
from catalogue.records import Record
from rules.books import Day
from rules.facts.world import World
from rules.truth import absent

Key = tuple[str, ...]
NONE = ["无"]  # known to lack nothing is not the same as unknown


class Derived:
    """Works out declared facts of records on a day; what is not known stays unknown, and no records of a kind are none
    known, not none."""

    def __init__(self, world: World, fields: FieldList, held: Day) -> None:
        self.world, self.held = world, held
        self.by_kind: dict[str, list[Field]] = defaultdict(list)
        for field in fields.fields.values():
            for kind in field.kinds if field.derived else ():
                self.by_kind[kind].append(field)
        self.found: dict[tuple[object, ...], dict[Key, list[Record]]] = {}
        self.keys: dict[str, str] = {}

    def facts(self, kind: str, facts: Mapping[str, Any]) -> dict[str, Any]:
        """The declared facts of one record, in the order of the list of fields: a later one may read an earlier."""
        known = dict(facts)
        for field in self.by_kind.get(kind, ()):
            made = field.derived
            if made is None or any(absent(known.get(name)) for name in made.reads):
                continue
            if (value := self._value(made, known)) is not None:
                known[field.name] = value
        return {name: value for name, value in known.items() if name not in facts}

    def _value(self, made: Derivation, own: Mapping[str, Any]) -> Any:
        if made.difference:
            first, second = (own[one] for one in made.difference)
            return first - second
        if made.total:
            return sum(own[one] for one in made.total)
        if made.days:
            begin, end = (own[one] for one in made.days)
            return (end - begin).days
        if made.days_ago:
            return (self.held.day - own[made.days_ago]).days
        if made.working_days:
            return _working_days(own[made.working_days])
        if made.missing:
            return self._missing(made.missing, own)
        assert made.others is not None  # one form is always given
        rows = self._others(made.others, own)
        if rows is None:
            return None
        if made.sum_of:
            return sum((row.facts.get(made.sum_of.summed) or 0 for row in rows), 0)
        if made.named:
            return sorted({one for row in rows for one in _texts(row.facts.get(made.named.summed))}) or NONE
        return self._gaps(made.gaps, own, rows) if made.gaps else len(rows)

    def _key(self, value: Any) -> str:
        """As names are compared: an organisation by its full name, however it is spelled."""
        text = str(value)
        if text not in self.keys:
            organ = self.world.organisation(value)
            self.keys[text] = name_key(organ.name if organ else text)
        return self.keys[text]

    def _keys(self, values: Sequence[Any]) -> Iterator[Key]:
        parts = [value if isinstance(value, (list, tuple)) else [value] for value in values]
        yield from product(*([self._key(one) for one in part] for part in parts))

    def _others(self, others: Others, own: Mapping[str, Any]) -> list[Record] | None:
        if not self.world.of_kind(others.kind):
            return None
        same = (others.kind, tuple(others.on), tuple(others.where.items()))  # fields that look at the same share it
        if same not in self.found:
            index: dict[Key, list[Record]] = defaultdict(list)
            for record in self.world.of_kind(others.kind):
                if _meets(record.facts, others.where) and not any(absent(record.facts.get(f)) for f in others.on):
                    for key in self._keys([record.facts[theirs] for theirs in others.on]):
                        index[key].append(record)
            self.found[same] = dict(index)
        wanted = self._keys([own[mine] for mine in others.on.values()])
        rows = [record for key in dict.fromkeys(wanted) for record in self.found[same].get(key, ())]
        for theirs, mine in others.within.items():
            if not (months := set(months_of(own[mine]))):
                return None
            rows = [row for row in rows if (named := months_of(row.facts.get(theirs))) and months.issuperset(named)]
        return rows

    def _missing(self, missing: Missing, own: Mapping[str, Any]) -> list[str] | None:
        rows = self.held.rows(missing.listing, ("项", *missing.where))
        if not rows:
            return None
        wanted = tuple(name_key(str(own[mine])) for mine in missing.where.values())
        asked = {item for item, *rest in rows if tuple(rest) == wanted}
        has = own[missing.held]
        here = {name_key(str(one)) for one in (has if isinstance(has, (list, tuple)) else [has])}
        return (sorted(asked - here) or NONE) if asked else None

    def _gaps(self, gaps: Gaps, own: Mapping[str, Any], rows: Iterable[Record]) -> list[str] | None:
        least = self._least(gaps.at_least, own)
        if least is None:
            return None
        since = own[gaps.since] if gaps.since else date(self.held.day.year, 1, 1)
        until = own.get(gaps.until) if gaps.until else None
        if gaps.period:
            if not (months := months_of(own[gaps.period])):
                return None
            since, until = first_day(months[0]), first_day(months[-1], after=True) - timedelta(1)
        until = min(self.held.day, until) if until else self.held.day
        counted: dict[str, int] = defaultdict(int)
        for row in rows:
            if (period := _period_of(row.facts.get(gaps.dated), gaps.each)) is not None:
                counted[period] += 1
        return [label for label in periods(since, until, gaps.each) if counted[label] < least] or NONE

    def _least(self, written: str, own: Mapping[str, Any]) -> Any:
        if written.isdigit():
            return int(written)
        return self.held.parameters.get(written[1:-1]) if written.startswith("{") else own.get(written)


def _texts(value: Any) -> list[str]:
    return [str(one) for one in (value if isinstance(value, (list, tuple)) else [value]) if not absent(one)]


def _meets(facts: Mapping[str, Any], where: Mapping[str, tuple[str, ...]]) -> bool:
    for name, wanted in where.items():
        value = facts.get(name)
        values = value if isinstance(value, (list, tuple)) else [value]
        if not {str(one) for one in values} & set(wanted):
            return False
    return True


def _working_days(limit: Limit) -> Decimal | None:
    bounds = bounds_in_working_days(limit, permit=False)
    return bounds[0] if bounds and bounds[0] == bounds[1] else None


def periods(since: date, until: date, each: str) -> list[str]:
    """The whole weeks (Monday to Sunday), months, quarters or years between two days (both included), in words."""
    first, out = _begin(since, each), []
    while (after := _next(first, each)) - timedelta(1) <= until:
        if first >= since:
            out.append(_label(first, each))
        first = after
    return out


def _begin(day: date, each: str) -> date:
    if each == "周":
        return day - timedelta(day.weekday())
    month = {"月": day.month, "季": (day.month - 1) // 3 * 3 + 1, "年": 1}[each]
    return date(day.year, month, 1)


def _next(first: date, each: str) -> date:
    if each == "周":
        return first + timedelta(7)
    months = first.month - 1 + {"月": 1, "季": 3, "年": 12}[each]
    return date(first.year + months // 12, months % 12 + 1, 1)


def _label(first: date, each: str) -> str:
    return {
        "周": f"{first.isoformat()}起的一周",
        "月": f"{first.year}年{first.month}月",
        "季": f"{first.year}年第{(first.month + 2) // 3}季度",
        "年": f"{first.year}年",
    }[each]


_WRITTEN = {
    "月": re.compile(r"(\d{4})\s*[年./-]\s*(\d{1,2})\s*月?"),
    "季": re.compile(r"(\d{4})\s*年?\s*第?([一二三四1-4])季度?"),
    "年": re.compile(r"(\d{4})\s*年?(度)?"),
}


def _period_of(value: Any, each: str) -> str | None:
    """The period that a date lies in, or that a text names (2021年3月, 2021年第一季度)."""
    if isinstance(value, date):
        return _label(_begin(value, each), each)
    found = _WRITTEN[each].fullmatch(str(value).strip()) if each in _WRITTEN and value else None
    if found is None:
        return None
    year, part = int(found[1]), found[2]
    if each == "年":
        return _label(date(year, 1, 1), each)
    number = "一二三四".find(part) + 1 or int(part)
    month = number if each == "月" else number * 3 - 2
    return _label(date(year, month, 1), each) if 1 <= month <= 12 else None
