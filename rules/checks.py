"""Checks: findings about records, in the same form and with the same three values as decisions."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from catalogue.decision import IDENTITY
from catalogue.finding import Finding
from catalogue.names import name_key
from catalogue.rulebook import Rule
from rules.books import Book, Day
from rules.court import Decisions, Facts, basis_of, missing_facts, reads
from rules.decide import ready
from rules.matching import panel
from rules.procedure import reach
from rules.truth import absent
from rules.wording import said

NO_ANSWER = "engine-no-answer"
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def check(
    book: Book,
    kind: str,
    records: Sequence[Facts],
    as_of: date,
    decisions: Sequence[Decisions] | None = None,
    only: Collection[str] | None = None,
) -> list[list[Finding]]:
    """The findings of every record, in order of 编号.

    A check that certainly matches and is not overridden gives its finding; one that may match, or may be
    overridden, gives 无法判定 with the missing facts; a 待核 check gives a 提示 that says 依据待核. `decisions`
    (of the same records) are worked out where a check reads an answer and has none. `only`: what these checks find.
    """
    rules = {rule.id: rule for rule in book.checks if kind in rule.kinds and rule.in_force(as_of)}
    if not records or not rules.keys() & (rules if only is None else only):
        return [[] for _ in records]
    read = {name for rule in rules.values() for name in (*reads(rule), *_shown(rule))}
    facts, decisions = ready(book, kind, records, as_of, read, decisions)
    day = book.on(as_of)
    compiled = panel(
        (book.digest, "checks", kind), {rule.id: rule.conditions for rule in book.checks if kind in rule.kinds}
    )
    over = reach(book.checks)
    out = []
    for number, (record, before, matches) in enumerate(
        zip(facts, decisions, compiled.match(facts, day), strict=True), 1
    ):
        if matches is None:
            out.append([_unanswered(book, kind, record, number)])
            continue
        certain, possible = matches
        sure = {name for name in certain if name in rules and not rules[name].unread}
        maybe = {name for name in possible if name in rules}
        beaten = frozenset[str]().union(*(over[name] for name in sure))
        found = []
        for name in sorted(maybe - beaten if only is None else (maybe - beaten).intersection(only)):
            rivals = [rules[rival] for rival in sorted(maybe - beaten) if name in over[rival]]
            doubtful = [*([] if name in certain else [rules[name]]), *rivals]
            names = {fact for rule in doubtful for fact in missing_facts(book, rule, record, before, day)}
            lacking = tuple(sorted({source for name in names for source in _sources(book, name, record)}))
            found.append(_finding(book, kind, rules[name], record, day, bool(doubtful), lacking, number))
        out.append(found)
    return out


def _shown(rule: Rule) -> list[str]:
    return _PLACEHOLDER.findall(rule.fault.message + rule.fault.advice) if rule.fault else []


def _sources(book: Book, name: str, facts: Facts) -> list[str]:
    """What a unit can supply for a fact that is worked out: those it is made of (由来) that are not known."""
    field = book.fields.fields.get(name)
    unknown = [source for source in (field.made_of if field else ()) if absent(facts.get(source))]
    return unknown or [name]


def _unanswered(book: Book, kind: str, facts: Facts, number: int) -> Finding:
    return Finding(
        place=_called(book, kind, facts, number),
        code=NO_ANSWER,
        title="规则引擎没有答复",
        kind="没有判定",
        severity="无法判定",
        message="规则引擎超时、内存不足或中途停止，重试后仍没有答复，这条记录没有查",
        advice="请重新自查；仍然如此，把这条记录和规则书交给维护者",
        subject=_subject(book, kind, facts),
    )


def _called(book: Book, kind: str, facts: Facts, number: int) -> str:
    declared = book.fields.kinds[kind]
    return str(
        facts.get(declared.title) or next((facts[n] for n in declared.identity if facts.get(n)), f"第 {number} 条")
    )


def _subject(book: Book, kind: str, facts: Facts) -> str:
    declared = book.fields.kinds[kind]
    apart = [declared.apart] if declared.apart and facts.get(declared.apart) else []
    return "|".join(name_key(said(facts.get(name))) for name in (*declared.identity, *apart))


def _finding(
    book: Book, kind: str, rule: Rule, facts: Facts, day: Day, doubtful: bool, lacking: tuple[str, ...], number: int
) -> Finding:
    fault = rule.fault
    assert fault is not None  # the loader gives every check its fault
    message, advice = _filled(fault.message, facts, day), _filled(fault.advice, facts, day)
    if doubtful:
        lack = f"缺少：{'、'.join(lacking)}" if lacking else "另一条检查的依据待核"
        if IDENTITY in lacking:  # which facts count is known only when one knows what the matter is
            lack = "先要认定它是登记的哪一个事项"
        message, advice = f"无法判定“{rule.name}”（{lack}）", "请补齐后再查" if lacking else "请先核对依据"
    elif rule.unread:
        message = f"{message}（依据待核）"
    return Finding(
        place=_called(book, kind, facts, number),
        code=fault.code,
        severity="无法判定" if doubtful else "提示" if rule.unread else fault.severity,
        message=message,
        advice=advice,
        unit=said(facts.get(fault.unit_field)) if fault.unit_field else "",
        rule=rule.id,
        subject=_subject(book, kind, facts),
        basis=tuple(str(one) for one in basis_of([rule], facts)),
        missing=lacking,
        title=rule.name,
        kind=rule.counted_as,
    )


def _filled(text: str, facts: Mapping[str, Any], day: Day) -> str:
    def value(match: re.Match[str]) -> str:
        name = match[1]
        found = day.parameters.get(name) if name in day.parameter_names else facts.get(name)
        return "（未填）" if absent(found) else said(found)

    return _PLACEHOLDER.sub(value, text)
