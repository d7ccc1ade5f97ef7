"""The life of a grant: what holds only ever grows at its end, what does not hold changes nothing, and the shipped rules
say which stage may follow which and what it needs."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogue.decision import Decision
from catalogue.fields import load_fields
from catalogue.records import Record, make_record
from rules import BOOK
from rules.facts.grant import grants
from rules.facts.life import NOTHING, Event, Life, live
from rules.facts.lives import Lives, lives, next_stages, standing
from rules.facts.other import cited, others
from rules.facts.world import World
from rules.opening.loader import load_book

FIELDS = load_fields()
FIRST = date(2021, 1, 1)
STAGES = ("提", "审", "公", "接", "运", "收")
MAY_FOLLOW = {NOTHING: "提公", "提": "审", "审": "提公", "公": "接收", "接": "运收", "运": "运收", "收": "提"}


def decided(answer: bool) -> Decision:
    return Decision(question="环节成立", status="已定", answer="成立" if answer else "不成立")


def ask(asked: Any) -> list[Decision]:
    """A book of its own: which stage may follow, and that somebody answers for it. It knows nothing of days."""
    return [decided(f["环节"] in MAY_FOLLOW[f["前一环节"]] and "经办人" in f) for f, _ in asked]


def event(number: int, stage: str, day: int, who: bool, batch: int) -> Event:
    facts = {"环节": stage, **({"经办人": "示例甲"} if who else {})}
    record = Record(kind="赋权经过", key=str(number), name="某事", facts=facts)
    return Event(record, stage, FIRST + timedelta(day), STAGES.index(stage), batch)


def life(events: list[Event]) -> Life:
    return live({"某事": (events, {})}, ask)["某事"]


EVENTS = st.lists(
    st.tuples(st.sampled_from(STAGES), st.integers(0, 12), st.sampled_from([True, True, True, False])), max_size=14
)


@settings(max_examples=200, deadline=None)
@given(EVENTS, st.data())
def test_whatever_is_registered_later_the_past_stays(rows: list[tuple[str, int, bool]], data: st.DataObject) -> None:
    """Every event comes with an import of its own: after each, all days up to the last event that holds keep their state,
    and the events that held still hold in the same order; a refused one changes nothing."""
    events, before = [], Life()
    for number, (stage, day, who) in enumerate(rows):
        events.append(event(number, stage, day, who, number))
        after = life(events)
        assert after.steps[: len(before.steps)] == before.steps
        assert len(after.steps) + len(after.refused) == len(events), "没有一件丢失"
        past = before.steps[-1].day if before.steps else FIRST
        for past_day in (FIRST + timedelta(n) for n in range((past - FIRST).days)):
            assert after.on(past_day) == before.on(past_day)
        if events[-1].record.key in {one.event.record.key for one in after.refused}:
            assert after.steps == before.steps
        before = after
    days = [one.day for one in before.steps]
    assert days == sorted(days)
    chain = [NOTHING, *(one.stage for one in before.steps)]
    assert all(b in MAY_FOLLOW[a] for a, b in zip(chain, chain[1:], strict=False))


@settings(max_examples=60, deadline=None)
@given(EVENTS, st.randoms())
def test_the_order_of_rows_in_one_workbook_means_nothing(rows: list[tuple[str, int, bool]], chance: Any) -> None:
    events = [event(number, *row, 1) for number, row in enumerate(dict.fromkeys(rows))]
    shuffled = list(events)
    chance.shuffle(shuffled)
    assert [(s.stage, s.day) for s in life(shuffled).steps] == [(s.stage, s.day) for s in life(events).steps]


def test_what_waited_holds_once_the_missing_step_is_registered() -> None:
    early = [event(0, "公", 1, True, 1), event(1, "运", 9, True, 1)]
    assert [one.stage for one in life(early).steps] == ["公"]
    late = life([*early, event(2, "接", 5, True, 2)])
    assert [one.stage for one in late.steps] == ["公", "接", "运"] and not late.refused


def test_a_step_before_what_is_established_is_kept_and_changes_nothing() -> None:
    told = [event(0, "公", 5, True, 1), event(1, "接", 9, True, 1)]
    after = life([*told, event(2, "接", 7, True, 2)])
    assert after.steps == life(told).steps and [one.day for one in after.refused] == [FIRST + timedelta(7)]


# —— the shipped rules ——


@pytest.fixture(scope="module")
def book() -> Any:
    return load_book(BOOK)


def record(kind: str, **facts: str) -> Record:
    return make_record(FIELDS, kind, {name: FIELDS.fields[name].typed(value) for name, value in facts.items()})


COUNTY = [
    record("机构", 机构名称="甲镇", 机构类别="镇"), record("机构", 机构名称="乙镇", 机构类别="镇"), record("机构", 机构名称="某局", 机构类别="部门"),
    record("文件", 文号="示1号", 文件标题="目录", 成文日期="2021-08-25", 施行日期="2021-09-01"),
    record("文件", 文号="示2号", 文件标题="收回", 成文日期="2022-05-01"),
    record("赋权", 批次="一", 事项名称="某项许可", 事项类型="行政许可", 承接主体="各镇", 赋权方式="委托", 原实施机关="某局", 施行日期="2021-09-01", 赋权状态="运行"),
]  # fmt: skip
HANDED = {"交接印章": "是", "交接账号": "是", "交接培训": "是", "指南已更新": "是"}


def said(stage: str, day: str, to: str = "全部承接主体", by: str = "示例甲", **more: str) -> Record:
    who = {"经办人": by} if by else {}
    return record("赋权经过", 批次="一", 事项名称="全部事项", 承接主体=to, 环节=stage, 环节日期=day, **who, **more)


def told(book: Any, *events: Record) -> Lives:
    return lives([*COUNTY, *events], book)


REVIEWED = [said("拟下放", "2021-07-01", 经过说明="量大"), said("合法性审查", "2021-08-01", 审查意见="合法")]
PUBLISHED = said("已公布", "2021-08-25", 经过文书="示1号")


def faults(lived: Lives, book: Any, town: str = "甲镇") -> list[tuple[str, str, str]]:
    own = next(life for (_, to), life in lived.of.items() if to == town)
    return [(one.stage, *standing(book, one)) for one in own.refused]


def test_a_whole_life_with_a_difference_between_two_towns(book: Any) -> None:
    lived = told(
        book, *REVIEWED, PUBLISHED, said("已承接", "2021-08-30", "甲镇", **HANDED), said("运行", "2021-10-01", "甲镇"),
        said("已承接", "2021-09-20", "乙镇", **HANDED, **{"备注": "迟了"}),
        said("收回", "2022-06-01", "乙镇", 经过文书="示2号", 经过过渡条款="移交原实施机关"),
    )  # fmt: skip
    by_town = {to: own for (_, to), own in lived.of.items()}
    assert not any(own.refused for own in by_town.values())
    expected = {
        "2021-06-30": (NOTHING, NOTHING), "2021-08-25": ("已公布", "已公布"), "2021-08-31": ("已承接", "已公布"),
        "2021-12-31": ("运行", "已承接"), "2022-06-01": ("运行", "收回"),
    }  # fmt: skip
    for day, stages in expected.items():
        found = [own.on(date.fromisoformat(day)) for own in (by_town["甲镇"], by_town["乙镇"])]
        assert tuple(one.stage if one else NOTHING for one in found) == stages, day


@pytest.mark.parametrize(
    ("events", "fault"),
    [
        ([said("运行", "2021-10-01")], ("运行", "顺序不对", "接不上前一环节")),
        ([said("已承接", "2021-08-30", **{**HANDED, "交接印章": "否"})], ("已承接", "不完整", "许可等事项没有交接印章")),
        ([said("已承接", "2021-08-30", 交接账号="是", 交接培训="是", 指南已更新="是")], ("已承接", "说不清", "缺少交接印章")),
        ([said("收回", "2021-10-01", 经过文书="示1号")], ("收回", "不完整", "收回没有写在办件怎么办")),
        ([said("收回", "2021-10-01", 经过文书="没有的文号", 经过过渡条款="未规定")], ("收回", "不完整", "文书不在文件清单里")),
        ([said("收回", "2021-10-01", 经过文书="示2号", 经过过渡条款="未规定")], ("收回", "不完整", "早于文书成文日期")),
        ([said("已承接", "2021-08-30", by="", **HANDED)], ("已承接", "不完整", "没有写谁经办")),
    ],
    ids=lambda value: "" if isinstance(value, list) else value[2],
)  # fmt: skip
def test_what_does_not_hold_says_why(book: Any, events: list[Record], fault: tuple[str, str, str]) -> None:
    [found] = faults(told(book, *REVIEWED, PUBLISHED, *events), book)
    assert found[:2] == fault[:2] and fault[2] in found[2]


def test_what_was_reviewed_as_unlawful_is_not_published_until_it_is_reviewed_again(book: Any) -> None:
    bad = said("合法性审查", "2021-08-10", 审查意见="不合法")
    assert faults(told(book, REVIEWED[0], bad, PUBLISHED), book)[0][:2] == ("已公布", "不完整")
    again = said("合法性审查", "2021-08-20", 审查意见="修改后合法")
    assert faults(told(book, REVIEWED[0], bad, again, PUBLISHED), book) == []


def test_the_proven_state_goes_before_the_one_the_list_claims(book: Any) -> None:
    lived = told(book, PUBLISHED)
    day = date(2021, 12, 31)
    facts = {one.unit: one.facts for one in grants(World.of([*COUNTY, PUBLISHED], day), book.on(day), lived)}
    assert {name: facts["甲镇"][name] for name in ("赋权状态", "清单赋权状态", "状态相符", "经过环节")} == {
        "赋权状态": "已公布", "清单赋权状态": "运行", "状态相符": "不符", "经过环节": "已公布",
    }  # fmt: skip


def test_a_later_instrument_takes_the_place_of_the_one_that_published(book: Any) -> None:
    """示3号 adjusts and publishes anew; the continuation cites minutes first, then 示4号: the day says which it rests on."""
    later = [record("文件", 文号=f"示{n}号", 文件标题="目录", 成文日期=f"202{n}-01-01") for n in (3, 5)]
    handed = said("已承接", "2021-09-01", **HANDED)
    events = [
        PUBLISHED, handed, said("运行", "2021-10-01"), said("调整", "2023-02-01", 经过文书="示3号", 经过过渡条款="未规定"),
        said("已公布", "2023-02-01", 经过文书="示3号"), said("已承接", "2023-03-01", **HANDED), said("运行", "2023-04-01"),
        said("评估", "2024-04-01", 评估结论="建议继续"), said("继续", "2024-05-01", 经过文书="会议纪要7号"),
        said("评估", "2025-04-01", 评估结论="建议继续"), said("继续", "2025-05-01", 经过文书="示5号"),
    ]  # fmt: skip
    rows = [*COUNTY, *later, *events]
    own = record("赋权", **{**{n: str(v) for n, v in COUNTY[5].facts.items()}, "赋权文号": "示1号"})
    for listed, before in ((rows, None), ([own if one is COUNTY[5] else one for one in rows], "示1号")):
        lived = lives(listed, book)
        assert faults(lived, book) == []
        rests = {
            "2021-08-24": before,
            "2021-09-01": "示1号",
            "2023-02-01": "示3号",
            "2024-06-01": "示3号",
            "2025-05-01": "示5号",
        }
        for at, number in ((date.fromisoformat(day), number) for day, number in rests.items()):
            world = World.of(listed, at)
            [facts] = [one.facts for one in grants(world, book.on(at), lived) if one.unit == "甲镇"]
            assert facts.get("赋权文号") == number, at
            files = [one.facts for one in cited(others(world, FIELDS, book.on(at))["文件"], [facts])]
            assert [one["文号"] for one in files if one["仍被引用"] == "是"] == [number] * (at >= date(2021, 9, 1)), at


def test_events_that_concern_no_grant_are_told(book: Any) -> None:
    other = record(
        "赋权经过", 批次="一", 事项名称="别的事", 环节="拟下放", 环节日期="2021-07-01", 经办人="甲", 经过说明="量大"
    )
    lived = told(book, other, said("拟下放", "2021-07-01", "甲镇、丙镇", 经过说明="量大"))
    assert [(one.record.name, names) for one, names in lived.stray] == [("别的事", ()), ("全部事项", ("丙镇",))]


def test_the_table_says_what_may_follow(book: Any) -> None:
    day = date(2021, 12, 31)
    assert next_stages(book, "评估", day) == ["评估", "继续", "调整", "收回", "取消"]
    assert next_stages(book, "取消", day) == []
