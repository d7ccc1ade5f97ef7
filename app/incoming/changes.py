"""What makes two versions of a record differ: its substance, and field by field with the source of either value."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from catalogue.canonical import plain
from catalogue.records import Record

SUBSTANCE = ("kind", "key", "facts")


def substance(record: Record) -> dict[str, Any]:
    """What makes two revisions the same: everything but where it came from."""
    return {part: getattr(record, part) for part in SUBSTANCE}


@dataclass(frozen=True)
class Change:
    """One field: the value known, the value sent, and where each stands (file and cell)."""

    field: str
    old: Any
    new: Any
    old_source: str
    new_source: str
    old_import: int = 0  # the number of the import that the known value came with


def changes(known: Any, record: Record) -> tuple[Change, ...]:
    """Field by field: what the store's row says and what the record says, compared as canonical values."""
    before: dict[str, Any] = json.loads(known.body)
    old, new = before["facts"], plain(record.facts)
    found = []
    for name in sorted(old.keys() | new.keys()):
        if old.get(name) == new.get(name):
            continue
        was = before["sources"].get(name, {})
        now = record.sources.get(name)
        found.append(
            Change(
                name,
                old.get(name),
                new.get(name),
                f"{was.get('file') or known.source.name} {was.get('cell', '')}".strip(),
                f"{now.file} {now.cell}".strip() if now else "",
                known.source_id,
            )  # fmt: skip
        )
    return tuple(found)


def shown(value: Any) -> str:
    """A canonical value as a person writes it; nothing for nothing."""
    if value is None:
        return "（空）"
    if isinstance(value, dict) and set(value) == {"value", "unit"}:
        return "即办" if value["unit"] == "即办" else f"{value['value']}{value['unit']}"
    if isinstance(value, list):
        return "、".join(map(shown, value))
    return str(value)
