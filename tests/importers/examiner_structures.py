"""Headers, groups, merges, sections, levels, ticks, pages, marks: workbooks with what must come of them."""

# fmt: off - a table of cells reads better in its own lines
from __future__ import annotations

from examiner import HEAD, Case, book, days
from openpyxl.comments import Comment
from openpyxl.styles import Font


def karamay():
    def hide(work):
        page = work["县民政局"]
        page.row_dimensions[8].hidden = True
        page.column_dimensions["J"].hidden = True

    rows = [
        ["某县行政权力事项目录"],
        [
            "序  号",
            "实施\n部门",
            "权力名称",
            None,
            "权力\n类型",
            "行使层级",
            "办理时限（工作日）",
            None,
            "设定依据",
            "内部编号",
        ],
        [None, None, "主项", "子项", None, None, "法定", "承诺", None, None],
        [1, "县民政局", "慈善组织公开募捐资格审批", "无", "行政许可", "县级", 20, 5, "慈善法第二十二条", "n1"],
        [2, None, "养老机构备案", "设立备案", "其他行政权力", "县市区级", "20", "即办", "老年人权益保障法", "n2"],
        [None, None, None, "变更备案", "其他行政权力", "县市区级", "/", "无", None, "n3"],
        [3, None, "社会团体登记", None, "行政许可", "县级", 60, 20, "社会团体登记管理条例", "n4"],
        [None, None, None, None, "行政许可", "省级", 60, 30, "社会团体登记管理条例", "n5"],
    ]
    data = book(
        (
            "县民政局",
            rows,
            [
                "A1:J1",
                "C2:D2",
                "G2:H2",
                "B4:B8",
                "A5:A6",
                "C5:C6",
                "A7:A8",
                "C7:C8",
                "A2:A3",
                "B2:B3",
                "E2:E3",
                "F2:F3",
                "I2:I3",
            ],
        ),
        change=hide,
    )
    it = {"department": "县民政局"}
    return Case(
        "县民政局权责清单.xlsx",
        data,
        [
            (
                "县民政局!C4",
                "慈善组织公开募捐资格审批",
                None,
                {**it, "type": "行政许可", "levels": ["县级"], "legal": days(20), "promised": days(5)},
            ),
            (
                "县民政局!D5",
                "设立备案",
                "养老机构备案",
                {**it, "type": "其他行政权力", "levels": ["县级"], "legal": days(20), "promised": days(0, "即办")},
            ),
            ("县民政局!D6", "变更备案", "养老机构备案", {**it, "legal": None, "promised": None}),
            ("县民政局!C7", "社会团体登记", None, {**it, "levels": ["县级"], "legal": days(60), "promised": days(20)}),
            ("县民政局!C7", "社会团体登记", None, {**it, "levels": ["省级"], "legal": days(60), "promised": days(30)}),
        ],
        [("hidden-row", "县民政局!8*"), ("hidden-column", "县民政局!J*"), ("unit-from-header", "县民政局!G*")],
        ("duplicate-same", "conflict", "sequence-gap", "sequence-duplicate", "filled-down", "name-missing"),
    )


def sections():
    rows = [
        ["某镇权责清单（2021年版）"],
        HEAD,
        ["一、行政许可（共3项）"],
        [1, "甲类设立许可", "行政许可", "县林业局", "20个工作日", "10个工作日"],
        [2, "乙类采伐许可", "行政许可", "县林业局", "20个工作日", "10个工作日"],
        ["二、行政处罚（2项）"],
        [1, "对滥伐林木的处罚", "行政处罚", "县林业局", "90日", "90日"],
        [3, "对盗伐林木的处罚", "行政处罚", "县林业局", "90日", "90日"],
        ["三、行政确认"],
        [1, "丙类权属确认", "行政确认", "县林业局", "15个工作日", "15个工作日"],
        [1, "丁类资格确认", "行政确认", "县林业局", "15个工作日", "15个工作日"],
        ["2,3（两项合并）", "戊类等级确认", "行政确认", "县林业局", "15个工作日", "15个工作日"],
        [4, "己类事故确认", "行政确认", "县林业局", "15个工作日", "15个工作日"],
        ["小计", "7项"],
        ["合计", None, None, None, 7],
        ["填表人：张某", None, None, "审核人：李某", None, "2021年12月31日"],
    ]
    it = {"department": "县林业局"}
    names = [
        (4, "甲类设立许可"),
        (5, "乙类采伐许可"),
        (7, "对滥伐林木的处罚"),
        (8, "对盗伐林木的处罚"),
        (10, "丙类权属确认"),
        (11, "丁类资格确认"),
        (12, "戊类等级确认"),
        (13, "己类事故确认"),
    ]
    return Case(
        "林业.xlsx",
        book(("清单", rows, ["A1:F1", "A3:F3", "A6:F6", "A9:F9"])),
        [(f"清单!B{r}", n, None, it) for r, n in names],
        [
            ("section-count-mismatch", "清单!A3"),
            ("sequence-gap", "清单!A8"),
            ("sequence-duplicate", "清单!A11"),
            ("sequence-merged", "清单!A12"),
        ],
        ("name-missing", "main-name-missing", "type-unknown"),
    )


