"""The workbooks of registers (台账), second part: windows, patrols, appraisals, volunteers, sites, website, media accounts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from make.book import Sheet
from make.lists import _share
from make.matters import rng
from make.organisations import organisations
from make.registers import YEAR, months, page, towns
from make.sources import source

LAST = date(YEAR, 12, 31)


def mergers() -> Sheet:
    """窗口整合台账."""
    plan = source("台账-大厅")
    columns = ["原部门窗口数", "现部门窗口数", "原前台受理人员", "现前台受理人员"]
    rows = [
        {"责任单位": unit, **{c: int(n) for c, n in zip(columns, numbers, strict=True)}, "工作文件": plan["工作依据"]}
        for unit, numbers in plan["整合"].items()
    ]
    return page("窗口整合台账", list(rows[0]), rows)


def windows() -> Sheet:
    """大厅窗口台账."""
    plan = source("台账-大厅")
    rows = [
        {"窗口名称": name, "窗口种类": kind, "启用日期": plan["启用"], "责任单位": plan["大厅"], "工作文件": plan["工作依据"]}
        for name, kind in plan["窗口"].items()
    ]  # fmt: skip
    return page("大厅窗口台账", list(rows[0]), rows)


def patrols() -> Sheet:
    """窗口巡查台账: a patrol a week through all windows, and what it found."""
    plan, rows = source("台账-大厅"), []
    modes = ("局领导带班", "值班干部", "交叉巡查", "离岗监测", "电子考勤")
    day = date.fromisoformat(plan["启用"])
    while day <= LAST:
        seen = [name for name in plan["窗口"] if plan["漏巡查"].get(name) != day.isoformat()]
        found = plan["巡查问题"].get(day.isoformat()) or {}
        rows.append({
            "巡查日期": day.isoformat(), "巡查方式": modes[len(rows) % len(modes)], "被巡查窗口": "、".join(seen), "发现问题": found.get("问题", ""),
            "整改时限": found.get("时限", ""), "整改完成日期": found.get("整改", ""), "责任单位": plan["大厅"], "工作文件": plan["工作依据"],
        })  # fmt: skip
        day += timedelta(7)
    if unplaced := plan["巡查问题"].keys() - {row["巡查日期"] for row in rows}:
        raise SystemExit(f"这些日子没有巡查：{'、'.join(unplaced)}")
    return page("窗口巡查台账", list(rows[0]), rows)


def appraisals() -> Sheet:
    """窗口考核台账: every window each quarter since it opened."""
    plan, rows = source("台账-大厅"), []
    for quarter in (2, 3, 4):
        for name in plan["窗口"]:
            label = f"{YEAR}年第{quarter}季度"
            if plan["缺考核"].get(name) != label:
                score = rng("考核", name, label).randint(82, 99)
                award = "红旗窗口" if score >= 97 else ""
                rows.append({"窗口名称": name, "考核季度": label, "考核得分": score, "评先结果": award, "责任单位": plan["大厅"]})  # fmt: skip
    return page("窗口考核台账", list(rows[0]), rows)


def station() -> Sheet:
    """志愿服务站台账."""
    plan = source("台账-大厅")
    one = plan["志愿服务站"]
    row = {
        "站点名称": one["名称"],
        "建站情况": "、".join(one["已有"]),
        "责任单位": plan["大厅"],
        "工作文件": plan["工作依据"],
    }
    return page("志愿服务站台账", list(row), [row])


def volunteers() -> Sheet:
    """志愿服务台账: how many of each unit's window staff took part and were honoured."""
    plan = source("台账-大厅")["志愿者"]
    units = [plan_["名称"] for plan_ in source("机构")["部门"]]
    took = _share(int(plan["参加"]), len(units), "志愿")
    honoured = _share(int(plan["表彰"]), len(units), "志愿")
    rows = [
        {"责任单位": unit, "统计期": f"{YEAR}年", "参加志愿服务人数": n, "获表彰人数": min(n, m)}
        for unit, n, m in zip(units, took, honoured, strict=True)
    ]
    return page("志愿服务台账", list(rows[0]), rows)


def demonstrations() -> Sheet:
    """示范创建台账: two towns, twelve villages and communities, each against its standard."""
    plan = source("台账-宣传")["示范"]
    villages = [one for one in organisations() if one["类别"] in ("村", "社区")][: int(plan["样板村（社区）"])]
    rows = [{"示范类别": "镇级示范点", "示范点名称": name, "所在镇街": name} for name in plan["镇级示范点"]]
    rows += [{"示范类别": "样板村（社区）", "示范点名称": one["名称"], "所在镇街": one["上级"]} for one in villages]
    for number, row in enumerate(rows, 1):
        wanted = plan["标准"][row["示范类别"]]
        lacks = plan["缺"]["项"] if number == int(plan["缺"]["单位序号"]) else ""
        row |= {
            "达标情况": "、".join(w for w in wanted if w != lacks),
            "列入创建日期": "2021-06-01",
            "工作文件": plan["文号"],
        }
    return page("示范创建台账", list(rows[0]), rows)


