"""办件登记: one row a filing; who applied is stopped at the door, and said to be."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from catalogue.fields import load_fields
from importers.read import load_all_layouts, read_files

COLUMNS = ["受理机关", "受理编号", "事项名称", "申请人姓名", "身份证号", "手机号", "受理日期", "办结日期", "结果"]
PERSON = ["示例某某", "997001190001010000", "13900000000"]


def test_who_applied_is_not_read_in(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(COLUMNS)
    for number in (1, 2):
        row = [
            "甲镇",
            f"示-{number}",
            "生育登记",
            *PERSON,
            "2021-03-01",
            "2021-03-02" if number == 1 else "",
            "准予" if number == 1 else "办理中",
        ]
        book.active.append(row)
    path = tmp_path / "办件.xlsx"
    book.save(path)
    fields = load_fields()
    [result] = read_files([path], fields, load_all_layouts(fields))
    assert result.layouts == ("办件登记",) or list(result.layouts) == ["办件登记"]
    assert [r.facts["受理号"] for r in result.records] == ["示-1", "示-2"]
    assert result.records[1].facts["办件结果"] == "在办" and "办结日期" not in result.records[1].facts
    assert len([i for i in result.issues if i.code == "personal-data"]) == 3
    kept = repr(result)
    assert not [word for word in PERSON if word in kept]


def test_a_register_of_filings_may_say_what_type_each_matter_is(tmp_path: Path) -> None:
    """The column made it look like a catalogue of matters as well, and nothing was read in."""
    book = openpyxl.Workbook()
    book.active.append(["受理机关", "受理编号", "事项名称", "权力类型", "受理日期"])
    book.active.append(["甲镇", "示-1", "林木采伐许可", "行政许可", "2026-03-20"])
    path = tmp_path / "办件.xlsx"
    book.save(path)
    fields = load_fields()
    [result] = read_files([path], fields, load_all_layouts(fields))
    assert list(result.layouts) == ["办件登记"]
    assert result.records[0].facts["事项类型"] == "行政许可"
