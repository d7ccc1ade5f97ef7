"""The smaller workbooks: hall, instruments, figures, ratings, agreements, claims, rulings."""

from __future__ import annotations

from itertools import cycle
from typing import Any

from make.book import Sheet
from make.grants import granted, holders, matters
from make.items import item_rows
from make.matters import Listed, listed, rng
from make.sources import source

PERIOD = "2021年"


def _page(
    name: str, title: str, columns: list[str], rows: list[list[Any]], merged: tuple[int, ...] = (), foot: str = ""
) -> Sheet:
    page = Sheet(name)
    page.line(title + "（示例）", len(columns))
    page.header(columns)
    page.body(rows, merged)
    if foot:
        page.line(foot, len(columns))
    return page


def hall() -> Sheet:
    """进驻政务大厅清单: what is in the hall now, what is exempt and by which approval, and the window each unit claims."""
    plan, wrong = source("事项"), {f["事项"]: f["改为"] for f in source("答案")["进驻"]}
    rows = []
    for one in listed():
        if one.state == "镇村":
            continue
        exemption = plan["豁免"].get(one.matter.id) or {}
        row = {
            "部门": one.department, "进驻事项名称": one.name, "权力类型": one.matter.type, "是否进驻": "是" if one.state == "进驻" else "否",
            "自报窗口": claimed_window(one) if one.state == "进驻" else "", "不进驻原因": exemption.get("理由", ""),
            "批准文号": exemption.get("文号", ""), "批准机关": exemption.get("机关", ""),
        }  # fmt: skip
        rows.append({**row, **wrong.get(one.matter.id, {})})
    columns = ["部门", "进驻事项名称", "权力类型", "是否进驻", "自报窗口", "不进驻原因", "批准文号", "批准机关"]
    table = [[row[c] for c in columns] for row in rows]
    return _page("进驻清单", "临湖市政务服务大厅进驻事项清单", columns, table, merged=(0,), foot="大厅联系人：示例丙")


def claimed_window(one: Listed) -> str:
    """Where the unit says that its matter is taken in (自报)."""
    windows = source("窗口")
    return windows["领域"].get(one.matter.field, windows["其余"])


def instruments() -> Sheet:
    """文件清单."""
    columns = ["发文字号", "文件标题", "发文机关", "文件性质", "成文日期", "施行日期", "有效期至", "公开链接", "备注"]
    return _page("文件", "临湖市赋权相关文件清单", columns, [[f.get(c, "") for c in columns] for f in source("文件")])


def case_figures() -> Sheet:
    """办件统计: by unit and matter; towns' counters for frequent matters, the hall and the departments for the others."""
    rows, late = true_figures(), {}
    for wrong in source("答案")["办件"]:
        name = matters()[wrong["事项"]].name
        rows = [r for r in rows if [r[0], r[1], r[3]] != [wrong["单位"], name, wrong.get("代替", "")]]
        rows.append([wrong["单位"], name, PERIOD, wrong["地点"], int(wrong["件数"]), int(wrong["件数"])])
        late[wrong["单位"], name] = int(wrong.get("超期", 0))
    columns = ["受理单位", "事项名称", "统计时间", "受理渠道", "受理数", "办结数", "超期件数"]
    return _page("办件", "临湖市2021年办件统计", columns, [[*row, late.get((row[0], row[1]), 0)] for row in rows])


def true_figures() -> list[list[Any]]:
    """The year's figures before anything wrong is planted: unit, matter, period, place, accepted, finished."""
    plan = source("数字")
    rows: list[list[Any]] = []
    for entry in plan["高频"]:
        matter = matters()[entry]
        chance = rng("办件", entry)
        towns = plan["高频办件单位"]
        shares = [chance.randint(30, 90) for _ in towns]
        rows += [[town, matter.name, PERIOD, "镇街", share, share] for town, share in zip(towns, shares, strict=True)]
    for entry in plan["低频"]:
        rows.append([plan["高频办件单位"][0], matters()[entry].name, PERIOD, "镇街", 3, 3])
    for one in listed():
        if one.state == "进驻":
            accepted = rng("大厅", one.matter.id).randint(5, 400)
            rows.append([one.department, one.name, PERIOD, "大厅", accepted, accepted])
    given = {(row[0], row[1]) for row in rows}
    for unit, name in granted():  # whoever was given a power has used it; where nobody has, the answer key says so
        if (unit, name) not in given:
            few = rng("承接", unit, name).randint(1, 4)
            place = "园区" if "园区" in unit else "镇街"
            rows.append([unit, name, PERIOD, place, few, few])
    return rows


