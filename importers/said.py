"""What people said of a workbook after it was sent: cells mended, rows confirmed, rows left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from importers.sheet import Sheet, column_number, text_of

_ADDRESS = re.compile(r"(?P<sheet>.+)!(?P<column>[A-Z]{1,3})(?P<row>[1-9]\d{0,6})", re.DOTALL)


@dataclass(frozen=True)
class Said:
    """The text of mended cells by address (``表!C5``), and the lines (``表!5``) that are confirmed or left out."""

    mended: Mapping[str, str] = field(default_factory=dict)
    confirmed: frozenset[str] = frozenset()
    left_out: frozenset[str] = frozenset()


def line_of(address: str) -> str:
    """The line a cell stands on: ``表!C5`` gives ``表!5``. Raises `ValueError` for what is no address."""
    if not (found := _ADDRESS.fullmatch(address)):
        raise ValueError(f"“{address}”不是单元格地址")
    return f"{found['sheet']}!{found['row']}"


def text_at(sheets: Iterable[Sheet], address: str) -> str:
    """What stands at an address; "" for an empty cell or one that is not there."""
    found = _ADDRESS.fullmatch(address)
    sheet = next((one for one in sheets if found and one.name == found["sheet"]), None)
    if found is None or sheet is None:
        return ""
    return text_of(sheet.value(int(found["row"]) - 1, column_number(found["column"])))


def mend(sheet: Sheet, cells: Mapping[str, str]) -> None:
    """Write mended texts over what was sent; addresses of other sheets are passed over."""
    for address, text in cells.items():
        found = _ADDRESS.fullmatch(address)
        if not found or found["sheet"] != sheet.name:
            continue
        row, column = int(found["row"]) - 1, column_number(found["column"])
        sheet.rows += [[] for _ in range(row + 1 - len(sheet.rows))]
        sheet.rows[row] += [None] * (column + 1 - len(sheet.rows[row]))
        sheet.rows[row][column] = text or None
    sheet.__post_init__()
