"""Conjunctions over records: facts and conditions in, the ids that certainly and possibly match out."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any

from catalogue.rulebook import Condition
from rules.atoms import Atoms
from rules.books import Day
from rules.engine import Matcher, Matches

_KEPT = 256
_compiled: OrderedDict[tuple[Any, ...], Panel] = OrderedDict()


class Panel:
    """The atoms and the compiled matcher of one set of conjunctions."""

    def __init__(self, conjunctions: Mapping[str, tuple[Condition, ...]]) -> None:
        self.atoms = Atoms(condition for conditions in conjunctions.values() for condition in conditions)
        self.matcher = Matcher(
            {name: self.atoms.numbers(conditions) for name, conditions in conjunctions.items()}, self.atoms.reads
        )

    def match(self, records: Sequence[Mapping[str, Any]], day: Day) -> list[Matches]:
        return self.matcher.match(self.atoms.masks(records, day))


def panel(owner: tuple[Any, ...], conjunctions: Mapping[str, tuple[Condition, ...]]) -> Panel:
    """The panel of that owner (a book's digest and which part of it), compiled once per process."""
    found = _compiled.get(owner)
    if found is None:
        found = _compiled[owner] = Panel(conjunctions)
        if len(_compiled) > _KEPT:
            _compiled.popitem(last=False)
    _compiled.move_to_end(owner)
    return found
