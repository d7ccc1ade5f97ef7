"""A filled 自查表 on its way in: rows that never went out, prefilled cells that were altered, rows of another unit.

Works on every import, so that a form brought in by hand is held to the same as one that was collected.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from app.selfcheck.forms import ANSWERS, LAYOUTS, PREFILLED, TITLES, columns, words_of
from app.selfcheck.runs import Run, Sheet, runs
from catalogue.fields import FieldList
from catalogue.names import name_key
from importers.issues import Issue, issue
from importers.read import FileResult, Row, load_all_layouts

KIND = "自查填报"
COUNTED = tuple(name for _, names in ANSWERS[:2] for name in names)  # what is asked about every row


def vet(fields: FieldList, results: Iterable[FileResult]) -> None:
    """Add what is wrong to the rows of the results; a row with an error is held and handed back marked."""
    concerned = [one for one in results if any(row.kind == KIND for row in one.rows)]
    if not concerned:
        return
    sent = {number: (run, sheet) for run in runs() for sheet in run.sheets for number in sheet.rows}
    headings = _headings(fields)
    for result in concerned:
        _vet(result, sent, fields, headings)


Headings = Mapping[str, Mapping[str, str]]
"""By layout and field what the clerk reads above the column: the field's own name nobody there has seen."""


def _headings(fields: FieldList) -> Headings:
    layouts = {one.name: one for one in load_all_layouts(fields)}
    return {name: {one.field: one.heading for one in columns(layouts[name], fields)} for name in LAYOUTS.values()}


def _vet(result: FileResult, sent: Mapping[str, tuple[Run, Sheet]], fields: FieldList, headings: Headings) -> None:
    rows = [row for row in result.rows if row.kind == KIND]
    known = [sent[number] for row in rows if (number := _number(row)) in sent]
    own = Counter(sheet.unit for _, sheet in known).most_common(1)
    unit = own[0][0] if own else ""
    there = {(row.layout, name) for row in rows for name in row.cells}
    for row in rows:
        number = _number(row)
        if number not in sent:
            _tell(result, row, issue("selfcheck-row-unknown", _cell(row, "自查行号"), number=number or "（空白）"))
            continue
        run, sheet = sent[number]
        if sheet.unit != unit:
            _tell(result, row, issue("selfcheck-row-of-another", _cell(row, "自查行号"), unit=sheet.unit, own=unit))
        if run.closed:
            _tell(result, row, issue("selfcheck-run-closed", _cell(row, "自查行号"), run=run.name))
        for name, was in sheet.rows[number].items():
            if (
                name in PREFILLED
                and (now := _now(row, name, there)) is not None
                and name_key(now) != name_key(words_of(was))
            ):
                _tell(
                    result, row,
                    issue("selfcheck-cell-altered", _cell(row, name), field=fields.fields[name].name, was=words_of(was), now=now or "（空白）"),
                )  # fmt: skip
        _negative(result, row, headings)
    _empty_columns(result, rows, headings)
    _in_their_words(result, rows, headings)
    for sheet in {id(sheet): sheet for _, sheet in known}.values():
        if sheet.unit == unit:
            _missing(result, sheet, {_number(row) for row in rows})


def _negative(result: FileResult, row: Row, headings: Headings) -> None:
    for name in COUNTED:
        value = row.facts.get(name)
        if isinstance(value, (int, Decimal)) and not isinstance(value, bool) and value < 0:
            heading = headings[row.layout].get(name, name)
            _tell(result, row, issue("number-negative", _cell(row, name), field=heading, now=str(value)))


def _empty_columns(result: FileResult, rows: Sequence[Row], headings: Headings) -> None:
    """Columns of a form in which nothing stands in any row: deleted, or left out; either way nobody answered."""
    for side, name in LAYOUTS.items():
        own = [row for row in rows if row.layout == name]
        empty = [
            headings[name][one]
            for one in COUNTED
            if one in headings[name]
            and not any(one in row.facts or (one in row.cells and row.cells[one].raw) for row in own)
        ]
        if own and empty:
            result.issues.append(issue("selfcheck-column-empty", "", sheet=TITLES[side], field="”“".join(empty)))


def _in_their_words(result: FileResult, rows: Sequence[Row], headings: Headings) -> None:
    """Findings name a column by the heading that stands on the form, not by the field's name that nobody there has seen."""
    said: dict[int, Issue] = {}
    for row in rows:
        names = {f"“{name}”": f"“{heading}”" for name, heading in headings[row.layout].items() if name not in PREFILLED}
        for place, one in enumerate(row.issues):
            message = one.message
            for name, heading in names.items():
                message = message.replace(name, heading)
            if message != one.message:
                row.issues[place] = said[id(one)] = replace(one, message=message)
    result.issues[:] = [said.get(id(one), one) for one in result.issues]


def _missing(result: FileResult, sheet: Sheet, given: set[str]) -> None:
    gone = [number for number in sheet.rows if number not in given]
    if gone:
        shown = "、".join(f"{number}（{sheet.rows[number].get('事项名称', '')}）" for number in gone[:5])
        more = " 等" if len(gone) > 5 else ""
        result.issues.append(
            issue("selfcheck-rows-missing", "", sent=len(sheet.rows), missing=len(gone), rows=shown + more)
        )


def _number(row: Row) -> str:
    return str(row.facts.get("自查行号") or "").strip()


def _now(row: Row, name: str, there: set[tuple[str, str]]) -> str | None:
    """The text that stands there now: as written, where it is not the value; None where the sheet has no such column."""
    source = row.cells.get(name)
    if name not in row.facts:
        return "" if source is not None or (row.layout, name) in there else None
    return source.raw if source is not None and source.raw else words_of(row.facts[name])


def _cell(row: Row, name: str) -> str:
    source = row.cells.get(name)
    return source.cell if source is not None and source.cell else row.src


def _tell(result: FileResult, row: Row, found: Issue) -> None:
    row.issues.append(found)
    result.issues.append(found)


def units_of(result: FileResult) -> dict[tuple[str, str], list[Any]]:
    """By (run, unit): the rows of a read file that belong to it; for noting who sent what."""
    found: dict[tuple[str, str], list[Any]] = {}
    sent = {number: (run.name, sheet.unit) for run in runs() for sheet in run.sheets for number in sheet.rows}
    for row in result.rows:
        if row.kind == KIND and (place := sent.get(_number(row))):
            found.setdefault(place, []).append(row)
    return found
