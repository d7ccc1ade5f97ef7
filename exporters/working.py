"""A working workbook of several tables: frozen header, filter, printed titles, cells to be filled in coloured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from catalogue.finding import UserError
from exporters.spreadsheet import HEAD_FILL, INK, RULE, bytes_of, height, new_book

EDIT_FILL, EDIT_HEAD, MOST_ROWS = "#fffbe8", "#f6e7b0", 1_000_000
_TALLEST = 320.0
_ALLOWED = dict.fromkeys(("format_cells", "format_columns", "format_rows", "autofilter", "objects"), True)
A3, A4, WIDE = 8, 9, 150  # a table wider than this is not readable on A4


@dataclass(frozen=True)
class TableColumn:
    """A column: heading, width in half-width characters; `editable`: to be written in by a person; `choices`: offered."""

    heading: str
    width: float = 14
    editable: bool = False
    choices: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Table:
    """One sheet. `lead` stands above the header; a `hidden` table is for the program that reads the workbook back; in a
    `locked` one only the editable columns and the `spare` empty rows below can be written in (there is no password); the
    first column of one that `leads` names other sheets and goes there."""

    name: str
    lead: str
    columns: tuple[TableColumn, ...]
    rows: Sequence[Sequence[str | int]]
    hidden: bool = False
    landscape: bool = True
    frozen: int = 1  # columns that stay when scrolling
    locked: bool = False
    spare: int = 0
    leads: bool = False


def workbook(tables: Sequence[Table], made: date, *, title: str = "", mark: str = "") -> bytes:
    """The workbook's bytes; the same tables and day give the same bytes. Text is never taken for a formula.

    `mark` (示例) stands in each header. Sheet names are cut to what a spreadsheet program takes and made unlike."""
    book = new_book(made, mark + title)
    forms = _forms(book)
    taken: set[str] = set()
    names = [_free_name(table.name, taken) for table in tables]
    for table, name in zip(tables, names, strict=True):
        _sheet(book, table, name, forms, title, mark, {t.name: n for t, n in zip(tables, names, strict=True)})
    return bytes_of(book)


def _forms(book: Any) -> Mapping[str, Any]:
    plain = {"font_name": "宋体", "font_size": 10, "font_color": INK, "valign": "top", "text_wrap": True}
    boxed = plain | {"border": 1, "border_color": RULE}
    head = boxed | {"font_name": "黑体", "align": "center", "valign": "vcenter", "bg_color": HEAD_FILL}
    return {
        "lead": book.add_format(plain | {"font_color": "#52606d", "valign": "vcenter"}),
        "head": book.add_format(head),
        "edit head": book.add_format(head | {"bg_color": EDIT_HEAD}),
        "cell": book.add_format(boxed | {"num_format": "@"}),
        "number": book.add_format(boxed | {"align": "center"}),
        "edit": book.add_format(boxed | {"num_format": "@", "bg_color": EDIT_FILL, "locked": False}),
        "link": book.add_format(boxed | {"font_color": "#0b5394", "underline": 1}),
    }


def _sheet(
    book: Any, table: Table, name: str, forms: Mapping[str, Any], title: str, mark: str, names: Mapping[str, str]
) -> None:
    if len(table.rows) > MOST_ROWS:
        raise UserError(f"“{table.name}”表", f"有 {len(table.rows)} 行，超过上限 {MOST_ROWS}", "请缩小范围后再导出")
    page, last = book.add_worksheet(name), len(table.columns) - 1
    if table.hidden:
        page.hide()
    width = sum(column.width for column in table.columns)
    if last:
        page.merge_range(0, 0, 0, last, "", forms["lead"])
    page.write_string(0, 0, table.lead, forms["lead"])
    page.set_row(0, max(20.0, height(table.lead, width)))
    page.set_row(1, max(height(column.heading, column.width) for column in table.columns))
    for place, column in enumerate(table.columns):
        page.set_column(place, place, column.width)
        page.write_string(1, place, column.heading, forms["edit head" if column.editable else "head"])
        if column.note:
            page.write_comment(1, place, column.note, {"x_scale": 1.6})
        if column.choices and table.rows:
            page.data_validation(
                2, place, 1 + len(table.rows) + table.spare, place,
                {"validate": "list", "source": list(column.choices), "ignore_blank": True, "error_type": "warning"},
            )  # fmt: skip
    for number, row in enumerate(table.rows, start=2):
        _row(page, number, row, table.columns, forms, name)
        if table.leads:
            page.write_url(number, 0, f"internal:'{names[str(row[0])]}'!A1", forms["link"], string=str(row[0]))
    for number in range(2 + len(table.rows), 2 + len(table.rows) + table.spare):
        for place in range(last + 1):
            page.write_blank(number, place, None, forms["edit"])
    if table.locked:
        page.protect("", _ALLOWED)
    page.freeze_panes(2, table.frozen)
    page.autofilter(1, 0, 1 + max(1, len(table.rows)), last)
    page.repeat_rows(1)
    page.set_paper(A3 if width > WIDE else A4)
    if table.landscape:
        page.set_landscape()
    page.set_margins(left=0.45, right=0.45, top=0.7, bottom=0.6)
    page.fit_to_pages(1, 0)
    example = f'&L&"黑体,常规"&11{mark}（虚构数据，不作依据）' if mark else ""
    page.set_header(f"{example}&R&9 {f'{title}　{name}'.replace('&', '&&')[:80]}")
    page.set_footer("&C&9第 &P 页，共 &N 页")


def _row(
    page: Any,
    number: int,
    row: Sequence[str | int],
    columns: Sequence[TableColumn],
    forms: Mapping[str, Any],
    name: str,
) -> None:
    page.set_row(
        number, min(_TALLEST, max(height(str(c), column.width) for c, column in zip(row, columns, strict=True)))
    )
    for place, (cell, column) in enumerate(zip(row, columns, strict=True)):
        if isinstance(cell, int):
            page.write_number(number, place, cell, forms["number"])
        elif not cell:
            page.write_blank(number, place, None, forms["edit" if column.editable else "cell"])
        elif page.write_string(number, place, cell, forms["edit" if column.editable else "cell"]) == -2:
            raise UserError(f"“{name}”表第 {number + 1} 行", "一格的文字超过 32767 字", "请缩短这一项的内容")


def _free_name(name: str, taken: set[str]) -> str:
    clean = "".join("－" if sign in "[]:*?/\\'" else sign for sign in name)[:28] or "表"
    found, number = clean, 2
    while found.lower() in taken:
        found, number = f"{clean}{number}", number + 1
    taken.add(found.lower())
    return found
