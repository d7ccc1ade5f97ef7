"""A subject with its facts as judged and a decision for each question of its kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from catalogue.decision import Decision
from rules.answers import as_fact
from rules.books import Book
from rules.explain import explain_inner, explain_public


@dataclass(frozen=True)
class Judged:
    """`subject` is its id, `unit` who answers for it, `place` its cell, `matter_key` ties the parts of one matter."""

    subject: str
    kind: str
    name: str
    unit: str
    place: str
    matter_key: str
    facts: Mapping[str, Any]
    decisions: Mapping[str, Decision]
    book: Book = field(repr=False)
    day: date

    def reason(self, question: str, *, inner: bool = False) -> str:
        """Why, in words: for a notice, or in full for the office."""
        words = explain_inner if inner else explain_public
        return words(self.book, self.kind, self.facts, self.decisions[question], self.day)

    def published_reason(self, question: str) -> str:
        """Why, in public words that name no day: an edition says its own, and the same reason stays the same reason in
        the next one."""
        return explain_public(self.book, self.kind, self.facts, self.decisions[question], None)

    def answer(self, question: str) -> Any:
        """The settled answer, or None while it is open."""
        decision = self.decisions.get(question)
        return decision.answer if decision and decision.status in ("已定", "裁定") else None

    def answers(self) -> dict[str, Any]:
        """Settled answers as rules read them."""
        return {q: as_fact(answer) for q in self.decisions if (answer := self.answer(q)) is not None}

    def open(self, question: str) -> bool:
        """Whether the question was asked and is not settled."""
        return question in self.decisions and self.answer(question) is None
