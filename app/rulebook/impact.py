"""What a change of the book, of the day or of a fact does: every decision, finding and indicator before and after."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from app.judgement.judging import LIVES, Common, Judgement, Known, judge
from app.office import Office
from app.rulebook.impact_figures import figures, not_timed, sums_of
from app.rulebook.impact_findings import Moved, Seen, Side, changed, findings
from catalogue.decision import Decision, spoken
from rules.books import TODAY
from rules.decide import Decisions, Facts
from rules.difference import Difference, Ground, difference, same_always, same_facts, same_register
from rules.facts.judged import Judged
from rules.facts.subject import Subject
from rules.wording import said

ANSWER, GROUNDS, MISSING, APPEARS, GONE = "结论", "依据或理由", "缺少的事实", "新出现", "不再有"


@dataclass(frozen=True)
class Change:
    """One decision before and after. `what` changed; `rules` did it (changed ones first, else those that now decide or no
    longer do); `facts` differ between the sides, in words; `lapsed`: a ruling stood and comes back to a person."""

    what: str
    kind: str
    subject: str
    name: str
    unit: str
    recipient: str
    question: str
    before: str
    after: str
    rules: tuple[str, ...]
    facts: tuple[str, ...]
    basis_before: tuple[str, ...]
    basis: tuple[str, ...]
    missing: tuple[str, ...]
    lapsed: bool


@dataclass(frozen=True)
class Impact:
    """All that differs. `compared`: how many decisions; `again`: how many records were decided again; `notes`: what the
    impact does not tell."""

    before: str
    after: str
    changes: tuple[Change, ...]
    findings: Moved
    indicators: tuple[tuple[str, str, str], ...]
    rules: Mapping[str, str] = field(default_factory=dict)  # 编号 -> name, of the rules named above
    compared: int = 0
    again: int = 0
    notes: tuple[str, ...] = ()


def compare(office: Office, before: Side, after: Side) -> Impact:
    """Judge the one side, and of the other only what may differ."""
    grounds = Ground(before.book, before.day), Ground(after.book, after.day)
    rules, checks = difference(*grounds), difference(*grounds, checks=True)
    common = Common()
    first = judge(office.under(before.book), before.records, before.day, common=common)
    again: list[int] = []
    second = judge(
        office.under(after.book),
        after.records,
        after.day,
        known=_known(first, rules, again.append),
        earlier_uses=first.first_uses,
        common=_in_common(before, after, common),
    )
    sides, sums = (Seen.of(before, first), Seen.of(after, second)), sums_of(office, before, after)
    moved = changed(*sides)
    changes = tuple(_changes(first, second, rules))
    found = findings(*sides, checks, moved)
    indicators, notes = figures(*sides, sums, moved), not_timed(before, after, rules, sums)
    named = {name for change in changes for name in change.rules} | found.rules
    names = {r.id: r.name for book in (before.book, after.book) for r in (*book.rules, *book.checks) if r.id in named}
    compared = sum(len(one.decisions) for group in second.judged.values() for one in group)
    return Impact(before.label, after.label, changes, found, indicators, names, compared, sum(again), notes)


def _in_common(before: Side, after: Side, common: Common) -> Common | None:
    if before.day != after.day:
        alike = before.records is after.records and before.book.digest == after.book.digest
        return common.of_another_day() if alike else None
    register = same_register(before.book, after.book)
    if before.records is not after.records:
        return common.of_other_records(register=register)
    days = [side.book.on(side.day) for side in (before, after)]
    return common.shared_by(
        register=register,
        parameters=days[0].parameters == days[1].parameters,
        lives=same_always(before.book, after.book, LIVES),
    )


def _known(first: Judgement, rules: Difference, count: Callable[[int], None]) -> Known:
    """The first side's decisions where neither the facts nor any rule that could apply have changed, nor an answer that
    they rest on."""

    def known(kind: str, subjects: Sequence[Subject], facts: Sequence[Facts]) -> list[Decisions]:
        earlier = {one.subject: one for one in first.of_kind(kind)}
        touched = rules.touched(kind, facts)
        anew, asked = rules.anew(kind, touched), len(rules.questions(kind))
        standing: list[Decisions] = []
        for subject, own, hit in zip(subjects, facts, touched, strict=True):
            one = earlier.get(subject.id)
            ruled = one is not None and any(decision.status == "裁定" for decision in one.decisions.values())
            if one is None or ruled or not same_facts(one.facts, own):
                standing.append({})
            elif anew[hit]:
                standing.append({name: one.decisions[name] for name in one.decisions.keys() - anew[hit]})
            else:
                standing.append(one.decisions)
        count(sum(len(one) < asked for one in standing))
        return standing

    return known


def _changes(first: Judgement, second: Judgement, rules: Difference) -> Iterator[Change]:
    for kind in dict.fromkeys((*first.judged, *second.judged)):
        earlier = {one.subject: one for one in first.of_kind(kind)}
        later = {one.subject: one for one in second.of_kind(kind)}
        for subject in dict.fromkeys((*earlier, *later)):
            a, b = earlier.get(subject), later.get(subject)
            one = b or a
            assert one is not None
            for question in dict.fromkeys((*(a.decisions if a else ()), *(b.decisions if b else ()))):
                x, y = (side.decisions.get(question) if side else None for side in (a, b))
                if what := _what(x, y):
                    yield _change(what, one, question, x, y, rules, _facts(a, b))


def _what(before: Decision | None, after: Decision | None) -> str:
    if before is after:
        return ""
    if before is None:
        return APPEARS
    if after is None:
        return GONE
    if (before.status, before.answer) != (after.status, after.answer):
        return ANSWER
    if (before.rules, before.basis, before.note) != (after.rules, after.basis, after.note):
        return GROUNDS
    return MISSING if before.missing != after.missing else ""


def _change(
    what: str,
    one: Judged,
    question: str,
    before: Decision | None,
    after: Decision | None,
    rules: Difference,
    facts: tuple[str, ...],
) -> Change:
    return Change(
        what=what,
        kind=one.kind,
        subject=one.subject,
        name=one.name,
        unit=one.unit,
        recipient=said(one.facts.get("承接主体")),
        question=question,
        before=in_words(before),
        after=in_words(after),
        rules=_did(before, after, rules.rules),
        facts=facts,
        basis_before=tuple(map(str, before.basis)) if before else (),
        basis=tuple(map(str, after.basis)) if after else (),
        missing=after.missing if after else (),
        lapsed=bool(before and after) and before.status == "裁定" != after.status,
    )


def _did(before: Decision | None, after: Decision | None, changed: frozenset[str]) -> tuple[str, ...]:
    """The rules that did it: those that decide now and did not before; else those that no longer do or now may apply.
    Of these the changed ones, if any are; of a conflict both sides."""
    if after and after.status == "冲突":
        return after.rules
    was, now = (set(d.rules) if d else set[str]() for d in (before, after))
    might, may = (set(d.sides) if d else set[str]() for d in (before, after))
    did = (now - was) or (was - now) | (may - might)
    return tuple(sorted(did & changed or did or was | now))


def in_words(decision: Decision | None) -> str:
    """A decision in few words: 县, 冲突（县／镇）, 待定（缺少持证人数）, 裁定为县."""
    if decision is None:
        return "—"
    if decision.status == "冲突":
        return f"冲突（{'／'.join(sorted({spoken(decision.sides[name]) for name in decision.rules}))}）"
    if decision.status == "待定":
        why = "；".join(filter(None, (decision.note, f"缺少{decision.lacking}" if decision.missing else "")))
        return f"待定（{why or '可能的结论不一'}）"
    return ("裁定为" if decision.status == "裁定" else "") + spoken(decision.answer)


def _facts(a: Judged | None, b: Judged | None) -> tuple[str, ...]:
    """The facts that differ: 持证人数：1 → 2."""
    if a is None or b is None or a.facts is b.facts:
        return ()
    return tuple(
        f"{name}：{said(a.facts.get(name)) or '（未填）'} → {said(b.facts.get(name)) or '（未填）'}"
        for name in sorted(a.facts.keys() | b.facts.keys())
        if name != TODAY and a.facts.get(name) != b.facts.get(name)
    )
