"""Packages (.xlsx, .ods, .xlsb) made by hand, able to hold what no library would write."""

import io
import struct
import zipfile

from workbooks import HEAD


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
