"""Still more workbooks made from the requirements alone: what other offices and programs do."""

from __future__ import annotations

import datetime

from examiner import HEAD, Case, book, days
from openpyxl.comments import Comment

UNIT = {"department": "县水利局"}


def captions_in_the_middle():
    rows = [
        ["县水利局政务服务事项清单"],
        HEAD,
        [1, "取水许可", "行政许可", "县水利局", "20个工作日", "5个工作日"],
        ["（以下为委托镇街办理的事项）"],
        [2, "采砂许可", "行政许可", "县水利局", "20个工作日", "5个工作日"],
        ["说明：上面两项自2024年起调整"],
        [3, "捕捞许可", "行政许可", "县水利局", "20个工作日", "5个工作日"],
    ]
    return Case(
        "中间标题.xlsx",
        book(("清单", rows, ["A1:F1", "A4:F4", "A6:F6"])),
        [("清单!B3", "取水许可", None, UNIT), ("清单!B5", "采砂许可", None, UNIT), ("清单!B7", "捕捞许可", None, UNIT)],
        [("note-row", "清单!A6")],
        ("name-missing",),
        "rows",
    )


def two_kinds_of_table():
    h = ["序号", "事项名称", "事项类型", "实施部门", "法定时限", "承诺时限"]
    rows = [
        ["甲表"],
        h,
        [1, "取水许可", "行政许可", "县水利局", "20个工作日", "5个工作日"],
        [],
        ["附表二 赋权事项"],
        ["序号", "赋权事项名称", "原实施主体", "承接主体", "赋权方式"],
        [1, "小额救助审批", "县民政局", "甲镇", "委托"],
    ]
    return Case(
        "两种表.xlsx",
        book(("表", rows)),
        [("表!B3", "取水许可", None, UNIT), ("表!B7", "小额救助审批", None, {"department": "县民政局"})],
        [("second-header", "表!A6")],
        ("name-missing",),
    )


def ticked_levels():
    rows = [
        ["序号", "事项名称", "事项类型", "实施部门", "行使层级", None, None, None, "法定时限", "承诺时限"],
        [None, None, None, None, "市级", "县级", "乡级", "村级", None, None],
        [1, "取水许可", "行政许可", "县水利局", None, "√", "√", None, "20个工作日", "5个工作日"],
        [2, "采砂许可", "行政许可", "县水利局", "√", None, "部分", None, "20个工作日", "5个工作日"],
    ]
    return Case(
        "勾层级.xlsx",
        book(("清单", rows, ["E1:H1", "A1:A2", "B1:B2", "C1:C2", "D1:D2", "I1:I2", "J1:J2"])),
        [
            ("清单!B3", "取水许可", None, {"levels": ["县级", "乡级"]}),
            ("清单!B4", "采砂许可", None, {"levels": ["市级"]}),
        ],
        [("tick-unclear", "清单!G4")],
    )


def more_dates():
    sp = [
        "2021.1.3",
        "二〇二一年一月三日",
        "2021年01月03日",
        "2021/1/3",
        "20210103",
        "2021-01-03 00:00:00",
        datetime.datetime(2021, 1, 3),
        44199,
        "二零二一年一月三日",
        "２０２１．１．３",
        "2021、1、3",
        "自2021年1月3日起施行",
        "2021年1月3 日",
    ]
    rows = [[*HEAD, "施行日期"]] + [
        [n, f"第{chr(0x7531 + n)}种许可", "行政许可", "县水利局", "20个工作日", "5个工作日", d]
        for n, d in enumerate(sp, 1)
    ]
    return Case(
        "多种日期.xlsx",
        book(("清单", rows)),
        [(f"清单!B{n + 1}", f"第{chr(0x7531 + n)}种许可", None, {"date": "2021-01-03"}) for n in range(1, len(sp) + 1)],
        [("date-serial", "清单!G9")],
        ("date-invalid", "date-partial"),
    )


