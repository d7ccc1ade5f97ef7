"""Reads .ods (OpenDocument): values, merges, what is hidden, struck through or commented; repeated cells are bounded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from importers.bounds import Bounds
from importers.formats.package import Package
from importers.refusal import Refusal
from importers.secrecy import refuse_marked
from importers.sheet import CellFault, Sheet, Value, filled, trim

_FAULT = re.compile(r"#[A-Z/0]+[!?]?|Err:\d{3}|#N/A")


def read(data: bytes, bounds: Bounds) -> list[Sheet]:
    """All sheets of an .ods, or `Refusal`."""
    from defusedxml.ElementTree import fromstring

    package = Package(data, bounds)
    package.look_through()
    manifest = package.part("META-INF/manifest.xml") if "META-INF/manifest.xml" in package.names else b""
    if b"encryption-data" in manifest:
        raise Refusal("password-protected", "工作簿加了密码", "请取消密码后再交")
    content = package.part("content.xml")
    if len(content) > bounds.ods_bytes:
        raise Refusal("workbook-too-large", f".ods 的内容超过{bounds.say('ods_bytes')} 字节", "请另存为 .xlsx 后再交")
    tree = fromstring(content)
    struck = _struck_styles(tree)
    tables = [node for node in tree.iter() if _name(node) == "table"]
    if len(tables) > bounds.sheets:
        raise Refusal("zip-bomb", f"有 {len(tables)} 张表，超过{bounds.say('sheets')}", "请拆成几个工作簿")
    return [_sheet(table, struck, _hidden_tables(tree), bounds) for table in tables]


def _name(node: Any) -> str:
    return str(node.tag).rpartition("}")[2]


def _get(node: Any, name: str, default: str = "") -> str:
    return next((str(v) for k, v in node.attrib.items() if k.rpartition("}")[2] == name), default)


def _struck_styles(tree: Any) -> frozenset[str]:
    return frozenset(
        _get(style, "name")
        for style in tree.iter()
        if _name(style) == "style"
        and any(_get(part, "text-line-through-style", "none") not in ("none", "") for part in style)
    )


def _hidden_tables(tree: Any) -> frozenset[str]:
    return frozenset(
        _get(style, "name")
        for style in tree.iter()
        if _name(style) == "style" and any(_get(part, "display") == "false" for part in style)
    )


def _repeat(node: Any, what: str) -> int:
    text = _get(node, f"number-{what}-repeated", "1")
    return max(1, int(text)) if text.isdigit() else 1


def _nested(node: Any, wanted: str) -> Iterator[Any]:
    """Rows or columns of a table, those in groups and header groups among them."""
    for child in node:
        if _name(child) == wanted:
            yield child
        elif _name(child).endswith(("rows", "row-group", "columns", "column-group")):
            yield from _nested(child, wanted)


def _sheet(table: Any, struck: frozenset[str], hidden: frozenset[str], bounds: Bounds) -> Sheet:
    sheet = Sheet(_get(table, "name"), [], visible=_get(table, "style-name") not in hidden)
    columns: set[int] = set()
    place = 0
    for column in _nested(table, "table-column"):
        count = _repeat(column, "columns")
        if _get(column, "visibility") in ("collapse", "filter"):
            columns.update(range(place, min(place + count, bounds.columns)))
        place += count
    rows: list[list[Value]] = []
    hidden_rows: set[int] = set()
    marked: set[tuple[int, int]] = set()
    number = cells = 0
    for row in _nested(table, "table-row"):
        count = _repeat(row, "rows")
        values = list(_cells(row, number, sheet, struck, marked, bounds))
        cells += len(values) * (count if values else 0)
        if cells > bounds.cells or values and number + count > bounds.rows:
            raise Refusal("far-cell", f"“{sheet.name}”表超过{bounds.say('cells')} 格", "请删去远处的内容后另存")
        if values:
            rows += [[] for _ in range(number - len(rows))]
            rows += [list(values) for _ in range(count)]
        if _get(row, "visibility") in ("collapse", "filter"):
            hidden_rows.update(range(number, min(number + count, bounds.rows)))
        number += count
    sheet.rows = trim(rows)
    sheet.hidden_rows, sheet.hidden_columns = frozenset(hidden_rows), frozenset(columns)
    sheet.struck = frozenset(marked)
    sheet.__post_init__()
    return sheet


def _cells(
    row: Any, number: int, sheet: Sheet, struck: frozenset[str], marked: set[tuple[int, int]], bounds: Bounds
) -> Iterator[Value]:
    """The values of a row up to its last filled cell."""
    empty = place = 0
    for cell in row:
        if _name(cell) not in ("table-cell", "covered-table-cell"):
            continue
        count = _repeat(cell, "columns")
        value = _value(cell)
        down, across = (int(_get(cell, f"number-{n}-spanned", "1") or 1) for n in ("rows", "columns"))
        if down > 1 or across > 1:
            sheet.merges.append((number, place, number + down - 1, place + across - 1))
        if not filled(value):
            empty += count
            place += count
            continue
        if place + count > bounds.columns:
            raise Refusal(
                "far-cell", f"“{sheet.name}”表有 {place + count} 列，超过{bounds.say('columns')} 列", "请删去远处的内容"
            )
        if _get(cell, "style-name") in struck:
            marked.add((number, place))
        if note := next((_text(n) for n in cell if _name(n) == "annotation"), ""):
            refuse_marked(note, f"“{sheet.name}”表的批注")
            sheet.comments[number, place] = note[:500]
        yield from [None] * empty
        yield from [value] * count
        empty, place = 0, place + count


def _text(node: Any) -> str:
    paragraphs = ["".join(p.itertext()) for p in node if _name(p) == "p"]
    return "\n".join(paragraphs).strip()


def _value(cell: Any) -> Value:
    kind, text = _get(cell, "value-type"), _text(cell)
    raw = _get(cell, "value")
    if _FAULT.fullmatch(text) and _get(cell, "formula"):
        return CellFault(text)
    if _get(cell, "formula") and not kind and not text:
        return CellFault("公式没有计算结果", "formula-no-value")
    if kind in ("float", "currency", "percentage"):
        try:
            number = float(raw)
        except ValueError:
            return text or None
        return int(raw) if re.fullmatch(r"-?\d{16,}", raw) else number
    if kind == "boolean":
        return _get(cell, "boolean-value") == "true"
    if kind == "date":
        try:
            stamp = datetime.fromisoformat(_get(cell, "date-value")[:19])
        except ValueError:
            return text or None
        return stamp.date() if stamp.time() == datetime.min.time() else stamp
    return text or None
