"""Conditions as written (条件: {字段: 写法}) brought to typed `Condition`s; every misfit is a fault."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, get_args

from catalogue.fields import Field
from catalogue.rulebook import Condition, Operator
from rules.answers import AnswerTerm
from rules.books import TODAY, Vocabulary
from rules.opening.reading import Entry, nearest
from rules.opening.slips import date_advice, equated, named_comparison, number_advice, sign_of, slip_of_width
from rules.truth import LISTED

_COMPARISON = re.compile(r"(<=|>=|!=|<|>|=)\s*(\S.*)", re.DOTALL)
_NAMED = re.compile(r"\{([^{}]+)\}")
_TEXTUAL = ("文本", "多值文本", "单选", "多选")
_NUMERIC = ("整数", "小数")
_OR = "“或者”请写成两条规则；同一字段的几个值写成 [甲, 乙]"
_ALSO = "条件里的各项本来就要同时成立，不写“且”，各项直接列出"
_JOINING = dict.fromkeys(("或", "或者", "or", "任一"), _OR) | dict.fromkeys(("且", "并且", "和", "同时", "and"), _ALSO)
_KNOWN = {"是": "已知", "否": "未知"}
_OPERATORS: dict[str, Operator] = {name: name for name in get_args(Operator)}


class _Misfit(Exception):
    """What is wrong, and what to do."""

    def __init__(self, what: str, advice: str) -> None:
        super().__init__(what)
        self.what, self.advice = what, advice


def parse_conditions(entry: Entry, written: Mapping[str, Any], words: Vocabulary) -> tuple[Condition, ...]:
    """All conditions of an entry, sorted by field so that their order in the file means nothing."""
    out: list[Condition] = []
    for name, value in written.items():
        if name in LISTED:
            out.extend(_rows(entry, name, value, words))
            continue
        term = words.term(name)
        if term is None:
            hint = nearest(name, words.words())
            advice = _JOINING.get(name.lower()) or equated(name) or slip_of_width(name)
            advice = advice or "请改正名称（quanmu fields 列出全部字段）；真的没有，再加到 fields.yaml"
            entry.fault(f"条件里没有“{name}”这个字段或问题{hint}", advice, "条件", name)
            continue
        try:
            out.extend(_conditions(term, value, words, entry.at("条件", name)))
        except _Misfit as error:
            entry.fault(f"条件“{name}”{error.what}", error.advice, "条件", name)
        except ValueError as error:
            advice = put_right(term, value, words)
            hint = "" if "最接近" in str(error) else closest(term, value)
            entry.fault(f"条件“{name}”的值不对：{error}{hint}", advice, "条件", name)
    return tuple(sorted(out, key=lambda c: (c.field, c.operator, str(c.operand), c.other, c.columns)))


def put_right(term: Field | AnswerTerm, value: Any, words: Vocabulary | None = None) -> str:
    """How what was meant is written, as far as it can be told; `words`: where a parameter or field may be meant, too."""
    said = _words(value)
    sign, name = named_comparison(said[0])
    if words and name and _named(name, words):
        return f'参数和另一字段要加花括号和引号，请写成 "{sign} {{{name}}}"'
    if term.type in _NUMERIC:
        found = next(filter(None, map(number_advice, said)), "")
        return found or next(filter(None, map(slip_of_width, said)), "请写阿拉伯数字，不写单位，例如 200")
    if term.type == "日期":
        return date_advice(said[0].lstrip("<>=! "))
    values = term.question.answers if isinstance(term, AnswerTerm) else term.values
    for word in said:
        parts = [part for part in re.split(r"[、，,；;\s]|或者?|和|及", word) if part]
        if len(parts) > 1 and all(part in values for part in parts):
            return f"几个值请写成 [{', '.join(parts)}]"
        if (denied := re.sub("^(非|不是|不含|除)|(以外|之外|除外)$", "", word)) != word and denied in values:
            return f"请写成 {term.name}: {{非: [{denied}]}}"
    return next(filter(None, map(slip_of_width, said)), "请改成可用的值")


def _named(name: str, words: Vocabulary) -> bool:
    return words.is_parameter(name) or words.term(name) is not None


def closest(term: Field | AnswerTerm, written: Any) -> str:
    """A hint for the first word that the term's closed list does not have."""
    values = term.question.answers if isinstance(term, AnswerTerm) else term.values
    items = [
        item for part in (written.values() if isinstance(written, Mapping) else [written]) for item in _words(part)
    ]
    return next((nearest(item, values) for item in items if values and item not in values), "")


