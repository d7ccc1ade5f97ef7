"""Which record of the store a row of a workbook is: by its code, else by its names; what does not fit is asked."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app.incoming.changes import changes, shown
from app.incoming.matching_levels import match_levels
from app.personal.sealing import unchanged
from catalogue.fields import FieldList
from catalogue.likeness import likeness
from catalogue.records import Record, Source, make_record
from importers.issues import Issue, issue
from importers.settings import HELD, LEFT, Settings

if TYPE_CHECKING:
    from importers.read import FileResult, Row

Identity = tuple[str, str]  # kind and key
SAME_MATTER = 0.6  # below this likeness a name beside a known code is asked about: the code may have been copied


@dataclass
class Match:
    """`known`: the newest row of each record; `renamed`: a record's identity and the key it had before (same code)."""

    known: dict[Identity, Any] = field(default_factory=dict)
    renamed: dict[Identity, str] = field(default_factory=dict)
    here: set[Identity] = field(default_factory=set)  # every record the workbook names, held rows too

    def partner(self, record: Record) -> Any:
        """The store's row of a record, or None."""
        identity = (record.kind, record.key)
        return self.known.get((record.kind, self.renamed.get(identity, record.key)))


def match(
    fields: FieldList, result: FileResult, known: Iterable[Any], sender: str, settings: Settings | None = None
) -> Match:
    """Find the store's record of every row; rows that contradict the store get a finding and wait for a word.

    What is set above the county and differs is told, or held, as the office's `settings` say."""
    known = list(known)
    found = Match({(row.kind, row.key): row for row in known})
    found.renamed = match_levels(fields, result, found.known)
    found.here = {identity for row in result.rows for identity in identities(fields, row)}
    for kind in {row.kind for row in result.rows}:
        for key, was in formerly(fields, kind, known).items():
            if (kind, key) in found.here and (kind, key) not in found.known:
                found.renamed[kind, key] = was
    for kind in {row.kind for row in result.rows}:
        if code := fields.kinds[kind].code:
            _by_code(fields, result, kind, code, found)
    for row in result.rows:
        _carry(fields, row, found)
    for row in result.rows:
        for record in row.records:
            if sender:
                _other_sender(result, row, record, found, sender)
            if fields.kinds[record.kind].grows == "是":
                _rewritten(result, row, record, found)
    if (what := (settings or Settings()).over(sender)) != LEFT:
        for row in result.rows:
            for record in row.records:
                _locked(fields, result, row, record, found, hold=what == HELD)
    return found


def _carry(fields: FieldList, row: Row, match: Match) -> None:
    """Of what its table has no column for a row says nothing: it stays as the store knows it, with its source. A cell left
    empty in a column that is there does say something."""
    for place, record in enumerate(row.records):
        known = match.partner(record)
        if known is None or not row.covers or unchanged(known, record):
            continue
        before = json.loads(known.body)
        told = {*record.facts, *row.covers, fields.kinds[record.kind].apart}
        kept = {
            name: one.typed(value)
            for name, value in before["facts"].items()
            if name not in told and (one := fields.get(name))
        }
        sources = {name: Source.model_validate(one) for name, one in before["sources"].items() if name in kept}
        facts = {**record.facts, **kept}
        made = make_record(fields, record.kind, facts, {**record.sources, **sources}, record.name)
        if made.key != record.key:  # its code tells which it is, and a part of its name has no column here
            match.renamed.pop((record.kind, record.key), None)
            match.here.add((record.kind, made.key))
            if made.key != known.key:
                match.renamed[record.kind, made.key] = known.key
        row.records[place] = made


def formerly(fields: FieldList, kind: str, rows: Iterable[Any]) -> dict[str, str]:
    """Of records that came in when their kind was known by fewer fields (主键): today's key and the one they stand under."""
    parts = len(fields.kinds[kind].identity)
    return {
        make_record(fields, kind, json.loads(row.body)["facts"]).key: row.key
        for row in rows
        if row.kind == kind and row.key.count("|") + 1 < parts
    }


def identities(fields: FieldList, row: Row) -> list[Identity]:
    """Kind and key of a row's records; of a faulty row as far as they can be told."""
    if row.records:
        return [(record.kind, record.key) for record in row.records]
    try:
        return [(row.kind, make_record(fields, row.kind, row.facts).key)] if row.name else []
    except ValueError:
        return []


def say(result: FileResult, row: Row, found: Issue) -> None:
    """Add a finding to a row and to its file, once."""
    if found not in row.issues:
        row.issues.append(found)
        result.issues.append(found)


