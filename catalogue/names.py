"""Names as people type them, brought to one form before anything is compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_BRACKETS = str.maketrans({"(": "（", ")": "）", "[": "［", "]": "］", "{": "｛", "}": "｝", "<": "〈", ">": "〉"})
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")
_LIST_NUMBER = re.compile(
    r"^(?:[（(]?\d{1,3}[）)]|[（(][一二三四五六七八九十]{1,3}[）)]|\d{1,3}[.．、](?!\d)|[一二三四五六七八九十]{1,3}、)"
)
_CIRCLED = re.compile("^[\\s\u3000]*[①-⑳㉑-㉟㊱-㊿❶-❿⓵-⓾]")  # NFKC makes bare digits of them
_PUNCTUATION = str.maketrans({",": "，", ";": "；", ":": "：", "?": "？", "!": "！"})
_SPACE = re.compile(r"\s+")
_BREAKS = re.compile(r"[\r\n\t]+")
_INNER_SPACE = re.compile(r" *(?<=[^\x00-\x7f]) +(?=\S)|(?<=\S) +(?=[^\x00-\x7f])")
_MARKS = re.compile(r"[\s，,、。.；;：:·“”\"'《》〈〉]")
# Han characters, letters and digits: most texts have nothing else, and no cleaning changes these
_SETTLED = re.compile(r"[\u4e00-\u9fffA-Za-z0-9、。《》〈〉“”—]*")
_SETTLED_NAME = re.compile(
    r"(?![一二三四五六七八九十])[\u4e00-\u9fffA-Za-z][\u4e00-\u9fffA-Za-z0-9（），；：、。《》〈〉“”—]*"
)


def clean(text: str) -> str:
    """Fold width (NFKC) and drop invisible characters; keep spaces and line breaks."""
    if text.isascii() or _SETTLED.fullmatch(text):
        return text
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))


def tight(text: str) -> str:
    """The cleaned text without any space or break."""
    return text if _SETTLED.fullmatch(text) else _SPACE.sub("", clean(text))


def standard_name(text: str) -> str:
    """A matter's or unit's name (规范名称): NFKC letters and digits, no line breaks or spaces between Chinese
    characters, no leading list number, full-width brackets and punctuation."""
    if _SETTLED_NAME.fullmatch(text):
        return text
    name = _BREAKS.sub("", clean(_CIRCLED.sub("", text))).strip()
    name = _INNER_SPACE.sub("", name)
    name = _LIST_NUMBER.sub("", name).strip()
    return name.translate(_BRACKETS).translate(_PUNCTUATION)


def settled(text: str) -> bool:
    """Whether a text is its own `standard_name`, told at a glance; False where one has to look."""
    return bool(_SETTLED_NAME.fullmatch(text))


@lru_cache(maxsize=65_536)
def name_key(text: str) -> str:
    """The key under which two spellings of one name are the same: no spaces, no punctuation marks but brackets."""
    return _MARKS.sub("", standard_name(text)).lower()


@lru_cache(maxsize=65_536)  # every layout looks at the same words of the same thirty rows
def header_key(text: str) -> str:
    """A header word for exact comparison: spaces, breaks and brackets' width folded, nothing left out."""
    if _SETTLED.fullmatch(text):
        return text
    return _SPACE.sub("", clean(text)).translate(_BRACKETS).rstrip("：:*")


def short_for(word: str, names: Iterable[str]) -> str:
    """The one name that ends with the word (民政局: 甲县民政局), else the word itself: where two do, nobody can tell."""
    ends = [name for name in dict.fromkeys(names) if word.strip() and name.endswith(word.strip())]
    return ends[0] if len(ends) == 1 else word
