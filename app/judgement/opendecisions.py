"""Decisions that are still open (待定, 冲突), grouped by what would settle them; read from the last judging."""

from __future__ import annotations

from collections import ChainMap, Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from app.incoming import entering
from app.incoming.changes import shown
from app.incoming.identity import NAMES, remembered
from app.judgement.lastrun import last_run
from app.lookup.directory import Entry
from app.lookup.dossier import rulings_on
from app.rulebook.coverage import Lacking, lacking
from catalogue.decision import Decision, spoken
from catalogue.names import name_key
from rules.books import Book
from rules.court import UNIDENTIFIED
from rules.facts.judged import Judged

OPEN = ("待定", "冲突")
IDENTIFIED = ("办理项", "职权", "赋权", "进驻")  # the kinds whose name a registered matter has to have
TELLING = (*NAMES, "办理项名称", "基本编码", "实施编码")  # what says which matter it is


@dataclass(frozen=True)
class Open:
    """One open decision of a record (and recipient, "" for the record itself). `ruling`: one made since the judging."""

    entry: Entry
    recipient: str
    decision: Decision
    ruling: Entry | None = None

    @property
    def since(self) -> str:
        """What a person has answered since the judging, so that it waits for the next one only; "" where nobody has."""
        if self.ruling:
            return f"已裁定 {self.ruling.facts.get('裁定答案')}，等重新判定"
        given = [f"{n} {shown(v)}" for n in self.decision.missing if (v := self.entry.facts.get(n)) not in (None, "")]
        return f"已补 {'、'.join(given)}，等重新判定" if given else ""

    @property
    def why(self) -> str:
        """What keeps it open, in few words."""
        if since := self.since:
            return since
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


def open_decisions(entries: Sequence[Entry]) -> list[Open]:
    """All open decisions of these records."""
    rulings = _ruled_since(entries)
    return [
        Open(entry, recipient, one, _meant(rulings, entry, recipient, one.question) if rulings else None)
        for entry in entries
        for recipient, decided in entry.decisions
        for one in decided.values()
        if one.status in OPEN
    ]


def _ruled_since(entries: Sequence[Entry]) -> dict[str, list[Entry]]:
    """The rulings among these records that the last judging did not know yet, by the name that they name."""
    from app.models import Revision

    run, found = last_run(), defaultdict[str, list[Entry]](list)
    if run is None:
        return found
    written = Revision.objects.filter(kind="裁定").filter(Q(act=None, source__at__gte=run.at) | Q(act__at__gte=run.at))
    fresh = set(written.values_list("id", flat=True))
    for one in entries if fresh else ():
        if one.kind == "裁定" and one.revision in fresh:
            found[name_key(str(one.facts.get("对象名称", "")))].append(one)
    return found


def _meant(rulings: Mapping[str, list[Entry]], entry: Entry, recipient: str, question: str) -> Entry | None:
    asked = [
        one for one in rulings.get(name_key(entering.subject_name(entry)), ())
        if one.facts.get("问题") == question and (one.facts.get("承接主体") or "") == recipient
    ]  # fmt: skip
    return next(reversed(rulings_on(asked, entry)), None)


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
