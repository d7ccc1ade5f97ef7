"""Facts of a grant that other tables say: re-delegation, who decided in the province, duty lists, evaluation, all cases;
and what is found once everything is judged: a matter listed at two levels, gaps in a park's chain."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from catalogue.fields import load_fields
from catalogue.records import make_record
from rules import BOOK
from rules.books import Book, Day
from rules.decide import decide
from rules.facts.common import enrich
from rules.facts.found import Found
from rules.facts.grant import grants
from rules.facts.item import items
from rules.facts.judged import Judged
from rules.facts.subject import Subject
from rules.facts.world import World
from rules.opening.loader import load_book

FIELDS = load_fields()
DAY = date(2025, 9, 30)
BUREAU, TOWN, STREET, PARK = "甲县农业局", "东镇", "湖街道办事处", "甲县园区"
ORGANS = [
    ("机构", {"机构名称": name, "机构类别": kind, **more})
    for name, kind, more in (
        (BUREAU, "部门", {}),
        ("甲县人民政府", "政府", {}),
        (TOWN, "镇", {"法制审核人数": 1}),
        (STREET, "街道", {}),
        (PARK, "园区", {"园区性质": "政府派出机构"}),
    )
]


def grant(matter: str, to: str, **more: Any) -> tuple[str, dict]:
    return "赋权", {
        "批次": "一", "事项名称": matter, "承接主体": to, "赋权方式": "委托", "原实施机关": BUREAU, "赋权状态": "运行", **more,
    }  # fmt: skip


def world(*rows: tuple[str, dict]) -> World:
    return World.of([make_record(FIELDS, kind, facts) for kind, facts in (*ORGANS, *rows)], DAY)


def book(folder: Path, **lists: str) -> Book:
    (folder / "lists").mkdir()
    for name, item in lists.items():
        (folder / "lists" / f"{name}.csv").write_text(f"项,施行\n{item},2025-07-01\n", encoding="utf-8")
    (folder / "parameters.yaml").write_text("- {参数: 赋权评估间隔月数, 值: 12, 施行: 2021-07-15}\n", encoding="utf-8")
    return load_book(BOOK, folder)


def facts(held: Day, *rows: tuple[str, dict]) -> list[dict[str, Any]]:
    return [one.facts for one in grants(world(*rows), held)]


def test_a_power_that_came_by_entrustment_and_is_handed_on_is_seen():
    held = load_book(BOOK).on(DAY)
    first, again, other = facts(
        held,
        grant("某许可", TOWN),
        grant("某许可", STREET, 原实施机关=TOWN, 批次="二"),
        grant("别的许可", STREET, 原实施机关=TOWN, 批次="二"),
    )
    assert (first["转委托"], again["转委托"], other["转委托"]) == ("否", "是", "否")
    (ended, after) = facts(
        held, grant("某许可", TOWN, 赋权状态="收回"), grant("某许可", STREET, 原实施机关=TOWN, 批次="二")
    )
    assert after["转委托"] == "否"


def test_a_grant_that_has_ended_is_told_of_and_moves_nothing_any_more():
    held = load_book(BOOK).on(DAY)
    days = (date(2025, 9, 29), DAY, date(2025, 10, 1), None)
    said = [facts(held, grant("某许可", TOWN, **({"废止日期": day} if day else {})))[0]["已废止"] for day in days]
    assert said == ["是", "是", "否", "否"]
    _, again = facts(held, grant("某许可", TOWN, 废止日期=DAY), grant("某许可", STREET, 原实施机关=TOWN, 批次="二"))
    assert again["转委托"] == "否"


def test_the_last_day_of_an_entrustment_still_counts():
    book = load_book(BOOK)
    last = {"赋权方式": "委托", "承接主体类别": "镇"}
    said = [
        enrich(book, "赋权", last | extra, DAY)[0].get("委托期满")
        for extra in ({"委托止": date(2025, 9, 29)}, {"委托止": DAY}, {})
    ]
    assert said == ["是", "否", None]


def test_who_decided_in_the_province_is_looked_up_and_unknown_where_the_instrument_is_not_listed():
    held = load_book(BOOK).on(DAY)
    instruments = [
        ("文件", {"文号": number, "文件标题": "示例", "发文机关": issuer})
        for number, issuer in (
            ("示1号", "示例省人民政府"), ("示2号", "甲县人民政府"), ("示4号", "示例自治区人民代表大会常务委员会"),
        )
    ]  # fmt: skip
    instruments.append(("机构", {"机构名称": "示例省人民政府", "机构类别": "政府"}))  # listed beside the county's own
    kinds = [
        facts(held, *instruments, grant("某处罚", TOWN, 赋权方式="交由", 省级决定=number))[0].get("省级决定机关类别")
        for number in ("示1号", "示2号", "示3号", "示4号")
    ]
    assert kinds == ["省政府", "县政府", None, "省政府"]


def test_the_three_lists_of_duties(tmp_path: Path):
    full = book(tmp_path, 基本履职事项="甲事", 配合履职事项="乙事", 上级收回事项="丙事").on(DAY)
    names = ("甲事", "乙事", "丙事", "丁事")
    assert [facts(full, grant(name, TOWN))[0].get("履职清单") for name in names] == [
        "基本履职", "配合履职", "上级收回", "未列",
    ]  # fmt: skip


def test_without_all_three_lists_what_none_names_is_unknown(tmp_path: Path):
    some = book(tmp_path, 上级收回事项="丙事")
    assert [facts(some.on(DAY), grant(name, TOWN))[0].get("履职清单") for name in ("丙事", "丁事")] == [
        "上级收回",
        None,
    ]
    assert facts(some.on(date(2025, 6, 30)), grant("丙事", TOWN))[0].get("履职清单") is None


def test_evaluation_is_overdue_by_the_months_the_office_sets(tmp_path: Path):
    held = book(tmp_path, 基本履职事项="甲事").on(DAY)
    rows = [
        grant("某处罚", TOWN, 施行日期=date(2021, 9, 1)),
        grant("某处罚", TOWN, 施行日期=date(2021, 9, 1), 最近评估日期=date(2024, 10, 1)),
        grant("某处罚", TOWN, 最近评估日期=date(2024, 9, 30)),
        grant("某处罚", TOWN),
    ]
    assert [facts(held, row)[0].get("评估已过期") for row in rows] == ["是", "否", "是", None]
    assert facts(load_book(BOOK).on(DAY), rows[0])[0].get("评估已过期") is None


def test_capacity_and_cases_come_with_the_recipient():
    held = load_book(BOOK).on(DAY)
    figures = [
        ("办件统计", {"办件单位": unit, "事项名称": "某事", "统计期": "2025年", "办件地点": place, "受理件数": n})
        for unit, place, n in ((TOWN, "镇街", 3), (BUREAU, "部门", 4), (BUREAU, "大厅", 5))
    ]
    town, street, park = facts(held, *figures, grant("某事", f"{TOWN}、{STREET}、{PARK}"))
    assert (town["法制审核人数"], town["年办件数"]) == (1, 12)
    assert "法制审核人数" not in street and park["园区性质"] == "政府派出机构"


def judged(opened: Book, kind: str, subjects: list[Subject]) -> list[Judged]:
    known = [enrich(opened, kind, subject.facts, DAY)[0] for subject in subjects]
    answers = decide(opened, kind, known, DAY)
    return [
        Judged(s.id, s.kind, s.name, s.unit, s.place, s.matter, f, d, opened, DAY)
        for s, f, d in zip(subjects, known, answers, strict=True)
    ]


def test_gaps_in_the_chain_of_a_park_that_handles_part_of_it(tmp_path: Path):
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "委托依据.csv").write_text("项,施行\n示例条例 第一条,2015-01-01\n", encoding="utf-8")
    opened = load_book(BOOK, tmp_path)
    own = grant("SL-水土保持方案审批", PARK, 委托依据="示例条例 第一条")
    direct = grant("排污许可", PARK, 赋权方式="直报")
    found = Found({"赋权": judged(opened, "赋权", list(grants(world(own, direct), opened.on(DAY))))})
    park = Subject("机构", "机构|园区", PARK, PARK, {"机构名称": PARK, "机构类别": "园区"})
    gaps = found.facts(judged(opened, "机构", [park])[0])["项目链缺环节"]
    assert gaps == ["立项", "用地", "规划", "环评", "施工", "验收"]
    nothing = Found({"赋权": judged(opened, "赋权", list(grants(world(direct), opened.on(DAY))))})
    assert "项目链缺环节" not in nothing.facts(judged(opened, "机构", [park])[0])


def test_a_matter_on_the_lists_of_county_and_towns_is_seen():
    opened = load_book(BOOK)
    rows = [
        ("办理项", {"实施主体": unit, "主项名称": name, "办理项名称": name})
        for unit, name in ((BUREAU, "宅基地审批"), (TOWN, "宅基地审批"), (BUREAU, "食品经营许可"))
    ]
    ones = judged(opened, "办理项", list(items(world(*rows))))
    found = Found({"办理项": ones})
    assert [found.facts(one)["两级都列"] for one in ones] == ["是", "是", "否"]
