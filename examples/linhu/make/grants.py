"""The workbooks 赋权目录: which powers go to which towns, streets or the park, by batch, planted faults included."""

from __future__ import annotations

from functools import cache
from typing import Any

from make.book import Sheet
from make.matters import listed
from make.organisations import organisations
from make.sources import Matter, register, source

COLUMNS = ["序号", "批次", "赋权事项名称", "权力类型", "法律法规依据", "原实施主体", "赋权方式", "承接主体", "赋权文号", "省级依据", "委托依据",
           "适用情形",
           "委托书编号", "委托起始日期", "委托终止日期", "是否公告", "执法证人数", "生效日期", "在办件处理", "状态", "备注"]  # fmt: skip

ABLE = (
    "专用印章",
    "系统账号",
    "业务培训",
)  # written in a batch's list only where it differs from the organisation table


@cache
def matters() -> dict[str, Matter]:
    """Every registered matter by its identity."""
    return {matter.id: matter for group in register().values() for matter in group}


@cache
def holders() -> dict[str, str]:
    """Which department holds a registered matter: the one that lists it, or the one of its prefix."""
    places = source("机构")
    by_prefix = {
        prefix: place["名称"]
        for place in [*places["集合"], *places["垂直与公用"], *places["部门"]]
        for prefix in source("事项")["列入"][place["名称"]]["前缀"]
    }
    held = {matter.id: by_prefix.get(matter.id.split("-")[0], "") for matter in matters().values()}
    return held | {one.matter.id: one.department for one in listed()}


def grant_rows() -> list[dict[str, Any]]:
    """Every row of every batch, as the lists were published (several recipients in one cell stay so)."""
    rows = []
    for batch in source("赋权")["批次"]:
        planted = [fault for fault in source("答案")["赋权"] if fault["批次"] == batch["批次"]]
        for entry in [*batch["事项"], *planted]:
            matter = matters()[entry["事项"]]
            base = {
                "批次": batch["批次"], "文件名": batch["工作簿"], "赋权事项名称": entry.get("写作") or matter.name, "权力类型": matter.type,
                "法律法规依据": "；".join(f"《{text}》{article}" for text, article, _ in matter.articles),
                "原实施主体": entry.get("原机关") or holders()[matter.id], "赋权文号": batch["文号"], "生效日期": batch["生效日期"], "在办件处理": batch.get("在办件处理", ""),
                "状态": batch["状态"], "是否公告": batch.get("公告", "是"),
            }  # fmt: skip
            rows.append(
                {
                    **base,
                    **(batch.get("处罚情况", {}) if matter.type == "行政处罚" else {}),
                    **{
                        key: value
                        for key, value in entry.items()
                        if key not in ("事项", "写作", "原机关", "批次", "应发现")
                    },
                }
            )
    return rows


def sheets() -> dict[str, list[Sheet]]:
    """Workbook name -> sheets: one batch a workbook, the rows of one former organ merged."""
    books: dict[str, list[Sheet]] = {}
    for batch in source("赋权")["批次"]:
        page = Sheet(batch["批次"])
        rows = sorted((r for r in grant_rows() if r["批次"] == batch["批次"]), key=lambda r: r["原实施主体"])
        able = [column for column in ABLE if any(column in row for row in rows)]
        columns = [*COLUMNS[:-2], *batch.get("处罚情况", {}), *able, *COLUMNS[-2:]]
        page.line(batch["标题"], len(columns))
        page.line(f"（{batch['文号']}，示例文件，与任何真实文件无关）", len(columns))
        page.header(columns)
        page.body([[n, *(row.get(column, "") for column in columns[1:])] for n, row in enumerate(rows, start=1)])
        page.line("注：表中“各镇”指全部镇人民政府，“各街道”指全部街道办事处。", len(columns))
        books.setdefault(batch["工作簿"], []).append(page)
    return books


def granted() -> list[tuple[str, str]]:
    """(recipient, matter) of every grant in operation, each recipient by its full name."""
    full = {short: o["名称"] for o in organisations() for short in (o["名称"], *(o.get("简称") or ()))}
    groups = {"各镇": _of_kind("镇"), "各街道": _of_kind("街道")}
    return [
        (unit, row["赋权事项名称"])
        for row in grant_rows()
        if row["状态"] == "运行"
        for words in row["承接主体"].split("、")
        for unit in groups.get(words, [full.get(words, words)])
    ]


def _of_kind(kind: str) -> list[str]:
    return [o["名称"] for o in organisations() if o["类别"] == kind and not o["名称"].startswith("各")]
