"""A subject of judgement: one record (or one record and one recipient) with its flat facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from catalogue.names import name_key


@dataclass(frozen=True)
class Subject:
    """`id` is what findings, rulings and decisions name; `matter` ties items, placement and grants of one matter."""

    kind: str
    id: str
    name: str
    unit: str
    facts: dict[str, Any]
    matter: str = ""
    place: str = ""


def matter_of(unit: Any, main: Any, sub: Any = "") -> str:
    """The key of a matter within a unit: its sub-matter's name, or the main one's."""
    return f"{name_key(str(unit or ''))}|{name_key(str(sub or main or ''))}"


def without_empty(facts: dict[str, Any]) -> dict[str, Any]:
    """Facts that are known."""
    return {name: value for name, value in facts.items() if value or value not in (None, "", [], ())}