def contradict(result: FileResult, row: Row, found: Issue, detail: str) -> None:
    """Add what exactly contradicts the store, and that something does."""
    say(result, row, found)
    say(result, row, issue("conflict", found.cell, other="库里", detail=detail))


def _by_code(fields: FieldList, result: FileResult, kind: str, code: str, match: Match) -> None:
    """Codes that the workbook gives to one record only, held against those that the store gives to one only."""
    rows: dict[str, list[tuple[Row, Record]]] = defaultdict(list)
    for row in result.rows:
        if row.kind == kind and (text := row.facts.get(code)):
            rows[str(text)] += [(row, record) for record in row.records[:1]]
    written = _codes(code, (row for (its, _), row in match.known.items() if its == kind))
    for text, places in rows.items():
        keys = {record.key for _, record in places}
        if len(keys) > 1:
            for row, _ in places:
                other = next(o.src for o, r in places if o is not row)
                say(result, row, issue("code-shared", _cell(row, code), number=text, other=other))
        elif len(known := written.get(text, [])) == 1 and known[0].key not in keys:
            for row, record in places:
                _one_code(fields, result, row, record, text, code, known[0], match)


def _codes(code: str, rows: Iterable[Any]) -> Mapping[str, list[Any]]:
    """Every code in the bodies (canonical JSON: a plain search is exact) with its rows."""
    pattern = re.compile(f'"{re.escape(code)}":"([^"\\\\]+)"')
    found: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        if hit := pattern.search(row.body):
            found[hit[1]].append(row)
    return found


def _one_code(
    fields: FieldList, result: FileResult, row: Row, record: Record, text: str, code: str, known: Any, match: Match
) -> None:
    identity = (record.kind, record.key)
    shown = {"number": text, "known": shown_key(known.key), "name": record.name}
    if identity in match.known or (record.kind, known.key) in match.here:
        contradict(result, row, issue("code-elsewhere", _cell(row, code), **shown), code)
        return
    match.renamed[identity] = known.key
    if likeness(names_of(fields, identity)[1], names_of(fields, (record.kind, known.key))[1]) < SAME_MATTER:
        contradict(result, row, issue("code-other-name", _cell(row, code), **shown), "名称")


def _other_sender(result: FileResult, row: Row, record: Record, match: Match, sender: str) -> None:
    known = match.partner(record)
    if known is None or not known.source.sender or known.source.sender == sender:
        return
    if differ := changes(known, record):
        names = "、".join(change.field for change in differ)
        found = issue("other-sender", row.src, known=known.source.sender, sender=sender, fields=names)
        contradict(result, row, found, names)


def _rewritten(result: FileResult, row: Row, record: Record, match: Match) -> None:
    """A kind that only grows (只增): what was said stays; only what was left open may be filled in."""
    known = match.partner(record)
    differ = [one for one in changes(known, record) if one.old is not None] if known else []
    if differ:
        names = "、".join(one.field for one in differ)
        say(
            result,
            row,
            issue("event-rewritten", row.src, fields=names, known="、".join(str(one.old) for one in differ)),
        )


def _locked(fields: FieldList, result: FileResult, row: Row, record: Record, match: Match, *, hold: bool) -> None:
    """Name what the row changes though the nation or the province sets it. What the store does not know yet is no change."""
    known = match.partner(record)
    if known is None or unchanged(known, record):
        return
    for change in changes(known, record):
        declared = fields.get(change.field)
        if declared is not None and declared.locked and change.old is not None:
            cell = _cell(row, change.field)
            told = {"field": change.field, "level": declared.set_by, "old": shown(change.old), "new": shown(change.new)}
            say(result, row, issue("locked-field-held", cell, **told) if hold else issue("locked-field", cell, **told))


def names_of(fields: FieldList, identity: Identity) -> tuple[tuple[str, ...], str]:
    """A key's other parts, and its names (主项名称, 子项名称 ...) in one; no names for kinds that have none."""
    kind, key = identity
    declared, parts = fields.kinds[kind].identity, key.split("|")
    if not 0 <= len(parts) - len(declared) <= bool(fields.kinds[kind].apart):
        return (kind, key), ""
    pairs = list(zip(declared, parts, strict=False))
    return (kind, *(p for n, p in pairs if not n.endswith("名称"))), "".join(p for n, p in pairs if n.endswith("名称"))


def shown_key(key: str) -> str:
    """A key as a person reads it."""
    return "／".join(part for part in key.split("|") if part)


def _cell(row: Row, name: str) -> str:
    source = row.cells.get(name)
    return source.cell if source and source.cell else row.src
