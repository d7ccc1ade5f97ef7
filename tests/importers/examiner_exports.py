"""More workbooks made from the requirements alone: what programs write and leave out."""

from __future__ import annotations

import datetime
import io
import zipfile

import openpyxl
import xlwt
from examiner import HEAD, Case, book, days
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from packages import parts

UNIT = {"department": "县水利局"}


def sheet_part(data, xml):
    """The package with another first sheet."""
    return parts(data, lambda name, content: xml.encode() if name == "xl/worksheets/sheet1.xml" else content)


def unplaced_cells():
    """Rows and cells without their addresses, texts in the cells: legal, and some exporters write so."""

    def row(values):
        return (
            "<row>"
            + "".join(
                "<c/>"
                if v is None
                else f"<c><v>{v}</v></c>"
                if isinstance(v, int)
                else f'<c t="inlineStr"><is><t>{v}</t></is></c>'
                for v in values
            )
            + "</row>"
        )

    rows = [
        HEAD,
        [1, "取水许可", "行政许可", "县水利局", "45个工作日", "20个工作日"],
        [2, "河道采砂许可", "行政许可", None, "20个工作日", "5个工作日"],
    ]
    xml = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        + "".join(map(row, rows))
        + "</sheetData></worksheet>"
    )
    return Case(
        "无坐标.xlsx",
        sheet_part(book(("清单", [])), xml),
        [
            ("清单!B2", "取水许可", None, {"legal": days(45), **UNIT}),
            ("清单!B3", "河道采砂许可", None, {"promised": days(5)}),
        ],
    )


def prefixed():
    """Every element of the sheet under a prefix; single quotes; a cell far down in a row of its own."""
    x = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    cells = "".join(
        f"<x:c r='{chr(65 + c)}1' t='inlineStr'><x:is><x:t>{w}</x:t></x:is></x:c>" for c, w in enumerate(HEAD)
    )
    body = "<x:c r='A40'><x:v>1</x:v></x:c>" + "".join(
        f"<x:c r='{chr(66 + c)}40' t='inlineStr'><x:is><x:t>{w}</x:t></x:is></x:c>"
        for c, w in enumerate(["取水许可", "行政许可", "县水利局", "20个工作日", "30个工作日"])
    )
    xml = (
        f"<?xml version='1.0'?><x:worksheet xmlns:x='{x}'><x:sheetData><x:row r='1'>{cells}</x:row>"
        f"<x:row r='40' hidden='1'>{body}</x:row></x:sheetData></x:worksheet>"
    )
    return Case(
        "前缀.xlsx",
        sheet_part(book(("清单", [])), xml),
        [("清单!B40", "取水许可", None, {"promised": days(30), **UNIT})],
        [("promised-exceeds-legal", "清单!F40"), ("hidden-row", "清单!A40")],
    )


def rich_strike():
    """Struck through with the pen of rich text: all of a name, and a part of another."""
    gone, whole = InlineFont(strike=True), CellRichText()
    whole.append(TextBlock(gone, "已取消的许可"))
    half = CellRichText(TextBlock(gone, "旧"), "新建的许可")
    rows = [
        HEAD,
        [1, "取水许可", "行政许可", "县水利局", "即办", "即办"],
        [2, whole, "行政许可", "县水利局", "即办", "即办"],
        [3, half, "行政许可", "县水利局", "即办", "即办"],
    ]
    return Case(
        "划改.xlsx",
        book(("清单", rows)),
        [
            ("清单!B2", "取水许可", None, {}),
            ("清单!B3", "已取消的许可", None, {}),
            ("清单!B4", "旧新建的许可", None, {}),
        ],
        [("row-struck-through", "清单!B3")],
    )


def quoted_csv():
    """Semicolons, quoted line breaks, a quoted semicolon, blank lines, a byte order mark, named as a workbook."""
    text = (
        '\ufeff序号;事项名称;事项类型;实施部门;设定依据\r\n1;取水许可;行政许可;县水利局;"水法第四十八条；\n取水条例"\r\n\r\n'
        '2;"采砂;许可";行政许可;县水利局;\r\n'
    )
    return Case(
        "导出表.xlsx",
        text.encode(),
        [
            ("*!B2", "取水许可", None, {"facts": {"设定依据": "水法第四十八条；\n取水条例"}}),
            ("*!B4", "采砂；许可", None, {}),
        ],
        [("format-csv", "*"), ("extension-differs", "*")],
    )


def old_format():
    """An .xls with merges, a hidden column, an error, an 18-digit text code and a formatted number."""
    work = xlwt.Workbook()
    page = work.add_sheet("清单")
    for column, word in enumerate([*HEAD, "基本编码"]):
        page.write(0, column, word)
    page.write_merge(1, 2, 3, 3, "县水利局")
    for row, values in (
        (1, [1, "取水许可", "行政许可", None, 20, "5个工作日"]),
        (2, [2, "采砂许可", "行政许可", None, "20个工作日", "即办"]),
    ):
        for column, value in enumerate(values):
            if value is not None:
                page.write(
                    row,
                    column,
                    value,
                    xlwt.easyxf(num_format_str='0"个工作日"') if value == 20 else xlwt.Style.default_style,
                )
    page.write(1, 6, 119001000, xlwt.easyxf(num_format_str="000000000000"))
    page.write(2, 6, xlwt.Formula("1/0"))
    page.col(5).hidden = True
    out = io.BytesIO()
    work.save(out)
    return Case(
        "旧表.xls",
        out.getvalue(),
        [
            ("清单!B2", "取水许可", None, {"legal": days(20), "code": "000119001000", **UNIT}),
            ("清单!B3", "采砂许可", None, UNIT),
        ],
        [("hidden-column", "清单!F1"), ("unit-from-header", "清单!E2")],
        ("filled-down", "code-not-text"),
    )


