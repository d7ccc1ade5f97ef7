"""Headings nobody knows: exact words decide, likeness suggests, a person confirms, the answer is remembered per sender."""

from __future__ import annotations

import json

import pytest
import yaml
from small_county import DEPARTMENT, ITEMS, save
from terminal import dialogue

HEAD = ["服务名目", "经办处室", "事项种类", "最长办理期限", "对外答应期限", "实施主体"]
ROWS = [
    HEAD,
    ["甲事登记", "一科", "行政确认", "20个工作日", "5个工作日", DEPARTMENT],
    ["乙事备案", "二科", "其他行政权力", "", "即办", DEPARTMENT],
]
ANSWERS = [
    "--map", "记录类别=办理项", "--map", "服务名目=主项名称", "--map", "事项种类=事项类型",
    "--map", "最长办理期限=法定办结时限", "--map", "对外答应期限=承诺办结时限", "--map", "经办处室=",
]  # fmt: skip


@pytest.fixture
def sheet(tmp_path):
    return save(tmp_path / "来件.xlsx", ROWS)


def test_open_questions_show_the_headings_what_is_sure_and_what_is_like(quanmu, sheet):
    plain, asked, nothing = quanmu.several(
        ["import", sheet], ["import", "--map", sheet, "--json"], ["layouts", "list", "--json"]
    )
    assert "认不出版式" in plain.refused() and "quanmu import --map" in plain.err
    assert asked.status == 2 and asked.err == ""
    (question,) = asked.objects()
    assert (question["file"], question["cell"]) == ("来件.xlsx", "表!A1")
    columns = {one["header"]: one for one in question["columns"]}
    assert list(columns) == HEAD
    assert columns["实施主体"]["field"] == "实施主体" and columns["实施主体"]["suggestions"] == []
    assert columns["服务名目"]["field"] is None and columns["服务名目"]["samples"] == ["甲事登记", "乙事备案"]
    like = columns["事项种类"]["suggestions"]
    assert "事项类型" in [one["field"] for one in like] and all(0 < one["likeness"] < 1 for one in like)
    assert all(one["remembered"] is None for one in nothing.objects()), "asking remembers nothing"


def test_answers_are_remembered_by_the_headings_and_the_sender(quanmu, sheet, tmp_path):
    again = save(tmp_path / "下一期.xlsx", [["某局清单"], [HEAD[i] for i in (5, 0, 1, 2, 3, 4)], [DEPARTMENT, "丙事审批", "三科", "行政许可", "20日", "3日"]])  # fmt: skip
    tried, first, second, other, listed, forgot, third = quanmu.several(
        ["import", sheet, *ANSWERS, "--from", "民政局", "--dry-run", "--json"],
        ["import", sheet, *ANSWERS, "--from", "民政局", "--by", "张三", "--json"],
        ["import", again, "--from", "民政局", "--json"],
        ["import", again, "--from", "财政局", "--json"],
        ["layouts", "list", "--json"],
        ["layouts", "forget", "1", "--by", "李四"],
        [
            "import",
            save(tmp_path / "三.xlsx", [*ROWS, ["丁事", "", "行政确认", "", "", DEPARTMENT]]),
            "--from",
            "民政局",
        ],
    )
    for ran in (tried, first):
        (one,) = ran.objects()
        assert [(r["name"], r["type"], r["promised"] and r["promised"]["unit"]) for r in one["rows"]] == [
            ("甲事登记", "行政确认", "工作日"),
            ("乙事备案", "其他行政权力", "即办"),
        ]
        assert one["rows"][0]["facts"]["其他栏"] == {"经办处室": "一科"}
    (one,) = second.objects()
    told = [i for i in one["issues"] if i["code"] == "layout-remembered"]
    assert [r["name"] for r in one["rows"]] == ["丙事审批"] and len(told) == 1
    assert "张三" in told[0]["message"] and "民政局" in told[0]["message"]
    assert other.status == 2 and other.objects()[0]["issues"][0]["code"] == "not-a-catalogue"
    (kept,) = [one for one in listed.objects() if one["remembered"]]
    assert (kept["remembered"], kept["from"], kept["by"], kept["kind"]) == (1, "民政局", "张三", "办理项")
    assert kept["headers"]["服务名目"] == "主项名称" and "经办处室" not in kept["headers"]
    assert forgot.status == 0 and "认不出版式" in third.refused()


def test_an_exported_answer_is_a_layout_file_that_reads_by_itself(quanmu, sheet, tmp_path):
    into = quanmu.home / "book" / "layouts" / "民政局.yaml"
    answers = tmp_path / "答案.yaml"
    answers.write_text(
        "记录类别: 办理项\n服务名目: 主项名称\n事项种类: 事项类型\n最长办理期限: 法定办结时限\n对外答应期限: 承诺办结时限\n",
        "utf-8",
    )
    ran = quanmu.several(
        ["import", sheet, "--map", answers],
        ["layouts", "export", "1", "--name", "民政局来件", "--into", into],
        ["layouts", "export", "1", "--into", into],
        ["layouts", "show", "民政局来件", "--json"],
        ["layouts", "forget", "1"],
        ["import", save(tmp_path / "新.xlsx", [*ROWS[:2]]), "--dry-run", "--json"],
    )
    assert [one.status for one in ran] == [0, 0, 2, 0, 0, 0] and "已有这个文件" in ran[2].err
    written = yaml.safe_load(into.read_text("utf-8"))
    assert written["名称"] == "民政局来件" and "确认" not in written
    (read,) = ran[5].objects()
    assert read["layout"] == "民政局来件" and [i for i in read["issues"] if i["code"] == "layout-remembered"] == []


