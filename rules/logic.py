"""What conditions bring with them: which can never hold together, and which hold whenever others do.

Sound, not complete: what is said here to be impossible or implied is so in every record whose values are of their
fields' types; other impossibilities may go unnoticed. One question is answered (`never`: can these all be certainly
true or certainly false at once?), and implication is put to it by denial.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from catalogue.rulebook import Condition
from rules.answers import AnswerTerm
from rules.books import TODAY, Vocabulary
from rules.opening.lists_file import ITEM
from rules.order import Order
from rules.truth import LISTED

_DENIED = {
    "=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">", "属于": "不属于", "不属于": "属于",
    "在清单": "不在清单", "不在清单": "在清单", "已知": "未知", "未知": "已知", "包含": "不包含",
}  # fmt: skip
_ORDERED = ("<", "<=", ">", ">=", "=", "!=")

Literal = tuple[str, Condition]
"""An operator (the condition's own, or its denial) and the condition it is taken from."""


@dataclass(frozen=True)
class Ground:
    """What is given while conditions are compared: parameters with a value, and the days on which may be judged."""

    words: Vocabulary
    parameters: Mapping[str, Any] = field(default_factory=dict)
    begins: date | None = None
    ends: date | None = None  # exclusive


def never(conditions: Iterable[Condition], ground: Ground) -> bool:
    """Whether these conditions can in no record all be certainly true."""
    return _never([(condition.operator, condition) for condition in conditions], ground)


def implies(given: Sequence[Condition], wanted: Iterable[Condition], ground: Ground) -> bool:
    """Whether every record in which the `given` are certainly true makes the `wanted` certainly true."""
    said = {condition.content for condition in given}
    known = known_by(given)
    literals: list[Literal] = [(condition.operator, condition) for condition in given]
    rest = [condition for condition in wanted if condition.content not in said]
    for condition in rest:
        needed = set(condition.reads) - (ground.parameters.keys() | {TODAY})
        if condition.operator != "未知" and not needed <= known:
            return False
    return all(_never([*literals, (_DENIED[condition.operator], condition)], ground) for condition in rest)


def contradiction(conditions: Sequence[Condition], ground: Ground) -> tuple[Condition, ...]:
    """The fewest conditions (none can be spared) that can never hold together; nothing where all can."""
    if not never(conditions, ground):
        return ()
    core = list(conditions)
    for condition in conditions:
        fewer = [one for one in core if one is not condition]
        if never(fewer, ground):
            core = fewer
    return tuple(core)


def known_by(given: Iterable[Condition]) -> frozenset[str]:
    """The names that must have a value in every record in which these conditions are certainly true."""
    return frozenset(name for condition in given if not _open(condition) for name in condition.reads)


def _open(condition: Condition) -> bool:
    """Whether the condition can be true of a record that lacks what it reads."""
    return condition.operator == "未知" or (condition.operator == "不在清单" and bool(condition.columns))


def _never(literals: Sequence[Literal], ground: Ground) -> bool:
    if _known_and_not(literals) or _listed_and_not(literals):
        return True
    by_field: dict[str, list[tuple[str, Any]]] = defaultdict(list)
    ordering = Order()
    for operator, day in ((">=", ground.begins), ("<", ground.ends)):
        if day is not None and any(condition.other == TODAY for _, condition in literals):
            ordering.bound(TODAY, operator, day, whole=True)
    same: set[tuple[str, tuple[str, str]]] = set()
    for operator, condition in literals:
        if operator in LISTED or operator == "未知":
            continue
        value = ground.parameters.get(condition.other) if condition.other else condition.operand
        if operator == "已知" or value is not None:
            by_field[condition.field].append((operator, value))
        if operator not in _ORDERED:
            continue
        if _is_ordered(condition.field, ground.words):
            if value is None:
                ordering.add(condition.field, operator, condition.other)
            else:
                ordering.bound(condition.field, operator, value, whole=_is_whole(condition.field, ground.words))
        elif value is None:  # two texts: either they agree or they do not
            same.add((operator, (min(condition.reads), max(condition.reads))))
            if operator == "!=" and condition.field == condition.other:
                return True
    if any((_DENIED[operator], pair) in same for operator, pair in same):
        return True
    return any(_empty(name, limits, ground.words) for name, limits in by_field.items()) or ordering.impossible()


def _known_and_not(literals: Sequence[Literal]) -> bool:
    unknown = {condition.field for operator, condition in literals if operator == "未知"}
    return any(
        name in unknown
        for operator, condition in literals
        if operator != "未知" and not (operator == "不在清单" and condition.columns)
        for name in condition.reads
    )


def _listed_and_not(literals: Sequence[Literal]) -> bool:
    """A row that holds some columns' values holds those of fewer columns as well."""

    def columns(condition: Condition) -> set[tuple[str, str]]:
        return set(condition.columns) or {(ITEM, condition.field)}

    held = [condition for operator, condition in literals if operator == "在清单"]
    return any(
        condition.operand == other.operand and columns(condition) <= columns(other)
        for operator, condition in literals
        if operator == "不在清单"
        for other in held
    )


def _is_ordered(name: str, words: Vocabulary) -> bool:
    term = words.term(name)
    return term is not None and term.type in ("整数", "小数", "日期")


def _is_whole(name: str, words: Vocabulary) -> bool:
    term = words.term(name)
    return term is not None and term.type in ("整数", "日期")


def _empty(name: str, limits: Sequence[tuple[str, Any]], words: Vocabulary) -> bool:
    """Whether no value of that field fits what is asked of it (comparisons with constants only)."""
    term = words.term(name)
    every = _every(term)
    wanted = [{value} if operator == "=" else set(value) for operator, value in limits if operator in ("=", "属于")]
    banned = {one for op, value in limits if op in ("!=", "不属于") for one in ([value] if op == "!=" else value)}
    parts = [value for operator, value in limits if operator == "包含"]
    absent = [part for operator, value in limits if operator == "不包含" for part in value]

    def allowed(value: Any) -> bool:
        return value not in banned and not any(part in value for part in absent)

    for part in parts:  # no text with one of these parts is free of all that it must not contain
        if all(any(out in one for out in absent) for one in part):
            return True
        if every is not None and not any(allowed(value) and any(one in value for one in part) for value in every):
            return True
    if term is not None and term.many:
        groups = [*wanted, *([set(every)] if every is not None else [])]
        return any(not any(map(allowed, group)) for group in groups)
    if every is not None:
        wanted.append(set(every))
    bounds = [(op, value) for op, value in limits if op in ("<", "<=", ">", ">=")]
    return bool(wanted) and not any(
        allowed(value)
        and all(any(one in value for one in part) for part in parts)
        and all(_holds(op, value, bound) for op, bound in bounds)
        for value in set.intersection(*wanted)
    )


def _every(term: Any) -> tuple[str, ...] | None:
    """All values that a field can have, where they are a closed list; a joint answer (镇+县) has many."""
    if isinstance(term, AnswerTerm):
        return None if term.question.combined else term.question.answers
    if term is None or term.type not in ("单选", "多选", "是否"):
        return None
    return term.values or ("是", "否")


def _holds(operator: str, value: Any, bound: Any) -> bool:
    return bool({"<": value < bound, "<=": value <= bound, ">": value > bound, ">=": value >= bound}[operator])
