"""The dashboard as a workbook: all figures on one sheet, breakdowns on others, with charts that a spreadsheet draws itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from exporters.figures.indicators import MONTH, Breakdown, IndicatorLine
from exporters.spreadsheet import HEAD_FILL, INK, RULE, bytes_of, new_book

HEADS = ("指标", "分子（或数量）", "分母", "经批准剔除", "比率", "计数单位", "时段", "来源", "说明")
WIDTHS = (30, 14, 12, 12, 10, 10, 22, 34, 60)
_MOST_CHARTED = 40
_ROW_HIGH = 20  # pixels of a row of a spreadsheet


def workbook(lines: Sequence[IndicatorLine], made: date, *, lead: str, mark: str = "") -> bytes:
    """The workbook's bytes; the same lines and day give the same bytes. Rates are numbers; what is no number is words."""
    book = new_book(made, f"{mark}指标")
    forms = _forms(book)
    _all(book, forms, lines, lead, mark)
    for dimension in dict.fromkeys(one.name for line in lines for one in line.dimensions):
        _dimension(book, forms, lines, dimension, mark)
    _exclusions(book, forms, lines, mark)
    return bytes_of(book)


def _forms(book: Any) -> dict[str, Any]:
    plain = {"font_name": "宋体", "font_size": 10, "font_color": INK, "valign": "vcenter", "text_wrap": True}
    boxed = plain | {"border": 1, "border_color": RULE}
    return {
        "lead": book.add_format(plain | {"text_wrap": False}),
        "head": book.add_format(boxed | {"font_name": "黑体", "align": "center", "bg_color": HEAD_FILL}),
        "cell": book.add_format(boxed | {"num_format": "@"}),
        "number": book.add_format(boxed | {"num_format": "#,##0.##;-#,##0.##;0"}),
        "share": book.add_format(boxed | {"num_format": "0.00%"}),
        "fine share": book.add_format(boxed | {"num_format": "0.00######%"}),
    }


def _page(book: Any, name: str, mark: str) -> Any:
    page = book.add_worksheet(name[:28])
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_header(f"&L{mark}{'（虚构数据，不作依据）' if mark else ''}&R{name}")
    page.set_footer("&C第 &P 页，共 &N 页")
    return page


def _put(page: Any, row: int, column: int, value: Any, forms: dict[str, Any]) -> None:
    if value is None or value == "":
        page.write_blank(row, column, None, forms["cell"])
    elif isinstance(value, str):
        page.write_string(row, column, value, forms["cell"])
    else:
        page.write_number(row, column, float(value), forms["number"])


def _rate(page: Any, row: int, column: int, one: Breakdown | IndicatorLine, forms: dict[str, Any]) -> None:
    if one.percent.endswith("%") and one.denominator:
        places = len(one.percent.partition(".")[2]) - 1  # as many as are needed not to say 0 or 100 of what is neither
        form = forms["share"] if places <= 2 else forms["fine share"]
        page.write_number(row, column, float(one.numerator) / float(one.denominator), form)
    else:
        page.write_string(row, column, one.percent, forms["cell"])


def _all(book: Any, forms: dict[str, Any], lines: Sequence[IndicatorLine], lead: str, mark: str) -> None:
    page = _page(book, "指标", mark)
    page.write_string(
        0, 0, f"{mark}指标　{lead}　每项列出分子、分母、经批准剔除、时段和来源；没有分母可除的写“不适用”", forms["lead"]
    )
    for column, (head, width) in enumerate(zip(HEADS, WIDTHS, strict=True)):
        page.set_column(column, column, width)
        page.write_string(1, column, head, forms["head"])
    for row, line in enumerate(lines, start=2):
        for column, value in enumerate((line.name, line.numerator, line.denominator, line.excluded)):
            _put(page, row, column, value, forms)
        _rate(page, row, 4, line, forms)
        for column, text in enumerate((line.counted_in, line.period, line.source, line.note), start=5):
            _put(page, row, column, text, forms)
    page.freeze_panes(2, 1)
    page.autofilter(1, 0, max(2, len(lines) + 1), len(HEADS) - 1)
    page.repeat_rows(1)
    rates = [n for n, line in enumerate(lines, start=2) if line.percent.endswith("%")]
    if rates:
        _rates_chart(book, page, lines, rates, len(lines))


