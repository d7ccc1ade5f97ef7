"""The court: one question about one record, from the rules that match to a `Decision` with its reasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

from catalogue.decision import IDENTITY, Cited, Decision
from catalogue.finding import UserError
from catalogue.rulebook import Basis, Condition, Indicator, Question, Rule
from rules.answers import canonical_answer
from rules.articles import cited
from rules.atoms import freeze
from rules.books import Book, Day
from rules.engine import Matches
from rules.procedure import Outcome, reach, settle
from rules.truth import FALSE, LISTED, absent, held_in, missing, truth

NO_RULE, UNREAD, UNIDENTIFIED, UNANSWERED = "没有规则", "依据待核", "未认定事项", "规则引擎没有答复"
READING, UNREAD_YET = "法条核对", "待核"
_KNOWING = ("已知", "未知")

_Part = TypeVar("_Part")

Facts = Mapping[str, Any]
Decisions = Mapping[str, Decision]


@dataclass(frozen=True)
class Ruling:
    """What a person decided (裁定): the answer, who, when and why. It stands above the rules."""

    answer: Any
    who: str
    when: date
    why: str = ""

    def __str__(self) -> str:
        return f"{self.when} {self.who}" + (f"：{self.why}" if self.why else "")


@dataclass(frozen=True)
class Read:
    """What some rules read: names of facts and parameters, in order, and the conditions that ask lists."""

    names: tuple[str, ...]
    listed: tuple[Condition, ...]

    @classmethod
    def by(cls, rules: Iterable[Rule]) -> Read:
        rules = sorted(rules, key=lambda rule: rule.id)
        listed = {c.content: c for rule in rules for c in rule.conditions if c.operator in LISTED}
        return cls(tuple(sorted(frozenset[str]().union(*(rule.reads for rule in rules)))), tuple(listed.values()))

    def of(self, facts: Facts, day: Day) -> dict[str, Any]:
        """Of one record the known facts and parameters (参数：X), and whether the lists asked (清单：X) hold it."""
        used: dict[str, Any] = {}
        for name in self.names:
            if name in day.parameter_names:
                if name in day.parameters:
                    used[f"参数：{name}"] = day.parameters[name]
            elif not absent(value := facts.get(name)):
                used[name] = value
        for condition in self.listed:
            if (held := held_in(condition, facts, day)) is not None:
                used[f"清单：{condition.operand}"] = held
        return used


class Court:
    """Decides one question for records of one kind; equal cases are decided once."""

    def __init__(self, book: Book, kind: str, question: Question, day: Day) -> None:
        self.book, self.question, self.day = book, question, day
        self.over = _reach(book)
        self.rules = {
            rule.id: rule
            for rule in book.rules
            if kind in rule.kinds and question.name in rule.answers and rule.in_force(day.day)
        }
        self.known = frozenset(self.rules)
        self.reads = {name: rule.reads for name, rule in self.rules.items()}
        self.knowing = [r for r in self.rules.values() if any(c.operator in _KNOWING for c in r.conditions)]
        self.read = frozenset(name for name, rule in self.rules.items() if not rule.unread)
        self.answers = {name: rule.answers[question.name] for name, rule in self.rules.items()}
        self.settled: dict[Any, tuple[Outcome, tuple[str, ...], Read]] = {}
        self.alike: dict[Any, Any] = {}  # one object for equal parts of many decisions
        self.decided: dict[Any, Decision] = {}
        self.unanswered = Decision(question=question.name, status="待定", note=UNANSWERED)

    def decide(self, facts: Facts, found: Matches | None, before: Decisions, ruling: Ruling | None) -> Decision:
        """The decision from what matches certainly and possibly; an engine that gave no answer decides nothing."""
        if found is None:
            return self._ruled(self.unanswered, ruling) if ruling else self.unanswered
        certain, possible = found[0] & self.read, found[1] & self.known
        case = self.settled.get((certain, possible))
        if case is None:
            outcome = settle(certain, possible, self.answers, self.over)
            read = Read.by(self.rules[name] for name in possible)
            case = self.settled[certain, possible] = (outcome, self._used(possible), read)
        outcome, used, read = case
        key = (
            certain,
            possible,
            tuple(freeze(facts.get(name)) for name in used),
            self._open(used, facts, before),
            tuple(before[name].basis for name in used if name in before),
        )
        decision = self.decided.get(key)
        if decision is None:
            decision = self.decided[key] = self._decision(outcome, possible, read, facts, before)
        return decision if ruling is None else self._ruled(decision, ruling)

    def _used(self, possible: Iterable[str]) -> tuple[str, ...]:
        rules = [self.rules[name] for name in possible]
        sources = {basis.from_field for rule in rules for basis in rule.basis if basis.from_field}
        return tuple(
            sorted({IDENTITY, READING}.union(sources, *(self.reads[rule.id] for rule in (*rules, *self.knowing))))
        )

    def _dormant(self, facts: Facts) -> list[Rule]:
        """Rules that only a 已知 / 未知 about a fact we lack keeps out: knowing it could bring them in."""
        return [
            rule
            for rule in self.knowing
            if all(
                c.operator in _KNOWING and absent(facts.get(c.field))
                for c in rule.conditions
                if truth(c, facts, self.day) == FALSE
            )
        ]

    def _open(self, used: Iterable[str], facts: Facts, before: Decisions) -> tuple[Any, ...]:
        return tuple(before[name].missing for name in used if name in before and absent(facts.get(name)))

    def _decision(
        self, outcome: Outcome, possible: frozenset[str], read: Read, facts: Facts, before: Decisions
    ) -> Decision:
        doubtful = [self.rules[name] for name in outcome.sides if name not in outcome.deciding]
        lacking: set[str] = set()
        unread = False
        if outcome.status == "待定":
            doubtful += [rule for rule in self._dormant(facts) if rule.id not in possible]
            lacking = {n for rule in doubtful for n in missing_facts(self.book, rule, facts, before, self.day)}
            unread = any(rule.unread for rule in doubtful)
        return Decision(
            question=self.question.name,
            status=outcome.status,
            answer=outcome.answer,
            rules=outcome.deciding,
            set_aside=outcome.set_aside,
            sides=outcome.sides,
            basis=self._shared(basis_of((self.rules[name] for name in outcome.deciding), facts, before)),
            missing=self._shared(tuple(sorted(lacking))),
            facts=read.of(facts, self.day),
            note=self._note(outcome, lacking, unread, facts),
        )

    def _shared(self, part: tuple[_Part, ...]) -> tuple[_Part, ...]:
        return self.alike.setdefault(part, part)  # type: ignore[no-any-return]

    def _note(self, outcome: Outcome, lacking: set[str], unread: bool, facts: Facts) -> str:
        if outcome.status != "待定":
            return ""
        if IDENTITY in lacking:
            return UNIDENTIFIED
        if unread:
            return UNREAD
        if outcome.sides or lacking:
            return ""
        return UNREAD if facts.get(READING) == UNREAD_YET else NO_RULE

    def _ruled(self, decision: Decision, ruling: Ruling) -> Decision:
        try:
            answer = canonical_answer(self.question, ruling.answer)
        except ValueError as error:
            raise UserError(f"裁定（{ruling.when} {ruling.who}）", str(error), "请改正裁定的答案") from error
        return replace(decision, status="裁定", answer=answer, ruling=str(ruling))


_reached: dict[str, dict[str, frozenset[str]]] = {}


def _reach(book: Book) -> dict[str, frozenset[str]]:
    if book.digest not in _reached:
        if len(_reached) > 64:
            _reached.clear()
        _reached[book.digest] = reach(book.rules)
    return _reached[book.digest]


def basis_of(
    rules: Iterable[Rule | Indicator], facts: Facts, before: Mapping[str, Decision] | None = None
) -> tuple[Cited, ...]:
    """The articles on which rules rest, each once; 取自 gives those recorded in the record's field, or those on which
    the answer to an earlier question rests."""
    out: dict[tuple[str, str], Cited] = {}
    for rule in rules:
        for basis in rule.basis:
            found = _cited(basis, facts, before or {})
            for one in found:
                out.setdefault((one.text, one.article), one)
    return tuple(out.values())


def _cited(basis: Basis, facts: Facts, before: Mapping[str, Decision]) -> tuple[Cited, ...]:
    if not basis.from_field:
        return (basis.cited,)
    if basis.from_field in before:
        return before[basis.from_field].basis
    lines = facts.get(basis.from_field) or ()
    return tuple(cited(str(line), basis.gist) for line in (lines if isinstance(lines, (list, tuple)) else [lines]))


def reads(rule: Rule) -> frozenset[str]:
    """Names (fields, questions, parameters) that a rule's conditions read."""
    return rule.reads


def missing_facts(book: Book, rule: Rule, facts: Facts, before: Decisions, day: Day) -> set[str]:
    """What the rule's unknown conditions lack; for an open earlier question what it lacks, or else itself."""
    out: set[str] = set()
    for condition in rule.conditions:
        for name in missing(condition, facts, day):
            asked = name in book.vocabulary.questions and name in before
            out.update((before[name].missing if asked else ()) or (name,))
    return out
