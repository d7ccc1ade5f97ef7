"""Turns the raw cells of one matter into typed facts with their sources, and says what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from catalogue.codes import ParsedCode, parse_code, parse_organisation_code
from catalogue.fields import Field, FieldList
from catalogue.layout import Layout
from catalogue.limits import exceeds
from catalogue.names import clean, header_key, standard_name
from catalogue.records import Source
from importers.dates import parse_date
from importers.issues import Issue, issue
from importers.levels import levels_in_name, parse_levels
from importers.limits import parse_limit
from importers.raw import RawCell, RawRow, is_nothing
from importers.sheet import CellFault, Sheet, text_of
from importers.values import Note

LEVEL_FIELD = "自报行使层级"
MATTER_CODES = ("实施编码", "基本编码")
_NAMES = re.compile(r"(名称|简称|主体|机关|机构|部门|单位|合作方|承继自|对象名称|对象部门)$")
_TICKED = re.compile(r"[■☑✓✔√☒]\s*([^■□☐☑✓✔√☒\s、,，;；]+)")


@dataclass
class Typed:
    """The typed facts of one row, each with its source, and the row's findings."""

    facts: dict[str, Any] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)


def type_row(
    row: RawRow, sheet: Sheet, layout: Layout, fields: FieldList, units: Mapping[str, str], file: Source
) -> Typed:
    """Type every cell of a row by its field; `units` are the units that headers give, `file` the file's name and sha256."""
    typed = Typed(issues=list(row.issues))
    for name, constant in layout.constants.items():
        typed.facts[name] = fields.fields[name].typed(constant, layout.system)
        typed.sources[name] = file.model_copy(update={"inferred": f"版式“{layout.name}”写明"})
    for name, cell in row.cells.items():
        place = sheet.address(cell.row, cell.column)
        notes: list[Note] = []
        value: Any = None
        try:
            value = _value(fields.fields[name], cell, layout, units.get(name, ""), sheet.date1904, notes, row)
        except ValueError as error:
            notes.append(("type-unknown" if name == "事项类型" else "value-invalid", {"problem": str(error)}))
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


def _value(
    field_: Field, cell: RawCell, layout: Layout, unit: str, date1904: bool, notes: list[Note], row: RawRow
) -> Any:
    value = cell.value
    if isinstance(value, CellFault):
        notes.append(
            ("formula-no-value", {}) if not value.text.startswith("#") else ("cell-error", {"text": value.text})
        )
        return None
    if field_.name == LEVEL_FIELD:
        levels, prose, found = parse_levels(cell.text)
        notes += found
        if prose:
            _prose(row, cell, layout, notes)
        return levels or None
    match field_.type:
        case "时限":
            limit, found = parse_limit(value, unit)
            notes += found
            return limit
        case "日期":
            day, found = parse_date(value, date1904=date1904)
            notes += found
            return day
        case "整数" | "小数":
            return field_.typed(_number(value))
        case "是否" | "单选" | "多选":
            return _choice(field_, cell.text, layout.system, notes)
    if field_.name.endswith(("编码", "代码")):
        return _code(field_, value, notes)
    if field_.name in layout.not_names or is_nothing(value) and not cell.more:
        return None
    text = cell.text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if _NAMES.search(field_.name):
        text = standard_name(text)
        if "名称" in field_.name and text in layout.not_names:
            return None
    return field_.typed(text)


def _prose(row: RawRow, cell: RawCell, layout: Layout, notes: list[Note]) -> None:
    """Prose beside the levels belongs to the next field that the layout spreads the heading over."""
    for names in layout.spread.values():
        if names[0] == LEVEL_FIELD and len(names) > 1 and names[1] not in row.cells:
            notes.append(("level-with-text", {"field": names[1]}))


def _number(value: Any) -> Any:
    if isinstance(value, str):
        text = re.sub(r"[\s,，]", "", clean(value))
        match = re.fullmatch(r"([+-]?\d+(?:\.\d+)?)(?:件|条|人|次|个|项|名|%)?", text)
        return None if is_nothing(value) else match[1] if match else text
    return value


def _choice(field_: Field, text: str, system: str, notes: list[Note]) -> Any:
    tight = header_key(text)
    if "□" in tight or "☐" in tight:
        ticked = _TICKED.findall(text)
        tight = "、".join(header_key(t) for t in ticked) if ticked else ""
        if not tight:
            return None
    if field_.type != "是否" and is_nothing(text):
        return None
    if tight.isdigit() and field_.codes and system not in field_.codes:
        notes.append(("code-table-missing", {"field": field_.name, "text": tight}))
        return None
    if re.fullmatch(r"\d", tight) and field_.codes and f"0{tight}" in field_.codes.get(system, {}):
        tight = f"0{tight}"
    return field_.typed(tight, system)


def _code(field_: Field, value: Any, notes: list[Note]) -> str | None:
    if is_nothing(value):
        return None
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        if abs(value) >= 1e15:
            notes.append(("code-scientific", {"text": f"{value:g}"}))
            return None
        notes.append(("code-not-text", {}))
    text = re.sub(r"\s+", "", clean(text_of(value)))
    if re.fullmatch(r"\d(\.\d+)?[Ee]\+?\d{1,3}", text):
        notes.append(("code-scientific", {"text": text}))
        return None
    parsed = _parsed(field_.name, text)
    notes += [("code-checksum", {"problem": fault}) for fault in parsed.faults]
    return text


def _parsed(name: str, text: str) -> ParsedCode:
    return parse_code(text) if name in MATTER_CODES else parse_organisation_code(text)


def _together(typed: Typed, row: RawRow, sheet: Sheet, layout: Layout, fields: FieldList, file: Source) -> None:
    """What only shows when values are seen together: prose beside levels, limits, codes, levels in the name, blanks."""
    facts = typed.facts
    level_cell = row.cells.get(LEVEL_FIELD)
    for at, found in enumerate(typed.issues):
        if found.code == "level-with-text" and level_cell:
            second = next(n for n in layout.spread.values() if n[0] == LEVEL_FIELD)[1]
            facts[second] = level_cell.text.strip()
            typed.sources[second] = file.model_copy(
                update={"cell": sheet.address(level_cell.row, level_cell.column), "inferred": "与层级写在同一格"}
            )
            del typed.issues[at]
            break
    promised, legal = facts.get("承诺办结时限"), facts.get("法定办结时限")
    if promised and legal and exceeds(promised, legal, permit=facts.get("事项类型") == "行政许可"):
        typed.issues.append(
            issue("promised-exceeds-legal", _cell(row, sheet, "承诺办结时限"), promised=promised, legal=legal)
        )
    _codes_together(facts, row, sheet, typed.issues)
    name = str(facts.get("子项名称") or facts.get("主项名称") or "")
    wanted = layout.kind in fields.fields[LEVEL_FIELD].kinds and level_cell is None
    if wanted and (levels := levels_in_name(name)):
        facts[LEVEL_FIELD] = levels
        place = _cell(row, sheet, "子项名称" if facts.get("子项名称") else "主项名称")
        typed.sources[LEVEL_FIELD] = file.model_copy(update={"cell": place, "inferred": "取自名称"})
        typed.issues.append(issue("level-from-name", place, levels="、".join(levels)))
    for needed in layout.filled_cells:
        bad = any(i.severity == "error" for i in typed.issues)
        if facts.get(needed) is None and not bad:
            typed.issues.append(issue("required-missing", _cell(row, sheet, needed), field=needed))


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
