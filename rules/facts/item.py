"""Facts of an item (办理项) and of a power (职权): the row itself and what kind of organ holds it."""

from __future__ import annotations

from collections.abc import Iterator

from catalogue.records import Record
from rules.books import Day
from rules.facts.duties import duty_list
from rules.facts.shown import Shown
from rules.facts.subject import Subject, matter_of, without_empty
from rules.facts.world import World


def items(world: World, kind: str = "办理项", held: Day | None = None) -> Iterator[Subject]:
    """One subject a record of 办理项 (or 职权). `held`: the lists of the book on the day, for powers of towns."""
    shown = Shown(world) if kind == "办理项" else None
    for record in world.of_kind(kind):
        yield item(world, record, held, shown)


def item(world: World, record: Record, held: Day | None = None, shown: Shown | None = None) -> Subject:
    """An item's flat facts."""
    facts = record.facts
    unit, main, sub = (facts.get(name) for name in ("实施主体", "主项名称", "子项名称"))
    organ = world.organisation(unit)
    return Subject(
        kind=record.kind,
        id=f"{record.kind}|{record.key}",
        name=str(facts.get("办理项名称") or record.name),
        unit=organ.name if organ else str(unit or ""),
        facts=without_empty(
            {
                **facts,
                "事项名称": sub or main,
                "实施主体类别": organ.facts.get("机构类别") if organ else None,
                "行为名义": facts.get("行为名义") or (organ.facts.get("行为名义") if organ else None),
                "领导体制": facts.get("领导体制") or (organ.facts.get("领导体制") if organ else None),
                "履职清单": duty_list(facts, sub or main, held) if held and record.kind == "职权" else None,
                **(shown.facts(facts) if shown else {}),
                "判定日": world.day,
            }
        ),
        matter=matter_of(organ.name if organ else unit, main, sub),
        place=record.place,
    )
