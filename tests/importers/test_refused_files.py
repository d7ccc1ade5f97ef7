"""What is refused at the door, and layouts that do not fit."""

import csv
import io
import zipfile
from pathlib import Path

import pytest
import xlwt
from workbooks import FIELDS, HEAD, LAYOUTS, at, book, codes, matter, names, read, rewrite

from catalogue.finding import FormError
from catalogue.layout import load_layouts
from importers.bounds import Bounds
from importers.read import SHIPPED_LAYOUTS, read_file, read_files


@pytest.mark.parametrize(
    "mark", ["机密★1年", "秘密 ★ 长期", "密级：秘密", "★绝密", "机密", "【机密】", "（秘密）", "保密期限：长期"]
)
def test_a_workbook_with_a_secrecy_mark_is_refused_whole(mark):
    result = read(book([[mark], HEAD, matter(1, "甲")]))
    assert (result.outcome, codes(result), result.rows) == ("error", {"secrecy-mark"}, [])


def test_ordinary_words_are_no_secrecy_mark():
    law = "泄露国家秘密、商业秘密和个人隐私的；国家秘密的密级分为绝密、机密、秘密三级"
    assert read(book([[*HEAD, "备注"], [*matter(1, "涉密载体（机密级）印制资质审批"), law]])).outcome == "rows"


@pytest.mark.parametrize(
    "text", ["商业秘密★", "★秘密载体销毁资质", "密级：机密、秘密、绝密三级", "保守国家秘密法宣传", "涉密资质初审"]
)
def test_words_that_only_sound_like_marks(text):
    assert read(book([[*HEAD, "备注"], [*matter(1, "甲事项办理"), text]])).outcome == "rows"


def test_a_mark_in_an_old_workbook_outside_its_cells():
    work = xlwt.Workbook()
    page = work.add_sheet("清单")
    for r, row in enumerate([HEAD, matter(1, "甲事项办理")]):
        for c, value in enumerate(row):
            page.write(r, c, value)
    out = io.BytesIO()
    work.save(out)
    assert read(out.getvalue(), "清单.xls").outcome == "rows"
    marked = out.getvalue() + "&C机密★1年".encode("utf-16-le")  # as a header or a text box writes it
    assert codes(read(marked, "清单.xls")) == {"secrecy-mark"}


def csv_bytes(rows, coding, mark=","):
    out = io.StringIO()
    csv.writer(out, delimiter=mark).writerows(rows)
    return out.getvalue().encode(coding)


@pytest.mark.parametrize(
    ("coding", "mark"), [("utf-8-sig", ","), ("gb18030", ","), ("gb18030", "\t"), ("utf-8", "\t"), ("utf-16", "\t")]
)
def test_text_tables(coding, mark):
    result = read(csv_bytes([HEAD, matter("1", "䶮溪㐂事项")], coding, mark), "民政.csv")
    assert names(result) == ["䶮溪㐂事项"] and result.rows[0].src == "民政!B2"


PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00"
NO_TEXT = [
    PNG,
    PNG[:8],
    b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\x01" * 30,
    b"GIF89a" + b"\xb1\xb1" * 40,
    bytes(0xF8 + n % 6 if n % 2 else 0xA1 + n % 90 for n in range(600)).replace(b"\xff", b"\xfe"),  # private signs
    b"a,b\r\n" + b"\x05\x06\x07" * 9,
    b"\xff\xfe" + b"\x00\xe0" * 50,  # private signs in UTF-16
    "\ufffd".encode() * 40,
]


@pytest.mark.parametrize("data", NO_TEXT, ids=range(len(NO_TEXT)))
def test_bytes_that_are_no_text_are_no_table(data):
    result = read(data, "清单.csv")
    assert (result.outcome, result.rows, codes(result)) == ("error", [], {"not-a-workbook"})
    assert "改了扩展名" in result.issues[0].message or "不是" in result.issues[0].message


def test_a_stray_sign_makes_no_text_unreadable():
    rows = [HEAD, matter("1", "\ue000甲事项"), matter("2", "乙\x07事项"), matter("3", "丙事项")]
    result = read(csv_bytes(rows, "gb18030") + b"\x1a", "清单.csv")
    assert len(result.rows) == 3 and result.outcome.startswith("rows")


