"""Formal words (套语) in which one act is named in several ways: 许可证核发, 审批; declared in a list, never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from catalogue.names import name_key, standard_name
from catalogue.rulebook import Listing

LIST = "名称套语"
NOTE = "尾注"  # said in brackets after a name and part of no name: （县级权限）, （补办）
_COLUMNS = {"项", "事项类型", "同义组"}
_LEAST = 4  # what is left without the formal words must still say something
_NUMBERED = re.compile(r"\d{1,3}[.．、]\s*(?=\D)")  # 2.民办职业培训学校分立审批
_BRACKETED = re.compile(r"(.+)（([^（）]+)）")


class Word(NamedTuple):
    """An ending of names of one type of matter (事项类型); words of one group (同义组) say the same."""

    ending: str
    kind: str
    group: str


class FormalWords:
    """The list 名称套语 as names are held against it."""

    def __init__(self, listings: Iterable[Listing] = ()) -> None:
        self._rows = [
            (one.begins, one.ends, Word(name_key(cell["项"]), cell["事项类型"], cell["同义组"]))
            for one in listings
            if set(one.columns) >= _COLUMNS
            for cell in (dict(zip(one.columns, row, strict=True)) for row in one.rows)
        ]

    def on(self, day: date | None) -> tuple[Word, ...]:
        """What holds that day (no day: what ever held), the longest words first."""
        held = {word for begins, ends, word in self._rows if day is None or begins <= day < (ends or date.max)}
        return tuple(sorted(held, key=lambda word: (-len(word.ending), word)))


def bare(name: str, words: Sequence[Word]) -> str:
    """The key of a name without its number in a list and without the notes after it."""
    numbered = _NUMBERED.match(name.strip())
    key = name_key(name.strip()[numbered.end() :] if numbered else name)
    notes = [word.ending for word in words if word.group == NOTE]
    while found := next((note for note in notes if key.endswith(note)), ""):
        key = key.removesuffix(found)
    return key


def forms(name: str, words: Sequence[Word]) -> dict[str, str]:
    """By type of matter: which formal words end the name, and what it says besides."""
    key = bare(name, words).removeprefix("对")
    out: dict[str, str] = {}
    for word in words:
        if word.group != NOTE and word.kind not in out and key.endswith(word.ending):
            stem = key.removesuffix(word.ending).removesuffix("的")
            if len(stem) >= _LEAST:
                out[word.kind] = f"{word.group}：{stem}"
    return out


def bracketed(name: str) -> tuple[str, str] | None:
    """A name and the circumstance it says in brackets: 临时救助（小额）; None where there is none."""
    found = _BRACKETED.fullmatch(standard_name(name))
    return (found[1], found[2]) if found else None
