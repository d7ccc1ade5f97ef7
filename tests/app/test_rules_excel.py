"""The book as a workbook and back: what was written there becomes a patch that changes just that, and nothing live."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import small_county
import yaml
from command_line import Quanmu
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font

from app.rulebook.yamledit import edited, scalar
from catalogue.yamlfile import read_yaml
from rules import BOOK

OWN = """# 本县的参数
- 参数: 高频事项年办件数   # 一年一定
  值: 300
  施行: 2021-01-01
  依据: {文件: 慈善法, 条: 第十条, 要点: 例}
"""


class Workbook:
    """An exported workbook, written in as a clerk would."""

    def __init__(self, path: Path) -> None:
        self.path, self.book = path, load_workbook(path)

    def cell(self, key: str, column: str):
        for sheet in self.book:
            heads = {cell.value: cell.column for cell in sheet[2]}
            for row in sheet.iter_rows(min_row=3) if sheet.sheet_state == "visible" else ():
                if row[0].value == key:
                    return row[heads[column] - 1]
        raise AssertionError(key)

    def write(self, **cells: str) -> Path:
        for place, value in cells.items():
            key, _, column = place.partition("__")
            self.cell(key, column).value = value or None
        self.book.save(self.path)
        return self.path


def of_office(folder: Path) -> Quanmu:
    quanmu = Quanmu(folder / "home")
    (quanmu.home / "book").mkdir(parents=True)
    (quanmu.home / "book" / "parameters.yaml").write_text(OWN, "utf-8")
    return quanmu


@pytest.fixture
def office(tmp_path) -> Quanmu:
    return of_office(tmp_path)


@pytest.fixture(scope="module")
def once(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("export")
    of_office(folder)("rules", "to-excel", folder / "规则书.xlsx")
    return folder / "规则书.xlsx"


@pytest.fixture
def exported(once, tmp_path) -> Workbook:
    return Workbook(Path(shutil.copy(once, tmp_path / "规则书.xlsx")))


def proposed(quanmu: Quanmu, workbook: Path, tmp_path: Path) -> tuple[dict, str]:
    told = quanmu(
        "rules", "from-excel", workbook, "--into", tmp_path / "稿", "--as-of", small_county.DAY, "--json"
    ).objects()[0]
    return told, (tmp_path / "稿" / "规则修改.patch").read_text("utf-8")


def test_a_row_a_rule_and_a_sheet_a_topic(exported):
    listed = {
        row[0].value for sheet in exported.book for row in sheet.iter_rows(min_row=3) if sheet.sheet_state == "visible"
    }
    files = [*(BOOK / "rules").rglob("*.yaml"), *(BOOK / "checks").rglob("*.yaml")]
    written = {entry["编号"] for path in files for entry in read_yaml(path)}
    assert written <= listed and len(written) > 300
    assert "如果事项类型是行政强制，那么" in exported.cell("JL-001", "说的是什么").value
    assert "《行政强制法》第十七条" in exported.cell("JL-001", "依据").value
    assert not exported.cell("JL-001", "修改建议").value
    sheet = exported.book["下放"]
    assert sheet.freeze_panes == "C3" and sheet.auto_filter.ref and sheet.print_title_rows == "$2:$2"
    assert exported.book["原值"].sheet_state == "hidden"
    cells = [exported.cell("MZ-002", head) for head in ("名称", "待核", "修改建议", "编号", "说的是什么", "依据")]
    assert sheet.protection.sheet and [cell.protection.locked for cell in cells] == [False] * 3 + [True] * 3
    links = {cell.value: cell.hyperlink.location for (cell,) in exported.book["目录"]["A3:A20"]}
    assert links["社会救助"] == "'社会救助'!A1"


def test_nothing_written_proposes_nothing(office, exported, tmp_path):
    told, patch = proposed(office, exported.path, tmp_path)
    assert (told["edits"], told["todo"], told["refused"], told["rebased"], patch) == ([], [], [], False, "")
    assert (
        "已有这个文件" in office("rules", "to-excel", exported.path, ok=False).refused()
    )  # what was written in it stays
    (tmp_path / "稿/book").mkdir()
    (tmp_path / "稿/book/旧的.yaml").touch()
    proposed(office, exported.path, tmp_path)
    assert not (tmp_path / "稿/book").exists(), "what an earlier proposal changed is no part of this one"
    for place, said in (
        (office.home, "数据文件夹"),
        (office.home / "book/rules", "数据文件夹"),
        (tmp_path, "别的东西"),
    ):
        (tmp_path / "别人的.txt").touch()
        assert said in office("rules", "from-excel", exported.path, "--into", place, ok=False).refused()


def test_edits_become_lines_of_a_patch_and_words_become_things_to_do(office, exported, tmp_path):
    path = exported.write(
        **{
            "MZ-002__废止": "2025-07-01",
            "MZ-002__修改建议": "街道也想做",
            "JL-001__名称": "强制措施: 不得委托",
            "JC-CJ-006__级别": "错误",
            "参数：高频事项年办件数（2021-01-01 起）__值": "200",
            "参数：临时救助小额标准（各地自定）__值": "3000",
            "参数：临时救助小额标准（各地自定）__施行": "2021-01-01",
        }
    )
    before = {
        file: file.read_bytes() for file in [*BOOK.rglob("*.*"), *(office.home / "book").rglob("*.*")] if file.is_file()
    }
    told, patch = proposed(office, path, tmp_path)
    assert {file: file.read_bytes() for file in before} == before, "a proposal changes nothing"
    assert "rules/book/" not in patch, "what is shipped stays; the office's own folder takes its place"
    assert {"-  值: 300", "+  值: 200", "+- 参数: 临时救助小额标准", "+  值: 3000"} <= set(patch.split("\n"))
    removed = [line for line in patch.split("\n") if line.startswith("-") and not line.startswith("---")]
    assert removed == ["-  值: 300"]
    assert [(todo[1], todo[2]) for todo in told["todo"]] == [("MZ-002", "街道也想做")]
    memo = (tmp_path / "稿" / "修改说明.md").read_text("utf-8")
    assert "- [ ] MZ-002：街道也想做" in memo and "没有库，没有算影响" in memo

    shutil.copytree(office.home / "book", tmp_path / "tree" / "book")
    subprocess.run(
        ["git", "apply", tmp_path / "稿" / "规则修改.patch"], cwd=tmp_path / "tree", check=True, capture_output=True
    )
    written = {e["编号"]: e for path in (tmp_path / "tree" / "book").rglob("*/*.yaml") for e in read_yaml(path)}
    shipped = {
        e["编号"]: e for part in ("rules", "checks") for path in (BOOK / part).rglob("*.yaml") for e in read_yaml(path)
    }
    assert written == {
        "MZ-002": shipped["MZ-002"] | {"废止": "2025-07-01"},
        "JL-001": shipped["JL-001"] | {"名称": "强制措施: 不得委托"},
        "JC-CJ-006": shipped["JC-CJ-006"] | {"结论": shipped["JC-CJ-006"]["结论"] | {"级别": "错误"}},
    }
    own = (tmp_path / "tree" / "book" / "parameters.yaml").read_text("utf-8")
    assert own.startswith("# 本县的参数\n- 参数: 高频事项年办件数   # 一年一定\n  值: 200\n") and "值: 3000" in own


def test_the_impact_comes_with_it(county, copied, tmp_path):
    copied("rules", "to-excel", tmp_path / "规则书.xlsx")
    path = Workbook(tmp_path / "规则书.xlsx").write(
        **{"MZ-002__废止": "2021-10-01", "MZ-004__优先于": "通则下放、MZ-003"}
    )
    told, _ = proposed(copied, path, tmp_path)
    (warning,) = told["warnings"]
    assert warning.startswith("MZ-004：例外于“MZ-003”不起作用")
    assert f"- 提醒：{warning}" in (tmp_path / "稿" / "修改说明.md").read_text("utf-8")
    moved = {
        (c["question"], c["before"])
        for c in told["impact"]["changes"]
        if c["name"] == "最低生活保障审核确认" and c["what"] == "结论"
    }
    assert ("可否下放", "可委托") in moved
    assert (tmp_path / "稿" / "影响.xlsx").exists()


def test_a_change_that_spoils_the_book_is_explained_and_not_written(office, exported, tmp_path):
    own = "参数：高频事项年办件数（2021-01-01 起）"
    path = exported.write(**{"JL-001__废止": "2000-01-01", "MZ-002__优先于": "通则下方", f"{own}__值": "200件"})
    message = office("rules", "from-excel", path, "--into", tmp_path / "稿", ok=False).refused()
    where = {
        exported.cell(key, head): said
        for key, head, said in [
            ("JL-001", "废止", "不晚于“施行”"),
            ("MZ-002", "优先于", "最接近的是“通则下放”"),
            (own, "值", "请写成 200，单位不写"),
        ]
    }
    for cell, said in where.items():
        assert re.search(f"{cell.parent.title}!{cell.coordinate}[（：].*{said}.*没有写出", message), (said, message)
    assert not (tmp_path / "稿").exists()


def test_a_stale_workbook_is_rebased_and_says_what_it_could_not_take(office, exported, tmp_path):
    own = office.home / "book" / "parameters.yaml"
    own.write_text(OWN.replace("值: 300", "值: 500"), "utf-8")
    path = exported.write(**{"参数：高频事项年办件数（2021-01-01 起）__值": "200", "MZ-002__废止": "2025-07-01"})
    told, patch = proposed(office, path, tmp_path)
    assert told["rebased"] and "+  废止: 2025-07-01" in patch and "200" not in patch
    assert len(told["refused"]) == 1 and "已改为“500”" in told["refused"][0][1]


def written_wrong(book: Workbook) -> dict[str, str]:
    """A workbook with every slip that a clerk makes in one; by place what is to be said of each."""
    sheet, other = book.book["下放"], book.book["社会救助"]
    heads = {cell.value: cell.column_letter for cell in sheet[2]}

    def at(row: int, column: str) -> str:
        return f"下放!{heads[column]}{row}"

    said = {}
    for row, (column, words, told) in enumerate(
        [
            ("废止", "明年起", "要写日期，现为“明年起”"), ("废止", "2030.02.30", "没有这一天"), ("待核", "待核", "只能写是、否"),
            ("说的是什么", "不行", "由程序写出，改了不算"), ("依据", "《甲法》第一条", "由程序写出，改了不算"), ("例子", "没有", "由程序写出"),
            ("名称", None, "“名称”不能空着"),
        ],
        3,
    ):  # fmt: skip
        sheet[f"{heads[column]}{row}"].value = words
        said[at(row, column)] = told
    sheet["N3"].value, said["下放!N3"] = "写在旁边", "“写在旁边”写在表格以外，没有读"
    sheet.merge_cells(f"{heads['名称']}10:{heads['名称']}11")
    said[at(11, "名称")] = "合并了"
    sheet["C12"].comment, said["下放!C12"] = Comment("街道也想做", "甲"), "批注：街道也想做"
    sheet["A13"].font, said["下放!A13"] = Font(strike=True), "划掉不等于废止"
    twice = [cell.value for cell in sheet[14]]
    spare = next(row for row in range(15, 99) if not sheet[f"A{row}"].value)
    for column, value in zip(sheet[spare], [twice[0], "抄来改成新的", *twice[2:]], strict=False):
        column.value = value
    said[f"下放 第 14 行、下放 第 {spare} 行"] = "改得不一样"
    sheet[f"A{spare + 1}"].value, sheet[f"B{spare + 1}"].value = "XX-9", "一条新规则"
    said[f"下放 第 {spare + 1} 行"] = "XX-9”不是导出时就有的，是新写的一行：还缺依据、施行、对象、条件、结论"
    sheet[f"B{spare + 2}"].value, said[f"下放 第 {spare + 2} 行"] = "没有编号的", "没有编号，当作新写的一行"
    lists = book.book["清单·主题综合窗"]
    added = lists.max_row + 1
    lists[f"A{added}"].value, lists[f"C{added}"].value = "不动产登记", "2024-01-01"
    said[f"清单·主题综合窗 第 {added} 行"] = "请写进本单位的 lists/主题综合窗.csv"
    said["“社会救助”表"] = f"{other['A4'].value} 那一行不见了：删行不等于废止"
    other.delete_rows(4)
    del book.book["林木采伐"]
    said["“林木采伐”表"] = "这张表不见了"
    book.book["公路"].delete_cols(6)
    said["“公路”表"] = "没有“废止”这一列"
    book.book["农资"]["A2"].value, said["“农资”表"] = "规则编号", "表头里没有“编号”，整张表没有读"
    book.book["用地"].title = "用地和房屋"  # a sheet of another name is read like before
    book.book.create_sheet("我的意见")["A1"].value = "放开"
    said["“我的意见”表"] = "不是导出的表，没有读"
    first = book.book["清单·主题综合窗"]
    first["C3"].value, said["清单·主题综合窗!C3"] = "2019-01-01", "不能改“施行”"
    book.book.save(book.path)
    return said


def test_every_slip_is_told_at_its_cell_and_what_is_right_is_taken(office, exported, tmp_path):
    said = written_wrong(exported)
    lists, text = exported.book["清单·主题综合窗"], "文件：慈善法（2016-09-01 起）"
    exported.book["用地和房屋"]["F3"].value = "2030年1月1日"  # no other day can be meant
    lists["D4"].value, lists["E4"].value = "2022/1/1", "示例文件"
    told, patch = proposed(office, exported.write(**{f"{text}__文号": "示例号"}), tmp_path)
    found = [*told["refused"], *([cell, words] for cell, _, words in told["todo"])]
    for place, words in said.items():
        assert [one for one in found if one[0] == place and words in one[1]], (place, words)
    assert len(found) == len(said)
    assert [edit["after"] for edit in told["edits"]] == ["2030-01-01", "2022-01-01", "示例文件", "示例号"]
    assert "rules/book/" not in patch and {path.partition("/book/")[2] for path in told["files"]} == {
        "rules/20-用地.yaml", "lists/主题综合窗.csv", "texts.yaml",
    }  # fmt: skip
    memo = (tmp_path / "稿" / "修改说明.md").read_text("utf-8")
    (draft,) = yaml.safe_load(memo.split("```yaml")[1].split("```")[0])
    assert (draft["编号"], draft["名称"], draft["条件"]) == ("XX-9", "一条新规则", {})
    shutil.copytree(tmp_path / "稿" / "book", office.home / "book", dirs_exist_ok=True)  # as the memo says
    warned = office("rules", "test").out
    assert "本单位把随程序带的“" in warned and "废止了（2022-01-01 起）" in warned and "整条替换了随程序带的 " in warned


@pytest.mark.parametrize("spoil", ["hidden sheet gone", "no workbook", "missing"])
def test_what_is_no_export_of_ours_is_refused(office, exported, tmp_path, spoil):
    if spoil == "hidden sheet gone":
        del exported.book["原值"]
        exported.book.save(exported.path)
    elif spoil == "no workbook":
        exported.path.write_bytes(b"\x00 nothing")
    else:
        exported.path.unlink()
    assert office("rules", "from-excel", exported.path, ok=False).refused()


FILE = """# 头上的话
- 编号: A-1   # 尾巴
  名称: "带: 冒号"
  依据: [{文件: 甲, 条: 一}]
  施行: 2020-01-01
  例外于:
    - 乙
    - 丙
  条件: {甲: 1}

