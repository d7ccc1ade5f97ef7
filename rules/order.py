"""Numbers and days in order: whether what is said of them by comparisons can all be so at once."""

from __future__ import annotations

import itertools
import math
from datetime import date
from decimal import Decimal
from typing import Any


class Order:
    """Numbers and days in order: fields, parameters without a value, and constants, with what is before what."""

    def __init__(self) -> None:
        self._before: dict[tuple[Any, Any], bool] = {}  # (one, other): one <= other, True if strictly
        self._apart: set[tuple[Any, Any]] = set()
        self._constants: dict[Any, Decimal] = {}

    def add(self, one: str, operator: str, other: str) -> None:
        """One thing named is compared with another."""
        self._compare(one, operator, other)

    def bound(self, one: str, operator: str, value: Decimal | int | date, *, whole: bool) -> None:
        """It is compared with a constant; a bound on `whole` numbers (or days) is drawn to the next of them."""
        number = _number(value)
        if whole and operator == "<":
            operator, number = "<=", Decimal(math.ceil(number) - 1)
        elif whole and operator == ">":
            operator, number = ">=", Decimal(math.floor(number) + 1)
        elif whole and operator == "<=":
            number = Decimal(math.floor(number))
        elif whole and operator == ">=":
            number = Decimal(math.ceil(number))
        elif whole and operator == "=" and number % 1:
            self._edge(one, one, True)
        self._compare(one, operator, self._constant(number))

    def _compare(self, one: Any, operator: str, other: Any) -> None:
        if operator == "!=":
            self._apart.add((one, other))
        if operator in ("<", "<=", "="):
            self._edge(one, other, operator == "<")
        if operator in (">", ">=", "="):
            self._edge(other, one, operator == ">")

    def impossible(self) -> bool:
        """Whether something would have to be before itself, or two that differ would have to be equal."""
        line = sorted(self._constants, key=lambda node: self._constants[node])
        for low, high in itertools.pairwise(line):
            self._edge(low, high, True)
        names = {name for pair in (*self._before, *self._apart) for name in pair}
        for middle, one, other in itertools.product(names, repeat=3):
            if (one, middle) in self._before and (middle, other) in self._before:
                self._edge(one, other, self._before[one, middle] or self._before[middle, other])
        return any(self._before.get((name, name)) for name in names) or any(
            one == other or ((one, other) in self._before and (other, one) in self._before)
            for one, other in self._apart
        )

    def _edge(self, one: Any, other: Any, strictly: bool) -> None:
        self._before[one, other] = self._before.get((one, other), False) or strictly

    def _constant(self, number: Decimal) -> Any:
        node = ("数", number)
        self._constants[node] = number
        return node


def _number(value: Any) -> Decimal:
    return Decimal(value.toordinal()) if isinstance(value, date) else Decimal(value)
