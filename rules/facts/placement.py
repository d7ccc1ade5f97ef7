"""Facts of a matter's place in the hall (进驻): its items, its row in the hall list, its cases, where towns finish it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import groupby
from typing import Any

from catalogue.names import name_key
from catalogue.records import Record
from rules.facts.grant import issuer_kind
from rules.facts.item import place_of
from rules.facts.subject import Subject, without_empty
from rules.facts.world import World

OF_THE_MATTER = ("事项名称", "主项名称", "子项名称", "事项类型", "实施主体", "实施主体类别", "设定依据")
OF_THE_HALL = ("已进驻", "自报窗口", "豁免理由", "豁免文号", "豁免批准机关")


def placements(world: World, items: Iterable[Subject], finished_in_towns: Collection[str]) -> Iterator[Subject]:
    """One subject a matter of the lists of items, and one for a row of the hall list that no item belongs to.

    `finished_in_towns`: names (`name_key`) of matters that lawful grants in force let towns or streets finish.
    """
    used = set()
    for matter, group in groupby(sorted(items, key=lambda one: one.matter), key=lambda one: one.matter):
        first = next(iter(group))
        name = str(first.facts["事项名称"])
        row = world.placements.get((name_key(first.unit), name_key(name)))
        if row:
            used.add(row.key)
        facts = {key: first.facts.get(key) for key in OF_THE_MATTER}
        yield _placement(world, {**facts, "实施主体": first.unit}, matter, row, name_key(name) in finished_in_towns)
    for row in world.of_kind("进驻"):
        if row.key not in used:
            organ = world.organisation(row.facts.get("实施主体"))
            facts = {**row.facts, "实施主体类别": organ.facts.get("机构类别") if organ else None}
            yield _placement(world, facts, f"|{row.key}", row, False)


def _placement(world: World, facts: dict[str, Any], matter: str, row: Record | None, in_towns: bool) -> Subject:
    hall = {name: row.facts.get(name) for name in OF_THE_HALL} if row else {}
    key = name_key(str(facts["事项名称"]))
    windows = hall.get("自报窗口") or []
    town, village, online = (world.cases.get((key, "", place), 0) for place in ("镇街", "村社区", "网上"))
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
                "镇村年办件数": town + village,
                "大厅办件数": world.cases.get((key, "", "大厅"), 0),
                "部门办件数": world.cases.get((key, "", "部门"), 0),
                "网上办件数": online,
                "镇街实际办结": "是" if in_towns else "否",
                "判定日": world.day,
            }
        ),
        matter=matter,
        place=place_of(row) if row else "",
    )

