"""Reads files: workbook bytes to records, rows and findings, one result a file."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from catalogue.fields import FieldList
from catalogue.finding import UserError
from catalogue.layout import Layout, load_layouts
from importers.apart import separate
from importers.bounds import Bounds
from importers.departments import Aliases
from importers.duplicates import find_conflicts, find_duplicates
from importers.formats.sniff import sniff
from importers.issues import Issue, issue
from importers.ours import without_ours
from importers.refusal import Refusal
from importers.result import FileResult, Row
from importers.said import Said, mend
from importers.settings import Settings
from importers.sheet import Sheet
from importers.tables import read_sheet
from importers.workbook import open_workbook

__all__ = ["FileResult", "Row", "load_all_layouts", "read_file", "read_files"]
EXTENSIONS = {  # by kind, the usual one first
    "xlsx": (".xlsx", ".xlsm", ".xltx", ".xltm", ".et"),
    "xlsb": (".xlsb",),
    "xls": (".xls", ".xlt", ".et"),
    "ods": (".ods", ".ots"),
    "html": (".html", ".htm"),
    "csv": (".csv", ".txt", ".tsv"),
}
_MANY = 100_000  # objects
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
    settings: Settings | None = None,
    names: Mapping[Path, str] | None = None,
) -> list[FileResult]:
    """Read several files; one with the bytes of an earlier one is recognised as the same, and rows of two files that
    contradict each other both wait. `names`: what a file is called that lies under another name."""
    results: list[FileResult] = []
    first: dict[str, str] = {}
    for path in paths:
        name = (names or {}).get(path, path.name)
        result = read_file(path, name, fields, layouts, bounds, said, settings)
        if result.sha256 in first:
            result.same_as = first[result.sha256]
            result.issues.insert(0, issue("same-file", "", other=result.same_as))
        else:
            first[result.sha256] = name
        results.append(result)
    find_conflicts(results)
    return results


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the collector of cycles: millions of values are kept to the end and none of them points back.

    What many values were read is set aside from it afterwards (they go when nothing names them any more, like all else).
    """
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            if gc.get_count()[0] > _MANY:
                gc.freeze()
            gc.enable()


@_uncollected()
def read_file(
    source: Path | bytes,
    name: str,
    fields: FieldList,
    layouts: Sequence[Layout],
    bounds: Bounds | None = None,
    said: Mapping[str, Said] | None = None,
    settings: Settings | None = None,
) -> FileResult:
    """Read one file. Faults of the file are findings of the result; only a missing file raises `UserError`.

    `said` is what people said, by the file's sha256, since it was sent: cells mended, rows confirmed, rows left out.
    """
    settings = settings or Settings()
    settings = replace(settings, bounds=bounds or settings.bounds, aliases=Aliases(settings.aliases.table))
    bounds = settings.bounds
    if isinstance(source, Path):
        try:
            if source.stat().st_size > bounds.file_bytes:
                return _refused(
                    name,
                    "",
                    Refusal("workbook-too-large", f"文件超过{bounds.say('file_bytes')} 字节", "请拆成几个工作簿"),
                )
            source = source.read_bytes()
        except OSError as error:
            raise UserError(str(source), "文件读不到", "请检查路径和权限") from error
    sha256 = hashlib.sha256(source).hexdigest()
    try:
        kind, sheets = open_sheets(source, name, bounds)
    except Refusal as error:
        return _refused(name, sha256, error)
    result = FileResult(name, sha256)
    result.issues += _about_the_file(name, kind, sheets)
    people = (said or {}).get(sha256, Said())
    unknown: list[tuple[Issue, bool]] = []
    for sheet in sheets:
        mend(sheet, people.mended)
        unknown += read_sheet(sheet, result, fields, layouts, settings)
    if people.left_out or people.confirmed:
        result.rows = [row for row in result.rows if row.line not in people.left_out]
        for row in result.rows:
            row.confirmed = row.line in people.confirmed
    result.issues += settings.aliases.issues()
    separate(result.rows, fields)
    find_duplicates(result.rows)
    for row in result.rows:
        result.issues += row.issues
    if result.layouts:
        _foreign_sheets(result, [found for found, maybe in unknown if not maybe])
    else:
        result.refused = True
        reason = (
            (unknown[0][0].message + (f"；共 {len(unknown)} 张表如此" if len(unknown) > 1 else "")) if unknown else ""
        )
        code = "not-a-catalogue" if unknown else "workbook-empty"
        values = {"reason": reason} if unknown else {"what": "工作簿里没有内容", "advice": "请检查是否选错了文件"}
        if not any(found.code == "selfcheck-headings-altered" for found in result.issues):  # that says it all
            result.issues.insert(0, issue(code, unknown[0][0].cell if unknown else "", **values))
    return result


def open_sheets(data: bytes, name: str, bounds: Bounds) -> tuple[str, list[Sheet]]:
    """What kind of workbook it is and its sheets but for those that we added. Raises `Refusal`."""
    kind, sheets = sniff(data), without_ours(open_workbook(data, bounds))
    if kind == "csv":  # a spreadsheet program names the one sheet of a csv after the file
        for sheet in sheets:
            sheet.name = Path(name).stem
    return kind, sheets


def _foreign_sheets(result: FileResult, unknown: Sequence[Issue]) -> None:
    """Sheets beside a catalogue that have nothing like the name of a matter: none of ours, rather than one to map."""
    for found in unknown:
        result.issues[result.issues.index(found)] = issue("not-a-catalogue", found.cell, reason=found.message)


def _about_the_file(name: str, kind: str, sheets: Sequence[Sheet]) -> list[Issue]:
    """What the bytes are, where the name says otherwise; and what the reader has to say."""
    found = []
    extension = Path(name).suffix.lower()
    if kind == "csv":
        found.append(issue("format-csv", ""))
    if extension not in EXTENSIONS[kind] and any(extension in known for known in EXTENSIONS.values()):
        found.append(issue("extension-differs", "", extension=extension, kind=EXTENSIONS[kind][0]))
    return found + [issue(code, cell, **values) for sheet in sheets for code, cell, values in sheet.remarks]


def _refused(name: str, sha256: str, error: Refusal) -> FileResult:
    found = replace(issue(error.code, "", what=error.what, advice=error.advice), severity="error")
    return FileResult(name, sha256, issues=[found], refused=True)
