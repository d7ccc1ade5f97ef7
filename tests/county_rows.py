"""Rows of a county judged as the program judges them, without a store: what the fifth table of hard cases is held against."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from app.judgement.judging import lawful
from catalogue.finding import Finding
from catalogue.records import Record, make_record
from rules.books import Book
from rules.checks import check
from rules.decide import decide
from rules.facts.common import enrich
from rules.facts.filing import filings
from rules.facts.found import Found
from rules.facts.grant import grants
from rules.facts.item import items
from rules.facts.judged import Judged
from rules.facts.lives import lives
from rules.facts.other import cited, others
from rules.facts.placement import placements
from rules.facts.subject import Subject
from rules.facts.world import World

Seen = list[tuple[Judged, list[Finding]]]
EARLY = ("办理项", "职权", "赋权", "进驻")


def write_lists(folder: Path, lists: Mapping[str, list[list[str]]], columns: Mapping[str, list[str]]) -> None:
    """The lists of an office, dated row by row: 项, 施行, 废止, or the columns given for a list."""
    for name, rows in lists.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows([columns.get(name, ["项", "施行", "废止"]), *rows])


def judged_on_their_days(table: Mapping[str, Any], book: Book) -> dict[tuple[str, date], Seen]:
    """By scene and day all that is judged of it; the scenes of a day are decided together, each by its own rows only."""
    shared = [_record(book, {"类别": kind, **row}) for kind in ("机构", "文件") for row in table[kind]]
    days: dict[date, dict[str, list[Record]]] = defaultdict(dict)
    for scene in table["情形"]:
        records = [*shared, *(_record(book, row) for row in scene["记录"])]
        for asked in scene["问"]:
            days[asked["日"]][scene["例"]] = records
    found: dict[tuple[str, date], Seen] = {}
    for day, scenes in days.items():
        worlds = {name: World.of(records, day) for name, records in scenes.items()}
        lived = {name: lives(records, book) for name, records in scenes.items()}
        held = book.on(day)
        subjects: dict[str, dict[str, list[Subject]]] = {kind: {} for kind in (*EARLY, "文件")}
        for name, world in worlds.items():
            listed = list(items(world))
            subjects["办理项"][name] = listed
            subjects["职权"][name] = list(items(world, "职权", held))
            subjects["赋权"][name] = list(grants(world, held, lived[name]))
            subjects["进驻"][name] = list(placements(world, listed, {}, {}))
            subjects["文件"][name] = others(world, book.fields, held)["文件"]
        judged = {kind: _judge(book, kind, subjects[kind], day) for kind in EARLY}
        named = {name: [one.facts for one, _ in judged["赋权"][name]] for name in scenes}
        papers = {name: cited(found, named[name]) for name, found in subjects["文件"].items()}
        judged["文件"] = _judge(book, "文件", papers, day)
        open_filings = {
            name: list(filings(world, lawful([one for one, _ in judged["赋权"][name]]), lived[name]))
            for name, world in worlds.items()
        }
        judged["办件"] = _judge(book, "办件", open_filings, day)
        for name in scenes:
            found[name, day] = [one for groups in judged.values() for one in groups[name]]
    return found


def _record(book: Book, row: Mapping[str, Any]) -> Record:
    facts = {name: book.fields.fields[name].typed(value) for name, value in row.items() if name != "类别"}
    return make_record(book.fields, row["类别"], facts)


def _judge(book: Book, kind: str, groups: Mapping[str, Iterable[Subject]], day: date) -> dict[str, Seen]:
    placed = [(name, subject) for name, group in groups.items() for subject in group]
    facts = [enrich(book, kind, subject.facts, day)[0] for _, subject in placed]
    decided = decide(book, kind, facts, day)
    judged = [
        Judged(s.id, s.kind, s.name, s.unit, s.place, s.matter, f, d, book, day)
        for (_, s), f, d in zip(placed, facts, decided, strict=True)
    ]
    follows = Found({})
    found = check(book, kind, [{**one.facts, **follows.facts(one)} for one in judged], day, decided)
    seen: dict[str, Seen] = {name: [] for name in groups}
    for (name, _), one, reported in zip(placed, judged, found, strict=True):
        seen[name].append((one, list(reported)))
    return seen
