"""The blank 自查表: three sentences first, prefilled cells locked, answers by drop-down, notes on every heading.

The sheets are protected without a password: what was prefilled is not overwritten by a slip of the hand, and whoever
has to widen a column or a row may. What was altered all the same is told when the form comes back.

On paper (A4, landscape) a table is as many pages wide as its groups of columns need at a size that can be read; the
columns that say what a row is about stand on each of them again.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import xlsxwriter

from catalogue.handback import COMMENT_MARK, EXAMPLE_MARK, NOTES_SHEET, OWN_MARK
from exporters.spreadsheet import HEAD_FILL, INK, RULE
from exporters.spreadsheet import height as _height

TITLE_ROW, HEADER_ROW, EXAMPLE_ROW, FIRST_ROW = 0, 1, 2, 3
ANSWER_FILL, ANSWER_HEAD, LOCKED_FILL, MUST = "#fffbe8", "#f6e7b0", "#f3f6f9", "#b42318"
_ALLOWED = {"format_columns": True, "format_rows": True, "autofilter": True, "select_locked_cells": True}
_AT_LEAST = 34.0  # points of a row: two lines of an answer
_LATEST = date(2199, 12, 31)
_POINTS = 730.0  # across A4 landscape between the margins below, less what programs differ in
_PIXEL = 0.75  # points; a column of width w is 7 w + 5 pixels: in Arial 10, which every system has or has a twin of
_SMALLEST, _LARGEST = 68, 90  # per cent of the size on the screen: 11 point print as 六号 (7.5 point) at least
_ROW, _BY_HAND = re.compile(rb'<row r="([0-9]+)"[^>]*>'), b' customHeight="1"'
_LINE = 33  # characters of the first sheet's type that fit everywhere


@dataclass(frozen=True)
class FormColumn:
    """A column: its heading and what a clerk must know. `type` is a field's type; `locked`: prefilled by us."""

    field: str
    heading: str
    width: float
    type: str = "文本"
    group: str = ""  # what it belongs to; "" for the columns that say what a row is about
    locked: bool = False
    must: bool = False
    choices: tuple[str, ...] = ()
    note: str = ""
    example: str = ""


@dataclass(frozen=True)
class FormSheet:
    """One table of the form."""

    name: str
    title: str
    columns: tuple[FormColumn, ...]
    rows: Sequence[Mapping[str, str]]


@dataclass(frozen=True)
class SelfCheckForm:
    """The form of one unit; `sentences` stand on the first sheet."""

    title: str
    sentences: tuple[str, ...]
    sheets: tuple[FormSheet, ...]
    made: date
    mark: str = ""


def selfcheck_form(form: SelfCheckForm) -> bytes:
    """The workbook's bytes; the same form gives the same bytes."""
    buffer = io.BytesIO()
    options = {
        "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
        "default_format_properties": {"font_name": "Arial", "font_size": 10, "font_scheme": "none"},
    }  # fmt: skip
    book = xlsxwriter.Workbook(buffer, options)
    book.set_properties(
        {"title": form.mark + form.title, "created": datetime(form.made.year, form.made.month, form.made.day)}
    )
    looks = _looks(book)
    _first(book.add_worksheet(NOTES_SHEET), form, looks)
    for sheet in form.sheets:
        _table(book.add_worksheet(sheet.name), sheet, form, looks)
    book.close()
    return _growing(buffer.getvalue())


def _growing(made: bytes) -> bytes:
    """The rows of answers may grow with what is typed into them: XlsxWriter declares every height that is set as one
    chosen by hand, and spreadsheet programs then cut a long measure off, on the screen and on paper."""
    grown = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as parts, zipfile.ZipFile(grown, "w", zipfile.ZIP_DEFLATED) as out:
        for entry in parts.infolist():
            data = parts.read(entry)
            if entry.filename.startswith("xl/worksheets/sheet"):
                data = _ROW.sub(lambda row: row[0] if int(row[1]) <= FIRST_ROW else row[0].replace(_BY_HAND, b""), data)
            out.writestr(entry, data)
    return grown.getvalue()


