"""Rules in words: what a clerk reads must say just what the rule says."""

from __future__ import annotations

from pathlib import Path

import pytest

from rules.books import Book
from rules.opening.loader import load_book
from rules.sentences import conclusion_sentence, conditions_sentence, measure_sentence, rule_sentence

FIELDS = """
记录类别:
  - {名称: 申请, 键: request, 主键: [编号], 称呼: 编号}
字段:
  - {名称: 编号, 键: number, 类型: 文本, 用于: [申请]}
  - {名称: 事项, 键: matter, 类型: 文本, 用于: [申请]}
  - {名称: 主体, 键: organ, 类型: 单选, 取值: [镇, 街道, 村, 园区, 县], 用于: [申请]}
  - {名称: 特点, 键: traits, 类型: 多选, 取值: [甲, 乙, 丙, 丁], 用于: [申请]}
  - {名称: 金额, 键: amount, 类型: 整数, 单位: 元, 用于: [申请]}
  - {名称: 上限, 键: most, 类型: 整数, 单位: 元, 用于: [申请]}
  - {名称: 收到日, 键: received, 类型: 日期, 用于: [申请]}
  - {名称: 有印章, 键: seal, 类型: 是否, 用于: [申请]}
"""
QUESTIONS = """
- 名称: 受理
  对象: [申请]
  答案: [镇, 县]
  可并列: 是
  说法: {其他: "由{答案}受理"}
  称呼: {镇: 镇人民政府, 县: 县级机关}
- 名称: 决定
  对象: [申请]
  答案: [镇, 县]
  可并列: 是
  说法: {其他: "依法由{答案}决定"}
  称呼: {镇: 镇人民政府, 县: 县级机关}
- {名称: 可放, 对象: [申请], 答案: [可, 不可], 说法: {不可: "不能交给{主体}"}}
"""
RULE = """
- 编号: A-001
  名称: 例
  对象: 申请
  依据: [{{文件: 示例办法, 条: 第一条, 要点: 例}}]
  施行: 2020-01-01
  条件: {条件}
  结论: {结论}
  适用: [{适用}]
  不适用: [{不适用}]
"""


