"""What every workbook that we write shares: no text taken for a formula, the same bytes each time, colours, heights of rows."""

from __future__ import annotations

import io
import re
from datetime import date, datetime
from math import ceil
from typing import Any

import xlsxwriter

INK, RULE, HEAD_FILL, SECTION_FILL = "#1f2933", "#8a97a6", "#e3ebf3", "#f3f6f9"
LINE, PADDING, TALLEST = 13.5, 8, 400
UNIT = 7  # px we count for one half-width character of a column
_PIECE = re.compile(r"[!-~]+?(?:-|(?=[^!-~])|$)|[^!-~][，。、；：）》”〉】]*")  # what is not cut at the end of a line


def new_book(made: date, title: str = "", *, size: int = 10) -> Any:
    """An empty workbook in memory (its bytes: `bytes_of`): text stays text, `made` is its date, 宋体 of `size` its type."""
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_format_properties": {"font_name": "宋体", "font_size": size, "font_scheme": "none"},
    }
    book = xlsxwriter.Workbook(io.BytesIO(), options)
    book.set_properties({"title": title, "created": datetime(made.year, made.month, made.day)})
    return book


def bytes_of(book: Any) -> bytes:
    """The finished workbook; the same content gives the same bytes."""
    book.close()
    found: bytes = book.filename.getvalue()
    return found


def height(words: str, width: float) -> float:
    """Height of a wrapped cell in points."""
    usable = max(14.0, width * UNIT * 0.94)
    return min(TALLEST, sum(_wrapped(part, usable) for part in words.split("\n")) * LINE + PADDING)


def _wrapped(words: str, usable: float) -> int:
    """Lines of a paragraph: a Chinese character is 13.4 px wide at 10 pt, a Latin one about half.

    A word of Latin letters is not cut, and a closing mark takes the character before it along to the next line.
    """
    lines, used = 1, 0.0
    for piece in _PIECE.findall(words):
        pixels = sum(13.4 if ord(sign) > 0xFF else 7.2 for sign in piece)
        if used and used + pixels > usable:
            lines, used = lines + 1, 0.0
        lines += max(0, ceil(pixels / usable) - 1)
        used += pixels if pixels <= usable else pixels % usable
    return lines
