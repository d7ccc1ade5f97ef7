"""More workbooks made from the requirements alone: what departments do to a table."""

from __future__ import annotations

from examiner import HEAD, Case, book, days
from openpyxl.comments import Comment

UNIT = {"department": "县水利局"}


def comments_everywhere():
    def mark(work):
        page = work["清单"]
        page["A1"].comment = Comment("2024年版", "甲")
        page["E2"].comment = Comment("只算审批时间", "乙")
        page["E4"].comment = Comment("与市里口径不同，待定", "丙")

    rows = [
        ["县水利局事项清单"],
        HEAD,
        [1, "取水许可", "行政许可", "县水利局", "20日", "5日"],
        [2, "采砂许可", "行政许可", "县水利局", "20日", "5日"],
    ]
    return Case(
        "批注.xlsx",
        book(("清单", rows), change=mark),
        [("清单!B3", "取水许可", None, {}), ("清单!B4", "采砂许可", None, {})],
        [
            ("cell-comment", "清单!A1"),
            ("cell-comment", "清单!E2"),
            ("cell-comment", "清单!E4"),
            ("unit-calendar-or-working", "清单!E3"),
        ],
        outcome="rows",
    )


def hidden_things():
    def hide(work):
        work["底稿"].sheet_state = "veryHidden"
        page = work["清单"]
        page.column_dimensions["F"].hidden = True
        page.column_dimensions["H"].hidden = True  # nothing stands there
        page.row_dimensions[3].hidden = True

    rows = [
        HEAD,
        [1, "取水许可", "行政许可", "县水利局", "20个工作日", "5个工作日"],
        [2, "采砂许可", "行政许可", "县水利局", "20个工作日", "5个工作日"],
    ]
    return Case(
        "隐藏.xlsx",
        book(("清单", rows), ("底稿", [HEAD, [1, "渔业许可", "行政许可", "县水利局", "即办", "即办"]]), change=hide),
        [("清单!B2", "取水许可", None, {}), ("清单!B3", "采砂许可", None, {}), ("底稿!B2", "渔业许可", None, {})],
        [("hidden-row", "清单!A3"), ("hidden-column", "清单!F1"), ("hidden-sheet", "底稿!A1")],
    )


def names_by_number():
    """Sub-matters numbered under a main matter, merged, blank and 无; two numbers in one cell; a gap."""
    head = ["序号", "主项名称", "子项名称", "事项类型", "实施部门"]
    rows = [
        head,
        [1, "水工程建设许可", "1.建设规划同意书", "行政许可", "县水利局"],
        [None, None, "2.方案审查", "行政许可", "县水利局"],
        ["2、3", "取水许可", "无", "行政许可", "县水利局"],
        [5, "采砂许可", None, "行政许可", "县水利局"],
        [5, "水土保持方案审批", "/", "行政许可", "县水利局"],
    ]
    return Case(
        "编号.xlsx",
        book(("清单", rows, ["A2:A3", "B2:B3"])),
        [
            ("清单!C2", "建设规划同意书", "水工程建设许可", {}),
            ("清单!C3", "方案审查", "水工程建设许可", {}),
            ("清单!B4", "取水许可", None, {}),
            ("清单!B5", "采砂许可", None, {}),
            ("清单!B6", "水土保持方案审批", None, {}),
        ],
        [("sequence-merged", "清单!A4"), ("sequence-gap", "清单!A5"), ("sequence-duplicate", "清单!A6")],
        ("filled-down",),
    )


def no_main():
    head = ["序号", "主项名称", "子项名称", "事项类型", "实施部门"]
    rows = [
        head,
        [1, None, "方案审查", "行政许可", "县水利局"],
        [2, "取水许可", "首次申请", "行政许可", "县水利局"],
        [3, None, "延续申请", "行政许可", "县水利局"],
        [4, "", "", "行政许可", "县水利局"],
    ]
    return Case(
        "缺主项.xlsx",
        book(("清单", rows)),
        [
            ("清单!C2", "方案审查", None, {}),
            ("清单!C3", "首次申请", "取水许可", {}),
            ("清单!C4", "延续申请", "取水许可", {}),
        ],
        [("main-name-missing", "清单!C2"), ("filled-down", "清单!B4"), ("name-missing", "清单!*")],
        outcome="rows+errors",
    )


