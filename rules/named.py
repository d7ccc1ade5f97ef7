"""What names mean: every registered name by its key, and by what it says but for formal words (名称套语)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from catalogue.names import name_key
from catalogue.rulebook import RegisteredMatter
from rules.formal_names import ANY_ACT, NONE, SOME, WHOLE, Form, Words, bare, forms, unnoted

_BY_ITSELF = {"行政处罚", "行政强制", "行政检查"}  # what an organ does of its own motion
_ON_REQUEST = {"行政许可", "行政确认", "行政给付", "行政裁决", "行政奖励", "公共服务"}


class Identified(NamedTuple):
    """A matter, and the facts its alias already says."""

    matter: RegisteredMatter
    implied: Mapping[str, Any]


def in_force(matter: RegisteredMatter, day: date | None) -> bool:
    """Whether the matter exists on that day (no day: at any time)."""
    if day is None:
        return True
    return (matter.begins is None or matter.begins <= day) and (matter.ends is None or day < matter.ends)


class Named:
    """The names of matters; `words` are the formal words that ever held."""

    def __init__(self, matters: Collection[RegisteredMatter], words: Words) -> None:
        self._matters, self._words = matters, words
        self._formal: dict[Words, dict[tuple[str, Form], list[Identified]]] = {}

    @cached_property
    def keys(self) -> Mapping[str, list[Identified]]:
        """What a key means: identities, names, aliases; and with the facts that they say such circumstance aliases as
        name their matter, too, by its act or its name: 经营性公墓审批, and not 内陆水域."""
        words, found = self._words, dict[str, list[Identified]]()
        for matter in self._matters:
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

    def exactly(self, key: str, day: date | None, kind: str) -> list[Identified]:
        """What a key means. A matter may be typed otherwise than the register does, but an alias of what an organ does of its
        own motion (处罚, 强制, 检查) never means what is asked for, nor the other way round."""
        found = held(self.keys.get(key, ()), day)
        return [hit for hit in found if hit.matter.type not in _other_than(kind) or name_key(hit.matter.name) == key]

    def by_form(self, name: str, words: Words, day: date | None, kind: str) -> Identified | None:
        """The matter that the name means but for formal words. A name that says no act means, where the record says its
        type, the one act of that type upon the same; one that says but that something is done (办理) means the matter that
        is named without."""
        index, (asked,) = self._formally(words), forms([(bare(name, words), (kind,) if kind else ())], words)
        whole = asked.pop(WHOLE)
        alike = (hit for hit in index.get((WHOLE, whole), ()) if hit.matter.type not in _other_than(kind))
        found = self.exactly(whole.stem, day, kind) + held(alike, day)
        if not found and kind and kind not in asked:
            found = [] if words.says_its_own(whole.stem) else held(index.get((kind, Form(SOME, whole.stem)), []), day)
        elif not found:
            found = held((hit for form in asked.items() for hit in index.get(form, [])), day)
        if not found:
            plain = ((one, Form(NONE, form.stem)) for one, form in asked.items() if form.group in ANY_ACT)
            found = held((hit for form in plain for hit in index.get(form, [])), day)
        # two wordings of one matter, one of which says more of the case: the name itself did not say it
        return min(found, key=lambda hit: len(hit.implied)) if the_one(found) else None

    def _formally(self, words: Words) -> dict[tuple[str, Form], list[Identified]]:
        """Every registered name by its matter's type and what it says besides formal words, with its act and without."""
        if words not in self._formal:
            index: dict[tuple[str, Form], list[Identified]] = {}
            named = [(key, hit) for key, hits in self.keys.items() for hit in hits]
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


def held(hits: Iterable[Identified], day: date | None) -> list[Identified]:
    """The hits that are in force that day."""
    return [hit for hit in hits if in_force(hit.matter, day)]


def the_one(found: list[Identified]) -> Identified | None:
    """What all hits mean; of several that mean one matter, the one that says most of its case."""
    if len({hit.matter.id for hit in found}) != 1:
        return None
    return max(found, key=lambda hit: len(hit.implied))


def _other_than(kind: str) -> Collection[str]:
    """The types that a matter of that type is never mistaken for."""
    return _ON_REQUEST if kind in _BY_ITSELF else _BY_ITSELF if kind in _ON_REQUEST else ()
