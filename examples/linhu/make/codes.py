"""Codes for the invented county: right check digits, an area (99....) that was never allocated."""

from __future__ import annotations

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
TYPE_CODES = {
    "行政许可": "01", "行政处罚": "02", "行政强制": "03", "行政征收": "04", "行政给付": "05", "行政检查": "06",
    "行政确认": "07", "行政奖励": "08", "行政裁决": "09", "其他行政权力": "10", "公共服务": "20",
}  # fmt: skip


def credit_code(number: int, area: str) -> str:
    """An 18-character code by GB 32100 for the `number`-th invented organisation."""
    body = f"{number:08d}"
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    rest = (11 - sum(int(c) * w for c, w in zip(body, weights, strict=True)) % 11) % 11
    first = "11" + area + body + ("X" if rest == 10 else str(rest))
    total = sum(ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(first))
    return first + ALPHABET[(31 - total % 31) % 31]


def basic_code(matter_type: str, department: int, main: int, sub: int) -> str:
    """The 12-character 基本编码: area, type, department, main matter, sub-matter."""
    return f"99{TYPE_CODES[matter_type]}{department:02d}{main:03d}{sub:03d}"
