"""Atoms: the distinct conditions of a set of rules, numbered; a record becomes two masks of bits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from operator import or_
from typing import Any

from catalogue.rulebook import Condition
from rules.books import Day
from rules.truth import TRUE, UNKNOWN, absent, truth

Masks = tuple[int, int]
"""Bits of the atoms that are certainly true, and of those that are true or unknown."""


def freeze(value: Any) -> Any:
    """A hashable stand-in for a value; equal values give equal stand-ins."""
    if isinstance(value, (list, tuple)):
        return tuple(map(freeze, value))
    if isinstance(value, dict):
        return ("键值", repr(value))
    return value


class Records(list[Mapping[str, Any]]):
    """Records whose columns are looked up once, however often they are matched. They do not change any more."""

    @cached_property
    def said(self) -> frozenset[str]:
        """The names of which any record says something."""
        return frozenset[str]().union(*self)

    @cached_property
    def _columns(self) -> dict[tuple[str, ...], list[Any]]:
        return {}

    def values(self, fields: tuple[str, ...]) -> list[Any]:
        """What each record says of these fields, as something that can be looked up."""
        if fields not in self._columns:
            self._columns[fields] = self._looked_up(fields)
        return self._columns[fields]

    def _looked_up(self, fields: tuple[str, ...]) -> list[Any]:
        values: list[Any] = (
            [facts.get(fields[0]) for facts in self]
            if len(fields) == 1
            else [tuple(map(facts.get, fields)) for facts in self]
        )
        try:
            set(values)
        except TypeError:  # a list among them
            return list(map(freeze, values))
        return values


class Atoms:
    """Numbers each distinct condition; its truth is worked out once per distinct value of the fields it reads."""

    def __init__(self, conditions: Iterable[Condition]) -> None:
        self._number: dict[tuple[Any, ...], int] = {}
        self._by_fields: dict[tuple[str, ...], _Group] = {}
        self.reads: dict[int, frozenset[str]] = {}
        for condition in conditions:
            if condition.content in self._number:
                continue
            number = self._number[condition.content] = len(self._number)
            self.reads[number] = frozenset(condition.reads)
            self._by_fields.setdefault(condition.reads, _Group()).add(number, condition)

    def numbers(self, conditions: Iterable[Condition]) -> frozenset[int]:
        """The atoms of a conjunction."""
        return frozenset(self._number[condition.content] for condition in conditions)

    def masks(self, records: Sequence[Mapping[str, Any]], day: Day) -> list[Masks]:
        """Both masks of every record. A parameter named like a second field is fixed for the day."""
        records = records if isinstance(records, Records) else Records(records)
        certain, possible = [0] * len(records), [0] * len(records)
        always = [0, 0]  # of the groups that are alike for all: most of the facts that a book reads are of other kinds
        for fields, group in self._by_fields.items():
            if records.said.isdisjoint(fields):
                for side, unsaid in enumerate(group.unsaid(day)):
                    always[side] |= unsaid
                continue
            values = records.values(fields)
            by_value = {
                value: group.masks(facts, day) for value, facts in dict(zip(values, records, strict=True)).items()
            }
            for side, found in enumerate((certain, possible)):
                bits = {value: masks[side] for value, masks in by_value.items()}
                if len(set(bits.values())) <= 1:
                    always[side] |= next(iter(bits.values()), 0)
                else:
                    found[:] = map(or_, found, map(bits.__getitem__, values))
        return [(one | always[0], two | always[1]) for one, two in zip(certain, possible, strict=True)]


class _Group:
    """Conditions that read the same fields. Those that name the values they want, or do not want, are all answered by
    one look at the value (a book asks one field, 事项, for hundreds); the others are worked out one by one."""

    def __init__(self) -> None:
        self._field = ""
        self._naming: dict[Any, int] = {}  # value -> bits of the conditions that name it
        self._looked_up = self._denied = 0  # bits of all of them; of those that hold of every value but the named
        self._slow: list[tuple[int, Condition]] = []  # as they come, the looked-up ones too
        self._rest: list[tuple[int, Condition]] = []
        self._unsaid: tuple[Day, Masks] | None = None

    def add(self, number: int, condition: Condition) -> None:
        self._slow.append((number, condition))
        named = _named(condition)
        if named is None:
            self._rest.append((number, condition))
            return
        self._field, bit = condition.field, 1 << number
        self._looked_up |= bit
        if condition.operator in ("!=", "不属于"):
            self._denied |= bit
        for value in named:
            self._naming[value] = self._naming.get(value, 0) | bit

    def unsaid(self, day: Day) -> Masks:
        """The masks where nothing is said of the fields."""
        if self._unsaid is None or self._unsaid[0] is not day:
            self._unsaid = day, self.masks({}, day)
        return self._unsaid[1]

    def masks(self, facts: Mapping[str, Any], day: Day) -> Masks:
        if not self._looked_up:
            return _masks(self._rest, facts, day)
        value, hit = facts.get(self._field), 0
        certain, possible = _masks(self._rest, facts, day) if self._rest else (0, 0)
        if absent(value):
            return certain, possible | self._looked_up
        try:
            for member in value if isinstance(value, (list, tuple)) else (value,):
                hit |= self._naming.get(member, 0)
        except TypeError:  # a value that cannot be looked up
            return _masks(self._slow, facts, day)
        hit ^= self._denied
        return certain | hit, possible | hit


def _named(condition: Condition) -> tuple[Any, ...] | None:
    """The constants that a condition compares its one field with, if that is all it does and they can be looked up."""
    operand = condition.operand
    if condition.other or condition.columns or operand is None:
        return None
    if condition.operator in ("=", "!="):
        named = tuple(operand) if isinstance(operand, (list, tuple)) else (operand,)
    elif condition.operator in ("属于", "不属于") and isinstance(operand, (list, tuple)):
        named = tuple(operand)
    else:
        return None
    try:
        hash(named)
    except TypeError:
        return None
    return named


def _masks(group: list[tuple[int, Condition]], facts: Mapping[str, Any], day: Day) -> Masks:
    certain = possible = 0
    for number, condition in group:
        value = truth(condition, facts, day)
        if value >= UNKNOWN:
            possible |= 1 << number
        if value == TRUE:
            certain |= 1 << number
    return certain, possible
