"""Working days (工作日): weekdays but for holidays, and weekends made working days, as the yearly notices say."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import accumulate

from catalogue.finding import UserError

REST, WORK = "休", "班"
TABLE = "放假安排"
_NATIONAL_DAY = (10, 1)  # off in every year's notice: a year without it has not been entered


@dataclass(frozen=True)
class Workdays:
    """Which days are working days, from the first to the last day of the years entered without a gap.

    A day outside is not known; nothing is worked out for it. The day on which a period begins is not counted
    (民法典第二百零一条), the day on which it ends is.
    """

    first: date
    last: date
    resting: frozenset[date]  # every day without work, weekends included

    @cached_property
    def counted(self) -> list[int]:
        """How many working days there are from `first` up to and with each day, by the day's distance from it."""
        days = ((self.first + timedelta(n)) not in self.resting for n in range((self.last - self.first).days + 1))
        return list(accumulate(map(int, days)))

    @cached_property
    def waits(self) -> list[int | None]:
        """How many days it is from each day to the next working day (0 on one), by its distance; None past the last."""
        found: list[int | None] = []
        wait: int | None = None
        for number in range((self.last - self.first).days, -1, -1):
            rest = self.first + timedelta(number) in self.resting
            wait = 0 if not rest else None if wait is None else wait + 1
            found.append(wait)
        return found[::-1]

    def covers(self, day: date) -> bool:
        """Whether the notices that were entered say anything of this day."""
        return self.first <= day <= self.last

    def working(self, day: date) -> bool | None:
        """Whether work is done that day; None where it is not known."""
        return day not in self.resting if self.covers(day) else None

    def between(self, begins: date, ends: date) -> int | None:
        """Working days after `begins` up to and with `ends`, negative backwards; None where a day is not known."""
        if not (self.covers(begins) and self.covers(ends)):
            return None
        return self.counted[(ends - self.first).days] - self.counted[(begins - self.first).days]

    def after(self, begins: date, days: int) -> date | None:
        """The day on which so many working days from `begins` end (限期的最后一日); None past the last day known."""
        if not self.covers(begins):
            return None
        if days <= 0:
            return begins
        wanted = self.counted[(begins - self.first).days] + days
        place = bisect_left(self.counted, wanted)
        return self.first + timedelta(place) if place < len(self.counted) else None


def workdays(rows: Iterable[tuple[date, str]]) -> Workdays:
    """The calendar of the rows of a holiday table: a day and 休 or 班; every other day is what its weekday is.

    Raises `UserError` where a day is said both ways, where no year is whole, or where a year between is missing.
    """
    said: dict[date, str] = {}
    for day, word in rows:
        if word not in (REST, WORK):
            raise UserError(f"清单“{TABLE}” {day}", f"“休班”写作“{word}”", "只写“休”或者“班”")
        if said.setdefault(day, word) != word:
            raise UserError(f"清单“{TABLE}” {day}", "一处写休、一处写班", "请照国务院办公厅的通知留一处")
    years = sorted({day.year for day in said if (day.month, day.day) == _NATIONAL_DAY})
    if not years:
        raise UserError(f"清单“{TABLE}”", "没有一年的放假安排", "请照国务院办公厅每年的通知写进 lists/放假安排.csv")
    if gaps := sorted(set(range(years[0], years[-1])) - set(years)):
        raise UserError(f"清单“{TABLE}”", f"缺{'、'.join(f'{y}年' for y in gaps)}", "请照国务院办公厅当年的通知补上")
    first, last = date(years[0], 1, 1), date(years[-1], 12, 31)
    whole = (first + timedelta(n) for n in range((last - first).days + 1))
    resting = frozenset(day for day in whole if said.get(day, REST if day.weekday() >= 5 else WORK) == REST)
    return Workdays(first, last, resting)
