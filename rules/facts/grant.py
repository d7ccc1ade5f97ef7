"""Facts of a grant (赋权): the row, one recipient of it, the instruments, the recipient's capacity, lists, the cases on
both sides."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from catalogue.names import name_key
from catalogue.records import Record
from rules.books import Day
from rules.facts.capacity import capacity
from rules.facts.duties import PROVINCIAL, duty_list
from rules.facts.entrusted import Entrustments
from rules.facts.grant_state import proven
from rules.facts.life import Life
from rules.facts.lives import Lives
from rules.facts.practice import Practice
from rules.facts.same import stands_on
from rules.facts.subject import Subject, without_empty
from rules.facts.world import World

OF_THE_ORGAN = ("距县城公里", "园区性质", "园区批准设立", "省定规划镇")  # what a recipient is, not what it can do
EVALUATION = "赋权评估间隔月数"
_ORGANS = ("人民政府", "人民代表大会常务委员会")  # 行政处罚法第二十四条：省、自治区、直辖市决定，不限于政府
PROVINCES = tuple(unit + organ for unit in ("省", "自治区") for organ in _ORGANS)
MUNICIPALITIES = {f"{city}市{organ}" for city in ("北京", "天津", "上海", "重庆") for organ in _ORGANS}


def grants(world: World, held: Day, lives: Lives | None = None) -> Iterator[Subject]:
    """One subject for each recipient that a row means; words that mean none stay as a subject of their own.

    `held`: the lists and parameters of the book on the day of judgement. `lives`: what the registered events prove."""
    entrusted, practice = Entrustments(world, held), Practice(world)
    for record in world.of_kind("赋权"):
        meant, unknown = world.members(str(record.facts.get("承接主体", "")))
        for recipient in [*meant, *unknown]:
            yield grant(
                world, record, recipient, held, entrusted, practice, lives.get(record, recipient) if lives else None
            )


def grant(
    world: World,
    record: Record,
    recipient: str,
    held: Day,
    entrusted: Entrustments,
    practice: Practice,
    life: Life | None = None,
) -> Subject:
    """The flat facts of one grant to one recipient. A capacity stated in the row goes before the organisation's; the
    state that registered events prove goes before the one that the list claims."""
    row = {**record.facts, **proven(record, life, world, held)}
    organ, giver = world.organisation(recipient), world.organisation(row.get("原实施机关"))
    instrument, provincial = world.instrument(row.get("赋权文号")), world.instrument(row.get("省级决定"))
    matter = name_key(str(row.get("事项名称", "")))
    found = entrusted.holder(record)  # who hands on what was entrusted has neither the name nor the responsibility
    holder = found.organ if found else None
    begins = max(filter(None, (row.get("施行日期"), row.get("委托起"))), default=None)
    listed = None
    if held.listed(PROVINCIAL) is not None:
        listed = stands_on(held, PROVINCIAL, str(row.get("事项名称", "")), row.get("事项类型"), row.get("适用情形"))
    facts: dict[str, Any] = {
        **{name: organ.facts[name] for name in OF_THE_ORGAN if organ and name in organ.facts},
        **capacity(world, recipient),
        **row,
        "承接主体": organ.name if organ else recipient,
        "承接主体类别": organ.facts.get("机构类别") if organ else None,
        "承接主体等次": organ.facts.get("镇街等次") if organ else None,
        "实施主体": found.name if found else row.get("原实施机关"),
        "实施主体类别": holder.facts.get("机构类别") if holder else None,
        "行为名义": row.get("行为名义") or (holder.facts.get("行为名义") if holder else None),
        "领导体制": row.get("领导体制") or (holder.facts.get("领导体制") if holder else None),
        "文件发文机关类别": issuer_kind(world, instrument.facts.get("发文机关")) if instrument else None,
        "省级决定机关类别": issuer_kind(world, provincial.facts.get("发文机关")) if provincial else None,
        "省级目录收录": None if listed is None else "是" if listed else "否",
        "履职清单": duty_list(row, row.get("事项名称"), held),
        "施行日期": begins,
        "转委托": found.again if found else None,
        "最初委托机关": found.name if found and found.again == "是" else None,
        "评估已过期": _overdue(row.get("最近评估日期") or row.get("施行日期"), held),
        "承接方办件数": world.cases.of(matter, organ.name if organ else recipient),
        "部门办件数": world.cases.of(matter, giver.name if giver else row.get("原实施机关"), "部门"),
        "办件数出处": world.cases.ground(
            matter, ("", organ.name if organ else recipient), ("部门", giver.name if giver else row.get("原实施机关"))
        ),
        "部门签发件数": practice.signed_above(matter, recipient, str(row.get("原实施机关") or "")),
        "重复受理件数": practice.received_twice(matter, recipient, str(row.get("原实施机关") or "")),
        "年办件数": world.cases.in_all(matter),
        "已废止": "是" if world.over(record) else "否",
        "判定日": world.day,
    }
    return Subject(
        kind="赋权",
        id=f"赋权|{record.key}|{name_key(recipient)}",
        name=record.name,
        unit=str(facts["承接主体"]),
        facts=without_empty(facts),
        place=record.place,
    )


def _overdue(last: date | None, held: Day) -> str | None:
    """评估已过期: whether more months than the parameter allows have passed since the last evaluation."""
    most = held.parameters.get(EVALUATION)
    if last is None or most is None:
        return None
    months = (held.day.year - last.year) * 12 + held.day.month - last.month - (held.day.day < last.day)
    return "是" if months >= most else "否"


def issuer_kind(world: World, issuer: Any) -> str | None:
    """文件发文机关类别 of an issuer: from the organisation table, and for organs above the county from their names."""
    name = str(issuer or "")
    if name.endswith(PROVINCES) or name in MUNICIPALITIES:
        return "省政府"  # asked before the table, whose 政府 is the county's
    kind = world.kind_of(name)
    if kind:
        return {"政府": "县政府", "部门": "县级部门", "市级分局": "县级部门"}.get(
            kind, kind if kind in ("议事协调机构", "镇", "街道") else "其他"
        )
    if name.endswith("人民政府办公室"):
        return "县政府办公室"
    return None