def _looks(book: Any) -> dict[str, Any]:
    plain = {"font_name": "宋体", "font_size": 11, "font_color": INK, "valign": "vcenter", "text_wrap": True}
    boxed = plain | {"border": 1, "border_color": RULE}
    head = boxed | {"font_name": "黑体", "align": "center"}
    answer = boxed | {"bg_color": ANSWER_FILL, "locked": False}
    return {
        "legend grey": book.add_format(boxed | {"bg_color": LOCKED_FILL}),
        "legend yellow": book.add_format(boxed | {"bg_color": ANSWER_FILL}),
        "legend must": book.add_format(boxed | {"bg_color": ANSWER_HEAD, "font_color": MUST, "font_name": "黑体"}),
        "group": book.add_format(plain | {"font_name": "黑体", "text_wrap": False, "valign": "bottom"}),
        "heading": book.add_format({"font_name": "黑体", "font_size": 11, "valign": "vcenter", "text_wrap": True}),
        "title": book.add_format({"font_name": "黑体", "font_size": 18, "valign": "vcenter"}),
        "lead": book.add_format(plain | {"font_size": 14}),
        "small": book.add_format(plain | {"font_color": "#52606d"}),
        "head": book.add_format(head | {"bg_color": HEAD_FILL}),
        "answer head": book.add_format(head | {"bg_color": ANSWER_HEAD}),
        "must head": book.add_format(head | {"bg_color": ANSWER_HEAD, "font_color": MUST}),
        "example": book.add_format(boxed | {"font_color": "#7b8794", "italic": True, "num_format": "@"}),
        "locked": book.add_format(boxed | {"bg_color": LOCKED_FILL, "num_format": "@"}),
        "文本": book.add_format(answer | {"num_format": "@"}),
        "整数": book.add_format(answer | {"num_format": "0", "align": "center"}),
        "小数": book.add_format(answer | {"num_format": "General", "align": "center"}),
        "日期": book.add_format(answer | {"num_format": "yyyy-mm-dd", "align": "center"}),
        "单选": book.add_format(answer | {"num_format": "@", "align": "center"}),
    }


def _first(page: Any, form: SelfCheckForm, looks: Mapping[str, Any]) -> None:
    """The sheet that opens first: what to do, in three sentences; the importer knows by its mark that it is ours."""
    page.hide_gridlines(2)
    page.set_column(0, 0, 96)
    page.write_string(0, 0, f"{NOTES_SHEET}（本页{OWN_MARK}）", looks["small"])
    page.write_string(1, 0, f"{form.mark}{form.title}", looks["title"])
    page.set_row(1, 44)
    row = 2
    for sentence in form.sentences:
        lines = folded(sentence, _LINE)
        page.write_string(row, 0, "\n".join(lines), looks["lead"])
        page.set_row(row, 21 * len(lines) + 10)
        row += 1
    for number, (look, words) in enumerate(LEGEND, start=row + 1):
        page.write_string(number, 0, words, looks[look])
        page.set_row(number, 22)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.protect("", _ALLOWED)
    page.activate()


LEGEND = (
    ("legend grey", "这种灰色的格：已经填好，不要改；认为有误的写在备注里"),
    ("legend yellow", "这种黄色的格：请填；点一下表头，有这一栏怎么填的说明"),
    ("legend must", "表头是红字的：每一行都必须填"),
)


def folded(sentence: str, most: int) -> list[str]:
    """The sentence in lines of at most that many characters, broken after a mark: programs that wrap by themselves
    leave a lone full stop on the last line."""
    lines, line = [], ""
    for piece in re.findall(r"[^，；。、：]*[，；。、：][”」）]*|[^，；。、：]+$", sentence):
        if line and len(line) + len(piece) > most:
            lines.append(line)
            line = ""
        line += piece
        while len(line) > most:
            lines.append(line[: most - 1])
            line = line[most - 1 :]
    return [*lines, line] if line else lines


