"""Editions over time: a matter's history, who handled it on a day, corrections, withdrawal, and old short links."""

from __future__ import annotations

import html
import json
import re
import shutil
from pathlib import Path

import openpyxl
import pytest
from command_line import Quanmu
from small_county import DAY, DEPARTMENT, ITEMS, save, tree

LATER = "2022-06-30"


def published(folder: Path) -> dict:
    return json.loads((folder / "public" / "manifest.json").read_text("utf-8"))["edition"]


def page(path: Path) -> str:
    return re.sub(r"<[^>]*>", "", html.unescape(path.read_text("utf-8")))


def changed(quanmu, **cells) -> None:
    """Another 实施清单: the fourth item's promised limit and, if asked, its names."""
    rows = [list(row) for row in ITEMS]
    rows[4][9] = "2个工作日"
    for row in rows[3:5]:
        row[1] = cells.get("name", row[1])
    quanmu("import", save(quanmu.home.parent / "in" / "3-实施清单.xlsx", rows))


@pytest.fixture(scope="module")
def twice(county, tmp_path_factory) -> Quanmu:
    """The county with a second edition, later and with one change; looked at, never changed again."""
    folder = tmp_path_factory.mktemp("twice")
    shutil.copytree(county.home, folder / "data")
    quanmu = Quanmu(folder / "data")
    changed(quanmu)
    quanmu("publish", "--into", folder / "two", "--as-of", LATER)
    return quanmu


def test_what_two_editions_save_by_command(twice, tmp_path):
    """One item's promise went from three working days to two; the steps and papers of all stayed as they were."""
    said = {one["name"]: one for one in twice("indicators", "--between", 1, 2, "--json").objects()}
    steps, papers, days = (said[name] for name in ("减环节比", "减材料比", "减时限比"))
    assert (steps["numerator"], papers["numerator"], days["numerator"]) == (0, 0, 1)
    assert days["denominator"] > 3 and days["dimensions"][0]["rows"][0]["label"] == DEPARTMENT
    shown = twice("indicators", "--between", 1, 2, "--by", "单位", "--into", tmp_path)
    assert DEPARTMENT in shown.out and "第1版" in (tmp_path / "office" / "指标.html").read_text("utf-8")
    assert "没有这一版" in twice("indicators", "--between", 1, 9, ok=False).refused()


def test_history_tells_each_change_and_from_which_edition(twice):
    first, second = twice("history", "养老机构备案", "--json").objects()
    assert (first["number"], second["number"]) == (1, 2) and first["first"] and not second["first"]
    told = json.dumps(second["changes"], ensure_ascii=False)
    assert "3个工作日" in told and "2个工作日" in told


@pytest.mark.parametrize(("day", "number"), [(DAY, 1), ("2022-06-29", 1), (LATER, 2), ("2030-01-01", 2)])
def test_who_handled_it_on_a_day_is_answered_by_the_edition_that_held(twice, day, number):
    (said,) = twice("history", "养老机构备案", "--on", day, "--json").objects()
    assert said["number"] == number and said["matter"]["department"] == DEPARTMENT


def test_before_the_first_edition_nobody_is_named(county):
    assert "还没有公布" in county("history", "养老机构备案", "--on", "2021-12-30", ok=False).refused()


@pytest.mark.parametrize(("day", "there"), [("2021-12-31", True), ("2024-08-31", True), ("2024-09-01", False)])
def test_a_grant_counts_on_the_days_of_its_term_and_no_other(county, day, there):
    (said,) = county("history", "最低生活保障审核确认", "--on", day, "--json").objects()
    assert bool(said["grants"]) is there


def test_a_name_nobody_published_is_said(county):
    assert "养老机构备案" in county("history", "养老机构", ok=False).refused()


def test_a_withdrawn_edition_stays_and_later_ones_say_why(copied, tmp_path):
    copied("withdraw", "1", "--why", "依据写错")
    copied(
        "publish", "--into", tmp_path / "two", "--as-of", DAY
    )  # the same content is published anew, not handed out again
    assert published(tmp_path / "two")["number"] == 2
    assert published(tmp_path / "two")["history"][0]["withdrawn"] == "依据写错"
    assert "依据写错" in page(tmp_path / "two" / "public" / "editions.html")
    assert "已经撤回过" in copied("withdraw", "1", "--why", "再撤", ok=False).refused()
    assert "没有这一版" in copied("withdraw", "7", "--why", "错号", ok=False).refused()
    assert "理由" in copied("withdraw", "2", "--why", " ", ok=False).refused()
    (said,) = copied("history", "养老机构备案", "--on", DAY, "--json").objects()
    assert said["number"] == 2, "撤回的版不能再用来回答当天由谁办"


def test_a_correction_is_a_new_edition_with_its_public_remark(copied, tmp_path):
    copied("publish", "--into", tmp_path / "two", "--as-of", DAY, "--note", "更正第1版的电话")
    assert published(tmp_path / "two")["number"] == 2
    assert "更正第1版的电话" in page(tmp_path / "two" / "public" / "index.html")
    copied("publish", "--into", tmp_path / "three", "--as-of", DAY, "--note", "更正第1版的电话")
    assert published(tmp_path / "three")["number"] == 2


def test_an_old_short_link_says_what_took_its_place(copied, county, tmp_path):
    first = county.home.parent / "first"
    old = next(
        p.stem for p in (first / "public" / "guides").glob("*.html") if "养老机构备案" in p.read_text("utf-8")[:400]
    )
    excluded = [["对象类别", "对象名称", "部门", "问题", "裁定答案", "裁定理由", "裁定人", "裁定日期"]]
    excluded.append(["进驻", "养老机构备案", DEPARTMENT, "不公布", "不公布", "内部理由不外传", "某人", DAY])
    copied("import", save(tmp_path / "裁定与不公布.xlsx", excluded))
    copied("publish", "--into", tmp_path / "two", "--as-of", LATER)
    public = tmp_path / "two" / "public"
    assert not (public / "guides" / f"{old}.html").exists()
    said = page(public / "g" / old / "index.html")
    assert "第1版" in said and "没有登记接替" in said
    assert "内部理由不外传" not in "".join(path.read_text("utf-8") for path in public.rglob("*.html"))
    copied("verify", public)


def test_an_archived_edition_is_rendered_again_byte_for_byte(twice, county, tmp_path):
    twice("render", "1", "--into", tmp_path / "again", TZ="America/New_York", PYTHONHASHSEED="7")
    assert tree(tmp_path / "again") == tree(county.home.parent / "first" / "public")


def test_the_difference_comes_as_a_workbook_and_as_a_paragraph(twice, tmp_path):
    said = twice("diff", "1", "2", "--xlsx", tmp_path / "d.xlsx", "--notice").out
    assert "内容变更1项" in said and "“3个工作日”改为“2个工作日”" in said
    cells = {cell.value for row in openpyxl.load_workbook(tmp_path / "d.xlsx")["打印"].iter_rows() for cell in row}
    assert {"3个工作日", "2个工作日"} <= cells
