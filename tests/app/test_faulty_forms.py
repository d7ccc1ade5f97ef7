"""A faulty file of the office's own, or faulty facts: the place is named, all faults at once, and nothing is lost."""

from __future__ import annotations

import pytest
from small_county import DAY, FACTS, tree

RULE = """- 编号: WO-001
  名称: 试
  对象: 办理项
  依据: [{文件: 行政许可法, 条: 第二十四条, 要点: 试}]
  施行: 2021-01-01
  条件: {事项类型: 行政许可}
  结论: {决定: 县}
  适用: [{事项类型: 行政许可}]
  不适用: [{事项类型: 行政处罚}]
"""


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("rules/我的.yaml", "事项类型: 行政许可}\n  结论", "事顶类型: 行政许可}\n  结论", "没有“事顶类型”"),
        ("rules/我的.yaml", "结论: {决定: 县}", "结论: {决定: 乡}", "没有“乡”这个答案"),
        ("rules/我的.yaml", "适用: [{事项类型: 行政许可}]", "适用: [{事项类型: 行政处罚}]", "其实不适用"),
        ("rules/我的.yaml", "条件: {", "条件: {{", "键不是文字。请检查花括号"),
        ("rules/我的.yaml", "第二十四条", "第九百条", "只有"),
        ("rules/我的.yaml", "  施行", "  例外于: [没有-1]\n  施行", "例外于不存在的"),
        ("fields.yaml", RULE, "字段:\n  - {名称: 新字段, 键: 中文键, 类型: 文本}\n", "fields.yaml 第 2 行"),
        ("parameters.yaml", RULE, "- {参数: 高频事项年办件数, 值: 300}\n", "没有“施行”"),
        ("layouts/我的.yaml", RULE, "名称: 新\n键: new\n记录类别: 没有\n必有: [事项名称]\n", "没有记录类别"),
        ("county.yaml", RULE, "县: 某县\n区划编码: 1\n", "第 2 行：没有“区划编码”这一项，最接近的是“区划代码”"),
    ],
)
def test_a_faulty_file_of_the_office_is_named_with_its_place_and_nothing_is_lost(copied, name, old, new, said):
    path = copied.home / "book" / name
    path.parent.mkdir(exist_ok=True)
    assert old in RULE
    path.write_text(RULE.replace(old, new), "utf-8")
    before = tree(copied.home)
    words = ("import", copied.home.parent / "in" / "1-机构.xlsx") if "layouts" in name else ("decide", "--as-of", DAY)
    message = copied(*words, ok=False).refused()
    assert said in message and name in message.replace("\\", "/")
    assert {k: v for k, v in tree(copied.home).items() if "-wal" not in k and "-shm" not in k} == before


def test_a_faulty_book_shows_all_its_faults_at_once(copied):
    (copied.home / "book" / "rules").mkdir()
    wrong = RULE.replace("决定: 县", "决定: 乡") + RULE.replace("WO-001", "WO-002").replace(
        "条件: {事项类型", "条件: {事顶类型"
    )
    (copied.home / "book" / "rules" / "我的.yaml").write_text(wrong, "utf-8")
    message = copied("rules", "test", ok=False).refused()
    assert "WO-001" in message and "WO-002" in message
    assert copied("fields", "--json").objects()  # and the list of fields, needed to mend it, still shows


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (FACTS + "{坏的\n", "第 2 行"),
        (FACTS + "[1, 2]\n", "第 2 行"),
        (FACTS + '{"id": 1, "facts": []}\n', "第 2 行"),
        (FACTS + '{"id": 1, "facts": {"金额": NaN}}\n', "第 2 行"),
    ],
)
def test_a_bad_line_of_facts_is_named(quanmu, lines, said):
    assert said in quanmu("decide", "--facts", "-", stdin=lines, ok=False).refused()


def test_facts_that_are_not_utf8_are_refused(quanmu, tmp_path):
    (tmp_path / "国标.jsonl").write_bytes(FACTS.encode("gb18030"))
    assert "UTF-8" in quanmu("decide", "--facts", tmp_path / "国标.jsonl", ok=False).refused()


def test_a_line_separator_inside_a_value_is_no_new_line(quanmu, tmp_path):
    (tmp_path / "facts.jsonl").write_text('{"id": "甲\u2028乙", "kind": "办理项", "facts": {}}\r\n', "utf-8-sig")
    assert [one["id"] for one in quanmu("decide", "--facts", tmp_path / "facts.jsonl").objects()] == ["甲\u2028乙"]