def counted_tabs():
    """Counts in tabs, titles and sections, right and wrong; a section without a count; a spare sheet."""
    head = ["序号", "事项名称", "事项类型"]
    one = [["县水利局权责清单（共2项）"], head, [1, "取水许可", "行政许可"], [2, "采砂许可", "行政许可"]]
    two = [
        head,
        ["一、行政许可（2项）"],
        [1, "林木采伐许可", None],
        [2, "木材运输许可", None],
        ["二、行政确认"],
        [3, "林权登记", None],
        ["三、行政处罚（3项）"],
        [4, "对滥伐林木的处罚", None],
    ]
    return Case(
        "计数.xlsx",
        book(("县水利局（3项）", one), ("县林业局", two, ["A2:C2", "A5:C5", "A7:C7"]), ("Sheet3", [])),
        [
            ("县水利局（3项）!B3", "取水许可", None, {"department": "县水利局"}),
            ("县水利局（3项）!B4", "采砂许可", None, {}),
            ("县林业局!B3", "林木采伐许可", None, {"type": "行政许可", "department": "县林业局"}),
            ("县林业局!B4", "木材运输许可", None, {}),
            ("县林业局!B6", "林权登记", None, {"type": "行政确认"}),
            ("县林业局!B8", "对滥伐林木的处罚", None, {"type": "行政处罚"}),
        ],
        [
            ("section-count-mismatch", "县水利局（3项）!A1"),
            ("section-count-mismatch", "县林业局!A7"),
            ("sheet-no-rows", "Sheet3!A1"),
            ("department-from-sheet-name", "县林业局!A1"),
            ("type-from-section", "县林业局!*"),
        ],
    )


def header_units():
    """A number's unit: in the heading, in its own cell, nowhere; a range; 法定 shorter than 承诺 after conversion."""
    head = ["序号", "事项名称", "事项类型", "实施部门", "法定时限（工作日）", "承诺时限"]
    rows = [
        head,
        [1, "取水许可", "行政许可", "县水利局", 20, "5"],
        [2, "采砂许可", "行政许可", "县水利局", "三十", "3至5个工作日"],
        [3, "捕捞许可", "行政许可", "县水利局", "1个月", "45个工作日"],
        [4, "养殖许可", "行政许可", "县水利局", "20天（工作日）", "当日办结"],
        [5, "苗种许可", "行政许可", "县水利局", "法定20个工作日", "30分钟"],
    ]
    return Case(
        "单位.xlsx",
        book(("清单", rows)),
        [
            ("清单!B2", "取水许可", None, {"legal": days(20), "promised": None}),
            ("清单!B3", "采砂许可", None, {"legal": days(30), "promised": days(5)}),
            ("清单!B4", "捕捞许可", None, {"legal": days(1, "月"), "promised": days(45)}),
            ("清单!B5", "养殖许可", None, {"legal": days(20)}),
            ("清单!B6", "苗种许可", None, {"legal": days(20), "promised": days(0.5, "小时")}),
        ],
        [
            ("unit-from-header", "清单!E2"),
            ("time-unit", "清单!F2"),
            ("unit-from-header", "清单!E3"),
            ("time-range", "清单!F3"),
            ("promised-exceeds-legal", "清单!F4"),
            ("time-unknown", "清单!F5"),
        ],
    )


def strange_levels():
    spelled = [
        ("县级", ["县级"]),
        ("县（市、区）级", ["县级"]),
        ("省、市、县三级", ["省级", "市级", "县级"]),
        ("镇街", ["乡级"]),
        ("□省级 ☑县级 ☑乡级", ["县级", "乡级"]),
        ("■村级", ["村级"]),
        ("负责本行政区域内的管理", []),
        ("/", []),
        ("市级/县级", ["市级", "县级"]),
        ("乡镇人民政府、街道办事处", ["乡级"]),
    ]
    rows = [["序号", "事项名称", "事项类型", "实施部门", "行使层级"]]
    rows += [
        [n, f"第{chr(0x7531 + n)}类层级许可", "行政许可", "县水利局", text] for n, (text, _) in enumerate(spelled, 1)
    ]
    return Case(
        "怪层级.xlsx",
        book(("清单", rows)),
        [
            (f"清单!B{n + 1}", f"第{chr(0x7531 + n)}类层级许可", None, {"levels": want})
            for n, (_, want) in enumerate(spelled, 1)
        ],
        [("level-unknown", "清单!E8")],
    )


def grants():
    """Several recipients in a cell, one a line; the same recipient twice."""
    head = ["序号", "赋权事项名称", "原实施主体", "承接主体", "赋权方式"]
    rows = [
        head,
        [1, "小额救助审批", "县民政局", "甲镇、乙镇\n丙街道", "委托"],
        [2, "临时救助审批", "县民政局", "各镇（含开发区）", "委托"],
    ]
    return Case(
        "赋权.xlsx",
        book(("赋权", rows)),
        [("赋权!B2", "小额救助审批", None, {"department": "县民政局"}), ("赋权!B3", "临时救助审批", None, {})],
        outcome="rows",
    )


