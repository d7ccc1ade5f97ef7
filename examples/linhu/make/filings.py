"""The workbook 办件登记: single filings of a few units and matters, as many as the year's figures say."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from make.book import Sheet
from make.grants import matters
from make.lists import true_figures
from make.matters import rng
from make.sources import source

COLUMNS = ["受理机关", "受理编号", "事项名称", "申请人姓名", "受理日期", "办结日期", "结果", "签发单位", "结果编号", "平台受理号",
           "重复受理"]  # fmt: skip
LAST = date(2021, 12, 31)


def filings() -> Sheet:
    """One row a filing. Who applied is invented; the column stands there because offices send it."""
    wrong = {fault["受理号"]: fault["改为"] for fault in source("答案")["办件登记"]}
    page = Sheet("办件登记")
    page.line("临湖市2021年办件登记（示例，申请人均为虚构）", len(COLUMNS))
    page.header(COLUMNS)
    figures = {(unit, name): accepted for unit, name, _, _, accepted, _ in true_figures()}
    table = []
    for place, entry in enumerate(source("数字")["逐件登记"], start=1):
        name = matters()[entry["事项"]].name
        for number in range(1, figures[entry["单位"], name] + 1):
            row = _filing(entry["单位"], name, f"示2021-{place:02d}-{number:04d}", number)
            row.update(wrong.pop(row["受理编号"], {}))
            table.append([row[column] for column in COLUMNS])
    if wrong:
        raise SystemExit(f"source/答案.yaml 里的错没有地方放：{'、'.join(wrong)}")
    page.body(table, merged=(0,))
    return page


def _filing(unit: str, name: str, code: str, number: int) -> dict[str, Any]:
    chance = rng("逐件", code)
    accepted = date(2021, 1, 4) + timedelta(days=chance.randint(0, 361))
    finished = accepted + timedelta(days=chance.randint(0, 30))
    done = finished <= LAST
    result = chance.choice(("准予", "准予", "准予", "不予")) if done else "在办"
    return {
        "受理机关": unit, "受理编号": code, "事项名称": name, "申请人姓名": f"示例申请人{number:04d}", "受理日期": accepted.isoformat(),
        "办结日期": finished.isoformat() if done else "", "结果": result,
        "签发单位": unit if done else "", "结果编号": f"{code}果" if result == "准予" else "", "平台受理号": f"示平台{code[1:]}", "重复受理": "否",
    }  # fmt: skip