def _words(part: Any) -> list[str]:
    return [str(item) for item in part] if isinstance(part, list) else [str(part)]


def _rows(entry: Entry, name: str, value: Any, words: Vocabulary) -> list[Condition]:
    """在清单 / 不在清单 over several columns: one row of the list holds all those fields' values."""
    out = []
    for item in value if isinstance(value, list) else [value]:
        try:
            out.append(_row(name, item, words, entry.at("条件", name)))
        except _Misfit as error:
            entry.fault(f"条件“{name}”{error.what}", error.advice, "条件", name)
    return out


def _row(name: str, written: Any, words: Vocabulary, place: str) -> Condition:
    form = f"请写成 {name}: {{清单: 清单名, 列: {{列名: 字段}}}}"
    if not isinstance(written, Mapping) or not isinstance(written.get("列"), Mapping) or not written["列"]:
        raise _Misfit("没有写明清单和列", form)
    for key in written:
        if key not in ("清单", "列"):
            raise _Misfit(f"没有“{key}”这种写法{nearest(key, ('清单', '列'))}", form)
    listed = _list_of(written.get("清单"), words)
    known, pairs = words.columns.get(listed) or (), []
    for column, field in written["列"].items():
        if known and column not in known:
            raise _Misfit(f"：清单“{listed}”没有“{column}”这一列{nearest(column, known)}", f"它有：{'、'.join(known)}")
        term = words.term(field) if isinstance(field, str) else None
        if term is None:
            raise _Misfit(f"的“{column}”没有写字段，或没有“{field}”这个字段{nearest(str(field), words.words())}", form)
        if term.type not in (*_TEXTUAL, "是否"):
            raise _Misfit(f"：“{field}”是{term.type}，不能查清单", "清单里只有文字")
        pairs.append((column, field))
    pairs.sort()
    return Condition(field=pairs[0][1], operator=_OPERATORS[name], operand=listed, columns=tuple(pairs), place=place)


def _list_of(written: Any, words: Vocabulary) -> str:
    if not isinstance(written, str) or written not in words.lists:
        hint = nearest(str(written), words.lists)
        raise _Misfit(f"用到的清单“{written}”不存在{hint}", "请在 lists/ 放入该清单或改正名称")
    return written


def _conditions(term: Field | AnswerTerm, value: Any, words: Vocabulary, place: str) -> list[Condition]:
    if isinstance(value, Mapping):
        if not value:
            raise _Misfit("是空的", "请写出条件")
        return [_special(term, key, item, words, place) for key, item in value.items()]
    if isinstance(value, list):
        return [_one(term, "属于", place, _all(term, value))]
    if "且" in value and term.type in (*_NUMERIC, "日期"):  # a range: "> 5 且 <= 10"
        parts = [part.strip() for part in value.split("且")]
        if not all(map(_COMPARISON.fullmatch, parts)):
            raise _Misfit(f"的范围写法不对：{value}", number_advice(value) or '请写成 "> 5 且 <= 10"')
        return [one for part in parts for one in _conditions(term, part, words, place)]
    if found := _COMPARISON.fullmatch(value):
        return [_compared(term, found[1], found[2].strip(), words, place)]
    if _NAMED.fullmatch(value):
        return [_compared(term, "=", value, words, place)]
    return [_one(term, "=", place, _typed(term, value))]


def _one(term: Field | AnswerTerm, operator: str, place: str, operand: Any = None, other: str = "") -> Condition:
    if term.type == "时限" and operator not in ("已知", "未知"):
        raise _Misfit("是时限，不能比较", "请用推得的字段（承诺超法定、法定工作日上限等），或只写 {已知: 是}")
    return Condition(field=term.name, operator=_OPERATORS[operator], operand=operand, other=other, place=place)


