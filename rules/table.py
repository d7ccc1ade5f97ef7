"""Records as columns of numbers: which of them are alike to the rules of one question, so that they are decided once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from catalogue.decision import Decision
from rules.answers import as_fact
from rules.atoms import freeze
from rules.truth import absent

KNOWN = ("已定", "裁定")


class Table:
    """The facts of records, and the answers found so far. Answers that records claim to have are no facts."""

    def __init__(self, records: Sequence[Mapping[str, Any]], questions: Collection[str]) -> None:
        self._records, self._questions = records, questions
        self._said = frozenset[str]().union(*records)  # names that any record says
        self._columns: dict[str, Sequence[int]] = {}
        self.answers: dict[str, list[Decision]] = {}

    def put(self, question: str, decisions: list[Decision]) -> None:
        """The decisions of one question, record by record; where they are one object, records stay alike."""
        self.answers[question] = decisions
        self._columns[question] = list(map(id, decisions))

    def telling(self, names: Iterable[str]) -> list[str]:
        """Of those names the ones of which any record says something: its facts, and questions that are answered."""
        return [n for n in names if n in self.answers or (n in self._said and n not in self._questions)]

    def alike(
        self, names: Iterable[str], asked: Sequence[int], apart: Collection[int] = ()
    ) -> tuple[list[int], list[int]]:
        """The case of every record that is `asked`, and the first record of every case: those that agree in all that is
        named are one case. Records whose number is in `apart` are cases of their own."""
        keys: list[Any] = list(zip(*map(self._column, names), strict=True)) or [()] * len(self._records)
        for number in apart:
            keys[number] = number
        first = {keys[number]: number for number in reversed(asked)}
        firsts = sorted(first.values())
        case = {keys[number]: case for case, number in enumerate(firsts)}
        return [case[keys[number]] for number in asked], firsts

    def facts(self, number: int, names: Iterable[str]) -> dict[str, Any]:
        """What is known of those names: facts of the record, and answers that were decided."""
        record, out = self._records[number], {}
        for name in names:
            if name in self.answers:
                if self.answers[name][number].status in KNOWN:
                    out[name] = as_fact(self.answers[name][number].answer)
            elif not absent(value := record.get(name)):
                out[name] = value
        return out

    def before(self, number: int, names: Iterable[str]) -> dict[str, Decision]:
        """The decisions of a record so far, of the questions among those names."""
        return {name: self.answers[name][number] for name in names if name in self.answers}

    def _column(self, name: str) -> Sequence[int]:
        found = self._columns.get(name)
        if found is None:
            found = self._columns[name] = self._numbered(name)
        return found

    def _numbered(self, name: str) -> list[int]:
        numbers: dict[Any, int] = {}
        values = [record.get(name) for record in self._records]
        try:
            return [numbers.setdefault(value, len(numbers)) for value in values]
        except TypeError:  # lists among them
            return [numbers.setdefault(freeze(value), len(numbers)) for value in values]
