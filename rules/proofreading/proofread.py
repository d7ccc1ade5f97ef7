"""Proofreading of a whole book: what no single entry can show."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from catalogue.rulebook import Condition, Fault, Indicator, Rule
from rules.books import Vocabulary
from rules.engine import MAX_CONDITIONS
from rules.opening.reading import Faults, nearest
from rules.opening.slips import half_width
from rules.procedure import reach
from rules.truth import LISTED

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def proofread_names(words: Vocabulary, faults: Faults) -> None:
    """One word, one meaning: a field, a question or a parameter. Questions ask of known kinds."""
    for name in LISTED:
        if words.term(name) or words.is_parameter(name):
            faults.add(
                "fields.yaml、questions.yaml 或 parameters.yaml", f"“{name}”是条件的写法，不能作名称", "请换一个名称"
            )
    for name, question in words.questions.items():
        if name in words.fields.fields:
            faults.add(question.place, f"问题“{name}”与字段同名", "请给问题换一个名称")
        for kind in question.kinds:
            if kind not in words.fields.kinds:
                faults.add(question.place, f"问题“{name}”的对象“{kind}”不是记录类别", "请改正对象")
    for name, dated in words.parameters.items():
        if name in words.fields.fields or name in words.questions:
            faults.add(dated[0].place, f"参数“{name}”与字段或问题同名", "请给参数换一个名称")
        if len({value.type for value in dated}) > 1:
            faults.add(dated[0].place, f"参数“{name}”各时期的值类型不一", "请统一为数字、日期或文字")


def proofread_rules(
    rules: Sequence[Rule], words: Vocabulary, faults: Faults, warnings: Faults, own: str, *, deciding: bool
) -> None:
    """Fields, questions, exceptions, engine limits and the days of parameters of all rules (or of all checks)."""
    _exceptions(rules, faults, warnings)
    order = {name: place for place, name in enumerate(words.questions)}
    for rule in rules:
        if len({c.content for c in rule.conditions}) > MAX_CONDITIONS:
            faults.add(
                rule.at("条件"), f"条件超过 {MAX_CONDITIONS} 个，规则引擎承受不了", "请拆成几条规则或并成一项事实"
            )
        for kind in rule.kinds:
            _reads(rule.id, kind, rule.conditions, words, faults)
        _without_value(rule, words, warnings, own)
        if deciding:
            _deciding(rule, words, order, faults, warnings)
        elif rule.fault:
            _fault(rule, rule.fault, words, faults)


def proofread_indicators(indicators: Iterable[Indicator], words: Vocabulary, faults: Faults) -> None:
    """Fields of indicators."""
    for indicator in indicators:
        for measure in (indicator.numerator, indicator.denominator, indicator.excluded):
            if measure:
                _reads(indicator.id, measure.kind, measure.conditions, words, faults)


def _without_value(rule: Rule, words: Vocabulary, warnings: Faults, own: str) -> None:
    """Days of a rule on which a parameter that it compares with has no value: it can't be told then. A rule that came with
    the program has its own days, whenever an office (`own`) sets its value."""
    for condition in rule.conditions:
        dated = [value for value in words.parameters.get(condition.other, ()) if value.value is not None]
        if rule.begins is None or not dated or (dated[0].place.startswith(own) and not rule.place.startswith(own)):
            continue
        day = rule.begins
        for value in sorted(dated, key=lambda one: one.begins or date.min):
            if (value.begins or date.min) <= day < (value.ends or date.max):
                day = value.ends or date.max
        if day < (rule.ends or date.max):
            until = min((value.begins for value in dated if value.begins and value.begins > day), default=None)
            days = f"从 {day} 起" + (f"到 {until}" if until else "")
            what = f"规则在施行，可它用的参数“{condition.other}”{days}没有值，这些日子判不出来"
            warnings.add(f"{condition.place}（{rule.id}）", what, "请改规则的“施行”，或者给参数补上这些日子的值")


def _fault(rule: Rule, fault: Fault, words: Vocabulary, faults: Faults) -> None:
    for key, text in (("说明", fault.message), ("建议", fault.advice)):
        for name in _PLACEHOLDER.findall(text):
            if words.term(name) is None and not words.is_parameter(name):
                hint = nearest(name, words.words())
                faults.add(rule.at("结论"), f"“{key}”里没有“{name}”这个字段{hint}", "请改正名称")
            elif _personal(name, words):
                faults.add(rule.at("结论"), f"“{key}”里写了个人信息“{name}”", "发现要长期保存，请不要写出个人信息")
    if fault.unit_field and words.term(fault.unit_field) is None:
        hint = nearest(fault.unit_field, words.words())
        faults.add(rule.at("结论"), f"责任单位没有“{fault.unit_field}”这个字段{hint}", "请改正名称")


def _reads(label: str, kind: str, conditions: Iterable[Condition], words: Vocabulary, faults: Faults) -> None:
    for condition in conditions:
        for name in _terms(condition, words):
            term = words.term(name)
            place = f"{condition.place}（{label}）"
            if _personal(name, words):
                faults.add(place, f"“{name}”是个人信息，不能作条件", "判定要长期保存，个人信息到期要清除；请换一项事实")
            if term and term.kinds and kind in words.fields.kinds and kind not in term.kinds:
                faults.add(place, f"“{name}”不用于{kind}，条件永远不成立", f"它只用于：{'、'.join(term.kinds)}")


def _personal(name: str, words: Vocabulary) -> bool:
    """Whether it is a field of personal data: what rests on it is kept for ever, and could not be erased."""
    declared = words.fields.fields.get(name)
    return declared is not None and declared.personal


def _terms(condition: Condition, words: Vocabulary) -> list[str]:
    return [name for name in condition.reads if name == condition.field or not words.is_parameter(name)]


def _deciding(rule: Rule, words: Vocabulary, order: Mapping[str, int], faults: Faults, warnings: Faults) -> None:
    first = min((order[name] for name in rule.answers), default=-1)
    for condition in rule.conditions:
        place = f"{condition.place}（{rule.id}）"
        for name in _terms(condition, words):
            term = words.term(name)
            if term and term.nature == "自报":
                faults.add(place, f"判定规则读了自报字段“{name}”", "自报只能用于检查，请改用事实字段")
            if rule.answers and name in order and order[name] >= first:
                if name in rule.answers:
                    faults.add(place, f"读了它自己要答的问题“{name}”", "请去掉这个条件；要压过别的规则，用“例外于”")
                else:
                    asked = min(rule.answers, key=lambda one: order[one])
                    what = f"读了“{name}”，它排在所答的“{asked}”之后，那时还没有答案"
                    faults.add(place, what, "条件只能读排在前面的问题：请去掉，或者改写成它所依据的事实")
        if condition.operator in ("已知", "未知"):
            what = f"条件用了“{condition.field}”是否已知，少一项事实也可能改变结论"
            warnings.add(place, what, "请尽量改写成对值的要求")
    for kind in rule.kinds:
        if rule.answers and not any(kind in words.questions[name].kinds for name in rule.answers):
            what = f"结论里的问题都不问“{kind}”，规则对它不起作用"
            warnings.add(rule.at("对象"), what, "请从“对象”里去掉，或改正结论")


def _exceptions(rules: Sequence[Rule], faults: Faults, warnings: Faults) -> None:
    members: dict[str, list[Rule]] = {}
    numbers = {rule.id for rule in rules}
    for rule in rules:
        for name in {rule.id, rule.group} - {""}:
            members.setdefault(name, []).append(rule)
    for rule in rules:
        for name in rule.prevails_over:
            if name not in members and faults.unreadable:
                continue  # it may stand in a file that could not be read
            if name not in members:
                hint = nearest(name, members)
                faults.add(rule.at("例外于"), f"例外于不存在的“{name}”{hint}", _meant(name, members, rules))
            elif not any(_meet(rule, other) for other in members[name]):
                what = f"例外于“{name}”不起作用：它们不答同一个问题，或者不判同一类记录"
                warnings.add(rule.at("例外于"), what, "请改正编号或组名，或去掉它")
        if rule.group in numbers:
            faults.add(rule.at("组"), f"组名“{rule.group}”与一条规则的编号相同", "请给组换一个名称")
    over, told = reach(rules), set[str]()
    for rule in rules:
        if rule.id in over[rule.id] and rule.id not in told:  # one loop is one fault, said at its first rule
            loop = sorted(name for name in over[rule.id] if rule.id in over[name])
            told.update(loop)
            advice = "请去掉其中一个“例外于”（注意规则不能例外于自己所在的组）"
            if len(loop) == 1:
                advice = "规则不能例外于自己或自己所在的组；从别处抄来的，请先换一个没有用过的编号、组名"
            faults.add(rule.at("例外于"), f"例外成环：{'、'.join(loop)}", advice)
            faults.doubtful.update(loop)


def _meant(name: str, members: Mapping[str, Sequence[Rule]], rules: Sequence[Rule]) -> str:
    """How the numbers that were meant are written."""
    plain = {half_width(one).casefold(): one for one in members}
    parts = [part for part in re.split(r"[\s，,、；;【】《》“”\[\]]+", name) if part]
    meant = [plain.get(half_width(part).replace("－", "-").casefold(), "") for part in parts]
    called = [rule.id for rule in rules if rule.name == name]
    found = meant if all(meant) else called
    return f"请写成 [{', '.join(found)}]" if found else "请改正编号或组名"


def _meet(rule: Rule, other: Rule) -> bool:
    return bool(set(rule.kinds) & set(other.kinds)) and bool(rule.fault or rule.answers.keys() & other.answers.keys())