def _special(term: Field | AnswerTerm, key: str, value: Any, words: Vocabulary, place: str) -> Condition:
    match key:
        case "非":
            return _one(term, "不属于", place, _all(term, value if isinstance(value, list) else [value]))
        case "包含":
            parts = value if isinstance(value, list) else [value]
            if term.type not in _TEXTUAL:
                raise _Misfit(f"是{term.type}，不能用“包含”", "“包含”只用于文字")
            if not parts or not all(isinstance(part, str) and part for part in parts):
                raise _Misfit("的“包含”没有文字", "请写出要包含的文字")
            return _one(term, "包含", place, tuple(parts))
        case "在清单" | "不在清单":
            if term.type not in _TEXTUAL:
                raise _Misfit(f"是{term.type}，不能查清单", "清单里只有文字")
            return _one(term, key, place, _list_of(value, words))
        case "已知":
            if not isinstance(value, str) or value not in _KNOWN:
                raise _Misfit(f"的“已知”只能写是或否，现为“{value}”", "请改为是或否")
            return _one(term, _KNOWN[value], place)
        case _:
            if value == "" and (words.is_parameter(key) or words.term(key)):
                raise _Misfit(
                    f"的“{{{key}}}”没有加引号", f'参数和另一字段要加引号，请写成 "{{{key}}}" 或 ">= {{{key}}}"'
                )
            hint = nearest(key, ("非", "包含", "在清单", "不在清单", "已知"))
            advice = "可用：非、包含、在清单、不在清单、已知"
            if key in ("不是", "不等于", "不为", "除", "不属于"):
                advice = f"请写成 {term.name}: {{非: [值]}}"
            elif sign := sign_of(key):
                advice = f'请写成 {term.name}: "{sign} {value if isinstance(value, str) else "数"}"'
            raise _Misfit(f"没有“{key}”这种写法{hint}", advice)


def _all(term: Field | AnswerTerm, values: list[Any]) -> tuple[Any, ...]:
    if not values:
        raise _Misfit("的列表是空的", "请写出至少一个值")
    return tuple(_typed(term, value) for value in values)


def _typed(term: Field | AnswerTerm, value: Any) -> Any:
    if not isinstance(value, str) or not value.strip():
        raise _Misfit("没有值", "请写出一个值或一个列表")
    if term.type == "时限":
        raise _Misfit("是时限，不能比较", "请用推得的字段（承诺超法定、法定工作日上限等），或只写 {已知: 是}")
    if isinstance(term, AnswerTerm):
        return term.typed(value)
    if term.many:  # one member: a comma inside it is part of it
        return term.typed([value])[0]
    return term.typed(value)


def _compared(term: Field | AnswerTerm, operator: str, text: str, words: Vocabulary, place: str) -> Condition:
    ordered = operator not in ("=", "!=")
    if term.type == "时限":
        raise _Misfit("是时限，不能比较", "请用推得的字段（承诺超法定、法定工作日上限等），或只写 {已知: 是}")
    if ordered and term.type not in (*_NUMERIC, "日期"):
        raise _Misfit(f"是{term.type}，不能比大小", "只有整数、小数、日期能用 < <= > >=")
    named = _NAMED.fullmatch(text)
    if not named:
        return _one(term, operator, place, _typed(term, text))
    name = named[1].strip()
    kind = _kind_of(name, words, term)
    if kind != _class(term):
        raise _Misfit(f"与“{name}”类型不同，不能比较", "请改用同类的字段或参数")
    return _one(term, operator, place, other=name)


def _class(term: Field | AnswerTerm) -> str:
    return "数" if term.type in _NUMERIC else "日期" if term.type == "日期" else "文字"


def _kind_of(name: str, words: Vocabulary, asked: Field | AnswerTerm) -> str:
    if name == TODAY:
        return "日期"
    if name in words.parameters:
        kinds = {dated.type for dated in words.parameters[name]}
        return kinds.pop() if len(kinds) == 1 else "不一"
    term = words.term(name)
    if term is None:
        advice = "请改正名称"
        if asked.type in _NUMERIC:
            advice = number_advice(name) or "请改正名称；要与数比的，请写阿拉伯数字，不加花括号"
        elif name in (asked.question.answers if isinstance(asked, AnswerTerm) else asked.values):
            advice = f"“{name}”是值，请去掉花括号"
        hint = nearest(name, [*words.parameters, *words.words()])
        raise _Misfit(f"用到的“{name}”不是参数也不是字段{hint}", advice)
    if term.type == "时限":
        raise _Misfit(f"用到的“{name}”是时限，不能比较", "请用推得的字段")
    return _class(term)
