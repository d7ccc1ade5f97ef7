"""Working days: counted like a person would, day by day; the shipped table; what is not known is not made up."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogue.finding import UserError
from catalogue.workdays import workdays
from rules import BOOK
from rules.filings.calendar import calendar
from rules.opening.loader import load_book

DAYS = st.dates(date(2019, 12, 1), date(2022, 12, 31))


@pytest.fixture(scope="module")
def shipped():
    return calendar(load_book(BOOK), date(2026, 1, 1))


def by_hand(table: dict[date, str], day: date) -> bool:
    """Is work done that day? The table first, else the weekday."""
    return table.get(day, "休" if day.weekday() >= 5 else "班") == "班"


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(DAYS.filter(lambda d: d.year > 2019), st.sampled_from("休班"), max_size=40),
    DAYS,
    st.integers(0, 500),
    st.integers(1, 40),
)
def test_counting_is_counting_day_by_day(said, begins, length, wanted):
    table = said | {date(year, 10, 1): "休" for year in (2020, 2021, 2022)}
    days, ends = workdays(table.items()), begins + timedelta(length)
    known = date(2020, 1, 1) <= begins and ends <= date(2022, 12, 31)
    counted = sum(by_hand(table, begins + timedelta(n)) for n in range(1, length + 1))
    assert days.between(begins, ends) == (counted if known else None)
    if not days.covers(begins):
        assert days.after(begins, wanted) is None
        return
    day, left = begins, wanted
    while left and day.year < 2023:
        day += timedelta(1)
        left -= by_hand(table, day)
    assert days.after(begins, wanted) == (day if day.year < 2023 else None)


def test_the_day_a_period_begins_is_not_counted(shipped):
    assert shipped.between(date(2021, 3, 1), date(2021, 3, 1)) == 0
    assert shipped.between(date(2021, 3, 1), date(2021, 3, 2)) == 1


def test_shipped_years_have_as_many_working_days_as_the_law_leaves(shipped):
    # 365 or 366 days without the weekend days, without 11 holidays (13 from 2025 on); 2020 had one more, when 春节 was made longer
    holidays = dict.fromkeys((2021, 2022, 2023, 2024), 11) | {2025: 13, 2026: 13}
    for year, off in holidays.items():
        days = [date(year, 1, 1) + timedelta(n) for n in range(366) if (date(year, 1, 1) + timedelta(n)).year == year]
        weekdays = sum(day.weekday() < 5 for day in days)
        worked = sum(bool(shipped.working(day)) for day in days)
        assert abs(worked - (weekdays - off)) <= 2, (
            year
        )  # a holiday on a weekend, or 元旦 of the next year, moves a day


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2021-02-07", True),
        ("2021-02-11", False),
        ("2021-09-26", True),
        ("2021-10-07", False),
        ("2020-02-01", False),
        ("2022-12-31", False),
        ("2024-02-09", True),
    ],
)
def test_days_of_the_notices(shipped, day, works):
    assert shipped.working(date.fromisoformat(day)) is works


def test_past_its_end_nothing_is_known(shipped):
    assert shipped.working(date(2027, 1, 1)) is None
    assert shipped.between(date(2026, 12, 30), date(2027, 1, 4)) is None


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], "没有一年"),
        ([(date(2021, 10, 1), "休"), (date(2021, 10, 1), "班")], "一处写休"),
        ([(date(2020, 10, 1), "休"), (date(2022, 10, 1), "休")], "缺2021年"),
        ([(date(2021, 10, 1), "放")], "写作“放”"),
    ],
)
def test_a_faulty_table_is_told(rows, said):
    with pytest.raises(UserError, match=said):
        workdays(rows)