def website() -> Sheet:
    """网站信息台账: items by column and month, visits by month."""
    plan, rows = source("台账-宣传"), []
    for column, total in plan["网站"].items():
        silent = plan["没有更新"].get(column)
        shares = [list(one) for one in months(int(total), column)]
        if silent:
            at = int(silent) - 1
            shares[at - 1][1] += shares[at][1]
            shares[at][1] = 0
        rows += [{"栏目名称": column, "统计期": month, "信息条数": share} for month, share in shares]
    rows += [
        {"栏目名称": "全站", "统计期": month, "网民点击量": share}
        for month, share in months(int(plan["点击量"]), "点击")
    ]
    for row in rows:
        row["责任单位"] = plan["网站责任单位"]
    return page("网站信息台账", ["栏目名称", "统计期", "信息条数", "网民点击量", "责任单位"], rows)


def promotion() -> Sheet:
    """小程序推广台账: films by town and quarter, registrations by month; nobody counted the brochures."""
    plan = source("台账-宣传")
    films = _share(int(plan["推广"]["宣传视频"]), len(towns()) * 4, "视频")
    rows = [
        {"责任单位": town, "推广方式": "宣传视频", "统计期": f"{YEAR}年第{quarter}季度", "推广数量": films.pop()}
        for town in towns()
        for quarter in range(1, 5)
    ]
    rows += [
        {"责任单位": plan["大厅"], "推广方式": "注册登录", "统计期": month, "推广数量": share}
        for month, share in months(int(plan["推广"]["注册登录"]), "注册")
    ]
    return page("小程序推广台账", list(rows[0]), rows)


def accounts() -> Sheet:
    """新媒体账号台账: those that the inventory found (closed or registered), and one found later."""
    plan = source("台账-宣传")["新媒体"]
    kinds = ("微信", "微博", "视频号")
    units = [one["名称"] for one in source("机构")["部门"]]
    short = [unit.removeprefix("临湖市") for unit in units]
    named = [(unit, kind, f"{name}{kinds[kind]}") for kind in range(3) for unit, name in zip(units, short, strict=True)]
    double = plan["重复"]
    taken = {(double["单位"], 0), (plan["没有报的"]["单位"], 2)}
    named = [one for one in named if one[:2] not in taken] + [(double["单位"], 0, name) for name in double["名称"]]
    closing = set(range(0, int(plan["关停"]) * 3, 3))
    kept = named[: int(plan["清查"]) - len(double["名称"])] + named[-len(double["名称"]) :]
    rows: list[dict[str, Any]] = []
    for number, (unit, kind, name) in enumerate(kept):
        closed = number in closing
        fresh = (LAST - timedelta(rng("更新", name).randint(0, 9))).isoformat()
        rows.append({
            "平台名称": plan["平台"][kind], "账号名称": name, "责任单位": unit, "运行状态": "关停" if closed else "运行", "发现方式": "集中清查",
            "关停原因": ("内容无法及时更新", "同平台重复开设", "无力维护")[number % 3] if closed else "",
            "关停日期": "2021-09-30" if closed else "", "是否上报监测系统": "否" if closed else "是",
            "最后更新日期": "2021-03-05" if closed else plan["没有更新"].get(name, fresh), "工作文件": plan["依据"],
        })  # fmt: skip
    one = plan["没有报的"]
    rows.append({
        "平台名称": plan["平台"][2], "账号名称": one["名称"], "责任单位": one["单位"], "运行状态": "运行", "发现方式": "日常排查",
        "是否上报监测系统": "否", "最后更新日期": LAST.isoformat(), "工作文件": plan["依据"],
    })  # fmt: skip
    if lost := plan["没有更新"].keys() - {row["账号名称"] for row in rows if row["运行状态"] == "运行"}:
        raise SystemExit(f"这些账号不在运行：{'、'.join(lost)}")
    return page("新媒体账号台账", list(rows[0]), rows)


def routines() -> list[Sheet]:
    """例行工作台账 and 例行记录台账: two inspections a week but for one week."""
    plan = source("台账-宣传")
    media = plan["新媒体"]
    name, day = "政务新媒体排查", date.fromisoformat(media["起"])
    duty = {
        "例行工作名称": name,
        "每周次数": int(media["每周次数"]),
        "开始执行日期": media["起"],
        "责任单位": plan["大厅"],
        "工作文件": media["依据"],
    }
    rows = []
    while day <= LAST:
        days = [day] if day.isoformat() == media["缺一次的周"] else [day, day + timedelta(3)]
        rows += [
            {"例行工作名称": name, "排查日期": d.isoformat(), "责任单位": plan["大厅"], "排查发现": ""}
            for d in days
            if d <= LAST
        ]
        day += timedelta(7)
    return [page("例行工作台账", list(duty), [duty]), page("例行记录台账", list(rows[0]), rows)]
