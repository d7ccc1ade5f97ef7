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

import xlsxwriter

from catalogue.fields import Field, FieldList
from catalogue.handback import EXAMPLE_MARK, LISTS_SHEET, NOTES_SHEET, OWN_MARK
from catalogue.layout import Layout
from catalogue.limits import Limit
from catalogue.names import header_key
from exporters.spreadsheet import bytes_of, new_book

TITLE_ROW, HEADER_ROW, EXAMPLE_ROW, FIRST_ROW = 0, 1, 2, 3
SPARE_ROWS = 1_000  # rows below the known ones that have drop-downs
_IN_CELL = 255  # characters of a drop-down that Excel takes in the cell itself; a longer list stands on a sheet
_CODES = ("编码", "代码")
_NOTHING = "无"
_LIMIT_HINT = "写数字和单位，如：20个工作日、30自然日、2小时、即办；没有规定的写“无”"
_MADE = date(1980, 1, 1)  # not the day: the same input gives the same bytes
_DAYS = (date(1949, 10, 1), date(2199, 12, 31))


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
    lists = _Lists(book)
    _headings(page, made, fields, wanted, looks)
    _example(page, wanted, looks)
    last = FIRST_ROW + len(made.known) + SPARE_ROWS
    for column, one in enumerate(wanted, start=1):
        choices = made.lists.get(one.name) or _values(one)
        page.set_column(column, column, _width(one), looks[_style(one)])
        page.data_validation(FIRST_ROW, column, last, column, _validation(one, choices, lists))
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
    if one.name.endswith(_CODES):
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


def example_of(one: Field) -> str:
    """What a cell of the field may look like."""
    match one.type:
        case "单选" | "是否":
            return _values(one)[0]
        case "多选":
            return "、".join(_values(one)[:2])
        case "时限":
            return "20个工作日"
        case "日期":
            return "2021-12-31"
        case "整数":
            return "1"
        case "小数":
            return "1.5"
        case "多值文本":
            return "甲、乙"
    return "按原编码照填" if one.name.endswith(_CODES) else f"某{one.name}"


def _values(one: Field) -> tuple[str, ...]:
    return one.values or (("是", "否") if one.type == "是否" else ())


class _Lists:
    """The hidden sheet of lists that are too long for a cell's own drop-down; made when first needed."""

    def __init__(self, book: Any) -> None:
        self.book, self.page, self.used = book, None, 0
        self.known: dict[tuple[str, ...], str] = {}

    def refer(self, name: str, values: Sequence[str]) -> str:
        """The range that holds the values."""
        key = tuple(values)
        if key not in self.known:
            if self.page is None:
                self.page = self.book.add_worksheet(LISTS_SHEET)
                self.page.write_string(0, 0, f"{LISTS_SHEET}（{OWN_MARK}）")
            column = self.used
            self.used += 1
            self.page.write_string(1, column, name)
            for row, value in enumerate(values, start=2):
                self.page.write_string(row, column, value)
            letter = xlsxwriter.utility.xl_col_to_name(column)
            self.known[key] = f"={LISTS_SHEET}!${letter}$3:${letter}${len(values) + 2}"
        return self.known[key]

    def close(self) -> None:
        """Hide the sheet."""
        if self.page is not None:
            self.page.hide()


def _validation(one: Field, choices: Sequence[str], lists: _Lists) -> dict[str, Any]:
    hint = _hint(one, choices)
    said: dict[str, Any] = {"validate": "any", "input_title": one.name[:32], "input_message": hint[:255]}
    stop = {"error_type": "stop", "error_title": "填写有误"}
    if choices and one.type in ("单选", "是否", "文本"):
        source: Any = (
            list(choices)
            if len(",".join(choices)) <= _IN_CELL and not any("," in c for c in choices)
            else lists.refer(one.name, choices)
        )
        kind = stop if one.type != "文本" else {"error_type": "warning", "error_title": "请核对"}
        said |= {"validate": "list", "source": source, **kind, "error_message": f"“{one.name}”请从下拉列表中选择"}
    elif one.type == "整数":
        said |= {
            "validate": "integer",
            "criteria": ">=",
            "value": 0,
            **stop,
            "error_message": f"“{one.name}”应填 0 或以上的整数",
        }
    elif one.type == "小数":
        said |= {
            "validate": "decimal",
            "criteria": ">=",
            "value": 0,
            **stop,
            "error_message": f"“{one.name}”应填数字，不带单位",
        }
    elif one.type == "日期":
        said |= {"validate": "date", "criteria": "between", "minimum": _DAYS[0], "maximum": _DAYS[1], **stop}
        said |= {"error_message": f"“{one.name}”应填日期，如 2021-12-31"}
    elif one.name.endswith(_CODES):
        said |= {
            "validate": "length",
            "criteria": "<=",
            "value": 100,
            **stop,
            "error_message": f"“{one.name}”不超过 100 个字符",
        }
    return said


def _hint(one: Field, choices: Sequence[str]) -> str:
    parts = [one.note] if one.note else []
    if one.type == "多选":
        parts.append(f"可选几项，用顿号隔开：{'、'.join(choices)}")
    elif choices and len("、".join(choices)) < 120:
        parts.append(f"可选：{'、'.join(choices)}")
    elif choices:
        parts.append("请从下拉列表中选择")
    elif one.type == "时限":
        parts.append(_LIMIT_HINT)
    elif one.type == "日期":
        parts.append("如 2021-12-31")
    elif one.type == "多值文本":
        parts.append("有几项的用顿号隔开")
    elif one.name.endswith(_CODES):
        parts.append("本栏已设为文本，照原编码填，不要改成数字")
    elif one.type in ("整数", "小数"):
        parts.append(f"填数字{'，单位：' + one.unit if one.unit else ''}")
    return "；".join(parts) or f"填写{one.name}"


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
        hint = _hint(one, made.lists.get(one.name) or _values(one))
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
