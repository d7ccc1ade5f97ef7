"""A rule or check as a form of rows shows it (规则表单): read from its entry, each part in words, nothing lost on the way."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict

from catalogue.decision import IDENTITY

IS, IS_NOT, HOLDS, LISTED, NOT_LISTED = "是", "不是", "包含文字", "在清单", "不在清单"
SAME, OTHER, KNOWN, UNKNOWN = "与另一项相同", "与另一项不同", "有这项", "没有这项"
COMPARED = {"小于": "<", "不超过": "<=", "大于": ">", "不少于": ">="}
RELATIONS = (IS, IS_NOT, *COMPARED, HOLDS, LISTED, NOT_LISTED, SAME, OTHER, KNOWN, UNKNOWN)
ONE, EITHER, BOTH = "就是", "任一", "共同"
APPLIES, APPLIES_NOT, UNSURE = EXAMPLES = ("适用", "不适用", "无法判定")
FAULT = ("发现", "级别", "说明", "建议", "责任单位")
KEYS = (
    "编号", "名称", "问题类别", "对象", "组", "依据", "施行", "废止", "例外于", "条件", "结论", "适用", "不适用", "无法判定", "检测", "待核",
    "说明",
)  # fmt: skip
_KEYED = {"非": IS_NOT, "包含": HOLDS, "在清单": LISTED, "不在清单": NOT_LISTED}
_SIGNS = {sign: word for word, sign in COMPARED.items()} | {"=": IS, "!=": IS_NOT}
_SIGNED = re.compile(r"(<=|>=|!=|<|>|=)\s*(\S.*)", re.DOTALL)
_NAMED = re.compile(r"\{([^{}]+)\}")
_COMMA = re.compile(r"[、，,；;\n]")


class Row(BaseModel):
    """One row of the form."""

    model_config = ConfigDict(frozen=True)


class BasisRow(Row):
    """依据: title, article and gist; or `field`, the field of the record that holds the articles (取自)."""

    text: str = ""
    article: str = ""
    gist: str = ""
    field: str = ""


class ConditionRow(Row):
    """条件: field, relation, and what it is held against."""

    field: str = ""
    relation: str = IS
    values: tuple[str, ...] = ()


class AnswerRow(Row):
    """结论: a question and its answer: one word, 任一 or 共同 of several."""

    question: str = ""
    how: str = ONE
    answers: tuple[str, ...] = ()


class ExampleRow(Row):
    """An example: what it shows, and its facts as typed, by name."""

    which: str = APPLIES
    facts: dict[str, str] = {}


class Sheet(Row):
    """The whole form. What it cannot show in rows is kept as it is written (`kept_...`), and said so on the page."""

    part: str = "规则"
    number: str = ""
    name: str = ""
    kinds: tuple[str, ...] = ()
    group: str = ""
    basis: tuple[BasisRow, ...] = ()
    begins: str = ""
    ends: str = ""
    over: tuple[str, ...] = ()
    conditions: tuple[ConditionRow, ...] = ()
    kept_conditions: dict[str, Any] = {}
    answers: tuple[AnswerRow, ...] = ()
    fault: dict[str, str] = {}
    examples: tuple[ExampleRow, ...] = ()
    kept_examples: tuple[tuple[str, dict[str, Any]], ...] = ()
    detector: str = ""
    category: str = ""
    unread: bool = False
    note: str = ""

    def columns(self) -> list[str]:
        """What an example has to say: the fields of the conditions, and whatever an example says already."""
        named = [one.field for one in self.conditions if one.field]
        against = [
            v for one in self.conditions if one.relation in (*COMPARED, SAME, OTHER) for v in one.values if not plain(v)
        ]
        return list(dict.fromkeys((*named, *against, *(name for one in self.examples for name in one.facts))))


def opened(part: str, text: str, names: Mapping[str, str]) -> Sheet:
    """The form of an entry as it is written in its file. `names`: of registered matters by 标识, where a name is one's only."""
    raw: dict[str, Any] = yaml.load(text, Loader=yaml.BaseLoader)[0]
    conditions, kept = _conditions(raw.get("条件") or {}, names)
    examples: list[ExampleRow] = []
    kept_examples: list[tuple[str, dict[str, Any]]] = []
    for which in EXAMPLES:
        for one in _list(raw.get(which)):
            typed = {name: _cell(name, value, names) for name, value in one.items()}
            if None in typed.values():
                kept_examples.append((which, one))
            else:
                examples.append(ExampleRow(which=which, facts={n: v for n, v in typed.items() if v is not None}))
    concluded = raw.get("结论") or {}
    return Sheet(
        part=part, number=raw.get("编号", ""), name=raw.get("名称", ""), kinds=tuple(_list(raw.get("对象"))), group=raw.get("组", ""),
        basis=tuple(BasisRow(text=b.get("文件", ""), article=b.get("条", ""), gist=b.get("要点", ""), field=b.get("取自", "")) for b in _list(raw.get("依据"))),
        begins=raw.get("施行", ""), ends=raw.get("废止", ""), over=tuple(_list(raw.get("例外于"))), conditions=conditions, kept_conditions=kept,
        answers=() if part == "检查" else tuple(_answer(name, value) for name, value in concluded.items()),
        fault={name: concluded.get(name, "") for name in FAULT} if part == "检查" else {},
        examples=tuple(examples), kept_examples=tuple(kept_examples), detector=raw.get("检测", ""), category=raw.get("问题类别", ""), unread=raw.get("待核") == "是", note=raw.get("说明", ""),
    )  # fmt: skip


