"""What all parsers of values share: words for nothing, units of time, numbers in Chinese numerals, the form of a remark."""

from __future__ import annotations

import re
from decimal import Decimal

NOTHING = frozenset(
    [
        "",
        "/",
        "\\",
        "-",
        "--",
        "—",
        "——",
        "无",
        "无。",
        "空",
        "暂无",
        "无子项",
        "不涉及",
        "无此项",
        "N/A",
        "n/a",
        "／",
        "没有",
        "不适用",
    ]
)
# units of time as people write them, and what they are
UNITS = {
    "个工作日": "工作日",
    "工作日": "工作日",
    "工作天": "工作日",
    "个工作天": "工作日",
    "个自然日": "自然日",
    "自然日": "自然日",
    "日历日": "自然日",
    "个日历日": "自然日",
    "自然天": "自然日",
    "天": "日",
    "日": "日",
    "个日": "日",
    "小时": "小时",
    "个小时": "小时",
    "时": "小时",
    "个月": "月",
    "月": "月",
    "年": "年",
    "周年": "年",
    "h": "小时",
    "日历天": "自然日",
    "个日历天": "自然日",
}
UNIT_TEXT = "|".join(sorted(UNITS, key=len, reverse=True))
Note = tuple[str, dict[str, object]]  # code of `importers.issues`, its values


def han_number(text: str) -> Decimal | None:
    """A number in Chinese numerals up to 999 (`二十` is 20, `半` is 0.5), or in digits."""
    if re.fullmatch(r"\d+(\.\d+)?", text):
        return Decimal(text)
    text = text.replace("廿", "二十").replace("卅", "三十")
    if text == "半":
        return Decimal("0.5")
    digits = {
        "零": 0,
        "〇": 0,
        "一": 1,
        "二": 2,
        "两": 2,
        "三": 3,
        "四": 4,
        "五": 5,
        "六": 6,
        "七": 7,
        "八": 8,
        "九": 9,
    }
    if not text or any(letter not in digits and letter not in "十百" for letter in text):
        return None
    if not re.search("[十百]", text):
        return Decimal("".join(str(digits[letter]) for letter in text)) if len(text) <= 3 else None
    match = re.fullmatch(
        r"(?:([一二两三四五六七八九])百)?零?(?:([一二两三四五六七八九])?(十))?([一二三四五六七八九])?", text
    )
    if not match:
        return None
    hundreds, tens, ten, ones = match.groups()
    return Decimal(
        100 * digits.get(hundreds or "零", 0)
        + (10 * digits.get(tens or "一", 1) if ten else 0)
        + digits.get(ones or "零", 0)
    )
