"""A self-check run on a county of a few rows: forms out, filled ones back, bad ones marked, problems known again."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import zipfile
from itertools import pairwise
from pathlib import Path

import pytest
import small_county
from command_line import Quanmu, Ran
from filled_forms import RECEIVED, fill
from openpyxl import load_workbook
from small_county import DAY, DEPARTMENT, STREET, TOWN

from app.selfcheck.forms import LAYOUTS, columns
from catalogue.fields import load_fields
from importers.read import load_all_layouts

RUN = (
    "check",
    "run",
    "--name",
    "回头看",
    "--units",
    f"{TOWN}、{STREET}",
    "--units",
    "各部门",
    "--into",
    "forms",
    "--as-of",
    DAY,
)


def form(county: Quanmu, unit: str) -> Path:
    (found,) = (county.home.parent / "forms").glob(f"*{unit}.xlsx")
    return found


@pytest.fixture
def started(copied: Quanmu) -> tuple[Quanmu, Ran]:
    return copied, copied(*RUN, "--json")


def test_a_form_needs_no_manual_and_keeps_what_is_prefilled(started):
    county, ran = started
    (told,) = ran.objects()
    assert [sheet["unit"] for sheet in told["sheets"]] == [TOWN, STREET, DEPARTMENT]
    book = load_workbook(form(county, TOWN))
    first, page = book.worksheets[0], book[RECEIVED]
    said = [str(cell.value) for (cell,) in first.iter_rows() if cell.value]
    assert len(said) == 2 + 3 + 3 and "红字" in said[2], "第一页只有标题、三句话、三种格的样子"
    assert page.protection.sheet and not page.protection.password and page.freeze_panes == "C3"
    heads = {page.cell(2, c).value: c for c in range(1, page.max_column + 1)}
    assert (
        page.cell(4, heads["事项名称"]).value == "最低生活保障审核确认"
        and page.cell(4, heads["事项名称"]).protection.locked
    )
    assert not page.cell(4, heads["专用印章到位没有"]).protection.locked
    assert str(page.cell(3, 1).value).startswith("示例")
    listed = {str(one.sqref): one.formula1 for one in page.data_validations.dataValidation if one.type == "list"}
    letter = page.cell(2, heads["专用印章到位没有"]).column_letter
    assert any(letter in place and "是,否" in words for place, words in listed.items())
    assert all(page.cell(2, column).comment for column in heads.values()), "每一栏都有说明"


def test_on_paper_a_page_holds_whole_groups_at_a_size_that_can_be_read(started):
    county, _ = started
    book = load_workbook(form(county, TOWN))
    for page in book.worksheets[1:]:
        assert (page.page_setup.paperSize, page.page_setup.orientation) == (9, "landscape")
        assert page.print_title_cols == "$A:$B" and page.print_title_rows == "$1:$2"
        scale, breaks = page.page_setup.scale, [0, *(one.id for one in page.col_breaks.brk), page.max_column]
        assert scale >= 68, "六号字以上"
        kept = page.column_dimensions.values()  # one for a run of columns of the same width
        wide = [next(7 * one.width for one in kept if one.min <= c <= one.max) for c in range(1, page.max_column + 1)]
        for before, after in pairwise(breaks):
            own = sum(wide[before:after]) + (sum(wide[:2]) if before else 0)
            assert own * 0.75 * scale / 100 < 785, "A4 横放，两边各留一厘米"
        groups = {c for c in range(3, page.max_column + 1) if page.cell(1, c).value}
        assert {one + 1 for one in breaks[1:-1]} < groups, "只在一组的开头换页"
    with zipfile.ZipFile(form(county, TOWN)) as parts:
        rows = re.findall(r'<row r="(\d+)"([^>]*)>', parts.read("xl/worksheets/sheet2.xml").decode())
    by_hand = {int(number): "customHeight" in rest for number, rest in rows}
    assert by_hand[3] and not by_hand[4] and not by_hand[5], "长的措施会把行撑高，不会被截掉"
    lines = [line for (cell,) in book.worksheets[0].iter_rows() for line in str(cell.value or "").split("\n")]
    assert max(map(len, lines)) <= 36 and not any(line.strip() == "。" for line in lines)


def test_every_column_of_a_form_is_a_column_that_the_importer_reads():
    fields = load_fields()
    layouts = {one.name: one for one in load_all_layouts(fields)}
    for name in LAYOUTS.values():
        shown = columns(layouts[name], fields)
        assert len({one.heading for one in shown}) == len(shown)
        assert {one.field for one in shown} == {*layouts[name].required, *layouts[name].optional}


def test_a_badly_filled_form_comes_back_marked_cell_by_cell(started, tmp_path):
    county, _ = started

    def spoil(page, heads):
        page.cell(4, heads["专用印章到位没有"]).value = "大概有"
        page.cell(5, heads["承接主体"]).value = STREET
        for column in range(1, page.max_column + 1):
            page.cell(6, column).value = page.cell(5, column).value
        page.cell(6, 1).value = "自己加的"

    bad = fill(form(county, TOWN), tmp_path / "back" / "甲镇.xlsx", spoil)
    ran = county("check", "collect", bad, "--annotate", tmp_path / "marked.xlsx", "--json")
    (told,) = ran.objects()
    found = {(one["code"], one["cell"].rpartition("!")[2]) for one in told["issues"] if one["severity"] == "error"}
    assert {code for code, _ in found} == {"value-invalid", "selfcheck-cell-altered", "selfcheck-row-unknown"}
    assert ("selfcheck-row-unknown", "A6") in found
    marked = load_workbook(tmp_path / "marked.xlsx")
    assert "校核汇总" in marked.sheetnames
    heads = {cell.value: cell.column_letter for cell in marked[RECEIVED][2]}
    assert "大概有" in marked[RECEIVED][f"{heads['专用印章到位没有']}4"].comment.text
    (state,) = [one for one in county("check", "status", "--json").objects() if one["unit"] == TOWN]
    assert (state["answered"], state["waiting"], state["state"]) == (0, 2, "交了一部分")  # the third is nobody's row


def test_what_careless_clerks_do_comes_back_in_the_words_of_the_form(started, tmp_path):
    """A heading renamed, a column deleted, a number below nothing, a word where a number belongs; a good form says nothing."""
    county, _ = started

    def renamed(page, heads):
        page.cell(2, heads["专用印章到位没有"]).value = "印章"

    def spoilt(page, heads):
        page.cell(4, heads["本单位本期受理几件"]).value = -3
        page.cell(5, heads["本单位本期受理几件"]).value = "十来件"
        page.delete_cols(heads["其中办结几件"])

    def shorter(page, heads):
        page.delete_cols(heads["本单位本期受理几件"])  # what is left looks like the department's form

    files = [
        fill(form(county, TOWN), tmp_path / "back" / name, change)
        for name, change in (
            ("好.xlsx", None),
            ("改表头.xlsx", renamed),
            ("填错.xlsx", spoilt),
            ("少一栏.xlsx", shorter),
        )
    ]
    good, headings, wrong, short = (
        county("import", "--dry-run", "--json", one, ok=False).objects()[0] for one in files
    )
    (gone,) = [one for one in short["issues"] if one["code"] == "selfcheck-headings-altered"]
    assert gone["message"].endswith("没有“本单位本期受理几件”") and short["compare"] is None
    told = {one["code"] for one in good["issues"] if one["severity"] != "info"}
    assert told <= {"selfcheck-column-empty"}, "样表没有填的几栏；没有别的"
    (altered,) = [one for one in headings["issues"] if one["code"] == "selfcheck-headings-altered"]
    assert "没有“专用印章到位没有”" in altered["message"] and "多出“印章”" in altered["message"]
    said = {one["code"]: one for one in wrong["issues"] if one["code"] != "selfcheck-column-empty"}
    assert said["number-negative"]["cell"].endswith("4") and "-3" in said["number-negative"]["message"]
    assert "“本单位本期受理几件”" in said["value-invalid"]["message"] and "自报" not in said["value-invalid"]["message"]
    empty = {one["message"] for one in wrong["issues"] if one["code"] == "selfcheck-column-empty"}
    assert any("“其中办结几件”" in one for one in empty)
    assert len(wrong["held"]) == 2


def test_answers_are_compared_and_the_next_round_knows_the_problems_again(started, tmp_path):
    county, _ = started
    folder = county.home.parent

    def claims(page, heads):
        page.cell(5, heads["其中办结几件"]).value = 7  # more than were taken in
        page.cell(5, heads["存在的问题"]).value = "零办件"
        page.cell(5, heads["拟采取的措施"]).value = "下一批调整"
        page.cell(5, heads["整改责任人"]).value = "示例甲"
        page.cell(5, heads["时限"]).value = "2022-02-28"

    town = fill(form(county, TOWN), tmp_path / "back" / "甲镇.xlsx", claims)
    office = fill(form(county, DEPARTMENT), tmp_path / "back" / "民政局.xlsx")
    (tmp_path / "证据.txt").write_text("照片", encoding="utf-8")
    one = county.several(
        ("check", "collect", town, office, "--json"),
        ("check", "status", "--remind", "--json"),
        ("check", "compare", "--into", folder, "--no-docx", "--json"),
        ("problems", "list", "--unit", TOWN, "--json"),
    )
    assert [ran.status for ran in one] == [0, 0, 0, 0], one
    states = {told["unit"]: told for told in one[1].objects()}
    assert (states[STREET]["state"], states[STREET]["reminded"], states[TOWN]["reminded"]) == ("没有交", 1, 0)
    *found, told = one[2].objects()
    own = {(f["code"], f["unit"]) for f in found if f["code"].startswith("selfcheck") and f["severity"] != "无法判定"}
    assert own == {("selfcheck-answers-inconsistent", TOWN), ("selfcheck-fault-stated", TOWN)}
    assert told["unanswered"] == {STREET: 1} and told["problems"]["新发现"] > 2
    known = {problem["code"]: problem["number"] for problem in one[3].objects()}
    number = known["selfcheck-answers-inconsistent"]
    assert (folder / "office" / "自查" / "回头看" / "自查汇总.html").exists()

    evidence = tmp_path / "证据.txt"
    two = county.several(
        ("problems", "close", number),
        ("problems", "set", known["selfcheck-fault-stated"], number, "--adopt", "--by", "办公室"),
        ("problems", "mend", number, "--note", "改了", "--evidence", evidence, "--by", "示例甲"),
        ("problems", "review", number, "--pass", "--note", "属实", "--by", "示例甲"),
        ("problems", "review", number, "--pass", "--note", "属实", "--by", "示例乙"),
        ("problems", "close", number, "--by", "办公室"),
        ("check", "close", "--why", "到期"),
        ("check", "collect", town),
        ("problems", "list", "--overdue", "--as-of", "2022-03-01", "--json"),
    )
    assert [ran.status for ran in two[:6]] == [2, 0, 0, 2, 0, 0], two
    assert "就是整改的人" in two[3].err and "不能销号" in two[0].err
    assert any(file.read_bytes() == evidence.read_bytes() for file in (county.home / "files").iterdir())
    assert "已经结束" in two[7].out, "结束以后交来的不收"
    assert [late["number"] for late in two[8].objects()] == [known["selfcheck-fault-stated"]]

    shutil.rmtree(folder / "forms")
    again = [word if word != "回头看" else "再回头看" for word in RUN]
    county(*again)
    same = fill(form(county, TOWN), tmp_path / "two" / "甲镇.xlsx", claims)
    older = {
        "source": "自查",
        "unit": "旧单位",
        "about": "某事",
        "message": "没有印章",
        "basis": [],
    }  # kept neither kind nor name
    with sqlite3.connect(county.home / "store.sqlite3") as store:
        for code in ("recipient-lacks-seal", "idle-grant"):  # found by two checks, by one
            body = json.dumps({**older, "code": code})
            store.execute(
                "INSERT INTO app_problem (key, body, at, by) VALUES (?, ?, '2021-01-01T00:00', '旧人')", (code, body)
            )
    three = county.several(
        ("check", "collect", same, "--name", "再回头看"),
        ("check", "compare", "--name", "再回头看", "--into", folder, "--no-docx", "--json"),
        ("problems", "show", number, "--json"),
        ("problems", "report", "--into", folder, "--as-of", "2022-03-31"),
        ("problems", "list", "--unit", "旧单位", "--json"),
    )
    assert [(one["kind"], one["title"]) for one in three[4].objects()] == [
        ("无印章、账号、培训、资格", ""), ("零办件", "放了权，谁也没有办过件（空转）"),
    ]  # fmt: skip
    counts = three[1].objects()[-1]["problems"]
    assert counts["复发"] == 1 and counts["新发现"] == 0 and counts["仍然存在"] > 0
    (shown,) = three[2].objects()
    assert (shown["state"], shown["returned"], shown["rounds"]) == ("待交办", 1, ["回头看", "再回头看"])
    made = {path.name for path in (folder / "office" / "整改").iterdir()}
    assert {"整改台账.html", "整改台账.xlsx", "整改情况通报.docx", "整改情况通报.pdf"} <= made


def test_what_is_not_ours_or_not_there_is_refused_in_words(started, tmp_path):
    county, _ = started
    strange = small_county.save(tmp_path / "别的.xlsx", small_county.CLAIMS)
    ran = county.several(
        ("check", "collect", strange),
        ("check", "run", "--name", "又一次", "--units", "没有这个镇"),
        ("check", "status", "--name", "没有这次"),
        ("problems", "show", "999"),
        ("check", "close"),
    )
    assert [one.status for one in ran] == [2] * 5
    for one, words in zip(ran, ("没有“", "没有这个单位", "没有这次自查", "没有这个问题", "没有交齐"), strict=True):
        assert words in one.err or "里面没有" in one.err, one.err


def test_rows_of_another_unit_rows_left_out_and_a_closed_run_are_told(started, tmp_path):
    county, _ = started

    bad = fill(form(county, DEPARTMENT), tmp_path / "民政局.xlsx", lambda page, _: page.delete_rows(5))
    mixed = fill(form(county, TOWN), tmp_path / "甲镇.xlsx")
    book = load_workbook(mixed)
    book[RECEIVED].cell(5, 1).value = load_workbook(form(county, STREET))[RECEIVED].cell(4, 1).value
    book.save(mixed)
    told = county("import", "--dry-run", "--json", bad, mixed).objects()
    assert "selfcheck-rows-missing" in {one["code"] for one in told[0]["issues"]}
    assert ("selfcheck-row-of-another", f"{RECEIVED}!A5") in {(one["code"], one["cell"]) for one in told[1]["issues"]}
    county("check", "close", "--why", "到期")
    (late,) = county("check", "collect", mixed, "--json").objects()
    assert {"selfcheck-run-closed"} < {one["code"] for one in late["issues"]} and len(late["held"]) == 2