def book_of(folder: Path, conditions: str, conclusion: str, applies: str, applies_not: str) -> Book:
    files = {
        "fields.yaml": FIELDS,
        "questions.yaml": QUESTIONS,
        "texts.yaml": "- {文件: 示例办法, 文号: 示例令第1号, 位阶: 部门规章, 施行: 2014-05-01, 条数: 70}\n",
        "parameters.yaml": "- {参数: 小额, 值: 2000, 施行: 2019-01-01}\n",
        "lists/单子.csv": "项,施行,废止,来源\nX-1,2019-01-01,,例\n",
        "lists/目录.csv": "项,给谁,施行,废止,来源\nX-1,镇,2019-01-01,,例\n",
        "matters/a.yaml": "- {标识: X-1, 名称: 示例救助, 类型: 行政给付, 法条: [{文件: 示例办法, 条: 第一条, 主体: 县级部门}]}\n",
        "rules/a.yaml": RULE.format(条件=conditions, 结论=conclusion, 适用=applies, 不适用=applies_not),
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return load_book(folder)


@pytest.mark.parametrize(
    ("written", "read", "yes", "no"),
    [
        ("{事项: X-1}", "事项是“示例救助”", "{事项: X-1}", "{事项: Y}"),
        ("{事项: {不在清单: 单子}}", "事项不在清单“单子”里", "{事项: Y}", "{事项: X-1}"),
        ("{在清单: {清单: 目录, 列: {项: 事项, 给谁: 主体}}}", "清单“目录”里有主体（给谁）、事项（项）都相符的一行", "{事项: X-1, 主体: 镇}", "{事项: X-1, 主体: 村}"),
        ("{主体: [镇, 街道]}", "主体是镇或者街道", "{主体: 镇}", "{主体: 村}"),
        ("{主体: [镇, 街道, 村, 园区]}", "主体是下列之一（镇、街道、村、园区）", "{主体: 镇}", "{主体: 县}"),
        ("{主体: {非: [镇, 街道]}}", "主体不是镇、街道", "{主体: 村}", "{主体: 镇}"),
        ("{特点: 甲}", "特点里有甲", "{特点: [甲, 乙]}", "{特点: [乙]}"),
        ("{特点: {非: [甲]}}", "特点里没有甲", "{特点: [乙]}", "{特点: [甲, 乙]}"),
        ('{金额: "<= {小额}"}', "金额不超过参数“小额”", "{金额: 2000}", "{金额: 2001}"),
        ('{金额: "< 500"}', "金额小于500元", "{金额: 499}", "{金额: 500}"),
        ('{金额: "> {上限}"}', "金额大于“上限”", "{金额: 5, 上限: 4}", "{金额: 4, 上限: 4}"),
        ('{收到日: ">= 2021-07-15"}', "收到日不早于2021年7月15日", "{收到日: 2021-07-15}", "{收到日: 2021-07-14}"),
        ('{收到日: "< {判定日}"}', "收到日早于判定当天", "{收到日: 2020-01-01, 判定日: 2020-01-02}", "{收到日: 2020-01-02, 判定日: 2020-01-02}"),
        ("{有印章: 否}", "“有印章”为否", "{有印章: 否}", "{有印章: 是}"),
        ("{金额: {已知: 否}}", "没有写明金额", "{主体: 镇}", "{金额: 1}"),
        ("{受理: 镇+县}", "“受理”判为镇和县共同", "{受理: {共同: [镇, 县]}}", "{受理: 镇}"),
    ],
)  # fmt: skip
def test_a_condition_is_read_as_it_is_meant(tmp_path, written, read, yes, no):
    """The same examples that prove the words to a reader prove the rule to the engine."""
    book = book_of(tmp_path, written, "{可放: 不可}", yes, no)
    assert conditions_sentence(book, book.rules[0].conditions) == read


def test_the_matter_comes_first_and_denials_after_assertions(tmp_path):
    book = book_of(
        tmp_path,
        "{特点: {非: [乙], 包含: 甲}, 主体: 镇, 事项: X-1}",
        "{受理: 县, 决定: 县, 可放: 不可}",
        "{特点: [甲], 主体: 镇, 事项: X-1}",
        "{特点: [乙], 主体: 镇, 事项: X-1}",
    )
    assert rule_sentence(book, book.rules[0]) == (
        "申请：如果事项是“示例救助”，并且主体是镇，并且特点里有“甲”，并且特点里没有乙，"
        "那么由县级机关受理、决定，不能交给镇。"
    )


@pytest.mark.parametrize(
    ("answers", "read"),
    [
        ("{受理: 镇, 决定: 县}", "由镇人民政府受理，由县级机关决定"),
        ("{受理: {任一: [镇, 县]}, 决定: {任一: [镇, 县]}}", "由镇人民政府或县级机关受理、决定"),
        ("{决定: {共同: [镇, 县]}}", "由镇人民政府和县级机关共同决定"),
        ("{可放: 不可}", "不能交给主体"),
        ("{可放: 可}", "“可放”为“可”"),
    ],
)
def test_an_answer_is_said_by_the_phrase_of_its_question(tmp_path, answers, read):
    book = book_of(tmp_path, "{金额: 1}", answers, "{金额: 1}", "{金额: 2}")
    assert conclusion_sentence(book, book.rules[0]) == read


def test_an_indicator_says_what_it_counts(tmp_path):
    book_of(tmp_path, "{金额: 1}", "{可放: 不可}", "{金额: 1}", "{金额: 2}")
    (tmp_path / "indicators").mkdir()
    (tmp_path / "indicators" / "a.yaml").write_text(
        "- {编号: Z-1, 名称: 例, 分子: {对象: 申请, 条件: {主体: 镇}, 合计: 金额}, 分母: {对象: 申请}}\n", "utf-8"
    )
    one = load_book(tmp_path).indicators[0]
    book = load_book(tmp_path)
    assert measure_sentence(book, one.numerator) == "申请中主体是镇的“金额”的合计"
    assert measure_sentence(book, one.denominator) == "申请的条数"
