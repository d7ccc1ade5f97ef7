"""Reads files: workbook bytes to records, rows and findings, one result a file."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from catalogue.canonical import plain
from catalogue.fields import FieldList
from catalogue.finding import Finding, UserError
from catalogue.finding import Severity as Level
from catalogue.layout import Layout, load_layouts
from catalogue.names import standard_name
from catalogue.records import Record, Source, make_record
from importers.bounds import Bounds
from importers.duplicates import find_duplicates
from importers.facts import LEVEL_FIELD, Typed, type_row
from importers.headers import Header, find_headers, nearest_fields
from importers.issues import Issue, issue
from importers.refusal import Refusal
from importers.rows import RawRow, Walk, name_column
from importers.sheet import Sheet, filled, letters, text_of
from importers.sniff import sniff
from importers.workbook import open_workbook

SHIPPED_LAYOUTS = Path(__file__).with_name("layouts")
_TITLE_DEPARTMENT = re.compile(
    r"(?:部门名称|单位名称|填报单位|填报部门|单位|部门)[（(]?(?:盖章)?[)）]?\s*[：:]\s*(\S{2,40})"
)
_SEVERITY: dict[str, Level] = {"error": "错误", "warning": "警告", "info": "提示"}
_DATES = ("成文日期", "施行日期", "委托起", "裁定日期", "有效期至", "废止日期", "委托止")
_APART = ("主项名称", "子项名称", "实施主体", "事项类型", LEVEL_FIELD, "法定办结时限", "承诺办结时限")


@dataclass
class Row:
    """One matter as read: its place, its typed facts, what else stood there, its findings and its records.

    A row with an error is held: it has no records until it is mended.
    """

    src: str
    name: str
    parent: str | None
    kind: str
    facts: dict[str, Any]
    extras: dict[str, str] = field(default_factory=dict)
    section: str = ""
    issues: list[Issue] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    layout: str = ""

    @property
    def held(self) -> bool:
        """Whether an error holds this row back."""
        return any(found.severity == "error" for found in self.issues)

    def as_dict(self) -> dict[str, Any]:
        """The row of the import's JSON contract."""
        facts = dict(self.facts)
        code = "实施编码" if facts.get("实施编码") else "基本编码"
        day = next((name for name in _DATES if facts.get(name)), "")
        top = {
            "src": self.src,
            "name": self.name,
            "parent": self.parent,
            "department": facts.get("实施主体")
            or facts.get("原实施机关")
            or facts.get("办件单位")
            or facts.get("填报单位"),
            "type": facts.get("事项类型"),
            "levels": facts.get(LEVEL_FIELD) or [],
            "legal": _limit(facts.get("法定办结时限")),
            "promised": _limit(facts.get("承诺办结时限")),
            "code": facts.get(code),
            "date": plain(facts.get(day)),
        }
        rest: dict[str, Any] = {k: _plain(v) for k, v in facts.items() if k not in (*_APART, code)}
        if self.section:
            rest["分节"] = self.section
        if self.extras:
            rest["其他栏"] = dict(self.extras)
        return {**top, "facts": rest}


@dataclass
class FileResult:
    """What one file gave. `compare` is filled by the application, which knows the store."""

    file: str
    sha256: str
    rows: list[Row] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    layouts: list[str] = field(default_factory=list)
    refused: bool = False
    same_as: str = ""
    compare: Any = None

    @property
    def outcome(self) -> str:
        """`rows`, `rows+errors` or `error`."""
        if self.refused or not self.rows:
            return "error" if self.refused or any(i.severity == "error" for i in self.issues) else "rows"
        return "rows+errors" if any(i.severity == "error" for i in self.issues) else "rows"

    @property
    def records(self) -> list[Record]:
        """The records of the good rows, each key once; none for a file that is the same as an earlier one."""
        found: dict[tuple[str, str], Record] = {}
        for row in self.rows if not self.same_as else ():
            if not row.held:
                for record in row.records:
                    found.setdefault((record.kind, record.key), record)
        return list(found.values())

    @property
    def held(self) -> list[Row]:
        """Rows that wait to be mended."""
        return [row for row in self.rows if row.held]

    def as_dict(self) -> dict[str, Any]:
        """The file's object of the import's JSON contract."""
        return {
            "file": self.file,
            "sha256": self.sha256,
            "outcome": self.outcome,
            "layout": "、".join(self.layouts) or None,
            "rows": [row.as_dict() for row in self.rows],
            "issues": [found.as_dict() for found in self.issues],
            "compare": self.compare,
        }

    def findings(self) -> list[Finding]:
        """The findings in the form that all parts of the program share."""
        return [
            Finding(
                place=f"{self.file} {i.cell}".strip(),
                code=i.code,
                severity=_SEVERITY[i.severity],
                message=i.message,
                advice=i.advice,
            )
            for i in self.issues
        ]


