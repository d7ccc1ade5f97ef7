"""Handing a workbook back: the findings of an import become marks in the submitter's own file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from app.incoming.mended import Mended
from catalogue.finding import UserError
from catalogue.handback import Remark, Table
from exporters.annotating.annotate import annotate
from exporters.annotating.grid_workbook import grid_workbook
from exporters.annotating.sheet import area
from importers.formats.grids import read_grids
from importers.formats.sniff import sniff
from importers.issues import Issue
from importers.refusal import Refusal
from importers.result import SEVERITY, FileResult

_READABLE = (
    "not-a-catalogue",
    "workbook-empty",
    "selfcheck-headings-altered",
)  # refusals of what could be read: the reasons can be marked
_KEPT = ("xlsx", "xlsm")


def hand_back(result: FileResult, data: bytes, mended: Iterable[Mended] = ()) -> bytes:
    """The marked workbook (.xlsx); cells mended before stay as they were sent and tell what they are read as. Raises `UserError` for a file that was refused unread, and for secret ones always."""
    if result.refused and not (result.issues and result.issues[0].code in _READABLE):
        why = result.issues[0].message if result.issues else "没有读到内容"
        raise UserError(result.file, f"不能退回加注：{why}", "请按提示取得可读的文件后再导入")
    notes: list[str] = []
    names: dict[str, str] = {}
    try:
        kind = sniff(data)
        if kind not in _KEPT:
            grids = read_grids(data)
            if kind == "csv":
                grids[0].name = Path(result.file).stem  # as the reader calls it
            data, names = grid_workbook(grids)
            notes.append(
                "注意：原件不是 .xlsx，已转成 .xlsx 退回；文字、数值、合并、列宽照原样，图片、图表、公式没有带过来。"
            )
    except Refusal as error:
        raise UserError(result.file, f"不能退回加注：{error.what}", error.advice) from error
    remarks = [_remark(issue, names) for issue in result.issues]
    remarks += [_told(one, names) for one in mended]
    tables = [Table(names.get(t.sheet, t.sheet), t.top, t.bottom, t.last, t.width) for t in result.tables]
    return annotate(data, result.file, remarks, tables, notes)


def targets(out: Path, files: Sequence[Path]) -> list[Path]:
    """Where each file's hand-back goes: `out` itself, or for several files a folder that holds one for each.

    Raises `UserError` before anything is read: a submitter's file is never written over.
    """
    if len(files) == 1:
        if out.suffix.lower() != ".xlsx":
            raise UserError(str(out), "退回件只能是 .xlsx", "请把 --annotate 后面的文件名改为 .xlsx 结尾")
        paths = [out]
    else:
        if out.suffix:
            raise UserError(str(out), "几个文件不能退回成一个", "请把 --annotate 写成文件夹，每个文件各退回一个")
        paths = [out / f"{path.stem}-校核.xlsx" for path in files]
    if len(set(paths)) < len(paths):
        raise UserError(str(out), "几个文件同名，退回件会互相覆盖", "请分别导入")
    sources = {path.resolve() for path in files}
    if clash := [path for path in paths if path.resolve() in sources]:
        raise UserError(str(clash[0]), "退回件不能写在原件上", "请换一个文件名")
    return paths


def give_back(
    results: Sequence[FileResult], files: Sequence[Path], backs: Sequence[Path]
) -> tuple[list[Path], list[UserError]]:
    """Write each file's hand-back; gives what was written and why the others were not."""
    written: list[Path] = []
    faults: list[UserError] = []
    for result, path, back in zip(results, files, backs, strict=False):
        try:
            content = hand_back(result, path.read_bytes())
        except UserError as error:
            faults.append(error)
            continue
        back.parent.mkdir(parents=True, exist_ok=True)
        back.write_bytes(content)
        written.append(back)
    return written, faults


def _place(address: str, names: dict[str, str]) -> tuple[str, int | None, int | None]:
    sheet, _, cell = address.rpartition("!")
    placed = bool(sheet) and re.fullmatch(r"[A-Z]{1,3}\d{1,7}", cell) is not None
    row, column = area(cell)[:2] if placed else (None, None)
    return names.get(sheet, sheet), row, column


def _told(one: Mended, names: dict[str, str]) -> Remark:
    said = f"“{one.value}”" if one.value else "空白"
    message = f"{one.by} {one.at[:10]} 已在网上改为{said}：{one.why}"
    return Remark(*_place(one.cell, names), "警告", "cell-mended", message, "请把原表也照此改好")


def _remark(issue: Issue, names: dict[str, str]) -> Remark:
    sheet, row, column = _place(issue.cell, names)
    return Remark(sheet, row, column, SEVERITY[issue.severity], issue.code, issue.message, issue.advice)
