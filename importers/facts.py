"""Turns the raw cells of one matter into typed facts with their sources, and says what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from catalogue.codes import parse_code
from catalogue.fields import Field, FieldList
from catalogue.layout import Layout
from catalogue.limits import Limit, exceeds
from catalogue.names import tight
from catalogue.records import Source, Sources
from importers.cells import DEPARTMENTS, Ways
from importers.headers import Header
from importers.issues import Issue, issue
from importers.levels import levels_in_name
from importers.memo import Contents, Meaning, Memo
from importers.raw import PlainCells, RawCell, RawRow
from importers.settings import Settings
from importers.sheet import Sheet, Value
from importers.ticks import LEVEL_FIELD


@dataclass
class Typed:
    """The typed facts of one row, each with its source, and the row's findings."""

    sources: Sources
    facts: dict[str, Any] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)


class Plan:
    """How the plain rows under one header are typed: names, places and contents of its columns, in order."""

    def __init__(self, columns: Mapping[str, int], contents: Mapping[str, Contents]) -> None:
        self.columns, self.names, self.contents = columns, tuple(columns), list(contents.values())
        self.places = tuple(columns.values())
        self.width = max(self.places, default=-1) + 1
        self.telling: list[int] = []  # those of which some content says more than its value
        for place, one in enumerate(self.contents):
            one.place, one.telling = place, self.telling
        self.lists = [name for name, one in contents.items() if one.memo.field.type in ("多选", "多值文本")]

    def pick(self, values: list[Value]) -> list[Value]:
        """What stands in the columns, in their order."""
        if len(values) < self.width:
            values = values + [None] * (self.width - len(values))
        return [values[place] for place in self.places]


class Shared:
    """What all rows of a table share: sheet, layout, the meanings of its contents, its file."""

    def __init__(self, sheet: Sheet, header: Header, fields: FieldList, file: Source, settings: Settings) -> None:
        self.sheet, self.layout, self.fields, self.file, self.settings = sheet, header.layout, fields, file, settings
        self.system = header.layout.system or settings.system_of(file.file)
        self.units = {column.field.name: column.unit for column in header.columns if column.unit}
        self.memos: dict[str, Memo] = {}
        self.planned: Plan | None = None
        self.shapes: dict[tuple[Any, ...], tuple[Any, ...]] = {}
        self.exceeding: dict[tuple[int, int, bool], tuple[Limit, Limit, bool | None]] = {}
        layout = header.layout
        self.constants = {
            name: fields.fields[name].typed(constant, layout.system) for name, constant in layout.constants.items()
        }

    def memo(self, name: str) -> Memo:
        """The meanings of a field's contents."""
        if name not in self.memos:
            ways = Ways(self.system, self.units.get(name, ""), self.sheet.date1904, self.layout.not_names)
            self.memos[name] = Memo(self.fields.fields[name], ways)
        return self.memos[name]

    def plan(self, columns: Mapping[str, int]) -> Plan:
        """How plain rows under these columns are typed; made once for all rows under one header."""
        if self.planned is None or self.planned.columns is not columns:
            self.planned = Plan(columns, {name: Contents(self.memo(name)) for name in columns})
        return self.planned

    def shared(self, shape: tuple[Any, ...]) -> tuple[Any, ...]:
        """The same tuple for rows of the same shape."""
        if len(self.shapes) > 10_000:
            self.shapes.clear()
        return self.shapes.setdefault(shape, shape)


def type_row(row: RawRow, table: Shared) -> Typed:
    """Type every cell of a row by its field."""
    typed = Typed(Sources(table.file, table.sheet.name, row.first, row.columns), issues=list(row.issues))
    for name, constant in table.constants.items():
        typed.facts[name] = constant
        typed.sources[name] = table.file.model_copy(update={"inferred": f"版式“{table.layout.name}”写明"})
    if isinstance(row.cells, PlainCells):
        _type_plain(typed, row.cells, row, table)
    else:
        for name, cell in row.cells.items():
            meaning = table.memo(name).meaning(cell)
            place = table.sheet.address(cell.row, cell.column)
            _take(typed, name, meaning, place, row, table)
            if meaning.stated:
                inferred = cell.inferred or meaning.inferred
                replaced = name in DEPARTMENTS and not meaning.raw and typed.facts.get(name) != meaning.value
                typed.sources[name] = table.file.model_copy(
                    update={"cell": place, "raw": str(meaning.value) if replaced else meaning.raw, "inferred": inferred}
                )
    _together(typed, row, table)
    return typed


