"""Judging a file of facts: the contract other programs rely on, with our book and with a book of quite another office."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

STATUSES = {"已定", "待定", "冲突", "裁定"}
KEYS = {"status", "answer", "rules", "set_aside", "basis", "missing"}


def lines(*objects: dict) -> str:
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in objects)


@pytest.fixture(scope="module")
def tool(tmp_path_factory):
    from command_line import Quanmu

    return Quanmu(tmp_path_factory.mktemp("facts") / "data")


def grant(matter: str, **facts: str) -> dict:
    return {"id": matter, "kind": "赋权", "facts": {"事项名称": matter, "承接主体类别": "镇", **facts}}


def test_every_line_is_answered_in_order_and_in_the_contracts_form(tool):
    asked = [grant("临时救助（小额）", 赋权方式="委托"), {"id": 7, "kind": "item", "facts": {"main_name": "慈善组织认定"}},
             {"kind": "办理项", "facts": {}}]  # fmt: skip
    answers = tool("decide", "--facts", "-", "--as-of", "2021-12-31", "--json", stdin=lines(*asked)).objects()
    assert [one["id"] for one in answers] == ["临时救助（小额）", 7, 3]
    for one in answers:
        assert one["decisions"]
        for decision in one["decisions"].values():
            assert set(decision) >= KEYS and decision["status"] in STATUSES
            assert (decision["answer"] is None) == (decision["status"] in ("待定", "冲突"))
    assert not tool.home.exists(), "不用库"


def test_small_relief_may_be_entrusted_and_large_relief_may_not_be_said_to_be(tool):
    """社会救助暂行办法第四十八条: approval by the county; a small sum may be entrusted to towns and streets."""
    small, large, unknown = tool(
        "decide", "--facts", "-", "--as-of", "2021-12-31",
        stdin=lines(grant("临时救助（小额）", 赋权方式="委托"), grant("临时救助（大额）", 赋权方式="委托"), grant("临时救助", 赋权方式="委托")),
    ).objects()  # fmt: skip
    said = small["decisions"]["可否下放"]
    assert (said["status"], said["answer"]) == ("已定", "可委托")
    assert ("社会救助暂行办法", "第四十八条") in {(b["text"], b["article"]) for b in said["basis"]}
    assert large["decisions"]["可否下放"]["answer"] != "可委托"
    assert (
        unknown["decisions"]["可否下放"]["status"] == "待定"
        and "救助金额档" in unknown["decisions"]["可否下放"]["missing"]
    )


def test_coercive_measures_are_never_entrusted(tool):
    """行政强制法第十七条: the power of administrative coercive measures may not be entrusted."""
    facts = {"事项类型": "行政强制", "赋权方式": "委托"}
    (one,) = tool("decide", "--facts", "-", "--as-of", "2021-12-31", stdin=lines(grant("扣押某物", **facts))).objects()
    said = one["decisions"]["可否下放"]
    assert said["answer"] in ("不可", None)
    assert said["status"] == "已定" or said["missing"]


def test_what_is_not_understood_is_said_and_never_used(tool):
    asked = {
        "id": 1,
        "kind": "办理项",
        "facts": {"事项名称": "慈善组织认定", "承诺时限": "3日", "承诺办结时限": "很快", "决定": "镇"},
    }
    ran = tool("decide", "--facts", "-", "--as-of", "2021-12-31", stdin=lines(asked), ok=False)
    (one,) = ran.objects()
    assert len(one["issues"]) == 3 and one["decisions"]["决定"]["answer"] == "县"
    for word in ("承诺时限", "很快", "决定"):
        assert word in ran.refused()


FIELDS = """记录类别:
  - {名称: 借阅申请, 键: loan, 主键: [读者, 书名], 称呼: 书名}
字段:
  - {名称: 读者, 键: reader, 类型: 文本, 用于: [借阅申请]}
  - {名称: 书名, 键: book, 类型: 文本, 用于: [借阅申请]}
  - {名称: 馆藏类别, 键: shelf, 类型: 单选, 取值: [普通, 古籍], 用于: [借阅申请]}
  - {名称: 在借册数, 键: out, 类型: 整数, 用于: [借阅申请]}
