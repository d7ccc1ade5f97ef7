"""Facts of a filing (办件): the row, whether it is finished, and whether the lists changed while it was open."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from catalogue.names import name_key
from catalogue.records import Record
from rules.facts.life import Life
from rules.facts.lives import Lives
from rules.facts.same import takes_in
from rules.facts.subject import Subject, without_empty
from rules.facts.world import World

MOVES = ("交由", "授权", "委托")
OWN = "法定本级"
STAYS = ("派驻", "服务前移", "直报")  # the power does not move
NOT_BEGUN = ("拟下放", "已公布")
LEFT = ("未规定", "谁受理谁办完", "移交原实施机关")  # clauses by which what was open stays where it was
ENDED = ("收回", "取消")
TAKEN_OVER = "已承接"
NO_CHANGE: dict[str, Any] = {"调整方向": "无"}


def filings(world: World, lawful: Mapping[str, str], lives: Lives | None = None) -> Iterator[Subject]:
    """One subject a filing. `lawful`: 是 / 否 by the key of a grant's row, where that is decided for all its recipients;
    `lives`: what the registered events prove of the grants."""
    lives = lives or Lives()
    by_matter: dict[str, list[Record]] = {}
    for row in world.of_kind("赋权"):
        for key in _keys(world, row.facts, lives):
            by_matter.setdefault(key, []).append(row)
    of: dict[tuple[str, str], tuple[list[Record], list[Record]]] = {}
    on_platform = {
        name_key(str(record.facts.get("办件单位", "")))
        for record in world.of_kind("办件")
        if record.facts.get("平台办件号")
    }
    for record in world.of_kind("办件"):
        facts = record.facts
        finished = facts.get("办结日期")
        asked = str(facts.get("事项名称", "")), str(facts.get("事项类型") or "")
        if asked not in of:
            rows = {row.key: row for key in _keys(world, facts, lives) for row in by_matter.get(key, ())}
            of[asked] = _of_matter(world, asked, rows.values(), lives)
        yield Subject(
            kind="办件",
            id=f"办件|{record.key}",
            name=record.name,
            unit=str(facts.get("办件单位", "")),
            facts=without_empty(
                {
                    **facts,
                    "已办结": "是" if finished and finished <= world.day else "否",
                    "入平台": _in_platform(facts, on_platform),
                    **change(world, facts, of[asked], lawful, lives),
                    "判定日": world.day,
                }
            ),
            place=record.place,
        )


def _keys(world: World, facts: Mapping[str, Any], lives: Lives) -> set[str]:
    """What rows of one matter have in common: the name, or the identity that the register gives it."""
    name = str(facts.get("事项名称", ""))
    found = lives.register.identify(name, day=world.day, kind=str(facts.get("事项类型") or ""))
    return {name_key(name), f"|{found.matter.id}" if found else name_key(name)}


def _of_matter(
    world: World, asked: tuple[str, str], rows: Iterable[Record], lives: Lives
) -> tuple[list[Record], list[Record]]:
    """The grants of a filing's matter (its name and type), and those of a name that may mean a part of it only."""
    sure: list[Record] = []
    perhaps: list[Record] = []
    for row in rows:
        same = takes_in(lives.register, str(row.facts.get("事项名称", "")), asked[0], world.day, asked[1])
        if same is not False:
            (sure if same else perhaps).append(row)
    return sure, perhaps


def _in_platform(facts: Mapping[str, Any], on_platform: Collection[str]) -> str | None:
    """入平台; a unit none of whose filings has a platform number may just not write it down."""
    if facts.get("平台办件号"):
        return "是"
    return "否" if name_key(str(facts.get("办件单位", ""))) in on_platform else None


def change(
    world: World,
    facts: Mapping[str, Any],
    of_matter: tuple[Collection[Record], Collection[Record]],
    lawful: Mapping[str, str],
    lives: Lives,
) -> dict[str, Any]:
    """The first change of the lists after the filing was accepted and before it was finished, or that there was none; then
    it must still be sure that the unit had the power when it accepted (see `_power`).

    `of_matter`: grants of the filing's matter, and those that may be of it; nothing is said where one of the latter is
    the unit's. Nothing where towns took a power over on different days and the filing lies between them: of which town it is, a
    department's filing does not say."""
    accepted, finished = facts.get("办件受理日期"), facts.get("办结日期")
    unit = world.organisation(facts.get("办件单位"))
    if accepted is None or unit is None:
        return {}
    rows, perhaps = of_matter
    if any(_concerns(world, row, unit.name) for row in perhaps):
        return {}
    until = min(finished or world.day, world.day)
    changes: list[tuple[date, str, Record, Any]] = []
    for row in rows:
        if row.facts.get("赋权方式") not in MOVES:
            continue
        meant, _ = world.members(str(row.facts.get("承接主体", "")))
        if world.organisation(row.facts.get("原实施机关")) == unit:
            days = given_on(row, meant, lives)
            between = {accepted < day <= until for day in days}
            if len(between) > 1:
                return {}
            if True in between:
                ends = (ended_on(row, recipient, lives) for recipient in meant)
                if any(end and end[0] <= until for end in ends) and given_clause(row, meant, lives) not in LEFT:
                    return {}  # handed over, and taken back since
                changes.append((min(days), "放权", row, given_clause(row, meant, lives)))
        if unit.name in meant and (end := ended_on(row, unit.name, lives)) and accepted < end[0] <= until:
            if end[1] == LEFT[-1] and any(
                unit.name in world.members(str(other.facts.get("承接主体", "")))[0]
                and any(end[0] < day <= until for day in given_on(other, [unit.name], lives))
                for other in rows
            ):
                return {}  # taken back, and handed down again since
            changes.append((end[0], "收回", row, end[1]))
    if not changes:
        done = finished is not None and finished <= world.day
        return NO_CHANGE if done else _power(world, facts, unit.name, rows, lawful, lives)
    day, direction, row, clause = min(changes, key=lambda one: (one[0], one[2].key))
    valid = facts.get("赋权有效") or lawful.get(row.key)
    return {"调整方向": direction, "调整施行日期": day, "过渡条款": clause, "赋权有效": valid}


