"""A sheet as a workbook: printed page (landscape A4, repeated header, merged cells) and an unmerged one for machines.

Page breaks are set here, because no spreadsheet program repeats a merged cell after a page break: a merge is cut
where the page ends, so that every page shows its department.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from catalogue.finding import UserError
from exporters.sheet import Row, Sheet
from exporters.spreadsheet import HEAD_FILL, INK, LINE, PADDING, RULE, SECTION_FILL, UNIT, bytes_of, height, new_book

MACHINE = "机器可读"
PAGE_WIDTH, PAGE_HEIGHT = 842 - 2 * 32, 595 - 2 * 58  # A4 landscape less margins, points
DIGIT = 8  # px of a digit in 宋体 11, by which Excel measures columns
SLACK = 0.84  # a substitute font has digits up to 9.3 px: the last column must still be on the page


@dataclass(frozen=True)
class Line:
    """One row of the printed sheet: what kind, what it says, how high."""

    kind: str  # 节 / 行 / 空
    height: float
    row: Row | None = None
    heading: str = ""


def workbook(sheet: Sheet, made: date) -> bytes:
    """The workbook's bytes; the same sheet and day give the same bytes. Text is never taken for a formula."""
    book = new_book(made, sheet.mark + sheet.title, size=11)
    _printed(book, sheet)
    if sheet.machine:
        _machine(book, sheet)
    return bytes_of(book)


def _formats(book: Any) -> dict[str, Any]:
    plain = {"font_name": "宋体", "font_size": 10, "font_color": INK, "valign": "vcenter", "text_wrap": True}
    boxed = plain | {"border": 1, "border_color": RULE}
    bold = {"font_name": "黑体", "bold": False}
    return {
        "title": book.add_format(plain | bold | {"font_size": 18, "align": "center"}),
        "subtitle": book.add_format(plain | {"align": "center", "font_color": "#52606d"}),
        "head": book.add_format(boxed | bold | {"align": "center", "bg_color": HEAD_FILL}),
        "section": book.add_format(boxed | bold | {"bg_color": SECTION_FILL}),
        "cell": book.add_format(boxed),
        "middle": book.add_format(boxed | {"align": "center"}),
        "total": book.add_format(boxed | bold),
        "note": book.add_format(plain | {"font_color": "#52606d"}),
        "plain": book.add_format({"font_name": "宋体", "font_size": 10}),
        "text": book.add_format({"font_name": "宋体", "font_size": 10, "num_format": "@"}),
    }


def _printed(book: Any, sheet: Sheet) -> None:
    page, formats, last = book.add_worksheet("打印"), _formats(book), len(sheet.columns) - 1
    scale = _page_setup(page, sheet)
    for number, column in enumerate(sheet.columns):
        page.set_column(number, number, column.width * UNIT / DIGIT)
    width = sum(column.width for column in sheet.columns)
    title = f"（{sheet.mark}）{sheet.title}" if sheet.mark else sheet.title
    _across(page, 0, last, title, formats["title"], 34)
    _across(page, 1, last, sheet.subtitle, formats["subtitle"], height(sheet.subtitle, width))
    header = max(height(column.title, column.width) for column in sheet.columns)
    page.set_row(2, header)
    for number, column in enumerate(sheet.columns):
        _write(page, 2, number, column.title, formats["head"])
    page.repeat_rows(2)
    page.freeze_panes(3, 0)

    lines = _lines(sheet, width)
    starts = _breaks(lines, PAGE_HEIGHT / scale * 0.94, 34 + height(sheet.subtitle, width) + header, header)
    page.set_h_pagebreaks([3 + start for start in starts if start])
    for number, line in enumerate(lines):
        if line.kind != "行":
            _across(page, 3 + number, last, line.heading, formats["section"], line.height)
            continue
        page.set_row(3 + number, line.height)
        for place, column in enumerate(sheet.columns):
            if column.key not in sheet.merges and line.row is not None:
                _write(
                    page, 3 + number, place, line.row.get(column.key, ""), formats[_style(column.width)], column.number
                )
    _merged(page, sheet, lines, set(starts), formats["cell"])
    end = 3 + len(lines)
    _across(page, end, last, sheet.total, formats["total"], height(sheet.total, width))
    for number, note in enumerate(sheet.notes, start=1):
        _across(page, end + number, last, f"说明：{note}", formats["note"], height(note, width))
    page.print_area(0, 0, end + len(sheet.notes), last)


