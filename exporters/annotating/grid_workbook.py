"""Writes grids (照录 of an .xls, csv, ods or xlsb) as an .xlsx that looks like what was sent, as far as looks are known."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from catalogue.grid import Grid, Look
from exporters.spreadsheet import bytes_of, new_book

_TEXT_CELL = 32_767
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udfff]")
_SIDES = 2**53


def grid_workbook(grids: Sequence[Grid]) -> tuple[bytes, dict[str, str]]:
    """The workbook's bytes, and what each sheet is called in it (Excel allows 31 characters and not all of them)."""
    book = new_book(date(1980, 1, 1), size=11)  # not the day: the same input gives the same bytes
    names: dict[str, str] = {}
    for grid in grids:
        names[grid.name] = _name(grid.name, set(names.values()))
        _sheet(book, book.add_worksheet(names[grid.name]), grid)
    if not grids:
        book.add_worksheet("空")
    return bytes_of(book), names


def _name(wanted: str, taken: set[str]) -> str:
    base = re.sub(r"[\[\]:*?/\\]", "_", _CONTROL.sub("", wanted)).strip("'")[:31] or "表"
    lower = {one.lower() for one in taken}
    tries = [base, *(f"{base[:27]}_{n}" for n in range(2, 500))]
    return next(one for one in tries if one.lower() not in lower and one.lower() != "history")


def _sheet(book: Any, page: Any, grid: Grid) -> None:
    forms = [_form(book, look) for look in grid.looks]
    for column, width in sorted(grid.widths.items()):
        page.set_column(column, column, width, None, {"hidden": column in grid.hidden_columns})
    for column in grid.hidden_columns - grid.widths.keys():
        page.set_column(column, column, None, None, {"hidden": True})
    for row in sorted(grid.heights.keys() | grid.hidden_rows):
        page.set_row(row, grid.heights.get(row), None, {"hidden": row in grid.hidden_rows})
    if not grid.visible:
        page.hide()
    for top, left, bottom, right in _apart(grid.merges):
        look = grid.cells.get((top, left), (None, 0))[1]
        page.merge_range(top, left, bottom, right, "", forms[look])
    for (row, column), (value, look) in sorted(grid.cells.items()):
        _write(page, row, column, value, forms[look])
    for (row, column), (author, text) in sorted(grid.comments.items()):
        page.write_comment(row, column, _CONTROL.sub("□", text)[:_TEXT_CELL], {"author": author or "原批注"})


def _apart(merges: Sequence[tuple[int, int, int, int]]) -> list[tuple[int, int, int, int]]:
    """Merges of more than one cell that do not overlap an earlier one."""
    kept: list[tuple[int, int, int, int]] = []
    used: set[tuple[int, int]] = set()
    for top, left, bottom, right in merges:
        if (bottom - top + 1) * (right - left + 1) > 200_000 or (top, left) == (bottom, right):
            continue
        cells = {(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)}
        if not cells & used:
            used |= cells
            kept.append((top, left, bottom, right))
    return kept


def _write(page: Any, row: int, column: int, value: Any, form: Any) -> None:
    if isinstance(value, bool):
        page.write_boolean(row, column, value, form)
    elif (
        isinstance(value, (int, float))
        and abs(value) < float("inf")
        and not (isinstance(value, int) and abs(value) > _SIDES)
    ):
        page.write_number(row, column, value, form)
    elif isinstance(value, date):
        page.write_datetime(row, column, value, form)
    elif value is None or value == "":
        page.write_blank(row, column, None, form)
    else:
        page.write_string(row, column, _CONTROL.sub("□", str(value))[:_TEXT_CELL], form)


def _form(book: Any, look: Look) -> Any:
    said: dict[str, Any] = {
        "num_format": look.number_format,
        "font_name": look.font,
        "font_size": look.size,
        "bold": look.bold,
        "italic": look.italic,
        "font_strikeout": look.struck,
        "font_color": look.colour,
        "bg_color": look.fill,
        "align": look.across,
        "valign": look.upright,
        "text_wrap": look.wrap,
        "border": int(look.border),
    }
    return book.add_format({name: value for name, value in said.items() if value})