def _concerns(world: World, row: Record, unit: str) -> bool:
    former = world.organisation(row.facts.get("原实施机关"))
    return (former is not None and former.name == unit) or unit in world.members(str(row.facts.get("承接主体", "")))[0]


def _power(
    world: World, facts: Mapping[str, Any], unit: str, rows: Collection[Record], lawful: Mapping[str, str], lives: Lives
) -> dict[str, Any]:
    """For a filing during which nothing changed: that (无), if the unit is the recipient of no grant, or of a lawful one
    that moves the power and covered the day of acceptance. Else the change on whose wrong side it was accepted; and under a grant that is
    not found lawful it stays open whether that was valid then (赋权有效), unless the row says so."""
    accepted, valid = facts["办件受理日期"], facts.get("赋权有效")
    found = NO_CHANGE
    for row in rows:
        mode = row.facts.get("赋权方式")
        if mode not in (*MOVES, OWN, *STAYS) or unit not in world.members(str(row.facts.get("承接主体", "")))[0]:
            continue
        if mode in STAYS:  # it takes papers in for another, unless the law makes the matter its own
            found = {"调整方向": facts.get("调整方向")} if found is NO_CHANGE else found
            continue
        end, begun, life = ended_on(row, unit, lives), given_on(row, [unit], lives), lives.get(row, unit)
        waits = not begun if life and life.steps else row.facts.get("赋权状态") in NOT_BEGUN
        early = waits or bool(begun and accepted < min(begun))
        if end and end[0] <= accepted:
            found = {"调整方向": "收回", "调整施行日期": end[0], "过渡条款": end[1]}
            continue
        if lawful.get(row.key) == "是" and not early:
            return NO_CHANGE
        if mode == OWN:
            return {"调整方向": facts.get("调整方向")}
        found = {
            "调整方向": "放权",
            "调整施行日期": min(begun, default=None),
            "过渡条款": given_clause(row, [unit], lives),
            "赋权有效": valid or (lawful.get(row.key) if early else None),
        }
        if not early:
            return found
    return found


def given_on(row: Record, recipients: Collection[str], lives: Lives) -> set[date]:
    """The days on which a grant began to be exercised: what is registered of the handover, not before 施行."""
    found = set()
    for life in (lives.get(row, recipient) for recipient in recipients):
        if life is None or not life.steps:
            found |= {begins} if (begins := _begins(row)) else set()
        elif taken := next((step.day for step in life.steps if step.stage == TAKEN_OVER), None):
            found.add(max(taken, _begins(row) or taken))
    return found


def _begins(row: Record) -> date | None:
    """施行, or the first day of the letter of entrustment where that is later."""
    return max(filter(None, (row.valid_from, row.facts.get("委托起"))), default=None)


def given_clause(row: Record, recipients: Collection[str], lives: Lives) -> Any:
    """The transition clause of the instrument that handed down: as registered with 已公布, else as the list has it."""
    for life in (lives.get(row, recipient) for recipient in recipients):
        for step in life.steps if life else ():
            if step.stage == "已公布" and step.facts.get("经过过渡条款"):
                return step.facts["经过过渡条款"]
    return row.facts.get("过渡条款")


def ended_on(row: Record, recipient: str, lives: Lives) -> tuple[date, Any] | None:
    """The day on which a grant to a recipient was taken back or cancelled, and that instrument's clause."""
    life: Life | None = lives.get(row, recipient)
    if life and life.steps:
        end = next((step for step in life.steps if step.stage in ENDED), None)
        return (end.day, end.facts.get("经过过渡条款")) if end else None
    day = row.valid_to
    return (day, row.facts.get("过渡条款")) if day and row.facts.get("赋权状态") in ENDED else None


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
