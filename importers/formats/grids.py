"""A workbook of any readable format as grids (照录), for the way back as .xlsx."""

from __future__ import annotations

from datetime import date

from catalogue.grid import CellValue, Grid, Look, unpack
from importers.bounds import Bounds
from importers.formats.sniff import sniff
from importers.sheet import Sheet, text_of
from importers.workbook import in_child, open_workbook

_LOOKS = [Look(wrap=True, upright="top"), Look(wrap=True, upright="top", number_format="yyyy-mm-dd")]
_WIDEST = 40


def read_grids(data: bytes, bounds: Bounds | None = None) -> list[Grid]:
    """The sheets as they were sent: an .xls with its looks, the other formats with values, merges and what is hidden.

    Raises `Refusal` where the workbook cannot be read.
    """
    bounds = bounds or Bounds()
    if sniff(data) == "xls":
        return [unpack(one) for one in in_child(data, "xls", bounds, "importers.formats.gridworker")]
    return [_plain(sheet) for sheet in open_workbook(data, bounds)]


def _plain(sheet: Sheet) -> Grid:
    grid = Grid(sheet.name, {}, list(_LOOKS), list(sheet.merges))
    for row, values in enumerate(sheet.rows):
        for column, value in enumerate(values):
            if value is None:
                continue
            kept: CellValue = value if isinstance(value, (str, int, float, bool, date)) else text_of(value)
            grid.cells[row, column] = (kept, 1 if isinstance(kept, date) else 0)
            units = sum(2 if sign > "\xff" else 1 for sign in text_of(value)[:_WIDEST])
            grid.widths[column] = max(grid.widths.get(column, 8), min(_WIDEST, units + 2))
    grid.hidden_rows, grid.hidden_columns, grid.visible = sheet.hidden_rows, sheet.hidden_columns, sheet.visible
    return grid
