"""Facts worked out by declaration (推算): what each form gives, and that what is not known stays unknown."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.fields import FieldList, load_fields
from catalogue.finding import FormError
from catalogue.records import Record, make_record
from rules.books import Vocabulary, as_of
from rules.facts.derived import Derived, periods
from rules.facts.world import World

DECLARED = """
记录类别:
  - {名称: 灯, 键: lamp, 主键: [灯号], 称呼: 灯号, 责任单位: 路段}
  - {名称: 检修, 键: mending, 主键: [修灯号, 修日], 称呼: 修灯号}
字段:
  - {名称: 灯号, 键: lamp_number, 类型: 文本, 用于: [灯]}
  - {名称: 路段, 键: road, 类型: 文本, 用于: [灯]}
  - {名称: 报期, 键: of_period, 类型: 文本, 用于: [灯]}
  - {名称: 装日, 键: fitted, 类型: 日期, 用于: [灯]}
  - {名称: 拆日, 键: taken_down, 类型: 日期, 用于: [灯]}
  - {名称: 原瓦, 键: watts_before, 类型: 整数, 用于: [灯]}
  - {名称: 现瓦, 键: watts_now, 类型: 整数, 用于: [灯]}
  - {名称: 修灯号, 键: mended_lamp, 类型: 多值文本, 用于: [检修]}
  - {名称: 修日, 键: mended_on, 类型: 日期, 用于: [检修]}
  - {名称: 修法, 键: mended_how, 类型: 文本, 用于: [检修]}
  - {名称: 工时, 键: work_hours, 类型: 整数, 用于: [检修]}
