"""Reads .xlsx: guards and structure (merges, hidden, errors) from the parts, values from calamine."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections import Counter
from datetime import timedelta
from typing import Any

from importers.bounds import Bounds
from importers.refusal import Refusal
from importers.secrecy import refuse_marked
from importers.sheet import CellFault, Sheet, column_number, trim

_CELL = re.compile(rb"<(?:\w+:)?c\s([^<>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_REF = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3})(\d{1,7})["']""")
_ROW = re.compile(rb"<(?:\w+:)?row\b([^<>]*)>")
_COL = re.compile(rb"<(?:\w+:)?col\s([^<>]*)>")
_MERGE = re.compile(rb"""<(?:\w+:)?mergeCell\s[^<>]*?ref\s*=\s*["']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})["']""")
_STRING = re.compile(rb"<(?:\w+:)?si>(.*?)</(?:\w+:)?si>|<(?:\w+:)?si/>", re.DOTALL)
_TAGS = re.compile(rb"<[^<>]*>")
_TYPE = re.compile(rb"""\bt\s*=\s*["'](\w+)["']""")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_VALUE = re.compile(rb"<(?:\w+:)?(?:v|is)\b[^<>]*>(.*?)</", re.DOTALL)
_PART_LIST = (b"<!DOCTYPE", b"<!ENTITY")


def read(data: bytes, bounds: Bounds) -> list[Sheet]:
    """All sheets of an .xlsx, or `Refusal`."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        _guard(archive, bounds)
        parts = _sheet_parts(archive, bounds)
        lengths = _string_lengths(archive, bounds)
        structures = {
            name: _structure(_part(archive, path, bounds), bounds, name, lengths) for name, path in parts.items()
        }
        date1904 = bool(re.search(rb"""date1904\s*=\s*["'](1|true)""", _part(archive, "xl/workbook.xml", bounds)))
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    sheets = []
    for meta in book.sheets_metadata:
        if meta.typ != SheetTypeEnum.WorkSheet:
            continue
        rows: list[list[Any]] = book.get_sheet_by_name(meta.name).to_python(skip_empty_area=False)
        found = structures.get(meta.name) or _Structure()
        for row in rows:
            for index, value in enumerate(row):
                if value == "":
                    row[index] = None
                elif isinstance(value, timedelta):
                    row[index] = str(value)
        for (row_index, column), text in found.faults.items():
            rows.extend([] for _ in range(row_index + 1 - len(rows)))
            rows[row_index].extend([None] * (column + 1 - len(rows[row_index])))
            if rows[row_index][column] is None:
                rows[row_index][column] = CellFault(text)
        sheets.append(
            Sheet(
                name=meta.name,
                rows=trim(rows),
                merges=found.merges,
                visible=meta.visible == SheetVisibleEnum.Visible,
                hidden_rows=frozenset(found.hidden_rows),
                hidden_columns=frozenset(found.hidden_columns),
                date1904=date1904,
            )
        )
    return sheets


class _Structure:
    def __init__(self) -> None:
        self.merges: list[tuple[int, int, int, int]] = []
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.faults: dict[tuple[int, int], str] = {}


def _guard(archive: zipfile.ZipFile, bounds: Bounds) -> None:
    entries = archive.infolist()
    if len(entries) > bounds.zip_entries:
        raise Refusal(
            "zip-bomb", f"压缩包内有 {len(entries)} 个部件，超过上限 {bounds.zip_entries}", "请另存为普通的 .xlsx"
        )
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refusal("password-protected", "工作簿加了密码", "请取消密码后再交")
    total = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) or 1
    if total > bounds.inflated_bytes:
        raise Refusal("zip-bomb", f"解压后有 {total} 字节，超过上限 {bounds.inflated_bytes}", "请拆成几个工作簿")
    if total > bounds.ratio_from and total / packed > bounds.ratio:
        raise Refusal("zip-bomb", f"压缩比 {total // packed}，超过上限 {bounds.ratio}", "请另存为普通的 .xlsx")
    if len({entry.filename.lower() for entry in entries}) != len(entries):
        raise Refusal("workbook-truncated", "压缩包内有同名部件", "请重新另存后再交")


def _part(archive: zipfile.ZipFile, path: str, bounds: Bounds) -> bytes:
    """One part, never more of it than the bound even where its declared size lies."""
    with archive.open(path) as stream:
        content = stream.read(bounds.inflated_bytes + 1)
    if len(content) > bounds.inflated_bytes:
        raise Refusal("zip-bomb", f"解压后超过上限 {bounds.inflated_bytes} 字节", "请拆成几个工作簿")
    if any(mark in content[:2_000_000] for mark in _PART_LIST):
        raise Refusal("not-a-workbook", "工作簿内有 XML 实体定义，不予打开", "请在 Excel 或 WPS 中另存后再交")
    return content


