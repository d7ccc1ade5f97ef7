"""Rules in sentences: conditions, conclusions and measures as a clerk would say them; every view of the book uses these."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from catalogue.decision import IDENTITY, spoken
from catalogue.fields import Field
from catalogue.rulebook import Condition, Measure, Rule
from rules.answers import AnswerTerm
from rules.books import TODAY, Book
from rules.wording import said

_BLANK = re.compile(r"\{([^{}]*)\}")
_NUMBERS = {"<": "小于", "<=": "不超过", ">": "大于", ">=": "不少于", "=": "等于", "!=": "不等于"}
_DAYS = {"<": "早于", "<=": "不晚于", ">": "晚于", ">=": "不早于", "=": "就是", "!=": "不是"}
_DENY = ("!=", "不属于", "不在清单", "未知")
_SAME = {"=": "与{}相同", "!=": "与{}不同"}


def rule_sentence(book: Book, rule: Rule) -> str:
    """The whole rule in one sentence: 办理项：如果……，那么……。"""
    return f"{'、'.join(rule.kinds)}：如果{conditions_sentence(book, rule.conditions)}，那么{conclusion_sentence(book, rule)}。"


def conditions_sentence(book: Book, conditions: Sequence[Condition]) -> str:
    """All conditions in the order of the field list, the matter first, earlier answers last."""
    return "，并且".join(condition_words(book, one) for one in ordered(book, conditions)) or "没有条件（全部记录）"


def ordered(book: Book, conditions: Sequence[Condition]) -> list[Condition]:
    """Conditions in the order of the field list, the matter first, earlier answers last, denials after assertions."""
    names = dict.fromkeys((IDENTITY, "事项类型", *book.fields.fields))
    place = {name: number for number, name in enumerate(names)}
    return sorted(conditions, key=lambda c: (place.get(c.field, len(place)), c.field, c.operator in _DENY))


def condition_words(book: Book, condition: Condition) -> str:
    """One condition: 救助金额不超过2000元, 承接主体类别是镇或者街道, 没有写明收费依据."""
    term = book.vocabulary.term(condition.field)
    name = f"“{condition.field}”" if isinstance(term, AnswerTerm) else condition.field
    if condition.columns:
        asked = "、".join(field if field == column else f"{field}（{column}）" for column, field in condition.columns)
        return f"清单“{condition.operand}”里{'有' if condition.operator == '在清单' else '没有'}{asked}都相符的一行"
    match condition.operator:
        case "已知":
            return f"已经有“{condition.field}”的判定" if isinstance(term, AnswerTerm) else f"写明了{name}"
        case "未知":
            return f"还没有“{condition.field}”的判定" if isinstance(term, AnswerTerm) else f"没有写明{name}"
        case "在清单":
            return f"{name}列入清单“{condition.operand}”"
        case "不在清单":
            return f"{name}不在清单“{condition.operand}”里"
        case "包含":
            return f"{name}{'里有' if _many(term) else '中写有'}{_either(condition.operand)}"
        case "属于":
            members = [_value(book, condition, one) for one in condition.operand]
            return f"{name}{_verb(term)}{_choice(members)}"
        case "不属于":
            members = [_value(book, condition, one) for one in condition.operand]
            return f"{name}{_verb_not(term)}{_none_of(members)}"
    return _compared(book, condition, term, name)


def _compared(book: Book, condition: Condition, term: Field | AnswerTerm | None, name: str) -> str:
    kind = term.type if term else "文本"
    if condition.other:
        other = _other(book, condition.other)
        if kind in ("整数", "小数", "日期"):
            return f"{name}{(_DAYS if kind == '日期' else _NUMBERS)[condition.operator]}{other}"
        return f"{name}{'的判定' if isinstance(term, AnswerTerm) else ''}{_SAME[condition.operator].format(other)}"
    value = _value(book, condition, condition.operand)
    if kind in ("整数", "小数", "日期"):
        return f"{name}{(_DAYS if kind == '日期' else _NUMBERS)[condition.operator]}{value}"
    if kind == "是否" and condition.operator == "=":
        return f"“{name}”为{value}"
    if condition.operator == "!=":
        return f"{name}{_verb_not(term)}{value}"
    return f"{name}{_verb(term)}{value}"


def _many(term: Field | AnswerTerm | None) -> bool:
    return isinstance(term, Field) and term.many


def _verb(term: Field | AnswerTerm | None) -> str:
    return "判为" if isinstance(term, AnswerTerm) else "里有" if _many(term) else "是"


def _verb_not(term: Field | AnswerTerm | None) -> str:
    return "没有判为" if isinstance(term, AnswerTerm) else "里没有" if _many(term) else "不是"


def _other(book: Book, name: str) -> str:
    if name == TODAY:
        return "判定当天"
    return f"参数“{name}”" if name in book.parameters else f"“{name}”"


def _value(book: Book, condition: Condition, value: Any) -> str:
    """A value as it is read: a matter by its name, a number with its unit, a joint answer in words."""
    term = book.vocabulary.term(condition.field)
    if condition.field == IDENTITY and str(value) in book.register.matters:
        return f"“{book.register.matters[str(value)].name}”"
    if isinstance(value, str) and "+" in value and term is not None and term.type in ("单选", "多选"):
        return f"{'和'.join(value.split('+'))}共同"
    if isinstance(term, Field) and term.type in ("整数", "小数") and term.unit:
        return f"{said(value)}{term.unit}"
    return said(value)


def _choice(members: Sequence[str]) -> str:
    """甲, 甲或者乙, 下列之一：甲、乙、丙、丁."""
    if len(members) <= 3:
        return "或者".join(filter(None, ("、".join(members[:-1]), members[-1])))
    return f"下列之一（{'、'.join(members)}）"


def _none_of(members: Sequence[str]) -> str:
    """甲、乙, or 下列任何一个（甲、乙、丙、丁）."""
    return "、".join(members) if len(members) <= 3 else f"下列任何一个（{'、'.join(members)}）"


def _either(parts: Sequence[Any]) -> str:
    return _choice([f"“{part}”" for part in parts])


def conclusion_sentence(book: Book, rule: Rule) -> str:
    """What follows: the questions' own phrases (由县级机关收件、受理), or the finding of a check."""
    if rule.fault:
        return f"报“{rule.fault.severity}”：{blanks(rule.fault.message)}"
    fixed = {
        c.field: _choice([_value(book, c, one) for one in (c.operand if c.operator == "属于" else (c.operand,))])
        for c in rule.conditions
        if c.operator in ("=", "属于") and not c.other
    }
    out: list[str] = []
    organ = ""
    for question, answer in rule.answers.items():
        words, act = _organ(book, question, answer)
        if act and words == organ:  # 由县级机关收件、受理、审查、决定: one organ, named once
            out[-1] += f"、{act}"
        else:
            out.append(f"由{words}{act}" if act else answer_words(book, question, answer, fixed))
        organ = words if act else ""
    return "，".join(out)


