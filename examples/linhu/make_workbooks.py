"""Makes the example county's workbooks from the hand-written sources: ``python examples/linhu/make_workbooks.py``.

Everything is invented and says so. The same sources give the same workbooks. No workbook holds the answer to a
question that the rules are to decide; columns in which units make claims may be wrong on purpose (source/答案.yaml).
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from make import filings, grants, items, life, lists, organisations, registers, registers_hall, shown
from make.book import Sheet, write_csv, write_xls, write_xlsx
from make.powers import powers
from make.sources import source

OUT = Path(__file__).resolve().parent / "workbooks"


def books() -> dict[str, tuple[str, list[Sheet]]]:
    """Every workbook: file name -> (format, sheets), in the order in which an office would load them."""
    found: dict[str, tuple[str, list[Sheet]]] = {
        "01-机构与承接能力.xlsx": ("xlsx", [organisations.sheet()]),
        "02-文件清单.xlsx": ("xlsx", [lists.instruments()]),
        "03-承接能力起止.xlsx": ("xlsx", [organisations.capacities()]),
    }
    by_department: dict[str, list] = {}
    for row in items.item_rows():
        by_department.setdefault(row["实施主体"], []).append(row)
    for book in source("工作簿"):
        sheets = [
            items.sheet(name, by_department.pop(name), book["样式"], book.get("情形列") or ()) for name in book["部门"]
        ]
        found[f"{book['文件']}.{book['格式']}"] = (book["格式"], sheets)
    if by_department:
        raise SystemExit(f"这些部门没有写进 source/工作簿.yaml：{'、'.join(by_department)}")
    found["20-权责清单-执法职权.xlsx"] = ("xlsx", powers())
    for name, sheets in grants.sheets().items():
        found[f"{name}.xlsx"] = ("xlsx", sheets)
    for name, sheet in (
        ("35-收回取消的赋权", lists.ended()), ("36-赋权经过", life.sheet()), ("40-进驻政务大厅清单", lists.hall()), ("41-跨域通办清单", lists.agreements()), ("42-一件事清单", lists.packages()), ("50-办件统计", lists.case_figures()),
        ("51-好差评统计", lists.ratings()), ("52-办件登记", filings.filings()), ("60-自报指标", lists.claims()), ("70-裁定与不公布", lists.rulings()),
    ):  # fmt: skip
        found[f"{name}.xlsx"] = ("xlsx", [sheet])
    one, two = registers, registers_hall
    for name, sheets in (
        ("80-一件事和二维码台账", [one.packages(), one.codes()]),
        ("81-服务方式台账", [one.services(), one.mailings(), one.agreements()]),
        ("82-任务系统培训台账", [one.tasks(), one.reports(), one.systems(), one.trainings()]),
        ("83-大厅运行台账", [two.mergers(), two.windows(), two.patrols(), two.appraisals(), two.station(), two.volunteers()]),
        ("84-示范创建台账", [two.demonstrations()]),
        ("85-网站和新媒体台账", [two.website(), two.promotion(), two.accounts(), *two.routines()]),
    ):  # fmt: skip
        found[f"{name}.xlsx"] = ("xlsx", sheets)
    found["86-督查问题清单.xlsx"] = ("xlsx", [lists.inspection()])
    found["53-办事指南和系统要素.xlsx"] = ("xlsx", shown.sheets())
    return found


def make(folder: Path = OUT) -> None:
    """Write all workbooks into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, (form, sheets) in books().items():
        path = folder / name
        if form == "csv":
            write_csv(path, sheets[0])
        else:
            (write_xls if form == "xls" else write_xlsx)(path, sheets)


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else OUT)
