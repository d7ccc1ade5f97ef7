"""Decisions that are still open (待定, 冲突), grouped by what would settle them; read from the last judging."""

from __future__ import annotations

from collections import ChainMap, Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from app.incoming.identity import NAMES, remembered
from app.lookup.directory import Entry
from app.rulebook.coverage import Lacking, lacking
from catalogue.decision import Decision, spoken
from rules.books import Book
from rules.court import UNIDENTIFIED
from rules.facts.judged import Judged

OPEN = ("待定", "冲突")
IDENTIFIED = ("办理项", "职权", "赋权", "进驻")  # the kinds whose name a registered matter has to have
TELLING = (*NAMES, "办理项名称", "基本编码", "实施编码")  # what says which matter it is


@dataclass(frozen=True)
class Open:
    """One open decision of a record (and recipient, "" for the record itself)."""

    entry: Entry
    recipient: str
    decision: Decision

    @property
    def why(self) -> str:
        """What keeps it open, in few words."""
        if self.decision.status == "冲突":
            return opposed(self.decision)
        note = "" if self.decision.note == UNIDENTIFIED else self.decision.note
        return "；".join(filter(None, (self.decision.lacking, note)))


@dataclass(frozen=True)
class Conflict:
    """Decisions of one question in which the same rules disagree."""

    question: str
    sides: str
    records: int


def open_decisions(entries: Iterable[Entry]) -> list[Open]:
    """All open decisions of these records."""
    return [
        Open(entry, recipient, one)
        for entry in entries
        for recipient, decided in entry.decisions
        for one in decided.values()
        if one.status in OPEN
    ]


def opposed(decision: Decision) -> str:
    """The sides of a conflict: 县（TZ-001）／镇（TZ-002）."""
    return "／".join(f"{spoken(decision.sides.get(rule))}（{rule}）" for rule in decision.rules)


def conflicts(found: Sequence[Open]) -> list[Conflict]:
    """Conflicts by question and rules, most first."""
    counted = Counter((one.decision.question, opposed(one.decision)) for one in found if one.decision.status == "冲突")
    return [Conflict(question, sides, count) for (question, sides), count in counted.most_common()]


def notes(found: Sequence[Open]) -> list[tuple[str, str, int]]:
    """Question, why it is open although no fact is missing (没有规则, 依据待核, 未认定事项), how many."""
    counted = Counter((one.decision.question, one.decision.note) for one in found if one.decision.note)
    return [(question, note, count) for (question, note), count in counted.most_common()]


def missing(book: Book, found: Sequence[Open], day: date) -> tuple[Lacking, ...]:
    """What the open decisions lack: the same to-do list that `rules coverage` prints."""
    return lacking(book, [(_judged(book, one, day), one.decision) for one in found if one.decision.status == "待定"])


def _judged(book: Book, one: Open, day: date) -> Judged:
    entry = one.entry
    subject = f"{entry.kind}|{entry.key}" + (f"|{one.recipient}" if one.recipient else "")
    facts = ChainMap(one.decision.facts, entry.facts)  # thousands a page: none is copied
    return Judged(
        subject, entry.kind, entry.name, entry.unit, "", "", facts, {one.decision.question: one.decision}, book, day
    )


def chosen(
    found: Iterable[Open], *, lack: str = "", question: str = "", status: str = "", note: str = ""
) -> list[Open]:
    """Those that lack this fact, answer this question, have this status and note; "" means any."""
    return [
        one for one in found
        if (not lack or lack in one.decision.sought) and question in ("", one.decision.question)
        and status in ("", one.decision.status) and note in ("", one.decision.note)
    ]  # fmt: skip


def unidentified_names(book: Book, entries: Iterable[Entry], known: dict[str, str], day: date) -> Counter[str]:
    """Names that mean no registered matter, and how often; as `enrich` identifies: name or code, or a person's word."""
    from rules.facts.common import enrich

    names: Counter[str] = Counter()
    asked: dict[tuple[str, ...], bool] = {}
    for entry in entries:
        if entry.kind not in IDENTIFIED:
            continue
        facts = entry.facts
        name = next((str(facts[n]) for n in NAMES if facts.get(n)), entry.name)
        told = {n: facts[n] for n in TELLING if facts.get(n)}
        mark = (entry.kind, *told, *map(str, told.values()))
        if mark not in asked:
            asked[mark] = bool(enrich(book, entry.kind, remembered(known, told), day)[0].get("事项"))
        if not asked[mark]:
            names[name] += 1
    return names
