"""事事有指南: what has no guide is named, with the reason, for the office only."""

from __future__ import annotations

from pathlib import Path

import openpyxl
from invented import COUNTY

from exporters.no_guide import no_guide_sheet
from exporters.office import render

LEFT = [("办理项", "甲局", "变更", "有错误未改"), ("事项", "乙局", "=某事", "决定不公布：正在修订")]


def test_matters_come_first_and_every_one_is_named_with_its_reason(tmp_path: Path):
    render(COUNTY, [], [], tmp_path, more=[no_guide_sheet(COUNTY, LEFT, "截至2021-12-31")])
    page = openpyxl.load_workbook(tmp_path / "没有指南的事项.xlsx").worksheets[0]
    rows = [[cell.value for cell in row] for row in page.iter_rows()]
    body = [row for row in rows if row[1] in ("事项", "办理项")]
    assert [row[2:] for row in body] == [["乙局", "=某事", "决定不公布：正在修订"], ["甲局", "变更", "有错误未改"]]
    assert any("没有指南的事项1项，没有列入指南的办理项1项" in str(row[0]) for row in rows)
