"""The workbook 赋权经过: the events of every batch's life, planted faults included."""

from __future__ import annotations

from typing import Any

from make.book import Sheet
from make.grants import matters
from make.sources import source

HANDOVER = ["印章已交接", "系统账号已交接", "到岗持证人数", "培训已完成", "办事指南已更新"]
COLUMNS = ["序号", "批次", "赋权事项名称", "承接主体", "赋权方式", "环节", "日期", "文书", "经办人", "说明", "审查意见", "评估结论", "过渡条款",
           *HANDOVER, "运行期"]  # fmt: skip


def sheet() -> Sheet:
    """One row an event, in the order of the days."""
    planted = [fault for fault in source("答案")["赋权经过"] if "环节" in fault]
    rows = [_row(entry) for entry in [*source("赋权经过"), *planted]]
    page = Sheet("赋权经过")
    page.line("临湖市赋权经过登记（示例）", len(COLUMNS))
    page.line("说明：人名、文号均为虚构。整批的写“全部事项”“全部承接主体”。", len(COLUMNS))
    page.header(COLUMNS)
    rows.sort(key=lambda row: (row["日期"], row["批次"]))
    page.body([[number, *(row.get(column, "") for column in COLUMNS[1:])] for number, row in enumerate(rows, start=1)])
    return page


def _row(entry: dict[str, Any]) -> dict[str, Any]:
    complete = (
        dict.fromkeys(HANDOVER, "是") | {"到岗持证人数": int(entry.get("持证人数", 2))}
        if entry.get("齐") == "是"
        else {}
    )
    return {
        **{column: entry[column] for column in COLUMNS if column in entry},
        "赋权事项名称": matters()[entry["事项"]].name if "事项" in entry else "全部事项",
        "承接主体": entry.get("承接主体", "全部承接主体"),
        "赋权方式": entry.get("方式", ""),
        **complete,
        **entry.get("改为", {}),
    }
