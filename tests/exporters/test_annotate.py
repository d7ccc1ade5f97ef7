"""A workbook handed back: marked where it is wrong, otherwise as it was sent, and read again as if nothing were added."""

import io
import json
import re
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlwt
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "importers"))

from workbooks import FIELDS, HEAD, LAYOUTS, book, codes, matter, read  # noqa: E402 - the path first

from app.incoming.handback import hand_back, targets  # noqa: E402
from catalogue.finding import UserError  # noqa: E402
from catalogue.handback import AUTHOR, COMMENT_MARK, OWN_MARK, REMARKS, SUMMARY_SHEET  # noqa: E402
from importers.read import read_file  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
REAL = ROOT.parent / "shared" / "data" / "karamay"
# what a change of format alone makes
FORMAT = {"extension-differs", "format-csv"}


def marked(data, name="样表.xlsx"):
    result = read_file(data, name, FIELDS, LAYOUTS)
    return result, hand_back(result, data)


def opened(data):
    return openpyxl.load_workbook(io.BytesIO(data))


def content(result):
    rows = [json.dumps(row.as_dict(), ensure_ascii=False, sort_keys=True, default=str) for row in result.rows]
    return rows, [i.as_dict() for i in result.issues if i.code not in FORMAT]


FAULTY = [
    [None, "民政局清单"],
    HEAD,
    matter(1, "甲事项"),
    matter(2, "乙事项", kind="行政大许可"),
    matter(3, "丙事项", legal="5个工作日", promised="20个工作日"),
    matter(5, "丁事项", promised="若干天"),
]


def dress(work):
    page = work.active
    page.merge_cells("B1:G1")
    page.column_dimensions["B"].width = 33
    page.row_dimensions[3].height = 41
    page["F5"].number_format = '0"个工作日"'
    page["D4"].fill = PatternFill("solid", fgColor="FF00FF00")
    page["D4"].font = Font(name="楷体", bold=True, size=15)
    page["D4"].comment = Comment("请核对类型", "张三")
    page["A3"].comment = Comment("与问题无关", "李四")
    page.print_title_rows = "2:2"
    page.page_setup.orientation = "landscape"
    page.freeze_panes = "C3"
    other = work.create_sheet("说明附表")
    other["A1"] = "=1+1"
    other.sheet_state = "hidden"


def test_bad_cells_are_filled_by_severity_and_say_so_in_words():
    result, data = marked(book(FAULTY, change=dress))
    page = opened(data)["清单"]
    assert {"type-unknown", "promised-exceeds-legal", "time-unknown", "sequence-gap"} <= codes(result)
    error, warning = page["D4"].fill.fgColor.rgb, page["G5"].fill.fgColor.rgb
    assert error != warning and page["G6"].fill.fgColor.rgb == warning and page["A6"].fill.fgColor.rgb == warning
    assert page["D4"].font.name == "楷体" and page["D4"].font.size == 15  # the fill is all that changed
    assert page["A3"].fill.fgColor.rgb == warning  # somebody's comment makes its row wait for a word
    assert page["B3"].fill.fill_type is None and page["B4"].fill.fill_type is None
    assert page["G5"].comment.text.startswith(COMMENT_MARK) and "【警告】" in page["G5"].comment.text
    assert page["G5"].comment.author == AUTHOR


def test_comments_that_stood_there_keep_words_and_author():
    _, data = marked(book(FAULTY, change=dress))
    page = opened(data)["清单"]
    assert page["D4"].comment.author == "张三" and page["D4"].comment.text.startswith("请核对类型\n" + COMMENT_MARK)
    assert "【错误】" in page["D4"].comment.text
    old = page["A3"].comment
    assert old.author == "李四" and old.text.startswith("与问题无关\n" + COMMENT_MARK) and "批注" in old.text


