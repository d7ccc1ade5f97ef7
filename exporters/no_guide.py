"""事事有指南: the matters and items that have no published guide, each with the reason; a working paper of the office."""

from __future__ import annotations

from collections.abc import Iterable

from catalogue.edition import County
from exporters.sheet import Column, Section, Sheet

COLUMNS = (Column("序号", 6), Column("类别", 10), Column("单位", 28), Column("名称", 46), Column("原因", 70))


def no_guide_sheet(county: County, left_out: Iterable[tuple[str, str, str, str]], day: str) -> Sheet:
    """`left_out`: (类别, 单位, 名称, 原因) of each; matters first, in the order of their units."""
    rows = tuple(
        {"序号": str(number), "类别": kind, "单位": unit, "名称": name, "原因": reason}
        for number, (kind, unit, name, reason) in enumerate(
            sorted(left_out, key=lambda one: (one[0] != "事项", one[1])), 1
        )
    )
    matters = sum(row["类别"] == "事项" for row in rows)
    return Sheet(
        title="没有办事指南的事项", subtitle=f"{county.office}　{day}".strip(), columns=COLUMNS,
        sections=(Section("", rows),) if rows else (), total=f"没有指南的事项{matters}项，没有列入指南的办理项{len(rows) - matters}项",
        machine=rows, count=len(rows), merges=("类别", "单位"), mark="示例" if county.example else "", path="没有指南的事项",
        notes=("原因消除后重新公布，即有指南；决定不公布的，以登记的理由和日期为准。",),
    )  # fmt: skip
