"""Three-valued truth of one condition over typed facts, as of a day."""

from __future__ import annotations

import itertools
import operator
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from catalogue.names import name_key
from catalogue.rulebook import Condition
from rules.books import Day

FALSE, UNKNOWN, TRUE = 0, 1, 2
LISTED = ("在清单", "不在清单")

_key = lru_cache(20_000)(name_key)

_ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def absent(value: Any) -> bool:
    """Whether a fact is not known: no value, or a list of nothing."""
    return value is None or value == "" or (isinstance(value, (list, tuple)) and not value)


def truth(condition: Condition, facts: Mapping[str, Any], day: Day) -> int:
    """0 false, 1 unknown, 2 true. A fact, parameter or list that is missing leaves the condition unknown."""
    if condition.columns:
        return _in_a_row(condition, facts, day)
    value = facts.get(condition.field)
    kind = condition.operator
    if kind in ("已知", "未知"):
        return TRUE if absent(value) == (kind == "未知") else FALSE
    if absent(value):
        return UNKNOWN
    operand = _operand(condition, facts, day)
    if operand is None:
        return UNKNOWN
    members = list(value) if isinstance(value, (list, tuple)) else [value]
    try:
        return TRUE if _holds(kind, members, operand) else FALSE
    except (TypeError, ArithmeticError):  # values that cannot be compared say nothing
        return UNKNOWN


def _operand(condition: Condition, facts: Mapping[str, Any], day: Day) -> Any:
    if condition.operator in LISTED:
        return day.rows(str(condition.operand))
    if not condition.other:
        return condition.operand
    if condition.other in day.parameter_names:
        return day.parameters.get(condition.other)
    other = facts.get(condition.other)
    return None if absent(other) else other


def _holds(kind: str, members: list[Any], operand: Any) -> bool:
    match kind:
        case "=" | "!=":  # two lists are equal where they share a member
            others = operand if isinstance(operand, (list, tuple)) else [operand]
            return any(member in others for member in members) == (kind == "=")
        case "属于":
            return any(member in operand for member in members)
        case "不属于":
            return not any(member in operand for member in members)
        case "包含":
            return any(part in member for part in operand for member in members)
        case "在清单":
            return any((_key(str(member)),) in operand for member in members)
        case "不在清单":
            return not any((_key(str(member)),) in operand for member in members)
        case _:
            return _ORDER[kind](members[0], operand)


def _in_a_row(condition: Condition, facts: Mapping[str, Any], day: Day) -> int:
    """Whether one row holds the values of all fields (of a field with several values, one of them). Where no row holds
    those that are known, the others need not be known."""
    known = [(column, facts[field]) for column, field in condition.columns if not absent(facts.get(field))]
    rows = day.rows(str(condition.operand), tuple(column for column, _ in known))
    if rows is None:
        return UNKNOWN
    cells = ([_key(str(one)) for one in (value if isinstance(value, (list, tuple)) else [value])] for _, value in known)
    inside = any(row in rows for row in itertools.product(*cells))
    if inside and len(known) < len(condition.columns):
        return UNKNOWN
    return TRUE if inside == (condition.operator == "在清单") else FALSE


def held_in(condition: Condition, facts: Mapping[str, Any], day: Day) -> str | None:
    """Whether the list that a condition asks holds the record, since when and by which source; None if that is open."""
    asked = condition.asking
    found = truth(asked, facts, day)
    if found != TRUE:
        return None if found == UNKNOWN else "没有"
    for edition in day.lists[str(condition.operand)]:
        alone = Day(day.day, day.parameters, {edition.name: (edition,)}, day.parameter_names)
        if truth(asked, facts, alone) == TRUE:
            return f"有（{edition.begins} 起{'，' if edition.source else ''}{edition.source}）"
    return "有"


def missing(condition: Condition, facts: Mapping[str, Any], day: Day) -> list[str]:
    """The facts, parameters (参数：X) and lists (清单：X) without which the condition stays unknown."""
    if condition.columns and truth(condition, facts, day) != UNKNOWN:
        return []
    read = condition.reads if condition.columns else (condition.field,)
    names = [name for name in read if absent(facts.get(name))]
    if condition.operator in LISTED:
        if condition.operand not in day.lists:
            names.append(f"清单：{condition.operand}")
    elif condition.other in day.parameter_names:
        if condition.other not in day.parameters:
            names.append(f"参数：{condition.other}")
    elif condition.other and absent(facts.get(condition.other)):
        names.append(condition.other)
    return names
