"""The declarative forms of judgement: question, rule, check, indicator, legal text, parameter, list, matter."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict
from pydantic import Field as Attribute

from catalogue.decision import Cited


class Form(BaseModel):
    """What every declared entry has: its file and line, so that a message can lead to it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    place: str = ""

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy; what was worked out from the old content (cached properties) is not carried over."""
        copied = super().model_copy(update=update, deep=deep)
        for name in copied.__dict__.keys() - type(self).model_fields.keys():
            del copied.__dict__[name]
        return copied


class Question(Form):
    """A question that rules answer (问题), with its closed list of answers, of which kinds of record.

    `order` of questions is the order of the file: a rule may read the answer of an earlier question as a fact.
    """

    name: str
    kinds: tuple[str, ...]
    answers: tuple[str, ...]
    combined: bool = False  # 任一 / 共同 allowed
    phrases: dict[str, str] = {}  # 说法: an answer (or 其他) -> the predicate of a sentence, with {答案} and {字段}
    called: dict[str, str] = {}  # 称呼: an answer -> what it is called inside a phrase
    note: str = ""


class LevelArticle(Form):
    """Which article of a text says what level its plainly named organs (所称: 主管部门, 登记机关 ...) belong to (分级).

    A later article of the same text that says only "the competent department" means the organ named there.
    """

    article: str
    organ: str  # 主体
    meant: tuple[str, ...]  # 所称


RANKS = ("法律", "行政法规", "国务院文件", "地方性法规", "部门规章", "地方政府规章", "司法解释", "规范性文件")  # 位阶


class LegalText(Form):
    """A legal text (文件): in force from 施行 until 废止 (exclusive), replaced by 替代."""

    title: str
    number: str = ""
    rank: str = ""  # one of RANKS
    begins: date | None = None
    ends: date | None = None
    successor: str = ""
    articles: int | None = None  # number of articles, to catch a citation that cannot be
    aliases: tuple[str, ...] = ()
    unread: bool = False  # 待核
    level: LevelArticle | None = None  # 分级

    def in_force(self, day: date) -> bool | None:
        """True, False, or None where the text's dates are not known."""
        if self.ends is not None and self.ends <= day:
            return False
        return None if self.begins is None else self.begins <= day


class ParameterValue(Form):
    """One dated value of a parameter (参数); or only its declaration, without value, where each place sets its own."""

    name: str
    type: Literal["数", "日期", "文字"]
    value: Decimal | date | str | None = None
    begins: date | None = None
    ends: date | None = None
    basis: Cited | None = None


class Listing(Form):
    """Rows of a list (清单) that begin and end on the same days, e.g. an edition of a provincial list.

    `rows` have a cell for each of `columns`; the first column is 项, what the row is about. `lines` tell where in the
    file at `place` a row stands.
    """

    name: str
    begins: date
    ends: date | None = None
    columns: tuple[str, ...] = ("项",)
    rows: frozenset[tuple[str, ...]]
    source: str = ""
    lines: dict[tuple[str, ...], int] = Attribute(default={}, exclude=True)


Operator = Literal["=", "!=", "<", "<=", ">", ">=", "属于", "不属于", "包含", "在清单", "不在清单", "已知", "未知"]


class Condition(Form):
    """One condition on one field: operator and operand.

    `operand` is a typed value, a tuple of them (属于 / 不属于 / 包含), a list's name, or nothing (已知 / 未知);
    `other` names a parameter or another field to compare with instead. `columns` (在清单 / 不在清单 only) are pairs of
    a list's column and the field whose value stands in it: one row must hold them all; `field` is then the first.
    """

    field: str
    operator: Operator
    operand: Any = None
    other: str = ""
    columns: tuple[tuple[str, str], ...] = ()

    @cached_property
    def content(self) -> tuple[Any, ...]:
        """What the condition says, without where it stands."""
        return self.field, self.operator, self.operand, self.other, self.columns

    @cached_property
    def asking(self) -> Condition:
        """The same list asked whether it holds the record (在清单), of a condition that asks whether it does not."""
        return self.model_copy(update={"operator": "在清单"})

    @cached_property
    def reads(self) -> tuple[str, ...]:
        """Names of the fields, questions and parameters it reads."""
        return tuple(field for _, field in self.columns) or tuple(filter(None, (self.field, self.other)))


class Basis(Form):
    """A rule's legal basis: title, article, gist; or `from_field`: the articles recorded in that field (取自)."""

    text: str = ""
    article: str = ""
    gist: str = ""
    from_field: str = ""

    @cached_property
    def cited(self) -> Cited:
        """As a decision cites it."""
        return Cited(text=self.text, article=self.article, gist=self.gist)


