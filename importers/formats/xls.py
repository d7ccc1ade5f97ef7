"""Reads .xls (BIFF) with xlrd: values, merges, what is hidden, struck through or commented, number formats."""

from __future__ import annotations

from datetime import datetime, time
from io import StringIO
from typing import Any

from importers.bounds import Bounds
from importers.formats.cellformat import telling
from importers.refusal import Refusal
from importers.secrecy import refuse_marked_bytes
from importers.sheet import CellFault, Sheet, Value, filled, trim


def read(data: bytes, bounds: Bounds) -> list[Sheet]:
    """All sheets of an .xls, or `Refusal`."""
    import xlrd

    refuse_marked_bytes(data, "工作簿")
    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=StringIO(), ragged_rows=True)
    except xlrd.XLRDError as error:
        if "encrypted" in str(error).lower():
            raise Refusal("password-protected", "工作簿加了密码", "请取消密码后再交") from error
        raise
    sheets = []
    for sheet in book.sheets():
        if sheet.nrows * min(sheet.ncols, bounds.columns) > bounds.cells:
            raise Refusal(
                "far-cell",
                f"“{sheet.name}”表有 {sheet.nrows} 行、{sheet.ncols} 列，超过{bounds.say('cells')} 格",
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
                **_looks(book, sheet),
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


def _looks(book: Any, sheet: Any) -> dict[str, Any]:
    """Struck-through cells, comments, and number formats that say something."""
    struck, formats = set(), {}
    interesting = {}
    for index, style in enumerate(getattr(book, "xf_list", ())):
        cut = bool(book.font_list[style.font_index].struck_out) if style.font_index < len(book.font_list) else False
        shown = book.format_map.get(style.format_key)
        code = telling(shown.format_str) if shown else ""
        if cut or code:
            interesting[index] = (cut, code)
    for r in range(sheet.nrows) if interesting else ():
        for c in range(sheet.row_len(r)):
            cut, code = interesting.get(sheet.cell_xf_index(r, c), (False, ""))
            if cut and filled(sheet.cell_value(r, c)):
                struck.add((r, c))
            if code:
                formats[r, c] = code
    comments = {at: note.text.strip()[:500] for at, note in sheet.cell_note_map.items() if note.text.strip()}
    return {"struck": frozenset(struck), "formats": formats, "comments": comments}
