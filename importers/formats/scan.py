"""One pass over the XML of a sheet: merges, hidden rows and columns, struck cells, errors, far cells, long numbers."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from html import unescape

from importers.bounds import Bounds
from importers.formats.ooxml import Strings, Styles, struck_through
from importers.formats.package import Package
from importers.refusal import Refusal
from importers.secrecy import refuse_header
from importers.sheet import column_number

_REF = rb"""\br\s*=\s*["']([A-Z]{1,3})(\d{1,7})["']"""
_HIDDEN = re.compile(rb"""\bhidden\s*=\s*["'](?:1|true)["']""")
_MERGE = re.compile(rb"""<(?:\w+:)?mergeCell\s[^<>]*?\bref\s*=\s*["']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})["']""")
_LETTERS = re.compile(rb'c r="([A-Z]{1,3})"')
_WIDE = re.compile(rb'c r="([A-Z]{2,3})"')  # where there are such, the last column is one of them
_FIGURES = bytes(range(48, 58))
_CAPITALS = bytes(range(65, 91))
_BLANKS = (b"\t", b"\n", b"\r")
_NO_VALUE = "公式没有计算结果"


@dataclass
class Structure:
    """What one sheet holds beside its values. Rows and columns count from 0."""

    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    faults: dict[tuple[int, int], str] = field(default_factory=dict)
    struck: set[tuple[int, int]] = field(default_factory=set)
    formats: dict[tuple[int, int], str] = field(default_factory=dict)
    digits: dict[tuple[int, int], str] = field(default_factory=dict)  # numbers longer than a float can hold
    comments: dict[tuple[int, int], str] = field(default_factory=dict)
    empty: bool = False  # no cell of it holds a value


class Scan:
    """One pass over a sheet's part, piece by piece."""

    def __init__(self, name: str, styles: Styles, strings: Strings, bounds: Bounds) -> None:
        self.name, self.styles, self.strings, self.bounds = name, styles, strings, bounds
        self.found = Structure(empty=True)
        self.right = self.bottom = self.filled = 0
        self.used: Counter[int] = Counter()
        self.longest = max(strings.lengths, default=0)
        self.marked = "|".join(sorted({*styles.struck, *styles.formats})).encode()

    def run(self, package: Package, path: str) -> Structure:
        """The sheet's structure; far cells, too many merges and too much text are refused."""
        tail = b""
        prefix = None
        for piece in package.cut(path, b"row>", b"<row "):
            if prefix is None:
                found = re.search(rb"<(\w+:)?worksheet\b", piece[:4000])
                prefix = (found[1] or b"") if found else b""
                self._patterns(prefix)
                self._columns(piece.partition(b"sheetData")[0])
            self._rows(piece)
            tail = piece
        self._refuse_far()
        self._tail(tail)
        return self.found

    def _patterns(self, p: bytes) -> None:
        self.row = re.compile(rb"<" + p + rb"row\b([^<>]*)>")
        self.full = re.compile(rb"<" + p + rb"c\s(?:[^<>]*?\s)?" + _REF + rb"[^<>]*(?<!/)>")
        self.cell = re.compile(rb"<" + p + rb"c\s([^<>]*?)(?:/>|>(.*?)</" + p + rb"c>)", re.DOTALL)
        self.value = re.compile(rb"<" + p + rb"(?:v|is)\b[^<>]*>(.*?)</", re.DOTALL)
        self.formula = re.compile(rb"<" + p + rb"f[\s>/]")
        self.opening, self.start, self.formulas = b"<" + p + b"c ", b"<" + p + b'c r="', b"<" + p + b"f"
        self.closing, self.row_start = b"</" + p + b"c>", b"<" + p + b'row r="'
        self.fillings = (b"v>", b"is>", b"f>", self.formulas)  # whatever their prefix
        self.usual = re.compile(self.start + rb'([A-Z]{1,3})(\d{1,7})"[^<>]*(?<!/)>')
        self.long = re.compile(b"<" + p + rb"v>-?\d{16}")
        self.styled = re.compile(rb"\bs\s*=\s*[\"'](?:" + self.marked + rb")[\"']")

    def _rows(self, piece: bytes) -> None:
        valued = any(word[:1] in piece and word in piece for word in self.fillings)
        if valued:  # else a million formatted empty cells, or the rest of a sheet
            self.found.empty = False
        count, columns, numbers = self._places(piece) if valued else (0, set(), set())
        if count:
            self.filled += count
            self.right = max(self.right, *(column_number(c.decode()) + 1 for c in columns))
            self.bottom = max(self.bottom, *map(int, numbers))
            self._refuse_far()
        if b"hidden" in piece:
            for row in self.row.finditer(piece):
                number = re.search(rb"""\br\s*=\s*["'](\d{1,7})["']""", row[1])
                if number and _HIDDEN.search(row[1]):
                    self.found.hidden_rows.add(int(number[1]) - 1)
        if not valued:
            return
        strings = piece.count(b't="s"') + (piece.count(b"t='s'") if b"'" in piece else 0)
        risky = strings * self.longest > self.bounds.text_bytes // 50
        if risky or self.strings.struck and strings or self._special(piece):
            for cell in self.cell.finditer(piece):
                self._cell(cell[1], cell[2] or b"")
            if risky and sum(self._length(i) * n for i, n in self.used.items()) > self.bounds.text_bytes:
                raise Refusal(
                    "zip-bomb",
                    f"“{self.name}”表的文字展开后超过{self.bounds.say('text_bytes')} 字节",
                    "请拆成几个工作簿",
                )

    def _places(self, piece: bytes) -> tuple[int, set[bytes], set[bytes]]:
        """How many cells are filled, and which columns and rows they name.

        Sheets as programs write them are not looked at cell by cell: if in every row all cells bear the row's number,
        every cell is closed and none begins in another way, the rows are known, and of the columns the last."""
        opened = piece.count(self.opening)
        if opened == piece.count(self.closing) and not any(
            sign in piece and piece.count(self.opening[:-1] + sign) for sign in _BLANKS
        ):
            first, *rows = piece.translate(None, _CAPITALS).split(self.row_start)
            numbers = [row[: row.find(b'"') + 1] for row in rows]
            start = self.start
            if sum(row.count(start + number) for row, number in zip(rows, numbers, strict=True)) == opened:
                bare = piece.translate(None, _FIGURES)
                return opened, set(_WIDE.findall(bare) or _LETTERS.findall(bare)), {n[:-1] for n in numbers}
        places = (self.usual if opened == piece.count(self.start) else self.full).findall(piece)
        return len(places), {column for column, _ in places}, {row for _, row in places}

    def _special(self, piece: bytes) -> bool:
        """Whether a cell may hold an error, a formula, a long number or a style that says something."""
        return (
            b'"e"' in piece
            or b"strike" in piece
            or (b"'" in piece and b"'e'" in piece)
            or (b"f" in piece and self.formulas in piece)
            or bool(self.long.search(piece))
            or bool(self.marked and self.styled.search(piece))
        )

    def _length(self, index: int) -> int:
        return self.strings.lengths[index] if index < len(self.strings.lengths) else 0

    def _cell(self, attributes: bytes, body: bytes) -> None:
        if not body:
            return
        kind = re.search(rb"""\bt\s*=\s*["'](\w+)["']""", attributes)
        style = re.search(rb"""\bs\s*=\s*["'](\d+)["']""", attributes)
        value = self.value.search(body)
        text = value[1] if value else b""
        if kind and kind[1] == b"s" and text.isdigit():
            self.used[int(text)] += 1
        ref = re.search(_REF, attributes)
        if not ref:  # cells may leave their place unsaid; no error, format or strike of such is told
            return
        at = int(ref[2]) - 1, column_number(ref[1].decode())
        shared = kind and kind[1] == b"s" and text.isdigit() and int(text) in self.strings.struck
        if shared or struck_through(body):
            self.found.struck.add(at)
        if kind and kind[1] == b"e":
            self.found.faults[at] = text.decode("utf-8", "replace") or "#ERROR!"
        elif not text and self.formula.search(body) and not (kind and kind[1] == b"str"):
            self.found.faults[at] = _NO_VALUE
        elif not kind or kind[1] == b"n":
            if re.fullmatch(rb"-?\d{16,}", text):
                self.found.digits[at] = text.decode()
            if style and (code := self.styles.formats.get(style[1].decode())):
                self.found.formats[at] = code
        if style and style[1].decode() in self.styles.struck:
            self.found.struck.add(at)

    def _refuse_far(self) -> None:
        area, bounds = self.right * self.bottom, self.bounds
        sparse = area > bounds.sparse_cells and self.filled * bounds.sparse_ratio < area
        if self.right > bounds.columns or self.bottom > bounds.rows or area > bounds.cells or sparse:
            raise Refusal(
                "far-cell",
                f"“{self.name}”表用到第 {self.bottom} 行、第 {self.right} 列，超过{bounds.say('columns')}或{bounds.say('cells')}"
                + (f"，或大而空（{bounds.say('sparse_cells')}、{bounds.say('sparse_ratio')}）" if sparse else ""),
                "请删去远处的内容后另存",
            )

    def _columns(self, head: bytes) -> None:
        for column in re.finditer(rb"<(?:\w+:)?col\s([^<>]*)>", head):
            first = re.search(rb"""\bmin\s*=\s*["'](\d{1,5})["']""", column[1])
            last = re.search(rb"""\bmax\s*=\s*["'](\d{1,5})["']""", column[1])
            if first and last and _HIDDEN.search(column[1]):
                self.found.hidden_columns.update(range(int(first[1]) - 1, min(int(last[1]), 16384)))

    def _tail(self, tail: bytes) -> None:
        found, bounds = self.found, self.bounds
        found.merges = [
            (int(m[2]) - 1, column_number(m[1].decode()), int(m[4]) - 1, column_number(m[3].decode()))
            for m in _MERGE.finditer(tail)
        ]
        if len(found.merges) > bounds.merges:
            raise Refusal(
                "zip-bomb",
                f"“{self.name}”表有 {len(found.merges)} 处合并，超过{bounds.say('merges')}",
                "请取消多余的合并",
            )
        area = sum(
            max(0, min(bottom, self.bottom - 1) - top + 1) * max(0, min(right, self.right - 1) - left + 1)
            for top, left, bottom, right in found.merges
        )
        if area > bounds.merged_cells:
            raise Refusal(
                "giant-merge",
                f"“{self.name}”表合并了 {area} 格，超过{bounds.say('merged_cells')} 格",
                "请取消多余的合并",
            )
        for text in re.findall(rb"<(?:\w+:)?(?:odd|even|first)(?:Header|Footer)>(.*?)</", tail, re.DOTALL):
            refuse_header(unescape(text.decode("utf-8", "replace")), self.name)
