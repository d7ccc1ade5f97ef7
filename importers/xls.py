"""Reads .xls (BIFF) with xlrd: values, merges, hidden rows and columns."""

from __future__ import annotations

from datetime import datetime, time
from io import StringIO

from importers.bounds import Bounds
from importers.refusal import Refusal
from importers.sheet import CellFault, Sheet, Value, filled, trim


def read(data: bytes, bounds: Bounds) -> list[Sheet]:
    """All sheets of an .xls, or `Refusal`."""
    import xlrd

    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=StringIO(), on_demand=False)
    except xlrd.XLRDError as error:
        if "encrypted" in str(error).lower():
            raise Refusal("password-protected", "工作簿加了密码", "请取消密码后再交") from error
        raise
    except NotImplementedError:
        book = xlrd.open_workbook(file_contents=data, logfile=StringIO())
    sheets = []
    for sheet in book.sheets():
        if sheet.nrows * min(sheet.ncols, bounds.columns) > bounds.cells:
            raise Refusal(
                "far-cell",
                f"“{sheet.name}”表有 {sheet.nrows} 行、{sheet.ncols} 列，超过上限 {bounds.cells} 格",
                "请拆成几个工作簿",
            )
        rows = [[_value(sheet.cell(r, c), book.datemode) for c in range(sheet.row_len(r))] for r in range(sheet.nrows)]
        sheets.append(
            Sheet(
                name=sheet.name,
                rows=trim(rows),
                merges=[(top, left, bottom - 1, right - 1) for top, bottom, left, right in sheet.merged_cells],
                visible=sheet.visibility == 0,
                hidden_rows=frozenset(row for row, info in sheet.rowinfo_map.items() if info.hidden),
                hidden_columns=frozenset(column for column, info in sheet.colinfo_map.items() if info.hidden),
                date1904=bool(book.datemode),
            )
        )
    return sheets


def _value(cell: object, datemode: int) -> Value:
    import xlrd

    kind, value = cell.ctype, cell.value  # type: ignore[attr-defined]
    match kind:
        case xlrd.XL_CELL_TEXT:
            return value if filled(value) else None
        case xlrd.XL_CELL_NUMBER:
            return float(value)
        case xlrd.XL_CELL_BOOLEAN:
            return bool(value)
        case xlrd.XL_CELL_ERROR:
            return CellFault(xlrd.error_text_from_code.get(value, "#ERROR!"))
        case xlrd.XL_CELL_DATE:
            try:
                stamp = datetime(*xlrd.xldate_as_tuple(value, datemode)) if value >= 1 else None
            except (xlrd.XLDateError, ValueError, OverflowError):
                return float(value)
            return float(value) if stamp is None else stamp.date() if stamp.time() == time() else stamp
    return None
