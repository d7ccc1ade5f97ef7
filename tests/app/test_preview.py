"""The preview: field by field with both sources, records known by their code, likely renamings, contradictions with the store."""

from __future__ import annotations

import copy

import openpyxl
import pytest
from small_county import DEPARTMENT, ITEMS, save

HEAD = ["实施主体", "主项名称", "事项类型", "实施编码", "法定办结时限", "承诺办结时限"]
CODES = [f"11511602MB{n:07d}000{n:012d}" for n in range(9)]


def rows(*names: str, codes=True, limit="20个工作日") -> list[list[str]]:
    return [HEAD] + [
        [DEPARTMENT, name, "行政确认", CODES[i] if codes else "", limit, "5个工作日"] for i, name in enumerate(names)
    ]


def compared(ran) -> dict:
    (one,) = ran.objects()
    return one["compare"]


def test_a_change_names_old_and_new_value_and_where_each_stands(quanmu, tmp_path):
    changed = copy.deepcopy(ITEMS)
    changed[4][9] = "7个工作日"
    _, preview, screen, sheet = quanmu.several(
        ["import", save(tmp_path / "一.xlsx", ITEMS, "清单")],
        ["import", save(tmp_path / "二.xlsx", [["标题"], *changed], "新表"), "--dry-run", "--json"],
        ["import", tmp_path / "二.xlsx", "--dry-run"],
        ["import", tmp_path / "二.xlsx", "--dry-run", "--xlsx", tmp_path / "预览.xlsx"],
    )
    compare = compared(preview)
    (one,) = compare["changes"]
    (field,) = one["changes"]
    assert compare["changed"] == {one["key"]: ["承诺办结时限"]} and one["name"].startswith("养老机构备案")
    assert (field["field"], field["old"]["value"], field["new"]["value"]) == ("承诺办结时限", 3, 7)
    assert (field["old_source"], field["new_source"]) == ("一.xlsx 清单!J5", "二.xlsx 新表!J6")
    for word in ("承诺办结时限", "3工作日", "7工作日", "清单!J5", "新表!J6", "不变 5"):
        assert word in screen.out, word
    assert sheet.status == 0
    book = openpyxl.load_workbook(tmp_path / "预览.xlsx")
    assert book.sheetnames == ["汇总", "变更", "新增", "不再出现", "可能改名", "问题"]
    line = [cell.value for cell in book["变更"][3]]  # under the sheet's sentence and the headings
    assert line[3:] == ["承诺办结时限", "3工作日", "7工作日", "一.xlsx 清单!J5", "二.xlsx 新表!J6"]


def test_the_same_code_under_another_name_is_the_same_matter(quanmu, tmp_path):
    path = tmp_path / "清单.xlsx"
    save(path, rows("慈善组织认定", "养老机构备案"))
    whole = [[*row, sub] for row, sub in zip(rows("社会团体管理"), ("子项名称", "修改章程核准"), strict=True)]
    whole[1][3] = CODES[5]
    parts = save(tmp_path / "子项.xlsx", whole)
    short = save(tmp_path / "没有子项一栏.xlsx", [row[:-1] for row in whole])
    ran = quanmu.several(["import", path], ["import", parts])
    save(path, rows("慈善组织认定", "养老服务机构备案"))
    preview, done, again, less = quanmu.several(
        ["import", path, "--dry-run", "--json"], ["import", path, "--json"], ["import", path, "--json"],
        ["import", short, "--dry-run", "--json"],
    )  # fmt: skip
    assert len(compared(less)["same"]) == 1, "a part of the name that has no column is no other name"
    assert ran[0].status == done.status == 0
    for one in (preview, done):
        compare = compared(one)
        (changed,) = compare["changes"]
        assert compare["new"] == compare["gone"] == compare["suggestions"] == []
        assert "养老机构备案" in changed["was"] and "养老服务机构备案" in changed["key"]
        assert [c["field"] for c in changed["changes"]] == ["主项名称"]
    assert len(compared(again)["same"]) == 2, "the old name is no record of its own any more"


def test_a_likely_renaming_is_suggested_and_not_merged(quanmu, tmp_path):
    path = tmp_path / "清单.xlsx"
    save(path, rows("慈善组织公开募捐资格审批", "养老机构备案", codes=False))
    quanmu.several(["import", path])
    save(path, rows("慈善组织公开募捐资格许可", "养老机构备案", "完全两样的一件事", codes=False))
    preview, done = quanmu.several(["import", path, "--dry-run", "--json"], ["import", path])
    compare = compared(preview)
    (like,) = compare["suggestions"]
    assert like["code"] == "maybe-renamed" and like["gone"] and 0.6 < like["likeness"] < 1
    assert like["key"] in compare["new"] and len(compare["new"]) == 2 and like["known"] in compare["gone"]
    assert "可能是改了名" in done.out and "没有删除" in done.out


