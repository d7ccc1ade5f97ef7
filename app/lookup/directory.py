"""The catalogue as people look things up in it: one entry a record, with what is filtered and counted worked out once.

Kept in memory and brought up to date by what was written since (new revisions, a new judging): a page over ten thousand
records parses none of them again.
"""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from app.judgement.lastrun import Decided, LastRun, last_run
from catalogue.decision import spoken
from catalogue.fields import FieldList
from catalogue.names import name_key

MATTERS = ("办理项", "职权", "赋权", "进驻")  # the kinds that are matters; the rest are asked for by name
ALL = "全部"
UNJUDGED = "未判定"
STATES = ("冲突", "待定", "裁定", "已定", UNJUDGED)
_UNIT = ("实施主体", "原实施机关", "办件单位", "填报单位", "对象部门", "机构名称")
_FACETS = {"level": "自报行使层级", "type": "事项类型", "window": "自报窗口"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One record as it is now. `id` stands in its address; `facts` are the stored (canonical JSON) values; `decisions`
    are (recipient's key or "", its decisions by question); `facets` the values that each facet counts it under."""

    kind: str
    key: str
    id: str
    name: str
    code: str
    unit: str
    facts: Mapping[str, Any]
    revision: int
    text: str
    facets: Mapping[str, tuple[str, ...]]
    decisions: Sequence[tuple[str, Decided]] = ()

    def answers(self, question: str) -> tuple[str, ...]:
        """What was found, in words: an answer, 待定 or 冲突; several where recipients differ."""
        found = (decided[question] for _, decided in self.decisions if question in decided)
        return tuple(dict.fromkeys(answer_words(one) for one in found))


def answer_words(decision: Any) -> str:
    """A decision in a word or two: its answer, or that it is open."""
    return spoken(decision.answer) if decision.status in ("已定", "裁定") else decision.status


@dataclass(frozen=True)
class Asked:
    """What someone looks for; empty means any. `kind` is a kind, "" the matters, `ALL` every kind."""

    word: str = ""
    kind: str = ""
    unit: str = ""
    level: str = ""
    type: str = ""
    window: str = ""
    state: str = ""
    question: str = ""
    answer: str = ""


@dataclass(frozen=True)
class Found:
    """The entries that fit, and for each facet its values with how many would fit if it were chosen."""

    entries: Sequence[Entry]
    facets: Mapping[str, Counter[str]] = field(default_factory=dict)


def find(entries: Iterable[Entry], asked: Asked) -> Found:
    """Filter and count in one pass: an entry that fails one facet only still counts among that facet's values."""
    words = [name_key(word) for word in asked.word.split()]
    chosen = {n: v for n in ("unit", "level", "type", "window", "state") if (v := getattr(asked, n))}
    counts: dict[str, Counter[str]] = {n: Counter() for n in ("kind", "unit", "level", "type", "window", "state")}
    counts["answer"] = Counter()
    fits = []
    for entry in entries:
        if words and not all(word in entry.text for word in words):
            continue
        fails = [n for n, value in chosen.items() if value not in entry.facets[n]]
        if not (asked.kind in (ALL, entry.kind) or (not asked.kind and entry.kind in MATTERS)):
            fails.append("kind")
        answers = entry.answers(asked.question) if asked.question else ()
        if asked.question and (asked.answer not in answers if asked.answer else not answers):
            fails.append("answer")
        if not fails:
            fits.append(entry)
            for name, counter in counts.items():
                for value in answers if name == "answer" else entry.facets[name]:
                    counter[value] += 1  # `update` takes as long to see what it was given as to count it
        elif len(fails) == 1:
            for value in answers if fails[0] == "answer" else entry.facets[fails[0]]:
                counts[fails[0]][value] += 1
    return Found(fits, counts)


def identifier(kind: str, key: str) -> str:
    """What names a record in an address: short, and the same as long as the record's key is."""
    return sha256(f"{kind}|{key}".encode()).hexdigest()[:12]


class Directory:
    """All entries, and by (kind, id) the one that is meant, or the one that an earlier key became."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._entries: dict[tuple[str, str], Entry] = {}
        self._became: dict[tuple[str, str], tuple[str, str]] = {}
        self._last = -1
        self._run: LastRun | None = None
        self._fields: FieldList | None = None
        self._listed: tuple[Entry, ...] = ()
        self._by_id: dict[tuple[str, str], Entry] = {}

    def entries(self, fields: FieldList) -> Sequence[Entry]:
        """Every record as it is now, in the order in which they first came in."""
        self._refresh(fields)
        return self._listed

    def one(self, fields: FieldList, kind: str, number: str) -> Entry | None:
        """The record of that kind and id; of a record that was renamed, what it became."""
        self._refresh(fields)
        return self._by_id.get((kind, number))

    def of(self, fields: FieldList, kind: str, key: str) -> Entry | None:
        """The record of that kind and key, as it is now."""
        return self.one(fields, kind, identifier(kind, key))

    def _refresh(self, fields: FieldList) -> None:
        from app import ledger

        newest, run = ledger.last_revision(), last_run()
        with self._lock:
            if newest == self._last and run is self._run and fields is self._fields:
                return
            if newest < self._last or fields is not self._fields:  # another list of fields: codes may stand elsewhere
                self._entries, self._became, self._last = {}, {}, -1
            self._read(fields, newest)
            self._attach(run)
            self._last, self._run, self._fields = newest, run, fields
            self._listed = tuple(self._entries.values())
            self._by_id = {(e.kind, e.id): e for e in self._listed}
            for (kind, was), now in self._became.items():
                if entry := self._entries.get(now):
                    self._by_id.setdefault((kind, identifier(kind, was)), entry)

    def _read(self, fields: FieldList, newest: int) -> None:
        from app.models import Revision

        rows = Revision.objects.filter(id__gt=self._last, id__lte=newest).order_by("id")
        for number, kind, key, body, became in rows.values_list("id", "kind", "key", "body", "became").iterator(2000):
            if body:
                self._entries[kind, key] = _entry(fields, json.loads(body), number)
                continue
            self._entries.pop((kind, key), None)
            if became:
                self._became[kind, key] = (kind, became)

    def _attach(self, run: LastRun | None) -> None:
        """Give every record its decisions: its own subject's, and those of its recipients."""
        subjects = dict(run.subjects) if run else {}
        shared: dict[str, list[tuple[str, Decided]]] = {}
        for subject, decided in subjects.items():
            head, _, last = subject.rpartition("|")
            if subject.startswith("赋权|"):
                shared.setdefault(head, []).append((last, decided))
        for identity, entry in self._entries.items():
            subject = f"{entry.kind}|{entry.key}"
            found = [("", subjects[subject])] if subject in subjects else shared.get(subject, [])
            statuses = {one.status for _, decided in found for one in decided.values()}
            state = tuple(s for s in STATES if s in statuses) or (UNJUDGED,)
            facets = {**entry.facets, "state": state}
            self._entries[identity] = _with(entry, found, facets)


def _with(entry: Entry, decisions: Sequence[tuple[str, Decided]], facets: Mapping[str, tuple[str, ...]]) -> Entry:
    return Entry(
        entry.kind, entry.key, entry.id, entry.name, entry.code, entry.unit, entry.facts, entry.revision, entry.text,
        facets, tuple(decisions),
    )  # fmt: skip


def _entry(fields: FieldList, raw: Mapping[str, Any], number: int) -> Entry:
    kind, facts = raw["kind"], raw["facts"]
    declared = fields.kinds.get(kind)
    code = str(facts.get(declared.code) or "") if declared and declared.code else ""
    code = code or str(facts.get("基本编码") or "")
    mine = ((declared.unit,) if declared and declared.unit else ()) + _UNIT
    unit = next((str(facts[name]) for name in mine if facts.get(name)), "")
    facets = {name: _values(facts.get(source)) for name, source in _FACETS.items()}
    facets |= {"kind": (kind,), "unit": (unit,) if unit else (), "state": (UNJUDGED,)}
    name = str(facts.get("办理项名称") or raw["name"])
    if kind == "赋权" and facts.get("承接主体"):
        name += f" → {facts['承接主体']}"  # as it is called everywhere else
    text = f"{name_key(name)}|{raw['key']}|{code.lower()}"
    return Entry(kind, raw["key"], identifier(kind, raw["key"]), name, code, unit, facts, number, text, facets)


def _values(value: Any) -> tuple[str, ...]:
    if isinstance(value, (list, tuple)):
        return tuple(map(str, value))
    return (str(value),) if value not in (None, "") else ()


DIRECTORY = Directory()
