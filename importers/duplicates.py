"""Finds matters that stand twice in one file: the same again, or the same matter with other values."""

from __future__ import annotations

from typing import Any, Protocol

from catalogue.canonical import digest
from catalogue.names import name_key
from catalogue.records import Record
from importers.issues import Issue, issue

_IGNORED = ("备注",)


class _Row(Protocol):
    src: str
    facts: dict[str, Any]
    issues: list[Issue]
    records: list[Record]
    asks: bool


def find_duplicates(rows: list[Any]) -> None:
    """Add findings to rows whose record was already read; two versions of one matter are both held.

    A row that still has to be confirmed (hidden, struck through) never holds back one that need not.
    """
    first: dict[tuple[str, str], _Row] = {}
    for row in sorted(rows, key=lambda row: bool(row.asks)):
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
                row.issues.append(issue("duplicate-conflict", row.src, other=other.src, fields=names))
                if other.asks == row.asks and not any(i.code == "duplicate-conflict" for i in other.issues):
                    other.issues.append(issue("duplicate-conflict", other.src, other=row.src, fields=names))
            break


def _differ(left: dict[str, Any], right: dict[str, Any]) -> list[str]:
    return [
        name
        for name in dict.fromkeys([*left, *right])
        if name not in _IGNORED and _key(left.get(name)) != _key(right.get(name))
    ]


def _key(value: Any) -> str:
    return name_key(value) if isinstance(value, str) else digest(value)