def ratings() -> Sheet:
    """好差评统计: how many ratings each rated item got, shared out from the year's totals."""
    plan = source("数字")["好差评"]
    rated = {one["名称"] for one in source("机构")["部门"]}  # the county's own departments take part
    items = [item for item in _counted_items() if item["实施主体"] in rated]
    step = len(items) / int(plan["项数"])
    chosen = [items[int(i * step)] for i in range(int(plan["项数"]))]
    all_, active = (
        _share(int(plan["评价数"]), len(chosen), "评价"),
        _share(int(plan["主动评价数"]), len(chosen), "主动"),
    )
    active = _fit(active, all_)
    rows = [
        [item["实施主体"], item["子项名称"] or item["主项名称"], item["业务办理项名称"], PERIOD, total, act, 0, 0]
        for item, total, act in zip(chosen, all_, active, strict=True)
    ]
    columns = [
        "实施主体",
        "事项名称",
        "业务办理项名称",
        "统计时间",
        "评价总数",
        "主动评价条数",
        "差评条数",
        "按期整改差评数",
    ]
    return _page("好差评", "临湖市2021年政务服务好差评统计", columns, rows, merged=(0,))


def _counted_items() -> list[dict[str, Any]]:
    inside = {(one.department, one.main, one.sub) for one in listed() if one.state in ("进驻", "未进驻")}
    return [row for row in item_rows() if (row["实施主体"], row["主项名称"], row["子项名称"]) in inside]


def _share(total: int, parts: int, label: str) -> list[int]:
    """Share a total over parts in uneven but repeatable lots, none empty."""
    chance = rng("分摊", label)
    weights = [chance.randint(1, 100) for _ in range(parts)]
    lots = [1 + (total - parts) * weight // sum(weights) for weight in weights]
    for place, _ in zip(cycle(range(parts)), range(total - sum(lots)), strict=False):
        lots[place] += 1
    return lots


def _fit(active: list[int], all_: list[int]) -> list[int]:
    """No item has more active ratings than ratings: move what is over to items with room."""
    fitted = [min(a, t) for a, t in zip(active, all_, strict=True)]
    over = sum(active) - sum(fitted)
    for place, room in enumerate(t - a for a, t in zip(fitted, all_, strict=True)):
        moved = min(room, over)
        fitted[place] += moved
        over -= moved
    return fitted


def agreements() -> Sheet:
    """跨域通办清单: by partner."""
    rows = [
        [partner["合作方"], matters()[m].name, holders()[m]]
        for partner in source("数字")["跨域通办"]
        for m in partner["事项"]
    ]
    return _page("跨域通办", "临湖市跨域通办事项清单", ["合作地区", "事项名称", "部门"], rows, merged=(0,))


def ended() -> Sheet:
    """收回、取消的赋权: grants that are over, with the instrument and the day."""
    columns = [
        "批次",
        "赋权事项名称",
        "权力类型",
        "原实施主体",
        "赋权方式",
        "承接主体",
        "赋权文号",
        "生效日期",
        "状态",
        "收回文书",
        "收回日期",
    ]
    rows = []
    for one in source("收回取消"):
        matter = matters()[one["事项"]]
        rows.append(
            [one["批次"], matter.name, matter.type, holders()[matter.id], one["方式"], one["承接主体"], one["文号"]]
            + [one["起"], one["状态"], one["文书"], one["止"]]
        )
    return _page("收回取消", "临湖市收回、取消的赋权事项", columns, rows)


def packages() -> Sheet:
    """一件事清单: the matters of an event of life, its lead organ, and figures where that organ gave them."""
    figures = ["改革前环节数", "改革后环节数", "改革前材料数", "改革后材料数", "改革前办理时限", "改革后办理时限"]
    rows = [
        [one["名称"], one["牵头"], matters()[m].name, holders()[m], *(_number(one.get(f, "")) for f in figures)]
        for one in source("一件事")
        for m in one["事项"]
    ]
    columns = ["一件事名称", "牵头单位", "事项名称", "实施主体", *figures]
    return _page("一件事", "临湖市“高效办成一件事”清单", columns, rows, merged=(0, 1))


def claims() -> Sheet:
    """自报指标: what the units say of themselves."""
    columns = ["指标名称", "统计时间", "填报单位", "自报值", "自报分母"]
    return _page(
        "自报指标",
        "临湖市2021年自报指标",
        columns,
        [[_number(e.get(c, "")) for c in columns] for e in source("答案")["自报"]],
    )


def inspection() -> Sheet:
    """督查问题清单: what an inspection ordered the towns to mend."""
    plan = source("督查")
    columns = ["序号", "督查名称", "责任单位", "问题分类", "存在问题", "整改要求"]
    rows = [[int(p["序号"]), plan["督查名称"], p["单位"], p["类别"], p["问题"], p["要求"]] for p in plan["问题"]]
    return _page("督查问题", "政务服务与政务公开专项督查问题清单", columns, rows, foot="督查组：示例组")


def _number(text: str) -> Any:
    return float(text) if text.replace(".", "", 1).isdigit() else text


def rulings() -> Sheet:
    """裁定与不公布: what a person decided, and what is not published and why."""
    columns = ["对象类别", "对象", "对象部门", "承接主体", "裁定问题", "裁定结果", "理由", "裁定人", "日期"]
    return _page(
        "裁定与不公布", "临湖市事项裁定与不公布登记", columns, [[e.get(c, "") for c in columns] for e in source("裁定")]
    )
