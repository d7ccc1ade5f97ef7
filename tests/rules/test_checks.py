"""Checks and indicators: findings filled in, 无法判定 with what is missing, counts with what could not be told."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from catalogue.limits import Limit
from rules.checks import check
from rules.decide import Ruling, decide
from rules.indicators import measure
from rules.opening.loader import load_book

BOOK = load_book(Path(__file__).with_name("books") / "small")
DAY = date(2021, 12, 31)
JZ = {"事项": "JZ-救助", "法条主体": ["县级以上部门"]}


def limit(days):
    return Limit(value=Decimal(days), unit="工作日")


def found(facts, **more):
    """Findings of one record by check, without those that cannot be told."""
    findings = check(BOOK, "办理项", [{"事项名称": "占道许可", **facts}], DAY, **more)[0]
    return {f.rule: f for f in findings if f.severity != "无法判定"}


def test_a_finding_is_filled_from_the_record():
    facts = {"承诺超法定": "是", "承诺办结时限": limit(30), "法定办结时限": limit(20), "单位": "民政局"}
    finding = found(facts)["J1"]
    assert (finding.code, finding.severity, finding.unit) == ("promised-exceeds-legal", "错误", "民政局")
    assert finding.message == "承诺30个工作日，长于法定20个工作日"
    assert finding.advice == "请把“占道许可”的承诺时限改到法定以内"
    assert (finding.place, finding.basis, finding.missing) == ("占道许可", ("《甲法》第二十条",), ())
    assert "（未填）" in found({"承诺超法定": "是"})["J1"].message
    assert "J1" not in found({"承诺超法定": "否"})


def test_without_data_it_says_so():
    finding = next(f for f in check(BOOK, "办理项", [{"事项名称": "占道许可"}], DAY)[0] if f.rule == "J1")
    assert (finding.severity, finding.missing) == ("无法判定", ("承诺超法定",))
    assert finding.message == "无法判定“承诺时限长于法定时限”（缺少：承诺超法定）"


def test_an_exception_takes_the_finding_away_or_leaves_it_open():
    late = {"止": date(2021, 1, 1)}
    assert set(found({**late, "起": date(2020, 1, 1)})) == {"J3"}
    assert set(found({**late, "起": date(2021, 2, 1)})) == {"J4"}
    open_one = next(f for f in check(BOOK, "办理项", [late], DAY)[0] if f.rule == "J3")
    assert (open_one.severity, open_one.missing) == ("无法判定", ("起",))


def test_an_unread_check_only_hints():
    finding = found({"经办人": "无名"})["J5"]
    assert (finding.severity, finding.message) == ("提示", "经办人无名（依据待核）")


def test_claims_are_held_against_decisions_and_rulings():
    facts = {**JZ, "自报层级": "镇"}
    assert found(facts)["J2"].message == "自报镇，判定县"
    ruled = decide(BOOK, "办理项", [facts], DAY, rulings={(0, "决定"): Ruling("镇", "某人", DAY)})
    assert "J2" not in found(facts, decisions=ruled)
    assert "J2" not in found({**facts, "决定": ["镇"]})  # answers that stand in the record already


RECORDS = [
    {"事项名称": "一", **JZ, "单位": "甲局", "金额": 300, "方式": "委托"},
    {"事项名称": "二", **JZ, "单位": "乙局", "金额": 200, "方式": "委托"},
    {"事项名称": "三", **JZ, "单位": "乙局", "方式": "授权"},
    {"事项名称": "四", "事项": "XK-许可", "单位": "乙局", "法条主体": ["县级以上部门"], "方式": "委托"},
    {"事项名称": "五", "法条主体": ["县级以上部门"]},
]


def test_numerator_denominator_and_exclusions():
    share, total, units = measure(BOOK, {"办理项": RECORDS, "设施": [{"地点": "甲"}]}, DAY)
    assert (share.numerator, share.denominator, share.excluded, share.net, share.rate) == (3, 5, 1, 4, 0.75)
    assert (share.unsure_numerator, share.unsure_denominator, share.unsure_excluded) == (2, 0, 1)
    groups = {value: (g.numerator, g.denominator, g.net) for value, g in share.groups["单位"].items()}
    assert groups == {"甲局": (1, 1, 1), "乙局": (2, 3, 2), "（未填）": (0, 1, 1)}
    assert (total.numerator, total.unsure_numerator, total.denominator, total.rate) == (500, 3, None, None)
    assert (units.numerator, units.unsure_numerator, units.denominator, units.rate) == (2, 1, 0, None)


def test_named_indicators_and_no_records():
    (share,) = measure(BOOK, {}, DAY, ["Z1"])
    assert (share.numerator, share.net, share.rate) == (0, 0, None)
