"""How many decisions a fact settles once it is filled in: tried with every value that it can have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from catalogue.decision import Decision
from rules.books import Book
from rules.decide import Ruling, decide, known_answer
from rules.facts.judged import Judged

_YES_OR_NO = ("是", "否")


def settled_by(book: Book, day: date, open_: Iterable[tuple[Judged, Decision]]) -> dict[str, tuple[int, int]]:
    """For each fact that is the only one some decisions lack: how many of these it settles at least, and at most,
    whichever value of its closed list each record turns out to have. Numbers, days and free text cannot be tried."""
    lists: dict[tuple[str, str], dict[str, tuple[Judged, set[str]]]] = defaultdict(dict)
    for one, decision in open_:
        if len(decision.missing) == 1 and not decision.note:
            lists[one.kind, decision.missing[0]].setdefault(one.subject, (one, set()))[1].add(decision.question)
    found: dict[str, tuple[int, int]] = {}
    for (kind, name), asked in lists.items():
        if values := _values(book, name):
            least, most = found.get(name, (0, 0))
            counts = [_settled(book, kind, day, name, value, list(asked.values())) for value in values]
            found[name] = (
                least + sum(map(min, zip(*counts, strict=True))),
                most + sum(map(max, zip(*counts, strict=True))),
            )
    return found


def _values(book: Book, name: str) -> list[Any]:
    field = book.fields.fields.get(name)
    if field is None:
        return []
    values = field.values or (_YES_OR_NO if field.type == "是否" else ())
    return [[value] if field.many else value for value in values]


def _settled(
    book: Book, kind: str, day: date, name: str, value: Any, asked: Sequence[tuple[Judged, set[str]]]
) -> list[int]:
    """For each record how many of its questions are settled with that value."""
    facts: list[Mapping[str, Any]] = [{**one.facts, name: value} for one, _ in asked]
    rulings = {
        (number, question): Ruling(decision.answer, "", day)
        for number, (one, _) in enumerate(asked)
        for question, decision in one.decisions.items()
        if decision.status == "裁定"
    }
    questions = set[str]().union(*(wanted for _, wanted in asked))
    decided = decide(book, kind, facts, day, questions, rulings)
    return [
        sum(known_answer(decisions[question]) for question in wanted)
        for decisions, (_, wanted) in zip(decided, asked, strict=True)
    ]
