"""Codes, dates, errors, limits, names, twins: workbooks with what must come of them."""

# fmt: off - a table of cells reads better in its own lines
from __future__ import annotations

import datetime

from examiner import HEAD, Case, book, days


def number_codes():
    head = ["序号", "事项名称", "事项类型", "实施部门", "基本编码"]
    rows = [
        head,
        [1, "甲登记", "行政确认", "县人社局", 118009000],
        [2, "乙登记", "行政确认", "县人社局", "1.10118E+11"],
        [3, "丙登记", "行政确认", "县人社局", 123456789012345678],
        [4, "丁登记", "行政确认", "县人社局", 118012000],
        [5, "戊登记", "行政确认", "县人社局", "000118013000"],
    ]

    def form(work):
        work["清单"]["E5"].number_format = "000000000000"

    return Case(
        "编码.xlsx",
        book(("清单", rows), change=form),
        [
            ("清单!B2", "甲登记", None, {}),
            ("清单!B3", "乙登记", None, {}),
            ("清单!B4", "丙登记", None, {}),
            ("清单!B5", "丁登记", None, {"code": "000118012000"}),
            ("清单!B6", "戊登记", None, {"code": "000118013000"}),
        ],
        [("code-not-text", "清单!E2"), ("code-scientific", "清单!E3"), ("code-scientific", "清单!E4")],
    )


def eight_dates():
    texts = [
        "2021-12-31",
        "2021/12/31",
        "2021.12.31",
        "2021年12月31日",
        "20211231",
        "二〇二一年十二月三十一日",
        "２０２１－１２－３１",
        datetime.date(2021, 12, 31),
        44561,
        "2021-12-31 00:00:00",
        "2021年12月",
        "2021-02-30",
    ]
    rows = [["序号", "事项名称", "事项类型", "实施部门", "施行日期"]]
    rows += [
        [n + 1, f"{'甲乙丙丁戊己庚辛壬癸子丑'[n]}事项许可", "行政许可", "县气象局", text]
        for n, text in enumerate(texts)
    ]
    want = ["2021-12-31"] * 10 + [None, None]
    return Case(
        "日期.xlsx",
        book(("清单", rows)),
        [
            (f"清单!B{n + 2}", f"{'甲乙丙丁戊己庚辛壬癸子丑'[n]}事项许可", None, {"date": day})
            for n, day in enumerate(want)
        ],
        [("date-serial", "清单!E10"), ("date-partial", "清单!E12"), ("date-invalid", "清单!E13")],
    )


def cell_errors():
    rows = [
        HEAD,
        ["=COUNT(A$1:A1)+1", "甲项备案", "行政许可", "县发改局", "=VLOOKUP(1,Z:Z,1,0)", "5个工作日"],
        [2, "乙项备案", "行政许可", "#REF!", "20个工作日", "5个工作日"],
    ]

    def err(work):
        page = work["清单"]
        page["D3"].value, page["D3"].data_type = "#REF!", "e"

    return Case(
        "错误值.xlsx",
        book(("清单", rows), change=err),
        [
            ("清单!B2", "甲项备案", None, {"legal": None, "promised": days(5)}),
            ("清单!B3", "乙项备案", None, {"department": None}),
        ],
        [("formula-no-value", "清单!E2"), ("cell-error", "清单!D3")],
    )


def limits():
    spelled = [
        ("20个工作日", days(20)),
        ("二十个工作日", days(20)),
        ("20 工作日", days(20)),
        ("30个自然日", days(30, "自然日")),
        ("60日", days(60, "日")),
        ("即办", days(0, "即办")),
        ("当场办结", days(0, "即办")),
        ("无", None),
        ("/", None),
        ("2小时", days(2, "小时")),
        ("3个月", days(3, "月")),
        ("1年", days(1, "年")),
        ("十五日", days(15, "日")),
        ("5-10个工作日", None),
        ("若干天", None),
        ("２０个工作日", days(20)),
        ("半个月", None),
        ("45个工作日（不含公示）", days(45)),
        ("1.5个工作日", days(1.5)),
    ]
    rows = [["序号", "事项名称", "事项类型", "实施部门", "法定办结时限"]]
    rows += [
        [n + 1, f"第{chr(0x7532 + n)}类时限许可", "行政许可", "县司法局", text] for n, (text, _) in enumerate(spelled)
    ]
    skip = {"5-10个工作日", "半个月", "45个工作日（不含公示）"}
    return Case(
        "时限.xlsx",
        book(("清单", rows)),
        [
            (f"清单!B{n + 2}", f"第{chr(0x7532 + n)}类时限许可", None, {} if text in skip else {"legal": want})
            for n, (text, want) in enumerate(spelled)
        ],
        [("unit-calendar-or-working", "清单!E6"), ("unit-calendar-or-working", "清单!E14"), ("time-range", "清单!E15")],
        ("promised-exceeds-legal",),
    )


