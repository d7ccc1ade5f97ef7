"""Formats by their bytes, wide, empty, foreign and hostile files, with what must come of them."""

# fmt: off - a table of cells reads better in its own lines
from __future__ import annotations

import datetime
import io
import zipfile

import xlwt
from examiner import HEAD, Case, book, days
from hostile import zeros


def strict():
    plain = book(("清单", [HEAD, [1, "特种设备登记", "行政许可", "县市监局", "30个工作日", "7个工作日"]]))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(plain)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.namelist():
            content = source.read(entry)
            content = content.replace(
                b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                b"http://purl.oclc.org/ooxml/spreadsheetml/main",
            )
            content = content.replace(
                b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
                b"http://purl.oclc.org/ooxml/officeDocument/relationships",
            )
            target.writestr(entry, content)
    return Case(
        "严格.xlsx",
        out.getvalue(),
        [("清单!B2", "特种设备登记", None, {"legal": days(30), "promised": days(7), "department": "县市监局"})],
    )


def old_named_new():
    work = xlwt.Workbook()
    page = work.add_sheet("清单")
    page.write_merge(0, 0, 0, 6, "某县权力清单")
    for column, word in enumerate([*HEAD, "施行日期"]):
        page.write(1, column, word)
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    unit = xlwt.easyxf(num_format_str='0"个工作日"')
    page.write_merge(2, 3, 3, 3, "县文旅局")
    for row, name in ((2, "营业性演出审批"), (3, "旅行社设立许可")):
        page.write(row, 0, row - 1)
        page.write(row, 1, name)
        page.write(row, 2, "行政许可")
        page.write(row, 4, 20, unit)
        page.write(row, 5, 10, unit)
        page.write(row, 6, datetime.date(2021, 7, row), day)
    page.row(3).hidden = True
    out = io.BytesIO()
    work.save(out)
    it = {"department": "县文旅局", "legal": days(20), "promised": days(10)}
    return Case(
        "文旅局.xlsx",
        out.getvalue(),
        [
            ("清单!B3", "营业性演出审批", None, {**it, "date": "2021-07-02"}),
            ("清单!B4", "旅行社设立许可", None, {**it, "date": "2021-07-03"}),
        ],
        [("hidden-row", "清单!4*")],
        ("filled-down",),
    )


def rare_csv():
    lines = [
        "序号\t事项名称\t事项类型\t实施部门\t法定时限",
        "1\t㐂䶮镇户籍登记\t行政确认\t县公安局\t15日",
        '2\t"带有""引号""的\n换行名称许可"\t行政许可\t县公安局\t20个工作日',
    ]
    return Case(
        "公安.csv",
        "\r\n".join(lines).encode("gb18030"),
        [
            ("公安!B2", "㐂䶮镇户籍登记", None, {"department": "县公安局"}),
            ("公安!B3", '带有"引号"的换行名称许可', None, {"legal": days(20)}),
        ],
        [("format-csv", "*"), ("unit-calendar-or-working", "公安!E2")],
    )


def html_xls():
    text = (
        "<html><head><meta charset='utf-8'></head><body><table><tr><td colspan=5>某县清单</td></tr>"
        "<tr><th>序号</th><th>事项名称</th><th>事项类型</th><th>实施部门</th><th>承诺时限</th></tr>"
        "<tr><td>1</td><td>食品经营许可</td><td rowspan=2>行政许可</td><td rowspan=2>县市监局</td><td>5个工作日</td></tr>"
        "<tr><td>2</td><td>药品零售许可&nbsp;</td><td>10个工作日</td></tr></table></body></html>"
    )
    return Case(
        "导出.xls",
        text.encode(),
        [
            ("*!B3", "食品经营许可", None, {"type": "行政许可", "department": "县市监局", "promised": days(5)}),
            ("*!B4", "药品零售许可", None, {"type": "行政许可", "department": "县市监局", "promised": days(10)}),
        ],
        [("format-html", "*")],
        ("filled-down",),
    )


def wide():
    row = [1, "取水许可", "行政许可", "县水利局", "45个工作日", "20个工作日"]
    stray = [2, "河道采砂许可", "行政许可", "县水利局", "20个工作日", "20个工作日"] + [None] * 247 + ["多余的字"]
    return Case(
        "很宽.xlsx",
        book(("清单", [HEAD, row, stray])),
        [
            ("清单!B2", "取水许可", None, {"legal": days(45)}),
            ("清单!B3", "河道采砂许可", None, {}),
        ],
        [("extra-cells", "清单!IT3")],
    )


def empties():
    return Case("空.xlsx", book(("Sheet1", []), ("Sheet2", [])), [], [("workbook-empty", "*")])


def no_catalogue():
    return Case(
        "评分.xlsx",
        book(("指标", [["序号", "一级指标", "二级指标", "权重"], [1, "履职", "受理", "25%"]])),
        [],
        [("not-a-catalogue", "*")],
        outcome="error",
    )


def bomb():
    return Case("炸弹.xlsx", zeros(600 << 20), [], [("zip-bomb", "*")], outcome="error")


CASES = {make.__name__: make for make in (strict, old_named_new, rare_csv, html_xls, wide, empties, no_catalogue, bomb)}
