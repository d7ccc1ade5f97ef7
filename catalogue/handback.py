"""Hand-back (退回件): what we write into a submitter's workbook, and how it is known again when it comes back."""

from __future__ import annotations

from dataclasses import dataclass

from catalogue.finding import Severity

SUMMARY_SHEET, NOTES_SHEET, LISTS_SHEET = "校核汇总", "填表说明", "代码表"
SUMMARY_SHEETS = (SUMMARY_SHEET, f"{SUMMARY_SHEET}（权目）")  # the second where a county has a sheet of that name
OWN_SHEETS = (*SUMMARY_SHEETS, NOTES_SHEET, LISTS_SHEET)
OWN_MARK = "由权目生成，导入时不读"  # stands in the first cell of each sheet of ours
REMARKS = "校核意见"  # heading of the column of ours
AUTHOR = "权目校核"
COMMENT_MARK = "【权目校核】"  # ours begins here, also where it follows a comment that stood there before
EXAMPLE_MARK = "示例，不读"  # first cell of the example row of a blank form


@dataclass(frozen=True)
class Table:
    """Where a table stands in a sheet: header rows, last row, columns in use. All count from 0, inclusive."""

    sheet: str
    top: int
    bottom: int
    last: int
    width: int  # columns up to the last filled one; the remarks go behind them


@dataclass(frozen=True)
class Remark:
    """One finding at a cell (row and column from 0; None where it concerns the whole file)."""

    sheet: str
    row: int | None
    column: int | None
    severity: Severity
    code: str
    message: str
    advice: str


def own_sheet(name: str, first_cell: object) -> bool:
    """Whether a sheet is one that we added. The name alone is not enough: a county may use the word too."""
    return name in OWN_SHEETS and isinstance(first_cell, str) and OWN_MARK in first_cell


def foreign_comment(text: str) -> str:
    """What others wrote in a comment: the part before ours."""
    return text.partition(COMMENT_MARK)[0].strip()
