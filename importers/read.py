"""Reads files: workbook bytes to records, rows and findings, one result a file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from catalogue.fields import FieldList
from catalogue.finding import UserError
from catalogue.layout import Layout, load_layouts
from importers.bounds import Bounds
from importers.duplicates import find_duplicates
from importers.issues import issue
from importers.ours import without_ours
from importers.refusal import Refusal
from importers.result import FileResult, Row
from importers.said import Said, line_of, mend
from importers.sniff import sniff
from importers.tables import read_sheet
from importers.workbook import open_workbook

__all__ = ["FileResult", "Row", "load_all_layouts", "read_file", "read_files"]
SHIPPED_LAYOUTS = Path(__file__).with_name("layouts")


def load_all_layouts(fields: FieldList, *own_folders: Path) -> list[Layout]:
    """The shipped layouts, overlaid by those of the office's own folders."""
    return load_layouts(fields, [SHIPPED_LAYOUTS, *own_folders])


def read_files(
    paths: Iterable[Path],
    fields: FieldList,
    layouts: Sequence[Layout],
    bounds: Bounds | None = None,
    said: Mapping[str, Said] | None = None,
) -> list[FileResult]:
    """Read several files; one with the bytes of an earlier one is recognised as the same."""
    results: list[FileResult] = []
    first: dict[str, str] = {}
    for path in paths:
        result = read_file(path, path.name, fields, layouts, bounds, said)
        if result.sha256 in first:
            result.same_as = first[result.sha256]
            result.issues.insert(0, issue("same-file", "", other=result.same_as))
        else:
            first[result.sha256] = path.name
        results.append(result)
    return results


def read_file(
    source: Path | bytes,
    name: str,
    fields: FieldList,
    layouts: Sequence[Layout],
    bounds: Bounds | None = None,
    said: Mapping[str, Said] | None = None,
) -> FileResult:
    """Read one file. Faults of the file are findings of the result; only a missing file raises `UserError`.

    `said` is what people said, by the file's sha256, since it was sent: cells mended, rows confirmed, rows left out.
    """
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
        sheets = without_ours(open_workbook(source, bounds))
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
    people = (said or {}).get(sha256, Said())
    unknown: list[tuple[str, str]] = []
    for sheet in sheets:
        mend(sheet, people.mended)
        unknown += read_sheet(sheet, result, fields, layouts, bounds)
    if people.left_out or people.confirmed:
        result.rows = [row for row in result.rows if line_of(row.src) not in people.left_out]
        for row in result.rows:
            row.confirmed = line_of(row.src) in people.confirmed
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
