"""Formal words (套语) in which one act is named in several ways: 许可证核发, 审批; declared in a list, never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from catalogue.names import name_key, standard_name
from catalogue.rulebook import Listing

LIST = "名称套语"
NOTE = "尾注"  # said in brackets after a name and part of no name: （县级权限）, （补办）
LEAD = "开头"  # said before a name and part of no name: 对, 申请
EITHER = "前后"  # a verb that stands before what it does something to as well as after it: 设立幼儿园, 幼儿园设立
ITSELF = "自成一事"  # an act of its own at the end of a name: 验收 is not the 备案 of it
WITHIN = (
    "字样："  # anywhere in a name, and what it is as good as: 未按照 in the group 字样：未按; 和 in 字样： as nothing
)
ANY_ACT = ("办理", "服务", "给付")  # groups that say no more of the act than that it is done
WHOLE = ""  # the type under which a name is held as it stands, but for such words
_COLUMNS = {"项", "事项类型", "同义组"}
_LEAST = 4  # what is left without the formal words must still say something
_NUMBERED = re.compile(r"\d{1,3}[.．、]\s*(?=\D)")  # 2.民办职业培训学校分立审批
_BRACKETED = re.compile(r"(.+)（([^（）]+)）")


class Word(NamedTuple):
    """An ending of names of one type of matter (事项类型); words of one group (同义组) say the same."""

    ending: str
    kind: str
    group: str


class Form(NamedTuple):
    """A name as its act (the group of its last words) and what it says besides."""

    group: str
    stem: str


SOME, NONE = "", "无"  # in place of a group: whatever act a name says; a name that says none


class Words:
    """The formal words that hold on some days, looked up by the ending of a name, the longest first."""

    def __init__(self, held: Iterable[Word]) -> None:
        self._groups: dict[str, dict[str, str]] = {}
        for word in sorted(held, reverse=True):  # of two groups the first
            if word.group not in (NOTE, LEAD, EITHER, ITSELF) and not word.group.startswith(WITHIN):
                self._groups.setdefault(word.kind, {})[word.ending] = word.group
        self._lengths = {kind: sorted(set(map(len, of)), reverse=True) for kind, of in self._groups.items()}
        self.kinds = tuple(self._groups)
        self._endings = tuple({ending for of in self._groups.values() for ending in of})
        marked = (NOTE, LEAD, EITHER, ITSELF)
        said = {group: {w.ending for w in held if w.group == group} - {""} for group in marked}
        self.notes = tuple(sorted(said[NOTE], key=_longest_first))
        self.lead = re.compile(_any_of(said[LEAD]))
        self._itself = tuple(said[ITSELF])
        self._either = re.compile(rf"^({_any_of(said[EITHER])})(.*)$", re.MULTILINE)
        self._plain = {w.ending: w.group.removeprefix(WITHIN) for w in sorted(held) if w.group.startswith(WITHIN)}
        self._within = re.compile(_any_of(self._plain))

    def plainly(self, *stems: str) -> list[str]:
        """What is left of names, each of their words in the one way in which all of its group are held, and a verb before
        its object after it; of thousands at once."""
        plain = self._within.sub(lambda found: self._plain[found[0]], "\n".join(stems))
        return self._either.sub(r"\2\1", plain).split("\n")

    def ended(self, key: str, kind: str) -> tuple[str, str] | None:
        """The group of the longest words of that type with which a name ends, and what is left without them."""
        groups, longest = self._groups.get(kind, {}), len(key) - _LEAST
        for length in self._lengths.get(kind, ()):
            if length <= longest and key[-length:] in groups:
                stem = key[:-length].removesuffix("的")
                if len(stem) >= _LEAST:
                    group = groups[key[-length:]]
                    return (group in ANY_ACT and self.ended(stem, kind)) or (group, stem)  # 登记服务 is 登记
        return None

    def says_its_own(self, key: str) -> bool:
        """Whether a name ends with an act of its own, to which no other is to be thought."""
        return key.endswith(self._itself)

    def says_an_act(self, key: str) -> bool:
        """Whether a name ends with any formal words."""
        return key.endswith(self._endings)


def _longest_first(word: str) -> tuple[int, str]:
    return -len(word), word


def _any_of(words: Iterable[str]) -> str:
    """An expression for the longest of the words: 或者 before 或; for nothing where there is none."""
    return "|".join(map(re.escape, sorted(words, key=_longest_first))) or "(?!)"


class FormalWords:
    """The list 名称套语 as names are held against it."""

    def __init__(self, listings: Iterable[Listing] = ()) -> None:
        self._rows = [
            (one.begins, one.ends, Word(name_key(cell["项"]), cell["事项类型"], cell["同义组"]))
            for one in listings
            if set(one.columns) >= _COLUMNS
            for cell in (dict(zip(one.columns, row, strict=True)) for row in one.rows)
        ]
        self._on: dict[date | None, Words] = {}

    def on(self, day: date | None) -> Words:
        """What holds that day (no day: what ever held); one object for all days on which the same holds."""
        if day not in self._on:
            held = frozenset(w for begins, ends, w in self._rows if day is None or begins <= day < (ends or date.max))
            self._on[day] = _words(held)
        return self._on[day]


_words = lru_cache(maxsize=8)(Words)  # one for all books that hold the same


def bare(name: str, words: Words) -> str:
    """The key of a name without its number in a list and without the notes after it."""
    name = name.strip()
    numbered = _NUMBERED.match(name) if name[:1].isdigit() else None
    return unnoted(name_key(name[numbered.end() :] if numbered else name), words)


def unnoted(key: str, words: Words) -> str:
    """The key of a name without the notes after it."""
    while key.endswith(words.notes):
        key = key.removesuffix(next(note for note in words.notes if key.endswith(note)))
    return key


def forms(keys: Iterable[tuple[str, Sequence[str]]], words: Words) -> list[dict[str, Form]]:
    """Of names, as their bare keys, by type of matter (those given beside it; none: all): which formal words end it, and
    what it says besides; under `WHOLE` the name to its end."""
    told: list[tuple[dict[str, Form], str, str]] = []
    stems: list[str] = []
    out: list[dict[str, Form]] = []
    for key, kinds in keys:
        if lead := words.lead.match(key):
            key = key[lead.end() :]
        said: dict[str, Form] = {}
        out.append(said)
        told.append((said, WHOLE, ""))
        stems.append(key)
        for kind in kinds or words.kinds:
            if ended := words.ended(key, kind):
                told.append((said, kind, ended[0]))
                stems.append(ended[1])
    for (said, kind, group), stem in zip(told, words.plainly(*stems), strict=False):
        said[kind] = Form(group, stem)
    return out


def bracketed(name: str) -> tuple[str, str] | None:
    """A name and the circumstance it says in brackets: 临时救助（小额）; None where there is none."""
    found = _BRACKETED.fullmatch(standard_name(name))
    return (found[1], found[2]) if found else None
