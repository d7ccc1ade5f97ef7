"""The lives of grants of an office, and the registered events as subjects that checks and explanations read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from app import ledger
from app.incoming import identity
from app.office import Office
from catalogue.names import name_key
from catalogue.records import Record
from rules.books import Book
from rules.facts.judged import Judged
from rules.facts.life import Event, Step
from rules.facts.lives import ALL_MATTERS, KIND, Key, Lives, lives, standing

SHOWN = 3  # names that stand in a subject; more are counted


def lives_of(office: Office, records: Iterable[Record], confirmed: Mapping[str, str] | None = None) -> Lives:
    """Lives by what is registered; the store says which import first brought an event."""
    records = list(records)
    if not any(record.kind == KIND for record in records):
        return Lives(register=office.book.register)
    if not office.stored:
        return lives(records, office.book)
    known = identity.confirmed() if confirmed is None else confirmed
    return lives(records, office.book, ledger.first_imports(KIND), known)


def judged_events(lived: Lives, book: Book) -> list[Judged]:
    """Every registered event: one subject for all the grants that it concerns alike, and those that it fails."""
    groups: dict[tuple[str, tuple[Any, ...]], list[tuple[Key, Step, bool]]] = defaultdict(list)
    for key, life in lived.of.items():
        for step, held in [*((one, True) for one in life.steps), *((one, False) for one in life.refused)]:
            own = "" if held else key[0]  # what does not hold is told matter by matter
            alike = (held, own, *sorted((name, repr(value)) for name, value in step.facts.items()))
            groups[step.event.record.key, alike].append((key, step, held))
    found = []
    for number, ((event, _), group) in enumerate(sorted(groups.items(), key=lambda one: one[0]), start=1):
        step, held = group[0][1], group[0][2]
        matters = list(dict.fromkeys(lived.called[key][0] for key, _, _ in group))
        recipients = list(dict.fromkeys(lived.called[key][1] for key, _, _ in group))
        how, why = ("成立", "") if held else standing(book, step)
        facts = {
            **step.facts,
            "事项名称": matters[0] if len(matters) == 1 else f"{ALL_MATTERS}（{len(matters)}项）",
            "承接主体": listed(recipients),
            "经过认定": how,
            **({"不成立原因": why} if why else {}),
        }
        subject = f"{KIND}|{event}|{'|'.join(map(name_key, [*matters[:SHOWN], *recipients[:SHOWN]]))}|{number}"
        found.append(
            Judged(
                subject, KIND, str(facts["事项名称"]), str(step.facts.get("原实施机关", "")), step.event.record.place, "",
                facts, {step.decision.question: step.decision}, book, step.day,
            )
        )  # fmt: skip
    return found + [_stray(event, names, book) for event, names in lived.stray]


def _stray(event: Event, names: tuple[str, ...], book: Book) -> Judged:
    """An event that no grant of the batch bears, or that names recipients the grant has not."""
    record = event.record
    facts = {**record.facts, "经过认定": "承接主体不符" if names else "没有对应"}
    if names:
        facts["承接主体"] = listed(list(names))
    return Judged(
        f"{KIND}|{record.key}", KIND, record.name, str(record.facts.get("承接主体", "")), record.place, "",
        facts, {}, book, event.day,
    )  # fmt: skip


def listed(names: list[str]) -> str:
    """A few names whole, many with their number."""
    return "、".join(names) if len(names) <= SHOWN else f"{'、'.join(names[:SHOWN])}等{len(names)}个"
