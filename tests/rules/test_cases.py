"""How many cases there were, reported beside counted: the larger holds, a month left out leaves it open, packages stand apart."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import pytest

from catalogue.fields import load_fields
from catalogue.records import Record, make_record
from rules import BOOK
from rules.books import Book
from rules.checks import check
from rules.facts.other import others
from rules.facts.world import World
from rules.opening.loader import load_book

FIELDS = load_fields()
DAY = date(2021, 12, 31)
YEAR = [f"2021-{n:02d}" for n in range(1, 13)]
TOWN, BUREAU = "东镇", "甲县某局"
ORGANS = [
    make_record(FIELDS, "机构", {"机构名称": TOWN, "机构类别": "镇"}),
    make_record(FIELDS, "机构", {"机构名称": BUREAU, "机构类别": "部门", "机构简称": ["某局"]}),
    make_record(FIELDS, "赋权", {"批次": "一", "事项名称": "某事", "承接主体": TOWN, "赋权方式": "委托"}),
    make_record(FIELDS, "赋权", {"批次": "一", "事项名称": "别的事", "承接主体": TOWN, "赋权方式": "委托"}),
]


def figure(many: int, matter: str = "某事", unit: str = BUREAU, period: str = "2021年", **more: Any) -> Record:
    facts = {"办件单位": unit, "事项名称": matter, "统计期": period, "办件地点": "部门", "受理件数": many, **more}
    return make_record(FIELDS, "办件统计", facts)


def filed(many: int, month: str, matter: str = "某事", unit: str = BUREAU, late: int = 0, package: str = "", place: str | None = "部门") -> Record:  # fmt: skip
    facts = {"办件单位": unit, "事项名称": matter, "受理月份": month, "受理件数": many, "超期件数": late, "一件事办件": "是" if package else "否", "办件文件": "办件.csv",
             **({"一件事名称": package} if package else {}), **({"办件地点": place} if place else {})}  # fmt: skip
    return Record("办件汇总", str(facts), matter, facts)


def world(*rows: Record, day: date = DAY) -> World:
    return World.of([*ORGANS, *rows], day)


def test_filings_alone_are_a_figure_and_none_in_any_month_is_none() -> None:
    seen = world(*(filed(1, month) for month in YEAR), filed(4, "2021-03", unit=TOWN)).cases
    assert (seen.of("某事", BUREAU), seen.of("某事", BUREAU, "部门"), seen.of("某事", BUREAU, "大厅")) == (12, 12, 0)
    assert seen.of("别的事", BUREAU) == 0, "某局每个月都有办件，没有一件是别的事"
    assert seen.of("别的事", TOWN) is None, "东镇只有三月的，别的月份不知道"
    assert (seen.in_all("某事"), seen.at("某事", "部门")) == (16, 16)
    assert (seen.at("某事", "大厅"), seen.at("某事", "大厅", BUREAU), seen.at("某事", "大厅", TOWN)) == (None, 0, None)


def test_a_month_without_filings_or_a_name_nobody_lists_leaves_none_open() -> None:
    assert world(*(filed(1, month) for month in YEAR[1:])).cases.of("别的事", BUREAU) is None
    odd = [*(filed(1, month) for month in YEAR), filed(1, "2021-02", "没人列的事")]
    assert world(*odd).cases.of("别的事", BUREAU) is None, "也许就是别的事，名称写得不同"
    bare = [filed(1, month, place=None) for month in YEAR]
    assert (world(*bare).cases.of("别的事", BUREAU), world(*bare).cases.of("别的事", BUREAU, "大厅")) == (0, None)


def test_of_a_figure_and_a_count_the_larger_holds_however_the_unit_is_spelled() -> None:
    assert world(figure(60), filed(5, "2021-03", unit="某局")).cases.of("某事", BUREAU) == 60
    assert world(figure(0), filed(5, "2021-03", unit="某局")).cases.of("某事", BUREAU) == 5, "有五件在案，不是零办件"
    assert world(figure(0), filed(5, "2020-03")).cases.of("某事", BUREAU) == 0, "统计期以外的不算"
    assert world(figure(0), filed(5, "2021-03", package="某一件事")).cases.of("某事", BUREAU) == 0, "一件事另计"
    early = world(figure(0), filed(5, "2021-03"), filed(7, "2021-09"), day=date(2021, 6, 30))
    assert early.cases.of("某事", BUREAU) == 5, "判定日以后的不算"


def test_which_of_the_two_a_number_is_from_is_said() -> None:
    both = world(figure(2), figure(60, "别的事"), filed(5, "2021-03"), filed(1, "2021-04", "别的事")).cases
    assert both.ground("某事", ("", BUREAU)) == "逐件的办件，办件.csv，2021-03 至 2021-04，办件统计只报了2件"
    assert both.ground("别的事", ("", BUREAU)) == both.ground("没办过的事", ("部门", BUREAU)) == "办件统计"
    assert both.ground("某事", ("部门", None)) == both.ground("某事", ("", BUREAU))
    alone = world(*(filed(1, month) for month in YEAR)).cases
    assert alone.ground("别的事", ("", BUREAU)) == "逐件的办件，办件.csv，2021-01 至 2021-12", (
        "none in any month is a count too"
    )
    assert alone.ground("某事", ("", TOWN)) is None, "nothing is known of the town"


@cache
def book() -> Book:
    return load_book(BOOK)


def found(*rows: Record, kind: str = "办件统计") -> list[tuple[str, str]]:
    subjects = others(world(*rows), FIELDS, book().on(DAY))[kind]
    told = check(book(), kind, [one.facts for one in subjects], DAY)
    meant = ("counted", "package-account-differs", "package-cross")
    return [(f.code, f.message) for group in told for f in group if any(word in f.code for word in meant) and f.severity != "无法判定"]  # fmt: skip


@pytest.mark.parametrize(
    ("figure_", "filings", "codes"),
    [
        (figure(12), [filed(1, m) for m in YEAR], []),
        (figure(11), [filed(1, m) for m in YEAR], ["figures-below-counted-filings"]),
        (figure(13), [filed(1, m) for m in YEAR], ["figures-above-counted-filings"]),
        (figure(13), [filed(1, m) for m in YEAR[1:]], []),  # one month has no filings: they may be missing
        (figure(4, period="2021年一季度"), [filed(1, m) for m in YEAR], ["figures-above-counted-filings"]),
        (figure(4, period="去年"), [filed(1, m) for m in YEAR], []),
        (figure(12, 办件地点="大厅"), [filed(1, m) for m in YEAR], ["figures-above-counted-filings"]),
        (figure(14), [*(filed(1, m) for m in YEAR), filed(3, "2021-02", package="某一件事")], []),  # with or without
        (figure(16), [*(filed(1, m) for m in YEAR), filed(3, "2021-02", package="某一件事")], ["figures-above-counted-filings"]),
        (figure(12, 超期件数=1), [filed(1, m, late=m < "2021-03") for m in YEAR], ["overdue-below-counted"]),
        (figure(12, 超期件数=2), [filed(1, m, late=m < "2021-03") for m in YEAR], []),
    ],
)  # fmt: skip
def test_a_figure_that_the_filings_contradict_is_found_with_both_sides_and_their_places(
    figure_: Record, filings: list[Record], codes: list[str]
) -> None:
    told = found(figure_, *filings)
    assert [code for code, _ in told] == codes
    assert all("办件.csv，2021-0" in message and f"{figure_.facts['受理件数']}件" in message or code.startswith("overdue") for code, message in told)  # fmt: skip


def account(many: int, far: int = 0) -> Record:
    facts = {
        "一件事名称": "某一件事",
        "牵头单位": "某局",
        "统计期": "2021年",
        "一件事件数": many,
        "其中跨域通办件数": far,
    }
    return make_record(FIELDS, "一件事台账", facts)


def test_a_package_register_is_held_against_the_filings_where_no_month_is_missing() -> None:
    rows = [filed(2, month, package="某一件事") for month in YEAR]
    assert found(account(24), *rows, kind="一件事台账") == []
    ((code, message),) = found(account(25), *rows, kind="一件事台账")
    assert code == "package-account-differs-from-filings" and "25件" in message and "24件（办件.csv）" in message
    ((code, _),) = found(account(24, 1), *rows, kind="一件事台账")
    assert code == "package-cross-region-differs-from-filings"
    assert found(account(25), *rows[1:], kind="一件事台账") == [], "一月的没有导入，不能说台账错"