def _page_setup(page: Any, sheet: Sheet) -> float:
    page.set_landscape()
    page.set_paper(9)
    page.set_margins(left=32 / 72, right=32 / 72, top=58 / 72, bottom=58 / 72)
    mark = f'&L&"黑体,常规"&12{sheet.mark}（虚构数据，不作依据）' if sheet.mark else ""
    page.set_header(f"{mark}&R&9 {sheet.title.replace('&', '&&')[:60]}", {"margin": 0.35})
    page.set_footer("&C&9第 &P 页，共 &N 页", {"margin": 0.35})
    points = sum((column.width * UNIT + 5) * 0.75 for column in sheet.columns)
    scale = max(10, min(100, int(PAGE_WIDTH / points * 100 * SLACK)))
    page.set_print_scale(scale)
    page.center_horizontally()
    return scale / 100


def _lines(sheet: Sheet, width: float) -> list[Line]:
    lines = []
    for section in sheet.sections:
        if section.heading:
            lines.append(Line("节", height(section.heading, width), heading=section.heading))
        for row in section.rows:
            tall = max(height(row.get(column.key, ""), column.width) for column in sheet.columns)
            lines.append(Line("行", tall, row))
    return lines or [Line("空", LINE + PADDING, heading="本期没有列入的事项。")]


def _breaks(lines: list[Line], page: float, first: float, header: float) -> list[int]:
    """Numbers of the lines that begin a page; a section row is never left alone at the foot."""
    starts, used = [0], first
    for number, line in enumerate(lines):
        needed = line.height
        if line.kind == "节" and number + 1 < len(lines):
            needed += lines[number + 1].height
        if used + needed > page and number > starts[-1]:
            starts.append(number)
            used = header
        used += line.height
    return starts


def _merged(page: Any, sheet: Sheet, lines: list[Line], starts: set[int], cell: Any) -> None:
    """Write the merged columns: equal neighbours of one section and one page, inside the merges to their left."""
    places = [(place, column.key) for place, column in enumerate(sheet.columns) if column.key in sheet.merges]
    for depth, (place, key) in enumerate(places):
        outer = [name for _, name in places[: depth + 1]]
        begin = 0
        while begin < len(lines):
            row = lines[begin].row
            end = begin
            while row is not None and end + 1 < len(lines) and end + 1 not in starts:
                below = lines[end + 1].row
                if below is None or any(below.get(name) != row.get(name) for name in outer):
                    break
                end += 1
            if row is not None:
                if end > begin:
                    page.merge_range(3 + begin, place, 3 + end, place, "", cell)
                _write(page, 3 + begin, place, row.get(key, ""), cell)
            begin = end + 1


def _machine(book: Any, sheet: Sheet) -> None:
    page, formats = book.add_worksheet(MACHINE), _formats(book)
    names = list(sheet.machine[0])
    numbers = {column.key for column in sheet.columns if column.number}
    for place, name in enumerate(names):
        form = formats["plain" if name in numbers else "text"]
        _write(page, 0, place, name, formats["text"])
        for number, row in enumerate(sheet.machine, start=1):
            _write(page, number, place, row.get(name, ""), form, name in numbers)
    page.set_column(0, len(names) - 1, 18)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    if sheet.mark:
        page.set_header(f'&L&"黑体,常规"&12{sheet.mark}（虚构数据，不作依据）')
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, len(sheet.machine), len(names) - 1)


def _style(width: float) -> str:
    return "middle" if width <= 12 else "cell"


def _across(page: Any, row: int, last: int, words: str, form: Any, height: float) -> None:
    page.set_row(row, height)
    if last:
        page.merge_range(row, 0, row, last, "", form)
    _write(page, row, 0, words, form)


def _write(page: Any, row: int, place: int, words: str, form: Any, number: bool = False) -> None:
    if number and words.isdecimal():
        page.write_number(row, place, int(words), form)
        return
    if not words:
        page.write_blank(row, place, None, form)
        return
    if page.write_string(row, place, words, form) == -2:
        raise UserError(f"第 {row + 1} 行第 {place + 1} 列", "文字超过表格一格的上限 32767 字", "请缩短这一项的内容")
