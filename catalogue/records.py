"""A record: one matter, item, organisation, instrument, grant, placement or figure, with the source of each value."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict

from catalogue.fields import FieldList
from catalogue.names import name_key


class Source(BaseModel):
    """Where a value came from: file sha256 and name, sheet and cell, its text there, and what was inferred."""

    model_config = ConfigDict(frozen=True)

    file: str = ""
    sha256: str = ""
    cell: str = ""
    raw: str = ""
    inferred: str = ""


class Record(BaseModel):
    """One record (记录): structure here, everything else in `facts` (typed values by Chinese field name).

    `kind` is declared in ``fields.yaml``; `key` is what makes the record the same in the next workbook;
    `valid_from` / `valid_to` are 施行 and 废止 (the last day is not included).
    """

    model_config = ConfigDict(frozen=True)

    kind: str
    key: str
    name: str
    facts: dict[str, Any]
    valid_from: date | None = None
    valid_to: date | None = None
    sources: dict[str, Source] = {}

    def in_force(self, day: date) -> bool:
        """Whether the record holds on that day (a missing date is open)."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)


def make_record(
    fields: FieldList, kind: str, facts: Mapping[str, Any], sources: Mapping[str, Source] | None = None
) -> Record:
    """Build a record from typed facts: its key from the kind's identity fields, its dates from 施行日期 / 废止日期.

    Raises `ValueError` naming the identity fields that are all empty.
    """
    declared = fields.kinds[kind]
    known = {name: value for name, value in facts.items() if value is not None}
    parts = [name_key(str(known.get(name, ""))) for name in declared.identity]
    if not any(parts):
        raise ValueError(f"缺少{'、'.join(declared.identity)}，认不出是哪一条{kind}")
    return Record(
        kind=kind,
        key="|".join(parts),
        name=str(known.get(declared.title) or next(known[n] for n in declared.identity if known.get(n))),
        facts=known,
        valid_from=known.get("施行日期"),
        valid_to=known.get("废止日期"),
        sources=dict(sources or {}),
    )
