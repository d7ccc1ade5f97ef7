"""Everything known on one day, looked up by name: the ground on which the builders of facts stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from catalogue.names import name_key, standard_name
from catalogue.records import Record
from rules.facts.cases import Cases

TOWN_KINDS = ("镇", "街道", "村", "社区", "镇街")


@dataclass(frozen=True)
class World:
    """All records in force on a day, by kind; capacities of any day. Nothing here decides anything."""

    records: dict[str, tuple[Record, ...]]
    day: date

    @classmethod
    def of(cls, records: Iterable[Record], day: date) -> World:
        """Sort the records in force that day by kind. Grants and capacities stay whatever their dates: a grant that is
        still to begin is judged before, one that has ended (已废止) is told of, and capacities are read as of the day."""
        by_kind: dict[str, list[Record]] = defaultdict(list)
        for record in records:
            if record.in_force(day) or record.kind in ("赋权", "承接能力"):
                by_kind[record.kind].append(record)
        return cls({kind: tuple(found) for kind, found in by_kind.items()}, day)

    def over(self, record: Record) -> bool:
        """Whether a record's 废止日期 has come: that day itself no longer counts."""
        return record.valid_to is not None and record.valid_to <= self.day

    @classmethod
    def whole(cls, records: Iterable[Record]) -> World:
        """All records whatever their dates: for what must not depend on the day of judgement."""
        by_kind: dict[str, list[Record]] = defaultdict(list)
        for record in records:
            by_kind[record.kind].append(record)
        return cls({kind: tuple(found) for kind, found in by_kind.items()}, date.max)

    def of_kind(self, kind: str) -> Sequence[Record]:
        """The records of a kind."""
        return self.records.get(kind, ())

    @cached_property
    def _organisations(self) -> dict[str, Record]:
        found: dict[str, Record] = {}
        for record in self.of_kind("机构"):
            for name in (record.name, *(record.facts.get("机构简称") or ())):
                found.setdefault(name_key(name), record)
        for record in self.of_kind(
            "机构"
        ):  # a name that no organisation bears now means the one that took over from it
            for name in _words(str(record.facts.get("承继自") or "")):
                found.setdefault(name_key(name), record)
        return found

    def organisation(self, name: Any) -> Record | None:
        """The organisation of that name or short name, exactly, or the one that succeeded to it (承继自)."""
        return self._organisations.get(name_key(str(name))) if name else None

    def kind_of(self, name: Any) -> str | None:
        """机构类别 of the organisation of that name."""
        found = self.organisation(name)
        return found.facts.get("机构类别") if found else None

    @cached_property
    def _instruments(self) -> dict[str, Record]:
        return {name_key(record.facts["文号"]): record for record in self.of_kind("文件") if record.facts.get("文号")}

    def instrument(self, number: Any) -> Record | None:
        """The instrument of that number."""
        return self._instruments.get(name_key(str(number))) if number else None

    @cached_property
    def capacities(self) -> dict[str, dict[str, list[Record]]]:
        """承接能力 of each organisation (its full name, however the row spells it) by 能力项, whatever their dates."""
        found: dict[str, dict[str, list[Record]]] = defaultdict(lambda: defaultdict(list))
        for record in self.of_kind("承接能力"):
            organ = self.organisation(record.facts.get("机构名称"))
            found[organ.name if organ else record.name][str(record.facts.get("能力项"))].append(record)
        return found

    @cached_property
    def placements(self) -> dict[tuple[str, str], Record]:
        """Placement rows by department (its full name, however the row spells it) and matter name."""
        found = {}
        for record in self.of_kind("进驻"):
            unit = record.facts.get("实施主体", "")
            organ = self.organisation(unit)
            found[name_key(organ.name if organ else str(unit)), name_key(str(record.facts.get("事项名称", "")))] = (
                record
            )
        return found

    @cached_property
    def cases(self) -> Cases:
        """How many cases of a matter there were, as reported and as counted filing by filing."""
        return Cases(self.of_kind, self.organisation, self.day)

    def members(self, words: str) -> tuple[list[str], list[str]]:
        """The organisations meant by a cell of recipients (承接主体), and the words that mean none.

        “各镇”, “各街道” and “各镇（街道）” mean all of them; a class such as “重点镇” means the towns of that class.
        """
        meant: list[str] = []
        unknown: list[str] = []
        for word in _words(words):
            kinds = _GROUPS.get(name_key(word))
            of_class = [r.name for r in self.of_kind("机构") if r.facts.get("镇街等次") == word and _single(r)]
            if kinds:
                meant += [r.name for r in self.of_kind("机构") if r.facts.get("机构类别") in kinds and _single(r)]
            elif of_class:
                meant += of_class
            elif found := self.organisation(word):
                meant.append(found.name)
            else:
                unknown.append(word)
        return list(dict.fromkeys(meant)), unknown


_GROUPS = {
    name_key(words): kinds
    for kinds, spellings in (
        (("镇",), ("各镇", "各镇人民政府", "镇人民政府", "各乡镇", "各乡镇人民政府", "乡镇人民政府")),
        (("街道",), ("各街道", "各街道办事处", "街道办事处")),
        (
            ("镇", "街道"),
            (
                "各镇（街道）",
                "各镇街",
                "各镇（街道办事处）",
                "各镇人民政府（街道办事处）",
                "镇（街道）",
                "各乡镇（街道）",
            ),
        ),
    )
    for words in spellings
}


def kinds_meant(words: str) -> tuple[str, ...]:
    """The kinds of organisation that a collective name such as 各镇人民政府 means; none for any other name."""
    return _GROUPS.get(name_key(words), ())


def _words(text: str) -> list[str]:
    import re

    return [standard_name(word) for word in re.split(r"[、,，;；\n]+", text) if word.strip()]


def _single(record: Record) -> bool:
    """A real organisation, not a collective name such as 各镇人民政府."""
    return not record.name.startswith("各")
