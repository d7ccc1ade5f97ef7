"""Reads an .xls with its looks (widths, merges, fonts, fills, number formats, comments), so that it can go back as .xlsx."""

from __future__ import annotations

from io import StringIO
from typing import Any

from catalogue.grid import CellValue, Grid, Look
from importers.bounds import Bounds
from importers.refusal import Refusal

_ACROSS = {1: "left", 2: "center", 3: "right", 6: "center_across"}
_UPRIGHT = {0: "top", 1: "vcenter", 2: "bottom"}
_DAYS_1904 = 1462  # between the two ways of counting days
_MOST_LOOKED_AT = 2_000_000  # cells


def read(data: bytes, bounds: Bounds) -> list[Grid]:
    """All sheets with their looks, or `Refusal`. To be called in the limited child only."""
    import xlrd

    book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=StringIO(), ragged_rows=True)
    if sum(sheet.nrows * sheet.ncols for sheet in book.sheets()) > min(bounds.cells, _MOST_LOOKED_AT):
        raise Refusal("workbook-too-large", f"超过 {_MOST_LOOKED_AT} 格，不能照原样转为 .xlsx", "请另存为 .xlsx 后再交")
    return [_grid(book, sheet) for sheet in book.sheets()]


def _grid(book: Any, sheet: Any) -> Grid:
    grid = Grid(sheet.name, {})
    numbers: dict[int, int] = {}
    for row in range(sheet.nrows):
        for column in range(sheet.row_len(row)):
            cell = sheet.cell(row, column)
            number = numbers.get(cell.xf_index)
            if number is None:
                number = numbers[cell.xf_index] = len(grid.looks)
                grid.looks.append(_look(book, cell.xf_index))
            value = _value(cell, book.datemode)
            if value is not None or number:
                grid.cells[row, column] = (value, number)
    grid.merges = [(top, left, bottom - 1, right - 1) for top, bottom, left, right in sheet.merged_cells]
    widths = {c: info.width / 256 for c, info in sheet.colinfo_map.items() if c < 16_384}
    standard = sheet.standardwidth / 256 if sheet.standardwidth else sheet.defcolwidth or 8.43
    grid.widths = dict.fromkeys(range(sheet.ncols), standard) | widths
    grid.heights = {r: info.height / 20 for r, info in sheet.rowinfo_map.items() if info.height and not info.hidden}
    grid.hidden_rows = frozenset(r for r, info in sheet.rowinfo_map.items() if info.hidden)
    grid.hidden_columns = frozenset(c for c, info in sheet.colinfo_map.items() if info.hidden and c < 16_384)
    grid.visible = sheet.visibility == 0
    grid.comments = {place: (note.author or "", note.text or "") for place, note in sheet.cell_note_map.items()}
    return grid


def _value(cell: Any, datemode: int) -> CellValue:
    import xlrd

    match cell.ctype:
        case xlrd.XL_CELL_TEXT:
            return str(cell.value)
        case xlrd.XL_CELL_NUMBER:
            return float(cell.value)
        case xlrd.XL_CELL_DATE:
            return float(cell.value) + (_DAYS_1904 if datemode else 0)
        case xlrd.XL_CELL_BOOLEAN:
            return bool(cell.value)
        case xlrd.XL_CELL_ERROR:
            return str(xlrd.error_text_from_code.get(cell.value, "#ERROR!"))
    return None


def _look(book: Any, index: int) -> Look:
    xf = book.xf_list[index]
    font = book.font_list[xf.font_index]
    form = book.format_map.get(xf.format_key)
    filled = xf.background.fill_pattern == 1
    sides = ("left", "right", "top", "bottom")
    return Look(
        number_format="" if form is None or form.format_str == "General" else form.format_str,
        font=font.name,
        size=font.height / 20,
        bold=bool(font.bold or font.weight >= 600),
        italic=bool(font.italic),
        struck=bool(font.struck_out),
        colour=_colour(book, font.colour_index),
        fill=_colour(book, xf.background.pattern_colour_index) if filled else "",
        across=_ACROSS.get(xf.alignment.hor_align, ""),
        upright=_UPRIGHT.get(xf.alignment.vert_align, ""),
        wrap=bool(xf.alignment.text_wrapped),
        border=all(getattr(xf.border, f"{side}_line_style") for side in sides),
    )


def _colour(book: Any, index: int) -> str:
    shade = book.colour_map.get(index)
    return "#{:02X}{:02X}{:02X}".format(*shade) if shade else ""