def shown_name(field: str, value: str, names: Mapping[str, str]) -> str:
    """A value as people say it: a registered matter by its name."""
    return names.get(value, value) if field == IDENTITY else value


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value else []


def _conditions(raw: Mapping[str, Any], names: Mapping[str, str]) -> tuple[tuple[ConditionRow, ...], dict[str, Any]]:
    rows: list[ConditionRow] = []
    kept: dict[str, Any] = {}
    for field, value in raw.items():
        found = [] if field in (LISTED, NOT_LISTED) else _rows(field, value, names)
        rows += found
        if not found:
            kept[field] = value
    return tuple(rows), kept


def _rows(field: str, value: Any, names: Mapping[str, str]) -> list[ConditionRow]:
    """The rows of one field; none where rows cannot show it."""

    def row(relation: str, values: Any) -> ConditionRow:
        return ConditionRow(
            field=field, relation=relation, values=tuple(shown_name(field, str(v), names) for v in _list(values))
        )

    if isinstance(value, list):
        return [row(IS, value)]
    if isinstance(value, dict):
        known = [row(_KEYED[key], item) for key, item in value.items() if key in _KEYED]
        known += [row(KNOWN if item == "是" else UNKNOWN, ()) for key, item in value.items() if key == "已知"]
        return known if len(known) == len(value) else []
    if _SIGNED.match(value):
        found = [_SIGNED.fullmatch(part.strip()) for part in value.split("且")]
        return [_signed(row, *one.groups()) for one in found if one] if all(found) else []
    if named := _NAMED.fullmatch(value):
        return [row(SAME, named[1].strip())]
    return [row(IS, value)]


def _signed(row: Any, sign: str, text: str) -> Any:
    named = _NAMED.fullmatch(text.strip())
    if named and sign in ("=", "!="):
        return row(SAME if sign == "=" else OTHER, named[1].strip())
    return row(_SIGNS[sign], named[1].strip() if named else text.strip())


def _answer(question: str, value: Any) -> AnswerRow:
    if isinstance(value, dict):
        (how, answers), *_ = value.items()
        return AnswerRow(question=question, how=how, answers=tuple(answers))
    return AnswerRow(question=question, answers=(value,))


def _cell(name: str, value: Any, names: Mapping[str, str]) -> str | None:
    """An example's fact in one cell, None where a cell cannot say it."""
    if isinstance(value, str):
        return shown_name(name, value, names)
    if isinstance(value, list) and all(isinstance(one, str) and not _COMMA.search(one) for one in value):
        return "、".join(shown_name(name, one, names) for one in value) + ("、" if len(value) == 1 else "")
    return None


def members(cell: str) -> list[str]:
    """What stands in a cell of several values."""
    return [one.strip() for one in _COMMA.split(cell) if one.strip()]


def plain(value: str) -> bool:
    """A number or a day, and so no name of anything."""
    return bool(re.fullmatch(r"[+-]?\d+(\.\d+)?|\d{4}-\d{2}-\d{2}", value))