def test_old_format_under_any_name():
    work = xlwt.Workbook()
    page = work.add_sheet("清单")
    for r, row in enumerate([HEAD, matter(1, "主项", "子项甲"), matter(None, None, "子项乙")]):
        for c, value in enumerate(row):
            if value is not None and not (r == 2 and c < 2):
                page.write(r, c, value) if not (r == 1 and c < 2) else page.write_merge(1, 2, c, c, value)
    page.row(2).hidden = True
    out = io.BytesIO()
    work.save(out)
    result = read(out.getvalue(), "样表.xlsx")
    assert [(r.name, r.parent) for r in result.rows] == [("子项甲", "主项"), ("子项乙", "主项")]
    assert at(result, "hidden-row") == ["清单!A3"] and "extension-differs" in codes(result)


def test_files_that_are_no_catalogue():
    good = book([HEAD, matter(1, "甲")])
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.writestr("a.txt", "x")
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
    for data, code in (
        (b"", "workbook-empty"),
        (b"\r\n ", "workbook-empty"),
        (good[: len(good) // 2], "workbook-truncated"),
        (b"%PDF-1.7 x", "not-a-workbook"),
        (b"<html><table><tr><td>x</td></tr></table></html>", "format-html"),
        (zipped.getvalue(), "not-a-workbook"),
        (ole + "EncryptedPackage".encode("utf-16-le"), "password-protected"),
        (ole + "Workbook".encode("utf-16-le") + b"\x00" * 900, "workbook-truncated"),
        (b"\x00\x01\x02\x03" * 50, "not-a-workbook"),
        (book([]), "workbook-empty"),
        (book([["指标", "权重"], ["履职", "25%"]]), "not-a-catalogue"),
    ):
        result = read(data)
        assert (result.outcome, result.rows) == ("error", []) and code in codes(result), code


def test_the_bounds_are_held_and_named():
    far = rewrite(
        book([HEAD, matter(1, "甲")]),
        rb"</sheetData>",
        rb'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>',
    )
    assert codes(read(far)) == {"far-cell"}
    small = Bounds(file_bytes=1000)
    result = read(book([HEAD, matter(1, "甲")]), bounds=small)
    assert codes(result) == {"workbook-too-large"} and "1000" in result.issues[0].message
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 40_000_000)
    assert codes(read(bomb.getvalue())) == {"zip-bomb"}


def test_two_layouts_for_one_sheet_is_an_error_naming_both(tmp_path: Path):
    (tmp_path / "own.yaml").write_text(
        "名称: 本局清单\n键: own\n记录类别: 办理项\n必有: [主项名称, 承诺办结时限]\n表头: {事项名称: 主项名称}\n",
        encoding="utf-8",
    )
    layouts = load_layouts(FIELDS, [SHIPPED_LAYOUTS, tmp_path])
    result = read_file(book([HEAD, matter(1, "甲")]), "样表.xlsx", FIELDS, layouts)
    message = next(i.message for i in result.issues if i.code == "layout-ambiguous")
    assert result.outcome == "error" and "实施清单" in message and "本局清单" in message


def test_a_faulty_layout_names_its_file_and_fault(tmp_path: Path):
    (tmp_path / "own.yaml").write_text("名称: 本局清单\n键: own\n记录类别: 办理项\n必有: [不存在]\n", encoding="utf-8")
    with pytest.raises(FormError, match="own.yaml.*没有字段“不存在”"):
        load_layouts(FIELDS, [tmp_path])


def test_the_same_bytes_twice_are_recognised(tmp_path: Path):
    data = book([HEAD, matter(1, "甲")])
    for name in ("甲.xlsx", "甲 (1).xlsx"):
        (tmp_path / name).write_bytes(data)
    first, second = read_files([tmp_path / "甲.xlsx", tmp_path / "甲 (1).xlsx"], FIELDS, LAYOUTS)
    assert len(first.records) == 1 and second.same_as == "甲.xlsx"
    assert second.records == [] and "same-file" in codes(second)
