"""How one question is settled from the rules that match certainly (M) and possibly (P): exceptions, then agreement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from catalogue.decision import SetAside, Status
from catalogue.rulebook import Rule


@dataclass(frozen=True)
class Outcome:
    """What follows. `sides` are the answers of the rules of P that nothing in M overrides; `deciding` those in M."""

    status: Status
    answer: Any
    deciding: tuple[str, ...]
    sides: Mapping[str, Any]
    set_aside: tuple[SetAside, ...]


def reach(rules: Iterable[Rule]) -> dict[str, frozenset[str]]:
    """Every rule that each rule overrides: all that 例外于 leads to, through groups and through other rules."""
    rules = list(rules)
    members: dict[str, set[str]] = {}
    for rule in rules:
        members.setdefault(rule.id, set()).add(rule.id)
        if rule.group:
            members.setdefault(rule.group, set()).add(rule.id)
    direct = {rule.id: set().union(*(members.get(name, ()) for name in rule.prevails_over)) for rule in rules}
    over: dict[str, frozenset[str]] = {}
    for start in direct:
        seen: set[str] = set()
        open_ends = list(direct[start])
        while open_ends:
            name = open_ends.pop()
            if name not in seen:
                seen.add(name)
                open_ends.extend(direct[name])
        over[start] = frozenset(seen)
    return over


def settle(
    certain: frozenset[str], possible: frozenset[str], answers: Mapping[str, Any], over: Mapping[str, frozenset[str]]
) -> Outcome:
    """已定 if M is not empty and all of Maybe agree; 冲突 if two of M disagree and nothing in P overrides either;
    else 待定. `possible` includes `certain`."""
    beaten = frozenset[str]().union(*(over[name] for name in certain))
    doubted = frozenset[str]().union(*(over[name] for name in possible))
    maybe = sorted(possible - beaten)
    sides = {name: answers[name] for name in maybe}
    deciding = tuple(name for name in maybe if name in certain)
    top = certain - beaten
    aside = tuple(
        SetAside(rule=name, by=by) for name in sorted(certain & beaten) for by in sorted(top) if name in over[by]
    )
    if deciding and all(answers[name] == answers[deciding[0]] for name in maybe):
        return Outcome("已定", answers[deciding[0]], deciding, sides, aside)
    firm = sorted(certain - doubted)
    if any(answers[name] != answers[firm[0]] for name in firm):
        return Outcome("冲突", None, tuple(firm), sides, aside)
    return Outcome("待定", None, (), sides, aside)
