"""Reads csv and tab-separated text in UTF-8 or GB18030."""

from __future__ import annotations

import csv
import io

from importers.bounds import Bounds
from importers.refusal import Refusal
from importers.sheet import Sheet, Value, trim


def read(data: bytes, bounds: Bounds) -> list[Sheet]:
    """The one sheet of a csv file, or `Refusal`."""
    text = _decode(data)
    csv.field_size_limit(10_000_000)
    try:
        rows: list[list[Value]] = [
            list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
        ]
    except csv.Error as error:
        raise Refusal("not-a-workbook", "文本不成表格（引号或换行不配对）", "请另存为 .xlsx 后再交") from error
    widest = max((len(row) for row in rows), default=0)
    if widest > bounds.columns or widest * len(rows) > bounds.cells:
        raise Refusal(
            "far-cell",
            f"有 {len(rows)} 行、{widest} 列，超过上限（{bounds.columns} 列、{bounds.cells} 格）",
            "请拆成几个文件",
        )
    return [Sheet(name="csv", rows=trim(rows))]


def _decode(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        codings: tuple[str, ...] = ("utf-16",)
    else:
        codings = ("utf-8-sig", "gb18030")
    for coding in codings:
        try:
            return data.decode(coding)
        except UnicodeDecodeError:
            continue
    raise Refusal("not-a-workbook", "文本编码不是 UTF-8 或 GB18030", "请另存为 UTF-8 编码的 csv")


def _delimiter(text: str) -> str:
    """Tab, comma or semicolon: the one that cuts the first lines into the most cells."""
    head = "\n".join(text.splitlines()[:40])

    def cells(mark: str) -> int:
        try:
            return sum(len(row) - 1 for row in csv.reader(io.StringIO(head, newline=""), delimiter=mark))
        except csv.Error:
            return -1

    return max((",", "\t", ";"), key=cells)