def codes_with_signs():
    rows = [
        [*HEAD, "基本编码"],
        [1, "取水许可", "行政许可", "县水利局", "20个工作日", "5个工作日", "0001 1900 1000"],
        [2, "采砂许可", "行政许可", "县水利局", "20个工作日", "5个工作日", "０００１１９００２０００"],
        [3, "捕捞许可", "行政许可", "县水利局", "20个工作日", "5个工作日", "\u200b000119003000\u00a0"],
        [4, "养殖许可", "行政许可", "县水利局", "20个工作日", "5个工作日", "'000119004000"],
        [5, "苗种许可", "行政许可", "县水利局", "20个工作日", "5个工作日", 1.234567890123456789e17],
    ]
    return Case(
        "编码带符号.xlsx",
        book(("清单", rows)),
        [
            ("清单!B2", "取水许可", None, {"code": "000119001000"}),
            ("清单!B3", "采砂许可", None, {"code": "000119002000"}),
            ("清单!B4", "捕捞许可", None, {"code": "000119003000"}),
            ("清单!B5", "养殖许可", None, {"code": "000119004000"}),
            ("清单!B6", "苗种许可", None, {"code": None}),
        ],
        [("code-scientific", "清单!G6")],
    )


def provincial_page():
    t = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta charset="gbk"><style>td{mso-number-format:"\\@"}</style></head><body>
