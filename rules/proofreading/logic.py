"""Proofreading of what rules say together: a rule that can never apply, or never decide; two that always conflict."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from catalogue.decision import IDENTITY, spoken
from catalogue.rulebook import Question, Rule
from rules.books import TODAY, Vocabulary, as_of
from rules.logic import Ground, contradiction, implies, known_by, never
from rules.opening.reading import Faults
from rules.procedure import reach

_CHECK = "检查"
_NAMED = 3  # as many of those that a rule conflicts with are named


@dataclass(frozen=True)
class _Pool:
    """Rules that could meet: what each overrides and is overridden by, the values to which each holds a field (事项: 甲),
    the names whose values are known wherever it certainly applies, and those whose values it needs."""

    rules: Sequence[Rule]
    words: Vocabulary
    over: Mapping[str, frozenset[str]]
    under: Mapping[str, Sequence[Rule]]
    fixed: Mapping[str, Mapping[str, frozenset[Any]]]
    known: Mapping[str, frozenset[str]]
    needs: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, rules: Sequence[Rule], words: Vocabulary, over: Mapping[str, frozenset[str]]) -> _Pool:
        """The pool of these rules."""
        fixed = {rule.id: _fixed(rule, words) for rule in rules}
        known = {rule.id: known_by(rule.conditions) for rule in rules}
        given = words.parameters.keys() | {TODAY}
        needs = {name: names - given for name, names in known.items()}
        under: dict[str, list[Rule]] = {}
        for rule in rules:
            for name in over[rule.id]:
                under.setdefault(name, []).append(rule)
        return cls(rules, words, over, under, fixed, known, needs)

    def pairs(self, rules: Sequence[Rule]) -> Iterator[tuple[Rule, Rule]]:
        """Each of these rules with every other that it may bring and that answers a question otherwise, in their order."""
        free: dict[frozenset[str], list[int]] = {}  # of no matter in particular, by what they need
        about: dict[Any, list[int]] = {}
        for place, rule in enumerate(rules):
            for matter in self.fixed[rule.id].get(IDENTITY, ()):
                about.setdefault(matter, []).append(place)
            if IDENTITY not in self.fixed[rule.id]:
                free.setdefault(self.needs[rule.id], []).append(place)
        for rule in rules:
            matters = self.fixed[rule.id].get(IDENTITY, about if IDENTITY in self.known[rule.id] else ())
            met = [about[matter] for matter in matters]
            met += [places for needed, places in free.items() if needed <= self.known[rule.id]]
            for place in sorted(set(itertools.chain.from_iterable(met))):
                if self.may_bring(rule, rules[place]) and any(True for _ in _disagreeing(rule, rules[place])):
                    yield rule, rules[place]

    def may_bring(self, rule: Rule, other: Rule) -> bool:
        """A cheap look before the costly one (`_brings`), since most of the many pairs of a book end here: False where
        the one's conditions surely do not imply the other's."""
        if not self.needs[other.id] <= self.known[rule.id]:
            return False
        there = self.fixed[other.id]
        return not any(name in there and values.isdisjoint(there[name]) for name, values in self.fixed[rule.id].items())


def proofread_logic(rules: Sequence[Rule], words: Vocabulary, faults: Faults, own: str = "") -> None:
    """Rules that answer (or checks); each fault names both sides and is said at the author's: the entry under `own`."""
    over = reach(rules)
    alive = [rule for rule in rules if not _dead(rule, words, faults) and rule.id not in over[rule.id]]
    pool = _Pool.of(alive, words, over)
    beaten = {rule.id for rule in alive if _shadowed(rule, pool, faults)}
    deciding = [rule for rule in alive if rule.answers and rule.id not in beaten and not rule.unread]
    meeting: dict[str, list[tuple[Rule, Rule]]] = {}
    for pair in pool.pairs(deciding):
        for name in _disagreeing(*pair):
            meeting.setdefault(name, []).append(pair)
    told: set[frozenset[str]] = set()
    for name, question in words.questions.items():
        asked = [rule for rule in deciding if name in rule.answers]
        clashes: dict[tuple[str, bool, str], list[tuple[Rule, Rule]]] = {}
        for rule, other in meeting.get(name, ()):
            both = frozenset((rule.id, other.id))
            if both not in told and _always_conflict(rule, other, question, asked, pool):
                told.add(both)
                theirs = bool(own) and other.place.startswith(own) and not rule.place.startswith(own)
                mine = other if theirs else rule
                clashes.setdefault((mine.id, theirs, spoken(other.answers[name])), []).append((rule, other))
        for (_, theirs, _), pairs in clashes.items():
            for told_together in [pairs] if len(pairs) > _NAMED else [[pair] for pair in pairs]:
                _tell(name, told_together, theirs, faults)


def _disagreeing(rule: Rule, other: Rule) -> Iterator[str]:
    """The questions that the two answer differently."""
    return (name for name, answer in rule.answers.items() if name in other.answers and other.answers[name] != answer)


