"""Workbooks in every format, by their bytes; and marks of secrecy wherever they stand."""

import re

import openpyxl
import pytest
from nasty import expect
from packages import ods, ods_row, parts, xlsb
from workbooks import HEAD, book, codes, matter, read

PLAIN = book([HEAD, matter(1, "甲事项办理")])


def test_strict_ooxml():
    transitional = b"http://schemas.openxmlformats.org/"
    pairs = (
        (b"spreadsheetml/2006/main", b"spreadsheetml/main"),
        (b"officeDocument/2006/relationships", b"officeDocument/relationships"),
    )

    def strict(_, content):
        for old, new in pairs:
            content = content.replace(transitional + old, b"http://purl.oclc.org/ooxml/" + new)
        return content

    expect(read(parts(PLAIN, strict)), [{"src": "清单!B2", "name": "甲事项办理"}], set())


def test_macros_are_ignored_and_said():
    expect(
        read(parts(PLAIN, **{"xl/vbaProject.bin": b"x"}), "清单.xlsm"),
        [{"name": "甲事项办理"}],
        {("macros-ignored", "")},
    )


def test_a_wps_table_may_be_of_either_format():
    assert codes(read(PLAIN, "清单.et")) == set()


def test_open_document():
    note = "<o:annotation><x:p>再议</x:p></o:annotation>"
    rows = (
        ods_row(HEAD)
        + ods_row(matter(1, "主项一", "子项甲"), c0='t:number-rows-spanned="2"', c1='t:number-rows-spanned="2"')
        + ods_row([None, None, *matter(1, "", "子项乙")[2:]], n6=note)
        + ods_row(matter(2, "独项"), 't:visibility="collapse"')
        + '<t:table-row t:number-rows-repeated="1048570"><t:table-cell t:number-columns-repeated="16384"/></t:table-row>'
    )
    expect(
        read(ods(rows), "清单.ods"),
        [
            {"src": "清单!C2", "name": "子项甲", "parent": "主项一"},
            {"src": "清单!C3", "parent": "主项一"},
            {"name": "独项"},
        ],
        {("cell-comment", "清单!G3"), ("hidden-row", "清单!A4")},
    )


def test_binary_workbook():
    rows = [HEAD, matter(1, "主项一", "子项甲"), [None, None, *matter(1, "", "子项乙")[2:]], matter(2, "独项")]
    data = xlsb(rows, merges=[(1, 2, 0, 0), (1, 2, 1, 1)], hidden=[3])
    expect(
        read(data, "清单.xlsb"),
        [
            {"src": "清单!C2", "name": "子项甲", "parent": "主项一"},
            {"src": "清单!C3", "parent": "主项一"},
            {"name": "独项"},
        ],
        {("hidden-row", "清单!A4")},
    )


def test_a_web_page_under_a_workbooks_name_is_read_and_said():
    cells = "".join(f"<th>{word}</th>" for word in HEAD)
    page = f"""<html><head><meta charset="gb2312"></head><body><table><tr>{cells}</tr>
      <tr><td rowspan=2>1<td rowspan=2>主项一<td>子项甲<td>行政许可<td>县民政局<td>20个工作日<td>即办</tr>
      <tr><td>子项乙</td><td>行政许可<td>县民政局<td>20个<br>工作日<td>即办</tr></table><script>x</script></body></html>"""
    expect(
        read(page.encode("gb18030"), "清单.xls"),
        [
            {"src": "网页1!C2", "name": "子项甲", "parent": "主项一"},
            {"src": "网页1!C3", "name": "子项乙", "parent": "主项一"},
        ],
        {("format-html", ""), ("extension-differs", "")},
    )
    assert read(b"<html><body>no table</body></html>", "a.xls").outcome == "error"


def test_a_csv_named_as_a_workbook():
    data = ",".join(HEAD) + "\r\n" + ",".join(map(str, matter(1, "甲事项办理")))
    expect(read(data.encode(), "清单.xlsx"), [{"name": "甲事项办理"}], {("format-csv", ""), ("extension-differs", "")})


SECRET = {
    "properties": ("docProps/core.xml", rb"</cp:coreProperties>", "<dc:title xmlns:dc='http://purl.org/dc/elements/1.1/'>机密★1年</dc:title></cp:coreProperties>"),
    "header": ("xl/worksheets/sheet1.xml", rb"</worksheet>", "<headerFooter><oddHeader>&amp;L示例&amp;C秘密★长期</oddHeader></headerFooter></worksheet>"),
}  # fmt: skip


@pytest.mark.parametrize("place", SECRET)
def test_marks_of_secrecy_elsewhere(place):
    part, old, new = SECRET[place]
    data = parts(PLAIN, lambda name, content: re.sub(old, new.encode(), content) if name == part else content)
    result = read(data)
    assert codes(result) == {"secrecy-mark"} and "1年" not in result.issues[0].message


def test_marks_of_secrecy_in_comments_and_tabs():
    from openpyxl.comments import Comment

    def comment(work: openpyxl.Workbook):
        work.active["A1"].comment = Comment("机密★", "某人")

    assert codes(read(book([HEAD, matter(1, "甲事项办理")], change=comment))) == {"secrecy-mark"}
    assert codes(read(book([HEAD, matter(1, "甲事项办理")], sheet="机密★5年"))) == {"secrecy-mark"}
