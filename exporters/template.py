"""A blank form (空白表) for a layout: headings, drop-downs, formats, an example row, what is known already, and how to fill it.

What a reader of ours must not take for data (the notes, the lists, the example row) carries the marks of
`catalogue.handback`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from catalogue.fields import Field, FieldList
from catalogue.handback import EXAMPLE_MARK, NOTES_SHEET, OWN_MARK
from catalogue.layout import Layout
from catalogue.limits import Limit
from catalogue.names import header_key
from exporters.spreadsheet import bytes_of, new_book
from exporters.template_cells import CODES, Lists, example_of, hint_of, validation, values_of

TITLE_ROW, HEADER_ROW, EXAMPLE_ROW, FIRST_ROW = 0, 1, 2, 3
SPARE_ROWS = 1_000  # rows below the known ones that have drop-downs
_NOTHING = "无"
_MADE = date(1980, 1, 1)  # not the day: the same input gives the same bytes


@dataclass(frozen=True)
class Form:
    """What a form is made for. `known` are facts of records to fill in; `lists` further drop-downs by field name."""

    layout: Layout
    department: str = ""
    known: Sequence[Mapping[str, Any]] = ()
    lists: Mapping[str, Sequence[str]] = field(default_factory=dict)
    mark: str = ""  # 示例, for the example county


def form_fields(
    layout: Layout, fields: FieldList, known: Sequence[Mapping[str, Any]] = ()
) -> tuple[list[Field], list[Field]]:
    """The fields that get a column, and those left out: facts of rare circumstances that no known record has."""
    kind = fields.kinds[layout.kind]
    core = {*layout.required, *kind.identity, *layout.fill, *layout.starts, *layout.filled_cells}
    core |= {name for group in layout.any_of for name in group}
    used = {name for facts in known for name, value in facts.items() if value is not None}
    foreign = set(layout.absent) - set(layout.required)
    wanted, left = [], []
    vocabulary = layout.vocabulary(fields)
    order = [*kind.identity, *layout.required, *layout.field_names(fields)]
    for name in dict.fromkeys(order):
        one = fields.fields[name]
        if name in foreign or name in layout.constants or layout.kind not in one.kinds:
            continue
        if name not in core and vocabulary.get(header_key(name)) != name:
            continue  # its name means another field here
        rare = len(one.kinds) >= 3 and one.type in ("单选", "是否", "小数") and name not in core
        (left if rare and name not in used else wanted).append(one)
    last = [one for one in wanted if one.name == "备注"]
    return [one for one in wanted if one.name != "备注"] + last, left


def heading(one: Field, layout: Layout, fields: FieldList) -> str:
    """The header word of a field in this layout: its name, or a word of its own where the layout means another field."""
    vocabulary = layout.vocabulary(fields)
    words = (one.name, *one.words, *(word for word, name in layout.words.items() if name == one.name))
    return next(word for word in words if vocabulary.get(header_key(word)) == one.name)


def form(made: Form, fields: FieldList) -> bytes:
    """The form's bytes; the same input gives the same bytes."""
    book = new_book(_MADE, made.layout.name, size=11)
    looks = _looks(book)
    wanted, left = form_fields(made.layout, fields, made.known)
    page = book.add_worksheet(re.sub(r"[\[\]:*?/\\]", "_", made.layout.name)[:31])
    notes = book.add_worksheet(NOTES_SHEET)
    lists = Lists(book)
    _headings(page, made, fields, wanted, looks)
    _example(page, wanted, looks)
    last = FIRST_ROW + len(made.known) + SPARE_ROWS
    for column, one in enumerate(wanted, start=1):
        choices = made.lists.get(one.name) or values_of(one)
        page.set_column(column, column, _width(one), looks[_style(one)])
        page.data_validation(FIRST_ROW, column, last, column, validation(one, choices, lists))
    for row, facts in enumerate(made.known, start=FIRST_ROW):
        page.write_number(row, 0, row - FIRST_ROW + 1, looks["number"])
        for column, one in enumerate(wanted, start=1):
            _write(page, row, column, one, facts.get(one.name), made.layout, looks)
    _notes(notes, made, fields, wanted, left, looks)
    lists.close()
    page.activate()
    return bytes_of(book)


def _looks(book: Any) -> dict[str, Any]:
    plain = {"font_name": "宋体", "font_size": 10, "valign": "top", "text_wrap": True}
    head = plain | {
        "font_name": "黑体",
        "bg_color": "#e3ebf3",
        "border": 1,
        "border_color": "#8a97a6",
        "valign": "vcenter",
        "align": "center",
    }
    example = plain | {"font_color": "#7b8794", "italic": True, "bg_color": "#f3f6f9"}
    return {
        "title": book.add_format({"font_name": "黑体", "font_size": 16}),
        "head": book.add_format(head),
        "must": book.add_format(head | {"font_color": "#b42318"}),
        "example": book.add_format(example | {"num_format": "@"}),
        "text": book.add_format(plain | {"num_format": "@"}),
        "number": book.add_format(plain | {"num_format": "0"}),
        "decimal": book.add_format(plain | {"num_format": "General"}),
        "date": book.add_format(plain | {"num_format": "yyyy-mm-dd"}),
        "plain": book.add_format(plain),
    }