def over_legal():
    rows = [
        HEAD,
        [1, "甲审批", "行政许可", "县教育局", "20个工作日", "1个月"],
        [2, "乙审批", "行政许可", "县教育局", "5日", "60个工作日"],
        [3, "丙审批", "行政许可", "县教育局", "3个月", "60个工作日"],
        [4, "丁审批", "行政许可", "县教育局", "20个工作日", "25个自然日"],
        [5, "戊审批", "行政许可", "县教育局", "即办", "3个工作日"],
        [6, "己审批", "行政许可", "县教育局", "20个工作日", "20个工作日"],
        [7, "庚审批", "行政许可", "县教育局", "10个工作日", "20个工作日"],
    ]
    return Case(
        "承诺.xlsx",
        book(("清单", rows)),
        [(f"清单!B{n + 2}", f"{c}审批", None, {}) for n, c in enumerate("甲乙丙丁戊己庚")],
        [("promised-exceeds-legal", f"清单!F{n}") for n in (3, 6, 8)],
    )


def twins():
    rows = [
        HEAD,
        [1, "甲种许可", "行政许可", "县应急局", "20个工作日", "5个工作日"],
        [2, "甲种许可", "行政许可", "县应急局", "20个工作日", "5个工作日"],
        [3, "乙种许可", "行政许可", "县应急局", "20个工作日", "5个工作日"],
        [4, "乙种许可", "行政许可", "县应急局", "20个工作日", "10个工作日"],
        [5, "甲种许可", "行政许可", "县消防队", "20个工作日", "5个工作日"],
    ]
    return Case(
        "重复.xlsx",
        book(("清单", rows)),
        [
            ("清单!B2", "甲种许可", None, {}),
            ("清单!B3", "甲种许可", None, {}),
            ("清单!B4", "乙种许可", None, {}),
            ("清单!B5", "乙种许可", None, {}),
            ("清单!B6", "甲种许可", None, {}),
        ],
        [("duplicate-same", "清单!B3"), ("duplicate-conflict", "清单!B5")],
    )


def two_sheets():
    one = [
        HEAD,
        [1, "甲种检验", "行政许可", "县卫健局", "20个工作日", "5个工作日"],
        [2, "乙种检验", "行政许可", "县卫健局", "20个工作日", "5个工作日"],
    ]
    two = [
        HEAD,
        [1, "甲种检验", "行政许可", "县卫健局", "30个工作日", "5个工作日"],
        [2, "乙种检验", "行政许可", "县卫健局", "20个工作日", "5个工作日"],
    ]
    return Case(
        "两表.xlsx",
        book(
            ("总表", one),
            ("分表", two),
            ("评分表", [["指标", "权重", "得分"], ["履职", "25%", 90], ["满意", "75%", 80]]),
        ),
        [
            ("总表!B2", "甲种检验", None, {"legal": days(20)}),
            ("总表!B3", "乙种检验", None, {}),
            ("分表!B2", "甲种检验", None, {"legal": days(30)}),
            ("分表!B3", "乙种检验", None, {}),
        ],
        [("conflict", "分表!B2"), ("duplicate-same", "分表!B3"), ("not-a-catalogue", "评分表!*")],
        outcome="rows+errors",
    )


def broken_names():
    names = [
        "1.甲项许可",
        "（一）乙项许可",
        "2、丙\n项许\n可",
        "丁\u200b项\ufeff许可",
        "戊项(含变更)许可",
        "ＡＢＣ１２３类许可",
        "  己项　许可 ",
        "3D打印许可",
        "12345热线受理",
        "①庚项许可",
    ]
    want = [
        "甲项许可",
        "乙项许可",
        "丙项许可",
        "丁项许可",
        "戊项（含变更）许可",
        "ABC123类许可",
        None,
        "3D打印许可",
        "12345热线受理",
        "庚项许可",
    ]
    rows = [HEAD] + [[n + 1, name, "行政许可", "县烟草局", "20个工作日", "5个工作日"] for n, name in enumerate(names)]
    return Case(
        "名称.xlsx",
        book(("清单", rows)),
        [(f"清单!B{n + 2}", name, None, {}) for n, name in enumerate(want)],
        [],
        ("name-missing",),
    )


def aliases():
    rows = [
        HEAD,
        [1, "甲股许可", "行政许可", "某县民政局", "20个工作日", "5个工作日"],
        [2, "乙股许可", "行政许可", "民政局", "20个工作日", "5个工作日"],
        [3, "丙股许可", "行政许可", "某县民政局\n", "20个工作日", "5个工作日"],
    ]
    return Case(
        "别名.xlsx",
        book(("清单", rows)),
        [
            ("清单!B2", "甲股许可", None, {"department": "某县民政局"}),
            ("清单!B3", "乙股许可", None, {}),
            ("清单!B4", "丙股许可", None, {"department": "某县民政局"}),
        ],
        [("department-alias", "清单!D3")],
    )


def type_codes():
    rows = [
        ["序号", "事项名称", "事项类型", "实施部门", "办件类型"],
        [1, "甲码许可", "01", "县档案局", 1],
        [2, "乙码许可", "行政许可", "县档案局", "2"],
        [3, "丙码许可", "行政大许可", "县档案局", "承诺件"],
    ]
    return Case(
        "代码.xlsx",
        book(("清单", rows)),
        [("清单!B2", "甲码许可", None, {}), ("清单!B3", "乙码许可", None, {}), ("清单!B4", "丙码许可", None, {})],
        [("type-unknown", "清单!C4")],
        outcome="rows+errors",
    )


CASES = {
    make.__name__: make
    for make in (
        number_codes,
        eight_dates,
        cell_errors,
        limits,
        over_legal,
        twins,
        two_sheets,
        broken_names,
        aliases,
        type_codes,
    )
}
