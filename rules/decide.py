"""Decisions: for every record the answer to every question, as of a day, with its reasons."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from catalogue.decision import Decision
from catalogue.finding import UserError
from catalogue.rulebook import Question, Rule
from rules.answers import as_fact
from rules.atoms import freeze
from rules.books import Book
from rules.court import IDENTITY, Court, Decisions, Facts, Ruling, reads
from rules.matching import Panel, panel
from rules.truth import absent

__all__ = ["Decisions", "Facts", "Ruling", "decide", "known_answer", "ready", "with_answers"]


@dataclass(frozen=True)
class _Stage:
    """Questions that read the same earlier answers, and the compiled rules that answer them."""

    questions: tuple[Question, ...]
    panel: Panel


def decide(
    book: Book,
    kind: str,
    records: Sequence[Facts],
    as_of: date,
    questions: Collection[str] | None = None,
    rulings: Mapping[tuple[int, str], Ruling] | None = None,
) -> list[Decisions]:
    """Answer the questions of that kind (or those named) for every record, in the order of questions.yaml.

    `records` hold typed facts by Chinese field name. `rulings` are by (number of the record, question).
    Records that look alike to the rules are decided once and share one mapping of decisions.
    """
    asked = [question for question in book.questions if kind in question.kinds]
    wanted = {question.name for question in asked} if questions is None else set(questions)
    known = {question.name for question in book.questions}
    if unknown := sorted(wanted - known):
        raise UserError(f"问题“{unknown[0]}”", "规则书里没有这个问题", f"可用：{'、'.join(q.name for q in asked)}")
    order = [question.name for question in asked if question.name in wanted]
    needed = _needed(book, kind, asked, wanted)
    case_of, cases = _alike(records, _seen_by_rules(book, kind, needed), {number for number, _ in rulings or {}})
    ruled = {(case_of[number], name): ruling for (number, name), ruling in (rulings or {}).items()}
    facts = with_answers(book, cases, [{} for _ in cases])
    decided: list[dict[str, Decision]] = [{} for _ in cases]
    day = book.on(as_of)
    for stage in _stages(book, kind, needed):
        matches = stage.panel.match(facts, day)
        for question in stage.questions:
            court = Court(book, kind, question, day)
            for case, (record, found, into) in enumerate(zip(facts, matches, decided, strict=True)):
                into[question.name] = court.decide(record, found, into, ruled.get((case, question.name)))
        for record, into in zip(facts, decided, strict=True):
            record.update((q.name, as_fact(into[q.name].answer)) for q in stage.questions if known_answer(into[q.name]))
    shared = [{name: into[name] for name in order} for into in decided]
    return [shared[case] for case in case_of]


def _seen_by_rules(book: Book, kind: str, questions: Sequence[Question]) -> list[str]:
    """Every fact that can make a difference to those questions: read by a condition, or cited as a basis (取自)."""
    names = {question.name for question in questions}
    rules = [rule for rule in book.rules if kind in rule.kinds and names & rule.answers.keys()]
    cited = {basis.from_field for rule in rules for basis in rule.basis if basis.from_field}
    return sorted({IDENTITY}.union(cited, *map(reads, rules)) - names)


def _alike(records: Sequence[Facts], names: Sequence[str], apart: Collection[int]) -> tuple[list[int], list[Facts]]:
    """The case of every record, and a record of each case: those that agree in all the facts named are one case.
    Records whose number is in `apart` are cases of their own."""
    case_of: list[int] = []
    cases: list[Facts] = []
    known: dict[Any, int] = {}
    for number, record in enumerate(records):
        key: Any = number if number in apart else tuple(map(record.get, names))
        try:
            case = known.setdefault(key, len(cases))
        except TypeError:  # a list among the values
            case = known.setdefault(freeze(key), len(cases))
        if case == len(cases):
            cases.append(record)
        case_of.append(case)
    return case_of, cases


def known_answer(decision: Decision) -> bool:
    """Whether later rules may read the answer."""
    return decision.status in ("已定", "裁定")


def with_answers(book: Book, records: Sequence[Facts], decisions: Sequence[Decisions]) -> list[dict[str, Any]]:
    """Facts as conditions read them: nothing unknown, no claimed answers, and the answers that were decided."""
    names = set(book.vocabulary.questions)
    return [
        {name: value for name, value in record.items() if name not in names and not absent(value)}
        | {name: as_fact(decision.answer) for name, decision in before.items() if known_answer(decision)}
        for record, before in zip(records, decisions, strict=True)
    ]


def ready(
    book: Book,
    kind: str,
    records: Sequence[Facts],
    as_of: date,
    read: set[str],
    decisions: Sequence[Decisions] | None,
) -> tuple[list[dict[str, Any]], Sequence[Decisions]]:
    """Facts with answers, for checks and indicators that read these names.

    Answers come from the decisions given, or stand in the records already (as the shell puts them there), or are
    worked out here.
    """
    names = {question.name for question in book.questions if kind in question.kinds}
    if decisions is None and any(name in record for record in records for name in names):
        return [{n: v for n, v in record.items() if not absent(v)} for record in records], [{} for _ in records]
    if decisions is None:
        decisions = decide(book, kind, records, as_of, names & read) if names & read else [{} for _ in records]
    return with_answers(book, records, decisions), decisions


def _needed(book: Book, kind: str, asked: Sequence[Question], wanted: set[str]) -> list[Question]:
    """The wanted questions and those whose answers their rules read."""
    names = {question.name for question in asked}
    needed, open_ends = set(), [name for name in wanted if name in names]
    while open_ends:
        name = open_ends.pop()
        if name not in needed:
            needed.add(name)
            rules = [rule for rule in book.rules if kind in rule.kinds and name in rule.answers]
            open_ends.extend(read for rule in rules for read in reads(rule) if read in names)
    return [question for question in asked if question.name in needed]


def _stages(book: Book, kind: str, questions: list[Question]) -> list[_Stage]:
    level: dict[str, int] = {}
    rules_of: dict[str, list[Rule]] = {
        q.name: [rule for rule in book.rules if kind in rule.kinds and q.name in rule.answers] for q in questions
    }
    for question in questions:  # a rule reads earlier questions only (the loader sees to it)
        read = {name for rule in rules_of[question.name] for name in reads(rule)}
        level[question.name] = max((level[name] + 1 for name in read if name in level), default=0)
    stages = []
    for depth in sorted(set(level.values())):
        group = tuple(question for question in questions if level[question.name] == depth)
        rules = {rule.id: rule.conditions for question in group for rule in rules_of[question.name]}
        owner = (book.digest, "rules", kind, tuple(question.name for question in group))
        stages.append(_Stage(group, panel(owner, rules)))
    return stages
