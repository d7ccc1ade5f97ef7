"""Formal words (套语) in which one act is named in several ways: 许可证核发, 审批; declared in a list, never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from catalogue.names import name_key, standard_name
from catalogue.rulebook import Listing

LIST = "名称套语"
NOTE = "尾注"  # said in brackets after a name and part of no name: （县级权限）, （补办）
LEAD = "开头"  # said before a name and part of no name: 对, 申请
EITHER = "前后"  # a verb that stands before what it does something to as well as after it: 设立幼儿园, 幼儿园设立
WITHIN = (
    "字样："  # anywhere in a name, and what it is as good as: 未按照 in the group 字样：未按; 和 in 字样： as nothing
)
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
    """A name as its act (the group of its last words, "" where it says none) and what it says besides."""

    group: str
    stem: str


class Words:
    """The formal words that hold on some days, looked up by the ending of a name, the longest first."""

    def __init__(self, held: Iterable[Word]) -> None:
        self._by_ending: dict[str, list[Word]] = {}
        for word in sorted(held):
            if word.group not in (NOTE, LEAD, EITHER) and not word.group.startswith(WITHIN):
                self._by_ending.setdefault(word.ending, []).append(word)
        self._lengths = sorted({len(ending) for ending in self._by_ending}, reverse=True)
        self.notes, self.leads, self._either = (
            tuple(sorted({w.ending for w in held if w.group == group and w.ending}, key=lambda one: (-len(one), one)))
            for group in (NOTE, LEAD, EITHER)
        )
        self._plain = {w.ending: w.group.removeprefix(WITHIN) for w in sorted(held) if w.group.startswith(WITHIN)}
        longest_first = sorted(self._plain, key=lambda said: (-len(said), said))  # 或者 before 或
        self._within = re.compile("|".join(map(re.escape, longest_first)) or "(?!)")

    def plainly(self, stem: str) -> str:
        """What is left of a name, each of its words in the one way in which all of its group are held, and a verb before
        its object after it."""
        plain = self._within.sub(lambda found: self._plain[found[0]], stem)
        verb = next((verb for verb in self._either if plain.startswith(verb)), "")
        return plain.removeprefix(verb) + verb

    def ending(self, key: str) -> Iterator[Word]:
        """The words with which a name ends."""
        for length in self._lengths:
            if length <= len(key):
                yield from self._by_ending.get(key[-length:], ())


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
        self._held: dict[frozenset[Word], Words] = {}

    def on(self, day: date | None) -> Words:
        """What holds that day (no day: what ever held); one object for all days on which the same holds."""
        if day not in self._on:
            held = frozenset(w for begins, ends, w in self._rows if day is None or begins <= day < (ends or date.max))
            self._on[day] = self._held.setdefault(held, Words(held))
        return self._on[day]


def bare(name: str, words: Words) -> str:
    """The key of a name without its number in a list and without the notes after it."""
    numbered = _NUMBERED.match(name.strip())
    key = name_key(name.strip()[numbered.end() :] if numbered else name)
    while key.endswith(words.notes):
        key = key.removesuffix(next(note for note in words.notes if key.endswith(note)))
    return key


def forms(name: str, words: Words) -> dict[str, Form]:
    """By type of matter: which formal words end the name, and what it says besides; under `WHOLE` the name to its end."""
    key = bare(name, words)
    key = key.removeprefix(next((lead for lead in words.leads if key.startswith(lead)), ""))
    out = {WHOLE: Form("", words.plainly(key))}
    for word in words.ending(key):
        stem = key.removesuffix(word.ending).removesuffix("的")
        if len(stem) >= _LEAST:
            out.setdefault(word.kind, Form(word.group, words.plainly(stem)))
    return out


def bracketed(name: str) -> tuple[str, str] | None:
    """A name and the circumstance it says in brackets: 临时救助（小额）; None where there is none."""
    found = _BRACKETED.fullmatch(standard_name(name))
    return (found[1], found[2]) if found else None
