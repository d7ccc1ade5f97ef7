"""Finds the store's record of a matter that is listed at several levels, now or before: by its level, else it is asked."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from catalogue.fields import FieldList
from catalogue.records import Record
from importers.apart import disjoint, levels, set_apart
from importers.issues import issue

if TYPE_CHECKING:
    from importers.read import FileResult, Row

Identity = tuple[str, str]


def match_levels(fields: FieldList, result: FileResult, known: Mapping[Identity, Any]) -> dict[Identity, str]:
    """Rows whose name the store knows under another set of levels; gives the identities and the keys they had before.

    A row that stands alone where the store has several is the one of its level. Levels that only overlap with the
    store's decide nothing: the row waits for a word.
    """
    alike: dict[Identity, list[Any]] = defaultdict(list)
    for (kind, key), there in known.items():
        if fields.kinds[kind].apart:
            alike[kind, _base(fields, kind, key)].append(there)
    here = {(record.kind, record.key) for row in result.rows for record in row.records}
    before: dict[Identity, str] = {}
    for row in result.rows:
        for record in row.records:
            identity = (record.kind, record.key)
            others = alike.get((record.kind, _base(fields, *identity)), ()) if fields.kinds[record.kind].apart else ()
            if others and identity not in known:
                _one(fields, result, row, record, [o for o in others if (o.kind, o.key) not in here], before)
    return before


def _one(
    fields: FieldList, result: FileResult, row: Row, record: Record, others: list[Any], before: dict[Identity, str]
) -> None:
    own = levels(record.facts)
    claimed = [levels(json.loads(other.body)["facts"]) for other in others]
    same = [other for other, level in zip(others, claimed, strict=True) if level and level == own]
    if len(same) == 1 and record.key == _base(fields, record.kind, record.key):
        set_apart(row, fields, json.loads(same[0].body)["facts"][fields.kinds[record.kind].apart])
    elif len(same) == 1:
        before[record.kind, record.key] = same[0].key
    elif others and not disjoint([own, *claimed]):
        found = issue("conflict", row.src, other="库里", detail="行使层级")
        row.issues.append(found)
        result.issues.append(found)


def _base(fields: FieldList, kind: str, key: str) -> str:
    """The key without the level."""
    return "|".join(key.split("|")[: len(fields.kinds[kind].identity)])
