"""Tells rows of one name apart by their level: one department's matter listed once for the county, once for the towns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from catalogue.fields import FieldList
from catalogue.records import make_record
from importers.issues import issue
from importers.result import Row
from importers.ticks import LEVEL_FIELD


def separate(rows: Sequence[Row], fields: FieldList) -> None:
    """Give rows that would be one record, but claim levels that have nothing in common, records of their own.

    Levels that overlap, or that only one of the rows gives, tell nothing apart: such rows stay one matter told twice.
    A row that still has to be confirmed never changes what the others are.
    """
    groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        if row.records and fields.kinds[row.kind].apart:
            groups[row.kind, row.records[0].key].append(row)
    for group in groups.values():
        if len(group) < 2:
            continue
        sure = [row for row in group if not row.asks]
        apart = [*(sure if _apart(sure) else []), *(row for row in group if row.asks and _apart([*sure, row]))]
        for row in apart:
            other = next(one for one in group if levels(one.facts) != levels(row.facts))
            cell = row.cells[LEVEL_FIELD].cell if LEVEL_FIELD in row.cells else row.src
            place = other.src if other.src != row.src else other.line
            said = "、".join(row.facts[LEVEL_FIELD])
            row.issues.append(issue("same-name-levels", cell, other=place, levels=said))
            set_apart(row, fields, said)


def set_apart(row: Row, fields: FieldList, said: str) -> None:
    """Make a row's record one of its own, by its level."""
    row.facts[fields.kinds[row.kind].apart] = said
    (record,) = row.records
    row.records = [make_record(fields, row.kind, row.facts, record.sources, record.name)]


def levels(facts: Any) -> frozenset[str]:
    """The levels that facts claim."""
    return frozenset(facts.get(LEVEL_FIELD) or ())


def disjoint(all_levels: Iterable[frozenset[str]]) -> bool:
    """Whether levels are given everywhere and no two that differ have one in common."""
    different = set(all_levels)
    return all(different) and sum(map(len, different)) == len(frozenset().union(*different))


def _apart(rows: Sequence[Row]) -> bool:
    claimed = [levels(row.facts) for row in rows]
    return len(set(claimed)) > 1 and disjoint(claimed)
