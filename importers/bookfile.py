"""Reads back the workbook of a rule book: the rows of its sheets by heading, and whatever was written that is no row of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from importers.sheet import CellFault, Sheet, filled, letters, text_of
from importers.workbook import open_workbook

_SEARCHED = 10  # rows in which the headings may stand: a clerk may have put a line above them


@dataclass(frozen=True)
class WrittenRow:
    """One row: the sheet, its number as a person counts, the text of each heading's cell and where it stands. A cell below
    no heading goes by its column (L 列). `unclear`: headings whose cell cannot be taken at its word, and why. `aside`:
    comments on the row and what was struck through."""

    sheet: str
    number: int
    cells: dict[str, str]
    places: dict[str, str]
    unclear: dict[str, str] = field(default_factory=dict)
    aside: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class WrittenBook:
    """All filled rows; by sheet its headings; the sheets with something in them that have no such headings; and, by place,
    the words above the headings and on those sheets (`loose`)."""

    rows: list[WrittenRow]
    headings: dict[str, list[str]]
    strange: list[str]
    loose: list[tuple[str, str, str]]  # sheet, cell, words


def read_book(data: bytes, key: str) -> WrittenBook:
    """The sheets of a workbook that have the heading `key`. Raises `Refusal` where it is no workbook or may not be read."""
    rows: list[WrittenRow] = []
    headings: dict[str, list[str]] = {}
    strange: list[str] = []
    loose: list[tuple[str, str, str]] = []
    for sheet in open_workbook(data):
        top = next((n for n in range(min(_SEARCHED, len(sheet.rows))) if key in map(_text, sheet.rows[n])), None)
        if top is not None:
            heads = {place: _text(value) for place, value in enumerate(sheet.rows[top]) if filled(value)}
            headings[sheet.name] = list(heads.values())
            rows += _rows(sheet, top, {**{n: f"{letters(n)} 列" for n in range(sheet.width)}, **heads})
        elif any(filled(value) for row in sheet.rows for value in row):
            strange.append(sheet.name)
        for number, row in enumerate(sheet.rows[:top]):
            loose += [
                (sheet.name, sheet.address(number, place), _text(value))
                for place, value in enumerate(row)
                if filled(value)
            ]
    return WrittenBook(rows, headings, strange, loose)


def _rows(sheet: Sheet, top: int, heads: dict[int, str]) -> Iterator[WrittenRow]:
    for number in range(top + 1, len(sheet.rows)):
        cells = {head: _text(sheet.raw(number, place)) for place, head in heads.items()}
        aside = [(sheet.address(number, place), f"批注：{sheet.comments[number, place]}")
                 for place in heads if (number, place) in sheet.comments]  # fmt: skip
        aside += [(sheet.address(number, place), "划了删除线；划掉不等于废止，要废止请在“废止”写日期")
                  for place in heads if (number, place) in sheet.struck]  # fmt: skip
        if any(cells.values()) or aside:
            places = {head: sheet.address(number, place) for place, head in heads.items()}
            unclear = {head: why for place, head in heads.items() if (why := _unclear(sheet, number, place))}
            yield WrittenRow(sheet.name, number + 1, cells, places, unclear, tuple(aside))


def _unclear(sheet: Sheet, row: int, place: int) -> str:
    """Why a cell cannot be taken at its word."""
    if (first := sheet.origin(row, place)) != (row, place):
        return f"这一格和别的格（{sheet.address(*first)}）合并了，看不出要写什么；请取消合并，各写各的"
    return "这一格是公式错误，请写成值" if isinstance(sheet.raw(row, place), CellFault) else ""


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        value = value.date()
    return value.isoformat() if isinstance(value, date) else text_of(value).strip()
