"""Nasty values: each workbook with the rows and the findings that a careful clerk would write down by hand."""

from datetime import date, datetime

from nasty import expect
from workbooks import HEAD, book, matter, read, rewrite

LIMITS = ["序号", "事项名称", "事项类型", "法定时限", "承诺时限"]


def limit(value, unit):
    return {"value": value, "unit": unit}


def test_limits_in_every_spelling():
    pairs = [
        ("20个工作日", "即办"),
        ("60日", "30个自然日"),
        ("三十个工作日", "当场办结"),
        ("2个月", "24小时"),
        ("1年", "5—10个工作日"),
        ("无", "/"),
        ("２０　工作日", "不超过十五个工作日"),
        ("20", "按规定办理"),
        ("20个工作日（不含公示期）", "0个工作日"),
        ("5个工作日", "10个工作日"),
        ("半年", "90分钟"),
    ]
    rows = [LIMITS, *([n, f"第{n}类事项办理", "行政许可", *pair] for n, pair in enumerate(pairs, 1))]
    expected = [
        (limit(20, "工作日"), limit(0, "即办")),
        (limit(60, "日"), limit(30, "自然日")),
        (limit(30, "工作日"), limit(0, "即办")),
        (limit(2, "月"), limit(24, "小时")),
        (limit(1, "年"), limit(10, "工作日")),
        (None, None),
        (limit(20, "工作日"), limit(15, "工作日")),
        (None, None),
        (limit(20, "工作日"), limit(0, "即办")),
        (limit(5, "工作日"), limit(10, "工作日")),
        (limit(0.5, "年"), limit(1.5, "小时")),
    ]
    expect(
        read(book(rows)),
        [{"legal": legal, "promised": promised} for legal, promised in expected],
        {
            ("unit-calendar-or-working", "清单!D3"), ("time-range", "清单!E6"), ("time-unit", "清单!D9"),
            ("time-unknown", "清单!E9"), ("time-with-remark", "清单!D10"), ("time-zero", "清单!E10"),
            ("promised-exceeds-legal", "清单!E11"),
        },
    )  # fmt: skip


def test_the_unit_stands_in_the_header_the_number_format_or_a_column():
    def shape(work):
        page = work.active
        page["E2"].number_format = '0"个工作日"'
        page["E3"].number_format = "0个自然日"

    head = ["序号", "事项名称", "事项类型", "法定办结时限（工作日）", "承诺办结时限", "承诺办结时限单位"]
    rows = [
        head,
        [1, "甲事项办理", "行政许可", 20, 5, None],
        [2, "乙事项办理", "行政许可", 20, 7, None],
        [3, "丙事项办理", "行政许可", "30日", 10, "工作日"],
        [4, "丁事项办理", "行政许可", 20, 10, "1"],
    ]
    header = {("unit-from-header", f"清单!{cell}") for cell in ("D2", "D3", "D5", "E2", "E3", "E4")}
    expect(
        read(book(rows, change=shape)),
        [
            {"legal": limit(20, "工作日"), "promised": limit(5, "工作日")},
            {"legal": limit(20, "工作日"), "promised": limit(7, "自然日")},
            {"legal": limit(30, "日"), "promised": limit(10, "工作日")},
            {"legal": limit(20, "工作日"), "promised": None},
        ],
        {*header, ("unit-calendar-or-working", "清单!D4"), ("code-table-missing", "清单!E5")},
    )


