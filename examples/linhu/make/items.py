"""The workbooks 实施清单: one row an item, messy in the ways of real departments."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from make.book import Sheet
from make.matters import Listed, listed, rng
from make.sources import source
from make.splits import STAGES, Split

HEAD = [
    "序号",
    "实施主体",
    "主项名称",
    "子项名称",
    "业务办理项名称",
    "办理情形",
    "办理类型",
    "申请方式",
    "权力类型",
    "实施依据",
    "实施编码",
]
FACTS = ["自报行使层级", "自报权力来源", "办理时限/法定", "办理时限/承诺", "自报办件类型", "服务对象", "受理条件", "申请材料", "办理流程", "是否收费",
         "收费依据", "到现场次数", "网办深度", "审批结果", "通办范围", "办理地点", "办理时间", "咨询电话", "投诉电话"]  # fmt: skip
MATERIALS = {
    "自然人": [
        "申请表|必要|原件|1|申请人自备",
        "居民身份证|必要|复印件|1|政府部门核发",
        "户口簿|非必要|复印件|1|政府部门核发",
    ],
    "法人": [
        "申请书|必要|原件|1|申请人自备",
        "营业执照或法人证书|必要|复印件|1|政府部门核发",
        "法定代表人身份证明|必要|复印件|1|政府部门核发",
    ],
}
LETTER = {"委托代理": ("授权委托书|必要|原件|1|申请人自备", "代理人居民身份证|必要|复印件|1|政府部门核发")}
BY_TRAIT = {
    "现场勘验": "场所平面图|必要|原件|1|申请人自备", "专家评审": "技术方案|必要|原件|2|申请人自备", "检验检测": "检验检测报告|必要|原件|1|检验机构出具",
    "考试考核": "考核合格证明|必要|复印件|1|政府部门核发", "公示": "公示情况说明|必要|原件|1|申请人自备", "涉外": "涉外身份证明|必要|复印件|1|申请人自备",
}  # fmt: skip
STEPS = {
    "现场勘验": "现场勘验",
    "专家评审": "专家评审",
    "听证": "听证",
    "公示": "公示",
    "考试考核": "考核",
    "检验检测": "检验检测",
}


def item_rows() -> list[dict[str, Any]]:
    """Every item of every listed matter, as the unit would fill it in, the planted faults applied."""
    faults = {(f["事项"], f.get("办理项", "")): f["改为"] for f in source("答案")["办理项"]}
    rows, used = [], set()
    for one in listed():
        for number, split in enumerate(one.items, start=1):
            row = _row(one, split, number)
            for key in ((one.matter.id, split.name), (one.matter.id, "")):
                row.update(faults.get(key) or {})
                used.add(key)
            rows.append(row)
    if missed := faults.keys() - used:
        raise SystemExit(f"source/答案.yaml 里的错没有地方放：{missed}")
    return rows


def _row(one: Listed, split: Split, number: int) -> dict[str, Any]:
    chance, matter, situation = rng(one.matter.id, split.name), one.matter, split.name
    limit = matter.legal_limit if _is_limit(matter.legal_limit) else "20个工作日" if matter.type == "行政许可" else ""
    quick = ("即时可办" in matter.traits or matter.type == "公共服务") and not STAGES & set(matter.traits)
    if split.get("承诺"):
        promised = split.get("承诺")
    elif quick and not limit.endswith("月"):
        promised = "即办"
    else:
        days = _days(limit) or 15
        promised = f"{max(1, int(days * chance.choice((0.25, 0.3, 0.4, 0.5, 0.6))))}个工作日"
    clients = (
        [split.get("服务对象")] if split.get("服务对象") else ["企业法人" if c == "法人" else c for c in matter.clients]
    )
    who = "法人" if clients == ["企业法人"] else "自然人"
    materials = [
        *MATERIALS[who][: 3 if number == 1 else 2],
        *LETTER.get(split.get("申请方式"), ()),
        *(BY_TRAIT[t] for t in matter.traits if t in BY_TRAIT),
    ]
    steps = (
        ["受理", "审查", *(STEPS[t] for t in matter.traits if t in STEPS), "决定", "送达"]
        if promised != "即办"
        else ["受理并当场办结", "送达"]
    )
    depth = chance.choices(("Ⅳ级", "Ⅲ级", "Ⅱ级"), (60, 36, 4))[0]
    level = "县级" if one.state != "镇村" else "村级" if one.department == "各村（社区）" else "乡级"
    return {
        "实施主体": one.department, "主项名称": one.main, "子项名称": one.sub, "业务办理项名称": f"{one.name}（{situation}）",
        "办理情形": situation, "权力类型": matter.type,
        "实施依据": "；".join(f"《{text}》{article}" for text, article, _ in matter.articles),
        "实施编码": f"{one.code}{number:02d}", "自报行使层级": level, "自报权力来源": "法定本级行使",
        "办理时限/法定": limit, "办理时限/承诺": promised, "自报办件类型": "即办件" if promised == "即办" else "承诺件",
        "服务对象": "、".join(clients), "办理类型": split.get("办理类型"), "申请方式": split.get("申请方式"),
        "适用情形": split.get("适用情形"),
        "受理条件": _conditions(split, clients, one), "申请材料": "\n".join(materials),
        "办理流程": "—".join(steps), "是否收费": "否", "收费依据": "", "到现场次数": 0 if depth == "Ⅳ级" else 1,
        "网办深度": depth, "审批结果": _result(one), "通办范围": "全县",
        "办理地点": "临湖市政务服务大厅（示例路 0 号）" if one.state in ("进驻", "豁免") else f"{one.short}（示例路 00 号）",
        "办理时间": "工作日 9:00—12:00，13:30—17:00", "咨询电话": "0000-0000001", "投诉电话": "0000-0000002",
    }  # fmt: skip


def _is_limit(text: str) -> bool:
    return bool(text) and text[0].isdigit() and text.endswith(("日", "月", "年"))


def _days(limit: str) -> int:
    number = int("".join(c for c in limit if c.isdigit()) or 0)
    return (
        number * 20
        if limit.endswith("月")
        else number * 200
        if limit.endswith("年")
        else number
        if "工作" in limit
        else int(number * 0.6)
    )


# Invented conditions that say something: what 办理类型 asks of whoever comes. They are the example's, not the law's.
ASKED = {
    "新设": "还没有办过这个事项，或者原来办的已经失效",
    "变更": "已经办过这个事项，所载内容有变化，变化后的情况有材料证明",
    "延续": "已经办过这个事项，在有效期届满三十日前提出",
    "注销": "已经办过这个事项，现在不再需要，没有未了结的手续",
}
RESULTS = {"备案": "备案回执", "登记": "登记证明", "查询": "查询结果", "投诉": "处理情况答复", "举报": "处理情况答复", "咨询": "书面答复", "调解": "调解书", "补贴": "补贴发放通知",
           "培训": "培训登记回执", "证": "证件", "认定": "认定书", "审核": "审核意见书", "审查": "审查意见书", "验收": "验收意见书"}  # fmt: skip
BY_TYPE = {
    "行政许可": "许可证",
    "行政确认": "确认书",
    "行政给付": "发放通知",
    "行政奖励": "奖励决定",
    "行政裁决": "裁决书",
}


def _conditions(split: Split, clients: Sequence[str], one: Listed) -> str:
    """Who, in what situation, and which articles to look into; numbered as units write them."""
    who = "或者".join({"自然人": "个人（可以委托代理人）", "企业法人": "依法登记的单位"}.get(c, c) for c in clients)
    read = "、".join(sorted({f"《{text}》{article}" for text, article, _ in one.matter.articles}))
    asked = [f"申请人是{who}", ASKED.get(split.get("办理类型") or "", ASKED["新设"])]
    asked += [f"申请办理的情况在{read}写明的范围以内"] if read else []
    return "；\n".join(f"{number}. {words}" for number, words in enumerate(asked, start=1)) + "。"


def _result(one: Listed) -> str:
    named = next((paper for word, paper in RESULTS.items() if word in one.name), "办结通知书")
    return BY_TYPE.get(one.matter.type, named)


def sheet(department: str, rows: Sequence[dict[str, Any]], style: str, extra: Sequence[str] = ()) -> Sheet:
    """One department's sheet. `style`: 合并 (merged, two-row header, sections), 单位在表头, 平铺 (one flat row each)."""
    facts = [*FACTS, *extra]
    if style == "平铺":
        facts = [f.replace("办理时限/", "") + "办结时限" if "/" in f else f for f in facts]
    if style == "单位在表头":
        facts = [f"{f.replace('办理时限/', '')}时限（工作日）" if "/" in f else f for f in facts]
    columns = [*HEAD, *facts]
    page = Sheet(department[:28])
    page.line(f"{department}政务服务事项实施清单（示例）", len(columns))
    if style == "合并":
        page.line("填报单位（示例）：" + department + "    填报日期：2021年12月31日", len(columns))
    page.header(columns)
    number = 0
    for kind, group in groupby(rows, key=lambda row: row["权力类型"]) if style == "合并" else [("", list(rows))]:
        group = list(group)
        if kind:
            matters = len({(r["主项名称"], r["子项名称"]) for r in group})
            page.line(
                f"{'一二三四五六七八九十'[['行政许可', '行政给付', '行政确认', '行政奖励', '行政裁决', '其他行政权力', '公共服务'].index(kind)]}、{kind}（{matters}项）",
                len(columns),
            )
        table = []
        for row in group:
            number += 1
            table.append([number, *(_cell(row, column, style) for column in columns[1:])])
        page.body(table)
        if style == "合并":
            _merge(page, len(page.rows) - len(table), table)
    page.line("填表人：示例甲    负责人：示例乙", len(columns))
    return page


def _cell(row: dict[str, Any], column: str, style: str) -> Any:
    """A cell in the department's own manner: bare numbers under a unit in the header, a flat name without it."""
    for kind in ("法定", "承诺"):
        if column.startswith(kind):
            text = row[f"办理时限/{kind}"]
            if style == "单位在表头" and text.endswith("个工作日"):
                return int(text.removesuffix("个工作日"))
            return text
    return row.get(column, "")


def _merge(page: Sheet, start: int, table: list[list[Any]]) -> None:
    """Merge the department down the section, and each main matter and sub-matter over its items."""
    for column, key in ((1, (1,)), (2, (1, 2)), (3, (1, 2, 3))):
        at = 0
        for _, run in groupby(table, key=lambda row: tuple(row[k] for k in key)):
            length = len(list(run))
            if length > 1 and table[at][column] != "":
                page.merges.append((start + at, column, start + at + length - 1, column))
                for other in range(at + 1, at + length):
                    page.rows[start + other][column] = ""
            at += length
