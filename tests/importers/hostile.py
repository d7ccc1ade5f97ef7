"""Workbooks that mean harm, each small: how it is made, the code it is refused with and words of the message."""

import io
import struct
import zipfile
import zlib

from packages import ods, parts, xlsb
from workbooks import HEAD, book, matter, rewrite

PLAIN = book([HEAD, matter(1, "甲事项办理")])
GIB = 1 << 30


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


def zeros(size, *, said=None):
    """An .xlsx with a part of that many zero bytes in a thousandth of them; its headers may say another size."""
    pressed = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = pressed.compress(bytes(1 << 20)) + pressed.flush(zlib.Z_FULL_FLUSH)
    stream = block * (size >> 20) + pressed.flush()
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(PLAIN)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, source.read(name))
        target.writestr(zipfile.ZipInfo("xl/media/image1.png"), stream)  # stored: its bytes are the stream
    data = bytearray(out.getvalue())
    for mark, method, place in ((b"PK\x01\x02", 10, 24), (b"PK\x03\x04", 8, 22)):
        at = -1
        while (at := data.find(mark, at + 1)) >= 0:
            if struct.unpack_from("<I", data, at + place)[0] == len(stream):
                struct.pack_into("<H", data, at + method, 8)
                struct.pack_into("<I", data, at + place, size if said is None else said)
    return bytes(data)


def defined(part, words, coding="utf-8"):
    """The package with a document type before the root of a part."""

    def change(name, content):
        if name != part:
            return content
        text = content.decode().partition("?>")[2] if content.startswith(b"<?xml") else content.decode()
        return (f'<?xml version="1.0" encoding="{coding}"?>' + words + text).encode(coding)

    return parts(PLAIN, change)


def patched(mark, place, value):
    """The package with two bytes of its first header of a kind changed."""
    data = bytearray(PLAIN)
    struct.pack_into("<H", data, data.find(mark) + place, value)
    return bytes(data)


BOMB = "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'>]>"
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
FOREIGN = '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">'


def empty_rows(rows, *, keep=True):
    """Rows that are formatted and hold nothing, under one matter or under nothing."""
    added = b"".join(
        b'<row r="%d" s="1" customFormat="1"><c r="A%d" s="1"/><c r="B%d" s="1"/></row>' % (n, n, n)
        for n in range(3, rows + 1)
    )
    data = rewrite(PLAIN, rb"</sheetData>", added + b"</sheetData>")
    return data if keep else rewrite(data, rb"<sheetData>.*?</row>.*?</row>", b"<sheetData>")


def giant_merge():
    """One merge over everything, three times."""
    rows = b'<row r="1"><c r="A1"><v>1</v></c></row>' + b"".join(
        b'<row r="%d"><c r="A%d"><v>1</v></c><c r="T%d"><v>1</v></c></row>' % (n, n, n) for n in range(2, 40_000)
    )
    merges = b"<mergeCells>" + b'<mergeCell ref="A1:T39999"/>' * 3 + b"</mergeCells>"
    return sheet_xml(b"<sheetData>" + rows + b"</sheetData>" + merges)


def shared_strings():
    """A text of a megabyte that a thousand cells show."""
    cells = b'<c r="A1" t="s"><v>0</v></c>' * 1000
    return parts(
        sheet_xml(b'<sheetData><row r="1">' + cells + b"</row></sheetData>"),
        **{"xl/sharedStrings.xml": b"<sst><si><t>" + b"a" * 1_000_000 + b"</t></si></sst>"},
    )


def far(cell):
    """A filled cell far from the first."""
    row = cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    body = f'<row r="1"><c r="A1"><v>1</v></c></row><row r="{row}"><c r="{cell}"><v>1</v></c></row>'
    return sheet_xml(f"<sheetData>{body}</sheetData>".encode())


def repeated_cell():
    """An .ods that repeats one cell a thousand million times."""
    cell = "<t:table-cell t:number-columns-repeated='1000'><x:p>x</x:p></t:table-cell>"
    return ods(f"<t:table-row t:number-rows-repeated='1000000'>{cell}</t:table-row>")


def zipped(content):
    """A zip that holds a workbook and is none."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("清单.xlsx", content)
    return out.getvalue()


def binary_far():
    """An .xlsb with a cell in the last column."""
    return xlsb([[*HEAD, *[None] * 16_000, "远处"]])


def long_cell():
    """A column of letters where the row says one number and a cell another."""
    return rewrite(PLAIN, rb'<c r="B2"', b'<c r="XFD1048576"')


WORKBOOK = "xl/workbook.xml"
SHEET = "xl/worksheets/sheet1.xml"
# what it is: how it is made, the code it is refused with, words of the message
HOSTILE = {
    "lying header": (lying, "zip-bomb", "比压缩包目录所写的大"),
    "a gibibyte of nothing": (lambda: zeros(GIB), "zip-bomb", "上限“解压字节”500000000"),
    "a gibibyte that says it is small": (lambda: zeros(GIB, said=1000), "zip-bomb", "比压缩包目录所写的大"),
    "pressed too hard": (lambda: zeros(64 << 20), "zip-bomb", "上限“压缩比”400"),
    "a zip of a bomb": (lambda: zipped(zeros(GIB)), "not-a-workbook", "解压"),
    "entity bomb": (lambda: defined(WORKBOOK, BOMB), "not-a-workbook", "实体"),
    "entity bomb in a sheet": (lambda: defined(SHEET, BOMB), "not-a-workbook", "实体"),
    "a file from outside": (lambda: defined(WORKBOOK, OUTSIDE), "not-a-workbook", "实体"),
    "a file from outside in a sheet": (lambda: defined(SHEET, OUTSIDE), "not-a-workbook", "实体"),
    "a file from outside in the texts": (
        lambda: parts(PLAIN, **{"xl/comments9.xml": OUTSIDE + "<comments>&a;</comments>"}), "not-a-workbook", "实体"
    ),
    "a file from outside in UTF-16": (lambda: defined(SHEET, OUTSIDE, "utf-16"), "not-a-workbook", "实体"),
    "another host": (lambda: defined("xl/styles.xml", FOREIGN), "not-a-workbook", "实体"),
    "far cell": (lambda: far("XFD1048576"), "far-cell", "上限“列数”1024"),
    "far and empty": (lambda: far("Z900000"), "far-cell", "上限“格数”"),
    "a cell that is not in its row": (long_cell, "far-cell", "上限“列数”1024"),
    "far cell of an .xlsb": (binary_far, "far-cell", "上限“列数”1024"),
    "repeated cell of an .ods": (repeated_cell, "far-cell", "上限"),
    "giant merge": (giant_merge, "giant-merge", "上限“合并格数”"),
    "shared string bomb": (shared_strings, "zip-bomb", "上限“文字字节”"),
    "formatted empty rows": (lambda: empty_rows(150_000, keep=False), "workbook-empty", "没有内容"),
    "truncated": (lambda: PLAIN[:-300], "workbook-truncated", "请重新取得"),
    # what zipfile knows of and cannot do: it says so with NotImplementedError
    "a later zip": (lambda: patched(b"PK\x01\x02", 6, 99), "workbook-truncated", "请重新取得"),
    "a method of its own": (lambda: patched(b"PK\x01\x02", 10, 9), "workbook-truncated", "请重新取得"),
    "patched data": (lambda: patched(b"PK\x01\x02", 8, 0x20), "workbook-truncated", "请重新取得"),
}  # fmt: skip
