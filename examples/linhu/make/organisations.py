"""The workbook 机构与承接能力: county, departments, towns, streets, villages, the park and the hall."""

from __future__ import annotations

from typing import Any

from make.book import Sheet
from make.codes import credit_code
from make.sources import source

COLUMNS = [
    "机构名称",
    "简称",
    "统一社会信用代码",
    "机构类别",
    "上级机构",
    "镇街等次",
    "辖区",
    "承继自",
    "专用印章",
    "系统账号",
    "业务培训",
    "执法证人数",
    "法制审核人员数",
    "距县城（公里）",
    "生效日期",
]


def organisations() -> list[dict[str, Any]]:
    """All organisations in order; capacity of towns differs by class and by the hand-written exceptions."""
    plan = source("机构")
    county = plan["县"] + "人民政府"
    found: list[dict[str, Any]] = []

    def add(name: str, kind: str, parent: str, **rest: Any) -> None:
        code = credit_code(1001 + len(found), plan["区划"])
        found.append({"名称": name, "类别": kind, "上级": parent, "代码": code, **rest})

    for entry in plan["其他机构"]:
        add(entry["名称"], entry["类别"], "" if entry["类别"] == "政府" else county, 简称=entry.get("简称") or [],
            距离=_number(entry, "距县城公里"))  # fmt: skip
    for entry in plan["部门"]:
        add(entry["名称"], "部门", county, 简称=entry["简称"], 承继自=entry.get("承继自", ""))
    for entry in plan["垂直与公用"]:
        add(entry["名称"], entry["类别"], "", 简称=entry["简称"])
    for entry in plan["集合"]:
        found.append({"名称": entry["名称"], "类别": entry["类别"], "上级": county, "代码": "", "简称": entry["简称"]})
    for entry in plan["镇"]:
        able = entry.get("承接") or {}
        add(entry["名称"], "镇", county, 等次=entry["等次"], 印章=able.get("印章", "是"), 账号=able.get("账号", "是"),
            培训=able.get("培训", "是"), 持证=int(able.get("持证", "4")), 审核=int(able.get("法制审核", "1")), 距离=_number(entry, "距县城公里"),
            辖区=entry["名称"] + "行政区域")  # fmt: skip
        for village in entry["村"]:
            add(village + "村民委员会", "村", entry["名称"])
    for entry in plan["街道"]:
        able = entry.get("承接") or {}
        add(entry["名称"], "街道", county, 简称=entry["简称"], 等次="街道", 印章=able.get("印章", "是"), 账号="是", 培训="是",
            持证=int(able.get("持证", "3")), 审核=int(able.get("法制审核", "1")), 距离=_number(entry, "距县城公里"), 辖区=entry["名称"].removesuffix("办事处") + "辖区")  # fmt: skip
        for community in entry["社区"]:
            add(community + "居民委员会", "社区", entry["名称"])
    for entry in plan["派出机构"]:
        add(entry["名称"], "派出机构", entry["上级"])
    return found


def _number(entry: dict[str, Any], name: str) -> int | str:
    return int(entry[name]) if name in entry else ""


def sheet() -> Sheet:
    """The workbook's one sheet, with a title and a note above the table."""
    page = Sheet("机构与承接能力")
    page.line("临湖市机构与承接能力表（示例）", len(COLUMNS))
    page.line("说明：本表机构、代码、人数均为虚构，仅供演示。", len(COLUMNS))
    page.header(COLUMNS)
    page.body(
        [
            [o["名称"], "、".join(o.get("简称") or []), o["代码"], o["类别"], o["上级"], o.get("等次", ""), o.get("辖区", ""),
             o.get("承继自", ""),
             o.get("印章", ""), o.get("账号", ""), o.get("培训", ""), o.get("持证", ""), o.get("审核", ""), o.get("距离", ""), "2019-03-01"]
            for o in organisations()
        ]
    )  # fmt: skip
    page.line("填表人：示例甲    审核人：示例乙", len(COLUMNS))
    return page


def capacities() -> Sheet:
    """The workbook 承接能力起止: from which day to which an organisation has which capacity."""
    columns = ["单位", "承接能力项", "起", "止", "数量"]
    page = Sheet("承接能力起止")
    page.line("临湖市承接能力起止登记（示例）", len(columns))
    page.header(columns)
    page.body(
        [[row["名称"], row["能力项"], row["起"], row.get("止", ""), int(row["数量"]) if "数量" in row else ""]
         for row in source("机构")["承接能力"]],
        merged=(0,),
    )  # fmt: skip
    return page