@pytest.mark.parametrize("sent", ["elsewhere", "other name"])
def test_a_code_that_belongs_to_another_matter_waits_for_a_word(quanmu, tmp_path, sent):
    first = rows("慈善组织认定", "养老机构备案")
    if sent == "elsewhere":  # both matters are known, one now carries the code of the other
        second = [HEAD, [DEPARTMENT, "养老机构备案", "行政确认", CODES[0], "20个工作日", "5个工作日"]]
        code = "code-elsewhere"
    else:  # a code copied to a new matter whose name is nothing like it
        second = [HEAD, [DEPARTMENT, "渔船检验", "行政确认", CODES[0], "20个工作日", "5个工作日"]]
        code = "code-other-name"
    _, one, tray = quanmu.several(
        ["import", save(tmp_path / "一.xlsx", first)],
        ["import", save(tmp_path / "二.xlsx", second), "--json"],
        ["tray", "list", "--json"],
    )
    (read,) = one.objects()
    (issue,) = [i for i in read["issues"] if i["code"] == code]
    assert issue["cell"] == "表!D2" and CODES[0] in issue["message"] and "慈善组织认定" in issue["message"]
    assert read["held"] == ["表!B2"] and read["compare"]["new"] == [] and read["compare"]["changed"] == {}
    assert [held["src"] for held in tray.objects()] == ["表!B2"]


def test_one_code_on_two_rows_is_said_and_not_used(quanmu, tmp_path):
    known = save(tmp_path / "一.xlsx", rows("慈善组织认定"))
    both = save(
        tmp_path / "二.xlsx", [HEAD, *([DEPARTMENT, n, "行政确认", CODES[0], "", "即办"] for n in ("甲事", "乙事"))]
    )
    _, ran = quanmu.several(["import", known], ["import", both, "--dry-run", "--json"])
    (read,) = ran.objects()
    assert [i["cell"] for i in read["issues"] if i["code"] == "code-shared"] == ["表!D2", "表!D3"]
    assert len(read["compare"]["new"]) == 2


def test_two_departments_that_report_one_matter_differently_are_asked(quanmu, tmp_path):
    one = save(tmp_path / "一.xlsx", rows("慈善组织认定", "养老机构备案"))
    two = save(tmp_path / "二.xlsx", [HEAD, [*rows("慈善组织认定")[1][:5], "3个工作日"]])
    same = save(tmp_path / "三.xlsx", [["题"], *rows("养老机构备案", codes=False)])
    first, other, own, released = quanmu.several(
        ["import", one, "--from", "民政局"],
        ["import", two, "--from", "财政局", "--json"],
        ["import", two, "--from", "民政局", "--dry-run", "--json"],
        ["tray", "release", "1", "--why", "两家核对过", "--json"],
    )
    (read,) = other.objects()
    (issue,) = [i for i in read["issues"] if i["code"] == "other-sender"]
    assert "民政局" in issue["message"] and "财政局" in issue["message"] and "承诺办结时限" in issue["message"]
    assert ("conflict", issue["cell"]) in [(i["code"], i["cell"]) for i in read["issues"]]
    assert read["held"] and not read["compare"]["changed"]
    assert list(compared(own)["changed"].values()) == [["承诺办结时限"]], "the same department may correct itself"
    assert released.objects()[0]["committed"] and list(released.objects()[0]["compare"]["changed"].values()) == [
        ["承诺办结时限"]
    ]
    assert first.status == 0 and same.exists()


def test_all_or_nothing_keeps_nothing_of_any_file_if_one_row_is_bad(quanmu, tmp_path):
    good, bad = (
        save(tmp_path / "好.xlsx", rows("甲事")),
        save(tmp_path / "坏.xlsx", rows("乙事", "") + [["", "", "行政确认", "", "", ""]]),
    )
    refused, listed, done, again = quanmu.several(
        ["import", good, bad, "--all-or-nothing"],
        ["undo", "--json"],
        ["import", good, "--all-or-nothing", "--json"],
        ["undo", "--json"],
    )
    assert "一行也没有提交" in refused.refused() and listed.objects() == []
    assert done.objects()[0]["committed"] and len(again.objects()) == 1
    assert not [name for name in (quanmu.home / "files").iterdir() if name.name.startswith(".")]


def test_the_same_bytes_again_say_when_and_by_whom(quanmu, tmp_path):
    path = save(tmp_path / "清单.xlsx", rows("甲事"))
    first, again, shown = quanmu.several(
        ["import", path, "--by", "张三", "--json"], ["import", path, "--by", "李四", "--json"], ["import", path]
    )
    assert first.objects()[0]["committed"] and not again.objects()[0]["committed"]
    assert again.objects()[0]["import"]["by"] == "张三" and again.objects()[0]["import"]["number"] == 1
    assert "以前导入过，没有变化（第 1 次导入" in shown.out and "张三" in shown.out


