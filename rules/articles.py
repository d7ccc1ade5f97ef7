"""Article numbers as cited (第四十八条), and citations written in one string (文件 条)."""

from __future__ import annotations

import re
from functools import lru_cache

from catalogue.decision import Cited

_ARTICLE = re.compile(r"第([零〇一二两三四五六七八九十百千0-9]+)条")
_NUMERALS = "零一二三四五六七八九"
_DIGITS = {c: n for n, c in enumerate(_NUMERALS)} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}


def highest_article(text: str) -> int | None:
    """The highest article number that a citation names, or None (附件, 第二部分)."""
    found = [_number(match) for match in _ARTICLE.findall(text)]
    return max(found) if found else None


def article_numbers(text: str) -> set[int]:
    """Every article number that a citation names."""
    return {_number(match) for match in _ARTICLE.findall(text)}


def spelt(number: int) -> str:
    """A number below 10000 as statutes write it (1124 is 一千一百二十四)."""
    out = ""
    for unit, size in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit, number = divmod(number, size)
        if digit:
            out += _NUMERALS[digit] + unit
        elif out and number and not out.endswith("零"):
            out += "零"
    return out.removeprefix("一") if out.startswith("一十") else out or "零"


def _number(words: str) -> int:
    if words.isdigit():
        return int(words)
    total = digit = 0
    for char in words:
        if char in _UNITS:
            total += (digit or 1) * _UNITS[char]
            digit = 0
        else:
            digit = _DIGITS.get(char, 0)
    return total + digit


@lru_cache(20_000)
def cited(line: str, gist: str = "") -> Cited:
    """A citation recorded as ``文件 条`` (title, space, article)."""
    title, _, article = line.strip().rpartition(" ")
    return Cited(text=title, article=article, gist=gist) if title else Cited(text=article, gist=gist)