def test_a_remembered_answer_never_overrides_a_layout(quanmu, sheet, tmp_path):
    mine = "名称: 我的版式\n键: mine\n记录类别: 进驻\n必有: [事项名称, 实施主体]\n表头: {服务名目: 事项名称}\n"
    first, _ = quanmu.several(["import", sheet, *ANSWERS], ["layouts", "list"])
    assert first.status == 0
    folder = quanmu.home / "book" / "layouts"
    folder.mkdir(parents=True)
    (folder / "mine.yaml").write_text(mine, "utf-8")
    more = save(tmp_path / "又.xlsx", [*ROWS, ["戊事", "", "行政确认", "", "", DEPARTMENT]])
    (declared,) = quanmu.several(["import", more, "--dry-run", "--json"])
    assert declared.objects()[0]["layout"] == "我的版式"
    (folder / "other.yaml").write_text(mine.replace("我的版式", "另一版式").replace("mine", "other"), "utf-8")
    two, asked = quanmu.several(["import", more, "--dry-run", "--json"], ["import", "--map", more])
    (only,) = [i for i in two.objects()[0]["issues"] if i["code"] == "layout-ambiguous"]
    assert "我的版式" in only["message"] and "另一版式" in only["message"]
    assert "我的版式" in asked.refused() and "另一版式" in asked.err


WRONG_ANSWERS = [
    (["服务名目=主项名称", "经办处室=施行日期"], "不能读作“施行日期”（日期），如 表!B2“一科”"),
    (["服务名目=主项名称", "经办处室=法定办结时限"], "不能读作“法定办结时限”（时限）"),
    (["服务名目=主项名称", "经办处室=主项名称"], "都对应“主项名称”"),
    (["服务名目=没有的字段"], "没有字段“没有的字段”"),
    (["服务名目=承接主体"], "不用于办理项"),
    (["服务名目=法条"], "不从工作簿读取"),
    (["没有的表头=主项名称"], "工作簿里没有这个表头"),
    (["经办处室=承办机构"], "没有一栏对应"),
    (["服务名目=主项名称", "记录类别=没有这类"], "没有记录类别"),
]


def test_a_wrong_answer_is_refused_and_nothing_is_remembered(quanmu, sheet):
    told = [[w for answer in ("记录类别=办理项", *answers) for w in ("--map", answer)] for answers, _ in WRONG_ANSWERS]
    *refused, listed = quanmu.several(*(["import", sheet, *words] for words in told), ["layouts", "list", "--json"])
    for ran, (_, said) in zip(refused, WRONG_ANSWERS, strict=True):
        assert said in ran.refused()
    assert all(one["remembered"] is None for one in listed.objects())


def test_headings_in_two_rows_are_asked_with_their_group(quanmu, tmp_path):
    rows = [
        ["服务名目", "期限安排", "", "实施主体"],
        ["", "最长", "答应", ""],
        ["甲事登记", "20个工作日", "5个工作日", DEPARTMENT],
    ]
    from openpyxl import load_workbook

    path = save(tmp_path / "两行.xlsx", rows)
    book = load_workbook(path)
    for area in ("A1:A2", "B1:C1", "D1:D2"):
        book.active.merge_cells(area)
    book.save(path)
    asked, done = quanmu.several(
        ["import", "--map", path, "--json"],
        ["import", path, "--json", "--map", "记录类别=办理项", "--map", "服务名目=主项名称", "--map", "期限安排／最长=法定办结时限", "--map", "期限安排答应=承诺办结时限"],
    )  # fmt: skip
    assert [one["header"] for one in asked.objects()[0]["columns"]] == [
        "服务名目",
        "期限安排／最长",
        "期限安排／答应",
        "实施主体",
    ]
    (row,) = done.objects()[0]["rows"]
    assert (row["src"], row["legal"]["value"], row["promised"]["value"]) == ("表!A3", 20, 5)


def test_on_a_terminal_each_heading_is_asked_in_turn(quanmu, sheet):
    """Kind, then 服务名目, 经办处室, 事项种类 (by number), the two limits; the last question's answer commits."""
    asked = ["哪类记录", "“服务名目”", "“经办处室”", "“事项种类”", "“最长办理期限”", "“对外答应期限”"]
    answers = ["办理项", "主项名称", "", "事项类型", "法定办结时限", "承诺办结时限"]
    seen = dialogue(quanmu.home, ["import", "--map", sheet], list(zip(asked, answers, strict=True)))
    assert "已记住第 1 号" in seen and "已导入" in seen


def test_known_headings_need_no_answer(quanmu, tmp_path):
    (ran,) = quanmu.several(["import", save(tmp_path / "清单.xlsx", ITEMS), "--map", "记录类别=办理项", "--dry-run"])
    assert ran.status == 0 and "没有要问的" in ran.out


def test_an_answers_file_may_be_json(quanmu, sheet, tmp_path):
    answers = tmp_path / "答案.json"
    answers.write_text(
        json.dumps({"记录类别": "办理项", "表头": {"服务名目": "主项名称"}}, ensure_ascii=False), "utf-8"
    )
    bad = tmp_path / "坏.json"
    bad.write_text('["不是答案"]', "utf-8")
    good, refused = quanmu.several(["import", sheet, "--map", answers, "--dry-run"], ["import", sheet, "--map", bad])
    assert good.status == 0 and "不是答案文件" in refused.refused()
