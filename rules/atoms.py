"""Atoms: the distinct conditions of a set of rules, numbered; a record becomes two masks of bits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from catalogue.rulebook import Condition
from rules.books import Day
from rules.truth import TRUE, UNKNOWN, truth

Masks = tuple[int, int]
"""Bits of the atoms that are certainly true, and of those that are true or unknown."""


def freeze(value: Any) -> Any:
    """A hashable stand-in for a value; equal values give equal stand-ins."""
    if isinstance(value, (list, tuple)):
        return tuple(map(freeze, value))
    if isinstance(value, dict):
        return ("键值", repr(value))
    return value


class Atoms:
    """Numbers each distinct condition; its truth is worked out once per distinct value of the fields it reads."""

    def __init__(self, conditions: Iterable[Condition]) -> None:
        self._number: dict[tuple[Any, ...], int] = {}
        self._by_fields: dict[tuple[str, ...], list[tuple[int, Condition]]] = {}
        self.reads: dict[int, frozenset[str]] = {}
        for condition in conditions:
            if condition.content in self._number:
                continue
            number = self._number[condition.content] = len(self._number)
            self.reads[number] = frozenset(condition.reads)
            self._by_fields.setdefault(condition.reads, []).append((number, condition))

    def numbers(self, conditions: Iterable[Condition]) -> frozenset[int]:
        """The atoms of a conjunction."""
        return frozenset(self._number[condition.content] for condition in conditions)

    def masks(self, records: Sequence[Mapping[str, Any]], day: Day) -> list[Masks]:
        """Both masks of every record. A parameter named like a second field is fixed for the day."""
        certain, possible = [0] * len(records), [0] * len(records)
        for fields, group in self._by_fields.items():
            seen: dict[Any, Masks] = {}
            for number, facts in enumerate(records):
                key: Any = facts.get(fields[0]) if len(fields) == 1 else tuple(map(facts.get, fields))
                try:
                    found = seen.get(key)
                except TypeError:  # a list among the values
                    key = freeze(key)
                    found = seen.get(key)
                if found is None:
                    found = seen[key] = _masks(group, facts, day)
                certain[number] |= found[0]
                possible[number] |= found[1]
        return list(zip(certain, possible, strict=True))


def _masks(group: list[tuple[int, Condition]], facts: Mapping[str, Any], day: Day) -> Masks:
    certain = possible = 0
    for number, condition in group:
        value = truth(condition, facts, day)
        if value >= UNKNOWN:
            possible |= 1 << number
        if value == TRUE:
            certain |= 1 << number
    return certain, possible
