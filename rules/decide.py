"""Decisions: for every record the answer to every question, as of a day, with its reasons.

One question after the other: which records are alike to its rules (`table`), which rules match them (`matching`, and
behind it `engine`), what follows from that (`court`, by the `procedure`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from catalogue.decision import IDENTITY, Decision
from catalogue.finding import UserError
from catalogue.rulebook import Question
from rules.answers import as_fact
from rules.atoms import Records
from rules.books import Book, Day
from rules.court import READING, Court, Decisions, Facts, Ruling
from rules.matching import panel
from rules.table import KNOWN, Table
from rules.truth import absent

__all__ = ["Decisions", "Facts", "Ruling", "decide", "known_answer", "ready", "with_answers"]


def decide(
    book: Book,
    kind: str,
    records: Sequence[Facts],
    as_of: date,
    questions: Collection[str] | None = None,
    rulings: Mapping[tuple[int, str], Ruling] | None = None,
    standing: Sequence[Decisions] | None = None,
) -> list[Decisions]:
    """Answer the questions of that kind (or those named) for every record, in the order of questions.yaml.

    `records` hold typed facts by Chinese field name. `rulings` are by (number of the record, question); `standing` are
    answers, record by record, that are known to be the same and are not asked again.
    Records that look alike to the rules of a question share one `Decision`; those with the same decisions, one mapping.
    """
    asked = [question for question in book.questions if kind in question.kinds]
    wanted = {question.name for question in asked} if questions is None else set(questions)
    known = {question.name for question in book.questions}
    if unknown := sorted(wanted - known):
        raise UserError(f"问题“{unknown[0]}”", "规则书里没有这个问题", f"可用：{'、'.join(q.name for q in asked)}")
    order = [question.name for question in asked if question.name in wanted]
    needed = _needed(book, kind, asked, wanted)
    table = Table(records, book.vocabulary.questions)
    day = book.on(as_of)
    for question in needed:
        ruled = {number: ruling for (number, name), ruling in (rulings or {}).items() if name == question.name}
        kept = [before.get(question.name) for before in standing or [{}] * len(records)]
        table.put(question.name, _answer(book, kind, question, table, day, ruled, kept))
    shared: dict[tuple[int, ...], Decisions] = {}
    out = []
    for row in zip(*(table.answers[name] for name in order), strict=True):
        key = tuple(map(id, row))
        if key not in shared:
            shared[key] = dict(zip(order, row, strict=True))
        out.append(shared[key])
    return out if order else [{} for _ in records]


def _answer(
    book: Book,
    kind: str,
    question: Question,
    table: Table,
    day: Day,
    ruled: Mapping[int, Ruling],
    kept: Sequence[Decision | None],
) -> list[Decision]:
    """One question, decided once for all records that agree in every fact that can make a difference to it: read by a
    condition, or cited as a basis (取自). What is `kept` stays."""
    asked = [number for number, one in enumerate(kept) if one is None]
    rules = [rule for rule in book.rules if kind in rule.kinds and question.name in rule.answers]
    cited = {basis.from_field for rule in rules for basis in rule.basis if basis.from_field}
    names = table.telling(sorted({IDENTITY, READING}.union(cited, *(rule.reads for rule in rules))))
    case_of, firsts = table.alike(names, asked, ruled)
    cases = [table.facts(number, names) for number in firsts]
    conjunctions = {rule.id: rule.conditions for rule in rules}
    matches = panel((book.digest, "rules", kind, question.name), conjunctions).match(cases, day)
    court = Court(book, kind, question, day)
    decided = [
        court.decide(facts, found, table.before(number, names), ruled.get(number))
        for number, facts, found in zip(firsts, cases, matches, strict=True)
    ]
    fresh = map(decided.__getitem__, case_of)
    return [next(fresh) if one is None else one for one in kept]


class Ready(Records):
    """Facts as conditions read them, see `with_answers`."""


def known_answer(decision: Decision) -> bool:
    """Whether later rules may read the answer."""
    return decision.status in KNOWN


def with_answers(book: Book, records: Sequence[Facts], decisions: Sequence[Decisions]) -> Ready:
    """Facts as conditions read them: nothing unknown, no claimed answers, and the answers that were decided."""
    names = set(book.vocabulary.questions)
    return Ready(
        {name: value for name, value in record.items() if (value or not absent(value)) and name not in names}
        | {name: as_fact(decision.answer) for name, decision in before.items() if known_answer(decision)}
        for record, before in zip(records, decisions, strict=True)
    )


def ready(
    book: Book,
    kind: str,
    records: Sequence[Facts],
    as_of: date,
    read: set[str],
    decisions: Sequence[Decisions] | None,
) -> tuple[Ready, Sequence[Decisions]]:
    """Facts with answers, for checks and indicators that read these names.

    Answers come from the decisions given, or stand in the records already (as the shell puts them there), or are
    worked out here.
    """
    if isinstance(records, Ready) and decisions is not None:
        return records, decisions
    names = {question.name for question in book.questions if kind in question.kinds}
    if decisions is None and any(name in record for record in records for name in names):
        known = Ready({n: v for n, v in record.items() if not absent(v)} for record in records)
        return known, [{} for _ in records]
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
            open_ends.extend(read for rule in rules for read in rule.reads if read in names)
    return [question for question in asked if question.name in needed]
