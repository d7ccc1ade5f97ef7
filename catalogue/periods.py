"""Periods as people write them (统计期: 2021年, 2021年第一季度, 2021年1—6月): the months they cover; what is not clear is none."""

from __future__ import annotations

import re
from datetime import date

_YEAR = r"(\d{4})\s*年?"
_FORMS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(_YEAR + r"(?:度|全年)?"), "year"),
    (re.compile(r"(\d{4})\s*[年./-]\s*(\d{1,2})\s*月?(?:份)?"), "month"),
    (re.compile(_YEAR + r"\s*第?([一二三四1-4])季度?"), "quarter"),
    (re.compile(_YEAR + r"\s*([上下])半年"), "half"),
    (re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月?\s*[-—–－~～至到]+\s*(\d{1,2})\s*月(?:份)?"), "months"),
    (re.compile(r"(\d{4})\s*[年.-]\s*(\d{1,2})\s*月?\s*[—–－~～至到]+\s*(\d{4})\s*[年.-]\s*(\d{1,2})\s*月?"), "span"),
)  # fmt: skip


def months_of(period: object) -> tuple[str, ...]:
    """The months (``2021-03``) that a period covers, in order; empty where the words name none for sure.

    A date is in its own month. ``2021年`` is twelve months, ``2021年上半年`` six, ``2021年第一季度`` three.
    """
    if isinstance(period, date):
        return (f"{period.year}-{period.month:02d}",)
    text = str(period or "").strip()
    for form, what in _FORMS:
        if found := form.fullmatch(text):
            return _months(what, found.groups())
    return ()


def _months(what: str, parts: tuple[str, ...]) -> tuple[str, ...]:
    year = int(parts[0])
    match what:
        case "year":
            return _between(year, 1, year, 12)
        case "month":
            return _between(year, int(parts[1]), year, int(parts[1]))
        case "quarter":
            quarter = "一二三四".find(parts[1]) + 1 or int(parts[1])
            return _between(year, quarter * 3 - 2, year, quarter * 3)
        case "half":
            return _between(year, 1, year, 6) if parts[1] == "上" else _between(year, 7, year, 12)
        case "months":
            return _between(year, int(parts[1]), year, int(parts[2]))
    return _between(year, int(parts[1]), int(parts[2]), int(parts[3]))


def _between(year: int, month: int, last_year: int, last_month: int) -> tuple[str, ...]:
    """Both months included; empty where one is no month or the last lies before the first."""
    if not (1 <= month <= 12 and 1 <= last_month <= 12):
        return ()
    first, last = year * 12 + month - 1, last_year * 12 + last_month - 1
    return tuple(f"{n // 12}-{n % 12 + 1:02d}" for n in range(first, last + 1))


def months_to(day: date, many: int = 12) -> tuple[str, ...]:
    """The months up to the one of a day, that one included."""
    last = day.year * 12 + day.month - 1
    return tuple(f"{n // 12}-{n % 12 + 1:02d}" for n in range(last - many + 1, last + 1))


def first_day(month: str, *, after: bool = False) -> date:
    """The first day of a month (``2021-03``), or of the one after it."""
    year, number = map(int, month.split("-"))
    return date(year + number // 12, number % 12 + 1, 1) if after else date(year, number, 1)
