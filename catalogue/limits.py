"""Time limits (时限): a number with its unit, and when two of them may be compared."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict

Unit = Literal["工作日", "自然日", "日", "小时", "月", "年", "即办"]
UNITS: tuple[str, ...] = ("工作日", "自然日", "日", "小时", "月", "年", "即办")

LONGEST_HOLIDAY = 8  # days: 国庆与中秋相连
MOST_MADE_UP = 4  # days a year's two long holidays can move into one span


class Limit(BaseModel):
    """A time limit. `日` is a day whose kind the text leaves open; `即办` is done on the spot (value 0)."""

    model_config = ConfigDict(frozen=True)

    value: Decimal
    unit: Unit

    def __str__(self) -> str:
        return (
            "即办"
            if self.unit == "即办"
            else f"{self.value.normalize():f}{'个' if self.unit in ('工作日', '月') else ''}{self.unit}"
        )


def bounds_in_working_days(limit: Limit, *, permit: bool) -> tuple[Decimal, Decimal] | None:
    """The least and the most working days a limit can mean, or None where no conversion is lawful.

    行政许可法第八十二条: in that law 日 are working days, so for a permit (`permit=True`) 日 is 工作日; elsewhere
    日 stays open between working and calendar days. Among n successive calendar days at most n are working
    days; weekends take two out of every whole week, holidays up to `LONGEST_HOLIDAY` more, and weekends that are
    made working days (调休) give up to `MOST_MADE_UP` back. A bound that is too wide only says "cannot tell".
    """
    value = limit.value
    if limit.unit == "即办":
        return Decimal(0), Decimal(0)
    if limit.unit == "小时":
        return Decimal(0), (value / 24).to_integral_value(rounding="ROUND_CEILING")
    if limit.unit == "工作日" or (limit.unit == "日" and permit):
        return value, value
    longest = {"自然日": value, "日": value, "月": value * 31, "年": value * 366}[limit.unit]
    shortest = {"自然日": value, "日": value, "月": value * 28, "年": value * 365}[limit.unit]
    least = max(Decimal(0), (shortest // 7) * 5 - LONGEST_HOLIDAY)
    most = min(longest, longest - (longest // 7) * 2 + MOST_MADE_UP)
    return least, value if limit.unit == "日" else most


def exceeds(promised: Limit, legal: Limit, *, permit: bool) -> bool | None:
    """Is the promised limit longer than the statutory one? True, False, or None where units leave it open."""
    if promised.unit == legal.unit:
        return promised.value > legal.value
    left, right = bounds_in_working_days(promised, permit=permit), bounds_in_working_days(legal, permit=permit)
    if left is None or right is None:
        return None
    if left[0] > right[1]:
        return True
    if left[1] <= right[0]:
        return False
    return None
