"""An opened rule book, and what of it holds on one day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

from catalogue.fields import Field, FieldList
from catalogue.finding import UserError
from catalogue.names import name_key
from catalogue.rulebook import Indicator, LegalText, Listing, ParameterValue, Question, Rule
from rules.answers import AnswerTerm
from rules.named import Identified
from rules.register import Register

TODAY = "判定日"
"""A parameter that every book has: the day as of which is judged."""


@dataclass(frozen=True)
class Vocabulary:
    """The words a condition may use."""

    fields: FieldList
    questions: Mapping[str, Question]
    parameters: Mapping[str, tuple[ParameterValue, ...]]
    lists: Mapping[str, tuple[Listing, ...]]
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # of each list, also of one without rows

    def term(self, name: str) -> Field | AnswerTerm | None:
        """The field or question of that name."""
        if name in self.questions:
            return AnswerTerm(self.questions[name])
        return self.fields.fields.get(name)

    def is_parameter(self, name: str) -> bool:
        """Whether `{name}` means a parameter (else it means a field)."""
        return name == TODAY or name in self.parameters

    def words(self) -> list[str]:
        """Every name a condition may begin with."""
        return [*self.questions, *self.fields.fields]


_NO_REGISTER = Register()  # of a day in an example, of which there are thousands


@dataclass(frozen=True)
class Day:
    """Parameters and lists as they stand on one day."""

    day: date
    parameters: Mapping[str, Any]
    lists: Mapping[str, tuple[Listing, ...]]
    parameter_names: frozenset[str]
    register: Register = field(default=_NO_REGISTER, compare=False)
    _rows: dict[tuple[str, tuple[str, ...]], frozenset[tuple[str, ...]]] = field(default_factory=dict, compare=False)
    _listed: dict[str, frozenset[str] | None] = field(default_factory=dict, compare=False)
    _meant: dict[str, dict[str, list[tuple[str, Identified]]]] = field(default_factory=dict, compare=False)

    def rows(self, name: str, columns: tuple[str, ...] = ("项",)) -> frozenset[tuple[str, ...]] | None:
        """Those columns of the list's rows in force, as they are looked up (`name_key`); None if no row is in force."""
        if name not in self.lists:
            return None
        found = self._rows.get((name, columns))
        if found is None:
            parts = (_keys(one.rows, tuple(map(one.columns.index, columns))) for one in self.lists[name])
            found = self._rows[name, columns] = frozenset[tuple[str, ...]]().union(*parts)
        return found

    def listed(self, name: str) -> frozenset[str] | None:
        """What the list's rows in force are about (项), as `name_key`; None if no row is in force."""
        if name not in self._listed:
            rows = self.rows(name)
            self._listed[name] = None if rows is None else frozenset(item for (item,) in rows)
        return self._listed[name]

    def meant(self, name: str) -> Mapping[str, list[tuple[str, Identified]]]:
        """The registered matters that the list's rows in force name (项), by identity: as named, and what is meant."""
        if name not in self._meant:
            found: dict[str, list[tuple[str, Identified]]] = {}
            for listing in self.lists.get(name, ()):
                for said in sorted({row[listing.columns.index("项")] for row in listing.rows}):
                    if one := self.register.identify(said, day=self.day):
                        found.setdefault(one.matter.id, []).append((said, one))
            self._meant[name] = found
        return self._meant[name]


_DAYS = 100  # days that a book remembers


@dataclass(frozen=True)
class Book:
    """A proofread rule book. `texts` is by title and alias; `digest` names its content, wherever it lies."""

    vocabulary: Vocabulary
    rules: tuple[Rule, ...]
    checks: tuple[Rule, ...]
    indicators: tuple[Indicator, ...]
    texts: Mapping[str, tuple[LegalText, ...]]
    register: Register
    digest: str
    warnings: tuple[UserError, ...] = field(default=(), compare=False)

    @property
    def fields(self) -> FieldList:
        return self.vocabulary.fields

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(self.vocabulary.questions.values())

    @property
    def parameters(self) -> Mapping[str, tuple[ParameterValue, ...]]:
        return self.vocabulary.parameters

    @property
    def lists(self) -> Mapping[str, tuple[Listing, ...]]:
        return self.vocabulary.lists

    @cached_property
    def by_id(self) -> Mapping[str, Rule]:
        """Rules and checks by 编号."""
        return {rule.id: rule for rule in (*self.rules, *self.checks)}

    @cached_property
    def _days(self) -> dict[date, Day]:
        return {}

    def on(self, day: date) -> Day:
        """What of parameters and lists holds on that day."""
        if day not in self._days:
            if len(self._days) >= _DAYS:
                self._days.clear()
            self._days[day] = replace(as_of(self.vocabulary, day), register=self.register)
        return self._days[day]


@lru_cache(1000)
def _keys(rows: frozenset[tuple[str, ...]], places: tuple[int, ...]) -> frozenset[tuple[str, ...]]:
    """Cells of those columns as they are looked up; a list is asked for once an example."""
    return frozenset(tuple(name_key(row[place]) for place in places) for row in rows)


def as_of(words: Vocabulary, day: date, given: Mapping[str, Any] | None = None) -> Day:
    """Parameters and lists on that day; `given` values (from an example) go before the book's own."""
    values: dict[str, Any] = {
        name: value.value
        for name, dated in words.parameters.items()
        for value in dated
        if value.value is not None
        and (value.begins is None or value.begins <= day)
        and (value.ends is None or day < value.ends)
    }
    held: dict[str, list[Listing]] = {}
    for name, editions in words.lists.items():
        for edition in editions:
            if edition.begins <= day and (edition.ends is None or day < edition.ends):
                held.setdefault(name, []).append(edition)
    return Day(
        day=day,
        parameters={**values, TODAY: day, **(given or {})},
        lists={name: tuple(editions) for name, editions in held.items()},
        parameter_names=frozenset((*words.parameters, TODAY)),
    )
