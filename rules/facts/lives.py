"""Which events concern which grants: a row of 赋权经过 may speak of a whole batch and of all its recipients."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from catalogue.decision import Decision
from catalogue.names import name_key
from catalogue.records import Record
from rules.books import Book
from rules.decide import decide
from rules.facts.common import enrich
from rules.facts.life import HOLDS, Event, Life, Step, live
from rules.facts.subject import without_empty
from rules.facts.world import World
from rules.register import Register

KIND, STAGES, TRANSITIONS = "赋权经过", "赋权环节", "赋权环节转换"
ALL_MATTERS, ALL_RECIPIENTS = "全部事项", "全部承接主体"
FAULTS = {"顺序": "顺序不对", "要件": "不完整"}  # 组 of the rule that refuses -> 经过认定

Key = tuple[str, str]  # of a grant: its row's key, and its recipient (`name_key`)


@dataclass(frozen=True)
class Lives:
    """The life of every grant that any event names, and the events that name none (with the recipients they meant).

    `register`: by which a filing is known to be of a grant's matter, though it names it otherwise."""

    of: Mapping[Key, Life] = field(default_factory=dict)
    called: Mapping[Key, tuple[str, str]] = field(default_factory=dict)  # the names of matter and recipient
    stray: Sequence[tuple[Event, tuple[str, ...]]] = ()
    register: Register = field(default_factory=Register)

    def get(self, row: Record, recipient: str) -> Life | None:
        """The life of a grant to one recipient, or None where nothing is registered of it."""
        return self.of.get((row.key, name_key(recipient)))


def lives(
    records: Iterable[Record],
    book: Book,
    registered: Mapping[str, int] | None = None,
    confirmed: Mapping[str, str] | None = None,
) -> Lives:
    """All lives. They do not depend on a day of judgement: every event is judged by the rules of its own day.

    `registered`: by the key of an event the number of the import that first brought it; by default all came at once.
    `confirmed`: what people said names mean (`name_key` -> matter).
    """
    records = list(records)
    world = World.whole(records)
    events = _events(world, book, registered or {})
    if not events:
        return Lives(register=book.register)
    targets: dict[Key, list[Event]] = defaultdict(list)
    rows: dict[Key, tuple[Record, str]] = {}
    meant = {id(event): _recipients(world, event) for event in events}
    met: dict[int, set[str]] = defaultdict(set)
    by_batch: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        by_batch[_key(event.record, "批次")].append(event)
    for row in world.of_kind("赋权"):
        own, unknown = world.members(str(row.facts.get("承接主体", "")))
        for event in by_batch.get(_key(row, "批次"), ()):
            if not _concerns(event, row):
                continue
            met[id(event)].add("")
            for recipient in [*own, *unknown]:
                key = row.key, name_key(recipient)
                named = meant[id(event)]
                if named is None or key[1] in named:
                    targets[key].append(event)
                    rows[key] = row, recipient
                    met[id(event)].add(key[1])
    stray = [
        (event, tuple(name for key, name in (meant[id(event)] or {}).items() if key not in met[id(event)]))
        for event in events
        if not met[id(event)] or any(key not in met[id(event)] for key in meant[id(event)] or ())
    ]
    grants = {key: (targets[key], _of_the_grant(world, book, *rows[key], confirmed or {})) for key in targets}
    instruments = {name_key(str(one.facts.get("文号"))): one for one in world.of_kind("文件") if one.facts.get("文号")}
    return Lives(
        live(grants, lambda asked: _ask(book, [(_instrument(instruments, facts), day) for facts, day in asked])),
        {key: (row.name, recipient) for key, (row, recipient) in rows.items()},
        tuple(stray),
        book.register,
    )


def stage_rows(book: Book, column: str) -> dict[str, list[str]]:
    """A column of the list 赋权环节 by stage, over all its editions."""
    found: dict[str, list[str]] = {}
    for edition in book.lists.get(STAGES, ()):
        for row in sorted(edition.rows):
            cells = dict(zip(edition.columns, row, strict=True))
            found.setdefault(cells["项"], []).append(cells[column])
    return found


