"""What the registered events prove of a grant on a day: its stage, the state that rules read, and what the list claims."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from catalogue.names import name_key
from catalogue.records import Record
from rules.books import Day
from rules.facts.life import NOTHING, Life
from rules.facts.subject import without_empty
from rules.facts.world import World

STAGES = "赋权环节"
BEFORE_ALL = "拟下放"  # the state before the first event: nothing has been handed down
ENDS = ("收回", "取消")


def proven(row: Record, life: Life | None, world: World, held: Day) -> dict[str, Any]:
    """Facts of the grant's row that its life replaces or adds; nothing where no event holds on any day."""
    if life is None or not life.steps:
        return {}
    day = world.day
    step = life.on(day)
    stage = step.stage if step else NOTHING
    state = _state(stage, held)
    ended = next((one for one in reversed(life.steps) if one.stage in ENDS and one.day <= day), None)
    ended = ended if stage in ENDS else None
    evaluated = life.last("评估", day)
    claimed = row.facts.get("赋权状态")
    return without_empty(
        {
            "经过环节": stage,
            "经过日期": step.day if step else None,
            "赋权状态": state or claimed,
            "清单赋权状态": claimed,
            "状态相符": _agrees(str(claimed), stage, held) if claimed and step and row.in_force(day) else None,
            "最近评估日期": max(filter(None, (row.facts.get("最近评估日期"), evaluated.day)), default=None)
            if evaluated
            else None,
            "赋权文号": _instrument(row.facts, life, world),
            "收回文号": (row.facts.get("收回文号") or ended.facts.get("经过文书")) if ended else None,
            "收回施行日期": ended.day if ended else None,
            "废止日期": (row.facts.get("废止日期") or ended.day) if ended else None,
            "过渡条款": _transition(row.facts, life, day),
        }
    )


def _instrument(row: Mapping[str, Any], life: Life, world: World) -> Any:
    """The instrument on which the grant rests that day. The list names the one of the first publication (a list made
    before it was numbered need not be sent again: the event names it); a later publication, adjustment or continuation
    puts its own in that place. A continuation may cite minutes, which are no instrument."""
    named = [
        step.facts["经过文书"]
        for step in life.steps
        if step.day <= world.day and step.facts.get("经过文书")
        if step.stage in ("已公布", "调整") or step.stage == "继续" and world.instrument(step.facts["经过文书"])
    ]
    return named[-1] if named[1:] else row.get("赋权文号") or (named[0] if named else None)


def _transition(row: Mapping[str, Any], life: Life, day: date) -> Any:
    """The clause of the last instrument that has one: a later one speaks of its own change."""
    said = [step.facts["经过过渡条款"] for step in life.steps if step.day <= day and step.facts.get("经过过渡条款")]
    return said[-1] if said else row.get("过渡条款")


def _state(stage: str, held: Day) -> str:
    if stage == NOTHING:
        return BEFORE_ALL
    rows = held.rows(STAGES, ("项", "赋权状态")) or ()
    return next((state for one, state in rows if one == name_key(stage)), "")


def _agrees(claimed: str, stage: str, held: Day) -> str:
    """Whether a list may write that state while a grant is at that stage (清单 赋权环节, 清单写法). A list that names an
    earlier stage of a grant that went on is merely behind; one that names what is not proven contradicts."""
    rows = held.rows(STAGES, ("项", "清单写法")) or ()
    if (name_key(stage), name_key(claimed)) in rows:
        return "相符"
    places = held.rows(STAGES, ("位次", "项", "赋权状态")) or ()
    of_claim = [int(place) for place, _, state in places if state == name_key(claimed)]
    of_stage = [int(place) for place, one, _ in places if one == name_key(stage)]
    behind = of_claim and of_stage and min(of_claim) < min(of_stage) and stage not in ENDS
    return "落后" if behind else "不符"