def test_every_comment_has_a_box_or_no_program_would_show_it():
    _, data = marked(book(FAULTY, change=dress))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        drawings = [archive.read(n).decode() for n in archive.namelist() if n.lower().endswith(".vml")]
        listed = [
            archive.read(n).decode()
            for n in archive.namelist()
            if re.search(r"comments/?\d*\.xml$|comment\d+\.xml$", n)
        ]
    boxes = {(int(r), int(c)) for d in drawings for r, c in re.findall(r":Row>(\d+)</\w+:Row>\s*<\w+:Column>(\d+)<", d)}
    refs = {m for text in listed for m in re.findall(r'<comment ref="([A-Z]+\d+)"', text)}
    cells = {(int(r[1:]) - 1, ord(r[0]) - 65) for r in refs}
    assert boxes == cells and (3, 3) in boxes
    identities = [i for d in drawings for i in re.findall(r'<\w+:shape [^>]*?\bid="(\w+)"', d)]
    assert len(identities) == len(set(identities)) == len(boxes)


def test_the_column_can_be_filtered_and_speaks_row_by_row():
    _, data = marked(book(FAULTY, change=dress))
    page = opened(data)["清单"]
    assert page["H2"].value == REMARKS and page.auto_filter.ref == "A2:H6"
    assert page["H3"].value.startswith("【警告】A列：这一格有批注") and page["H4"].value.startswith("【错误】")
    assert page["H6"].value.count("【警告】") == 2 and page["H6"].data_type in ("s", "inlineStr")


def test_layout_stays_as_sent():
    sent = opened(book(FAULTY, change=dress))
    _, data = marked(book(FAULTY, change=dress))
    got = opened(data)
    assert got.sheetnames == [SUMMARY_SHEET, *sent.sheetnames]
    for name in sent.sheetnames:
        a, b = sent[name], got[name]
        assert {str(m) for m in a.merged_cells.ranges} == {str(m) for m in b.merged_cells.ranges}
        assert all(b.column_dimensions[k].width == v.width for k, v in a.column_dimensions.items())
        assert all(b.row_dimensions[k].height == v.height for k, v in a.row_dimensions.items())
        assert (a.freeze_panes, a.sheet_state, a.print_title_rows) == (
            b.freeze_panes,
            b.sheet_state,
            b.print_title_rows,
        )
        assert a.page_setup.orientation == b.page_setup.orientation
        for row in a.iter_rows():
            for cell in row:
                twin = b[cell.coordinate]
                assert (twin.value, twin.number_format, twin.data_type) == (
                    cell.value,
                    cell.number_format,
                    cell.data_type,
                )


def test_the_summary_counts_links_and_says_what_to_do():
    result, data = marked(book(FAULTY, change=dress))
    page = opened(data)[SUMMARY_SHEET]
    cells = [[c.value for c in row] for row in page.iter_rows()]
    assert OWN_MARK in cells[0][0]
    for severity, word in (("error", "错误"), ("warning", "警告"), ("info", "提示")):
        assert [word, str(sum(i.severity == severity for i in result.issues))] in [row[:2] for row in cells]
    links = {c.hyperlink.location for row in page.iter_rows() for c in row if c.hyperlink}
    assert "'清单'!D4" in links and "'清单'!G5" in links
    assert any("交回" in str(row[0]) for row in cells) and {i.code for i in result.issues} <= {row[4] for row in cells}
    assert page.sheet_view.tabSelected and not opened(data)["清单"].sheet_view.tabSelected


def test_names_of_single_sheets_follow_their_sheet():
    data = marked(book(FAULTY, change=dress))[1]
    assert opened(data)["清单"].print_title_rows == "$2:$2" and not opened(data)[SUMMARY_SHEET].print_title_rows


