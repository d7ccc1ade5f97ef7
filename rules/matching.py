"""Conjunctions over records: facts and conditions in, the ids that certainly and possibly match out."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any

from catalogue.rulebook import Condition
from rules.atoms import Atoms
from rules.books import Day
from rules.engine import Matcher, Matches
from rules.engine_child import Child, ChildMatcher

_KEPT = 256
_compiled: OrderedDict[tuple[Any, ...], Panel] = OrderedDict()
_child: Child | None = None


class Panel:
    """The atoms and the compiled matcher of one set of conjunctions; with a `child`, matched there."""

    def __init__(self, conjunctions: Mapping[str, tuple[Condition, ...]], child: Child | None = None) -> None:
        self.atoms = Atoms(condition for conditions in conjunctions.values() for condition in conditions)
        rules = {name: self.atoms.numbers(conditions) for name, conditions in conjunctions.items()}
        self.matcher = ChildMatcher(rules, self.atoms.reads, child) if child else Matcher(rules, self.atoms.reads)

    def match(self, records: Sequence[Mapping[str, Any]], day: Day) -> list[Matches | None]:
        """What matches each record certainly, and what certainly or possibly; None where the engine gave no answer."""
        masks = self.atoms.masks(records, day)
        found = self.matcher.find(mask for pair in masks for mask in pair)
        pairs = ((found[certain], found[possible]) for certain, possible in masks)
        return [None if one is None or two is None else (one, two) for one, two in pairs]


def isolate(child: Child | None = None) -> None:
    """From now on match in a child process: the engine cannot hurt this one. Called by programs that must not fall."""
    global _child
    if _child is None or child is not None:
        _child = child or Child()
        _compiled.clear()


def wake() -> None:
    """Match in a child process, and start it now: who is going to judge has a book and records to read first."""
    isolate()
    assert _child is not None
    _child.wake()


def panel(owner: tuple[Any, ...], conjunctions: Mapping[str, tuple[Condition, ...]]) -> Panel:
    """The panel of that owner (a book's digest and which part of it), compiled once per process."""
    found = _compiled.get(owner)
    if found is None:
        found = _compiled[owner] = Panel(conjunctions, _child)
        if len(_compiled) > _KEPT:
            _compiled.popitem(last=False)
    _compiled.move_to_end(owner)
    return found
