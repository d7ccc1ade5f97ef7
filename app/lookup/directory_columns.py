"""What a list of the catalogue may show: every declared field, every question's answer; the same on screen, in CSV and XLSX."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from app.lookup.directory import ALL, MATTERS, Entry
from catalogue.fields import Field, FieldList
from rules.wording import said

QUESTION = "q."  # before a question's name, where a column is asked for by name
USUAL = ("name", "kind", "unit", "type", "level", "state", "q.决定")


@dataclass(frozen=True)
class Shown:
    """A column: its name in an address, its heading, its text for an entry."""

    name: str
    title: str
    cell: Callable[[Entry], str]


_OWN = (
    Shown("name", "名称", lambda e: e.name),
    Shown("kind", "类别", lambda e: e.kind),
    Shown("unit", "单位", lambda e: e.unit),
    Shown("code", "编码", lambda e: e.code),
    Shown("type", "事项类型", lambda e: "、".join(e.facets["type"])),
    Shown("level", "自报行使层级", lambda e: "、".join(e.facets["level"])),
    Shown("window", "自报窗口", lambda e: "、".join(e.facets["window"])),
    Shown("state", "判定状态", lambda e: "、".join(e.facets["state"])),
)


def words(field: Field | None, raw: Any) -> str:
    """A stored value in words."""
    if raw in (None, "", []):
        return ""
    try:
        return said(field.typed(raw) if field else raw)
    except ValueError:  # the list of fields has moved on since it was stored
        return said(raw)


def offered(fields: FieldList, kind: str, questions: Iterable[str]) -> list[Shown]:
    """Every column that a list of this kind may have: what all have, the kind's fields that are not personal, questions."""
    taken = {one.title for one in _OWN}
    kinds = fields.kinds if kind == ALL else (kind,) if kind else MATTERS
    declared = [
        f for f in fields.fields.values()
        if set(f.kinds) & set(kinds) and not f.personal and f.nature != "推得" and f.name not in taken
    ]  # fmt: skip
    return [
        *_OWN,
        *(Shown(f.key, f.name, _fact(f)) for f in declared),
        *(Shown(QUESTION + q, f"判定：{q}", _answer(q)) for q in questions),
    ]


def _fact(field: Field) -> Callable[[Entry], str]:
    return lambda entry: words(field, entry.facts.get(field.name))


def _answer(question: str) -> Callable[[Entry], str]:
    return lambda entry: "；".join(entry.answers(question))


def chosen(names: Sequence[str], every: Sequence[Shown]) -> list[Shown]:
    """The columns of these names, in their order; the usual ones where none is named. The name is always first."""
    known = {one.name: one for one in every}
    found = [known[name] for name in dict.fromkeys(names or USUAL) if name in known]
    return [known["name"], *(one for one in found if one.name != "name")]
