"""Identity: which registered matter a name or code means, exactly and never by likeness."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from catalogue.names import name_key, standard_name
from catalogue.rulebook import RegisteredMatter
from rules.circumstances import Circumstances
from rules.formal_names import ANY_ACT, NONE, SOME, WHOLE, Form, FormalWords, Words, bare, bracketed, forms, unnoted

_BY_ITSELF = {"行政处罚", "行政强制", "行政检查"}  # what an organ does of its own motion
_ON_REQUEST = {"行政许可", "行政确认", "行政给付", "行政裁决", "行政奖励", "公共服务"}
_TOLD = 100_000  # names whose meaning is remembered


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

    def __init__(self, matters: Iterable[RegisteredMatter] = (), words: FormalWords | None = None) -> None:
        self.words = words or FormalWords()
        self.matters = {matter.id: matter for matter in matters}
        self._formal: dict[Words, dict[tuple[str, Form], list[Identified]]] = {}
        self._told: dict[tuple[str, date | None, str], Identified | None] = {}  # a county writes each name many times

    def __reduce__(self) -> tuple[type[Register], tuple[Any, ...]]:
        """Sent to another process as what it was made of: to look things up is made ready where that is done."""
        return Register, (tuple(self.matters.values()), self.words)

    @cached_property
    def _names(self) -> Mapping[str, list[Identified]]:
        """What a key means: identities, names, aliases; and with the facts that they say such circumstance aliases as
        name their matter, too, by its act or its name: 经营性公墓审批, and not 内陆水域."""
        words, found = self.words.on(None), dict[str, list[Identified]]()
        for matter in self.matters.values():
            own = Identified(matter, {})
            for key in set(map(name_key, (matter.id, matter.name, *matter.aliases, *matter.former_ids))):
                found.setdefault(key, []).append(own)
            plain: set[str] = set()
            for alias, facts in matter.implied.items():
                key = name_key(alias)
                if not words.says_an_act(key):
                    plain = plain or self._plain(matter, words)
                    if not any(name in key for name in plain):
                        continue
                found.setdefault(key, []).append(Identified(matter, facts))
        return found

    @staticmethod
    def _plain(matter: RegisteredMatter, words: Words) -> set[str]:
        """The names of a matter, with their formal words and without."""
        plain = {name_key(name) for name in (matter.name, *matter.aliases)}
        return plain | {ended[1] for key in plain if (ended := words.ended(key, matter.type))}

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
        found = self._exactly(name_key(name), day, kind) if name else []
        found.extend(hit for code in codes for hit in self._in_force(self._codes.get(code.strip().upper(), []), day))
        meant = _the_one(found) if found or not name else self._otherwise_worded(name, day, kind)
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
        if exact := self._exactly(plain, day, kind):
            return _the_one(exact)
        return (
            self._by_form(name, words, day, kind) or self._composed(plain, day, kind) or self._restated(name, day, kind)
        )

    def _exactly(self, key: str, day: date | None, kind: str) -> list[Identified]:
        """What a key means. A matter may be typed otherwise than the register does, but an alias of what an organ does of its
        own motion (处罚, 强制, 检查) never means what is asked for, nor the other way round."""
        found = self._in_force(self._names.get(key, ()), day)
        return [hit for hit in found if hit.matter.type not in _other_than(kind) or name_key(hit.matter.name) == key]

    def _by_form(self, name: str, words: Words, day: date | None, kind: str) -> Identified | None:
        """The matter that the name means but for formal words. A name that says no act means, where the record says its
        type, the one act of that type upon the same; one that says but that something is done (办理) means the matter that
        is named without."""
        index, (asked,) = self._formally(words), forms([(bare(name, words), (kind,) if kind else ())], words)
        whole = asked.pop(WHOLE)
        alike = (hit for hit in index.get((WHOLE, whole), ()) if hit.matter.type not in _other_than(kind))
        found = self._exactly(whole.stem, day, kind) + self._in_force(alike, day)
        if not found and kind and kind not in asked:
            found = self._in_force(index.get((kind, Form(SOME, whole.stem)), []), day)
        elif not found:
            found = self._in_force((hit for form in asked.items() for hit in index.get(form, [])), day)
        if not found:
            plain = ((one, Form(NONE, form.stem)) for one, form in asked.items() if form.group in ANY_ACT)
            found = self._in_force((hit for form in plain for hit in index.get(form, [])), day)
        # two wordings of one matter, one of which says more of the case: the name itself did not say it
        return min(found, key=lambda hit: len(hit.implied)) if _the_one(found) else None

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

    def _formally(self, words: Words) -> dict[tuple[str, Form], list[Identified]]:
        """Every registered name by its matter's type and what it says besides formal words, with its act and without."""
        if words not in self._formal:
            index: dict[tuple[str, Form], list[Identified]] = {}
            named = [(key, hit) for key, hits in self._names.items() for hit in hits]
            told = forms(((unnoted(key, words), (hit.matter.type,)) for key, hit in named), words)
            for (key, hit), said in zip(named, told, strict=True):
                kind, whole = hit.matter.type, said[WHOLE]
                if kind in said:
                    index.setdefault((kind, said[kind]), []).append(hit)
                index.setdefault((kind, Form(SOME if kind in said else NONE, said.get(kind, whole).stem)), []).append(
                    hit
                )
                if whole.stem != key:  # else it is looked up as it stands
                    index.setdefault((WHOLE, whole), []).append(hit)
            self._formal[words] = index
        return self._formal[words]

    @staticmethod
    def _in_force(hits: Iterable[Identified], day: date | None) -> list[Identified]:
        return [hit for hit in hits if in_force(hit.matter, day)]

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
        for key, hits in self._names.items():
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


def _other_than(kind: str) -> Collection[str]:
    """The types that a matter of that type is never mistaken for."""
    return _ON_REQUEST if kind in _BY_ITSELF else _BY_ITSELF if kind in _ON_REQUEST else ()


def _the_one(found: list[Identified]) -> Identified | None:
    """What all hits mean; of several that mean one matter, the one that says most of its case."""
    if len({hit.matter.id for hit in found}) != 1:
        return None
    return max(found, key=lambda hit: len(hit.implied))


def _overlap(matters: list[RegisteredMatter]) -> bool:
    spans = sorted((m.begins or date.min, m.ends or date.max) for m in matters)
    return any(later[0] < earlier[1] for earlier, later in zip(spans, spans[1:], strict=False))
