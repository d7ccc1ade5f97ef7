"""Writing workbooks as departments send them: titles, notes, two-row headers, merged cells, sections, footers."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import xlsxwriter
import xlwt

CREATED = datetime(2021, 12, 31)


class Sheet:
    """A sheet as it will look: rows of cells, and which ranges are merged."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.rows: list[list[Any]] = []
        self.merges: list[tuple[int, int, int, int]] = []

    def line(self, text: str, width: int) -> None:
        """A title, note, section or footer over the whole width."""
        self.rows.append([text, *[""] * (width - 1)])
        if width > 1:
            self.merges.append((len(self.rows) - 1, 0, len(self.rows) - 1, width - 1))

    def header(self, columns: Sequence[str]) -> None:
        """A header row; ``办理时限/法定`` columns make it two rows with a merged group."""
        pairs = [column.split("/", 1) if "/" in column else [column, ""] for column in columns]
        at = len(self.rows)
        if not any(below for _, below in pairs):
            self.rows.append(list(columns))
            return
        self.rows.append([above for above, _ in pairs])
        self.rows.append([below for _, below in pairs])
        for position, (above, below) in enumerate(pairs):
            if not below:
                self.merges.append((at, position, at + 1, position))
            elif position and pairs[position - 1][0] == above:
                self.rows[at][position] = ""
        for above, run in groupby(range(len(pairs)), key=lambda i: pairs[i][0] if pairs[i][1] else i):
            places = list(run)
            if len(places) > 1 and isinstance(above, str):
                self.merges.append((at, places[0], at, places[-1]))

    def body(self, rows: Sequence[Sequence[Any]], merged: Sequence[int] = ()) -> None:
        """Data rows; in the columns `merged`, equal values that follow one another become one merged cell."""
        start = len(self.rows)
        self.rows.extend([list(row) for row in rows])
        for column in merged:
            for _, run in groupby(range(len(rows)), key=lambda i: rows[i][: column + 1]):
                places = list(run)
                if len(places) > 1 and rows[places[0]][column] != "":
                    self.merges.append((start + places[0], column, start + places[-1], column))
                    for place in places[1:]:
                        self.rows[start + place][column] = ""


def write_xlsx(path: Path, sheets: Sequence[Sheet]) -> None:
    """A modern workbook whose bytes repeat."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": CREATED, "title": "示例"})
    plain, head = (
        book.add_format({"text_wrap": True, "valign": "top"}),
        book.add_format({"bold": True, "align": "center"}),
    )
    for sheet in sheets:
        page = book.add_worksheet(sheet.name)
        page.set_column(0, 0, 6)
        page.set_column(1, 40, 18)
        inside = {}
        for top, left, bottom, right in sheet.merges:
            page.merge_range(top, left, bottom, right, sheet.rows[top][left], head if top < 4 else plain)
            inside.update({(r, c): True for r in range(top, bottom + 1) for c in range(left, right + 1)})
        for r, row in enumerate(sheet.rows):
            for c, value in enumerate(row):
                if (r, c) in inside or value == "":
                    continue
                (page.write_number if isinstance(value, (int, float)) else page.write_string)(r, c, value, plain)
    book.close()


def write_xls(path: Path, sheets: Sequence[Sheet]) -> None:
    """An old BIFF workbook."""
    book = xlwt.Workbook(encoding="utf-8")
    for sheet in sheets:
        page = book.add_sheet(sheet.name)
        inside = set()
        for top, left, bottom, right in sheet.merges:
            page.write_merge(top, bottom, left, right, sheet.rows[top][left])
            inside.update((r, c) for r in range(top, bottom + 1) for c in range(left, right + 1))
        for r, row in enumerate(sheet.rows):
            for c, value in enumerate(row):
                if (r, c) not in inside and value != "":
                    page.write(r, c, value)
    book.save(str(path))


def write_csv(path: Path, sheet: Sheet) -> None:
    """A csv as an older system exports it: GB18030, comma, merged cells already lost."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(sheet.rows)
    path.write_bytes(text.getvalue().encode("gb18030"))
