"""Identity: which registered matter a name or code means, exactly and never by likeness."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from catalogue.names import name_key
from catalogue.rulebook import RegisteredMatter


class Identified(NamedTuple):
    """A matter, and the facts its alias already says."""

    matter: RegisteredMatter
    implied: Mapping[str, Any]


def in_force(matter: RegisteredMatter, day: date | None) -> bool:
    """Whether the matter exists on that day (no day: at any time)."""
    if day is None:
        return True
    return (matter.begins is None or matter.begins <= day) and (matter.ends is None or day < matter.ends)


class Register:
    """The register of matters (事项登记册), looked up by normalised name, alias, circumstance alias or code."""

    def __init__(self, matters: Iterable[RegisteredMatter] = ()) -> None:
        self.matters = {matter.id: matter for matter in matters}
        self._former = {old: matter for matter in self.matters.values() for old in matter.former_ids}
        self._names: dict[str, list[Identified]] = {}
        self._codes: dict[str, list[Identified]] = {}
        for matter in self.matters.values():
            for name in {
                name_key(name): name for name in (matter.id, matter.name, *matter.aliases, *matter.former_ids)
            }:
                self._names.setdefault(name, []).append(Identified(matter, {}))
            for alias, facts in matter.implied.items():
                self._names.setdefault(name_key(alias), []).append(Identified(matter, facts))
            for code in matter.codes:
                self._codes.setdefault(code.strip().upper(), []).append(Identified(matter, {}))

    def __len__(self) -> int:
        return len(self.matters)

    def under(self, identity: str, day: date | None = None) -> RegisteredMatter | None:
        """The matter that has, or once had, this identity (标识); of two the one in force that day."""
        found = [m for m in (self.matters.get(identity), self._former.get(identity)) if m]
        return next((m for m in found if in_force(m, day)), found[0] if found else None)

    def identify(self, name: str, codes: Iterable[str] = (), *, day: date | None = None) -> Identified | None:
        """The one matter in force that the name or a code means; None when nothing or more than one is meant."""
        found = [hit for hit in self._names.get(name_key(name), []) if in_force(hit.matter, day)] if name else []
        found.extend(
            hit for code in codes for hit in self._codes.get(code.strip().upper(), []) if in_force(hit.matter, day)
        )
        if len({hit.matter.id for hit in found}) != 1:
            return None
        return max(found, key=lambda hit: len(hit.implied))

    def circumstance(self, matter: RegisteredMatter, words: str) -> Mapping[str, Any] | None:
        """The facts that a circumstance (适用情形) of that matter implies, or None if the register does not know it."""
        key = name_key(words)
        return next((facts for alias, facts in matter.implied.items() if name_key(alias) == key), None)

    def clashes(self) -> list[tuple[str, tuple[RegisteredMatter, ...]]]:
        """Names that two matters claim at one time. Two circumstance aliases may be alike: they are then no names."""
        out = []
        for key, hits in self._names.items():
            proper = [hit for hit in hits if not hit.implied]
            matters = {hit.matter.id: hit.matter for hit in hits}
            if len(matters) > 1 and proper and _overlap(list(matters.values())):
                out.append((key, tuple(matters.values())))
        return out


def _overlap(matters: list[RegisteredMatter]) -> bool:
    spans = sorted((m.begins or date.min, m.ends or date.max) for m in matters)
    return any(later[0] < earlier[1] for earlier, later in zip(spans, spans[1:], strict=False))
