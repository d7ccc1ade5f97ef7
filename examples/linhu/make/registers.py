"""The workbooks of registers (台账), first part: packages, QR codes, services, mail, agreements, tasks, systems, training."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from make.book import Sheet
from make.grants import matters
from make.lists import _page, _share
from make.matters import rng
from make.organisations import organisations
from make.sources import source

YEAR = 2021
Rows = list[list[Any]]


def page(name: str, columns: list[str], rows: list[dict[str, Any]]) -> Sheet:
    """One register as a sheet; what a row does not say stays empty."""
    return _page(name, f"临湖市{name}", columns, [[row.get(column, "") for column in columns] for row in rows])


def towns() -> list[str]:
    """The twelve towns and streets."""
    return [one["名称"] for one in organisations() if one["类别"] in ("镇", "街道")]


def months(total: int, label: str) -> list[tuple[str, int]]:
    """A year's total shared out over its months."""
    return [(f"{YEAR}年{number}月", share) for number, share in enumerate(_share(total, 12, label), 1)]


def packages() -> Sheet:
    """一件事台账: the year's totals shared out over all packages but those that are told apart."""
    plan = source("台账-一件事")
    total, apart = {name: int(value) for name, value in plan["合计"].items()}, plan["另写"]
    every = [(lead, name) for lead, names in plan["一件事"].items() for name in names]
    fixed = {name: int(entry["一件事件数"]) for name, entry in apart.items() if "一件事件数" in entry}
    usual = [name for _, name in every if name not in fixed]
    cases = fixed | dict(zip(usual, _at_least(60, total["件数"] - sum(fixed.values()), len(usual)), strict=True))
    far = [name for lead, name in every if lead in plan["跨域通办牵头"] and name not in fixed]
    abroad = dict(zip(far, _share(total["跨域通办"], len(far), "跨域"), strict=True))
    same = [name for name, entry in apart.items() if "环节不减" in entry]
    fewer = [name for _, name in every if name not in same]
    steps = dict(zip(fewer, _share(total["减少环节"], len(fewer), "环节"), strict=True))
    papers = dict(zip([n for _, n in every], _share(total["减少材料"], len(every), "材料"), strict=True))
    rows = []
    for number, (lead, name) in enumerate(every):
        chance, entry = rng("一件事", name), apart.get(name, {})
        before, kept, left = chance.randint(10, 60), chance.randint(2, 6), chance.randint(2, 8)
        rows.append({
            "一件事名称": f"{name}一件事", "事项批次": ("第一批", "第二批", "第三批")[number % 3], "牵头单位": lead, "统计期": plan["统计期"],
            "一件事受理件数": cases[name], "其中跨域通办": min(abroad.get(name, 0), cases[name]),
            "改革前环节数": kept + steps.get(name, 0), "改革后环节数": kept, "改革前材料数": left + papers[name], "改革后材料数": left,
            "改革前办理时限": entry.get("改革前时限", f"{before}个工作日"), "改革后办理时限": entry.get("改革后时限", f"{before * 2 // 5}个工作日"),
            "工作文件": plan["工作依据"],
        })  # fmt: skip
    return page("一件事台账", list(rows[0]), rows)


def _at_least(least: int, total: int, parts: int) -> list[int]:
    return [least + share for share in _share(total - least * parts, parts, "一件事件数")]


def codes() -> Sheet:
    """二维码台账: a code for each package but one, and for frequent matters."""
    plan = source("台账-一件事")
    names = [f"{name}一件事" for group in plan["一件事"].values() for name in group if name not in plan["没有二维码"]]
    names += [f"{name}一件事" for name in plan["多余的二维码"]]
    frequent = dict.fromkeys(matters()[m].name for m in (*source("数字")["高频"], *plan["高频二维码另加"]))
    wanted = list(frequent)[: int(plan["高频二维码数"])]
    if len(wanted) < int(plan["高频二维码数"]):
        raise SystemExit("source/台账-一件事.yaml 的“高频二维码另加”不够")
    rows = [
        {"二维码类别": kind, "二维码内容": name, "制码日期": made, "责任单位": "临湖市行政审批服务局", "工作文件": plan["工作依据"]}
        for kind, made, group in (("高频事项", "2021-06-10", wanted), ("一件事", "2021-10-20", names))
        for name in group
    ]  # fmt: skip
    return page("二维码台账", list(rows[0]), rows)


def services() -> Sheet:
    """便民服务台账: the hall by month, towns by quarter."""
    plan = source("台账-服务")
    rows = [
        {"责任单位": plan["大厅"], "服务方式": mode, "统计期": month, "服务件数": share}
        for mode, total in plan["月合计"].items()
        for month, share in months(int(total), mode)
    ]
    helped = plan["帮办代办"]
    rows += [
        {"责任单位": plan["大厅"], "服务方式": "帮办代办", "统计期": month, "服务件数": share}
        for month, share in months(int(helped["大厅"]), "帮办代办")
    ]
    active = [town for town in towns() if town not in helped["没有的镇街"]]
    shares = _share(int(helped["合计"]) - int(helped["大厅"]), len(active) * 4, "镇街帮办")
    rows += [
        {"责任单位": town, "服务方式": "帮办代办", "统计期": f"{YEAR}年第{quarter}季度", "服务件数": shares.pop()}
        for town in active
        for quarter in range(1, 5)
    ]
    return page("便民服务台账", ["责任单位", "服务方式", "统计期", "服务件数"], rows)


