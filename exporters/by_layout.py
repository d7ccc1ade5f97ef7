"""A layout run backwards: records as a workbook in another system's own headings, order and codes, so that nothing is typed twice."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from catalogue.fields import Field, FieldList
from catalogue.layout import Layout
from catalogue.names import header_key
from exporters.spreadsheet import bytes_of, new_book

_NOTHING = "无"  # in a column that is filled downwards: a blank would be read as the row above


def columns(layout: Layout, fields: FieldList, records: Sequence[Mapping[str, Any]]) -> list[tuple[str, Field | None]]:
    """Heading and field of each column: all headings where the layout names them (次序; None: no field of ours), else its
    own words in their order, then its other fields that it needs or that a record has. Every heading is one that the
    layout reads as that very field."""
    vocabulary = layout.vocabulary(fields)
    if layout.headings:
        return [(word, fields.fields.get(vocabulary.get(header_key(word), ""))) for word in layout.headings]
    used = {name for facts in records for name, value in facts.items() if value not in (None, [])}
    found: dict[str, str] = {}
    for word, name in layout.words.items():
        found.setdefault(name, word)
    needed = {*layout.required, *fields.kinds[layout.kind].identity}
    for name in dict.fromkeys([*fields.kinds[layout.kind].identity, *layout.field_names(fields)]):
        if name in found or name in layout.constants or (name not in needed and name not in used):
            continue
        one = fields.fields[name]
        word = next((w for w in (name, *one.words) if vocabulary.get(header_key(w)) == name), None)
        if word is not None and layout.kind in one.kinds and name not in layout.absent:
            found[name] = word
    return [(word, fields.fields[name]) for name, word in found.items()]


def by_layout(
    layout: Layout, fields: FieldList, records: Sequence[Mapping[str, Any]], made: date, mark: str = ""
) -> bytes:
    """The workbook: headings in the first row, one record a row, all of it text but whole numbers. `mark` (示例) stands in
    the sheet's name, since a title row would not be the system's own layout."""
    book = new_book(made)
    page = book.add_worksheet(re.sub(r"[\[\]:*?/\\]", "_", f"{mark}{layout.name}")[:31])
    text = book.add_format({"num_format": "@", "valign": "top", "text_wrap": True})
    head = book.add_format({"bold": True, "text_wrap": True, "num_format": "@"})
    chosen = columns(layout, fields, records)
    for column, (word, _) in enumerate(chosen):
        page.set_column(column, column, max(12, 2 * len(word) + 2), text)
        page.write_string(0, column, word, head)
    for row, facts in enumerate(records, start=1):
        for column, (_, one) in enumerate(chosen):
            if one is None:
                continue
            value = facts.get(one.name)
            if isinstance(value, int) and not isinstance(value, bool):
                page.write_number(row, column, value, text)
            else:
                written = said(one, value, layout)
                page.write_string(
                    row, column, written or (_NOTHING if one.name in layout.fill and row > 1 else ""), text
                )
    page.freeze_panes(1, 0)
    return bytes_of(book)


def said(one: Field, value: Any, layout: Layout) -> str:
    """A value as that system writes it: by its code table where the field has one, dates as 2021-12-31."""
    if value is None:
        return ""
    if isinstance(value, (list, tuple)):
        return "、".join(said(one, part, layout) for part in value)
    if isinstance(value, bool):
        value = "是" if value else "否"
    codes = {meaning: code for code, meaning in one.codes.get(layout.system, {}).items()}
    plain = format(value, "f") if isinstance(value, Decimal) else str(value)
    return codes.get(plain, plain)
