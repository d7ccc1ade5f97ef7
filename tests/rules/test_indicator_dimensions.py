"""Indicators read by unit, town, window and month; with what was left out, their source and period, never bare."""

from __future__ import annotations

from datetime import date

import pytest

from rules import BOOK
from rules.indicators import DIMENSIONS, measure
from rules.opening.loader import load_book

DAY = date(2021, 12, 31)


@pytest.fixture(scope="module")
def book():
    return load_book(BOOK)


def month(name: str, unit: str, filings: int, cards: int, legal: int = 0, saved: int = 0) -> dict:
    return {
        "办件单位": unit, "办件镇街": "甲镇", "受理月份": name, "受理件数": filings, "办结件数": filings, "亮牌数": cards, "黄牌数": cards, "红牌数": 0,
        "法定天数合计": legal, "提速天数合计": saved,
    }  # fmt: skip


ROWS = [
    month("2021-01", "甲局", 100, 1, 200, 150),
    month("2021-02", "甲局", 50, 0),
    month("2021-02", "乙局", 50, 3, 100, 0),
]


def figures(book, ids, months=None):
    found = measure(book, {"办件汇总": ROWS}, DAY, ids, dimensions=tuple(DIMENSIONS), months=months)
    return {one.id: one for one in found}


def test_a_period_goes_from_the_first_to_the_last_in_time_not_in_spelling(book):
    rows = [
        {**ROWS[0], "受理月份": None, "统计期": said}
        for said in ("2021年10月", "2021年9月", "2021年第4季度", "2021年1月")
    ]
    found = measure(book, {"办件汇总": rows}, DAY, ["ZB-SX-007"])
    assert [one.period for one in found] == ["2021年1月 至 2021年第4季度"]


def test_a_rate_over_months_and_units(book):
    rate = figures(book, ["ZB-SX-007"])["ZB-SX-007"]
    assert (rate.numerator, rate.net, rate.rate) == (4, 200, 0.02)
    assert rate.period == "2021-01 至 2021-02" and rate.source == "办件汇总 3 条"
    parts = {
        name: {k: (f.numerator, f.net) for k, f in rate.groups[field].items()}
        for name, field in rate.dimensions.items()
    }
    assert parts == {
        "单位": {"甲局": (1, 150), "乙局": (3, 50)}, "镇街": {"甲镇": (4, 200)}, "月份": {"2021-01": (1, 100), "2021-02": (3, 100)},
    }  # fmt: skip


def test_speed_up_is_over_the_days_of_law(book):
    speed = figures(book, ["ZB-SX-004"])["ZB-SX-004"]
    assert (speed.numerator, speed.net, speed.rate) == (150, 300, 0.5)


@pytest.mark.parametrize(
    ("months", "filings"),
    [(("2021-02", ""), 100), (("", "2021-01"), 100), (("2021-01", "2021-02"), 200), (("2022-01", ""), 0)],
)
def test_from_and_to_choose_months(book, months, filings):
    assert figures(book, ["ZB-SX-001"], months)["ZB-SX-001"].numerator == filings


def test_over_no_filings_a_rate_is_not_applicable(book):
    rate = measure(book, {}, DAY, ["ZB-SX-007"], dimensions=tuple(DIMENSIONS))[0]
    assert rate.rate is None and rate.net == 0 and not rate.dimensions


def test_exemptions_are_listed_with_the_number_of_their_approval(book):
    rows = [
        {"实施主体": "甲局", "事项名称": "一", "应否进驻": "应进驻", "已进驻": "是"},
        {"实施主体": "甲局", "事项名称": "二", "应否进驻": "应进驻", "已进驻": "否"},
        {
            "实施主体": "乙局",
            "事项名称": "三",
            "应否进驻": "豁免",
            "豁免文号": "示例文〔2021〕1号",
            "豁免理由": "场地限制",
        },
        {"实施主体": "乙局", "事项名称": "四", "应否进驻": "豁免"},
    ]
    rate = measure(book, {"进驻": rows}, DAY, ["ZB-JZ-003"])[0]
    assert (rate.numerator, rate.net, rate.excluded) == (1, 2, 2)
    assert rate.exclusions == (("乙局", "三", "场地限制", "示例文〔2021〕1号"), ("乙局", "四", "（未填）", "（未填）"))


def test_every_indicator_of_the_list_is_declared(book):
    names = {one.name for one in book.indicators}
    assert names >= {
        "进驻率", "综窗受理率（事项）", "综窗受理率（办件）", "网上可办率", "网办深度三级以上占比", "即办率", "一次办率", "承诺压缩比", "法定提速率",
        "一件事减环节比", "一件事减材料比", "一件事时限压减比", "主动评价率", "评价覆盖率（全部办理项）", "差评按期整改率", "红黄牌发生率", "认领率",
        "指南覆盖率", "监管覆盖度",
    }  # fmt: skip
    assert all(one.denominator for one in book.indicators if one.name.endswith(("率", "比", "占比")))
