"""The blank 自查表: three sentences first, prefilled cells locked, answers by drop-down, notes on every heading.

The sheets are protected without a password: what was prefilled is not overwritten by a slip of the hand, and whoever
has to widen a column or a row may. What was altered all the same is told when the form comes back.
"""

from __future__ import annotations

import io
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
_LATEST = date(2199, 12, 31)


@dataclass(frozen=True)
class FormColumn:
    """A column: its heading and what a clerk must know. `type` is a field's type; `locked`: prefilled by us."""

    field: str
    heading: str
    width: float
    type: str = "文本"
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
        "default_format_properties": {"font_name": "宋体", "font_size": 11, "font_scheme": "none"},
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
    return buffer.getvalue()


def _looks(book: Any) -> dict[str, Any]:
    plain = {"font_name": "宋体", "font_size": 11, "font_color": INK, "valign": "vcenter", "text_wrap": True}
    boxed = plain | {"border": 1, "border_color": RULE}
    head = boxed | {"font_name": "黑体", "align": "center"}
    answer = boxed | {"bg_color": ANSWER_FILL, "locked": False}
    return {
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
    for row, sentence in enumerate(form.sentences, start=2):
        page.write_string(row, 0, sentence, looks["lead"])
        page.set_row(row, 28 * (1 + len(sentence) // 38))
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.protect("", _ALLOWED)
    page.activate()


def _table(page: Any, sheet: FormSheet, form: SelfCheckForm, looks: Mapping[str, Any]) -> None:
    page.write_string(TITLE_ROW, 0, f"{form.mark}{sheet.title}", looks["title"])
    page.set_row(TITLE_ROW, 30)
    for place, column in enumerate(sheet.columns):
        _column(page, place, column, len(sheet.rows), looks)
    page.set_row(HEADER_ROW, max(_height(one.heading, one.width) for one in sheet.columns) + 10)
    page.set_row(EXAMPLE_ROW, max(_height(one.example, one.width * 0.92) for one in sheet.columns) + 4)
    for number, row in enumerate(sheet.rows, start=FIRST_ROW):
        tall = 24.0
        for place, column in enumerate(sheet.columns):
            words = row.get(column.field, "")
            tall = max(tall, _height(words, column.width * 0.92) + 4)
            if not column.locked:
                page.write_blank(number, place, None, looks[_look(column)])
            elif words:
                page.write_string(number, place, words, looks["locked"])
            else:
                page.write_blank(number, place, None, looks["locked"])
        page.set_row(number, tall)
    name = next((n for n, one in enumerate(sheet.columns) if one.field == "事项名称"), 0)
    page.freeze_panes(HEADER_ROW + 1, name + 1)
    page.autofilter(HEADER_ROW, 0, FIRST_ROW + max(0, len(sheet.rows) - 1), len(sheet.columns) - 1)
    page.protect("", _ALLOWED)
    page.set_landscape()
    page.set_paper(8)
    page.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
    page.fit_to_pages(1, 0)
    page.repeat_rows(HEADER_ROW)
    titled = form.title.replace("&", "&&")[:80]
    example = f"{form.mark and '示例（虚构数据，不作依据）'}"
    page.set_header(f'&L{example}&R&"宋体,常规"&9 {titled}')
    page.set_footer("&C&9第 &P 页，共 &N 页")


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