def test_codes_that_a_spreadsheet_has_spoilt():
    def shape(work):
        page = work.active
        page["H6"].number_format = "000000000000"

    rows = [
        [*HEAD, "基本编码"],
        [*matter(1, "甲事项办理"), "000118009000"],
        [*matter(2, "乙事项办理"), 118009000],
        [*matter(3, "丙事项办理"), "1.1E+30"],
        [*matter(4, "丁事项办理"), 511602199001011234],
        [*matter(5, "戊事项办理"), 118009000],
        [*matter(6, "己事项办理"), 1.1e30],
        [*matter(7, "庚事项办理"), "11990101MB0000000A"],
    ]
    expect(
        read(rewrite(book(rows, change=shape), rb"5\.116\d*e\+17", b"511602199001011234")),
        [
            {"code": "000118009000"},
            {"code": "118009000"},
            {"code": None},
            {"code": None, "facts": {"原文": {"基本编码": "511602199001011234"}}},
            {"code": "000118009000"},
            {"code": None},
            {"code": "11990101MB0000000A"},
        ],
        {
            ("code-not-text", "清单!H3"), ("code-scientific", "清单!H4"), ("code-not-text", "清单!H5"),
            ("code-scientific", "清单!H5"), ("code-not-text", "清单!H7"), ("code-scientific", "清单!H7"), ("code-checksum", "清单!H8"),
        },
    )  # fmt: skip


def dates(cells, **how):
    head = ["文号", "文件标题", "发文机关", "成文日期"]
    return book(
        [head, *([f"示例〔{n}〕", f"第{n}号文件标题", "示例县人民政府", cell] for n, cell in enumerate(cells, 1))],
        **how,
    )


def test_dates_in_eight_spellings_and_what_is_no_date():
    good = ["2021-12-31", "2021/12/31", "2021.12.31", "2021年12月31日", "20211231", "二〇二一年十二月三十一日",
            date(2021, 12, 31), datetime(2021, 12, 31, 8, 30), "２０２１－１２－３１", "2021年十二月卅一日"]  # fmt: skip
    bad = [44561, "44561", "2021年12月", "12月31日", "2021-02-30", "明年年初"]
    rows = [{"date": "2021-12-31"}] * 12 + [{"date": None}] * 4
    expect(
        read(dates([*good, *bad])),
        rows,
        {
            ("date-serial", "清单!D12"), ("date-serial", "清单!D13"), ("date-partial", "清单!D14"), ("date-partial", "清单!D15"),
            ("date-invalid", "清单!D16"), ("date-invalid", "清单!D17"),
        },
    )  # fmt: skip


def test_the_other_date_system():
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    def old(work):
        work.epoch = CALENDAR_MAC_1904

    result = read(dates([date(2021, 12, 31), 43099], change=old))
    expect(result, [{"date": "2021-12-31"}] * 2, {("date-serial", "清单!D3")})


def test_cell_errors_and_formulas_without_a_value():
    data = book([HEAD, matter(1, "甲事项办理", unit='=IF(1,"县民政局","")'), matter(2, "乙事项办理")])
    data = rewrite(data, rb'<c r="G3" (t="\w+")>', rb'<c r="G3" t="e"><v>#REF!</v></c><c r="H3" \1>')
    expect(
        read(data),
        [{"name": "甲事项办理", "department": None}, {"name": "乙事项办理", "promised": None}],
        {("formula-no-value", "清单!E2"), ("cell-error", "清单!G3"), ("extra-cells", "清单!H3")},
    )


def test_types_by_name_and_by_code():
    rows = [
        HEAD,
        *(
            matter(n, f"第{n}类事项办理", kind=kind)
            for n, kind in enumerate(["行政许可（国办）", "许可", "01", "行政审查"], 1)
        ),
    ]
    expect(
        read(book(rows)),
        [{"type": "行政许可"}, {"type": "行政许可"}, {"type": None}, {"type": None}],
        {("code-table-missing", "清单!D4"), ("type-unknown", "清单!D5")},
    )


def test_a_very_long_text_is_named_and_not_carried_on():
    rows = [[*HEAD, "备注"], [*matter(1, "甲事项办理"), "某" * 100]]
    data = rewrite(book(rows), rb'<c r="H2".*?</c>',
                   b'<c r="H2" t="inlineStr"><is><t>' + b"a" * 40_000 + b"</t></is></c>")  # fmt: skip
    expect(read(data), [{"name": "甲事项办理"}], {("cell-too-long", "清单!H2")})
