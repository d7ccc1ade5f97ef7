"""The clock of a filing as columns, held against one that counts day by day."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from rules import BOOK
from rules.filings.calendar import calendar, reasons
from rules.filings.over import Reading
from rules.filings.periods import Clock
from rules.filings.timing import timing
from rules.opening.loader import load_book

FIRST, DAY = date(2021, 1, 1), date(2021, 12, 31)
TEXTS = (
    "case_unit",
    "matter_name",
    "matter_type",
    "filing_pauses",
    "filing_stages",
    "legal_limit_u",
    "promised_limit_u",
    "filing_extension_u",
    "extension_approval",
)


@cache
def tools() -> tuple[Clock, frozenset[str]]:
    book = load_book(BOOK)
    return Clock(calendar(book, date(2026, 1, 1))), reasons(book, DAY)


def timed(rows: list[dict], how: Reading | None = None) -> list[dict]:
    clock, outs = tools()
    schema = {
        **dict.fromkeys(TEXTS, pl.String),
        "filing_accepted": pl.Date,
        "filing_finished": pl.Date,
        **dict.fromkeys(("legal_limit_n", "promised_limit_n", "filing_extension_n"), pl.Float64),
    }
    return timing(pl.DataFrame(rows, schema=schema), DAY, clock, outs, how or Reading()).to_dicts()


@st.composite
def filings(draw) -> dict:
    accepted = FIRST + timedelta(draw(st.integers(0, 360)))
    finished = draw(st.none() | st.integers(0, 120).map(lambda n: accepted + timedelta(n)))
    pauses = []
    for _ in range(draw(st.integers(0, 3))):
        begins = accepted + timedelta(draw(st.integers(-5, 60)))
        ends = draw(st.none() | st.integers(0, 30).map(lambda n, b=begins: b + timedelta(n)))
        pauses.append((draw(st.sampled_from(["听证", "专家评审", "领导出差"])), begins, ends))
    return {"accepted": accepted, "finished": finished, "pauses": pauses, "limit": draw(st.integers(0, 60)),
            "unit": draw(st.sampled_from(["工作日", "自然日"])), "rolls": draw(st.booleans())}  # fmt: skip


def by_hand(one: dict) -> tuple[str, int]:
    """Over or not and by how much: each day after the first is looked at by itself."""
    days = tools()[0].days
    until = one["finished"] if one["finished"] and one["finished"] <= DAY else DAY

    def stands(day: date) -> bool:
        return any(why != "领导出差" and b <= day <= (e or DAY) for why, b, e in one["pauses"])

    whole = [one["accepted"] + timedelta(n) for n in range(1, (until - one["accepted"]).days + 1)]
    if one["unit"] == "工作日":
        over = sum(days.working(day) and not stands(day) for day in whole) - one["limit"]
    else:  # the due day is put off by each day that is not counted, then to a working day if so ruled
        due = one["accepted"] + timedelta(one["limit"] + sum(map(stands, whole)))
        while one["rolls"] and not days.working(due):
            due += timedelta(1)
        over = (until - due).days
    return ("是" if over > 0 else "否"), max(over, 0)


@settings(max_examples=120, deadline=None)
@given(st.lists(filings(), min_size=1, max_size=8), st.booleans())
def test_columns_count_as_days_are_counted(some, rolls):
    for one in some:
        one["rolls"] = rolls
    rows = [
        {
            "filing_accepted": one["accepted"], "filing_finished": one["finished"], "promised_limit_n": float(one["limit"]), "promised_limit_u": one["unit"],
            "filing_pauses": "；".join(f"{why} {b}~{e or ''}" for why, b, e in one["pauses"]) or None,
        }
        for one in some
    ]  # fmt: skip
    assert [(row["over_promise"], row["days_promise"]) for row in timed(rows, Reading(rolls=rolls))] == [
        by_hand(one) for one in some
    ]


def one(**facts: object) -> dict:
    return timed([{"filing_accepted": date(2021, 3, 1), **facts}])[0]


def test_a_plain_day_is_open_where_the_two_calendars_differ_and_work_in_a_permit():
    facts = {"filing_finished": date(2021, 3, 15), "promised_limit_n": 10.0, "promised_limit_u": "日"}
    assert one(**facts)["over_promise"] is None
    assert one(**facts, matter_type="行政许可")["over_promise"] == "否"
    assert one(**{**facts, "filing_finished": date(2021, 3, 11)})["over_promise"] == "否"
    assert one(**{**facts, "filing_finished": date(2021, 4, 11)})["over_promise"] == "是"


def test_hours_are_told_only_where_days_suffice():
    facts = {"promised_limit_n": 2.0, "promised_limit_u": "小时"}
    assert one(**facts, filing_finished=date(2021, 3, 1))["over_promise"] is None
    assert one(**facts, filing_finished=date(2021, 3, 3))["over_promise"] == "是"


def test_an_extension_counts_only_with_approval():
    facts = {
        "filing_finished": date(2021, 3, 12),
        "legal_limit_n": 5.0,
        "legal_limit_u": "工作日",
        "filing_extension_n": 5.0,
        "filing_extension_u": "工作日",
    }
    without, approved = one(**facts), one(**facts, extension_approval="示例局负责人")
    assert (without["over_law"], without["unapproved"]) == ("是", True)
    assert (approved["over_law"], approved["days_law"]) == ("否", 0)


def test_past_the_table_of_holidays_nothing_is_told():
    clock, outs = tools()
    row = {"filing_accepted": date(2026, 12, 30), "promised_limit_n": 1.0, "promised_limit_u": "工作日"}
    schema = {
        **dict.fromkeys(TEXTS, pl.String),
        "filing_accepted": pl.Date,
        "filing_finished": pl.Date,
        **dict.fromkeys(("legal_limit_n", "promised_limit_n", "filing_extension_n"), pl.Float64),
    }
    found = timing(pl.DataFrame([row], schema=schema), date(2027, 1, 20), clock, outs, Reading()).to_dicts()[0]
    assert found["working"] is None and found["over_promise"] is None and found["left"] is None