def formulas():
    """Formulas: with what was calculated, without, of a text that is empty; an error of another sheet's reference."""
    data = book(
        (
            "清单",
            [
                HEAD,
                [1, "取水许可", "行政许可", "县水利局", "20个工作日", "5个工作日"],
                [2, "采砂许可", "行政许可", "县水利局", "20个工作日", "5个工作日"],
                [3, "捕捞许可", "行政许可", "县水利局", "20个工作日", "5个工作日"],
            ],
        )
    )

    def change(name, content):
        if name != "xl/worksheets/sheet1.xml":
            return content
        text = content.decode()
        text = text.replace('<c r="A2" t="n"><v>1</v></c>', '<c r="A2"><f>COUNT($A$1:A1)+1</f><v>1</v></c>')
        start, end = text.index('<c r="E2"'), text.index('<c r="F2"')
        text = text[:start] + '<c r="E2" t="str"><f>"20"&amp;"个工作日"</f><v>20个工作日</v></c>' + text[end:]
        start, end = text.index('<c r="E3"'), text.index('<c r="F3"')
        text = text[:start] + '<c r="E3"><f>VLOOKUP(B3,Sheet2!A:B,2,0)</f></c>' + text[end:]
        start, end = text.index('<c r="F4"'), text.index("</row>", text.index('<c r="F4"'))
        return (text[:start] + '<c r="F4" t="e"><f>Sheet9!A1</f><v>#REF!</v></c>' + text[end:]).encode()

    return Case(
        "公式.xlsx",
        parts(data, change),
        [
            ("清单!B2", "取水许可", None, {"legal": days(20)}),
            ("清单!B3", "采砂许可", None, {}),
            ("清单!B4", "捕捞许可", None, {}),
        ],
        [("formula-no-value", "清单!E3"), ("cell-error", "清单!F4")],
        ("sequence-gap",),
        outcome="rows+errors",
    )


def title_in_every_cell():
    """A sheet 254 columns wide whose title stands in every cell; the header on row 28; content beyond the header."""
    rows = [
        ["某县行政许可事项清单"] * 254,
        *([[None]] * 26),
        [*HEAD],
        [1, "取水许可", "行政许可", "县水利局", "即办", "即办", None, None, "多余"],
    ]
    return Case(
        "宽标题.xlsx",
        book(("清单", rows)),
        [("清单!B29", "取水许可", None, UNIT)],
        [("extra-cells", "清单!I29")],
        outcome="rows",
    )


def nameless_things():
    """A zip that holds workbooks and is none."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("清单.xlsx", book(("清单", [HEAD])))
    return Case("打包.xlsx", out.getvalue(), [], [("not-a-workbook", "*")], outcome="error")


def spoilt_codes():
    def form(work):
        work["清单"]["G3"].number_format = "000000000000"
        work["清单"]["G2"].number_format = "@"

    rows = [
        [*HEAD, "基本编码"],
        [1, "取水许可", "行政许可", "县水利局", "即办", "即办", "000119001000"],
        [2, "采砂许可", "行政许可", "县水利局", "即办", "即办", 119002000],
        [3, "捕捞许可", "行政许可", "县水利局", "即办", "即办", 119003000],
        [4, "养殖许可", "行政许可", "县水利局", "即办", "即办", "1.19E+11"],
        [5, "苗种许可", "行政许可", "县水利局", "即办", "即办", 1.1e30],
    ]
    return Case(
        "坏编码.xlsx",
        book(("清单", rows), change=form),
        [
            ("清单!B2", "取水许可", None, {"code": "000119001000"}),
            ("清单!B3", "采砂许可", None, {"code": "000119002000"}),
            ("清单!B4", "捕捞许可", None, {"code": "119003000"}),
            ("清单!B5", "养殖许可", None, {"code": None}),
            ("清单!B6", "苗种许可", None, {"code": None}),
        ],
        [("code-not-text", "清单!G4"), ("code-scientific", "清单!G5"), ("code-scientific", "清单!G6")],
        outcome="rows+errors",
    )


def old_dates():
    """The day system of old Macintosh workbooks: serial 0 is 1904-01-01; a bare number stays a guess that is told."""

    def old(work):
        work.epoch = openpyxl.utils.datetime.MAC_EPOCH

    rows = [
        [*HEAD, "施行日期"],
        [1, "取水许可", "行政许可", "县水利局", "即办", "即办", datetime.date(2021, 12, 31)],
        [2, "采砂许可", "行政许可", "县水利局", "即办", "即办", 43099],
        [3, "捕捞许可", "行政许可", "县水利局", "即办", "即办", "2021年2月30日"],
        [4, "养殖许可", "行政许可", "县水利局", "即办", "即办", "2021年12月"],
    ]
    return Case(
        "旧日期.xlsx",
        book(("清单", rows), change=old),
        [
            ("清单!B2", "取水许可", None, {"date": "2021-12-31"}),
            ("清单!B3", "采砂许可", None, {"date": "2021-12-31"}),
            ("清单!B4", "捕捞许可", None, {"date": None}),
            ("清单!B5", "养殖许可", None, {"date": None}),
        ],
        [("date-serial", "清单!G3"), ("date-invalid", "清单!G4"), ("date-partial", "清单!G5")],
    )


CASES = {
    make.__name__: make
    for make in (
        unplaced_cells,
        prefixed,
        rich_strike,
        quoted_csv,
        old_format,
        formulas,
        title_in_every_cell,
        nameless_things,
        spoilt_codes,
        old_dates,
    )
}