def _type_plain(typed: Typed, cells: PlainCells, row: RawRow, table: Shared) -> None:
    """The same for a row in which every value stands in its own column: no object is made for a cell."""
    plan = table.plan(cells.columns)
    there = plan.pick(cells.values_)
    values = [contents[content] for contents, content in zip(plan.contents, there, strict=True)]
    facts = {name: value for name, value in zip(plan.names, values, strict=True) if value is not None}
    for name in plan.lists:
        if (found := facts.get(name)).__class__ is list:
            facts[name] = list(found)
    typed.facts |= facts
    present, differing = tuple(facts), []
    for place in plan.telling:
        contents, content = plan.contents[place], there[place]
        if (meaning := contents.more.get(content)) is None:
            continue
        name, raw = plan.names[place], meaning.raw
        if meaning.said or name in DEPARTMENTS:
            _take(typed, name, meaning, table.sheet.address(cells.row, plan.places[place]), row, table)
        if name in DEPARTMENTS and not raw:
            if typed.facts.get(name) != meaning.value:
                raw = str(meaning.value)  # another name was put in its place
            elif not (meaning.said or meaning.inferred):
                del contents.more[content]  # met once, and read as written
        if name not in facts and meaning.stated:
            present = tuple(n for n in plan.names if n in facts or n == name or n in present)
        if raw or meaning.inferred:
            differing.append((name, raw, meaning.inferred))
    typed.sources.names = table.shared(present)
    typed.sources.differing = table.shared(tuple(differing))


def _take(typed: Typed, name: str, meaning: Meaning, place: str, row: RawRow, table: Shared) -> None:
    """Put a meaning's value among the facts and its notes among the findings."""
    value = meaning.value
    for note in meaning.said:
        if note is not None:
            typed.issues.append(note.at(place))
        else:
            _prose(typed, row, row.cells[name], table.layout, table.file.model_copy(update={"cell": place}))
    if name in DEPARTMENTS and isinstance(value, str):
        value = table.settings.aliases.replace(value, place)
    if value is not None:
        typed.facts[name] = list(value) if isinstance(value, list) else value


def _together(typed: Typed, row: RawRow, table: Shared) -> None:
    """What only shows when values are seen together: prose beside levels, limits, codes, levels in the name, blanks."""
    facts, sheet, layout, fields, file = typed.facts, table.sheet, table.layout, table.fields, table.file
    promised, legal = facts.get("承诺办结时限"), facts.get("法定办结时限")
    if promised and legal and _exceeds(promised, legal, facts.get("事项类型") == "行政许可", table):
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
            written = row.cells[needed].text.strip() if needed in row.cells else ""
            what = f"写的是“{written}”，等于没有填" if written else "空白"
            typed.issues.append(issue("required-missing", _cell(row, sheet, needed), field=needed, what=what))


def _exceeds(promised: Limit, legal: Limit, permit: bool, table: Shared) -> bool | None:
    key = (id(promised), id(legal), permit)  # limits come out of the memo, which keeps them: few and the same
    if (known := table.exceeding.get(key)) is not None and known[0] is promised and known[1] is legal:
        return known[2]
    if len(table.exceeding) > 10_000:
        table.exceeding.clear()
    found = exceeds(promised, legal, permit=permit)
    table.exceeding[key] = (promised, legal, found)
    return found


def _prose(typed: Typed, row: RawRow, cell: RawCell, layout: Layout, file: Source) -> None:
    """Prose beside the levels belongs to the next field that the layout spreads the heading over."""
    for names in layout.spread.values():
        if names[0] == LEVEL_FIELD and len(names) > 1 and names[1] not in row.cells:
            typed.facts[names[1]] = cell.text.strip()
            typed.sources[names[1]] = file.model_copy(update={"inferred": "与层级写在同一格"})


def _type_from_section(typed: Typed, row: RawRow, sheet: Sheet, kind: Field, file: Source) -> None:
    """The type that the innermost section names, if it names exactly one (一、行政许可（18项）)."""
    for text in reversed(row.section.split("／")):
        bare = tight(text)
        named = {value for value in kind.values if value in bare}
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
