"""A rule book's faults, one by one: each names file, line and 编号, and says what to do."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from catalogue.finding import FormError
from rules import BOOK
from rules.opening.loader import load_book

SMALL = Path(__file__).with_name("books") / "small"
A3 = "  条件: {决定: 县}\n  结论: {可否委托: 不可}"

LISTED = "  条件: {决定: 县, 在清单: {清单: 赋权目录, 列: {项: 事项, 方式: 方式}}}\n  结论: {可否委托: 不可}"


@pytest.fixture
def small(tmp_path):
    shutil.copytree(SMALL, tmp_path / "book")
    return tmp_path / "book"


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1, old
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def faults(*folders: Path) -> str:
    with pytest.raises(FormError) as caught:
        load_book(*folders)
    return str(caught.value)


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("rules/a.yaml", "金额: \"<= {小额标准}\"", "金颔: 5", r"第 16 行（A2）：.*没有“金颔”.*最接近的是“金额”"),
        ("rules/a.yaml", "不适用: [{决定: 镇}]", "不适用: [{决顶: 镇}]", r"（A3）“不适用”第 1 例：没有“决顶”.*“决定”"),
        ("rules/a.yaml", "{法条主体: 乡镇人民政府}", "{法条主体: 乡镇人民政付}", r"（A4）：条件“法条主体”的值不对.*可用"),
        ("rules/a.yaml", "{决定: 县}\n  适用: [{事项: JZ", "{决定: 省}\n  适用: [{事项: JZ", r"（A1）：结论不对.*没有“省”这个答案"),
        ("rules/a.yaml", "{可否委托: 不可}", "{可否委拖: 不可}", r"（A3）：结论里没有“可否委拖”.*“可否委托”"),
        ("rules/a.yaml", "{可否委托: 不可}", "{可否委托: {任一: [可委托, 不可]}}", r"（A3）：结论不对.*只能答一个"),
        ("rules/a.yaml", "  依据: [{文件: 甲法, 条: 第九条, 要点: 县级民政部门审批}]\n", "", r"（A1）：没有“依据”"),
        ("rules/a.yaml", ", 要点: 县级民政部门审批", "", r"（A1）：没有“要点”"),
        ("rules/a.yaml", "  适用: [{决定: 县}]\n", "", r"（A3）：没有“适用”的例子"),
        ("rules/a.yaml", "  不适用: [{决定: 镇}]\n", "", r"（A3）：没有“不适用”的例子"),
        ("rules/a.yaml", "适用: [{决定: 县}]", "适用: [{决定: 镇}]", r"（A3）“适用”第 1 例：其实不适用（不满足：决定）"),
        ("rules/a.yaml", "适用: [{决定: 县}]", "适用: [{金额: 1}]", r"（A3）“适用”第 1 例：判断不了是否适用（缺少：决定）"),
        ("rules/a.yaml", "不适用: [{决定: 镇}]", "不适用: [{决定: 县}]", r"（A3）“不适用”第 1 例：其实适用"),
        ("rules/a.yaml", "不适用: [{决定: 镇}]", "不适用: [{金额: 1}]", r"（A3）“不适用”第 1 例：判断不了"),
        ("rules/a.yaml", "例外于: [A3]", "例外于: [A9]", r"（A2）：例外于不存在的“A9”"),
        ("rules/a.yaml", A3, "  例外于: [A2]\n" + A3, r"（A2）：例外成环：A2、A3"),
        ("rules/a.yaml", "例外于: [A3]", "组: 甲组\n  例外于: [甲组]", r"（A2）：例外成环：A2"),
        ("rules/a.yaml", "文件: 甲法, 条: 第九条", "文件: 丁法, 条: 第九条", r"（A1）：依据的文件“丁法”不在 texts.yaml"),
        ("rules/a.yaml", "文件: 甲法, 条: 第九条", "文件: 乙条例, 条: 第九条", r"（A1）：规则 2000-01-01 施行，而《乙条例》2005-01-01 才施行"),
        ("rules/a.yaml", "文件: 甲法, 条: 第九条", "文件: 乙条例, 条: 第九条", r"（A1）：依据已死：《乙条例》2021-06-01 废止，规则没有随之废止"),
        ("rules/a.yaml", "文件: 甲法, 条: 第九条", "文件: 甲法, 条: 第五十一条", r"（A1）：《甲法》只有 50 条，没有第五十一条"),
        ("rules/a.yaml", "文件: 甲法, 条: 第九条", "文件: 甲法", r"（A1）：引用《甲法》没有写明第几条"),
        ("checks/a.yaml", "  待核: 是\n", "", r"（J5）：《丙办法》待核，规则没有标待核"),
        ("rules/a.yaml", A3, A3.replace("决定: 县", "决定: 县, 自报层级: 县"), r"（A3）：判定规则读了自报字段“自报层级”"),
        ("rules/a.yaml", "取自: 法条", "取自: 自报层级", r"（A4）：依据取自自报字段“自报层级”"),
        ("rules/a.yaml", A3, A3.replace("决定: 县", "名义: 镇"), r"（A3）：读了“名义”，它排在所答的“可否委托”之后"),
        ("rules/a.yaml", A3, A3.replace("决定: 县", "可否委托: 不可"), r"（A3）：读了它自己要答的问题“可否委托”"),
        ("rules/a.yaml", A3, A3.replace("决定: 县", "地点: 甲"), r"（A3）：“地点”不用于办理项"),
        ("rules/a.yaml", A3, A3.replace("决定: 县", "承诺办结时限: 20个工作日"), r"（A3）：条件“承诺办结时限”是时限，不能比较"),
        ("rules/a.yaml", A3, A3.replace("决定: 县", '承诺办结时限: "<= {法定办结时限}"'), r"是时限，不能比较"),
        ("rules/a.yaml", A3, A3.replace("决定: 县", '金额: "> {起}"'), r"（A3）：条件“金额”与“起”类型不同"),
        ("rules/a.yaml", A3, A3.replace("决定: 县", '金额: "> 很多"'), r"（A3）：条件“金额”的值不对"),
        ("rules/a.yaml", A3, A3.replace("决定: 县", '方式: "> 1"'), r"（A3）：条件“方式”是单选，不能比大小"),
        ("rules/a.yaml", A3, A3.replace("决定: 县", "金额: {包含: 5}"), r"（A3）：条件“金额”是整数，不能用“包含”"),
        ("rules/a.yaml", A3, A3.replace("决定: 县", "单位: {在清单: 收回清单}"), r"（A3）：条件“单位”用到的清单“收回清单”不存在"),
        ("rules/a.yaml", A3, A3.replace("决定: 县", '金额: "> {大额标准}"'), r"“大额标准”不是参数也不是字段.*“小额标准”"),
        ("rules/a.yaml", A3, A3.replace("决定: 县", "金额: {大于: 5}"), r"（A3）：条件“金额”没有“大于”这种写法"),
        ("rules/a.yaml", "  条件: {决定: 县}\n", "", r"（A3）：没有“条件”"),
        ("rules/a.yaml", "编号: A3", "编号: A1", r"（A1）：编号重复，另见 .*第 1 行"),
        ("rules/a.yaml", "  名称: 县级决定的事项一般不得委托\n", "  名秤: 县级决定\n", r"（A3）：没有“名秤”这一栏，最接近的是“名称”"),
        ("rules/a.yaml", "施行: 2000-01-01", "施行: 2000年1月1日", r"（A1）：“施行”不是日期"),
        ("rules/a.yaml", "对象: 办理项", "对象: 办里项", r"（A1）：没有“办里项”这类记录，最接近的是“办理项”"),
        ("rules/a.yaml", "对象: 办理项", "对象: [办理项, 办里项]", r"（A1）：没有“办里项”这类记录，最接近的是“办理项”"),
        ("rules/a.yaml", "对象: 办理项", "对象: [办理项, 办理项]", r"（A1）：“对象”重复"),
        ("rules/a.yaml", "对象: 办理项", "对象: 设施", r"（A1）：问题“决定”不问设施"),
        ("rules/a.yaml", "不得委托\n  对象: 办理项", "不得委托\n  对象: [办理项, 设施]", r"（A3）：“决定”不用于设施"),
        ("checks/a.yaml", "级别: 错误", "级别: 严重", r"（J1）：没有“严重”这个级别"),
        ("checks/a.yaml", "{承诺办结时限}", "{承诺时限}", r"（J1）：“说明”里没有“承诺时限”这个字段"),
        ("checks/a.yaml", "责任单位: 单位", "责任单位: 部门", r"（J1）：责任单位没有“部门”"),
        ("checks/a.yaml", "编号: J1", "编号: A1", r"（A1）：编号已用于另一部分"),
        ("indicators/a.yaml", "合计: 金额", "合计: 单位", r"（Z2）：“分子”要合计的“单位”是"),
        ("indicators/a.yaml", "条件: {决定: 县}}\n", "条件: {决订: 县}}\n", r"（Z1）：条件里没有“决订”"),
        ("matters/01-救助.yaml", "名称: 占道许可", "名称: 困难群众救助", r"（?名称“困难群众救助”指向几个事项：JZ-救助、XK-许可"),
        ("matters/01-救助.yaml", "条: 第三条, 款", "条: 第三十条, 款", r"（XK-许可）：《乙条例》只有 20 条"),
        ("matters/01-救助.yaml", "主体: 县级以上部门", "主体: 县级以上部们", r"（JZ-救助）：法条主体没有“县级以上部们”，最接近"),
        ("matters/01-救助.yaml", "{金额: 500}", "{金额: 五百}", r"（JZ-救助）：情形别名“困难救助（小额）”的值不对"),
        ("parameters.yaml", "值: 2000, 施行: 2015-01-01", "值: 2000", r"（小额标准）：没有“施行”"),
        ("parameters.yaml", "值: 2000, 施行: 2015-01-01, ", "", r"（小额标准）：没有“值”"),
        ("parameters.yaml", "值: 2000", "类型: 数, 值: 两千", r"（小额标准）：“值”不是数：两千"),
        ("parameters.yaml", "值: 2000", "类型: 数目, 值: 2000", r"（小额标准）：没有“数目”这种参数"),
        ("parameters.yaml", "参数: 小额标准", "参数: 金额", r"参数“金额”与字段或问题同名"),
        ("fields.yaml", "键: amount", "键: unit", r"fields.yaml 第 [0-9]+ 行（.*）：键 unit 已用于“"),
        ("fields.yaml", "\n字段:", "\n字断:", r"fields.yaml 第 [0-9]+ 行：没有“字断”这一部分"),
        ("questions.yaml", "答案: [镇, 原机关]", "答案: [镇, 镇]", r"（名义）：答案重复"),
        ("questions.yaml", "名称: 名义", "名称: 单位", r"问题“单位”与字段同名"),
        ("texts.yaml", "废止: 2021-06-01", "废止: 2001-01-01", r"（乙条例）：“废止”不晚于“施行”"),
        ("texts.yaml", "废止: 2021-06-01", "废止: 2021-06-01, 位阶: 行政法归", r"（乙条例）：没有“行政法归”这种位阶，最接近的是“行政法规”"),
        ("lists/下放清单.csv", "2020-01-01", "2020", r"下放清单.csv 第 2 行：“施行”不是日期：2020。"),
        ("lists/下放清单.csv", ",2020-01-01,,", ",2020-01-01,2019-01-01,", r"下放清单.csv 第 2 行：“废止”不晚于“施行”"),
        ("lists/下放清单.csv", "小额救助,", ",", r"下放清单.csv 第 2 行：“项”是空的"),
        ("lists/下放清单.csv", "项,施行", "事项,施行", r"下放清单.csv 第 1 行：清单没有“项”这一列"),
        ("lists/下放清单.csv", "来源", "施行", r"下放清单.csv 第 1 行：列名“施行”重复"),
        ("lists/下放清单.csv", "示例清单", "示例,清单", r"下放清单.csv 第 2 行：有 5 格，表头只有 4 列"),
        ("lists/赋权目录.csv", "JZ-救助,委托", "JZ-救助,", r"赋权目录.csv 第 2 行：“方式”是空的.*每个值写一行"),
        ("rules/a.yaml", A3, LISTED.replace("赋权目录", "赋全目录"), r"（A3）：条件“在清单”用到的清单“赋全目录”不存在，最接近的是“赋权目录”"),
        ("rules/a.yaml", A3, LISTED.replace("方式: 方式", "方法: 方式"), r"（A3）：条件“在清单”：清单“赋权目录”没有“方法”这一列，最接近的是“方式”"),
        ("rules/a.yaml", A3, LISTED.replace("方式: 方式", "方式: 方法"), r"（A3）：条件“在清单”的“方式”.*没有“方法”这个字段，最接近的是"),
        ("rules/a.yaml", A3, LISTED.replace("方式: 方式", "方式: 金额"), r"（A3）：条件“在清单”：“金额”是整数，不能查清单"),
        ("rules/a.yaml", A3, LISTED.replace("列:", "行:"), r"（A3）：条件“在清单”没有写明清单和列"),
        ("rules/a.yaml", A3, LISTED.replace("方式: 方式", "方式: 地点"), r"（A3）：“地点”不用于办理项"),
        ("fields.yaml", "名称: 起, ", "名称: 在清单, ", r"“在清单”是条件的写法，不能作名称"),
        ("rules/a.yaml", "- 编号: A1", "- &x 编号: A1", r"用了锚或别名"),
        ("rules/a.yaml", "  名称: ", "  名称: !", r"第 2 行（A1）：.*叹号开头的文字要加引号"),
        ("rules/a.yaml", "  名称: ", "  名称: !x ", r"第 2 行（A1）：不认识的写法 !x.*叹号开头的文字要加引号"),
        ("rules/a.yaml", "\n- 编号: A2", "\n---\n- 编号: A2", r"一个文件里有几份内容"),
        ("rules/a.yaml", "- 编号: A1", "  编号: [", r"不合 YAML 格式"),
    ],
)  # fmt: skip
def test_a_fault_is_named(small, file, old, new, said):
    change(small / file, old, new)
    text = faults(small)
    assert re.search(said, text), text


def test_all_faults_are_said_at_once(small):
    change(small / "rules/a.yaml", "例外于: [A3]", "例外于: [A9]")
    change(small / "checks/a.yaml", "级别: 错误", "级别: 严重")
    change(small / "texts.yaml", "条数: 50", "条数: 五十")
    text = faults(small)
    assert "A9" in text and "严重" in text and "五十" in text


def test_a_loop_through_a_group_and_a_third_rule(small):
    change(small / "rules/a.yaml", A3, "  例外于: [乙组]\n" + A3)
    change(small / "rules/a.yaml", "- 编号: A4\n", "- 编号: A4\n  组: 乙组\n  例外于: [A2]\n")
    assert "例外成环：A2、A3、A4" in faults(small)


def test_too_many_conditions_name_the_rule(small):
    many = "、".join("多" * n for n in range(1, 62)).split("、")
    names = "\n".join(f"  - {{名称: 项{n}, 键: x{n}, 类型: 文本}}" for n, _ in enumerate(many))
    (small / "fields.yaml").write_text((small / "fields.yaml").read_text("utf-8") + names + "\n", encoding="utf-8")
    wanted = ", ".join(f"项{n}: 甲" for n, _ in enumerate(many))
    change(small / "rules/a.yaml", "{法条主体: 乡镇人民政府}", f"{{{wanted}}}")
    assert re.search(r"（A4）：条件超过 60 个，规则引擎承受不了", faults(small))


def test_a_later_folder_replaces_and_adds(small, tmp_path):
    own = tmp_path / "own"
    (own / "rules").mkdir(parents=True)
    text = (small / "rules/a.yaml").read_text("utf-8").split("- 编号: A2")[0]
    (own / "rules/own.yaml").write_text(text.replace("结论: {决定: 县}", "结论: {决定: 镇}"), encoding="utf-8")
    (own / "fields.yaml").write_text("字段:\n  - {名称: 新项, 键: extra, 类型: 文本}\n", encoding="utf-8")
    (own / "parameters.yaml").write_text("- {参数: 小额标准, 值: 5, 施行: 2015-01-01}\n", encoding="utf-8")
    (own / "texts.yaml").write_text("- {文件: 甲法, 施行: 2000-01-01, 条数: 51}\n", encoding="utf-8")
    (own / "lists").mkdir()
    (own / "lists/下方清单.csv").write_text("项,施行\n", encoding="utf-8")
    change(
        small / "rules/a.yaml", "金额: 800, 小额标准: 2000", "金额: 800"
    )  # by the value that came with it: 800 is small
    shipped, book = load_book(small), load_book(small, own)
    told = "\n".join(map(str, book.warnings))
    for name in ("甲法", "小额标准"):
        assert f"（{name}）：整条替换了随程序带的 {name}（{small}" in told
    assert "没有一条规则用到清单“下方清单”，最接近的是“下放清单”" in told
    assert book.by_id["A1"].answers == {"决定": "镇"} and len(book.rules) == len(shipped.rules)
    assert "（A1）：整条替换了随程序带的 A1" in told
    assert "新项" in book.fields.fields and [v.value for v in book.parameters["小额标准"]] == [5]
    assert shipped.digest != book.digest


@pytest.mark.parametrize(
    ("file", "entry", "name"),
    [
        ("texts.yaml", "- {文件: 甲法, 施行: 2010-01-01, 条数: 50}", "甲法"),
        ("questions.yaml", "- {名称: 决定, 对象: [办理项], 答案: [镇, 街道]}", "决定"),
        ("fields.yaml", "字段:\n  - {名称: 金额, 键: amount, 类型: 文本, 用于: [办理项]}", "金额"),
    ],
)
def test_what_an_offices_entry_breaks_of_the_shipped_book_is_said_at_that_entry_once(
    small, tmp_path, file, entry, name
):
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / file).write_text(f"{entry}\n", "utf-8")
    with pytest.raises(FormError) as caught:
        load_book(small, tmp_path / "own")
    (fault,) = caught.value.faults
    assert fault.place == f"{tmp_path / 'own' / file} 第 {entry.count(chr(10)) + 1} 行（{name}）"
    assert "顶替了随程序带的，随程序带的因此有 " in fault.what and f"如 {small}" in fault.what


AMOUNT = "类型: 整数, 用于: [办理项], 单位: 元"


@pytest.mark.parametrize(
    ("old", "new", "said", "rules_are_read"),
    [
        (AMOUNT, AMOUNT.replace("整数", "整字"), "条目不合格式", True),
        (AMOUNT, AMOUNT.replace("办理项", "办里项"), "“用于”没有“办里项”这类记录", True),
        ("\n字段:", "\n字断:", "没有“字断”这一部分", False),
        ("记录类别:\n", "", "不合 YAML 格式", False),
    ],
)
def test_a_fault_among_the_fields_hides_none_elsewhere_and_makes_none(small, old, new, said, rules_are_read):
    change(small / "fields.yaml", old, new)
    change(small / "questions.yaml", "答案: [镇, 原机关]", "答案: [镇, 镇]")
    change(small / "rules/a.yaml", "对象: 办理项", "对象: 办李项")
    with pytest.raises(FormError) as caught:
        load_book(small)
    told = [one.what for one in caught.value.faults]
    assert any(said in what for what in told) and "答案重复或含有“+”" in told
    assert any("没有“办李项”这类记录" in what for what in told) == rules_are_read
    assert not any("“金额”" in what for what in told), told


def test_a_list_that_says_something_twice_and_a_parameter_that_comes_late_are_told(small):
    with (small / "lists/下放清单.csv").open("a", encoding="utf-8") as file:
        file.write("小额救助,2021-01-01,,又一份\n大额救助,2020-01-01,2021-01-01,甲\n大额救助,2021-01-01,,乙\n")
    change(small / "parameters.yaml", "施行: 2015-01-01", "施行: 2025-01-01")
    told = [str(one) for one in load_book(small).warnings]
    assert [one for one in told if "下放清单.csv 第 3 行：与第 2 行是同样的各格，期间重叠" in one]
    assert not [one for one in told if "下放清单.csv 第 5 行" in one]  # one edition ends where the next begins
    assert [one for one in told if "（A2）" in one and "参数“小额标准”从" in one and "到 2025-01-01没有值" in one], told


def test_the_digest_is_of_the_content_not_of_the_place(small):
    here = load_book(small)
    (small / "rules" / "deep").mkdir()
    (small / "rules/a.yaml").rename(small / "rules/deep/b.yaml")
    assert load_book(small).digest == load_book(SMALL).digest == here.digest
    change(small / "rules/deep/b.yaml", "第十一条", "第十二条")
    assert load_book(small).digest != here.digest


def test_missing_parts_and_folders(tmp_path):
    (tmp_path / "empty").mkdir()
    assert load_book(tmp_path / "empty").rules == ()
    assert "规则书文件夹不存在" in faults(tmp_path / "none")
    (tmp_path / "empty" / "相片.png").touch()
    assert "里面没有规则书" in faults(tmp_path / "empty")


def test_what_stops_nothing_is_a_warning(small):
    change(small / "matters/01-救助.yaml", "文件: 丙办法", "文件: 戊办法")
    warnings = "\n".join(map(str, load_book(small).warnings))
    assert "（J1）：规则没有“施行”，而《甲法》2000-01-01 才施行" in warnings
    assert "《戊办法》不在 texts.yaml" in warnings


def test_the_shipped_book_opens():
    assert load_book(BOOK).questions


def test_an_unchanged_book_is_proofread_once(small, tmp_path, monkeypatch):
    """The second time nothing is proofread and the same is warned of; after any change, all of it is."""
    proofs = tmp_path / "proofread.json"
    first = load_book(small, proofs=proofs)
    assert [str(one) for one in first.warnings], "nothing to remember"
    with monkeypatch.context() as blind:
        blind.setattr("rules.opening.loader.prove_examples", lambda *_: pytest.fail("proofread again"))
        blind.setattr("rules.opening.loader.proofread_logic", lambda *_: pytest.fail("proofread again"))
        second = load_book(small, proofs=proofs)
        moved = load_book(shutil.copytree(small, tmp_path / "elsewhere"), proofs=proofs)
    said = [str(one) for one in first.warnings]
    assert [str(one) for one in second.warnings] == said and first.digest == second.digest == moved.digest
    assert [str(one) for one in moved.warnings] == [
        one.replace(str(small), str(tmp_path / "elsewhere")) for one in said
    ]
    change(small / "rules" / "a.yaml", "适用: [{决定: 县}]", "适用: [{决定: 镇}]")
    for _ in range(2):  # a book with a fault is never remembered
        with pytest.raises(FormError, match="其实不适用"):
            load_book(small, proofs=proofs)


def test_a_book_that_is_written_while_it_is_read_is_not_remembered(small, tmp_path, monkeypatch):
    """What was read was without fault; what lies there now was never looked at."""
    proofs, wrong = tmp_path / "proofread.json", ("适用: [{决定: 县}]", "适用: [{决定: 镇}]")
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(
            "rules.opening.loader._one_id_one_entry", lambda *_: change(small / "rules" / "a.yaml", *wrong)
        )
        load_book(small, proofs=proofs)
    with pytest.raises(FormError, match="其实不适用"):
        load_book(small, proofs=proofs)


@pytest.mark.parametrize("kept", ["{", "[]", '{"a": 1}', "null", "[" * 100_000])
def test_what_cannot_be_remembered_costs_time_only(small, tmp_path, kept):
    """A damaged file, or none that could be written, leaves the proofreading as it is."""
    proofs = tmp_path / "proofread.json"
    proofs.write_text(kept, encoding="utf-8")
    change(small / "rules" / "a.yaml", "适用: [{决定: 县}]", "适用: [{决定: 镇}]")
    with pytest.raises(FormError, match="其实不适用"):
        load_book(small, proofs=proofs)
    change(small / "rules" / "a.yaml", "适用: [{决定: 镇}]", "适用: [{决定: 县}]")
    assert load_book(small, proofs=proofs).digest == load_book(small, proofs=tmp_path / "无" / "proofread.json").digest


def test_law_that_moves_ends_an_offices_own_rule_and_not_its_work(small, tmp_path):
    """A rule written under a text that has ended since: a fault for who writes it, at work it holds until that day and no
    longer, which is told; what never stood is a fault at work, too."""
    proofs, own = tmp_path / "proofread.json", tmp_path / "own"
    shutil.copytree(SMALL.with_name("broken") / "文件已经废止", own)
    for _ in range(2):  # not remembered as faultless either
        book = load_book(small, own, proofs=proofs, at_work=True)
        assert book.by_id["C14"].ends == date(2021, 6, 1) and "2021-06-01" in str(book.warnings)
        with pytest.raises(FormError, match="依据已死"):
            load_book(small, own, proofs=proofs)
    change(own / "rules" / "错.yaml", "施行: 2006-01-01", "施行: 2022-01-01")
    with pytest.raises(FormError, match="依据已死"):
        load_book(small, own, at_work=True)