def levels():
    rows = [
        HEAD[:4] + ["行使层级"],
        [1, "公路超限运输许可（县级）", "行政许可", "县交通局", None],
        [2, "老年人优待证办理", "公共服务", "县民政局", "村级负责受理、乡级负责办结"],
        [3, "农村宅基地审批", "行政许可", "县农业局", "县级、镇(乡、街道)级"],
        [4, "林木采伐许可", "行政许可", "县林业局", "地州市级"],
        [5, "道路运输许可", "行政许可", "县交通局", "省级/市级/县（区）级"],
        [6, "广告审查", "行政许可", "县市监局", "天上"],
        [7, "临时救助", "行政给付", "县民政局", "村（社区）级"],
        [8, "外国人工作许可", "行政许可", "县人社局", "国家级,省级"],
    ]
    return Case(
        "层级.xlsx",
        book(("清单", rows)),
        [
            ("清单!B2", "公路超限运输许可(县级)".replace("(", "（").replace(")", "）"), None, {"levels": ["县级"]}),
            ("清单!B3", "老年人优待证办理", None, {"levels": ["乡级", "村级"]}),
            ("清单!B4", "农村宅基地审批", None, {"levels": ["县级", "乡级"]}),
            ("清单!B5", "林木采伐许可", None, {"levels": ["市级"]}),
            ("清单!B6", "道路运输许可", None, {"levels": ["省级", "市级", "县级"]}),
            ("清单!B7", "广告审查", None, {"levels": []}),
            ("清单!B8", "临时救助", None, {"levels": ["村级"]}),
            ("清单!B9", "外国人工作许可", None, {"levels": ["国家级", "省级"]}),
        ],
        [("level-unknown", "清单!E7")],
    )


def ticks():
    rows = [
        ["序号", "事项名称", "事项类型", "实施部门", "行使层级", None, None, "办件类型"],
        [None, None, None, None, "市级", "县级", "乡级", None],
        [1, "残疾人证核发", "行政确认", "县残联", None, "√", "√", "■即办件 □承诺件"],
        [2, "护林员聘用备案", "其他行政权力", "县林业局", "■", "□", "□", "□即办件 ☑承诺件"],
    ]
    return Case(
        "打勾.xlsx",
        book(("清单", rows, ["E1:G1", "A1:A2", "B1:B2", "C1:C2", "D1:D2", "H1:H2"])),
        [
            ("清单!B3", "残疾人证核发", None, {"levels": ["县级", "乡级"], "facts": {"自报办件类型": "即办件"}}),
            ("清单!B4", "护林员聘用备案", None, {"levels": ["市级"], "facts": {"自报办件类型": "承诺件"}}),
        ],
        [],
        ("level-unknown",),
    )


def sheets_of_departments():
    head = ["序号", "主项名称", "子项名称", "权力类型", "设定依据"]
    one = [head, [1, "婚姻登记", "结婚登记", "行政确认", "民法典"], [None, None, "离婚登记", "行政确认", "民法典"]]
    two = [head, [1, "采矿许可", None, "行政许可", "矿产资源法"]]
    three = [head]

    def hide(work):
        work["县教育局"].sheet_state = "hidden"

    data = book(
        ("县民政局（2项）", one, ["A2:A3", "B2:B3"]),
        ("县自然资源局（5项）", two),
        ("县水利局", three),
        ("Sheet3", []),
        ("县教育局", [head, [1, "民办学校设立审批", None, "行政许可", "民办教育促进法"]]),
        ("说明", [["本表由各部门填写，请于月底前上报"]]),
        change=hide,
    )
    return Case(
        "各部门.xlsx",
        data,
        [
            ("县民政局（2项）!C2", "结婚登记", "婚姻登记", {"department": "县民政局"}),
            ("县民政局（2项）!C3", "离婚登记", "婚姻登记", {"department": "县民政局"}),
            ("县自然资源局（5项）!B2", "采矿许可", None, {"department": "县自然资源局"}),
            ("县教育局!B2", "民办学校设立审批", None, {"department": "县教育局"}),
        ],
        [
            ("department-from-sheet-name", "县民政局（2项）!A*"),
            ("section-count-mismatch", "县自然资源局（5项）!*"),
            ("sheet-no-rows", "县水利局!*"),
            ("hidden-sheet", "县教育局!*"),
        ],
        ("workbook-empty",),
    )


