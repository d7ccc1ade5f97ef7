"""Filings added up for those who hold a reported figure against them; periods as people write them."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from catalogue.periods import months_of, months_to
from rules import BOOK
from rules.filings.counted import counted, overdue
from rules.filings.judge import judge
from rules.filings.sums import sums
from rules.opening.loader import load_book

DAY = date(2021, 12, 31)
NONE = ("matter_type", "package_name", "filing_window", "filing_town", "filing_pauses", "filing_stages", "legal_limit_u", "promised_limit_u",
        "filing_extension_u", "extension_approval", "cross_region", "case_place", "source")  # fmt: skip


def filing(unit: str, matter: str, accepted: date, finished: date | None, promised: int | None, **more: str) -> dict:
    return {**dict.fromkeys(NONE), "case_unit": unit, "matter_name": matter, "filing_number": f"{accepted}{finished}{more}", "filing_accepted": accepted,
            "filing_finished": finished, "promised_limit_n": promised, "promised_limit_u": promised and "工作日", **more}  # fmt: skip


ROWS = [
    filing("甲局", "一事", date(2021, 3, 1), date(2021, 3, 3), 5, case_place="大厅", source="三月.csv"),
    filing("甲局", "一事", date(2021, 3, 1), date(2021, 3, 9), 5, case_place="部门", source="三月.csv"),  # 6 days of 5
    filing("甲局", "一事", date(2021, 4, 1), None, 5, case_place="部门", source="四月.csv"),  # open since April
    filing("甲局", "一事", date(2021, 4, 1), date(2021, 4, 1), 5, package_name="某一件事", source="四月.csv"),
    filing("乙局", "二事", date(2021, 4, 1), date(2021, 4, 1), 5, source="四月.csv"),
]


@pytest.fixture(scope="module")
def rows() -> list[dict]:
    kinds = {**dict.fromkeys(NONE, pl.String), "filing_accepted": pl.Date, "filing_finished": pl.Date}
    kinds |= dict.fromkeys(("promised_limit_n", "legal_limit_n", "filing_extension_n"), pl.Float64)
    frame = pl.DataFrame([{**dict.fromkeys(kinds), **row} for row in ROWS], schema_overrides=kinds)
    return counted(sums(judge(load_book(BOOK), frame, DAY, DAY)))


def test_the_sums_say_which_unit_matter_month_channel_package_and_file(rows: list[dict]) -> None:
    said = {
        (row["办件单位"], row["受理月份"], row.get("办件地点"), row.get("一件事名称"), row["办件文件"]): (row["受理件数"], row["办结件数"], row["超期件数"], row["一件事办件"])
        for row in rows
    }  # fmt: skip
    assert said == {
        ("甲局", "2021-03", "大厅", None, "三月.csv"): (1, 1, 0, "否"),
        ("甲局", "2021-03", "部门", None, "三月.csv"): (1, 1, 1, "否"),
        ("甲局", "2021-04", "部门", None, "四月.csv"): (1, 0, 1, "否"),
        ("甲局", "2021-04", None, "某一件事", "四月.csv"): (1, 1, 0, "是"),
        ("乙局", "2021-04", None, None, "四月.csv"): (1, 1, 0, "否"),
    }


def test_overdue_by_unit_and_matter_with_where_it_was_counted(rows: list[dict]) -> None:
    none, late = overdue(rows)
    assert (none.unit, none.accepted, none.overdue) == ("乙局", 1, 0)
    assert (late.unit, late.matter, late.accepted, late.overdue, late.undecided) == ("甲局", "一事", 4, 2, 0)
    assert (late.months, late.files) == (("2021-03", "2021-04"), ("三月.csv", "四月.csv"))


@pytest.mark.parametrize(
    ("written", "first", "last", "many"),
    [
        ("2021年", "2021-01", "2021-12", 12),
        ("2021年度", "2021-01", "2021-12", 12),
        ("2021", "2021-01", "2021-12", 12),
        ("2021年3月", "2021-03", "2021-03", 1),
        ("2021-03", "2021-03", "2021-03", 1),
        ("2021年第一季度", "2021-01", "2021-03", 3),
        ("2021年4季度", "2021-10", "2021-12", 3),
        ("2021年上半年", "2021-01", "2021-06", 6),
        ("2021年下半年", "2021-07", "2021-12", 6),
        ("2021年1—6月", "2021-01", "2021-06", 6),
        ("2021年1月至6月", "2021-01", "2021-06", 6),
        ("2020年11月至2021年2月", "2020-11", "2021-02", 4),
        (date(2021, 3, 9), "2021-03", "2021-03", 1),
    ],
)
def test_a_period_is_its_months(written: object, first: str, last: str, many: int) -> None:
    months = months_of(written)
    assert (months[0], months[-1], len(months)) == (first, last, many) and list(months) == sorted(set(months))


@pytest.mark.parametrize(
    "written", ["", None, "全年", "2021年13月", "2021年6—1月", "去年", "2021年第五季度", "2021年0月"]
)
def test_a_period_that_names_no_months_for_sure_is_none(written: object) -> None:
    assert months_of(written) == ()


def test_the_twelve_months_up_to_a_day() -> None:
    assert months_to(date(2022, 2, 3))[0] == "2021-03" and months_to(date(2022, 2, 3))[-1] == "2022-02"