def load_all_layouts(fields: FieldList, *own_folders: Path) -> list[Layout]:
    """The shipped layouts, overlaid by those of the office's own folders."""
    return load_layouts(fields, [SHIPPED_LAYOUTS, *own_folders])


def read_files(
    paths: Iterable[Path], fields: FieldList, layouts: Sequence[Layout], bounds: Bounds | None = None
) -> list[FileResult]:
    """Read several files; one with the bytes of an earlier one is recognised as the same."""
    results: list[FileResult] = []
    first: dict[str, str] = {}
    for path in paths:
        result = read_file(path, path.name, fields, layouts, bounds)
        if result.sha256 in first:
            result.same_as = first[result.sha256]
            result.issues.insert(0, issue("same-file", "", other=result.same_as))
        else:
            first[result.sha256] = path.name
        results.append(result)
    return results


def read_file(
    source: Path | bytes, name: str, fields: FieldList, layouts: Sequence[Layout], bounds: Bounds | None = None
) -> FileResult:
    """Read one file. Faults of the file are findings of the result; only a missing file raises `UserError`."""
    bounds = bounds or Bounds()
    if isinstance(source, Path):
        try:
            if source.stat().st_size > bounds.file_bytes:
                return _refused(
                    name,
                    "",
                    Refusal("workbook-too-large", f"文件超过上限 {bounds.file_bytes} 字节", "请拆成几个工作簿"),
                )
            source = source.read_bytes()
        except OSError as error:
            raise UserError(str(source), "文件读不到", "请检查路径和权限") from error
    sha256 = hashlib.sha256(source).hexdigest()
    try:
        kind = sniff(source)
        sheets = open_workbook(source, bounds)
    except Refusal as error:
        return _refused(name, sha256, error)
    result = FileResult(name, sha256)
    if kind == "csv":  # a spreadsheet program names the one sheet of a csv after the file
        for sheet in sheets:
            sheet.name = Path(name).stem
    extension = Path(name).suffix.lower()
    if (
        extension in (".xls", ".xlsx", ".csv", ".txt")
        and extension != f".{kind}"
        and not (kind == "csv" and extension == ".txt")
    ):
        result.issues.append(issue("extension-differs", "", extension=extension, kind=f".{kind}"))
    unknown: list[tuple[str, str]] = []
    for sheet in sheets:
        unknown += _read_sheet(sheet, result, fields, layouts, bounds)
    find_duplicates(result.rows)
    for row in result.rows:
        result.issues += row.issues
    if not result.layouts:
        result.refused = True
        reason = (unknown[0][1] + (f"；共 {len(unknown)} 张表如此" if len(unknown) > 1 else "")) if unknown else ""
        code = "not-a-catalogue" if unknown else "workbook-empty"
        values = {"reason": reason} if unknown else {"what": "工作簿里没有内容", "advice": "请检查是否选错了文件"}
        result.issues.insert(0, issue(code, unknown[0][0] if unknown else "", **values))
    return result


def _refused(name: str, sha256: str, error: Refusal) -> FileResult:
    return FileResult(name, sha256, issues=[issue(error.code, "", what=error.what, advice=error.advice)], refused=True)


