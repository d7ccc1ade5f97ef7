"""Reads .xlsx and .xlsm: guards and structure from the parts, values from calamine; macros are left alone."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import Any

from importers.bounds import Bounds
from importers.formats.ooxml import comments_of, read_strings, read_styles, sheet_parts
from importers.formats.package import Package
from importers.formats.scan import Scan, Structure
from importers.sheet import CellFault, Sheet, trim


def read(data: bytes, bounds: Bounds) -> list[Sheet]:
    """All sheets of an .xlsx, or `Refusal`."""
    package = Package(data, bounds)
    package.look_through(sheets=False)
    parts = sheet_parts(package)
    styles, strings = read_styles(package), read_strings(package)
    structures: dict[str, Structure] = {}
    for name, path in parts.items():
        structures[name] = Scan(name, styles, strings, bounds).run(package, path)
        structures[name].comments = comments_of(package, path)
    package.look_through()  # sheets that the workbook does not name
    date1904 = bool(re.search(rb"""date1904\s*=\s*["'](1|true)""", package.part("xl/workbook.xml")))
    sheets = calamine_sheets(data, structures, date1904)
    if sheets and any(name.lower().endswith("vbaproject.bin") for name in package.names):
        sheets[0].remarks.append(("macros-ignored", "", {}))
    return sheets


def calamine_sheets(data: bytes, structures: dict[str, Structure], date1904: bool) -> list[Sheet]:
    """Values as calamine reads them, with what it cannot see put in from the structures."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    sheets = []
    texts: dict[str, str] = {}
    for meta in book.sheets_metadata:
        if meta.typ != SheetTypeEnum.WorkSheet:
            continue
        found = structures.get(meta.name) or Structure()
        rows = [] if found.empty else _rows(book.get_sheet_by_name(meta.name), texts)
        for (row_index, column), text in found.faults.items():
            rows.extend([] for _ in range(row_index + 1 - len(rows)))
            rows[row_index].extend([None] * (column + 1 - len(rows[row_index])))
            if rows[row_index][column] is None:
                rows[row_index][column] = CellFault(text, "cell-error" if text.startswith("#") else "formula-no-value")
        for (row_index, column), text in found.digits.items():
            if row_index < len(rows) and column < len(rows[row_index]):
                rows[row_index][column] = int(text)  # a float would change the last digits
        sheets.append(
            Sheet(
                name=meta.name,
                rows=trim(rows),
                merges=found.merges,
                visible=meta.visible == SheetVisibleEnum.Visible,
                hidden_rows=frozenset(found.hidden_rows),
                hidden_columns=frozenset(found.hidden_columns),
                date1904=date1904,
                struck=frozenset(found.struck),
                comments=found.comments,
                formats=found.formats,
            )
        )
    return sheets


def _rows(sheet: Any, texts: dict[str, str]) -> list[list[Any]]:
    """All cells from A1 on, None where empty. Equal texts are one object: a column of units costs one text, not thousands."""
    start = sheet.start
    margin: list[Any] = [None] * (start[1] if start else 0)

    def other(value: Any) -> Any:
        if value.__class__ is str:
            return texts.setdefault(value, value) if value else None
        return str(value) if isinstance(value, timedelta) else value

    known = texts.get
    return [
        margin + [v if v.__class__ is float else v.__class__ is str and known(v) or other(v) for v in row]
        for row in sheet.iter_rows()
    ]
