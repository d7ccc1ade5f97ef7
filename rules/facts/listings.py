"""Whether a matter stands on a list that the office keeps up to date (许可清单收录, 取消清单收录, 证明清单收录)."""

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
    return out
