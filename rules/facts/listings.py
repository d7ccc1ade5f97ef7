"""What follows from lists that the office keeps up to date: whether a matter stands on one, and its theme window."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from catalogue.names import name_key
from rules.books import Book, Day

LISTS = {
    "许可清单收录": ("行政许可事项清单", "事项"),
    "取消清单收录": ("已取消的许可", "事项"),
    "证明清单收录": ("证明事项清单", "证明事项"),
}
"""Fact: the list in `lists/`, and the field whose value is looked up in it."""
THEMES, DEFAULT = "主题综合窗", "全科综合窗"

_Windows = tuple[dict[str, set[str]], ...]
_days: dict[tuple[str, date], tuple[Day, _Windows | None]] = {}


def listings(book: Book, facts: Mapping[str, Any], as_of: date) -> dict[str, str]:
    """是 or 否 for each list in force that day; nothing where no list is loaded or the field is not known."""
    if (book.digest, as_of) not in _days:
        if len(_days) > 64:
            _days.clear()
        day = book.on(as_of)
        _days[book.digest, as_of] = day, _windows(day)
    held, windows = _days[book.digest, as_of]
    out = {}
    for fact, (name, field) in LISTS.items():
        rows = held.listed(name)
        if rows is not None and facts.get(field):
            out[fact] = "是" if name_key(str(facts[field])) in rows else "否"
    if windows is not None and facts.get("业务领域") and (window := _theme(windows, str(facts["业务领域"]))):
        out["主题窗"] = window
    return out


def _windows(held: Day) -> _Windows | None:
    """The windows that each list in force names for a field of work, the office's own first; None where none is."""
    if THEMES not in held.lists:
        return None
    found = []
    for listing in reversed(held.lists[THEMES]):  # the office's own folder comes last
        place, named = listing.columns.index("窗口"), dict[str, set[str]]()
        for row in listing.rows:
            named.setdefault(name_key(row[0]), set()).add(row[place])
        found.append(named)
    return tuple(found)


def _theme(windows: _Windows, field: str) -> str | None:
    """The window of a field of work: as the office's own rows say, else the shipped ones; a field that no row names
    goes to 全科综合窗. None where rows of one office name two windows."""
    for named in windows:
        if here := named.get(name_key(field)):
            return next(iter(here)) if len(here) == 1 else None
    return DEFAULT
