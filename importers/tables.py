"""One sheet: its layout, its header, its matters typed, and the records they make."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable, Sequence

from catalogue.fields import FieldList
from catalogue.handback import Table
from catalogue.layout import Layout
from catalogue.names import header_key, standard_name
from catalogue.records import Record, Source, make_record
from importers.departments import department_of
from importers.facts import Shared, Typed, type_row
from importers.headers import Header, find_headers, nearest_fields
from importers.issues import Issue, issue
from importers.raw import RawRow
from importers.result import FileResult, Row
from importers.rows import Walk, name_column
from importers.settings import Settings
from importers.sheet import Sheet, filled, letters, text_of
from importers.suspicion import suspicious
from importers.ticks import LEVEL_FIELD

ROW_NUMBER = "自查行号"  # the column by which a form of the self-check is known
_OWNED = ("职权", "办理项", "进驻")  # kinds whose table may be one department's as a whole
Whose = tuple[str, str, str]  # a department, the cell that says so, the finding that tells it


def read_sheet(
    sheet: Sheet, result: FileResult, fields: FieldList, layouts: Sequence[Layout], settings: Settings
) -> list[tuple[Issue, bool]]:
    """Read one sheet into the result; if no layout is its own gives why, and whether it may be a catalogue all the same."""
    if not sheet.rows:
        result.issues.append(issue("sheet-no-rows", f"{sheet.name}!A1", sheet=sheet.name, what="是空表"))
        return []
    found, likely = find_headers(sheet, layouts, fields, settings.bounds.header_rows)
    found.sort(key=lambda header: header.top)
    if not found or any(
        other.top <= found[0].bottom for other in found[1:]
    ):  # a header further down is another table's
        maybe = bool(found)
        place = sheet.address(likely.top if likely else 0, 0)
        if found:
            result.issues.append(
                issue(
                    "layout-ambiguous",
                    sheet.address(found[0].top, 0),
                    sheet=sheet.name,
                    layouts="、".join(header.layout.name for header in found),
                )
            )
        else:
            headers, near = nearest_fields(likely, fields) if likely else ([], [])
            if altered := _altered_form(sheet.name, headers, layouts, fields):
                result.issues.append(issue("selfcheck-headings-altered", place, **altered))
                return [(result.issues[-1], True)]
            maybe = any(text.endswith("名称") for text in near)
            result.issues.append(
                issue(
                    "layout-unknown",
                    place,
                    sheet=sheet.name,
                    headers="、".join(headers[:20]) or "无",
                    nearest="、".join(near[:10]) or "无",
                )
            )
        return [(result.issues[-1], maybe)]
    walk = Walk(sheet, found[0], fields, lambda top: _header_at(sheet, top, walk.header.layout, layouts, fields))
    before, first, file = len(result.rows), 0, Source(file=result.file, sha256=result.sha256)
    result.tables.append(Table(sheet.name, found[0].top, found[0].bottom, len(sheet.rows) - 1, sheet.width))
    said, placeholders = len(result.issues), dict[str, list[str]]()
    whose: Whose | None = None
    while True:
        header = walk.header
        whose = department_of(sheet, header.top, first) or whose
        found_in = whose if header.layout.kind in _OWNED and header.column("实施主体") is None else None
        last, some = _read_table(walk, result, Shared(sheet, header, fields, file, settings), found_in, placeholders)
        told = {one.code for one in result.issues[said:]}
        result.issues += [one for one in _sheet_issues(sheet, header) if one.code not in told]
        if some and found_in:
            result.issues.append(issue(found_in[2], found_in[1], text=found_in[0]))
        if walk.next is None:
            break
        walk.turn(walk.next)
        first = last + 1
    result.issues += walk.issues
    if len(result.rows) == before:
        result.issues.append(
            issue("sheet-no-rows", sheet.address(found[0].top, 0), sheet=sheet.name, what="只有表头，没有事项")
        )
    result.issues += [
        issue("main-name-placeholder", cells[0], text=text, count=len(cells)) for text, cells in placeholders.items()
    ]
    return []


def _read_table(
    walk: Walk, result: FileResult, table: Shared, whose: Whose | None, placeholders: dict[str, list[str]]
) -> tuple[int, bool]:
    """Read the matters under one header into the result; gives the last row that was used, and whether there was a matter."""
    sheet, header, layout, settings = walk.sheet, walk.header, walk.header.layout, table.settings
    if layout.name not in result.layouts:
        result.layouts.append(layout.name)
    last = header.bottom
    covers = frozenset((*(c.field.name for c in header.columns), *(name for name, _ in header.ticks.values())))
    for raw in walk.matters():
        last = max(last, raw.last)
        typed = type_row(raw, table)
        if whose:
            typed.facts["实施主体"] = settings.aliases.replace(whose[0], whose[1])
            typed.sources["实施主体"] = table.file.model_copy(update={"cell": whose[1], "inferred": whose[2]})
        if header.pseudonyms and settings.key:
            _pseudonyms(typed, raw.first, sheet, header, settings.key)
        row = _row(raw, typed, sheet, layout, table.fields)
        row.covers = covers
        if layout.not_names:
            _placeholder(raw, sheet, layout, placeholders)
        result.rows.append(row)
    return last, last > header.bottom


def _pseudonyms(typed: Typed, row: int, sheet: Sheet, header: Header, key: bytes) -> None:
    """Personal values that may be kept as pseudonyms; without the office's key they are dropped like the others."""
    for column, name in header.pseudonyms.items():
        if filled(value := sheet.value(row, column)):
            digest = hmac.new(key, "".join(text_of(value).split()).encode(), hashlib.sha256).hexdigest()
            typed.facts[name] = f"化名-{digest[:20]}"