<table border=1><caption>某省政务服务事项</caption><thead><tr><th rowspan=2>序号</th><th rowspan=2>事项名称</th><th rowspan=2>实施部门</th><th colspan=2>办理时限</th></tr><tr><th>法定</th><th>承诺</th></tr></thead>
<tbody><tr><td>1<td>取水许可&nbsp;<td rowspan=2>县水利局<td>20个工作日<td>5个<br>工作日</tr>
<tr><td>2</td><td>采砂<br/>许可</td><td>30个工作日</td><td><script>alert(1)</script>10个工作日</td></tr></tbody></table></body></html>"""
    return Case(
        "省系统导出.xls",
        t.encode("gb18030"),
        [
            ("*!B3", "取水许可", None, {"legal": days(20), "promised": days(5), **UNIT}),
            ("*!B4", "采砂许可", None, {"promised": days(10), **UNIT}),
        ],
        [("format-html", "*")],
        ("filled-down",),
    )


def one_name_two_levels():
    rows = [
        ["序号", "事项名称", "事项类型", "实施部门", "行使层级", "法定时限", "承诺时限"],
        [1, "取水许可", "行政许可", "县水利局", "市级", "45个工作日", "20个工作日"],
        [2, "取水许可", "行政许可", "县水利局", "县级", "45个工作日", "10个工作日"],
    ]
    return Case(
        "同名两级.xlsx",
        book(("清单", rows)),
        [("清单!B2", "取水许可", None, {"levels": ["市级"]}), ("清单!B3", "取水许可", None, {"levels": ["县级"]})],
        [],
        ("duplicate-conflict", "duplicate-same", "conflict"),
        "rows",
    )


def owners_over_rows():
    h = ["序号", "部门", "职权名称", None, "职权类型", "实施依据", "责任事项", "追责情形"]
    h2 = [None, None, "主项", "子项", None, None, None, None]
    rows = [
        ["某县权责清单"],
        h,
        h2,
        [1, "县水利局", "水工程许可", "1.规划同意书", "行政许可", "水法", "受理", "违规"],
        [None, None, None, "2.方案审查", "行政许可", "水法", "受理", "违规"],
        [2, None, "取水许可", "无", "行政许可", "水法", "受理", "违规"],
        [3, "县林业局", "林木采伐许可", "—", "行政许可", "森林法", "受理", "违规"],
        ["小计", "3项"],
        ["合计", 3],
    ]
    return Case(
        "部门合并.xlsx",
        book(
            (
                "权责",
                rows,
                ["A1:H1", "A2:A3", "B2:B3", "C2:D2", "E2:E3", "F2:F3", "G2:G3", "H2:H3", "B4:B6", "A4:A5", "C4:C5"],
            )
        ),
        [
            ("权责!D4", "规划同意书", "水工程许可", UNIT),
            ("权责!D5", "方案审查", "水工程许可", UNIT),
            ("权责!C6", "取水许可", None, UNIT),
            ("权责!C7", "林木采伐许可", None, {"department": "县林业局"}),
        ],
        [("subtotal-row", "权责!A8"), ("subtotal-row", "权责!A9")],
        ("filled-down",),
        "rows",
    )


def notes_between():
    rows = [
        HEAD,
        [1, "取水许可", "行政许可", "县水利局", "20个工作日", "5个工作日"],
        [None, "注：本项含临时取水"],
        [2, "采砂许可", "行政许可", "县水利局", "20个工作日", "5个工作日"],
        [None, "（备注：上一项由市级委托）"],
        [4, "捕捞许可", "行政许可", "县水利局", "20个工作日", "5个工作日"],
        [None, None, None, None, None, "审核人：某某"],
    ]
    return Case(
        "行间说明.xlsx",
        book(("清单", rows)),
        [("清单!B2", "取水许可", None, {}), ("清单!B4", "采砂许可", None, {}), ("清单!B6", "捕捞许可", None, {})],
        [("note-row", "清单!B3"), ("note-row", "清单!B5"), ("sequence-gap", "清单!A6"), ("note-row", "清单!F7")],
        ("name-missing",),
        "rows",
    )


def wps():
    def ch(w):
        p = w["Sheet1"]
        p.sheet_properties.tabColor = "FF0000"
        p.freeze_panes = "A3"
        p.auto_filter.ref = "A2:F4"
        p["B3"].comment = Comment("WPS用户:\n已取消", "x")
        p["E4"].number_format = '0"个工作日"'
        p.row_dimensions[5].hidden = True
        for r in range(6, 2000):
            p.cell(r, 1).number_format = "@"
        w.create_sheet("WpsReserved_CellImgList").sheet_state = "veryHidden"

    rows = [
        ["单位（盖章）：县水利局"],
        ["序号", "事项名称", "事项类型", "法定时限", "法定时限单位", "承诺时限"],
        [1, "取水许可", "行政许可", 20, "工作日", "5个工作日"],
        [2, "采砂许可", "行政许可", 20, "自然日", "即办"],
        [3, "捕捞许可", "行政许可", 1, "月", "无"],
    ]
    return Case(
        "金山.xlsx",
        book(("Sheet1", rows), change=ch),
        [
            ("Sheet1!B3", "取水许可", None, {"legal": days(20), **UNIT}),
            ("Sheet1!B4", "采砂许可", None, {"legal": days(20, "自然日")}),
            ("Sheet1!B5", "捕捞许可", None, {"legal": days(1, "月"), "promised": None}),
        ],
        [("cell-comment", "Sheet1!B3"), ("hidden-row", "Sheet1!A5"), ("department-from-title", "Sheet1!A1")],
        ("layout-unknown",),
    )


def level_lists():
    sp = [
        ("县级（含园区）", ["县级"]),
        ("县级、乡级（受理）", ["县级", "乡级"]),
        ("县、乡", ["县级", "乡级"]),
        ("县乡两级", ["县级", "乡级"]),
        ("1.县级 2.乡级", ["县级", "乡级"]),
        ("县级\n乡级", ["县级", "乡级"]),
        ("省级,市级,县级", ["省级", "市级", "县级"]),
        ("县级审批，乡级初审", ["县级", "乡级"]),
        ("本级", []),
        ("4", []),
    ]
    rows = [["序号", "事项名称", "事项类型", "实施部门", "行使层级", "承诺时限"]] + [
        [n, f"第{chr(0x7531 + n)}种许可", "行政许可", "县水利局", t, "5个工作日"] for n, (t, _) in enumerate(sp, 1)
    ]
    return Case(
        "层级罗列.xlsx",
        book(("清单", rows)),
        [(f"清单!B{n + 1}", None, None, {"levels": w}) for n, (_, w) in enumerate(sp, 1)],
        [("level-unknown", "清单!E10"), ("code-table-missing", "清单!E11")],
    )


def section_over_header():
    rows = [
        ["一、行政许可（共2项）"],
        HEAD,
        [1, "取水许可", None, "县水利局", "20个工作日", "5个工作日"],
        ["二、行政确认（共1项）"],
        [2, "水权确认", None, "县水利局", "20个工作日", "5个工作日"],
        ["共计3项"],
    ]
    return Case(
        "表头上的分节.xlsx",
        book(("清单", rows, ["A1:F1", "A4:F4"])),
        [("清单!B3", "取水许可", None, {"type": "行政许可"}), ("清单!B5", "水权确认", None, {"type": "行政确认"})],
        [("section-count-mismatch", "清单!A1")],
    )


CASES = {
    make.__name__: make
    for make in (
        captions_in_the_middle,
        two_kinds_of_table,
        ticked_levels,
        more_dates,
        codes_with_signs,
        provincial_page,
        one_name_two_levels,
        owners_over_rows,
        notes_between,
        wps,
        level_lists,
        section_over_header,
    )
}
