"""Workbooks in every format, by their bytes; and hostile ones, refused with the bound they met."""

import io
import re
import struct
import zipfile

import openpyxl
import pytest
from nasty import expect
from workbooks import HEAD, book, codes, matter, names, read, rewrite


def parts(data, change=None, **more):
    """The package again, each part changed by `change(name, content)`, with more parts added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, change(name, content) if change else content)
        for name, content in more.items():
            target.writestr(name, content)
    return out.getvalue()


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


def ods(rows, styles=""):
    """An .ods with one sheet of these XML rows."""
    content = f"""<?xml version="1.0"?><o:document-content xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
    xmlns:t="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:x="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
    xmlns:s="urn:oasis:names:tc:opendocument:xmlns:style:1.0"><o:automatic-styles>{styles}</o:automatic-styles>
    <o:body><o:spreadsheet><t:table t:name="清单">{rows}</t:table></o:spreadsheet></o:body></o:document-content>"""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    return out.getvalue()


def ods_row(values, more="", **cell):
    return f"<t:table-row {more}>" + "".join(
        f"<t:table-cell {cell.get(f'c{at}', '')} o:value-type='float' o:value='{v}'><x:p>{v}</x:p></t:table-cell>"
        if isinstance(v, int)
        else f"<t:table-cell {cell.get(f'c{at}', '')}>{cell.get(f'n{at}', '')}<x:p>{v}</x:p></t:table-cell>"
        if v
        else "<t:covered-table-cell/>"
        for at, v in enumerate(values)
    ) + "</t:table-row>"  # fmt: skip


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


def test_a_repeated_cell_of_an_open_document_is_bounded():
    row = "<t:table-row t:number-rows-repeated='1000000'><t:table-cell t:number-columns-repeated='1000'><x:p>x</x:p></t:table-cell></t:table-row>"
    assert codes(read(ods(row), "清单.ods")) == {"far-cell"}


def record(number, body=b""):
    """One record of a binary workbook."""
    head = bytes([number]) if number < 128 else bytes([number & 0x7F | 0x80, number >> 7])
    size, length = len(body), b""
    while True:
        length += bytes([size & 0x7F | (0x80 if size > 127 else 0)])
        size >>= 7
        if not size:
            return head + length + body


def wide(text):
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def xlsb(rows, merges=(), hidden=()):
    """An .xlsb by hand: sheet, rows of texts and numbers, merges."""
    sheet = record(129) + record(148, struct.pack("<IIII", 0, len(rows) - 1, 0, len(HEAD) - 1)) + record(145)
    for r, row in enumerate(rows):
        flags = 0x10 if r in hidden else 0
        sheet += record(0, struct.pack("<IIHBBBI", r, 0, 300, 0, flags, 0, 0))
        for c, value in enumerate(row):
            if isinstance(value, str) and value:
                sheet += record(6, struct.pack("<II", c, 0) + wide(value))
            elif value is not None and value != "":
                sheet += record(5, struct.pack("<IId", c, 0, value))
    sheet += record(146) + record(177, struct.pack("<I", len(merges)))
    sheet += b"".join(record(176, struct.pack("<IIII", *merge)) for merge in merges) + record(178) + record(130)
    bundle = record(156, struct.pack("<II", 0, 1) + wide("rId1") + wide("清单"))
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    links = "http://schemas.openxmlformats.org/package/2006/relationships"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{links}"><Relationship Id="r" Type="{office}/officeDocument" Target="xl/workbook.bin"/></Relationships>',
        )
        archive.writestr(
            "xl/_rels/workbook.bin.rels",
            f'<Relationships xmlns="{links}"><Relationship Id="rId1" Type="{office}/worksheet" Target="worksheets/sheet1.bin"/></Relationships>',
        )
        archive.writestr("xl/workbook.bin", record(131) + record(143) + bundle + record(144) + record(132))
        archive.writestr("xl/worksheets/sheet1.bin", sheet)
    return out.getvalue()  # fmt: skip


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


def sheet_xml(body):
    return rewrite(PLAIN, rb"<sheetData>.*</sheetData>", body)


def lying():
    """A part whose directory says 100 bytes and that is longer."""
    data = bytearray(parts(PLAIN, **{"xl/media/x.bin": b"\0" * 5_000_000}))
    for mark, place in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = -1
        while (at := data.find(mark, at + 1)) >= 0:
            if struct.unpack_from("<I", data, at + place)[0] == 5_000_000:
                struct.pack_into("<I", data, at + place, 100)
    return bytes(data)


def entities(_, content):
    return (
        content.replace(b"<workbook ", b'<!DOCTYPE x [<!ENTITY a "b">]><workbook ')
        if b"<workbook " in content
        else content
    )


MERGE = b'<row r="1"><c r="A1"><v>1</v></c></row>' + b"".join(
    b'<row r="%d"><c r="A%d"><v>1</v></c><c r="T%d"><v>1</v></c></row>' % (n, n, n) for n in range(2, 40_000)
)
SHARED = parts(
    rewrite(PLAIN, rb"<sheetData>.*</sheetData>", b"<sheetData><row r=\"1\">" + b'<c r="A1" t="s"><v>0</v></c>' * 1000 + b"</row></sheetData>"),
    **{"xl/sharedStrings.xml": b"<sst><si><t>" + b"a" * 1_000_000 + b"</t></si></sst>"},
)  # fmt: skip
HOSTILE = {
    "lying header": (lying(), "zip-bomb", "比压缩包目录所写的大"),
    "entity bomb": (parts(PLAIN, entities), "not-a-workbook", "实体"),
    "far cell": (
        sheet_xml(b'<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'),
        "far-cell", "上限“列数”1024",
    ),
    "far and empty": (
        sheet_xml(b'<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="900000"><c r="Z900000"><v>1</v></c></row></sheetData>'),
        "far-cell", "上限“格数”",
    ),
    "giant merge": (
        sheet_xml(b"<sheetData>" + MERGE + b'</sheetData><mergeCells><mergeCell ref="A1:T39999"/><mergeCell ref="A1:T39999"/>'
                  b'<mergeCell ref="A1:T39999"/></mergeCells>'),
        "giant-merge", "上限“合并格数”",
    ),
    "shared string bomb": (SHARED, "zip-bomb", "上限“文字字节”"),
    "truncated": (PLAIN[:-300], "workbook-truncated", "请重新取得"),
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_files_are_refused_with_the_bound(what):
    data, code, words = HOSTILE[what]
    result = read(data)
    assert (result.outcome, codes(result), result.rows) == ("error", {code}, [])
    assert words in result.issues[0].message + result.issues[0].advice


def test_a_million_formatted_empty_rows_and_a_dimension_that_lies():
    rows = b"".join(b'<row r="%d" s="1" customFormat="1"><c r="A%d" s="1"/></row>' % (n, n) for n in range(3, 300_000))
    data = rewrite(PLAIN, rb"</sheetData>", rows + b"</sheetData>")
    data = rewrite(data, rb'<dimension ref="[^"]*"', b'<dimension ref="A1"')
    assert names(read(data)) == ["甲事项办理"]


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
