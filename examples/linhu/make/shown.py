"""The workbook 办事指南和系统要素: what guides and the case system say of the items of a few departments."""

from __future__ import annotations

from typing import Any

from make.book import Sheet
from make.grants import matters
from make.items import item_rows
from make.sources import source

COLUMNS = ["数据来源", "实施主体", "事项名称", "业务办理项名称", "承诺办结时限", "是否收费", "到现场次数"]
SOURCES = ("办事指南", "办件系统")


def sheets() -> list[Sheet]:
    """One sheet a source; what differs from the list of items is written in source/答案.yaml."""
    wrong = {
        (fault["来源"], matters()[fault["事项"]].name, fault.get("办理项", "")): fault.get("改为")
        for fault in source("答案")["对外要素"]
    }
    pages = []
    for name in SOURCES:
        page = Sheet(name)
        page.line(f"临湖市部分单位{name}中的要素（示例）", len(COLUMNS))
        page.header(COLUMNS)
        rows = []
        for item in item_rows():
            if item["实施主体"] not in source("数字")["三方对照"]:
                continue
            row = _row(name, item)
            for key in ((name, row["事项名称"], row["业务办理项名称"]), (name, row["事项名称"], "")):
                if key in wrong:
                    row = {**row, **wrong[key]} if wrong[key] else {}
                    break
            if row:
                rows.append([row[column] for column in COLUMNS])
        page.body(rows, merged=(0,))
        pages.append(page)
    return pages


def _row(name: str, item: dict[str, Any]) -> dict[str, Any]:
    return {
        "数据来源": name,
        "实施主体": item["实施主体"],
        "事项名称": item["子项名称"] or item["主项名称"],
        "业务办理项名称": item["业务办理项名称"],
        "承诺办结时限": item["办理时限/承诺"],
        "是否收费": item["是否收费"],
        "到现场次数": item["到现场次数"],
    }
