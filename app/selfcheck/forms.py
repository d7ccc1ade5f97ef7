"""A unit's 自查表 as a workbook: which columns each kind of list has, in the words that a town's clerk uses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from app.office import Office
from app.selfcheck.lists import HALL, RECEIVED, RELEASED
from app.selfcheck.statutory import STATUTORY
from catalogue.canonical import plain
from catalogue.fields import Field, FieldList
from catalogue.layout import Layout
from catalogue.names import header_key
from exporters.inspection.selfcheck_form import FormColumn, FormSheet, SelfCheckForm, selfcheck_form

LAYOUTS = {
    RECEIVED: "自查表（承接）", STATUTORY: "自查表（法定）", RELEASED: "自查表（放权）", HALL: "自查表（进驻）",
}  # fmt: skip
TITLES = {
    RECEIVED: "承接的赋权事项", STATUTORY: "本级法定职权", RELEASED: "放给镇街、园区的事项", HALL: "进驻政务大厅的事项",
}  # fmt: skip
PREFILLED = (
    "自查行号", "事项名称", "事项类型", "赋权方式", "权力性质", "职权依据", "清单所列", "原实施机关", "承接主体", "放权文书",
    "公布的承诺时限", "已进驻", "自报窗口",
)  # fmt: skip
KEY = ("自查行号", "事项名称")  # printed again on every page, so that a page can be read by itself
ANSWERS = (  # in the order in which a clerk thinks; a group is never torn apart by the edge of a page
    ("到位没有", ("自报清单性质", "自报交接", "自报印章", "自报账号", "自报持证人数", "自报培训日期", "自报培训人次", "自报指南更新")),
    ("办了多少", ("自报受理地", "自报大厅件数", "自报受理件数", "自报办结件数", "自报退回件数", "自报部门受理件数", "自报重复件数",
                "自报平台外件数", "自报签发方", "自报平均用时", "自报投诉差评数")),
    ("问题和整改", ("自报问题类型", "整改措施", "责任人", "整改时限", "自报建议", "备注")),
)  # fmt: skip
WORDED = ("放权文书", "公布的承诺时限", "职权依据", "清单所列")  # headed by a word, not by the field's name
FILLED_IN = "已经填好，不要改"
WIDTHS = {
    "自查行号": 11, "事项名称": 27, "事项类型": 9.5, "赋权方式": 9, "权力性质": 13, "职权依据": 24, "清单所列": 20, "原实施机关": 19,
    "承接主体": 11, "放权文书": 23, "公布的承诺时限": 12, "已进驻": 8, "自报窗口": 14, "自报清单性质": 11, "自报受理地": 11,
    "自报签发方": 9, "自报问题类型": 16, "整改措施": 24, "责任人": 8.5, "自报建议": 10.5, "自报平均用时": 10.5, "备注": 13,
}  # fmt: skip
ENOUGH, A_DAY, MANY = 8.5, 11.5, 26  # MANY: all the towns that a department gave a power to
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
            title=f"{run}　{unit}\n{TITLES[side]}自查表",
            columns=columns(layouts[LAYOUTS[side]], office.fields),
            rows=[{name: words_of(value) for name, value in row.items()} for row in mine],
        )
        for side in LAYOUTS
        if (mine := [row for row in rows if row["自查类别"] == side])
    )
    shown = "、".join(f"“{sheet.name}”（{len(sheet.rows)}行）" for sheet in sheets)
    own = "；“本级法定职权”是法律直接给的，不是下放来的" if any(row["自查类别"] == STATUTORY for row in rows) else ""
    sentences = (
        f"一、请{unit}对照下面{shown}{'几张' if len(sheets) > 1 else '一张'}表，一行一行地填黄色的格；红字的栏必须填，"
        f"灰色的格是已经填好的，不要改{own}。",
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
    groups = {name: group for group, answers in ANSWERS for name in answers}
    order = [name for name in (*PREFILLED, *groups) if name in names]
    return tuple(_column(fields.fields[name], layout, vocabulary, groups.get(name, FILLED_IN)) for name in order)


def _column(one: Field, layout: Layout, vocabulary: Mapping[str, str], group: str) -> FormColumn:
    locked = one.name in PREFILLED
    words = (*(word for word, name in layout.words.items() if name == one.name), *one.words, one.name)
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
        heading=one.name if locked and one.name not in WORDED else heading,
        width=MANY
        if (one.name, layout.name) == ("承接主体", LAYOUTS[RELEASED])
        else WIDTHS.get(one.name, A_DAY if one.type == "日期" else ENOUGH),
        type=one.type,
        group="" if one.name in KEY else group,
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
