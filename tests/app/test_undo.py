"""An import is undone by new revisions; what later imports rest on is named and left, or undone too, as told."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import pytest
from small_county import DEPARTMENT, save

HEAD = ["实施主体", "主项名称", "事项类型", "法定办结时限", "承诺办结时限"]


def sheet(path, **limits: str):
    """One matter a name, with its legal limit."""
    return save(path, [HEAD, *([DEPARTMENT, name, "行政确认", limit, "即办"] for name, limit in limits.items())])


def known(quanmu) -> dict[str, str]:
    """Each matter that the store's newest revisions still know, and its legal limit."""
    with closing(sqlite3.connect(quanmu.home / "store.sqlite3")) as store:
        rows = store.execute("SELECT key, body FROM app_revision ORDER BY id").fetchall()
    return {
        key.split("|")[1]: str(json.loads(body)["facts"]["法定办结时限"]["value"])
        for key, body in dict(rows).items()
        if body
    }


def revisions(quanmu) -> list[tuple]:
    with closing(sqlite3.connect(quanmu.home / "store.sqlite3")) as store:
        return store.execute("SELECT id, key, body FROM app_revision ORDER BY id").fetchall()


def test_an_undone_import_gives_back_what_was_there_and_adds_revisions_only(quanmu, tmp_path):
    one, two = sheet(tmp_path / "一.xlsx", 甲="20日", 乙="20日"), sheet(tmp_path / "二.xlsx", 甲="30日", 丙="30日")
    quanmu.several(["import", one], ["import", two])
    before = revisions(quanmu)
    assert known(quanmu) == {"甲": "30", "乙": "20", "丙": "30"}
    done, judged, listed = quanmu.several(
        ["undo", "2", "--why", "报错了", "--by", "张三", "--json"],
        ["decide", "--as-of", "2021-12-31", "--json"],
        ["undo", "--json"],
    )
    (told,) = done.objects()
    assert [key.split("|")[1] for _, key in told["restored"]] == ["甲"] and [
        k.split("|")[1] for _, k in told["withdrawn"]
    ] == ["丙"]
    assert known(quanmu) == {"甲": "20", "乙": "20"}
    assert revisions(quanmu)[: len(before)] == before
    assert {o["name"] for o in judged.objects() if "name" in o} == {"甲", "乙"}, "what is undone is not judged any more"
    assert [one["undone"] for one in listed.objects()] == [False, True]


def test_an_undone_import_may_be_sent_again(quanmu, tmp_path):
    one, two = sheet(tmp_path / "一.xlsx", 甲="20日"), sheet(tmp_path / "二.xlsx", 甲="30日")
    *_, twice, again, listed = quanmu.several(
        ["import", one], ["import", two], ["undo", "2", "--why", "误"], ["undo", "2", "--why", "误"],
        ["import", two, "--json"], ["undo", "--json"],
    )  # fmt: skip
    assert "已经撤销过" in twice.refused()
    assert again.objects()[0]["committed"] and again.objects()[0]["import"]["number"] == 2
    assert known(quanmu) == {"甲": "30"} and [o["undone"] for o in listed.objects()] == [False, False]
    quanmu.several(["undo", "2", "--why", "又误"])
    assert known(quanmu) == {"甲": "20"}


@pytest.mark.parametrize(
    ("later", "left"),
    [("", {"甲": "30", "乙": "20", "丙": "20"}), ("keep", {"甲": "30", "乙": "20"}), ("undo", {})],
)
def test_what_a_later_import_rests_on_is_named(quanmu, tmp_path, later, left):
    """甲 was changed later, 乙 was sent the same later, 丙 is of the first import alone."""
    one, two = (
        sheet(tmp_path / "一.xlsx", 甲="20日", 乙="20日", 丙="20日"),
        sheet(tmp_path / "二.xlsx", 甲="30日", 乙="20日"),
    )
    words = ["--later", later] if later else []
    *_, ran = quanmu.several(["import", one], ["import", two], ["undo", "1", "--why", "误", *words])
    if later:
        assert ran.status == 0
    else:
        message = ran.refused()
        assert "甲" in message and "乙" in message and "丙" not in message and "第 2 次导入" in message
    assert known(quanmu) == left


def test_a_kept_record_goes_when_the_import_that_kept_it_is_undone(quanmu, tmp_path):
    one, two = sheet(tmp_path / "一.xlsx", 甲="20日"), sheet(tmp_path / "二.xlsx", 甲="20日", 乙="20日")
    three = sheet(tmp_path / "三.xlsx", 甲="40日")
    quanmu.several(["import", one], ["import", two], ["undo", "1", "--why", "误", "--later", "keep"], ["import", three])
    assert known(quanmu) == {"甲": "40", "乙": "20"}
    quanmu.several(["undo", "3", "--why", "误"])
    assert known(quanmu) == {"甲": "20", "乙": "20"}
    quanmu.several(["undo", "2", "--why", "误"])
    assert known(quanmu) == {}


def test_a_renaming_is_undone_too(quanmu, tmp_path):
    head, code = [*HEAD, "实施编码"], "11511602MB0000001000000000000001"
    first = save(tmp_path / "一.xlsx", [head, [DEPARTMENT, "养老机构备案", "行政确认", "20日", "即办", code]])
    second = save(tmp_path / "二.xlsx", [head, [DEPARTMENT, "养老服务机构备案", "行政确认", "20日", "即办", code]])
    quanmu.several(["import", first], ["import", second])
    assert known(quanmu) == {"养老服务机构备案": "20"}
    quanmu.several(["undo", "2", "--why", "误"])
    assert known(quanmu) == {"养老机构备案": "20"}


def test_an_undo_needs_a_number_that_there_is_and_a_reason(quanmu, tmp_path):
    _, none, why = quanmu.several(
        ["import", sheet(tmp_path / "一.xlsx", 甲="20日")], ["undo", "7", "--why", "误"], ["undo", "1"]
    )
    assert "没有这次导入" in none.refused() and "没有写撤销的理由" in why.refused()


def test_rows_of_the_tray_go_with_their_import(quanmu, tmp_path):
    path = save(
        tmp_path / "一.xlsx",
        [HEAD, [DEPARTMENT, "甲", "不知何类", "20日", "即办"], [DEPARTMENT, "乙", "行政确认", "20日", "即办"]],
    )
    *_, undone, tray, again, back = quanmu.several(
        ["import", path], ["undo", "1", "--why", "误", "--json"], ["tray", "list", "--json"],
        ["import", path], ["tray", "list", "--json"],
    )  # fmt: skip
    assert undone.objects()[0]["held"] == 1 and tray.objects() == []
    assert again.status == 0 and [one["name"] for one in back.objects()] == ["甲"]