def next_stages(book: Book, stage: str, day: date) -> list[str]:
    """The stages that may follow one, in their usual order."""
    rank = ranks(book)
    rows = book.on(day).rows(TRANSITIONS, ("项", "环节")) or ()
    return sorted(
        (after for before, after in rows if before == name_key(stage)), key=lambda one: (rank.get(one, 99), one)
    )


def ranks(book: Book) -> dict[str, int]:
    """The usual place of each stage."""
    return {stage: int(cells[0]) for stage, cells in stage_rows(book, "位次").items() if cells[0].isdigit()}


def standing(book: Book, step: Step) -> tuple[str, str]:
    """经过认定 and 不成立原因 of a step that does not hold."""
    decision = step.decision
    if decision.status == "待定":
        return "说不清", f"缺少{'、'.join(decision.missing)}" if decision.missing else decision.note
    rules = [book.by_id[name] for name in decision.rules if name in book.by_id]
    if decision.answer == "成立":  # it holds by the rules, but a later step was established before
        return "顺序不对", "早于已经成立的后一环节"
    kinds = {FAULTS.get(rule.group, "不完整") for rule in rules}
    found = "顺序不对" if "顺序不对" in kinds else "不完整"
    return found, "；".join(
        rule.name.partition("，")[0].removesuffix("的") for rule in rules if FAULTS.get(rule.group, "不完整") == found
    )


def _events(world: World, book: Book, registered: Mapping[str, int]) -> list[Event]:
    rank = ranks(book)
    return [
        Event(
            record,
            str(facts["环节"]),
            facts["环节日期"],
            rank.get(str(facts["环节"]), 99),
            registered.get(record.key, 0),
        )
        for record in world.of_kind(KIND)
        if (facts := record.facts).get("环节") and facts.get("环节日期")
    ]


def _key(record: Record, name: str) -> str:
    return name_key(str(record.facts.get(name, "")))


def _concerns(event: Event, row: Record) -> bool:
    matter, mode = _key(event.record, "事项名称"), event.record.facts.get("赋权方式")
    return matter in (name_key(ALL_MATTERS), _key(row, "事项名称")) and mode in (None, row.facts.get("赋权方式"))


def _recipients(world: World, event: Event) -> dict[str, str] | None:
    """The recipients an event names (`name_key` -> name), None for all."""
    words = str(event.record.facts.get("承接主体", ""))
    if name_key(words) in ("", name_key(ALL_RECIPIENTS)):
        return None
    known, unknown = world.members(words)
    return {name_key(name): name for name in [*known, *unknown]}


def _of_the_grant(
    world: World, book: Book, row: Record, recipient: str, confirmed: Mapping[str, str]
) -> dict[str, Any]:
    facts, organ = row.facts, world.organisation(recipient)
    kind = facts.get("事项类型")
    if not kind:
        matter = facts.get("事项") or confirmed.get(_key(row, "事项名称"))
        kind = enrich(book, "赋权", without_empty({**facts, "事项": matter}), row.valid_from or date.max)[0].get(
            "事项类型"
        )
    return {
        "事项类型": kind,
        "赋权方式": facts.get("赋权方式"),
        "承接主体类别": organ.facts.get("机构类别") if organ else None,
        "原实施机关": facts.get("原实施机关"),
        "有委托书": "是" if facts.get("委托书") else "否",
    }


def _instrument(instruments: Mapping[str, Record], facts: Mapping[str, Any]) -> dict[str, Any]:
    """With what the list of instruments says of the event's instrument."""
    number = facts.get("经过文书")
    if not number:
        return dict(facts)
    found = instruments.get(name_key(str(number)))
    dated = found.facts.get("成文日期") if found else None
    return without_empty({**facts, "文书已登记": "是" if found else "否", "文书成文日期": dated})


def _ask(book: Book, asked: Sequence[tuple[Mapping[str, Any], date]]) -> list[Decision]:
    days: dict[date, list[int]] = defaultdict(list)
    for place, (_, day) in enumerate(asked):
        days[day].append(place)
    found: dict[int, Decision] = {}
    for day, places in days.items():
        decided = decide(book, KIND, [asked[place][0] for place in places], day, [HOLDS])
        found |= {place: decisions[HOLDS] for place, decisions in zip(places, decided, strict=True)}
    return [found[place] for place in range(len(asked))]
