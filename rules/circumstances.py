"""Circumstances of a registered matter (适用情形): the words in which a list says which kind of case a row is about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from catalogue.names import name_key
from catalogue.rulebook import RegisteredMatter
from rules.formal_names import Words

_AND = re.compile("以及|或者|[、，,；;/和或及与]")  # between two circumstances


class Circumstances:
    """What the circumstances of each matter imply. `keys`: every circumstance of any matter."""

    def __init__(self, matters: Iterable[RegisteredMatter], words: Words) -> None:
        self._words = words
        self._of: dict[str, Mapping[str, Mapping[str, Any]]] = {}
        self.keys = frozenset(name_key(said) for matter in matters for said in matter.implied)

    def implied(self, matter: RegisteredMatter, words: str) -> Mapping[str, Any] | None:
        """The facts that a circumstance of that matter implies, or None where it is not known; of several (低保家庭成员、
        特困供养人员) what each implies alike."""
        known = self._known(matter)

        def of(said: str) -> Mapping[str, Any] | None:
            return known.get(name_key(said)) or known.get(self._words.plainly(name_key(said))[0])

        if whole := of(words):
            return whole
        parts = [of(part) for part in _AND.split(words) if part.strip()]
        return parts[0] if len(parts) > 1 and all(part == parts[0] for part in parts) else None

    def _known(self, matter: RegisteredMatter) -> Mapping[str, Mapping[str, Any]]:
        """By their keys, and without the words that say nothing where that leaves no doubt."""
        if matter.id not in self._of:
            exact = {name_key(said): facts for said, facts in matter.implied.items()}
            plain: dict[str, list[Mapping[str, Any]]] = {}
            for key, facts in zip(self._words.plainly(*exact), exact.values(), strict=False):
                plain.setdefault(key, []).append(facts)
            sure = {key: facts[0] for key, facts in plain.items() if all(one == facts[0] for one in facts)}
            self._of[matter.id] = {**sure, **exact}
        return self._of[matter.id]
