"""Reads back the workbook of a rule book: the rows of its sheets by heading, with the cell of each value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from importers.sheet import filled, text_of
from importers.workbook import open_workbook

HEADER = 1  # the second row: above it stands the lead


@dataclass(frozen=True)
class WrittenRow:
    """One row: the sheet, its number as a person counts, the text of each heading's cell and where it stands."""

    sheet: str
    number: int
    cells: dict[str, str]
    places: dict[str, str]


def read_rows(data: bytes) -> Iterator[WrittenRow]:
    """Every filled row of every sheet. Raises `Refusal` where the file is no workbook or may not be read."""
    for sheet in open_workbook(data):
        if len(sheet.rows) <= HEADER:
            continue
        heads = {place: text_of(value).strip() for place, value in enumerate(sheet.rows[HEADER]) if filled(value)}
        for number in range(HEADER + 1, len(sheet.rows)):
            cells = {head: _text(sheet.raw(number, place)) for place, head in heads.items()}
            if any(cells.values()):
                places = {head: sheet.address(number, place) for place, head in heads.items()}
                yield WrittenRow(sheet.name, number + 1, cells, places)


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        value = value.date()
    return value.isoformat() if isinstance(value, date) else text_of(value).strip()