def _header_at(sheet: Sheet, top: int, own: Layout, layouts: Sequence[Layout], fields: FieldList) -> Header | None:
    """The header of a further table that begins on this row: of the same layout as the one above, else of another."""
    part = Sheet(
        sheet.name, [*([[]] * top), *sheet.rows[top : top + 4]], sheet.merges, hidden_columns=sheet.hidden_columns
    )
    for known in ([own], layouts):
        found, _ = find_headers(part, known, fields, top + 1)
        if len(found) == 1 and found[0].top == top:
            return found[0]
    return None


def _sheet_issues(sheet: Sheet, header: Header) -> list[Issue]:
    found = []
    if not sheet.visible:
        found.append(issue("hidden-sheet", f"{sheet.name}!A1", sheet=sheet.name))
    used = [
        c
        for c in sorted(sheet.hidden_columns)
        if any(c < len(row) and filled(row[c]) for row in sheet.rows[header.bottom + 1 :])
    ]
    if used:
        found.append(
            issue("hidden-column", sheet.address(header.top, used[0]), columns="、".join(letters(c) for c in used))
        )
    if header.layout.kind == "职权" and header.column(LEVEL_FIELD) is None:
        found.append(issue("level-column-missing", sheet.address(header.top, 0), sheet=sheet.name))
    return found


def _placeholder(raw: RawRow, sheet: Sheet, layout: Layout, into: dict[str, list[str]]) -> None:
    cell = raw.cells.get("主项名称")
    if cell and (text := standard_name(cell.text)) in layout.not_names:
        into.setdefault(text, []).append(sheet.address(cell.row, cell.column))


def _row(raw: RawRow, typed: Typed, sheet: Sheet, layout: Layout, fields: FieldList) -> Row:
    facts, kind = typed.facts, fields.kinds[layout.kind]
    main, sub = facts.get("主项名称"), facts.get("子项名称")
    named = next(
        (
            n
            for n in dict.fromkeys(("子项名称", "主项名称", kind.title, *kind.identity))
            if facts.get(n) and n in raw.cells
        ),
        "",
    )
    src = sheet.address(*(raw.place(named) if named else (raw.first, 0)))
    row = Row(
        src,
        str(facts.get(named, "")),
        str(main) if sub and main else None,
        layout.kind,
        facts,
        raw.extras,
        raw.section,
        typed.issues,
        layout=layout.name,
        cells=typed.sources,
        line=f"{sheet.name}!{raw.first + 1}",
    )
    if named in ("", "实施主体", "承接主体") and kind.title not in ("承接主体",):
        row.name = ""
        row.issues.append(issue("name-missing", sheet.address(raw.first, name_column(raw.columns, kind) or 0)))
    elif sub and main is None and "主项名称" in layout.field_names(fields) and "主项名称" not in raw.cells:
        row.issues.append(issue("main-name-missing", src))
    if row.name and suspicious(row.name, fields):
        row.issues.append(issue("name-suspicious", src, text=row.name))
    if not row.wrong:
        row.records = _records(row, typed, fields)
    return row


def _altered_form(
    name: str, headers: Sequence[str], layouts: Iterable[Layout], fields: FieldList
) -> dict[str, str] | None:
    """What became of the headings of a form of ours (it has the column of row numbers): the nearest form's required ones
    that are gone, and those that mean nothing in it."""
    given = {header_key(text): text for text in headers}
    found: list[tuple[int, list[str], list[str]]] = []
    for layout in layouts:
        if ROW_NUMBER not in layout.required or header_key(ROW_NUMBER) not in given:
            continue
        words = layout.vocabulary(fields)
        there = {words[key] for key in given if key in words}
        gone = [next(iter(fields.fields[one].words), one) for one in layout.required if one not in there]
        strange = [text for key, text in given.items() if key not in words]
        found.append((len(gone) + len(strange), gone, strange))
    if not found:
        return None
    _, gone, strange = min(found)  # by how much differs
    told = [f"{verb}“{'”“'.join(headings)}”" for verb, headings in (("没有", gone), ("多出", strange)) if headings]
    return {"sheet": name, "changed": "，".join(told) or "认不出是哪一张"}


def _records(row: Row, typed: Typed, fields: FieldList) -> list[Record]:
    """The records of a row: one, or one for each recipient that the cell names."""
    recipients = [str(row.facts.get("承接主体", ""))]
    if row.kind == "赋权":
        recipients = [standard_name(p) for p in re.split(r"[、,，;；\n]+(?![^（]*）)", recipients[0]) if p.strip()] or [
            ""
        ]
    records = []
    for recipient in recipients:
        facts = {**row.facts, "承接主体": recipient} if recipient else row.facts
        name = row.name if row.kind in ("职权", "办理项") else ""
        records.append(make_record(fields, row.kind, facts, typed.sources, name))
    return records
