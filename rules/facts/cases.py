"""How many cases of a matter there were at a unit: as reported (办件统计), and as counted filing by filing (办件汇总)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from catalogue.names import name_key
from catalogue.periods import months_of, months_to
from catalogue.records import Record

REPORTED, COUNTED = "办件统计", "办件汇总"
_NAMED = ("事项名称", "主项名称", "子项名称", "办理项名称")
Key = tuple[str, str, str]  # matter, unit, place


class Cases:
    """A filing on file is proof that it happened: of a figure and a count the larger holds, and where only one of them
    is there, that one. What was filed for a package (一件事) counts for the package, not for a single matter.

    The time is that of the reported periods, up to the day; where none is reported, the twelve months up to it.
    """

    def __init__(
        self, of_kind: Callable[[str], Sequence[Record]], organisation: Callable[[Any], Record | None], day: date
    ) -> None:
        self.of_kind, self.organisation, self.day = of_kind, organisation, day

    def at(self, matter: str, place: str, unit: Any = None) -> int | None:
        """Cases of a matter (`name_key`) at a kind of place. 0 if the place gave figures without it, or if the filings of
        that unit leave no month out; None if nothing is known of it."""
        if units := self._by_matter.get((matter, place)):
            return sum(self._larger((matter, one, place)) for one in units)
        return 0 if place in self._places or (unit and self._covers(self._unit(unit), place)) else None

    def of(self, matter: str, unit: Any, place: str = "") -> int | None:
        """Cases of a matter at a unit. 0 if the unit gave figures without it, or if its filings leave no month out; None
        if nothing is known of it."""
        one = self._unit(unit)
        if (matter, one, place) in self.reported or (matter, one, place) in self.counted:
            return self._larger((matter, one, place))
        return 0 if one in self._units or self._covers(one, place) else None

    def in_all(self, matter: str) -> int | None:
        """Cases of a matter wherever they were accepted; None where no place gave figures and none was filed."""
        units = self._by_matter.get((matter, ""), ())
        return sum(self._larger((matter, one, "")) for one in units) if units or self._places else None

    def ground(self, matter: str, *asked: tuple[str, Any]) -> str | None:
        """What the figures of these places of a matter rest on, in words; `asked`: place ("" for all) and unit (None: every one).

        A reader who meets the number sees which of the two it is; where the count is the larger, also what was reported.
        """
        said: dict[str, None] = {}
        for place, unit in asked:
            for one in [self._unit(unit)] if unit else sorted(self._by_matter.get((matter, place), ())):
                reported, counted = (side.get((matter, one, place)) for side in (self.reported, self.counted))
                if (counted or 0) > (reported or 0) or (reported is None and self._covers(one, place)):
                    less = "" if reported is None else f"，办件统计只报了{reported}件"
                    said[f"逐件的办件，{self._window_of(one)}{less}"] = None
                elif reported is not None or one in self._units or place in self._places:
                    said["办件统计"] = None
        return "；".join(said) or None

    def _window_of(self, unit: str) -> str:
        if unit not in self._worded:
            self._worded[unit] = said_of([r for r in self._filed.get(unit, ()) if r["受理月份"] in self._window])
        return self._worded[unit]

    @cached_property
    def _worded(self) -> dict[str, str]:
        return {}

    def beside(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """What the filings say of one reported figure (unit, matter, period, perhaps place); nothing where the period
        names no months, or the unit has no filings in them.

        逐件受理件数 takes in what was filed for packages, 逐件单办件数 leaves it out: the figure may mean either.
        """
        months = self._until(months_of(facts.get("统计期")))
        unit, matter, place = self._unit(facts.get("办件单位")), facts.get("事项名称"), facts.get("办件地点")
        filed = [row for row in self._filed.get(unit, ()) if row["受理月份"] in months]
        if not filed or not matter:
            return {}
        meant = name_key(str(matter))
        rows = [
            row
            for row in filed
            if name_key(str(row.get("事项名称", ""))) == meant and place in (None, row.get("办件地点"))
        ]
        single = [row for row in rows if row["一件事办件"] == "否"]
        return {
            "逐件受理件数": sum(row["受理件数"] for row in rows),
            "逐件单办件数": sum(row["受理件数"] for row in single),
            "逐件超期件数": sum(row["超期件数"] for row in single),
            "逐件月份齐": "是" if {row["受理月份"] for row in filed} >= set(months) else "否",
            "逐件出处": said_of(filed),
        }  # fmt: skip

    # -- what is known

    @cached_property
    def reported(self) -> dict[Key, int]:
        """Accepted cases by matter, unit and place (a blank place: all of them)."""
        totals: dict[Key, int] = defaultdict(int)
        for record in self.of_kind(REPORTED):
            for key in self._keys(record.facts):
                totals[key] += int(record.facts.get("受理件数") or 0)
        return dict(totals)

    @cached_property
    def counted(self) -> dict[Key, int]:
        """The same of the filings that name no package, in the time that is looked at."""
        totals: dict[Key, int] = defaultdict(int)
        window = set(self._window)
        for rows in self._filed.values():
            for row in rows:
                if row["受理月份"] in window and row["一件事办件"] == "否":
                    for key in self._keys(row):
                        totals[key] += row["受理件数"]
        return dict(totals)

    @cached_property
    def _by_matter(self) -> dict[tuple[str, str], set[str]]:
        """The units that have a figure or a count, by matter and place."""
        found: dict[tuple[str, str], set[str]] = defaultdict(set)
        for matter, unit, place in (*self.reported, *self.counted):
            found[matter, place].add(unit)
        return dict(found)

    def _keys(self, facts: Mapping[str, Any]) -> Iterator[Key]:
        matter, unit = name_key(str(facts.get("事项名称", ""))), self._unit(facts.get("办件单位"))
        yield matter, unit, ""
        if place := str(facts.get("办件地点") or ""):
            yield matter, unit, place

    def _larger(self, key: Key) -> int:
        return max(self.reported.get(key, 0), self.counted.get(key, 0))

    def _unit(self, name: Any) -> str:
        organ = self.organisation(name)
        return name_key(organ.name if organ else str(name or ""))

    @cached_property
    def _filed(self) -> dict[str, list[Mapping[str, Any]]]:
        found: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
        for record in self.of_kind(COUNTED):
            found[self._unit(record.facts.get("办件单位"))].append(record.facts)
        return dict(found)

    @cached_property
    def _places(self) -> set[str]:
        return {str(record.facts.get("办件地点", "")) for record in self.of_kind(REPORTED)}

    @cached_property
    def _units(self) -> set[str]:
        return {self._unit(record.facts.get("办件单位")) for record in self.of_kind(REPORTED)}

    def _until(self, months: tuple[str, ...]) -> tuple[str, ...]:
        last = months_of(self.day)[0]
        return tuple(month for month in months if month <= last)

    @cached_property
    def _window(self) -> tuple[str, ...]:
        said = {m for record in self.of_kind(REPORTED) for m in self._until(months_of(record.facts.get("统计期")))}
        return tuple(sorted(said)) or months_to(self.day)

    @cached_property
    def _known(self) -> set[str]:
        kinds = ("办理项", "职权", "赋权", "进驻")
        names = {record.facts.get(name) for kind in kinds for record in self.of_kind(kind) for name in _NAMED}
        return {name_key(str(name)) for name in names if name}

    def _covers(self, unit: str, place: str) -> bool:
        """Whether a matter without filings had none: the unit's filings leave no month of the time out, all name a
        matter that is listed (another name might be this one's), and, where a place is asked for, all name theirs."""
        rows = [row for row in self._filed.get(unit, ()) if row["受理月份"] in self._window]
        whole = bool(rows) and {row["受理月份"] for row in rows} >= set(self._window)
        named = all(name_key(str(row.get("事项名称", ""))) in self._known for row in rows if row["一件事办件"] == "否")
        return whole and named and (not place or all(row.get("办件地点") for row in rows))


def said_of(rows: list[Mapping[str, Any]]) -> str:
    """Where a count comes from: the files and the months, in words."""
    months = sorted({str(row["受理月份"]) for row in rows})
    files = "、".join(sorted({str(row["办件文件"]) for row in rows if row.get("办件文件")})) or "成批导入的办件"
    return f"{files}，{months[0]}" + (f" 至 {months[-1]}" if len(months) > 1 else "")
