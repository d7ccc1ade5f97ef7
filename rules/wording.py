"""Values in words, as a reader of a notice expects them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from catalogue.decision import spoken


def said(value: Any) -> str:
    """A fact's value in words: 2021年12月31日, 镇、街道, 20个工作日."""
    if value is None:
        return ""
    if isinstance(value, (list, tuple)):
        return "、".join(map(said, value))
    if isinstance(value, Mapping):
        return spoken(dict(value))
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value)