def _organ(book: Book, question: str, answer: Any) -> tuple[str, str]:
    """Organ and act of a phrase of the form 由……收件, else blanks."""
    words, phrase = _phrase(book, question, answer)
    form = re.fullmatch(r"(?:依法)?由\{答案\}([^{}]+)", phrase)
    return (words, form[1]) if form else ("", "")


def _phrase(book: Book, question: str, answer: Any) -> tuple[str, str]:
    asked = book.vocabulary.questions[question]
    members = list(next(iter(answer.values()))) if isinstance(answer, Mapping) else [str(answer)]
    phrase = asked.phrases.get(members[0] if len(members) == 1 else "", asked.phrases.get("其他", ""))
    called = [asked.called.get(member, member) for member in members]
    return spoken({next(iter(answer)): called} if isinstance(answer, Mapping) else called[0]), phrase


def answer_words(book: Book, question: str, answer: Any, fixed: Mapping[str, str] | None = None) -> str:
    """An answer as a predicate; a blank for a fact of the record says what the conditions `fixed`, or its name."""
    words, phrase = _phrase(book, question, answer)

    def fill(match: re.Match[str]) -> str:
        names = match[1].split("|")
        return words if names == ["答案"] else next((fixed[n] for n in names if fixed and n in fixed), names[0])

    return _BLANK.sub(fill, phrase) if phrase else f"“{question}”为“{words}”"


def blanks(text: str) -> str:
    """A message with its blanks shown as what will stand there: 承诺时限〔承诺办结时限〕，长于……."""
    return _BLANK.sub(lambda m: f"〔{m[1]}〕", text)


def measure_sentence(book: Book, measure: Measure | None) -> str:
    """One side of an indicator: 进驻里，“应否进驻”的判定是应进驻的，数条数."""
    if measure is None:
        return ""
    how = (
        f"“{measure.sum_of}”的合计"
        if measure.sum_of
        else f"“{measure.distinct}”（相同的只数一次）"
        if measure.distinct
        else "条数"
    )
    which = f"中{conditions_sentence(book, measure.conditions)}的" if measure.conditions else "的"
    return f"{measure.kind}{which}{how}"