def test_a_file_read_otherwise_since_is_brought_in_again_only_on_demand(quanmu, tmp_path):
    path = save(tmp_path / "清单.xlsx", [[*HEAD, "我的栏"], *([*row, "值"] for row in rows("甲事")[1:])])
    field = "字段:\n  - {名称: 我的字段, 键: mine, 类型: 文本, 用于: [办理项], 表头: [我的栏]}\n"
    quanmu.several(["import", path])
    (quanmu.home / "book").mkdir(exist_ok=True)
    (quanmu.home / "book" / "fields.yaml").write_text(field, "utf-8")
    said, again, after = quanmu.several(
        ["import", path], ["import", path, "--again", "--json"], ["import", path, "--json"]
    )
    assert "--again" in said.out
    assert list(compared(again)["changed"].values()) == [["我的字段"]] and again.objects()[0]["committed"]
    assert len(compared(after)["same"]) == 1


def test_two_files_of_one_import_that_contradict_each_other_both_wait(quanmu, tmp_path):
    """Which of them is the newer nobody said; what they agree on is taken once."""
    one = save(tmp_path / "一.xlsx", rows("慈善组织认定", "养老机构备案", codes=False))
    two = save(tmp_path / "二.xlsx", [["题"], *rows("慈善组织认定", codes=False, limit="30个工作日")])
    agree = save(tmp_path / "三.xlsx", [["题"], ["又题"], *rows("养老机构备案", codes=False)])
    both, tray, whole, released, second = quanmu.several(
        ["import", one, two, agree, "--json"],
        ["tray", "list", "--json"],
        ["import", one, two, "--again", "--all-or-nothing"],
        ["tray", "release", "1", "--why", "以一为准", "--json"],
        ["tray", "release", "2", "--why", "后来改成三十日", "--json"],
    )
    first, other, third = both.objects()
    for read, src, far in ((first, "表!B2", "“二.xlsx”表!B3"), (other, "表!B3", "“一.xlsx”表!B2")):
        (issue,) = [i for i in read["issues"] if i["code"] == "conflict"]
        assert issue["cell"] == src and far in issue["message"] and "法定办结时限" in issue["message"]
        assert read["held"] == [src]
    assert len(first["compare"]["new"]) == 1 and not third["held"] and len(third["compare"]["same"]) == 1
    assert [held["src"] for held in tray.objects()] == ["表!B2", "表!B3"] and whole.status == 2
    assert len(released.objects()[0]["compare"]["new"]) == 1
    assert list(second.objects()[0]["compare"]["changed"].values()) == [["法定办结时限"]]


def test_rows_that_differ_by_level_only_are_never_merged_in_silence(quanmu, tmp_path):
    """One list that names a matter at two levels means two; overlapping levels and two files ask; alone it is a change."""
    head = [*HEAD, "行使层级"]

    def at(level):
        return [DEPARTMENT, "慈善组织认定", "行政确认", "", "20个工作日", "5个工作日", level]

    both = save(tmp_path / "同表.xlsx", [head, at("县级"), at("乡级")])
    overlap = save(tmp_path / "重叠.xlsx", [head, at("县级"), at("县级、乡级")])
    county, town = save(tmp_path / "县.xlsx", [head, at("县级")]), save(tmp_path / "乡.xlsx", [head, at("乡级")])
    base = f"{DEPARTMENT}|慈善组织认定||"
    asked, across, _, changed, parted, alone, neither, undone, left = quanmu.several(
        ["import", overlap, "--dry-run", "--json"],
        ["import", county, town, "--dry-run", "--json"],
        ["import", county],
        ["import", town, "--dry-run", "--json"],
        ["import", both, "--json"],
        ["import", town, "--dry-run", "--json"],
        ["import", overlap, "--dry-run", "--json"],
        ["undo", "2", "--why", "试"],
        ["import", county, "--again", "--dry-run", "--json"],
    )
    for read in asked.objects():
        assert read["held"] == ["表!B2", "表!B3"] and read["compare"]["new"] == []
    for read in across.objects():
        assert read["held"] == ["表!B2"] and read["compare"]["new"] == []
    compare = compared(changed)
    assert list(compare["changed"].values()) == [["自报行使层级"]] and compare["new"] == []
    (one,) = parted.objects()
    assert [i["cell"] for i in one["issues"] if i["code"] == "same-name-levels"] == ["表!G2", "表!G3"]
    assert one["held"] == [] and one["compare"]["new"] == [f"{base}|乡级"]
    assert [(c["key"], c["was"]) for c in one["compare"]["changes"]] == [(f"{base}|县级", base)]
    compare = compared(alone)
    assert compare["same"] == [f"{base}|乡级"] and compare["new"] == []
    (one,) = neither.objects()
    assert one["held"] == ["表!B2", "表!B3"]
    assert undone.status == 0 and compared(left)["same"] == [base]
