"""A first rule book by hand, laid over the shipped one, with every slip that a lawyer without Python is likely to make: each is
answered at its own line with what is wrong and what to do, all at once, and nothing else is said of the folder.

`content` can be read as YAML, `form` cannot. What is expected stands at the end of the line it is about: `# 应说：…；…`."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

FOLDER = Path(__file__).with_name("books") / "by_hand"
PARTS = ("content", "form")


def expected(folder: Path) -> list[tuple[str, str]]:
    """(file and line, words) of every expectation written in the folder."""
    out = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if found := re.search('# 应说：([^"]*)', line):
                out += [(f"{path.relative_to(folder)} 第 {number} 行", words) for words in found[1].split("；")]
    return out


@pytest.mark.parametrize("part", PARTS)
def test_every_slip_is_answered_at_its_line_and_nothing_else_is_said(quanmu, part):
    shutil.copytree(FOLDER / part, quanmu.home / "book")
    said = quanmu("rules", "test", ok=False).refused().splitlines()
    told = [line.partition("/book/")[2] for line in said]
    for place, words in expected(FOLDER / part):
        place = re.sub("(检查/|补充.yml|本县的规则.yaml).*", r"\1", place).rstrip(
            "/"
        )  # of a file nobody reads there is no line
        matching = [line for line in told if re.match(f"{re.escape(place)}[（：“]", line) and words in line]
        assert matching, (place, words, [line for line in told if line.startswith(place)])
        told.remove(matching[0])
    assert not told


def test_names_that_nothing_asks_for_are_told(quanmu):
    book = quanmu.home / "book"
    (book / "lists").mkdir(parents=True)
    (book / "parameters.yaml").write_text(
        "- 参数: 高频事项办件数\n  值: 200\n  施行: 2021-01-01\n  依据: {文件: 行政许可法, 条: 第六条, 要点: 便民}\n",
        encoding="utf-8",
    )
    (book / "lists" / "已上收的事项.csv").write_text("项,施行\n", encoding="utf-8")
    said = quanmu("rules", "test").out
    assert "没有一条规则用到参数“高频事项办件数”，最接近的是“高频事项年办件数”" in said
    assert "没有一条规则用到清单“已上收的事项”，最接近的是“已上收事项”" in said


def test_an_emptied_file_a_value_without_basis_and_a_text_without_a_day_are_told(quanmu):
    (quanmu.home / "book" / "rules").mkdir(parents=True)
    (quanmu.home / "book" / "rules" / "本县.yaml").write_text("# 待写\n", encoding="utf-8")
    (quanmu.home / "book" / "parameters.yaml").write_text(
        "- 参数: 高频事项年办件数\n  值: 200\n  施行: 2021-01-01\n", encoding="utf-8"
    )
    (quanmu.home / "book" / "texts.yaml").write_text("- {文件: 某县便民办法, 位阶: 规范性文件, 条数: 9}\n", "utf-8")
    said = quanmu("rules", "test").out
    assert "本县.yaml：文件里一条也没有" in said
    assert "参数“高频事项年办件数”没有写依据" in said
    assert "《某县便民办法》没有写“施行”" in said


def test_what_a_fault_may_come_from_is_told_with_it(quanmu):
    """A copied rule that kept its number takes the shipped one's place, and the fault shows elsewhere."""
    (quanmu.home / "book" / "rules").mkdir(parents=True)
    own = quanmu.home / "book" / "rules" / "本县.yaml"
    written = quanmu("rules", "show", "SY-003", "--yaml").out
    own.write_text(written.replace("例外于: [两可]", "例外于: [MZ-002]").replace("条: 第六条", "条: 第六百条"), "utf-8")
    said = quanmu("rules", "test", ok=False).refused()
    assert "没有第六百条" in said
    assert "提醒" in said
    assert "整条替换了随程序带的 SY-003" in said
    assert "例外于“MZ-002”不起作用" in said


def test_a_list_that_cannot_be_read_is_no_fault_of_the_rule_that_asks_it(quanmu):
    (quanmu.home / "book" / "rules").mkdir(parents=True)
    (quanmu.home / "book" / "lists").mkdir()
    rule = quanmu("rules", "show", "DT-GP-001", "--yaml").out.replace("DT-GP-001", "LS-150")
    rule = re.sub("条件:\n(    .*\n)+", "条件: {事项: {在清单: 本县集中办理}}\n", rule)
    rule = re.sub("  适用:\n(    .*\n)+", "  适用: [{事项: MZ-临时救助}]\n", rule)
    rule = re.sub("  不适用:\n(    .*\n)+", "  不适用: [{事项: MZ-最低生活保障}]\n", rule)
    (quanmu.home / "book" / "rules" / "本县.yaml").write_text(rule, encoding="utf-8")
    listed = quanmu.home / "book" / "lists" / "本县集中办理.csv"
    listed.write_bytes("项,施行,废止,来源\nMZ-临时救助,2021-01-01,,示例\n".encode("gbk"))
    said = quanmu("rules", "test", ok=False).refused()
    assert "清单不是 UTF-8 的 CSV" in said
    assert "判断不了" not in said


def test_rules_are_found_by_words_and_a_name_is_no_number(quanmu):
    assert "CJ-001" in quanmu("rules", "list", "户外广告", "同意").out
    assert "没有一条规则或检查含有这些词" in quanmu("rules", "list", "户外广告同意", ok=False).refused()
    assert "名称里有它的是：CJ-001、CJ-002" in quanmu("rules", "show", "户外广告", ok=False).refused()


def test_a_field_for_a_kind_of_record_that_is_none_is_told_the_nearest(quanmu):
    (quanmu.home / "book").mkdir(parents=True)
    (quanmu.home / "book" / "fields.yaml").write_text(
        "字段:\n  - {名称: 补助档次, 键: subsidy_band, 类型: 整数, 用于: [赋权事项]}\n", encoding="utf-8"
    )
    said = quanmu("rules", "test", ok=False).refused()
    assert "“用于”没有“赋权事项”这类记录，最接近的是“赋权”" in said
