"""The workbook 权责清单: enforcement powers of the county's departments, in the three-level form of such lists."""

from __future__ import annotations

from collections import defaultdict

from make.book import Sheet
from make.grants import holders
from make.sources import SIX_AND_SERVICE, register, source

COLUMNS = ["序号", "事项名称", "子项名称", "权力类型", "实施依据", "行使主体", "承办机构", "实施层级及权限/自报行使层级", "实施层级及权限/权限", "部门职责", "责任事项内容",
           "责任事项依据", "追责对象范围", "追责情形", "备注"]  # fmt: skip


def powers() -> list[Sheet]:
    """One sheet a department that holds enforcement powers."""
    held: dict[str, list] = defaultdict(list)
    left_out = set(source("事项")["权责清单不列"])
    for group in register().values():
        for matter in group:
            listed = matter.begins <= source("事项")["截至"]  # a later article is no power yet
            if (
                listed
                and matter.id not in left_out
                and matter.type not in SIX_AND_SERVICE
                and holders()[matter.id]
                and not holders()[matter.id].startswith("各")
            ):
                held[holders()[matter.id]].append(matter)
    sheets = []
    for department, matters in held.items():
        page = Sheet(department[:28])
        page.line(f"{department}2021年权责清单（示例）", len(COLUMNS))
        page.header(COLUMNS)
        page.body(
            [
                [
                    number, matter.name, "", matter.type, "；".join(f"《{t}》{a}" for t, a, _ in matter.articles), department, "综合股（示例）",
                    "县级", f"负责本市范围内{matter.name.removeprefix('对')}", "依法履行监督管理职责", "1.立案；\n2.调查；\n3.审查；\n4.告知；\n5.决定；\n6.送达",
                    "《行政处罚法》第五十七条" if matter.type == "行政处罚" else "", "1.承办人；\n2.股室负责人；\n3.单位负责人", "不履行或者不正确履行职责的", "",
                ]
                for number, matter in enumerate(matters, start=1)
            ]
        )  # fmt: skip
        sheets.append(page)
    return sheets
