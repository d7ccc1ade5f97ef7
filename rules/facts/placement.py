"""Facts of a matter's place in the hall (进驻): its items, its row in the hall list, its cases, where towns finish it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from catalogue.names import name_key
from catalogue.records import Record
from rules.facts.grant import issuer_kind
from rules.facts.subject import Subject, without_empty
from rules.facts.world import World

OF_THE_MATTER = ("事项名称", "主项名称", "子项名称", "事项类型", "实施主体", "实施主体类别", "设定依据")
OF_THE_HALL = ("已进驻", "自报窗口", "豁免理由", "豁免文号", "豁免批准机关")


def placements(
    world: World, items: Iterable[Subject], decided_at: Mapping[str, str], in_towns: Mapping[str, str]
) -> Iterator[Subject]:
    """One subject a matter of the lists of items, and one for a row of the hall list that no item belongs to.

    `decided_at`: 事项决定 by matter. `in_towns`: by name (`name_key`) of the matter, 是 where a lawful grant in
    force lets towns finish it, "" where that is still open; every other matter is 否.
    """
    used = set()
    first_of: dict[str, Subject] = {}
    for item in items:
        first_of.setdefault(item.matter, item)
    for matter, first in first_of.items():
        name = str(first.facts["事项名称"])
        row = world.placements.get((name_key(first.unit), name_key(name)))
        if row:
            used.add(row.key)
        facts = {key: first.facts.get(key) for key in OF_THE_MATTER}
        facts |= {
            "实施主体": first.unit,
            "事项决定": decided_at.get(matter),
            "镇街实际办结": in_towns.get(name_key(name), "否"),
        }
        yield _placement(world, facts, matter, row)
    for row in world.of_kind("进驻"):
        if row.key not in used:
            organ = world.organisation(row.facts.get("实施主体"))
            facts = {**row.facts, "实施主体类别": organ.facts.get("机构类别") if organ else None}
            yield _placement(world, facts, f"|{row.key}", row)


def _placement(world: World, facts: dict[str, Any], matter: str, row: Record | None) -> Subject:
    hall = {name: row.facts.get(name) for name in OF_THE_HALL} if row else {}
    key = name_key(str(facts["事项名称"]))
    windows = hall.get("自报窗口") or []
    town, village, in_hall, elsewhere = (
        world.cases.at(key, place, facts.get("实施主体")) for place in ("镇街", "村社区", "大厅", "部门")
    )
    approver = hall.get("豁免批准机关")
    return Subject(
        kind="进驻",
        id=f"进驻|{matter}",
        name=str(facts["事项名称"]),
        unit=str(facts.get("实施主体", "")),
        facts=without_empty(
            {
                **facts,
                **hall,
                "自报窗口": windows,
                "窗口种类数": len({"全科" if "全科" in window else "主题" for window in windows}) if windows else None,
                "豁免批准机关类别": issuer_kind(world, approver) if approver else None,
                "有豁免批准": None if not world.of_kind("进驻") else "是" if hall.get("豁免文号") else "否",
                "镇村年办件数": None if town is None and village is None else (town or 0) + (village or 0),
                "大厅办件数": in_hall,
                "部门办件数": elsewhere,
                "办件数出处": world.cases.ground(key, ("大厅", None), ("部门", None)),
                "判定日": world.day,
            }
        ),
        matter=matter,
        place=row.place if row else "",
    )
