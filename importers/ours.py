"""Takes out of a workbook what we once wrote into it: the hand-back's sheets and remarks, a blank form's example row."""

from __future__ import annotations

from collections.abc import Sequence

from catalogue.handback import EXAMPLE_MARK, REMARKS, SUMMARY_SHEETS, own_sheet
from catalogue.names import header_key
from importers.sheet import Sheet, Value, filled, trim

_HEADER_ROWS = 33  # the header may begin as low as row 30 and have three rows
_SEVERITIES = ("【错误】", "【警告】", "【提示】")


def without_ours(sheets: Sequence[Sheet]) -> list[Sheet]:
    """The sheets as their sender wrote them. Addresses do not change; cells of ours are empty."""
    ours = [own_sheet(sheet.name, sheet.raw(0, 0)) for sheet in sheets]
    handed_back = any(own and sheet.name in SUMMARY_SHEETS for own, sheet in zip(ours, sheets, strict=True))
    kept = [sheet for own, sheet in zip(ours, sheets, strict=True) if not own]
    for sheet in kept:
        _empty_remarks(sheet, handed_back)
        _empty_examples(sheet)
    return kept


def _empty_remarks(sheet: Sheet, handed_back: bool) -> None:
    """A county may have a column of that heading too: ours is known by the summary beside it or by what stands in it."""
    emptied = False
    for top, row in enumerate(sheet.rows[:_HEADER_ROWS]):
        for column, value in enumerate(row):
            if not _is_remarks(value):
                continue
            below = [r[column] for r in sheet.rows[top + 1 :] if column < len(r) and filled(r[column])]
            if handed_back or below and all(isinstance(v, str) and v.startswith(_SEVERITIES) for v in below):
                emptied = True
                for each in sheet.rows[top:]:
                    if column < len(each):
                        each[column] = None
    if emptied:
        sheet.rows = trim(sheet.rows)
        sheet.__post_init__()


def _empty_examples(sheet: Sheet) -> None:
    for index, row in enumerate(sheet.rows[: _HEADER_ROWS + 3]):
        if next((v for v in row if filled(v)), None) == EXAMPLE_MARK:
            sheet.rows[index] = []
            sheet.rows = trim(sheet.rows)
            sheet.__post_init__()


def _is_remarks(value: Value) -> bool:
    return isinstance(value, str) and len(value) < 20 and header_key(value) == REMARKS