def pages():
    body = lambda n, name: [n, name, "行政许可", "县交通局", "20个工作日", "5个工作日"]  # noqa: E731
    rows = [
        ["某县清单"],
        HEAD,
        body(1, "巡游车经营许可"),
        body(2, "货运经营许可"),
        ["本页小计", "2项"],
        ["某县清单"],
        HEAD,
        body(3, "客运站经营许可"),
        body(4, "涉路施工许可"),
        ["总计：4项"],
        ["注：本清单自公布之日起施行。"],
        ["负责人（签字）：", None, None, "（盖章）"],
        [None, None, None, "2021年12月"],
    ]
    return Case(
        "分页.xlsx",
        book(("清单", rows)),
        [
            ("清单!B3", "巡游车经营许可", None, {}),
            ("清单!B4", "货运经营许可", None, {}),
            ("清单!B8", "客运站经营许可", None, {}),
            ("清单!B9", "涉路施工许可", None, {}),
        ],
        [],
        ("sequence-gap", "sequence-duplicate", "name-missing", "type-unknown", "section-count-mismatch"),
    )


def struck():
    def mark(work):
        page = work["清单"]
        for cell in page[3]:
            cell.font = Font(strike=True)
        page["F4"].comment = Comment("张三:\n拟改为3日", "张三")

    rows = [
        HEAD,
        [1, "甲项许可", "行政许可", "县住建局", "20个工作日", "5个工作日"],
        [2, "乙项许可", "行政许可", "县住建局", "20个工作日", "5个工作日"],
        [3, "丙项许可", "行政许可", "县住建局", "20个工作日", "5个工作日"],
    ]
    return Case(
        "划线.xlsx",
        book(("清单", rows), change=mark),
        [
            ("清单!B2", "甲项许可", None, {}),
            ("清单!B3", "乙项许可", None, {}),
            ("清单!B4", "丙项许可", None, {}),
        ],
        [("row-struck-through", "清单!3*"), ("cell-comment", "清单!F4")],
    )


def blanks():
    head = ["序号", "主项名称", "子项名称", "权力类型", "实施部门", "承诺时限"]
    rows = [
        head,
        [1, "甲主项", "甲一", "行政许可", "县粮食局", "5个工作日"],
        [None, None, "甲二", "行政许可", "县粮食局", "5个工作日"],
        [2, "乙主项", "/", "行政许可", "县粮食局", "5个工作日"],
        [3, "丙主项", "无", "行政许可", None, "5个工作日"],
        [4, None, None, "行政许可", "县粮食局", "5个工作日"],
        [5, "1", None, "行政许可", "县粮食局", "5个工作日"],
    ]
    return Case(
        "空白.xlsx",
        book(("清单", rows)),
        [
            ("清单!C2", "甲一", "甲主项", {}),
            ("清单!C3", "甲二", "甲主项", {}),
            ("清单!B4", "乙主项", None, {}),
            ("清单!B5", "丙主项", None, {}),
            ("清单!B7", None, None, {}),
        ],
        [("filled-down", "清单!B3"), ("name-missing", "清单!6*"), ("name-suspicious", "清单!B7")],
    )


def late_header():
    rows = [[f"文件说明第{n}行"] for n in range(1, 28)]
    rows += [
        ["序  号", "事 项\n名 称", "基本信息", None, None, None],
        [None, None, "类 型", "部门", "时限", None],
        [None, None, None, None, "法定时限", "承诺时限"],
    ]
    rows += [[1, "甲号许可", "行政许可", "县税务局", "20个工作日", "5个工作日"]]
    return Case(
        "晚表头.xlsx",
        book(("清单", rows, ["A28:A30", "B28:B30", "C28:F28", "C29:C30", "D29:D30", "E29:F29"])),
        [
            (
                "清单!B31",
                "甲号许可",
                None,
                {"type": "行政许可", "department": "县税务局", "legal": days(20), "promised": days(5)},
            ),
        ],
    )


CASES = {
    make.__name__: make
    for make in (karamay, sections, levels, ticks, sheets_of_departments, pages, struck, blanks, late_header)
}
