"""Finds matters that stand twice in one file, or in two files of one import: the same again, or the same matter with other values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Protocol

from catalogue.canonical import digest
from catalogue.names import name_key
from catalogue.records import Record
from importers.issues import Issue, issue

_IGNORED = ("备注",)


class _Row(Protocol):
    src: str
    line: str
    facts: dict[str, Any]
    issues: list[Issue]
    records: list[Record]
    asks: bool
    held: bool


class _File(Protocol):
    file: str
    same_as: str
    rows: list[Any]
    issues: list[Issue]


def find_duplicates(rows: list[Any]) -> None:
    """Add findings to rows whose record was already read; two versions of one matter are both held.

    A row that still has to be confirmed (hidden, struck through) never holds back one that need not.
    """
    first: dict[tuple[str, str], _Row] = {}
    waiting = {id(row) for row in rows if row.issues and row.asks}  # before a finding of ours makes one wait
    for row in sorted(rows, key=lambda row: id(row) in waiting):
        for record in row.records:
            key = (record.kind, record.key)
            other = first.setdefault(key, row)
            if other is row:
                continue
            differ = _differ(other.facts, row.facts)
            if not differ:
                row.issues.append(issue("duplicate-same", row.src, other=other.src))
            else:
                names = "、".join(differ)
                _contradicts(row, other, names)
                alike = (id(other) in waiting) == (id(row) in waiting)
                if alike and not any(i.code == "duplicate-conflict" for i in other.issues):
                    _contradicts(other, row, names)
            break


def find_conflicts(results: Sequence[_File]) -> None:
    """Add findings to rows of several files of one import that are one record but say different things.

    Which file is the newer nobody said: both rows wait for a person's word, as two sheets' rows do.
    """
    said: dict[tuple[str, str], list[tuple[_File, _Row]]] = defaultdict(list)
    for result in results if len(results) > 1 else ():
        for row in result.rows if not result.same_as else ():
            good = not row.held
            for record in row.records if good else ():
                others = said[record.kind, record.key]
                for there, other in others:
                    if there is not result and (differ := _differ(other.facts, row.facts)):
                        _say_conflict(result, row, there, other, "、".join(differ))
                        _say_conflict(there, other, result, row, "、".join(differ))
                others.append((result, row))


def _say_conflict(result: _File, row: _Row, there: _File, other: _Row, names: str) -> None:
    found = issue("conflict", row.src, other=f"“{there.file}”{other.src}", detail=names)
    if found not in row.issues:  # a row may have several records
        row.issues.append(found)
        result.issues.append(found)


def _contradicts(row: _Row, other: _Row, names: str) -> None:
    """Two rows of one matter; where they stand in two sheets it is also told as a contradiction between lists."""
    place = other.src if other.src != row.src else other.line  # one merged name over both
    row.issues.append(issue("duplicate-conflict", row.src, other=place, fields=names))
    if row.src.rpartition("!")[0] != other.src.rpartition("!")[0]:
        row.issues.append(issue("conflict", row.src, other=place, detail=names))


def _differ(left: dict[str, Any], right: dict[str, Any]) -> list[str]:
    return [
        name
        for name in dict.fromkeys([*left, *right])
        if name not in _IGNORED and _key(left.get(name)) != _key(right.get(name))
    ]


def _key(value: Any) -> str:
    return name_key(value) if isinstance(value, str) else digest(value)
