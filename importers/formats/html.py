"""Reads the tables of a web page that was saved under a workbook's name; nothing but text and spans is taken from it."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from importers.bounds import Bounds
from importers.formats.csvfile import decode
from importers.refusal import Refusal
from importers.sheet import Sheet, Value, trim

_SAVE_AS = "请在 Excel 或 WPS 中另存为 .xlsx 后再交"
_MOST_SPAN = 1_000


def read(data: bytes, bounds: Bounds) -> list[Sheet]:
    """Each table of the page as a sheet (网页1, 网页2 ...), or `Refusal`."""
    text = decode(_with_coding(data))
    if re.search(r"urn:schemas-microsoft-com:office:spreadsheet", text[:4000]):
        raise Refusal("format-html", "这是“XML 表格 2003”，不是工作簿", _SAVE_AS)
    page = _Page(bounds)
    page.feed(text)
    page.close()
    sheets = [_sheet(table, f"网页{number}") for number, table in enumerate(page.tables, 1)]
    sheets = [sheet for sheet in sheets if sheet.rows]
    if not sheets:
        raise Refusal("format-html", "这是网页（HTML），里面没有表格", _SAVE_AS)
    sheets[0].remarks.append(
        ("format-html", "", {"what": "这是网页（HTML），只是改了扩展名；已按其中的表格读取", "advice": _SAVE_AS})
    )
    return sheets


def _with_coding(data: bytes) -> bytes:
    """The page as UTF-8 where it names an old Chinese coding itself."""
    named = re.search(rb"""charset\s*=\s*["']?\s*(gb2312|gbk|gb18030)""", data[:4000], re.IGNORECASE)
    return data.decode("gb18030", "replace").encode() if named else data


Cell = tuple[str, int, int]  # text, rows, columns


class _Page(HTMLParser):
    """Collects rows of cells; a table inside a cell adds its text to that cell."""

    def __init__(self, bounds: Bounds) -> None:
        super().__init__(convert_charrefs=True)
        self.bounds = bounds
        self.tables: list[list[list[Cell]]] = []
        self.depth = self.cells = 0
        self.cell: list[str] | None = None
        self.span = (1, 1)
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.depth += 1
            if self.depth == 1:
                self.tables.append([])
        elif tag in ("script", "style"):
            self.silent += 1
        elif self.depth == 1 and tag == "tr":
            self._end()
            self.tables[-1].append([])
        elif self.depth == 1 and tag in ("td", "th"):
            self._end()
            named = dict(attrs)
            self.cell = []
            self.span = (_span(named.get("rowspan")), _span(named.get("colspan")))
        elif tag in ("br", "p", "div") and self.cell:
            self.cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "table" and self.depth:
            if self.depth == 1:
                self._end()
            self.depth -= 1
        elif tag in ("script", "style"):
            self.silent = max(0, self.silent - 1)
        elif self.depth == 1 and tag in ("td", "th", "tr"):
            self._end()

    def handle_data(self, data: str) -> None:
        if self.cell is not None and not self.silent:
            self.cell.append(data)

    def _end(self) -> None:
        if self.cell is None:
            return
        rows = self.tables[-1]
        if not rows:
            rows.append([])
        self.cells += self.span[0] * self.span[1]
        if self.cells > self.bounds.cells:
            raise Refusal("far-cell", f"网页的表格超过{self.bounds.say('cells')} 格", _SAVE_AS)
        text = "\n".join(" ".join(line.split()) for line in "".join(self.cell).split("\n"))
        rows[-1].append((text.strip(), *self.span))
        self.cell = None


def _span(text: str | None) -> int:
    return min(int(text), _MOST_SPAN) if text and text.strip().isdigit() and int(text) else 1


def _sheet(table: list[list[Cell]], name: str) -> Sheet:
    """Cells laid out by their spans; a span over several cells is a merge."""
    grid: dict[tuple[int, int], Value] = {}
    merges = []
    for r, row in enumerate(table):
        c = 0
        for text, down, across in row:
            while (r, c) in grid:
                c += 1
            down = min(down, len(table) - r)
            for y in range(r, r + down):
                for x in range(c, c + across):
                    grid[y, x] = None
            grid[r, c] = text or None
            if down > 1 or across > 1:
                merges.append((r, c, r + down - 1, c + across - 1))
            c += across
    width = max((c for _, c in grid), default=-1) + 1
    rows: list[list[Value]] = [[grid.get((r, c)) for c in range(width)] for r in range(len(table))]
    return Sheet(name, trim(rows), merges)