def mailings() -> Sheet:
    """免费邮寄台账: one row a letter; who received it is not registered."""
    plan = source("台账-服务")
    mail, rows = plan["免费邮寄"], []
    for number in range(1, int(mail["合计"]) + 1):
        chance = rng("邮寄", str(number))
        place = chance.randrange(len(mail["单位"]))
        rows.append({
            "邮寄单号": f"示邮-2021-{number:04d}", "邮寄日期": (date(YEAR, 1, 4) + timedelta(chance.randint(0, 350))).isoformat(),
            "邮寄证照": chance.choice(mail["证照"]), "责任单位": mail["单位"][place], "收取邮费": 0, "工作文件": plan["工作依据"],
        })  # fmt: skip
    rows += [{**one, "收取邮费": int(one["收取邮费"]), "工作文件": plan["工作依据"]} for one in mail["收了邮费"]]
    return page("免费邮寄台账", list(rows[0]), rows)


def agreements() -> Sheet:
    """通办协议台账."""
    rows = source("台账-服务")["通办协议"]
    return page("通办协议台账", ["合作方", "协议名称", "责任单位", "签订日期", "协议到期日", "工作文件"], rows)


def tasks() -> Sheet:
    """任务分工方案."""
    plan = source("台账-任务")
    rows = [
        {
            "任务编号": one["编号"], "任务名称": one["名称"], "牵头单位": one["牵头"], "配合单位": "、".join(one.get("配合") or []),
            "任务开始日期": one["起"], "完成时限": one["时限"], "实际完成日期": one.get("完成", ""), "工作文件": plan["工作依据"],
        }
        for one in plan["任务"]
    ]  # fmt: skip
    return page("任务分工方案", list(rows[0]), rows)


def reports() -> Sheet:
    """任务调度台账: a line each month from the beginning of a task to its end or the year's."""
    plan, rows = source("台账-任务"), []
    for one in plan["任务"]:
        last = date.fromisoformat(one["完成"]).month if "完成" in one else 12
        missed = {int(month) for month in one.get("缺") or []}
        rows += [
            {"任务编号": one["编号"], "调度月份": f"{YEAR}年{month}月", "进展情况": "已完成" if "完成" in one and month == last else "按计划推进",
             "责任单位": one["牵头"] or "临湖市行政审批服务局"}
            for month in range(date.fromisoformat(one["起"]).month, last + 1) if month not in missed
        ]  # fmt: skip
    rows += [
        {
            "任务编号": o["任务编号"],
            "调度月份": f"{YEAR}年{o['月']}月",
            "进展情况": o["进展"],
            "责任单位": o["责任单位"],
        }
        for o in plan["多余的调度"]
    ]
    return page("任务调度台账", list(rows[0]), rows)


def systems() -> Sheet:
    """业务系统台账."""
    rows = source("台账-任务")["业务系统"]
    basis = source("台账-任务")["工作依据"]
    columns = ["责任单位", "系统名称", "建设层级", "是否对接", "未对接原因", "对接时限", "工作文件"]
    return page("业务系统台账", columns, [{**one, "工作文件": basis} for one in rows])


def trainings() -> Sheet:
    """培训台账: two rounds for towns' staff, a first round for village staff in each town, one course in each department."""
    plan = source("台账-任务")["培训"]
    centre = plan["镇街"]
    rows = [
        {"责任单位": centre["主办"], "培训名称": centre["名称"], "培训对象": "镇街工作人员", "培训轮次": number, "培训内容": "、".join(centre["方面"]),
         "培训日期": day, "参训人数": rng("培训", day).randint(60, 120)}
        for number, day in enumerate(centre["日期"], 1)
    ]  # fmt: skip
    units = source("机构")
    departments = [one["名称"] for part in ("部门", "垂直与公用") for one in units[part]]
    for who, hosts, what in (
        (
            "村社区便民服务员",
            [t for t in towns() if t not in plan["没有培训的镇街"]],
            "村（社区）便民服务员培训（示例）",
        ),
        ("部门窗口人员", [d for d in departments if d not in plan["没有培训的部门"]], "一件事一次办业务培训（示例）"),
    ):
        rows += [
            {"责任单位": host, "培训名称": what, "培训对象": who, "培训轮次": 1, "培训内容": "业务能力",
             "培训日期": date(YEAR, 6 + rng("培训", host).randint(0, 4), 15).isoformat(), "参训人数": rng("人次", host).randint(8, 60)}
            for host in hosts
        ]  # fmt: skip
    return page("培训台账", list(rows[0]), rows)
