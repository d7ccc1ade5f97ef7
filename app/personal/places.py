"""Where personal data lie, and since when: counted, never shown."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.clock import now
from app.personal.erasing import GONE, private
from catalogue.fields import FieldList


@dataclass(frozen=True)
class Lies:
    """Values of one field in one place: how many, since when, and how many are past their term."""

    place: str
    field: str
    count: int
    since: str
    overdue: int


def term(days: int) -> str:
    """The moment before which personal data are past their term (ISO time)."""
    return (datetime.fromisoformat(now()) - timedelta(days=days)).isoformat(timespec="seconds")


def lie(fields: FieldList, before: str) -> list[Lies]:
    """Every place and field that holds personal data; `before`: what came in earlier is past its term."""
    found: dict[tuple[str, str], list[str]] = {}
    for place, name, at in _values(fields):
        found.setdefault((place, name), []).append(at)
    return [
        Lies(place, name, len(times), min(times)[:10], sum(at < before for at in times))
        for (place, name), times in sorted(found.items())
    ]


def overdue(fields: FieldList, days: int) -> int:
    """How many values are past their term."""
    return sum(one.overdue for one in lie(fields, term(days)))


def personal_texts(fields: FieldList, source: Any) -> set[str]:
    """The personal data that an import brought, as sent: what a finding about it may quote."""
    from app.models import HeldRow, Revision

    names = private(fields)
    found = set()
    for body in Revision.objects.filter(source=source).exclude(body="").values_list("body", flat=True):
        raw = json.loads(body)
        for name in names & raw["facts"].keys():
            found |= {str(raw["facts"][name]), raw["sources"].get(name, {}).get("raw", "")}
    for cells in HeldRow.objects.filter(imported=source).values_list("cells", flat=True):
        found |= {cell["raw"] for name, cell in json.loads(cells).items() if name in names}
    return found


def _values(fields: FieldList) -> Iterator[tuple[str, str, str]]:
    from app.models import HeldRow, ProblemAct, Revision, SelfCheckAct, SelfCheckSheet

    names = private(fields)
    kinds = {kind for name in names for kind in fields.fields[name].kinds}
    rows = Revision.objects.filter(kind__in=kinds).exclude(body="")
    for body, came, acted in rows.values_list("body", "source__at", "act__at").iterator(2000):
        for name in names & json.loads(body)["facts"].keys():
            yield "记录的版本", name, acted or came
    for cells, came in HeldRow.objects.values_list("cells", "imported__at").iterator(2000):
        for name, cell in json.loads(cells).items():
            if name in names and cell["raw"]:
                yield "暂存的行", name, came
    for place, model, column in (
        ("问题的经过", ProblemAct, "body"), ("自查", SelfCheckSheet, "rows"), ("自查", SelfCheckAct, "detail"),
    ):  # fmt: skip
        for text, at in model._default_manager.values_list(column, "at").iterator(500):
            for name in _named(json.loads(text), names):
                yield place, name, at


def _named(value: Any, names: set[str]) -> Iterator[str]:
    if isinstance(value, list):
        for one in value:
            yield from _named(one, names)
    elif isinstance(value, dict):
        for name, inner in value.items():
            if name in names and isinstance(inner, str):
                if inner not in ("", GONE):
                    yield name
            else:
                yield from _named(inner, names)
