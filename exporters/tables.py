"""Plain working tables as a workbook: one sheet a table, a frozen filterable header, text never taken for a formula."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import xlsxwriter

from catalogue.finding import UserError

_WIDEST, _LONGEST, _MOST_ROWS = 60, 32_767, 1_000_000


@dataclass(frozen=True)
class Table:
    """A table: the sheet's name, the headings, the rows."""

    name: str
    columns: tuple[str, ...]
    rows: Sequence[Sequence[str | int]]


def write_tables(tables: Sequence[Table], made: str) -> bytes:
    """The workbook's bytes; `made` (ISO day) is its date, so that the same tables give the same bytes."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(buffer, options)
    day = date.fromisoformat(made)
    book.set_properties({"created": datetime(day.year, day.month, day.day)})
    font = {"font_name": "宋体", "font_size": 10, "valign": "top"}
    head = book.add_format(font | {"font_name": "黑体", "bg_color": "#e3ebf3", "border": 1, "border_color": "#8a97a6"})
    cell = book.add_format(font | {"text_wrap": True})
    for table in tables:
        if len(table.rows) > _MOST_ROWS:
            raise UserError(table.name, f"有 {len(table.rows)} 行，一张表放不下", "请用 --json，或分几次导入")
        page = book.add_worksheet(table.name)
        for column, heading in enumerate(table.columns):
            page.write_string(0, column, heading, head)
            texts = [str(row[column]) for row in table.rows[:500]]
            width = max([_width(heading), *map(_width, texts)])
            page.set_column(column, column, min(width + 2, _WIDEST))
        for number, row in enumerate(table.rows, start=1):
            for column, value in enumerate(row):
                if isinstance(value, int):
                    page.write_number(number, column, value, cell)
                else:
                    page.write_string(number, column, _safe(value), cell)
        page.freeze_panes(1, 0)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)
        page.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
    book.close()
    return buffer.getvalue()


def _width(text: str) -> int:
    """Half-width characters of the longest line."""
    return max(sum(2 if sign > "⺀" else 1 for sign in line) for line in text.split("\n"))


def _safe(text: str) -> str:
    """The text without control characters, cut (and said to be cut) where a cell ends."""
    text = "".join(sign for sign in text if sign >= " " or sign in "\t\n")
    return text if len(text) <= _LONGEST else text[: _LONGEST - 10] + "……（截断）"
