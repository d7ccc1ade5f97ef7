"""Changes the part of one sheet: marks cells, writes our column, extends the filter; every other byte stays as sent.

Only the rows that change are parsed, so that a large sheet costs little and nothing of it is lost.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

from exporters.annotating.package import child, legal, local, parse, serialise, space

_ROOT = re.compile(rb"<(?:\w+:)?(?:worksheet|chartsheet|dialogsheet)\b[^<>]*>")
_DATA = re.compile(rb"<((?:\w+:)?)sheetData\b[^<>]*?(?:/>|>(.*)</\1sheetData\s*>)", re.DOTALL)
_ROW = re.compile(rb"<((?:\w+:)?)row\b[^<>]*?(?:/>|>.*?</\1row\s*>)", re.DOTALL)
_NUMBER = re.compile(rb"""^<[^<>]*?\br\s*=\s*["'](\d+)["']""")
_AFTER_DATA = (
    "sheetCalcPr",
    "sheetProtection",
    "protectedRanges",
    "scenarios",
    "autoFilter",
    "sortState",
    "dataConsolidate",
    "customSheetViews",
    "mergeCells",
    "phoneticPr",
    "conditionalFormatting",
    "dataValidations",
    "hyperlinks",
    "printOptions",
    "pageMargins",
    "pageSetup",
    "headerFooter",
    "rowBreaks",
    "colBreaks",
    "customProperties",
    "cellWatches",
    "ignoredErrors",
    "smartTags",
    "drawing",
    "legacyDrawing",
    "legacyDrawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
)  # fmt: skip - the order that the format demands


@dataclass
class Change:
    """What happens to one cell: a new format made of the old one, and a text (None: the value stays, "": it goes)."""

    style: Callable[[int], int] | None = None
    text: str | None = None


class SheetPart:
    """A sheet's part, cut into the rows (bytes) and the shell around them (parsed)."""

    def __init__(self, content: bytes) -> None:
        declared = re.match(rb"""\s*<\?xml[^>]*encoding\s*=\s*["']([^"']+)""", content)
        if content[:2] in (b"\xff\xfe", b"\xfe\xff") or declared and declared[1].lower() not in (b"utf-8", b"utf8"):
            content = serialise(parse(content))
        found = _DATA.search(content)
        self.rows = (found[2] or b"") if found else b""
        self.prefix = found[1] if found else b""
        hollow = (
            content[: found.start()] + b"<" + self.prefix + b"sheetData/>" + content[found.end() :]
            if found
            else content
        )
        self.shell = parse(hollow)
        start = _ROOT.search(content)
        self.opening = start[0] if start else b""
        self.ns = space(self.shell)

    def bytes(self) -> bytes:
        """The part again."""
        hollow = serialise(self.shell)
        tag = b"<" + self.prefix + b"sheetData"
        return hollow.replace(tag + b"/>", tag + b">" + self.rows + b"</" + self.prefix + b"sheetData>", 1)

    def merges(self) -> list[tuple[int, int, int, int]]:
        """Merged areas as (first row, first column, last row, last column), from 0."""
        group = child(self.shell, "mergeCells")
        return [] if group is None else [area(one.get("ref", "A1")) for one in group if local(one) == "mergeCell"]

    def place(self, name: str) -> Any:
        """The element of that name in the shell, made at its right place if it is not there."""
        found = child(self.shell, name)
        if found is None:
            found = etree.Element(f"{self.ns}{name}")
            later = _AFTER_DATA[_AFTER_DATA.index(name) + 1 :]
            before = next((n for n, one in enumerate(self.shell) if local(one) in later), len(self.shell))
            self.shell.insert(before, found)
        return found

    def leave_tab(self) -> None:
        """Take the selection of the tab away: two selected sheets would be edited together."""
        for one in self.shell.iter(f"{self.ns}sheetView"):
            one.attrib.pop("tabSelected", None)

    def widen(self, column: int, width: float) -> None:
        """Give one column (from 0) a width, cutting a declared range that covers it."""
        group = child(self.shell, "cols")
        if group is None:
            group = etree.Element(f"{self.ns}cols")
            child(self.shell, "sheetData").addprevious(group)
        number = column + 1
        for one in list(group):
            first, last = int(one.get("min", 0)), int(one.get("max", 0))
            if not first <= number <= last:
                continue
            for begin, end in ((first, number - 1), (number + 1, last)):
                if begin <= end:
                    part = etree.Element(one.tag, {**one.attrib, "min": str(begin), "max": str(end)})
                    one.addprevious(part)
            group.remove(one)
        made = etree.Element(f"{self.ns}col", min=str(number), max=str(number), width=f"{width:g}", customWidth="1")
        before = next((n for n, one in enumerate(group) if int(one.get("min", 0)) > number), len(group))
        group.insert(before, made)

    def stretch(self, row: int, column: int) -> None:
        """Make the stated dimension, where there is one, cover a cell."""
        stated = child(self.shell, "dimension")
        if stated is not None:
            top, left, bottom, right = area(stated.get("ref", "A1"))
            corner = cell_name(max(bottom, row), max(right, column))
            stated.set("ref", f"{cell_name(top, left)}:{corner}")

    def filter(self, top: int, last: int, column: int) -> str:
        """Extend the sheet's filter to our column, or make one from header row `top`; gives its area."""
        if child(self.shell, "tableParts") is not None:
            return ""  # a table has its own filter and bears no other one across it
        known = child(self.shell, "autoFilter")
        made = self.place("autoFilter")
        first, left, bottom, right = area(known.get("ref", "A1")) if known is not None else (top, 0, last, column)
        ref = f"{cell_name(first, left)}:{cell_name(max(bottom, last), max(right, column))}"
        made.set("ref", ref)
        return ref

    def change(self, changes: Mapping[int, Mapping[int, Change]]) -> None:
        """Apply changes by row and column from 0."""
        if not changes:
            return
        left = dict(sorted(changes.items()))
        pieces: list[bytes] = []
        for number, content in self._numbered():
            for missing in [n for n in left if n < number]:
                pieces.append(self._changed(missing, b"", left.pop(missing)))
            mine = left.pop(number, None)
            pieces.append(content if mine is None else self._changed(number, content, mine))
        pieces += [self._changed(number, b"", mine) for number, mine in left.items()]
        self.rows = b"".join(pieces)

    def _numbered(self) -> Iterator[tuple[int, bytes]]:
        number = -1
        for found in _ROW.finditer(self.rows):
            stated = _NUMBER.match(found[0])
            number = int(stated[1]) - 1 if stated else number + 1
            yield number, found[0]

    def each_style(self) -> Iterator[tuple[int, int, int]]:
        """(row, column, format) of every cell that is stated with a format."""
        for number, content in self._numbered():
            for found in re.finditer(rb"<(?:\w+:)?c\s([^<>]*)>", content):
                ref = re.search(rb"""\br\s*=\s*["']([A-Z]+)\d+["']""", found[1])
                style = re.search(rb"""\bs\s*=\s*["'](\d+)["']""", found[1])
                if ref and style:
                    yield number, column_of(ref[1].decode()), int(style[1])

    def _changed(self, number: int, content: bytes, changes: Mapping[int, Change]) -> bytes:
        wrapped = self.opening + content + b"</" + self.opening[1:].split()[0].rstrip(b">") + b">"
        root = parse(wrapped)
        row = child(root, "row")
        if row is None:
            row = etree.SubElement(root, f"{self.ns}row", r=str(number + 1))
        row.attrib.pop("spans", None)
        cells: dict[int, Any] = {}
        column = -1
        for one in row:
            if local(one) == "c":
                column = column_of(re.sub(r"\d", "", one.get("r"))) if one.get("r") else column + 1
                cells[column] = one
        for column, change in sorted(changes.items()):
            cell = cells.get(column)
            if cell is None:
                cell = etree.Element(f"{self.ns}c", r=cell_name(number, column), s=row.get("s", "0"))
                after = [c for c in cells if c < column]
                if after:
                    cells[max(after)].addnext(cell)
                else:
                    row.insert(0, cell)
                cells[column] = cell
            if change.style:
                cell.set("s", str(change.style(int(cell.get("s", "0")))))
            if change.text is not None:
                _write(cell, self.ns, change.text)
        inner: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=False)
        return inner[inner.index(b">") + 1 : inner.rindex(b"</")]


def _write(cell: Any, ns: str, text: str) -> None:
    """Text, never a formula: an inline string."""
    for one in list(cell):
        cell.remove(one)
    cell.attrib.pop("t", None)
    if text:
        cell.set("t", "inlineStr")
        inner = etree.SubElement(etree.SubElement(cell, f"{ns}is"), f"{ns}t")
        inner.text = legal(text)[:32_000]
        inner.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def area(ref: str) -> tuple[int, int, int, int]:
    """`B2:C5` as (1, 1, 4, 2); `B2` as (1, 1, 1, 1)."""
    first, _, last = ref.replace("$", "").partition(":")
    found = [re.fullmatch(r"([A-Z]{1,3})(\d{1,7})", one) for one in (first, last or first)]
    if not found[0] or not found[1]:
        return 0, 0, 0, 0
    return int(found[0][2]) - 1, column_of(found[0][1]), int(found[1][2]) - 1, column_of(found[1][1])


def column_of(letters: str) -> int:
    """`A` is 0."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def cell_name(row: int, column: int) -> str:
    """(4, 2) is `C5`."""
    name, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return f"{name}{row + 1}"