class Rule(Form):
    """One rule (规则): what it judges, why, since when, over which rules it prevails, when it applies, what follows.

    `kinds` (对象): it is put to each of them, for those of its questions that are asked of that kind.
    `prevails_over` (例外于) names rules or groups. `unread` (待核): its article was not read, it never decides.
    `answers` maps question -> answer; for a check it is empty and `fault` is set.
    """

    id: str
    name: str
    kinds: tuple[str, ...]
    group: str = ""
    basis: tuple[Basis, ...]
    begins: date | None = None
    ends: date | None = None
    prevails_over: tuple[str, ...] = ()
    conditions: tuple[Condition, ...]
    answers: dict[str, Any] = {}
    fault: Fault | None = None
    applies: tuple[dict[str, Any], ...] = ()
    applies_not: tuple[dict[str, Any], ...] = ()
    applies_unsure: tuple[dict[str, Any], ...] = ()  # 无法判定: the facts do not tell whether it applies
    detector: str = ""  # 检测: the fault of practice that a check looks for (明放暗不放, 体外循环 ...)
    category: str = ""  # 问题类别: what kind of fault any other check finds; the same word for many checks
    unread: bool = False
    note: str = ""
    lines: dict[str, int] = Attribute(default={}, exclude=True)  # of each key, and of each example (适用 1)

    @cached_property
    def reads(self) -> frozenset[str]:
        """Names (fields, questions, parameters) that the conditions read."""
        return frozenset(name for condition in self.conditions for name in condition.reads)

    @property
    def counted_as(self) -> str:
        """The kind of fault under which tables count what a check finds; "" where it says none."""
        return self.detector or self.category

    def at(self, *keys: str) -> str:
        """File and line of the first of these keys that the entry has, and its 编号."""
        line = next((self.lines[key] for key in keys if key in self.lines), None)
        place = self.place if line is None else re.sub("[0-9]+ 行$", f"{line} 行", self.place)
        return f"{place}（{self.id}）"

    def in_force(self, day: date) -> bool:
        """Whether the rule itself applies on that day."""
        return (self.begins is None or self.begins <= day) and (self.ends is None or day < self.ends)


class Fault(Form):
    """What a check (检查) concludes: a word that names the fault, how grave, what to do.

    `message` and `advice` may hold ``{字段}`` and are filled from the record.
    """

    code: str
    severity: Literal["错误", "警告", "提示"]
    message: str
    advice: str
    unit_field: str = ""  # the field that says which unit has to mend it


class Measure(Form):
    """One side of an indicator: how many (or the sum of a field over) records of a kind meet the conditions.

    `distinct` counts different values of a field instead of records. `listed` (列出) are fields of which each record that
    meets the conditions is written out, as the number under which an exemption was approved.
    """

    kind: str
    conditions: tuple[Condition, ...] = ()
    sum_of: str = ""
    distinct: str = ""
    listed: tuple[str, ...] = ()


class Indicator(Form):
    """An indicator (指标): numerator, denominator, approved exclusions; never a bare percentage."""

    id: str
    name: str
    numerator: Measure
    denominator: Measure | None = None  # none: a plain count
    excluded: Measure | None = None
    basis: tuple[Basis, ...] = ()
    by: tuple[str, ...] = ()  # fields by which it is also broken down
    unit: str = ""
    note: str = ""


class MatterArticle(Form):
    """An article on which a matter rests, the organ its words name (主体), and since and until when it did so.

    Where a text was renumbered or replaced the matter keeps its identity and has one line for each wording.
    """

    text: str
    article: str
    clause: str = ""
    organ: str
    begins: date | None = None
    ends: date | None = None

    def in_force(self, day: date) -> bool:
        """Whether the matter rests on this article on that day."""
        return (self.begins is None or self.begins <= day) and (self.ends is None or day < self.ends)


class RegisteredMatter(Form):
    """A matter of the register (事项登记册): identity, names, codes, legal articles, the facts that split it.

    `implied` maps an alias that already says which case it is (临时救助（小额）) to the facts it implies.
    `former_ids` (曾用标识) are identities it had before: what was confirmed under them still means this matter.
    """

    id: str
    name: str
    former_ids: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    implied: dict[str, dict[str, Any]] = {}
    codes: tuple[str, ...] = ()
    type: str
    field: str = ""
    clients: tuple[str, ...] = ()
    articles: tuple[MatterArticle, ...]
    legal_limit: str = ""
    items: tuple[str, ...] = ()
    traits: tuple[str, ...] = ()
    splits: tuple[str, ...] = ()
    begins: date | None = None
    ends: date | None = None
    unread: bool = False
    note: str = ""


Rule.model_rebuild()
