"""Reads csv and tab-separated text in UTF-8 or GB18030."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections import Counter

from importers.bounds import Bounds
from importers.refusal import Refusal
from importers.sheet import Sheet, Value, trim

_LOOKED_AT = 100_000  # signs at either end of a text that tell whether it is one
_STRAY = 2  # signs that are no text which a true table may hold


def read(data: bytes, bounds: Bounds) -> list[Sheet]:
    """The one sheet of a csv file, or `Refusal`."""
    text = decode(data)
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
            f"有 {len(rows)} 行、{widest} 列，超过{bounds.say('columns')}或{bounds.say('cells')}",
            "请拆成几个文件",
        )
    return [Sheet(name="csv", rows=trim(rows))]


def decode(data: bytes) -> str:
    """The text of the bytes, or `Refusal`: almost any bytes are signs in GB18030, so the signs must be those of a text."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        codings: tuple[str, ...] = ("utf-16",)
    else:
        codings = ("utf-8-sig", "gb18030")
    for coding in codings:
        try:
            text = data.decode(coding)
        except UnicodeDecodeError:
            continue
        if not _reads_as_text(text):
            raise Refusal("not-a-workbook", "内容不是文字，是图片、程序之类的文件改了扩展名", "请检查是否选错了文件")
        return text
    raise Refusal(
        "not-a-workbook",
        "不是工作簿，也不是 UTF-8 或 GB18030 编码的文字",
        "请检查是否选错了文件；是文本表格的，请另存为 .xlsx 或 UTF-8 编码的 csv",
    )


def _reads_as_text(text: str) -> bool:
    """Whether the signs are those people write: controls, private and unassigned signs are strays at most."""
    text = text.rstrip("\x1a")  # old programs end a text with it
    part = text if len(text) <= 2 * _LOOKED_AT else text[:_LOOKED_AT] + text[-_LOOKED_AT:]
    counted = Counter(part)
    controls = sum(count for sign, count in counted.items() if sign < " " and sign not in "\t\r\n\v\f")
    odd = sum(
        count
        for sign, count in counted.items()
        if sign == "\ufffd" or sign > "~" and unicodedata.category(sign) in ("Cc", "Co", "Cn", "Cs")
    )
    return "\0" not in text and controls <= _STRAY and odd <= max(_STRAY, len(part) // 100)


def _delimiter(text: str) -> str:
    """Tab, comma or semicolon: the one that cuts the first lines into the most cells."""
    head = "\n".join(text.splitlines()[:40])

    def cells(mark: str) -> int:
        try:
            return sum(len(row) - 1 for row in csv.reader(io.StringIO(head, newline=""), delimiter=mark))
        except csv.Error:
            return -1

    return max((",", "\t", ";"), key=cells)
