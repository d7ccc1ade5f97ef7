"""Facts from JSON lines to decisions: the judgement alone, without the store."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any

from catalogue.canonical import plain
from catalogue.decision import IDENTITY, Decision
from catalogue.finding import UserError
from rules.books import Book
from rules.decide import decide
from rules.explain import not_that_day
from rules.facts.common import enrich
from rules.grounds import choices
from rules.opening.reading import nearest

_CHUNK = 2000


@dataclass
class _Line:
    id: Any
    kind: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    issues: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    decisions: Mapping[str, Decision] = field(default_factory=dict)


def decide_lines(lines: Iterable[str], book: Book, as_of: date) -> Iterator[dict[str, Any]]:
    """For each line `{"id", "kind", "facts"}` give `{"id", "decisions", "issues", "notes"}`, in the same order.

    `kind` and fact names may be Chinese names or English keys. A fact name that the book does not know, or a value
    that does not fit, is an issue and counts as unknown; what disagrees with the register is a note. A line that is not such an object stops with its number.
    """
    numbered = ((number, line) for number, line in enumerate(lines, 1) if line.strip())
    while chunk := [_read(number, line, book) for number, line in islice(numbered, _CHUNK)]:
        for kind in dict.fromkeys(line.kind for line in chunk if line.kind):
            rows = [line for line in chunk if line.kind == kind]
            for row in rows:
                row.facts, disagreements = enrich(book, kind, row.facts, as_of)
                row.notes += disagreements + [one for one in [not_that_day(book, row.facts, as_of)] if one]
            for row, decisions in zip(rows, decide(book, kind, [row.facts for row in rows], as_of), strict=True):
                row.decisions = decisions
        for line in chunk:
            yield {
                "id": line.id,
                "decisions": {name: shown(decision, book) for name, decision in line.decisions.items()},
                "issues": line.issues,
                "notes": line.notes,
            }


def shown(decision: Decision, book: Book) -> dict[str, Any]:
    """A decision as plain JSON values, the basis in words; `choices` says what a missing fact may be (取值)."""
    asked = () if IDENTITY in decision.missing else decision.missing
    basis = [{"text": one.text, "article": one.article, "gist": one.gist} for one in decision.basis]
    aside = [{"rule": one.rule, "by": one.by} for one in decision.set_aside]
    out: dict[str, Any] = plain(
        {
            "status": decision.status,
            "answer": decision.answer,
            "rules": decision.rules,
            "set_aside": aside,
            "basis": basis,
            "missing": decision.missing,
            "choices": {name: between for name in asked if (between := choices(book, name))},
            "note": decision.note,
            "sides": decision.sides,
            "facts": {name: _json(value) for name, value in decision.facts.items()},
        }
    )
    return out


def _json(value: Any) -> Any:
    return value if isinstance(value, (str, int, Decimal, date, list, tuple)) else str(value)


def _read(number: int, line: str, book: Book) -> _Line:
    place = f"第 {number} 行"
    try:
        content = json.loads(line, parse_float=Decimal, parse_constant=_refuse)
    except (ValueError, RecursionError, ArithmeticError) as error:
        raise UserError(place, "不是合格的 JSON", '请每行写一个 {"id": …, "kind": …, "facts": {…}}') from error
    if not isinstance(content, dict) or not isinstance(content.get("facts", {}), dict):
        raise UserError(place, "不是一个带 facts 的对象", '请每行写一个 {"id": …, "kind": …, "facts": {…}}')
    out = _Line(content.get("id", number))
    out.kind = _kind(content.get("kind"), book, out.issues)
    for name, raw in content.get("facts", {}).items():
        known = book.fields.get(name)
        if known is None:
            if name in book.vocabulary.questions:
                out.issues.append(f"“{name}”是要判定的问题，不是事实，未采用")
            else:
                out.issues.append(f"没有“{name}”这项事实{nearest(name, book.fields.fields)}，未采用")
            continue
        try:
            value = known.typed(raw)
        except (ValueError, TypeError) as error:
            out.issues.append(f"{error}，按未知处理")
            continue
        if known.name in out.facts and out.facts[known.name] != value:
            out.issues.append(f"“{known.name}”给了两个不同的值，按未知处理")
            out.facts[known.name] = None
        else:
            out.facts[known.name] = value
    return out


def _refuse(word: str) -> Any:
    raise ValueError(word)


def _kind(raw: Any, book: Book, issues: list[str]) -> str:
    kinds = book.fields.kinds
    if not raw and len(kinds) == 1:
        return next(iter(kinds))
    for kind in kinds.values():
        if raw in (kind.name, kind.key):
            return kind.name
    issues.append(f"没有“{raw}”这类记录{nearest(str(raw), kinds)}，可用：{'、'.join(kinds)}")
    return ""
