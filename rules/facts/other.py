"""Facts of organisations, instruments, ratings, claims and every register (台账): the row, and what other tables say of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from catalogue.codes import valid_uscc
from catalogue.fields import FieldList, Kind
from catalogue.names import name_key
from catalogue.records import Record
from rules.books import Day
from rules.facts.derived import Derived
from rules.facts.entrusted import ENDED
from rules.facts.filing import registered, registered_for
from rules.facts.grant import issuer_kind
from rules.facts.subject import Subject, matter_of, without_empty
from rules.facts.world import World

BUILT_ELSEWHERE = ("办理项", "职权", "赋权", "进驻", "办件", "办件时效汇总")
NOT_JUDGED = ("裁定", "承接能力", "对外要素", "自查填报", "办件汇总")  # what is said about other records


def others(world: World, fields: FieldList, held: Day) -> dict[str, list[Subject]]:
    """Subjects of the kinds that need no builder of their own: each is its row, and what is declared to follow (推算)."""
    counts, derived = registered(world), Derived(world, fields, held)

    def subject(kind: Kind, record: Record) -> Subject:
        made = _subject(world, kind, record, counts)
        if kind.name in fields.fields["记录出处"].kinds:
            made.facts["记录出处"] = record.place
        return replace(made, facts={**made.facts, **derived.facts(kind.name, made.facts)})

    judged = [kind for kind in fields.kinds.values() if kind.name not in (*BUILT_ELSEWHERE, *NOT_JUDGED)]
    return {kind.name: [subject(kind, record) for record in world.of_kind(kind.name)] for kind in judged}


def cited(instruments: Iterable[Subject], grants: Iterable[Mapping[str, Any]]) -> list[Subject]:
    """Instruments, each with whether a grant rests on it (仍被引用): by the facts of the grants, which know of events too."""
    in_use = {
        name_key(str(one.get("赋权文号", "")))
        for one in grants
        if one.get("赋权状态") not in ENDED and one.get("已废止") != "是"
    }
    return [
        replace(
            one, facts={**one.facts, "仍被引用": "是" if name_key(str(one.facts.get("文号", ""))) in in_use else "否"}
        )
        for one in instruments
    ]


def _subject(world: World, kind: Kind, record: Record, counts: Mapping[tuple[str, str, int], int]) -> Subject:
    facts: dict[str, Any] = {**record.facts, "判定日": world.day}
    unit = (
        facts.get(kind.unit)
        or facts.get("实施主体")
        or facts.get("发文机关")
        or facts.get("填报单位")
        or facts.get("机构名称")
        or ""
    )
    if record.kind == "机构" and facts.get("机构编码"):
        facts["机构编码校验"] = "相符" if valid_uscc(str(facts["机构编码"])) else "不符"
    if record.kind == "机构":
        facts["所属政府类型"] = government_kind(str(facts.get("上级机构") or ""))
    if record.kind == "好差评":
        facts["统计月份"] = month_of(facts.get("统计期"))
    if record.kind == "办件统计":
        facts |= {
            "登记办件数": registered_for(counts, facts),
            **world.cases.beside(facts),
        }
    if record.kind == "文件":
        facts["公开期限"] = published_in_time(facts.get("成文日期"), facts.get("公布日期"))
        facts["文件发文机关类别"] = issuer_kind(world, facts.get("发文机关"))
        until = facts.get("有效期至")
        facts["已到期"] = "是" if until and until < world.day else "否"
    answers = world.organisation(unit) if kind.unit else None
    if answers and answers.facts.get("机构类别") != "镇街":
        unit = facts[kind.unit] = answers.name
    organ = world.organisation(facts.get("实施主体"))
    if organ and record.kind == "一件事":
        facts["实施主体"] = organ.name
    if organ:
        facts["实施主体类别"] = organ.facts.get("机构类别")
    matter = matter_of(organ.name if organ else unit, facts.get("事项名称")) if record.kind == "好差评" else ""
    return Subject(
        record.kind,
        f"{record.kind}|{record.key}",
        record.name,
        str(unit),
        without_empty(facts),
        matter,
        record.place,
    )


def month_of(period: Any) -> str | None:
    """统计月份 of a period that names one month (2021年3月, 2021-03); None for a year, a quarter or anything else."""
    found = re.fullmatch(r"(\d{4})[年./-](\d{1,2})月?", str(period or "").strip())
    return f"{found[1]}-{int(found[2]):02d}" if found and 1 <= int(found[2]) <= 12 else None


def government_kind(name: str) -> str | None:
    """所属政府类型 by the full name of a county-level government: a county, a city without districts or a district."""
    ends = {"县人民政府": "县", "市人民政府": "不设区的市", "区人民政府": "市辖区"}
    return next((kind for end, kind in ends.items() if name.endswith(end)), None)


_DISCLOSE_WITHIN = 20  # 政府信息公开条例第二十六条，工作日
_HOLIDAYS_AT_MOST = 13  # statutory holidays in a year (2025 on; 11 before): no span can lose more weekdays to them


def published_in_time(made: date | None, published: date | None) -> str | None:
    """公开期限, only where it is the same whatever the holidays were; the day itself is not counted."""
    if made is None or published is None or published < made:
        return None
    days = (published - made).days
    if days <= _DISCLOSE_WITHIN:
        return "二十个工作日以内"
    weekdays = sum((made + timedelta(n)).weekday() < 5 for n in range(1, min(days, 400) + 1))
    return "超过二十个工作日" if weekdays - _HOLIDAYS_AT_MOST > _DISCLOSE_WITHIN else None
