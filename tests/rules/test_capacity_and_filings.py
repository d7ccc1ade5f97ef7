"""Dated capacities and single filings: what holds on the day of judgement, and who finishes what a change caught open."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from catalogue.fields import load_fields
from catalogue.records import Record, make_record
from rules import BOOK
from rules.checks import check
from rules.decide import decide
from rules.facts.capacity import capacity
from rules.facts.common import enrich
from rules.facts.filing import filings
from rules.facts.grant import grants
from rules.facts.other import others
from rules.facts.world import World
from rules.opening.loader import load_book

FIELDS = load_fields()
BOOK_AT_WORK = load_book(BOOK)


def record(kind: str, **facts: object) -> Record:
    return make_record(FIELDS, kind, {name: FIELDS.fields[name].typed(value) for name, value in facts.items()})


def held(name: str, item: str, begins: str, ends: str | None = None, count: int | None = None) -> Record:
    return record("承接能力", 机构名称=name, 能力项=item, 施行日期=begins, 废止日期=ends, 能力数量=count)


TOWN = record("机构", 机构名称="甲镇", 机构类别="镇", 机构简称=["甲"], 持证人数="9", 印章已授="是")
BUREAU = record("机构", 机构名称="某农业局", 机构类别="部门")
PENALTY = record(
    "赋权", 批次="一", 事项名称="对无牌农机的处罚", 事项类型="行政处罚", 承接主体="甲镇", 赋权方式="交由",
    原实施机关="某农业局", 赋权状态="运行", 施行日期="2020-01-01",
)  # fmt: skip


@pytest.mark.parametrize(
    ("day", "people", "account"), [("2021-08-31", 1, "否"), ("2021-09-01", 3, "是"), ("2022-01-01", 2, "是")]
)
def test_the_capacity_in_force_on_the_day_is_the_one_that_is_judged(day: str, people: int, account: str) -> None:
    records = [
        TOWN, BUREAU, PENALTY,
        held("甲镇", "持证人员", "2019-03-01", "2021-09-01", 1),
        held("甲", "持证人员", "2021-09-01", "2022-01-01", 1),  # by its short name
        held("甲镇", "持证人员", "2021-09-01", None, 2),
        held("甲镇", "系统账号", "2021-09-01"),
    ]  # fmt: skip
    world = World.of(records, date.fromisoformat(day))
    [grant] = grants(world, BOOK_AT_WORK.on(world.day))
    assert (grant.facts["持证人数"], grant.facts["账号已开"], grant.facts["印章已授"]) == (people, account, "是")
    found = {f.code for f in check(BOOK_AT_WORK, "赋权", [grant.facts], world.day)[0] if f.severity == "错误"}
    assert ("recipient-lacks-certified-staff" in found) == (people < 2)


def test_a_capacity_nobody_dated_is_the_one_in_the_organisation_table() -> None:
    world = World.of([TOWN], date(2021, 1, 1))
    assert capacity(world, "甲镇") == {"持证人数": 9, "印章已授": "是"}
    assert capacity(world, "没有的镇") == {}


def test_people_of_an_unknown_number_are_not_counted_as_none() -> None:
    world = World.of([TOWN, held("甲镇", "持证人员", "2020-01-01")], date(2021, 1, 1))
    assert "持证人数" not in capacity(world, "甲镇")


def test_a_capacity_in_the_grants_own_row_goes_before() -> None:
    row = replace(PENALTY, facts={**PENALTY.facts, "持证人数": 5})
    world = World.of([TOWN, BUREAU, row, held("甲镇", "持证人员", "2019-01-01", None, 1)], date(2021, 1, 1))
    [grant] = grants(world, BOOK_AT_WORK.on(world.day))
    assert grant.facts["持证人数"] == 5


PERMIT = record(
    "赋权", 批次="二", 事项名称="林木采伐许可", 承接主体="甲镇", 赋权方式="委托", 原实施机关="某农业局",
    赋权状态="运行", 施行日期="2021-09-01", 过渡条款="未规定",
)  # fmt: skip


def filing(accepted: str, finished: str | None, unit: str = "某农业局") -> Record:
    return record(
        "办件",
        办件单位=unit,
        受理号=f"{accepted}-{finished}",
        事项名称="林木采伐许可",
        办件受理日期=accepted,
        办结日期=finished,
    )


@pytest.mark.parametrize(
    ("accepted", "finished", "direction", "answer"),
    [
        ("2021-08-20", None, "放权", "原实施机关"),
        ("2021-08-20", "2021-09-10", "放权", "原实施机关"),
        ("2021-08-20", "2021-08-25", "无", "不涉及"),
        ("2021-10-01", None, "无", "不涉及"),
    ],
)
def test_a_filing_caught_open_by_a_change(accepted: str, finished: str | None, direction: str, answer: str) -> None:
    book, day = BOOK_AT_WORK, date(2021, 12, 31)
    world = World.of([TOWN, BUREAU, PERMIT, filing(accepted, finished)], day)
    [one] = filings(world, {PERMIT.key: "是"})
    facts, _ = enrich(book, "办件", {**one.facts, "事项类型": "行政许可"}, day)
    assert facts["调整方向"] == direction
    assert facts["已办结"] == ("是" if finished else "否")
    assert decide(book, "办件", [facts], day)[0]["在办件"].answer == answer


def test_figures_are_held_against_filings_only_where_some_are_registered() -> None:
    figures = [
        record("办件统计", 办件单位=unit, 事项名称="林木采伐许可", 统计期=period, 受理件数=number)
        for unit, period, number in (("某农业局", "2021年", 3), ("甲镇", "2021年", 3), ("某农业局", "2021年上半年", 3))
    ]
    world = World.of([*figures, filing("2021-03-01", None), filing("2021-04-01", "2021-04-02")], date(2021, 12, 31))
    held = BOOK_AT_WORK.on(date(2021, 12, 31))
    counted = [subject.facts.get("登记办件数") for subject in others(world, FIELDS, held)["办件统计"]]
    assert counted == [2, None, None]