@pytest.mark.parametrize(
    "text",
    [
        "=HYPERLINK(1)",
        "+86",
        "@x",
        "甲\x07乙",
        "_x0007_",
        "]]>",
        "a&b<c>",
        "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
    ],
)
def test_text_that_could_do_harm_stays_text(text):
    out = io.StringIO()
    rows = [HEAD, ["1", "甲", "", text, "局", "若干天", "1天"]]
    import csv

    csv.writer(out).writerows(rows)
    result, data = marked(out.getvalue().encode("utf-8-sig"), "民政.csv")
    cell = opened(data)["民政"]["D2"]
    assert cell.data_type in ("s", "inlineStr") and cell.value.replace("□", "\x07") in (
        text,
        text.replace("_x0007_", "\x07"),
    )
    assert all(c.data_type != "f" for page in opened(data) for row in page.iter_rows() for c in row)


def test_what_no_library_knows_of_comes_back_too():
    """Pictures, charts, custom parts: whatever part the workbook has."""
    sent = book(FAULTY)
    extra = {"xl/media/image1.png": b"\x89PNG", "xl/charts/chart1.xml": b"<c/>", "customXml/item1.xml": b"<x>1</x>"}
    out = io.BytesIO(sent)
    with zipfile.ZipFile(out, "a") as archive:
        for name, part in extra.items():
            archive.writestr(name, part)
    _, data = marked(out.getvalue())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {name: archive.read(name) for name in extra} == extra and archive.testzip() is None


def test_the_same_file_gives_the_same_bytes():
    data = book(FAULTY, change=dress)
    assert marked(data)[1] == marked(data)[1]


def test_mended_and_sent_again():
    first, data = marked(book(FAULTY, change=dress))
    again = read(data)
    assert content(again) == content(first)
    work = opened(data)
    work["清单"]["D4"], work["清单"]["G5"], work["清单"]["G6"], work["清单"]["A6"] = (
        "行政许可",
        "2个工作日",
        "5个工作日",
        4,
    )
    out = io.BytesIO()
    work.save(out)
    mended, second = marked(out.getvalue())
    left = [(i.code, i.cell) for i in mended.issues if i.severity != "info" and i.cell[:2] == "清单"]
    assert left == [("cell-comment", "清单!A3"), ("cell-comment", "清单!D4")] and len(mended.rows) == 4
    assert [row.name for row in mended.held] == [
        "甲事项",
        "乙事项",
    ]  # theirs make a row wait; ours, on G5 and G6, do not
    page = opened(second)["清单"]
    assert opened(second).sheetnames.count(SUMMARY_SHEET) == 1
    assert page["D4"].comment.text.startswith("请核对类型\n" + COMMENT_MARK)
    assert page["D4"].comment.text.count(COMMENT_MARK) == 1 and page["D4"].font.size == 15
    assert page["G5"].comment is None and page["G5"].fill.fill_type in (None, "none") and page["H5"].value is None
    assert page["H2"].value == REMARKS and page["I2"].value is None


def test_a_mended_workbook_with_the_submitters_own_comments_waits_for_a_word_only(quanmu, tmp_path):
    work = opened(marked(book(FAULTY, change=dress))[1])
    for cell, value in {"D4": "行政许可", "G5": "2个工作日", "G6": "5个工作日", "A6": 4}.items():
        work["清单"][cell] = value
    work.save(tmp_path / "改好.xlsx")
    why = ["--why", "批注所说的已经处理"]
    _, waiting, one, two, after = quanmu.several(
        ["import", "改好.xlsx"],
        ["tray", "list", "--json"],
        ["tray", "release", "1", *why, "--json"],
        ["tray", "release", "2", *why, "--json"],
        ["tray", "list", "--json"],
    )
    told = [
        (held["name"], [i["code"] for i in held["issues"] if i["severity"] != "info"]) for held in waiting.objects()
    ]
    assert told == [("甲事项", ["cell-comment"]), ("乙事项", ["cell-comment"])]
    assert one.objects()[0]["committed"] and two.objects()[0]["committed"] and after.objects() == []


def test_a_sheet_of_that_name_that_is_not_ours_stays():
    result, data = marked(book(FAULTY, sheet=SUMMARY_SHEET))
    names = opened(data).sheetnames
    assert len(names) == 2 and names[1] == SUMMARY_SHEET and names[0] != SUMMARY_SHEET
    assert content(read(data)) == content(result)