def _tell(name: str, pairs: Sequence[tuple[Rule, Rule]], theirs: bool, faults: Faults) -> None:
    """One fault at the rule that all the pairs share: the second of each if they are `theirs`, else the first."""
    (rule, other), many = pairs[0], len(pairs) > _NAMED
    mine = other if theirs else rule
    with_whom = [pair[0] if theirs else pair[1] for pair in pairs]
    sides = "、".join(f"{one.id}（{one.place}）" for one in with_whom[:_NAMED]) + (
        f"等 {len(pairs)} 条" if many else ""
    )
    ids = "、".join(one.id for one in with_whom[:_NAMED]) + ("等" if many else "")
    meets = f"{ids} 适用时 {mine.id} 也适用" if theirs else f"{mine.id} 适用时 {ids} 也适用"
    one, two = (spoken(side.answers[name]) for side in (rule, other))
    since = min(max(side.begins or date.min for side in pair) for pair in pairs)
    later = mine.begins is not None and since > mine.begins  # the other came into force while this one already was
    faults.add(
        mine.at("结论"),
        (f"{since} 起" if later else "") + f"与 {sides}总是冲突：{meets}，“{name}”却一条答“{one}”、一条答“{two}”",
        "请写明哪一条例外于哪一条，或改正条件、结论" + (f"；只管到那时的，写上“废止: {since}”" if later else ""),
    )


def _fixed(rule: Rule, words: Vocabulary) -> dict[str, frozenset[Any]]:
    found = {}
    for condition in rule.conditions:
        term = words.term(condition.field)
        if term is not None and not term.many and not condition.other and condition.operator in ("=", "属于"):
            operand = condition.operand
            found[condition.field] = frozenset(operand if condition.operator == "属于" else (operand,))
    return found


def _dead(rule: Rule, words: Vocabulary, faults: Faults) -> bool:
    dated = {c.other for c in rule.conditions if any(v.value is not None for v in words.parameters.get(c.other, ()))}
    grounds = _grounds([rule], words)
    valued = [ground for ground in grounds if dated <= ground.parameters.keys()]
    if not grounds or not all(never(rule.conditions, ground) for ground in valued):
        return False
    if not valued:
        names = "、".join(f"“{name}”" for name in sorted(dated))
        what = f"永远不会适用：参数{names}在规则施行期间没有值"
        faults.add(rule.at("条件"), what, "请核对规则和参数的日期")
        return True
    core = contradiction(rule.conditions, valued[-1])
    names = "、".join(f"“{name}”" for name in dict.fromkeys(name for one in core for name in one.reads))
    what = f"条件互相矛盾，永远不会适用：对{names}的要求不能同时成立"
    faults.add(rule.at("条件"), what, "请改正其中一项条件，或核对参数的值")
    return True


def _shadowed(rule: Rule, pool: _Pool, faults: Faults) -> bool:
    """Whether wherever the rule applies, another that prevails over it applies as well: it never decides anything."""
    stronger = [other for other in pool.under.get(rule.id, ()) if not other.unread and _lasts(other, rule)]
    by: dict[str, str] = {}
    for task in _tasks(rule, pool.words):
        found = next((o for o in stronger if task in _tasks(o, pool.words) and _brings(rule, o, pool)), None)
        if found is None:
            return False
        by[found.id] = f"{found.id}（{found.place}）"
    if by:
        advice = "请收窄那一条的条件或去掉“例外于”；确实不再需要的，删去这一条"
        faults.add(rule.at("条件"), f"永远起不了作用：它适用时 {'、'.join(by.values())} 也适用，并且优先于它", advice)
    return bool(by)


def _tasks(rule: Rule, words: Vocabulary) -> list[tuple[str, str]]:
    """What the rule decides: a question about a kind of record; a check, its kinds."""
    if rule.fault:
        return [(_CHECK, kind) for kind in rule.kinds]
    return [(name, kind) for name in rule.answers for kind in rule.kinds if kind in words.questions[name].kinds]


def _always_conflict(rule: Rule, other: Rule, question: Question, asked: Iterable[Rule], pool: _Pool) -> bool:
    """Both apply wherever the first does, and nothing that applies there as well prevails."""
    shared = set(rule.kinds) & set(other.kinds) & set(question.kinds)
    if not shared or rule.id in pool.over[other.id] or other.id in pool.over[rule.id] or not _brings(rule, other, pool):
        return False
    return not any(
        {rule.id, other.id} & pool.over[third.id] and shared <= set(third.kinds) and _brings(rule, third, pool)
        for third in asked
    )


def _brings(rule: Rule, other: Rule, pool: _Pool) -> bool:
    """Whether on every day on which both are in force the one's conditions imply the other's."""
    if not pool.may_bring(rule, other):
        return False
    grounds = _grounds([rule, other], pool.words)
    return bool(grounds) and all(implies(rule.conditions, other.conditions, ground) for ground in grounds)


def _lasts(other: Rule, rule: Rule) -> bool:
    """Whether the other is in force on all days of the rule."""
    return (other.begins or date.min) <= (rule.begins or date.min) and (rule.ends or date.max) <= (
        other.ends or date.max
    )


def _grounds(rules: Sequence[Rule], words: Vocabulary) -> list[Ground]:
    """The stretches of days on which all the rules are in force, cut where a parameter that they read changes."""
    begins = max(rule.begins or date.min for rule in rules)
    ends = min(rule.ends or date.max for rule in rules)
    read = {c.other for rule in rules for c in rule.conditions if c.other in words.parameters}
    dates = {day for name in read for value in words.parameters[name] for day in (value.begins, value.ends) if day}
    cuts = [begins, *sorted(day for day in dates if begins < day < ends), ends]
    grounds = []
    for first, last in zip(cuts, cuts[1:], strict=False):
        if first < last:
            known = as_of(words, first).parameters if read else {}
            given = {name: known[name] for name in read if name in known}
            grounds.append(
                Ground(words, given, None if first == date.min else first, None if last == date.max else last)
            )
    return grounds