# 中间的话
- {编号: B-1, 名称: 丁, 施行: 2021-01-01}
"""


@settings(max_examples=150, deadline=None)
@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30)
    .map(str.strip)
    .filter(bool)
)
def test_any_words_are_written_so_that_they_are_read_back(words):
    """`edited` itself reads both texts back and refuses if anything else would change; here from outside, too."""
    for number in ("A-1", "B-1"):
        out = edited(FILE, {"编号": number}, ("名称",), words)
        assert out.count("\n") == FILE.count("\n") and "# 头上的话" in out and "# 中间的话" in out and "# 尾巴" in out
    assert "\n" not in scalar(words)


@pytest.mark.parametrize(
    ("number", "name", "value", "line"),
    [
        ("A-1", "废止", "2030-01-01", "  施行: 2020-01-01\n  废止: 2030-01-01\n"),
        ("B-1", "废止", "2030-01-01", "- {编号: B-1, 名称: 丁, 施行: 2021-01-01, 废止: 2030-01-01}\n"),
        ("B-1", "施行", "", "- {编号: B-1, 名称: 丁}\n"),
        ("A-1", "例外于", ["戊", "己"], "  例外于:\n    [戊, 己]\n  条件"),
    ],
)
def test_a_key_is_added_changed_or_taken_away_in_its_own_style(number, name, value, line):
    assert line in edited(FILE, {"编号": number}, (name,), value)


def test_a_clerks_other_marks_are_all_told_and_each_once(office, exported, tmp_path):
    """A row struck through, one suggestion over several rows, a note on the cover and above a table, a number with its unit."""
    sheet = exported.cell("SY-003", "名称").parent
    row, last = exported.cell("SY-003", "名称").row, exported.cell("SY-003", "修改建议").column
    for cell in sheet[row]:
        cell.font = Font(strike=True)
    sheet.cell(row + 1, last).value = "这两条一起改"
    sheet.merge_cells(start_row=row + 1, end_row=row + 2, start_column=last, end_column=last)
    exported.book["目录"]["D5"] = "全书太长"
    exported.book["进驻"].insert_rows(1)
    exported.book["进驻"]["A1"] = "修改稿"
    parameters = exported.book["参数"]
    value = next(one[1] for one in parameters.iter_rows(min_row=3) if "高频事项年办件数" in str(one[0].value))
    value.value = "８０件"
    exported.book.save(exported.path)
    told, patch = proposed(office, exported.path, tmp_path)
    todo = [(key, words) for _, key, words in told["todo"]]
    assert [key for key, words in todo if words.startswith("划了删除线")] == ["SY-003"]
    assert ("SY-004", "这两条一起改") in todo
    assert ("SY-005", "这两条一起改（与 SY-004 合写在一格）") in todo
    refused = dict(told["refused"])
    assert "全书太长" in refused["目录!D5"]
    assert "修改稿" in refused["进驻!A1"]
    assert refused[f"参数!{value.coordinate}"] == "“值”要写数，现为“８０件”，请写成 80，单位不写"
    assert patch == ""


def test_one_sheet_handed_round_alone_is_read_and_the_others_missed_once(office, exported, tmp_path):
    exported.write(**{"SY-008__名称": "一年不到十件的，宜保留"})
    for name in [one for one in exported.book.sheetnames if one not in ("适宜下放", "原值")]:
        del exported.book[name]
    exported.book.save(exported.path)
    told, _ = proposed(office, exported.path, tmp_path)
    assert [edit["key"] for edit in told["edits"]] == ["SY-008"]
    [(where, why)] = told["refused"]
    assert "张表" in where
    assert "这些表不见了" in why
