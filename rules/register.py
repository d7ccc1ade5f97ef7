"""Identity: which registered matter a name or code means, exactly and never by likeness."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Any

from catalogue.names import name_key, standard_name
from catalogue.rulebook import RegisteredMatter
from rules.circumstances import Circumstances
from rules.formal_names import FormalWords, Words, bare, bracketed, forms
from rules.named import Identified, Named, held, in_force, the_one

_TOLD = 100_000  # names whose meaning is remembered


class Register:
    """The register of matters (事项登记册), looked up by normalised name, alias, circumstance alias or code."""

    def __init__(self, matters: Iterable[RegisteredMatter] = (), words: FormalWords | None = None) -> None:
        self.words = words or FormalWords()
        self.matters = {matter.id: matter for matter in matters}
        self._told: dict[tuple[str, date | None, str], Identified | None] = {}  # a county writes each name many times

    def __reduce__(self) -> tuple[type[Register], tuple[Any, ...]]:
        """Sent to another process as what it was made of: to look things up is made ready where that is done."""
        return Register, (tuple(self.matters.values()), self.words)

    @cached_property
    def _named(self) -> Named:
        return Named(self.matters.values(), self.words.on(None))

    @cached_property
    def _codes(self) -> Mapping[str, list[Identified]]:
        found: dict[str, list[Identified]] = {}
        for matter in self.matters.values():
            for code in matter.codes:
                found.setdefault(code.strip().upper(), []).append(Identified(matter, {}))
        return found

    @cached_property
    def _former(self) -> Mapping[str, RegisteredMatter]:
        return {old: matter for matter in self.matters.values() for old in matter.former_ids}

    @cached_property
    def _circumstances(self) -> Circumstances:
        return Circumstances(self.matters.values(), self.words.on(None))

    @cached_property
    def _items(self) -> frozenset[str]:
        return frozenset(name_key(words) for one in self.matters.values() for words in one.items)

    def __len__(self) -> int:
        return len(self.matters)

    def under(self, identity: str, day: date | None = None) -> RegisteredMatter | None:
        """The matter that has, or once had, this identity (标识); of two the one in force that day."""
        found = [m for m in (self.matters.get(identity), self._former.get(identity)) if m]
        return next((m for m in found if in_force(m, day)), found[0] if found else None)

    def identify(
        self, name: str, codes: Collection[str] = (), *, day: date | None = None, kind: str = ""
    ) -> Identified | None:
        """The one matter in force that the name or a code means; None when nothing or more than one is meant.

        Where the name as it stands means nothing: a name with its circumstance or some of its own items (办理项) in
        brackets (临时救助（小额）, 医师执业注册（变更、注销）), a name with a note that is part of no name (（县级）), and last other
        formal words for the same act (名称套语), of the matter's own type and, where the record says its type (`kind`),
        of that.
        """
        asked = name, day, kind
        if not codes and asked in self._told:
            return self._told[asked]
        found = self._named.exactly(name_key(name), day, kind) if name else []
        found.extend(hit for code in codes for hit in held(self._codes.get(code.strip().upper(), []), day))
        meant = the_one(found) if found or not name else self._otherwise_worded(name, day, kind)
        if not codes:
            if len(self._told) > _TOLD:
                self._told.clear()
            self._told[asked] = meant
        return meant

    def _otherwise_worded(self, name: str, day: date | None, kind: str) -> Identified | None:
        words = self.words.on(day)
        plain = bare(name, words)
        for said in dict.fromkeys((name, plain)):
            parts = bracketed(said)
            base = self.identify(parts[0], day=day, kind=kind) if parts else None
            if parts and base and (implied := self.circumstance(base.matter, parts[1])):
                clash = any(base.implied.get(fact, value) != value for fact, value in implied.items())
                return None if clash else Identified(base.matter, {**base.implied, **implied})
            if parts and base and _only_items(base.matter, parts[1], words):
                return base
        if exact := self._named.exactly(plain, day, kind):
            return the_one(exact)
        return (
            self._named.by_form(name, words, day, kind)
            or self._composed(plain, day, kind)
            or self._restated(name, day, kind)
        )

    def _composed(self, name: str, day: date | None, kind: str) -> Identified | None:
        """The matter whose name stands beside one of its own circumstances, or before one of its own items (办理项):
        涉外婚姻登记, 医师执业注册变更."""
        meant: dict[str, Identified] = {}
        for cut in range(2, len(name) - 1):
            head, tail = name[:cut], name[cut:]
            for said, rest, item in ((head, tail.removeprefix("的"), False), (tail, head, True)):
                if not ((item and said in self._items) or said in self._circumstances.keys):
                    continue
                base = self.identify(rest, day=day, kind=kind)
                if base and (implied := self._beside(base, said, item)) is not None:
                    meant[base.matter.id] = Identified(base.matter, {**base.implied, **implied})
        return next(iter(meant.values())) if len(meant) == 1 else None

    def _restated(self, name: str, day: date | None, kind: str) -> Identified | None:
        """What a name means whose brackets say what elsewhere stands before it (收养登记（内地居民）), or that names one matter
        twice with a stroke between."""
        if parts := bracketed(name):
            return self.identify(parts[1] + parts[0], day=day, kind=kind)
        hits = [self.identify(one, day=day, kind=kind) for one in standard_name(name).split("/")] if "/" in name else []
        return hits[0] if hits and all(hit == hits[0] for hit in hits) else None

    def _beside(self, base: Identified, said: str, item: bool) -> Mapping[str, Any] | None:
        """What words beside a matter's name say of the case, if they are a circumstance (or an item) of its own."""
        implied = self.circumstance(base.matter, said)
        if implied is None:
            return {} if item and said in map(name_key, base.matter.items) else None
        return None if any(base.implied.get(fact, value) != value for fact, value in implied.items()) else implied

    def circumstance(self, matter: RegisteredMatter, words: str) -> Mapping[str, Any] | None:
        """The facts that a circumstance (适用情形) of that matter implies, or None if the register does not know it."""
        return self._circumstances.implied(matter, words)

    def proper(self, name: str, matter: RegisteredMatter, day: date | None = None) -> bool:
        """Whether a name is the matter's own, if need be in other formal words; an alias may mean a part of it only."""
        if name_key(name) in (name_key(matter.name), name_key(matter.id)):
            return True
        words = self.words.on(day)
        own, said = forms(((bare(one, words), (matter.type,)) for one in (matter.name, name)), words)
        return matter.type in own and own[matter.type] == said.get(matter.type)

    def clashes(self) -> list[tuple[str, tuple[RegisteredMatter, ...]]]:
        """Names that two matters claim at one time. Two circumstance aliases may be alike: they are then no names."""
        out = []
        for key, hits in self._named.keys.items():
            proper = [hit for hit in hits if not hit.implied]
            matters = {hit.matter.id: hit.matter for hit in hits}
            if len(matters) > 1 and proper and _overlap(list(matters.values())):
                out.append((key, tuple(matters.values())))
        return out


def _only_items(matter: RegisteredMatter, said: str, words: Words) -> bool:
    """Whether words say nothing but items (办理项) of that matter, one or several: 乡镇企业、乡村公共设施和公益事业."""
    left, *items = words.plainly(name_key(said), *map(name_key, matter.items))
    for item in sorted(filter(None, items), key=len, reverse=True):
        left = left.replace(item, "", 1)
    return not left


def _overlap(matters: list[RegisteredMatter]) -> bool:
    spans = sorted((m.begins or date.min, m.ends or date.max) for m in matters)
    return any(later[0] < earlier[1] for earlier, later in zip(spans, spans[1:], strict=False))
