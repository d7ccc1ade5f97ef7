"""Turns the raw cells of one matter into typed facts with their sources, and says what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from catalogue.codes import parse_code
from catalogue.fields import Field, FieldList
from catalogue.layout import Layout
from catalogue.limits import exceeds
from catalogue.names import clean
from catalogue.records import Source
from importers.cells import DEPARTMENTS, Ways, cell_value
from importers.issues import Issue, issue
from importers.levels import levels_in_name
from importers.raw import RawCell, RawRow, is_nothing
from importers.settings import Settings
from importers.sheet import Sheet
from importers.ticks import LEVEL_FIELD
from importers.values import Note


@dataclass
class Typed:
    """The typed facts of one row, each with its source, and the row's findings."""

    facts: dict[str, Any] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)


def type_row(
    row: RawRow,
    sheet: Sheet,
    layout: Layout,
    fields: FieldList,
    units: Mapping[str, str],
    file: Source,
    settings: Settings,
) -> Typed:
    """Type every cell of a row by its field; `units` are the units that headers give, `file` the file's name and sha256."""
    typed = Typed(issues=list(row.issues))
    system = layout.system or settings.system_of(file.file)
    for name, constant in layout.constants.items():
        typed.facts[name] = fields.fields[name].typed(constant, layout.system)
        typed.sources[name] = file.model_copy(update={"inferred": f"版式“{layout.name}”写明"})
    for name, cell in row.cells.items():
        place = sheet.address(cell.row, cell.column)
        notes: list[Note] = []
        value: Any = None
        try:
            value = cell_value(
                fields.fields[name], cell, notes, Ways(system, units.get(name, ""), sheet.date1904, layout.not_names)
            )
        except ValueError as error:
            notes.append(("type-unknown" if name == "事项类型" else "value-invalid", {"problem": str(error)}))
        if ("level-with-text", {}) in notes:
            notes.remove(("level-with-text", {}))
            _prose(typed, row, cell, layout, file.model_copy(update={"cell": place}))
        if name in DEPARTMENTS and isinstance(value, str):
            value = settings.aliases.replace(value, place)
        typed.issues += [issue(code, place, **values) for code, values in notes]
        raw = cell.text
        inferred = cell.inferred or ("、".join(code for code, _ in notes if "from" in code or "range" in code))
        if value is not None:
            typed.facts[name] = value
        if value is not None or not is_nothing(cell.value):
            typed.sources[name] = file.model_copy(
                update={"cell": place, "raw": "" if value == raw else raw, "inferred": inferred}
            )
    _together(typed, row, sheet, layout, fields, file)
    return typed


def _together(typed: Typed, row: RawRow, sheet: Sheet, layout: Layout, fields: FieldList, file: Source) -> None:
    """What only shows when values are seen together: prose beside levels, limits, codes, levels in the name, blanks."""
    facts = typed.facts
    promised, legal = facts.get("承诺办结时限"), facts.get("法定办结时限")
    if promised and legal and exceeds(promised, legal, permit=facts.get("事项类型") == "行政许可"):
        typed.issues.append(
            issue("promised-exceeds-legal", _cell(row, sheet, "承诺办结时限"), promised=promised, legal=legal)
        )
    _codes_together(facts, row, sheet, typed.issues)
    name = str(facts.get("子项名称") or facts.get("主项名称") or "")
    wanted = layout.kind in fields.fields[LEVEL_FIELD].kinds and LEVEL_FIELD not in row.cells
    if wanted and (levels := levels_in_name(name)):
        facts[LEVEL_FIELD] = levels
        place = _cell(row, sheet, "子项名称" if facts.get("子项名称") else "主项名称")
        typed.sources[LEVEL_FIELD] = file.model_copy(update={"cell": place, "inferred": "取自名称"})
        typed.issues.append(issue("level-from-name", place, levels="、".join(levels)))
    if "事项类型" not in row.cells and layout.kind in fields.fields["事项类型"].kinds and row.section:
        _type_from_section(typed, row, sheet, fields.fields["事项类型"], file)
    for needed in layout.filled_cells:
        bad = any(i.severity == "error" for i in typed.issues)
        if facts.get(needed) is None and not bad:
            typed.issues.append(issue("required-missing", _cell(row, sheet, needed), field=needed))


def _prose(typed: Typed, row: RawRow, cell: RawCell, layout: Layout, file: Source) -> None:
    """Prose beside the levels belongs to the next field that the layout spreads the heading over."""
    for names in layout.spread.values():
        if names[0] == LEVEL_FIELD and len(names) > 1 and names[1] not in row.cells:
            typed.facts[names[1]] = cell.text.strip()
            typed.sources[names[1]] = file.model_copy(update={"inferred": "与层级写在同一格"})


def _type_from_section(typed: Typed, row: RawRow, sheet: Sheet, kind: Field, file: Source) -> None:
    """The type that the innermost section names, if it names exactly one (一、行政许可（18项）)."""
    for text in reversed(row.section.split("／")):
        tight = re.sub(r"\s+", "", clean(text))
        named = {value for value in kind.values if value in tight}
        if len(named) == 1:
            (value,) = named
            typed.facts[kind.name] = value
            place = sheet.address(row.first, 0)
            typed.sources[kind.name] = file.model_copy(update={"cell": place, "inferred": "取自分节"})
            typed.issues.append(issue("type-from-section", _cell(row, sheet, kind.name), text=text, type=value))
            return


def _codes_together(facts: Mapping[str, Any], row: RawRow, sheet: Sheet, issues: list[Issue]) -> None:
    whole, basic = facts.get("实施编码"), facts.get("基本编码")
    parts = parse_code(str(whole)).parts if whole else {}
    inside = parts.get("基本编码", "")
    if basic and inside and inside != str(basic).upper():
        issues.append(
            issue(
                "code-mismatch",
                _cell(row, sheet, "基本编码"),
                field="基本编码",
                other="实施编码",
                detail=f"{basic} 与 {inside}",
            )
        )
    organ, unit = parts.get("实施主体", ""), str(facts.get("实施主体编码") or "").upper()
    if organ and unit and len(organ) == len(unit) == 18 and organ != unit:
        issues.append(
            issue(
                "code-organisation-differs",
                _cell(row, sheet, "实施编码"),
                inside=organ,
                other="实施主体编码",
                outside=unit,
            )
        )


def _cell(row: RawRow, sheet: Sheet, name: str) -> str:
    cell = row.cells.get(name)
    return sheet.address(cell.row, cell.column) if cell else sheet.address(row.first, row.columns.get(name, 0))
