"""A published list as the annex of a notice: lines, merged cells cut where each page ends, ready for PDF and DOCX."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from exporters.paper.pdf import pdf, query
from exporters.paper.press import apart
from exporters.sheet import Column, Sheet

EMPTY = "本期没有列入的事项。"
ACROSS, SIGN, MARGIN = 257.0, 3.75, 3.4  # mm: text width of a landscape A4, a character of 10.5 pt, a cell's insets
NARROW = 12  # columns up to this width are centred
CHUNK = 400  # lines laid out at once: a page ends where it ends, whatever follows; more in one go takes much memory
WORD_SLACK = 2.5  # Word and WPS set a row up to five points taller than Typst


@dataclass(frozen=True)
class Line:
    """One row of the annex. `spans`: for each column over how many rows its cell reaches; 0: covered from above."""

    kind: str  # row / section
    text: str = ""
    cells: tuple[str, ...] = ()
    spans: tuple[int, ...] = ()


@dataclass(frozen=True)
class Annex:
    """A list, laid out: `pages` are the numbers of the lines that begin a page; `number` of the annex: "" a list on its own, "-" the only annex."""

    sheet: Sheet
    number: str
    lines: tuple[Line, ...]
    pages: tuple[int, ...]


def annex(sheet: Sheet, number: str, overlay: Path | None = None, slack: float = 0) -> Annex:
    """Lay out a list: once with nothing merged to learn where pages end, then cut the merges there.

    `slack` (points, on each side of a cell) leaves room for programs that set the same words a little wider.
    """
    bare = Annex(sheet, number, _lines(sheet), ())
    starts = [0]
    while True:
        begin = starts[-1]
        part = bare.lines[begin : begin + CHUNK]
        given = data(replace(bare, lines=part)) | {"slack": slack, "begin": begin}
        found = (
            apart(_page_starts, given, sheet.title, overlay)
            if len(bare.lines) > CHUNK
            else _page_starts(given, sheet.title, overlay)
        )
        starts += [begin + one for one in found if one]
        if lonely := _heading_at_foot(bare.lines, starts):
            starts = [*(one for one in starts if one < lonely), lonely]
            continue
        if begin + CHUNK >= len(bare.lines):
            break
        if starts[-1] == begin:  # nothing was learnt: one page as long as a whole part
            starts.append(begin + CHUNK)
    return replace(bare, lines=_spanned(sheet, bare.lines, set(starts)), pages=tuple(starts))


def _heading_at_foot(lines: Sequence[Line], starts: Sequence[int]) -> int:
    """The first section row that would end a page with its rows on the next (the page is to end before it); 0: none."""
    for before, start in itertools.pairwise(starts):
        head = start
        while lines[head - 1].kind == "section" and head - 1 > before:
            head -= 1
        if head < start:
            return head
    return 0


def _page_starts(given: dict[str, Any], title: str, overlay: Path | None) -> list[int]:
    """The lines that begin a page, where `given` is set as a list with nothing merged."""
    first: dict[int, int] = {}
    for line, page in query("annex.typ", given, "row", title=title, overlay=overlay):
        first.setdefault(page, line)
    return sorted(first.values())


def widths(columns: Sequence[Column], across: float = ACROSS) -> list[float]:
    """Widths in millimetres that fill the page: in the proportions declared, but none so narrow that a heading of up
    to five characters, or a value as short, is broken."""
    least = [min(len(column.title), 5) * SIGN + MARGIN for column in columns]
    wide = [column.width for column in columns]
    for _ in columns:  # each round fixes the columns that would be too narrow; the others share the rest
        fixed = [wide[n] * across / sum(wide) < least[n] for n in range(len(wide))]
        if not any(fixed) or sum(least) >= across:
            break
        rest = across - sum(least[n] for n in range(len(wide)) if fixed[n])
        free = sum(wide[n] for n in range(len(wide)) if not fixed[n]) or 1.0
        wide = [least[n] * 1.001 if fixed[n] else wide[n] * rest / free for n in range(len(wide))]
    return [one * across / sum(wide) for one in wide]


def annex_pdf(laid: Annex, made: date, overlay: Path | None = None) -> bytes:
    """The annex as a PDF of its own."""
    return pdf("annex.typ", data(laid), title=laid.sheet.title, made=made, overlay=overlay)


def data(laid: Annex) -> dict[str, Any]:
    """What the template reads."""
    sheet = laid.sheet
    return {
        "title": sheet.title,
        "subtitle": sheet.subtitle,
        "author": sheet.subtitle.split("编制")[0],
        "mark": sheet.mark,
        "number": laid.number.replace("-", ""),
        "is_annex": laid.number != "",
        "columns": [
            {"title": one.title, "width": width, "centred": one.width <= NARROW}
            for one, width in zip(sheet.columns, widths(sheet.columns), strict=True)
        ],
        "lines": [vars(line) for line in laid.lines],
        "pages": list(laid.pages),
        "total": sheet.total,
        "notes": list(sheet.notes),
        "slack": 0,
        "begin": 0,
    }


def _lines(sheet: Sheet) -> tuple[Line, ...]:
    lines = []
    for section in sheet.sections:
        if section.heading:
            lines.append(Line("section", section.heading))
        for row in section.rows:
            cells = tuple(row.get(column.key, "") for column in sheet.columns)
            lines.append(Line("row", cells=cells, spans=(1,) * len(cells)))
    return tuple(lines) or (Line("section", EMPTY),)


def _spanned(sheet: Sheet, lines: tuple[Line, ...], starts: set[int]) -> tuple[Line, ...]:
    """Merge equal neighbours of one section and one page, each column inside the merges to its left."""
    places = [place for place, column in enumerate(sheet.columns) if column.key in sheet.merges]
    spans = [list(line.spans) for line in lines]
    for depth, place in enumerate(places):
        outer = places[: depth + 1]
        head = 0
        for number in range(1, len(lines)):
            above, line = lines[head], lines[number]
            same = (
                number not in starts
                and line.kind == above.kind == "row"
                and all(line.cells[one] == above.cells[one] for one in outer)
            )
            if same:
                spans[head][place] += 1
                spans[number][place] = 0
            else:
                head = number
    return tuple(replace(line, spans=tuple(span)) for line, span in zip(lines, spans, strict=True))