def _style(one: Field) -> str:
    return {"整数": "number", "小数": "decimal", "日期": "date"}.get(one.type, "text")


def _width(one: Field) -> float:
    if one.name.endswith(CODES):
        return 34
    if one.type in ("单选", "是否", "整数", "小数", "日期"):
        return max(12, 2 * len(one.name) + 4)
    return 26 if "名称" in one.name or one.type in ("时限", "多选") else 20


def _headings(page: Any, made: Form, fields: FieldList, wanted: Sequence[Field], looks: Mapping[str, Any]) -> None:
    of = f"（{made.department}）" if made.department else ""
    page.write_string(TITLE_ROW, 0, f"{made.mark}{made.layout.name}{of}", looks["title"])
    page.set_row(TITLE_ROW, 26)
    page.set_row(HEADER_ROW, 32)
    page.set_column(0, 0, 12, looks["number"])
    counted = (
        "序号" if "序号" not in made.layout.words else "项次"
    )  # where 序号 is the name of a field, the count is not
    page.write_string(HEADER_ROW, 0, counted, looks["head"])
    must = _must(made.layout, fields)
    for column, one in enumerate(wanted, start=1):
        page.write_string(
            HEADER_ROW, column, heading(one, made.layout, fields), looks["must" if one.name in must else "head"]
        )
    names = [n for n, one in enumerate(wanted, start=1) if one.name.endswith("名称")]
    page.freeze_panes(HEADER_ROW + 1, min(names[0] + 1 if names else 1, 4))
    page.autofilter(HEADER_ROW, 0, FIRST_ROW + len(made.known) + SPARE_ROWS, len(wanted))
    page.set_landscape()
    page.set_paper(9)
    page.set_print_scale(70)
    page.repeat_rows(HEADER_ROW)


def _must(layout: Layout, fields: FieldList) -> set[str]:
    return {*layout.required, *layout.filled_cells, fields.kinds[layout.kind].identity[0]}


def _example(page: Any, wanted: Sequence[Field], looks: Mapping[str, Any]) -> None:
    page.write_string(EXAMPLE_ROW, 0, EXAMPLE_MARK, looks["example"])
    for column, one in enumerate(wanted, start=1):
        page.write_string(EXAMPLE_ROW, column, example_of(one), looks["example"])


def _write(page: Any, row: int, column: int, one: Field, value: Any, layout: Layout, looks: Mapping[str, Any]) -> None:
    look = looks[_style(one)]
    if value is None or value == []:
        # a blank in such a column would be read as the row above's value
        if one.name in layout.fill and row > FIRST_ROW:
            page.write_string(row, column, _NOTHING, look)
    elif isinstance(value, bool):
        page.write_string(row, column, "是" if value else "否", look)
    elif isinstance(value, (int, Decimal)):
        page.write_number(row, column, float(value), look)
    elif isinstance(value, date):
        page.write_datetime(row, column, value, look)
    elif isinstance(value, Limit):
        page.write_string(row, column, str(value), look)
    else:
        page.write_string(
            row, column, "、".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value), look
        )


def _notes(
    page: Any, made: Form, fields: FieldList, wanted: Sequence[Field], left: Sequence[Field], looks: Mapping[str, Any]
) -> None:
    page.write_string(0, 0, f"{NOTES_SHEET}（{OWN_MARK}）", looks["title"])
    said = [
        f"一、本表用于“{made.layout.name}”：{made.layout.note}。一行填一项，从示例行的下一行填起；示例行不必删除，导入时不读。",
        "二、红字栏必填；有下拉列表的请从列表中选择。不要改表头、不要合并单元格、不要隐藏行列。",
        "三、没有内容的留空；编码栏已设为文本。填好后保存，原样交回即可导入。",
    ]
    if made.known:
        said.append(
            f"四、已按库中现有内容填入 {len(made.known)} 行，请核对、修改、增补；不再办理的请在备注中说明，不要只删行。"
        )
    if left:
        said.append(
            f"另有特定情形才填的字段：{'、'.join(one.name for one in left)}。需要时在表右侧加一列，表头写字段名。"
        )
    for row, text in enumerate(said, start=1):
        page.merge_range(row, 0, row, 4, "", looks["plain"])
        page.write_string(row, 0, text, looks["plain"])
        page.set_row(row, 16 * (1 + len(text) // 62))
    top = len(said) + 2
    for column, (word, width) in enumerate((("栏目", 20), ("必填", 8), ("填写要求", 60), ("例", 20), ("是否公开", 12))):
        page.set_column(column, column, width)
        page.write_string(top, column, word, looks["head"])
    must = _must(made.layout, fields)
    for row, one in enumerate(wanted, start=top + 1):
        hint = hint_of(one, made.lists.get(one.name) or values_of(one))
        texts = (
            heading(one, made.layout, fields),
            "必填" if one.name in must else "",
            hint,
            example_of(one),
            one.visibility,
        )
        for column, text in enumerate(texts):
            page.write_string(row, column, text, looks["plain"])
        page.set_row(row, 15 * (1 + len(hint) // 30))
    page.set_portrait()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
