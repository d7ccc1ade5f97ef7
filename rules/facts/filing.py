"""Facts of a filing (办件): the row, whether it is finished, and whether the lists changed while it was open."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from catalogue.names import name_key
from catalogue.records import Record
from rules.facts.item import place_of
from rules.facts.subject import Subject, without_empty
from rules.facts.world import World

MOVES = ("交由", "授权", "委托")
ENDED = ("收回", "取消")


def filings(world: World, lawful: Mapping[str, str]) -> Iterator[Subject]:
    """One subject a filing. `lawful`: 是 / 否 by the key of a grant's row, where that is decided for all its recipients."""
    by_matter: dict[str, list[Record]] = {}
    for row in world.of_kind("赋权"):
        by_matter.setdefault(name_key(str(row.facts.get("事项名称", ""))), []).append(row)
    for record in world.of_kind("办件"):
        facts = record.facts
        finished = facts.get("办结日期")
        rows = by_matter.get(name_key(str(facts.get("事项名称", ""))), [])
        yield Subject(
            kind="办件",
            id=f"办件|{record.key}",
            name=record.name,
            unit=str(facts.get("办件单位", "")),
            facts=without_empty(
                {
                    **facts,
                    "已办结": "是" if finished and finished <= world.day else "否",
                    **_change(world, facts, rows, lawful),
                    "判定日": world.day,
                }
            ),
            place=place_of(record),
        )


def _change(
    world: World, facts: Mapping[str, Any], rows: Collection[Record], lawful: Mapping[str, str]
) -> dict[str, Any]:
    """The first change of the lists after the filing was accepted and before it was finished, or that there was none."""
    accepted, finished = facts.get("办件受理日期"), facts.get("办结日期")
    unit = world.organisation(facts.get("办件单位"))
    if accepted is None or unit is None:
        return {}
    until = min(finished or world.day, world.day)
    changes = []
    for row in rows:
        if row.facts.get("赋权方式") not in MOVES:
            continue
        holder = world.organisation(row.facts.get("原实施机关"))
        given, ended = row.valid_from, row.facts.get("收回施行日期")
        if given and holder == unit and accepted < given <= until:
            changes.append((given, "放权", row))
        if ended and row.facts.get("赋权状态") in ENDED and accepted < ended <= until:
            meant, _ = world.members(str(row.facts.get("承接主体", "")))
            changes += [(ended, "收回", row)] if unit.name in meant else []
    if not changes:
        return {"调整方向": "无"}
    day, direction, row = min(changes, key=lambda change: (change[0], change[2].key))
    return {
        "调整方向": direction,
        "调整施行日期": day,
        "过渡条款": row.facts.get("过渡条款"),
        "赋权有效": lawful.get(row.key),
    }


def registered(world: World) -> Counter[tuple[str, str, int]]:
    """How many filings are registered one by one: by unit and matter (`name_key`) and the year they were accepted in."""
    found: Counter[tuple[str, str, int]] = Counter()
    for record in world.of_kind("办件"):
        if accepted := record.facts.get("办件受理日期"):
            found[_key(record.facts, accepted.year)] += 1
    return found


def registered_for(counts: Mapping[tuple[str, str, int], int], facts: Mapping[str, Any]) -> int | None:
    """登记办件数 for one figure of a whole year; None where nothing of it is registered one by one."""
    year = re.fullmatch(r"(\d{4})\s*年?度?", str(facts.get("统计期", "")).strip())
    return counts.get(_key(facts, int(year[1]))) if year else None


def _key(facts: Mapping[str, Any], year: int) -> tuple[str, str, int]:
    return name_key(str(facts.get("办件单位", ""))), name_key(str(facts.get("事项名称", ""))), year
