"""A unit's 自查表 as a workbook: which columns each kind of list has, in the words that a town's clerk uses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from app.office import Office
from app.selfcheck.lists import HALL, RECEIVED, RELEASED
from catalogue.canonical import plain
from catalogue.fields import Field, FieldList
from catalogue.layout import Layout
from catalogue.names import header_key
from exporters.inspection.selfcheck_form import FormColumn, FormSheet, SelfCheckForm, selfcheck_form

LAYOUTS = {RECEIVED: "自查表（承接）", RELEASED: "自查表（放权）", HALL: "自查表（进驻）"}
TITLES = {RECEIVED: "承接的赋权事项", RELEASED: "放给镇街、园区的事项", HALL: "进驻政务大厅的事项"}
PREFILLED = (
    "自查行号", "事项名称", "事项类型", "赋权方式", "原实施机关", "承接主体", "放权文书", "公布的承诺时限", "已进驻", "自报窗口",
)  # fmt: skip
WIDTHS = {"自查行号": 13, "事项名称": 30, "承接主体": 20, "放权文书": 26, "原实施机关": 20, "整改措施": 26, "备注": 20}
ENOUGH = 12
EXAMPLES = {
    "整改措施": "与放权部门联系，下月底前开通账号", "责任人": "张某某", "备注": "没有可以不写", "自报受理件数": "12", "自报办结件数": "12",
    "自报培训人次": "4", "自报持证人数": "2", "自报平均用时": "3.5",
}  # fmt: skip
HINTS = {
    "整数": "填数字；没有的填 0，不要留空", "小数": "填数字，可以有小数", "日期": "如 2021-12-31",
}  # fmt: skip


def form_of(
    office: Office, layouts: Mapping[str, Layout], run: str, day: date, unit: str, rows: Sequence[Mapping[str, Any]]
) -> bytes:
    """The workbook of one unit; the same rows give the same bytes."""
    sheets = tuple(
        FormSheet(
            name=TITLES[side],
            title=f"{run}　自查表　{unit}　{TITLES[side]}（{len(own)}项）",
            columns=columns(layouts[LAYOUTS[side]], office.fields),
            rows=[{name: words_of(value) for name, value in row.items()} for row in own],
        )
        for side in LAYOUTS
        if (own := [row for row in rows if row["自查类别"] == side])
    )
    sentences = (
        f"一、请{unit}对照下面{'、'.join(f'“{sheet.name}”' for sheet in sheets)}{'几张' if len(sheets) > 1 else '一张'}表，"
        f"一行一行地填黄色的格；红字的栏必须填，灰色的格是已经填好的，不要改。",
        "二、有下拉箭头的从里面选；问件数的填数字，没有办过就填 0；情况截至 "
        f"{day.year}年{day.month}月{day.day}日，件数填 {day.year} 年全年的。",
        f"三、没有把握的写在“备注”里；填完保存，原样交回{office.county.office}，不要增删行列、不要另做一张。",
    )
    return selfcheck_form(
        SelfCheckForm(
            title=f"{run}　自查表（{unit}）",
            sentences=sentences,
            sheets=sheets,
            made=day,
            mark="（示例）" if office.county.example else "",
        )
    )


def columns(layout: Layout, fields: FieldList) -> tuple[FormColumn, ...]:
    """The columns of a layout: prefilled ones first, then the answers in the layout's order."""
    vocabulary = layout.vocabulary(fields)
    names = list(dict.fromkeys((*layout.required, *layout.optional)))
    order = [name for name in PREFILLED if name in names] + [name for name in layout.optional if name not in PREFILLED]
    order[len([n for n in order if n in PREFILLED]) :] = _answers(layout, names)
    return tuple(_column(fields.fields[name], layout, vocabulary) for name in order)


def _answers(layout: Layout, names: Sequence[str]) -> list[str]:
    """Answers in the order in which a clerk thinks: handover, seal, account, people, cases, faults, measures."""
    first = [n for n in ("自报交接", "自报印章", "自报账号", "自报持证人数", "自报培训日期", "自报培训人次", "自报指南更新", "自报受理地",
                         "自报大厅件数", "自报受理件数") if n in names]  # fmt: skip
    return first + [n for n in (*layout.optional, *layout.required) if n not in first and n not in PREFILLED]


def _column(one: Field, layout: Layout, vocabulary: Mapping[str, str]) -> FormColumn:
    locked = one.name in PREFILLED
    words = (*one.words, one.name)
    heading = next((word for word in words if vocabulary.get(header_key(word)) == one.name), one.name)
    choices = one.values or (("是", "否") if one.type == "是否" else ())
    hint = (
        "已经填好，不要改；认为有误的写在备注里"
        if locked
        else HINTS.get(one.type, "从下拉列表里选" if choices else "用文字写；没有可以不写")
    )
    must = one.name in layout.filled_cells and not locked
    return FormColumn(
        field=one.name,
        heading=one.name if locked and one.name not in ("放权文书", "公布的承诺时限") else heading,
        width=WIDTHS.get(one.name, ENOUGH if one.type != "文本" else 16),
        type=one.type,
        locked=locked,
        must=must,
        choices=() if locked else tuple(choices),
        note="。".join(part for part in ("必填" if must else "", hint) if part),
        example=_example(one, choices, locked),
    )


def _example(one: Field, choices: Sequence[str], locked: bool) -> str:
    if locked:
        return "某事项（这一行是示例，导入时不读）" if one.name == "事项名称" else ""
    if one.name == "自报问题类型":
        return "没有印章账号培训资格"
    return EXAMPLES.get(one.name) or (
        choices[0] if choices else {"整数": "0", "小数": "3.5", "日期": "2021-12-31"}.get(one.type, "")
    )


def words_of(value: Any) -> str:
    """A prefilled value as it stands in the cell."""
    found = plain(value)
    return "、".join(map(str, found)) if isinstance(found, list) else str(found)
