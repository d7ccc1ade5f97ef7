"""Names as people type them, brought to one form before anything is compared."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_BRACKETS = str.maketrans({"(": "（", ")": "）", "[": "［", "]": "］", "{": "｛", "}": "｝", "<": "〈", ">": "〉"})
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")
_LIST_NUMBER = re.compile(
    r"^(?:[（(]?\d{1,3}[）)]|[（(][一二三四五六七八九十]{1,3}[）)]|\d{1,3}[.．、](?!\d)|[一二三四五六七八九十]{1,3}、)"
)
_CIRCLED = re.compile("^[\\s\u3000]*[①-⑳㉑-㉟㊱-㊿❶-❿⓵-⓾]")  # NFKC makes bare digits of them
_PUNCTUATION = str.maketrans({",": "，", ";": "；", ":": "：", "?": "？", "!": "！"})


def clean(text: str) -> str:
    """Fold width (NFKC) and drop invisible characters; keep spaces and line breaks."""
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))


def standard_name(text: str) -> str:
    """A matter's or unit's name (规范名称): NFKC letters and digits, no line breaks or spaces between Chinese
    characters, no leading list number, full-width brackets and punctuation."""
    name = re.sub(r"[\r\n\t]+", "", clean(_CIRCLED.sub("", text))).strip()
    name = re.sub(r" *(?<=[^\x00-\x7f]) +(?=\S)|(?<=\S) +(?=[^\x00-\x7f])", "", name)
    name = _LIST_NUMBER.sub("", name).strip()
    return name.translate(_BRACKETS).translate(_PUNCTUATION)


@lru_cache(maxsize=65_536)
def name_key(text: str) -> str:
    """The key under which two spellings of one name are the same: no spaces, no punctuation marks but brackets."""
    return re.sub(r"[\s，,、。.；;：:·“”\"'《》〈〉]", "", standard_name(text)).lower()


@lru_cache(maxsize=65_536)  # every layout looks at the same words of the same thirty rows
def header_key(text: str) -> str:
    """A header word for exact comparison: spaces, breaks and brackets' width folded, nothing left out."""
    return re.sub(r"\s+", "", clean(text)).translate(_BRACKETS).rstrip("：:*")