"""
QUESTIONS = "- {名称: 可否外借, 对象: [借阅申请], 答案: [可以, 不可以]}\n"
TEXTS = "- {文件: 示例图书馆规则, 施行: 2020-01-01, 条数: 9}\n"
PARAMETERS = "- {参数: 册数上限, 值: 5, 施行: 2020-01-01}\n- {参数: 旧上限, 值: 3, 施行: 2020-01-01}\n"
RULES = """- 编号: JS-1
  名称: 没有借满的可以外借
  对象: 借阅申请
  组: 一般
  依据: [{文件: 示例图书馆规则, 条: 第二条, 要点: 每人以上限为准}]
  施行: 2020-01-01
  条件: {在借册数: "< {册数上限}"}
  结论: {可否外借: 可以}
  适用: [{在借册数: 4}]
  不适用: [{在借册数: 5}]
- 编号: JS-2
  名称: 借满的不再外借
  对象: 借阅申请
  依据: [{文件: 示例图书馆规则, 条: 第二条, 要点: 每人以上限为准}]
  施行: 2020-01-01
  条件: {在借册数: ">= {册数上限}"}
  结论: {可否外借: 不可以}
  适用: [{在借册数: 5}]
  不适用: [{在借册数: 4}]
- 编号: JS-3
  名称: 古籍只在馆内看
  对象: 借阅申请
  依据: [{文件: 示例图书馆规则, 条: 第三条, 要点: 古籍不出馆}]
  施行: 2020-01-01
  例外于: [一般]
  条件: {馆藏类别: 古籍}
  结论: {可否外借: 不可以}
  适用: [{馆藏类别: 古籍}]
  不适用: [{馆藏类别: 普通}]
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("library")
    (folder / "rules").mkdir()
    for name, text in {
        "fields.yaml": FIELDS,
        "questions.yaml": QUESTIONS,
        "texts.yaml": TEXTS,
        "parameters.yaml": PARAMETERS,
        "rules/a.yaml": RULES,
    }.items():
        (folder / name).write_text(text, "utf-8")
    return folder


@pytest.mark.parametrize(
    ("facts", "status", "answer", "rules", "missing"),
    [
        ({"馆藏类别": "普通", "在借册数": 2}, "已定", "可以", ["JS-1"], []),
        ({"shelf": "普通", "out": "5"}, "已定", "不可以", ["JS-2"], []),
        ({"馆藏类别": "古籍", "在借册数": 2}, "已定", "不可以", ["JS-3"], []),
        ({"馆藏类别": "古籍"}, "已定", "不可以", ["JS-3"], []),  # either way the same
        ({"在借册数": 2}, "待定", None, [], ["馆藏类别"]),
        ({"在借册数": 9}, "已定", "不可以", ["JS-2"], []),
        ({"馆藏类别": "普通"}, "待定", None, [], ["在借册数"]),
        ({}, "待定", None, [], ["在借册数", "馆藏类别"]),
    ],
)
def test_another_offices_book_is_judged_the_same_way(tool, library, facts, status, answer, rules, missing):
    asked = lines({"id": "甲", "kind": "借阅申请", "facts": facts})
    (one,) = tool("decide", "--facts", "-", "--book", library, "--as-of", "2021-12-31", "--json", stdin=asked).objects()
    said = one["decisions"].pop("可否外借")
    assert one["decisions"] == {}
    assert (said["status"], said["answer"], said["rules"], said["missing"]) == (status, answer, rules, missing)


def test_before_its_law_is_in_force_another_book_says_nothing(tool, library):
    asked = lines({"id": "甲", "facts": {"馆藏类别": "古籍", "在借册数": 2}})
    (one,) = tool("decide", "--facts", "-", "--book", library, "--as-of", "2019-12-31", stdin=asked).objects()
    assert one["decisions"]["可否外借"]["status"] == "待定" and one["decisions"]["可否外借"]["note"] == "没有规则"


def test_the_rules_commands_read_another_book(tool, library):
    assert [one["id"] for one in tool("rules", "list", "--book", library, "--json").objects()] == [
        "JS-1",
        "JS-2",
        "JS-3",
    ]
    (report,) = tool("rules", "test", "--book", library, "--json").objects()
    assert (report["规则"], report["例子"]) == (3, 6)
    assert "古籍不出馆" in tool("rules", "show", "JS-3", "--book", library).out