def _sheet_parts(archive: zipfile.ZipFile, bounds: Bounds) -> dict[str, str]:
    """Sheet name to the path of its part."""
    from defusedxml.ElementTree import fromstring

    names = set(archive.namelist())
    if "xl/workbook.xml" not in names or "xl/_rels/workbook.xml.rels" not in names:
        raise Refusal("workbook-truncated", "工作簿缺少目录部件", "请重新取得原文件")
    links = {}
    for link in fromstring(_part(archive, "xl/_rels/workbook.xml.rels", bounds)):
        target = link.get("Target", "")
        links[link.get("Id")] = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
    found = {}
    for node in fromstring(_part(archive, "xl/workbook.xml", bounds)).iter():
        if node.tag.rpartition("}")[2] == "sheet":
            link_id = next((v for k, v in node.attrib.items() if k.rpartition("}")[2] == "id"), "")
            if links.get(link_id) in names:
                found[node.get("name", "")] = links[link_id]
    if len(found) > bounds.sheets:
        raise Refusal("zip-bomb", f"有 {len(found)} 张表，超过上限 {bounds.sheets}", "请拆成几个工作簿")
    return found


def _string_lengths(archive: zipfile.ZipFile, bounds: Bounds) -> list[int]:
    path = next((n for n in archive.namelist() if n.lower() == "xl/sharedstrings.xml"), "")
    content = _part(archive, path, bounds) if path else b""
    return [len(_TAGS.sub(b"", match[1] or b"")) for match in _STRING.finditer(content)]


def _structure(content: bytes, bounds: Bounds, name: str, lengths: list[int]) -> _Structure:
    """Merges, hidden rows and columns, error cells; refuses far cells and strings used too often."""
    found = _Structure()
    right = bottom = 0
    used: Counter[int] = Counter()
    for cell in _CELL.finditer(content):
        body = cell[2]
        if not body:
            continue
        kind = _TYPE.search(cell[1])
        value = _VALUE.search(body)
        bare = _FORMULA.search(body) and (value is None or not value[1])
        if value is None and not bare:
            continue
        if ref := _REF.search(cell[1]):
            column, row = column_number(ref[1].decode()), int(ref[2])
            right, bottom = max(right, column + 1), max(bottom, row)
            if kind and kind[1] == b"e":
                found.faults[row - 1, column] = value[1].decode("utf-8", "replace") if value else "#ERROR!"
            elif bare and not (kind and kind[1] == b"str"):
                found.faults[row - 1, column] = "公式没有计算结果"
        if kind and kind[1] == b"s" and value and value[1].isdigit():
            used[int(value[1])] += 1
    if right > bounds.columns or bottom > bounds.rows or right * bottom > bounds.cells:
        raise Refusal(
            "far-cell",
            f"“{name}”表用到第 {bottom} 行、第 {right} 列，超过上限（{bounds.columns} 列、{bounds.cells} 格）",
            "请删去远处的内容后另存",
        )
    if sum(lengths[i] * n for i, n in used.items() if i < len(lengths)) > bounds.text_bytes:
        raise Refusal("zip-bomb", f"“{name}”表的文字展开后超过上限 {bounds.text_bytes} 字节", "请拆成几个工作簿")
    if b"mergeCell" in content:
        found.merges = [
            (int(m[2]) - 1, column_number(m[1].decode()), int(m[4]) - 1, column_number(m[3].decode()))
            for m in _MERGE.finditer(content)
        ]
        if len(found.merges) > bounds.merges:
            raise Refusal(
                "zip-bomb", f"“{name}”表有 {len(found.merges)} 处合并，超过上限 {bounds.merges}", "请取消多余的合并"
            )
    if b"hidden" in content:
        _hidden(content, found)
    if b"headerFooter" in content:
        for text in re.findall(rb"<(?:\w+:)?(?:odd|even|first)(?:Header|Footer)>(.*?)</", content, re.DOTALL):
            refuse_marked(text.decode("utf-8", "replace"), f"“{name}”表的页眉页脚")
    return found


def _hidden(content: bytes, found: _Structure) -> None:
    hidden = re.compile(rb"""\bhidden\s*=\s*["'](1|true)["']""")
    for row in _ROW.finditer(content):
        number = re.search(rb"""\br\s*=\s*["'](\d{1,7})["']""", row[1])
        if number and hidden.search(row[1]):
            found.hidden_rows.add(int(number[1]) - 1)
    for column in _COL.finditer(content):
        first = re.search(rb"""\bmin\s*=\s*["'](\d{1,5})["']""", column[1])
        last = re.search(rb"""\bmax\s*=\s*["'](\d{1,5})["']""", column[1])
        if first and last and hidden.search(column[1]):
            found.hidden_columns.update(range(int(first[1]) - 1, min(int(last[1]), 16384)))