def test_an_old_format_goes_back_as_xlsx_with_its_looks():
    work = xlwt.Workbook()
    page = work.add_sheet("清单")
    date = xlwt.easyxf("font: name 楷体, bold on; align: wrap on", num_format_str="yyyy年m月d日")
    for column, word in enumerate([*HEAD, "施行日期"]):
        page.write(0, column, word)
    page.write_merge(1, 2, 1, 1, "甲事项")
    for row in (1, 2):
        for column, value in {0: row, 2: f"子项{row}", 3: "行政许可", 4: "民政局", 5: "若干天", 6: "5个工作日"}.items():
            page.write(row, column, value)
        page.write(row, 7, 44561, date)
    page.col(1).width = 256 * 31
    out = io.BytesIO()
    work.save(out)
    result, data = marked(out.getvalue(), "清单.xls")
    got = opened(data)["清单"]
    assert [str(m) for m in got.merged_cells.ranges] == ["B2:B3"] and round(got.column_dimensions["B"].width) in (
        31,
        32,
    )
    assert got["H2"].number_format == "yyyy年m月d日" and got["H2"].font.name == "楷体" and got["H2"].value.year == 2021
    assert "转成 .xlsx" in "".join(str(c.value) for row in opened(data)[SUMMARY_SHEET].iter_rows() for c in row)
    assert content(read(data, "清单.xlsx")) == content(result)


def test_secret_and_unreadable_files_are_not_handed_back():
    for data in (book([["机密★1年"], HEAD, matter(1, "甲")]), b"%PDF-1.7 x", book(FAULTY)[:900]):
        result = read(data)
        with pytest.raises(UserError, match="不能退回"):
            hand_back(result, data)
    result, data = marked(book([["指标", "权重"], ["履职", "25%"]]))
    assert "not-a-catalogue" in {c.value for row in opened(data)[SUMMARY_SHEET].iter_rows() for c in row}


def test_a_part_that_only_a_forgiving_reader_reads_is_told():
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book(FAULTY))) as sent, zipfile.ZipFile(out, "w") as spoilt:
        for name in sent.namelist():
            spoilt.writestr(name, sent.read(name) + (b"<more>" if name.endswith("sheet1.xml") else b""))
    result = read(out.getvalue())
    assert result.rows
    with pytest.raises(UserError, match="不合 XML 写法"):
        hand_back(result, out.getvalue())


def test_a_hand_back_never_writes_over_what_was_sent(tmp_path):
    one, two = tmp_path / "甲.xlsx", tmp_path / "乙.xlsx"
    for out, files in ((one, [one]), (tmp_path / "甲.xls", [one]), (tmp_path / "丙.xlsx", [one, two])):
        with pytest.raises(UserError):
            targets(out, files)
    assert len(set(targets(tmp_path / "退回", [one, two]))) == 2


def sent_files():
    county = sorted((ROOT / "examples" / "linhu" / "workbooks").iterdir())
    return [*county, *(sorted(REAL.iterdir()) if REAL.is_dir() else [])]


@pytest.mark.parametrize("path", sent_files(), ids=lambda path: path.name[:20])
def test_real_and_example_workbooks_read_the_same_after_the_hand_back(path):
    result, data = marked(path.read_bytes(), path.name)
    again = read_file(data, path.with_suffix(".xlsx").name, FIELDS, LAYOUTS)
    assert content(again) == content(result)


def test_the_command(quanmu, tmp_path):
    (tmp_path / "样表.xlsx").write_bytes(book(FAULTY))
    ran = quanmu("import", "样表.xlsx", "--annotate", "退回.xlsx")
    assert "退回件" in ran.out and opened((tmp_path / "退回.xlsx").read_bytes()).sheetnames[0] == SUMMARY_SHEET
    quanmu("import", "样表.xlsx", "--annotate", "样表.xlsx", ok=False).refused()
