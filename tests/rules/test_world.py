"""Looking things up as of a day: succession, groups of recipients, figures that were not given."""

from __future__ import annotations

from datetime import date

from catalogue.fields import load_fields
from catalogue.records import make_record
from rules.facts.world import World

FIELDS = load_fields()
DAY = date(2021, 12, 31)


def world(*rows: tuple[str, dict]) -> World:
    return World.of([make_record(FIELDS, kind, facts) for kind, facts in rows], DAY)


def organisation(name: str, kind: str, **more: object) -> tuple[str, dict]:
    return "机构", {"机构名称": name, "机构类别": kind, **more}


def test_a_former_name_means_the_successor_unless_somebody_still_bears_it():
    new = organisation("甲县城管执法局", "部门", 承继自="甲县城管局、甲县市容局")
    assert world(new).organisation("甲县市容局").name == "甲县城管执法局"
    other = organisation("甲县市容局", "事业单位")
    assert world(new, other).organisation("甲县市容局").name == "甲县市容局"
    ended = organisation("甲县市容局", "事业单位", 废止日期=date(2019, 3, 1))
    assert world(new, ended).organisation("甲县市容局").name == "甲县城管执法局"


def test_groups_of_recipients_mean_those_in_force_and_unknown_words_are_kept():
    towns = [
        organisation("东镇", "镇"),
        organisation("西镇", "镇", 废止日期=date(2020, 1, 1)),
        organisation("湖街道办事处", "街道"),
    ]
    meant, unknown = world(*towns, organisation("各镇人民政府", "镇")).members("各镇、湖街道办事处、没听说过的地方")
    assert meant == ["东镇", "湖街道办事处"]
    assert unknown == ["没听说过的地方"]


def test_no_figures_is_not_zero():
    row = ("办件统计", {"办件单位": "东镇", "事项名称": "某事", "统计期": "2021年", "办件地点": "镇街", "受理件数": 3})
    seen = world(organisation("东镇", "镇"), row)
    assert (seen.cases.of("某事", "东镇"), seen.cases.of("别的事", "东镇"), seen.cases.of("某事", "西镇")) == (
        3,
        0,
        None,
    )
    assert (seen.cases.at("某事", "镇街"), seen.cases.at("某事", "大厅")) == (3, None)


def test_grants_stay_whatever_their_dates_and_other_records_only_while_in_force():
    rows = [
        ("赋权", {"批次": "一", "事项名称": name, "承接主体": "东镇", "赋权方式": "委托", **dates})
        for name, dates in (
            ("已废止", {"废止日期": DAY}),
            ("在办", {}),
            ("还没开始", {"施行日期": date(2022, 7, 1)}),
        )
    ]
    seen = world(organisation("东镇", "镇"), organisation("西镇", "镇", 废止日期=DAY), *rows)
    assert [(record.name, seen.over(record)) for record in seen.of_kind("赋权")] == [
        ("已废止", True), ("在办", False), ("还没开始", False),
    ]  # fmt: skip
    assert [record.name for record in seen.of_kind("机构")] == ["东镇"]