def _read_sheet(
    sheet: Sheet, result: FileResult, fields: FieldList, layouts: Sequence[Layout], bounds: Bounds
) -> list[tuple[str, str]]:
    """Read one sheet into the result; gives (cell, reason) if no layout is its own."""
    if not sheet.rows:
        result.issues.append(issue("sheet-no-rows", f"{sheet.name}!A1", sheet=sheet.name))
        return []
    found, likely = find_headers(sheet, layouts, fields, bounds.header_rows)
    if len(found) != 1:
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
            result.issues.append(
                issue(
                    "layout-unknown",
                    place,
                    sheet=sheet.name,
                    headers="、".join(headers[:20]) or "无",
                    nearest="、".join(near[:10]) or "无",
                )
            )
        return [(place, result.issues[-1].message)]
    header = found[0]
    layout = header.layout
    if layout.name not in result.layouts:
        result.layouts.append(layout.name)
    walk = Walk(sheet, header, fields, lambda top: _header_at(sheet, top, layout, fields))
    walk.run()
    result.issues += _sheet_issues(sheet, header) + walk.issues
    if not walk.rows:
        result.issues.append(issue("sheet-only-header", sheet.address(header.top, 0), sheet=sheet.name))
    file = Source(file=result.file, sha256=result.sha256)
    placeholders: dict[str, list[str]] = {}
    title = _department_of_title(sheet, header) if layout.kind in ("职权", "办理项", "进驻") else None
    units = {column.field.name: column.unit for column in header.columns if column.unit}
    for raw in walk.rows:
        typed = type_row(raw, sheet, layout, fields, units, file)
        if title and header.column("实施主体") is None:
            typed.facts["实施主体"], typed.sources["实施主体"] = (
                title[0],
                file.model_copy(update={"cell": title[1], "inferred": "取自标题"}),
            )
        row = _row(raw, typed, sheet, layout, fields)
        _placeholder(raw, sheet, layout, placeholders)
        result.rows.append(row)
    if title and header.column("实施主体") is None:
        result.issues.append(issue("department-from-title", title[1], text=title[0]))
    result.issues += [
        issue("main-name-placeholder", cells[0], text=text, count=len(cells)) for text, cells in placeholders.items()
    ]
    return []


def _header_at(sheet: Sheet, top: int, layout: Layout, fields: FieldList) -> Header | None:
    part = Sheet(
        sheet.name, [*([[]] * top), *sheet.rows[top : top + 4]], sheet.merges, hidden_columns=sheet.hidden_columns
    )
    found, _ = find_headers(part, [layout], fields, top + 1)
    return found[0] if found and found[0].top == top else None


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


def _department_of_title(sheet: Sheet, header: Header) -> tuple[str, str] | None:
    for row in range(header.top):
        for column, value in enumerate(sheet.rows[row]):
            if match := _TITLE_DEPARTMENT.search(text_of(value)):
                return standard_name(match[1]), sheet.address(row, column)
    return None


def _placeholder(raw: RawRow, sheet: Sheet, layout: Layout, into: dict[str, list[str]]) -> None:
    cell = raw.cells.get("主项名称")
    if cell and (text := standard_name(cell.text)) in layout.not_names:
        into.setdefault(text, []).append(sheet.address(cell.row, cell.column))


def _row(raw: RawRow, typed: Typed, sheet: Sheet, layout: Layout, fields: FieldList) -> Row:
    facts, kind = typed.facts, fields.kinds[layout.kind]
    main, sub = facts.get("主项名称"), facts.get("子项名称")
    named = next(
        (n for n in ("子项名称", "主项名称", kind.title, *kind.identity) if facts.get(n) and n in raw.cells), ""
    )
    cell = raw.cells.get(named)
    src = sheet.address(cell.row, cell.column) if cell else sheet.address(raw.first, 0)
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
    )
    if named in ("", "实施主体", "承接主体") and kind.title not in ("承接主体",):
        row.name = ""
        row.issues.append(issue("name-missing", sheet.address(raw.first, name_column(raw.columns, kind) or 0)))
    elif sub and main is None and "主项名称" in layout.field_names(fields) and "主项名称" not in raw.cells:
        row.issues.append(issue("main-name-missing", src))
    if len(row.name) > 300 or re.fullmatch(r"[\W\d_]*", row.name) and row.name:
        row.issues.append(issue("name-suspicious", src, text=row.name))
    if not row.held:
        row.records = _records(row, typed, fields)
    return row


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
        record = make_record(fields, row.kind, facts, typed.sources)
        records.append(record.model_copy(update={"name": row.name}) if row.kind in ("职权", "办理项") else record)
    return records


def _limit(limit: Any) -> dict[str, Any] | None:
    return None if limit is None else {"value": plain(limit.value), "unit": limit.unit}


def _plain(value: Any) -> Any:
    return _limit(value) if hasattr(value, "unit") else plain(value)
