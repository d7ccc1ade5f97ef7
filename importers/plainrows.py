"""Tells which rows are plainly one matter each, so that the many of a large table need no closer look.

A row that is not plain is looked at in full by `importers.rows`, which would come to the same for a plain one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from datetime import date, datetime
from typing import Any

from catalogue.names import header_key
from importers.headers import Header
from importers.raw import RawCell
from importers.rowkinds import is_note, is_total
from importers.sheet import CellFault, Sheet, Value, text_of

_FEWEST = 4  # cells
_MAY_COUNT = re.compile("[合小总累共计数]")
_MOST_WORDS = 4_096
_LONGEST_WORD = 60  # as the full look has it
_KINDS = frozenset({str, float, type(None), date, datetime, CellFault})  # no two contents of which are equal


class Plain:
    """The test of one table's rows."""

    def __init__(
        self,
        sheet: Sheet,
        header: Header,
        names: Mapping[str, int],
        columns: Mapping[str, int],
        vocabulary: Set[str],
        head: set[tuple[int, str]],
    ) -> None:
        self.sheet, self.columns = sheet, columns
        self.names = tuple(names.values())
        self.fill = tuple((name, columns[name]) for name in header.layout.fill if name in columns)
        self.words = Words({*vocabulary, *(word for _, word in head if word)})
        self.simple = not (header.units or header.ticks or header.dropped)
        self.touched = self._touched()

    def _touched(self) -> set[int]:
        """Rows with merges, marks of people or number formats that say something."""
        sheet = self.sheet
        rows = {*sheet.hidden_rows, *(row for row, _ in (*sheet.struck, *sheet.comments, *sheet.formats))}
        for top, _, bottom, _ in sheet.merges:
            rows.update(range(top, min(bottom, len(sheet.rows)) + 1))
        return rows

    def is_plain(self, index: int, previous: Mapping[str, RawCell], header_bottom: int) -> bool:
        """Whether the row starts a matter, stands alone, and is neither heading, note, total nor filled from above."""
        if not self.simple or index <= header_bottom + 2 or index in self.touched:
            return False
        values = self.sheet.rows[index]
        width = len(values)
        filled = width - values.count(None)
        if filled < _FEWEST or not _KINDS.issuperset(map(type, values)):
            return False
        for column in self.names:
            if column < width and values[column] is not None:
                break
        else:
            return False
        for name, column in self.fill:
            blank = column >= width or values[column] is None
            if blank and name in previous and not (name == "子项名称" and self._stands("主项名称", values)):
                return False
        return self._is_no_heading(values, filled)

    def _stands(self, name: str, values: list[Value]) -> bool:
        column = self.columns.get(name, -1)
        return 0 <= column < len(values) and values[column] is not None

    def _is_no_heading(self, values: list[Value], filled: int) -> bool:
        first, second = values[0], values[1]
        if first is None or second is None:
            first, second = [value for value in values if value is not None][:2]
        one, two = text_of(first).strip(), text_of(second).strip()
        if one == two or not one or not two:
            return False
        if first.__class__ is not float and (is_note(one) or is_total(one)):
            return False
        if second.__class__ is str and _MAY_COUNT.search(two) and is_total(two):
            return False
        known = sum([self.words[value] for value in values])
        # a row of headings has at least as many heading words as other words
        return known < 2 or filled - known > filled // 2


class Words(dict[Any, bool]):
    """Whether a content is a heading's word, worked out when first met."""

    def __init__(self, vocabulary: set[str]) -> None:
        super().__init__({None: False})
        self.vocabulary = vocabulary

    def __missing__(self, content: Any) -> bool:
        if len(self) >= _MOST_WORDS:
            self.clear()
            self[None] = False
        word = content.__class__ is str and len(content) <= _LONGEST_WORD and header_key(content) in self.vocabulary
        self[content] = word
        return word
