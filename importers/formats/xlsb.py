"""Reads .xlsb: values from calamine; merges, hidden rows and columns and errors from the binary records."""

from __future__ import annotations

import posixpath
import struct
from collections.abc import Iterator

from importers.bounds import Bounds
from importers.formats.ooxml import links
from importers.formats.package import Package
from importers.formats.scan import Structure
from importers.formats.xlsx import calamine_sheets
from importers.refusal import Refusal
from importers.sheet import Sheet

# record numbers of MS-XLSB
_ROW, _ERROR, _FORMULA_ERROR, _COLUMN, _SHEET, _PROPERTIES, _MERGE = 0, 3, 11, 60, 156, 153, 176
_CELLS = range(2, 12)
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}


def read(data: bytes, bounds: Bounds) -> list[Sheet]:
    """All sheets of an .xlsb, or `Refusal`."""
    package = Package(data, bounds)
    package.look_through()
    book = package.part("xl/workbook.bin")
    targets = dict(links(package, "xl/_rels/workbook.bin.rels", "xl")) if _has_links(package) else {}
    structures = {}
    date1904 = False
    for kind, body in _records(book):
        if kind == _PROPERTIES and len(body) >= 4:
            date1904 = bool(struct.unpack_from("<I", body)[0] & 1)
        if kind == _SHEET:
            link, rest = _string(body, 8)
            name, _ = _string(body, rest)
            if (path := targets.get(link, "")) in package.names:
                structures[name] = _structure(package.part(path), name, bounds)
    if len(structures) > bounds.sheets:
        raise Refusal("zip-bomb", f"有 {len(structures)} 张表，超过{bounds.say('sheets')}", "请拆成几个工作簿")
    return calamine_sheets(data, structures, date1904)


def _has_links(package: Package) -> bool:
    return posixpath.join("xl", "_rels", "workbook.bin.rels") in package.names


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Number and body of each record; both number and length are written in groups of seven bits."""
    place = 0
    while place < len(data):
        kind = data[place]
        place += 1
        if kind & 0x80 and place < len(data):
            kind = (kind & 0x7F) | (data[place] & 0x7F) << 7
            place += 1
        size = shift = 0
        for _ in range(4):
            if place >= len(data):
                return
            byte = data[place]
            place += 1
            size |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                break
        yield kind, data[place : place + size]
        place += size


def _string(body: bytes, place: int) -> tuple[str, int]:
    (length,) = struct.unpack_from("<I", body, place)
    end = place + 4 + 2 * length
    return body[place + 4 : end].decode("utf-16-le", "replace"), end


def _structure(data: bytes, name: str, bounds: Bounds) -> Structure:
    found = Structure()
    row = right = bottom = filled = 0
    for kind, body in _records(data):
        if kind == _ROW and len(body) >= 12:
            (row,) = struct.unpack_from("<I", body)
            if body[11] & 0x10:  # fDyZero: the row has no height
                found.hidden_rows.add(row)
        elif kind in _CELLS and len(body) >= 4:
            (column,) = struct.unpack_from("<I", body)
            right, bottom, filled = max(right, column + 1), max(bottom, row + 1), filled + 1
            if kind in (_ERROR, _FORMULA_ERROR) and len(body) >= 9:
                found.faults[row, column] = _ERRORS.get(body[8], "#ERROR!")
        elif kind == _COLUMN and len(body) >= 18:
            first, last = struct.unpack_from("<II", body)
            if body[16] & 1:
                found.hidden_columns.update(range(first, min(last + 1, bounds.columns)))
        elif kind == _MERGE and len(body) >= 16:
            top, low, left, far = struct.unpack_from("<IIII", body)
            found.merges.append((top, left, low, far))
    area = right * bottom
    if (
        right > bounds.columns
        or bottom > bounds.rows
        or area > bounds.cells
        or (area > bounds.sparse_cells and filled * bounds.sparse_ratio < area)
    ):
        raise Refusal(
            "far-cell",
            f"“{name}”表用到第 {bottom} 行、第 {right} 列，超过{bounds.say('columns')}或{bounds.say('cells')}",
            "请删去远处的内容后另存",
        )
    if len(found.merges) > bounds.merges:
        raise Refusal(
            "zip-bomb", f"“{name}”表有 {len(found.merges)} 处合并，超过{bounds.say('merges')}", "请取消多余的合并"
        )
    return found