def _rates_chart(book: Any, page: Any, lines: Sequence[IndicatorLine], rates: list[int], many: int) -> None:
    """All rates side by side, under the table; a chart needs its cells in a row, so they are repeated on a sheet of their own."""
    data = book.add_worksheet("图数据")
    data.hide()
    for place, row in enumerate(rates):
        line = lines[row - 2]
        data.write_string(place, 0, line.name)
        data.write_number(place, 1, float(line.numerator) / float(line.denominator or 1))
    chart = book.add_chart({"type": "bar"})
    chart.add_series({
        "name": "比率", "categories": ["图数据", 0, 0, len(rates) - 1, 0], "values": ["图数据", 0, 1, len(rates) - 1, 1],
        "data_labels": {"value": True, "num_format": "0.00%"}, "fill": {"color": "#7fa3c9"}, "gap": 40,
    })  # fmt: skip
    chart.set_title({"name": "各项比率", "name_font": {"size": 12}})
    chart.set_legend({"none": True})
    chart.set_x_axis({"min": 0, "max": 1, "num_format": "0%"})
    chart.set_y_axis({"reverse": True})
    chart.set_size({"width": 900, "height": max(240, 26 * len(rates) + 80)})
    page.insert_chart(many + 4, 0, chart, {"description": "横条图：各项比率，数字见上表"})


def _dimension(book: Any, forms: dict[str, Any], lines: Sequence[IndicatorLine], dimension: str, mark: str) -> None:
    """One sheet a dimension: every indicator that is read by it, each with its chart at the right."""
    page = _page(book, f"按{dimension}", mark)
    heads = ("指标", dimension, "分子（或数量）", "分母", "比率")
    for column, (head, width) in enumerate(zip(heads, (30, 30, 14, 12, 10), strict=True)):
        page.set_column(column, column, width)
        page.write_string(0, column, head, forms["head"])
    row, free = 1, 1
    for line in lines:
        for one in (found for found in line.dimensions if found.name == dimension):
            first = row
            for part in one.rows:
                for column, value in enumerate((line.name, part.label, part.numerator, part.denominator)):
                    _put(page, row, column, value, forms)
                _rate(page, row, 4, part, forms)
                row += 1
            if 1 < len(one.rows) <= _MOST_CHARTED:
                free = max(free, first)
                free += _chart(book, page, line, dimension, first, row - 1, free)
    page.freeze_panes(1, 1)
    page.autofilter(0, 0, max(1, row - 1), len(heads) - 1)
    page.repeat_rows(0)


def _chart(book: Any, page: Any, line: IndicatorLine, dimension: str, first: int, last: int, at: int) -> int:
    """Draw the rows at the right, from row `at` on; how many rows the chart is high."""
    sheet, column = page.get_name(), 4 if line.is_rate else 2
    chart = book.add_chart({"type": "line" if dimension == MONTH else "bar"})
    look = (
        {"marker": {"type": "circle"}, "line": {"color": "#1b4b82"}}
        if dimension == MONTH
        else {"fill": {"color": "#7fa3c9"}, "gap": 40}
    )
    chart.add_series({
        "name": line.name, "categories": [sheet, first, 1, last, 1], "values": [sheet, first, column, last, column],
        "data_labels": {"value": True, "font": {"size": 8}}, **look,
    })  # fmt: skip
    chart.set_title({"name": f"{line.name}（按{dimension}）", "name_font": {"size": 11}})
    chart.set_legend({"none": True})
    high = 300 if dimension == MONTH else max(200, 22 * (last - first + 1) + 90)
    chart.set_size({"width": 620, "height": high})
    shares = {"min": 0, "num_format": "0.0%"} if line.is_rate else {"min": 0}
    chart.set_y_axis(shares if dimension == MONTH else {"reverse": True, "num_font": {"size": 8}, "interval_unit": 1})
    chart.set_x_axis({} if dimension == MONTH else shares)
    page.insert_chart(at, 6, chart, {"description": f"{line.name}按{dimension}，数字见左边第{first + 1}—{last + 1}行"})
    return high // _ROW_HIGH + 2


def _exclusions(book: Any, forms: dict[str, Any], lines: Sequence[IndicatorLine], mark: str) -> None:
    rows = [(line.name, *one) for line in lines for one in line.exclusions]
    if not rows:
        return
    page = _page(book, "经批准剔除", mark)
    wide = max(map(len, rows))
    for column, head in enumerate(("指标", "单位", "事项", "理由", "批准文号")[:wide]):
        page.set_column(column, column, 30)
        page.write_string(0, column, head, forms["head"])
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            _put(page, number, column, value, forms)
    page.freeze_panes(1, 0)