"""
MADE = {
    "省瓦": ("整数", "{差: [原瓦, 现瓦]}"),
    "总瓦": ("整数", "{和: [原瓦, 现瓦]}"),
    "用了天数": ("整数", "{天数: [装日, 拆日]}"),
    "装了多久": ("整数", "{距今天数: 装日}"),
    "检修数": ("整数", "{数: {对象: 检修, 对上: {修灯号: 灯号}}}"),
    "换泡数": ("整数", "{数: {对象: 检修, 对上: {修灯号: 灯号}, 条件: {修法: [换泡, 换灯]}}}"),
    "检修工时": ("整数", "{合计: {对象: 检修, 对上: {修灯号: 灯号}, 字段: 工时}}"),
    "没检修的月": ("多值文本", "{缺期: {对象: 检修, 对上: {修灯号: 灯号}, 日期: 修日, 每: 月, 自: 装日, 至: 拆日}}"),
}
Load = Callable[[str], FieldList]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    def read(more: str = "") -> FieldList:
        own = tmp_path / "fields.yaml"
        own.write_text(DECLARED + more, "utf-8")
        return load_fields(own)

    return read


def field(name: str, type_: str, made: str, nature: str = "推得") -> str:
    return f"  - {{名称: {name}, 键: made_{zlib.crc32(name.encode())}, 类型: {type_}, 用于: [灯], 性质: {nature}, 推算: {made}}}\n"


def facts(fields: FieldList, lamp: Record, *others: Record, day: date = date(2021, 6, 20)) -> dict:
    held = as_of(Vocabulary(fields, {}, {}, {}), day)
    return Derived(World.of([lamp, *others], day), fields, held).facts("灯", lamp.facts)


def lamp(fields: FieldList, **given_: object) -> Record:
    return make_record(fields, "灯", {"灯号": "甲一", **given_})


def mending(
    fields: FieldList, day: date, how: str = "换泡", lamps: tuple[str, ...] = ("甲一",), hours: int = 2
) -> Record:
    return make_record(fields, "检修", {"修灯号": list(lamps), "修日": day, "修法": how, "工时": hours})


def test_every_form_gives_what_its_name_says(load: Load) -> None:
    fields = load("".join(field(name, *made) for name, made in MADE.items()))
    one = lamp(fields, 原瓦=90, 现瓦=40, 装日=date(2021, 2, 10), 拆日=date(2021, 6, 5))
    found = facts(
        fields, one,
        mending(fields, date(2021, 3, 31)), mending(fields, date(2021, 5, 1), "拧紧", ("乙二", "甲一"), 3),
        mending(fields, date(2021, 4, 9), lamps=("乙二",)),
    )  # fmt: skip
    assert found == {
        "省瓦": 50, "总瓦": 130, "用了天数": 115, "装了多久": 130, "检修数": 2, "换泡数": 1, "检修工时": 5, "没检修的月": ["2021年4月"],
    }  # fmt: skip


def test_a_period_in_words_chooses_the_others_within_it(load: Load) -> None:
    made = {
        "期内检修数": ("整数", "{数: {对象: 检修, 对上: {修灯号: 灯号}, 时期: {修日: 报期}}}"),
        "期内修法": ("多值文本", "{列举: {对象: 检修, 对上: {修灯号: 灯号}, 时期: {修日: 报期}, 字段: 修法}}"),
        "期内没修的月": ("多值文本", "{缺期: {对象: 检修, 对上: {修灯号: 灯号}, 日期: 修日, 每: 月, 期: 报期}}"),
    }
    fields = load("".join(field(name, *one) for name, one in made.items()))
    mended = [mending(fields, date(2021, m, 2), how) for m, how in ((1, "换泡"), (3, "拧紧"), (4, "换灯"))]

    def said(period: str) -> dict:
        found = facts(fields, lamp(fields, 报期=period), *mended)
        return {name: found[name] for name in made if name in found}

    assert said("2021年第一季度") == {"期内检修数": 2, "期内修法": ["拧紧", "换泡"], "期内没修的月": ["2021年2月"]}
    assert said("2021年4月") == {"期内检修数": 1, "期内修法": ["换灯"], "期内没修的月": ["无"]}
    assert said("2021年")["期内没修的月"] == ["2021年2月", "2021年5月"], "到判定日六月二十日为止的整月"
    assert said("2020年")["期内修法"] == ["无"]
    assert said("上一阵子") == {}, "读不懂的时期不猜"


def test_what_is_not_known_stays_unknown(load: Load) -> None:
    fields = load("".join(field(name, *made) for name, made in MADE.items()))
    assert facts(fields, lamp(fields, 原瓦=90)) == {}  # nothing of the other kind was ever registered: no zero
    with_others = facts(fields, lamp(fields, 装日=date(2021, 4, 1)), mending(fields, date(2021, 4, 2), lamps=("乙二",)))
    assert with_others == {
        "装了多久": 80, "检修数": 0, "换泡数": 0, "检修工时": 0, "没检修的月": ["2021年4月", "2021年5月"]
    }  # fmt: skip


def test_nothing_lacking_is_said(load: Load) -> None:
    fields = load(field("没检修的月", *MADE["没检修的月"]))
    found = facts(fields, lamp(fields, 装日=date(2021, 4, 1)), *(mending(fields, date(2021, m, 2)) for m in (4, 5)))
    assert found == {"没检修的月": ["无"]}


@given(st.dates(date(2019, 1, 1), date(2023, 12, 31)), st.integers(0, 900), st.sampled_from(["周", "月", "季", "年"]))
def test_periods_are_whole_and_in_order(since: date, length: int, each: str) -> None:
    """Held against counting day by day: a period is listed when all its days lie between the two days."""
    until = since + timedelta(length)

    def of(day: date) -> tuple[int, ...]:
        keys = {
            "周": day.isocalendar()[:2],
            "月": (day.year, day.month),
            "季": (day.year, (day.month - 1) // 3),
            "年": (day.year,),
        }
        return tuple(keys[each])

    days = [since + timedelta(n) for n in range(length + 1)]
    whole = dict.fromkeys(of(day) for day in days)
    for cut, outside in ((since, since - timedelta(1)), (until, until + timedelta(1))):
        if of(cut) == of(outside):
            whole.pop(of(cut), None)
    assert len(periods(since, until, each)) == len(whole)


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        (field("甲", "整数", "{差: [原瓦, 没有]}"), "没有"),
        (field("甲", "整数", "{差: [原瓦, 路段]}"), "应为数字"),
        (field("甲", "整数", "{距今天数: 路段}"), "应为日期"),
        (field("甲", "文本", "{差: [原瓦, 现瓦]}"), "结果是"),
        (field("甲", "整数", "{差: [原瓦, 现瓦]}", "事实"), "性质"),
        (field("甲", "整数", "{数: {对象: 井盖}}"), "井盖"),
        (field("甲", "整数", "{差: [原瓦, 现瓦], 和: [原瓦]}"), "只写一种"),
        (field("甲", "多值文本", "{缺期: {对象: 检修, 日期: 修日, 每: 旬}}"), "缺期"),
        (field("甲", "多值文本", "{缺期: {对象: 检修, 日期: 修日, 每: 月, 期: 报期, 自: 装日}}"), "不写“自”“至”"),
        (field("甲", "整数", "{列举: {对象: 检修, 字段: 修法}}"), "结果是多值文本"),
        (field("甲", "整数", "{数: {对象: 检修, 时期: {修日: 没这期}}}"), "没这期"),
    ],
)
def test_a_faulty_declaration_is_told(load: Load, entry: str, told: str) -> None:
    with pytest.raises(FormError) as error:
        load(entry)
    assert told in str(error.value)