def footers():
    """Notes, signatures, page numbers, a subtotal under each department, a total; the title again on the next page."""
    title = ["某县政务服务事项目录"]
    rows = [
        title,
        HEAD,
        [1, "取水许可", "行政许可", "县水利局", "即办", "即办"],
        ["小计", None, 1],
        title,
        HEAD,
        [2, "采砂许可", "行政许可", "县水利局", "即办", "即办"],
        ["合计：2项"],
        ["注：本表一式两份。"],
        ["填表人：某某", None, None, "审核人：某某"],
        [None, None, None, None, "2024年5月6日"],
        ["第1页 共1页"],
    ]
    return Case(
        "页脚.xlsx",
        book(("目录", rows)),
        [("目录!B3", "取水许可", None, {}), ("目录!B7", "采砂许可", None, {})],
        [
            ("subtotal-row", "目录!A4"),
            ("repeated-header", "目录!A5"),
            ("repeated-header", "目录!A6"),
            ("subtotal-row", "目录!A8"),
            ("note-row", "目录!A9"),
            ("note-row", "目录!A10"),
            ("note-row", "目录!E11"),
            ("note-row", "目录!A12"),
        ],
        ("name-missing", "row-not-understood"),
        outcome="rows",
    )


def lists_disagree():
    """The same row on two sheets; the same matter with another limit on a third."""
    row = ["取水许可", "行政许可", "县水利局", "45个工作日", "20个工作日"]
    other = ["采砂许可", "行政许可", "县水利局", "20个工作日", "5个工作日"]
    changed = [*other[:3], "30个工作日", "5个工作日"]
    return Case(
        "总分表.xlsx",
        book(("总表", [HEAD, [1, *row], [2, *other]]), ("分表", [HEAD, [1, *row]]), ("新表", [HEAD, [1, *changed]])),
        [
            ("总表!B2", "取水许可", None, {}),
            ("总表!B3", "采砂许可", None, {}),
            ("分表!B2", "取水许可", None, {}),
            ("新表!B2", "采砂许可", None, {}),
        ],
        [
            ("duplicate-same", "分表!B2"),
            ("duplicate-conflict", "总表!B3"),
            ("duplicate-conflict", "新表!B2"),
            ("conflict", "新表!B2"),
            ("conflict", "总表!B3"),
        ],
        outcome="rows+errors",
    )


def odd_names():
    """Names with zero-width signs, line breaks, full-width letters, list numbers, a circled number; and fillers."""
    spelled = [
        ("取\u200b水许可", "取水许可"),
        ("采砂\n许可\n证核发", "采砂许可证核发"),
        ("Ａ类许可（１）", "A类许可（1）"),
        ("（一）捕捞许可", "捕捞许可"),
        ("①养殖许可", "养殖许可"),
        (" 苗种 许可 ", "苗种许可"),
        ("同上", "同上"),
        ("行政许可", "行政许可"),
        ("水产（苗种许可", "水产（苗种许可"),
    ]
    rows = [HEAD, *([n, text, "行政许可", "县水利局", "即办", "即办"] for n, (text, _) in enumerate(spelled, 1))]
    return Case(
        "怪名称.xlsx",
        book(("清单", rows)),
        [(f"清单!B{n + 1}", name, None, {}) for n, (_, name) in enumerate(spelled, 1)],
        [("name-suspicious", "清单!B8"), ("name-suspicious", "清单!B9"), ("name-suspicious", "清单!B10")],
    )


def departments():
    """A title line says whose the table is; the tab says otherwise; a department column has short names."""
    one = [["填报单位：县水利局（盖章）"], ["序号", "事项名称", "事项类型"], [1, "取水许可", "行政许可"]]
    two = [
        HEAD,
        [1, "社保登记", "行政确认", "县人社局", "即办", "即办"],
        [2, "就业登记", "行政确认", "县人力资源和社会保障局", "即办", "即办"],
    ]
    return Case(
        "部门.xlsx",
        book(("县林业局", one), ("社保", two)),
        [
            ("县林业局!B3", "取水许可", None, UNIT),
            ("社保!B2", "社保登记", None, {"department": "县人社局"}),
            ("社保!B3", "就业登记", None, {"department": "县人力资源和社会保障局"}),
        ],
        [("department-from-title", "县林业局!A1"), ("department-alias", "社保!D2")],
    )


CASES = {
    make.__name__: make
    for make in (
        comments_everywhere,
        hidden_things,
        names_by_number,
        no_main,
        counted_tabs,
        header_units,
        strange_levels,
        grants,
        footers,
        lists_disagree,
        odd_names,
        departments,
    )
}
