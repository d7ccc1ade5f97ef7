"""How a fact is worked out from others (推算): declared in the list of fields, so that a register needs no Python."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, field_validator, model_validator
from pydantic import Field as Attribute

FORMS = ("差", "和", "天数", "距今天数", "工作日", "数", "合计", "列举", "缺期", "缺项")
Span = Literal["周", "月", "季", "年"]


class _Form(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Others(_Form):
    """Other records: those of a kind whose fields equal the record's own (对上: theirs -> own) and constants (条件), and
    whose month or period lies in the own period (时期: theirs -> own, one pair)."""

    kind: str = Attribute(alias="对象")
    on: Mapping[str, str] = Attribute(default={}, alias="对上")
    where: Mapping[str, tuple[str, ...]] = Attribute(default={}, alias="条件")
    within: Mapping[str, str] = Attribute(default={}, alias="时期", max_length=1)

    @field_validator("where", mode="before")
    @classmethod
    def _lists(cls, value: Any) -> Any:
        return {k: v if isinstance(v, (list, tuple)) else [v] for k, v in dict(value).items()}

    def theirs(self) -> tuple[str, ...]:
        """Fields of the other kind that are read."""
        return (*self.on, *self.where, *self.within)

    def own(self) -> tuple[str, ...]:
        """Fields of the record itself that are read."""
        return (*self.on.values(), *self.within.values())


class Total(Others):
    """The sum of a field over other records (合计), or its different values (列举)."""

    summed: str = Attribute(alias="字段")

    def theirs(self) -> tuple[str, ...]:
        return (*super().theirs(), self.summed)


class Gaps(Others):
    """Periods without enough records (缺期): whole 周, 月, 季 or 年 between 自 and 至 with fewer than 至少.

    `at_least` is a number, an own field, or ``{参数}``; without 自 from the first day of the year of the day of
    judgement, without 至 until that day. 期 names the own period whose months are meant, in place of 自 and 至.
    """

    dated: str = Attribute(alias="日期")
    each: Span = Attribute(alias="每")
    at_least: str = Attribute(default="1", alias="至少")
    since: str = Attribute(default="", alias="自")
    until: str = Attribute(default="", alias="至")
    period: str = Attribute(default="", alias="期")

    @model_validator(mode="after")
    def _either(self) -> Gaps:
        if self.period and (self.since or self.until):
            raise ValueError("缺期写了“期”就不写“自”“至”")
        return self

    def theirs(self) -> tuple[str, ...]:
        return (*super().theirs(), self.dated)

    def own(self) -> tuple[str, ...]:
        """Fields of the record itself that are read; 至 may be unknown (still going on)."""
        asked = () if self.at_least.isdigit() or self.at_least.startswith("{") else (self.at_least,)
        return (*super().own(), *asked, *(name for name in (self.since, self.period) if name))


class Missing(_Form):
    """Members of a list that a field lacks (缺项); `where`: the list's column -> the own field that picks its rows."""

    listing: str = Attribute(alias="清单")
    held: str = Attribute(alias="已有")
    where: Mapping[str, str] = Attribute(default={}, alias="列")


class Derivation(_Form):
    """One form and no more: 差 / 和 of numbers; 天数 between two dates, 距今天数 since one; 工作日 of a limit (only where
    it converts without a range); 数 / 合计 / 列举 of other records; 缺期 and 缺项."""

    difference: tuple[str, str] | None = Attribute(default=None, alias="差")
    total: tuple[str, ...] | None = Attribute(default=None, alias="和")
    days: tuple[str, str] | None = Attribute(default=None, alias="天数")
    days_ago: str | None = Attribute(default=None, alias="距今天数")
    working_days: str | None = Attribute(default=None, alias="工作日")
    count: Others | None = Attribute(default=None, alias="数")
    sum_of: Total | None = Attribute(default=None, alias="合计")
    named: Total | None = Attribute(default=None, alias="列举")
    gaps: Gaps | None = Attribute(default=None, alias="缺期")
    missing: Missing | None = Attribute(default=None, alias="缺项")

    @model_validator(mode="after")
    def _one(self) -> Derivation:
        if sum(getattr(self, name) is not None for name in type(self).model_fields) != 1:
            raise ValueError(f"推算只写一种，可用：{'、'.join(FORMS)}")
        return self

    @property
    def others(self) -> Others | None:
        """The other records it looks at, if any."""
        return self.count or self.sum_of or self.named or self.gaps

    @property
    def reads(self) -> tuple[str, ...]:
        """Own fields that must be known."""
        if self.others:
            return self.others.own()
        if self.missing:
            return (self.missing.held, *self.missing.where.values())
        single = tuple(name for name in (self.days_ago, self.working_days) if name)
        return self.difference or self.total or self.days or single

    @property
    def made_of(self) -> tuple[str, ...]:
        """What a unit can supply for it: own fields, and the kind of the other records."""
        return (*self.reads, *((self.others.kind,) if self.others else ()))

    @property
    def type(self) -> str:
        """The types of field it can fill."""
        if self.gaps or self.missing or self.named:
            return "多值文本"
        return "小数" if self.working_days else "整数、小数"


def derivation_faults(name: str, made: Derivation, types: Mapping[str, str], kinds: Mapping[str, object]) -> list[str]:
    """What is wrong with a field's 推算, given the type of each field: names, types, kinds that there are not."""
    found = [f"推算用到的“{one}”不是字段" for one in (*made.reads, *_theirs(made)) if one not in types]
    if made.others and made.others.kind not in kinds:
        found.append(f"推算的对象“{made.others.kind}”不是记录类别")
    if types[name] not in made.type.split("、"):
        found.append(f"这种推算的结果是{made.type}，字段却是{types[name]}")
    wanted = {"日期": (*(made.days or ()), *filter(None, [made.days_ago])), "时限": filter(None, [made.working_days])}
    found += [f"推算用到的“{o}”应为{t}" for t, names in wanted.items() for o in names if types.get(o, t) != t]
    numbers = (*(made.difference or ()), *(made.total or ()), *((made.sum_of.summed,) if made.sum_of else ()))
    return found + [f"推算用到的“{o}”应为数字" for o in numbers if types.get(o, "整数") not in ("整数", "小数")]


def _theirs(made: Derivation) -> tuple[str, ...]:
    return (
        made.others.theirs() + (((made.gaps.until,) if made.gaps.until else ()) if made.gaps else ())
        if made.others
        else ()
    )
