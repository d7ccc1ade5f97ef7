"""The examples of a rule are its tests: 适用 must certainly match, 不适用 must certainly not, 无法判定 neither."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from catalogue.rulebook import Rule
from rules.books import TODAY, Day, Vocabulary, as_of
from rules.opening.conditions_text import closest, put_right
from rules.opening.reading import Faults, iso_day, nearest
from rules.truth import FALSE, TRUE, UNKNOWN, missing, truth


def prove_examples(rule: Rule, words: Vocabulary, faults: Faults) -> None:
    """Judge every example by the rule's conditions, as of the example's 判定日 or else the day on which the newest
    parameter or list that the rule reads began (never the clock's day)."""
    for number, example in enumerate(rule.applies_not, 1):
        if example in rule.applies:
            place = f"{rule.at(f'不适用 {number}', '不适用')}“不适用”第 {number} 例"
            what = f"与“适用”第 {rule.applies.index(example) + 1} 例完全相同，互相矛盾"
            faults.add(place, what, "请改正其中一例")
    asked = (
        ("适用", TRUE, rule.applies),
        ("不适用", FALSE, rule.applies_not),
        ("无法判定", UNKNOWN, rule.applies_unsure),
    )
    for key, wanted, examples in asked:
        for number, example in enumerate(examples, 1):
            place = f"{rule.at(f'{key} {number}', key)}“{key}”第 {number} 例"
            typed = _typed(example, words, place, faults)
            if typed is None:
                continue
            facts, given = typed
            day = as_of(words, given.get(TODAY) or _day(rule, words), given)
            results = [truth(condition, facts, day) for condition in rule.conditions]
            result = min(results, default=TRUE)
            if result != wanted:
                faults.add(place, _wrong(rule, results, wanted, facts, day), "请改正例子或条件")


def _day(rule: Rule, words: Vocabulary) -> date:
    begins = [rule.begins or date.min]
    for condition in rule.conditions:
        begins.extend(value.begins for value in words.parameters.get(condition.other, ()) if value.begins)
        if condition.operator in ("在清单", "不在清单"):
            begins.extend(edition.begins for edition in words.lists.get(str(condition.operand), ()))
    newest = max(begins)
    return newest if rule.in_force(newest) else begins[0]


def _typed(
    example: Mapping[str, Any], words: Vocabulary, place: str, faults: Faults
) -> tuple[dict[str, Any], dict[str, Any]] | None:
    facts: dict[str, Any] = {}
    given: dict[str, Any] = {}
    before = len(faults)
    for name, raw in example.items():
        if words.is_parameter(name):
            value = _parameter(name, raw, words)
            if value is None:
                faults.add(place, f"参数“{name}”的值类型不对：{raw}", "请写成与参数同类的值")
            given[name] = value
            if name not in words.fields.fields:
                continue
        term = words.term(name)
        if term is None:
            hint = nearest(name, [*words.words(), *words.parameters])
            faults.add(place, f"没有“{name}”这个字段、问题或参数{hint}", "请改正名称")
            continue
        try:
            facts[name] = term.typed(raw)
        except ValueError as error:
            hint = "" if "最接近" in str(error) else closest(term, raw)
            faults.add(place, f"值不对：{error}{hint}", put_right(term, raw))
    return (facts, given) if len(faults) == before else None


def _parameter(name: str, raw: Any, words: Vocabulary) -> Any:
    kind = "日期" if name == TODAY else words.parameters[name][0].type
    if not isinstance(raw, str):
        return None
    if kind == "数":
        try:
            return Decimal(raw) if Decimal(raw).is_finite() else None
        except ArithmeticError:
            return None
    return iso_day(raw) if kind == "日期" else raw


def _wrong(rule: Rule, results: list[int], wanted: int, facts: Mapping[str, Any], day: Day) -> str:
    if wanted != TRUE and min(results, default=TRUE) == TRUE:
        return "其实适用"
    lacking = sorted({name for c in rule.conditions for name in missing(c, facts, day)})
    failed = sorted({c.field for c, result in zip(rule.conditions, results, strict=True) if result == FALSE})
    if wanted != FALSE and failed:
        return f"其实不适用（不满足：{'、'.join(failed)}）"
    return f"判断不了是否适用（缺少：{'、'.join(lacking) or '可比的值'}）"
