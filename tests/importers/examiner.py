"""Workbooks as an outsider would make them from the requirements alone: bytes, and by hand the rows and findings that must come.

A row is (src, name, parent, {further keys}); a finding is (code, cell); a cell that ends in "*" may be any of that row.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from typing import Any

import openpyxl


@dataclass
class Case:
    """One workbook: what it is called, its bytes, the rows in order, findings that must and that must not come."""

    file: str
    data: bytes
    rows: list[tuple[str, str, str | None, dict[str, Any]]]
    must: list[tuple[str, str]] = field(default_factory=list)
    never: tuple[str, ...] = ()
    outcome: str = ""


def book(*sheets, change=None) -> bytes:
    """Sheets are (name, rows, merges)."""
    work = openpyxl.Workbook()
    work.remove(work.active)
    for name, rows, *merges in sheets:
        page = work.create_sheet(name)
        for row in rows:
            page.append(row)
        for area in merges[0] if merges else ():
            page.merge_cells(area)
    if change:
        change(work)
    out = io.BytesIO()
    work.save(out)
    return out.getvalue()


def days(value, unit="工作日"):
    return {"value": value, "unit": unit}


HEAD = ["序号", "事项名称", "事项类型", "实施部门", "法定时限", "承诺时限"]


def fits(pattern: str, cell: str) -> bool:
    """Whether a finding's cell is the expected one; ``表!8*`` is any cell of row 8, ``表!J*`` any of column J."""
    if not pattern.endswith("*"):
        return pattern == cell
    sheet, _, rest = pattern[:-1].rpartition("!")
    own, _, address = cell.rpartition("!")
    if not sheet and pattern == "*":
        return True
    if sheet != own and sheet != "*":
        return False
    column, row = re.fullmatch(r"([A-Z]*)(\d*)", address).groups()
    return rest in ("", column, row)