def _table(page: Any, sheet: FormSheet, form: SelfCheckForm, looks: Mapping[str, Any]) -> None:
    own = sum(1 for one in sheet.columns if not one.group)
    page.merge_range(TITLE_ROW, 0, TITLE_ROW, max(1, own - 1), f"{form.mark}{sheet.title}", looks["heading"])
    across = sum(one.width for one in sheet.columns[: max(2, own)])
    page.set_row(TITLE_ROW, max(36.0, _tall(f"{form.mark}{sheet.title}", across)))
    for place, column in enumerate(sheet.columns):
        if column.group and column.group != sheet.columns[place - 1].group:
            page.write_string(TITLE_ROW, place, column.group, looks["group"])
    for place, column in enumerate(sheet.columns):
        _column(page, place, column, len(sheet.rows), looks)
    page.set_row(HEADER_ROW, max(_tall(one.heading, one.width) for one in sheet.columns) + 6)
    page.set_row(EXAMPLE_ROW, max(_tall(one.example, one.width) for one in sheet.columns))
    for number, row in enumerate(sheet.rows, start=FIRST_ROW):
        tall = _AT_LEAST
        for place, column in enumerate(sheet.columns):
            words = row.get(column.field, "")
            tall = max(tall, _tall(words, column.width))
            if not column.locked:
                page.write_blank(number, place, None, looks[_look(column)])
            elif words:
                page.write_string(number, place, words, looks["locked"])
            else:
                page.write_blank(number, place, None, looks["locked"])
        page.set_row(number, tall)
    page.freeze_panes(HEADER_ROW + 1, own)
    page.autofilter(HEADER_ROW, 0, FIRST_ROW + max(0, len(sheet.rows) - 1), len(sheet.columns) - 1)
    page.protect("", _ALLOWED)
    _on_paper(page, sheet.columns)
    titled = form.title.replace("&", "&&")[:80]
    example = f"{form.mark and '示例（虚构数据，不作依据）'}"
    page.set_header(f'&L{example}&R&"宋体,常规"&9 {titled}')
    page.set_footer("&C&9第 &P 页，共 &N 页")


def _on_paper(page: Any, columns: Sequence[FormColumn]) -> None:
    own = sum(1 for one in columns if not one.group)
    starts, widest = pages_across(columns)
    page.set_landscape()
    page.set_paper(9)
    page.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
    page.set_print_scale(max(40, min(_LARGEST, int(100 * _POINTS / widest))))
    page.repeat_rows(TITLE_ROW, HEADER_ROW)
    page.repeat_columns(0, max(0, own - 1))
    page.set_v_pagebreaks(starts[1:])
    page.print_across()


def pages_across(columns: Sequence[FormColumn]) -> tuple[list[int], float]:
    """Where each page begins (places of columns, the first 0) and the width of the widest page in points.

    Groups stay whole; a page takes as many as fit at the smallest size that can be read.
    """
    own = sum(_points(one) for one in columns if not one.group)
    groups: list[list[tuple[int, float]]] = []
    for place, one in enumerate(columns):
        if one.group and (not groups or one.group != columns[place - 1].group):
            groups.append([])
        if one.group:
            groups[-1].append((place, _points(one)))
    starts, used, widest, room = [0], own, own, 100 * _POINTS / _SMALLEST
    for group in groups:
        width = sum(each for _, each in group)
        if used > own and used + width > room:
            starts.append(group[0][0])
            used = own
        used += width
        widest = max(widest, used)
    return starts, widest


def _tall(words: str, width: float) -> float:
    """Height of a cell in 11 point type; what is counted elsewhere is 10 point."""
    return 1.1 * _height(words, width / 1.1) + 2


def _points(column: FormColumn) -> float:
    return (7 * column.width + 5) * _PIXEL


def _look(column: FormColumn) -> str:
    return "单选" if column.choices else column.type if column.type in ("整数", "小数", "日期") else "文本"


def _column(page: Any, place: int, column: FormColumn, rows: int, looks: Mapping[str, Any]) -> None:
    page.set_column(place, place, column.width)
    look = "head" if column.locked else "must head" if column.must else "answer head"
    page.write_string(HEADER_ROW, place, column.heading, looks[look])
    if column.note:
        page.write_comment(HEADER_ROW, place, f"{COMMENT_MARK}{column.note}", {"x_scale": 1.6, "author": "权目"})
    page.write_string(EXAMPLE_ROW, place, column.example if place else EXAMPLE_MARK, looks["example"])
    if column.locked or not rows:
        return
    hint = {"input_title": column.heading[:32], "input_message": (column.note or column.heading)[:255]}
    wrong = {"error_type": "stop", "error_title": "填写有误"}
    rule: dict[str, Any] = {"validate": "any"}
    if column.choices:
        rule = {"validate": "list", "source": list(column.choices), "error_message": "请从下拉列表里选一个", **wrong}
    elif column.type in ("整数", "小数"):
        kind = "integer" if column.type == "整数" else "decimal"
        rule = {"validate": kind, "criteria": ">=", "value": 0, "error_message": "只填数字，没有的填 0", **wrong}
    elif column.type == "日期":
        rule = {"validate": "date", "criteria": "between", "minimum": date(2000, 1, 1), "maximum": _LATEST,
                "error_message": "写日期，如 2021-12-31", **wrong}  # fmt: skip
    page.data_validation(FIRST_ROW, place, FIRST_ROW + rows - 1, place, {**hint, **rule, "ignore_blank": True})
