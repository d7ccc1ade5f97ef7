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

_days: dict[tuple[str, date], Day] = {}


def listings(book: Book, facts: Mapping[str, Any], as_of: date) -> dict[str, str]:
    """是 or 否 for each list in force that day; nothing where no list is loaded or the field is not known."""
    held = _days.get((book.digest, as_of))
    if held is None:
        if len(_days) > 64:
            _days.clear()
        held = _days[book.digest, as_of] = book.on(as_of)
    out = {}
    for fact, (name, field) in LISTS.items():
        rows = held.listed(name)
        if rows is not None and facts.get(field):
            out[fact] = "是" if name_key(str(facts[field])) in rows else "否"
    if facts.get("业务领域") and (window := _theme(held, str(facts["业务领域"]))):
        out["主题窗"] = window
    return out


def _theme(held: Day, field: str) -> str | None:
    """The window of a field of work: as the office's own rows say, else the shipped ones; a field that no row names
    goes to 全科综合窗. None where no row is in force, or where rows of one office name two windows."""
    if THEMES not in held.lists:
        return None
    for listing in reversed(held.lists[THEMES]):  # the office's own folder comes last
        place = listing.columns.index("窗口")
        windows = {row[place] for row in listing.rows if name_key(row[0]) == name_key(field)}
        if windows:
            return windows.pop() if len(windows) == 1 else None
    return DEFAULT
