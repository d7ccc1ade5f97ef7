"""Cells that a person mended before the workbook was taken in; kept with it as what is mended in the tray is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from app.incoming import tray
from app.incoming.mended import ByFile, Mended
from catalogue.canonical import dumps
from catalogue.fields import FieldList
from importers.read import FileResult, Row
from importers.said import Said, line_of

if TYPE_CHECKING:
    from app.models import HeldRow, ImportedFile


def over(said: Mapping[str, Said], mended: ByFile) -> dict[str, Said]:
    """What people said of the files, these cells included."""
    found = dict(said)
    for sha256, cells in mended.items():
        was = found.get(sha256, Said())
        found[sha256] = replace(was, mended={**was.mended, **{one.cell: one.value for one in cells}})
    return found


def keep(fields: FieldList, result: FileResult, source: ImportedFile, mended: Iterable[Mended]) -> None:
    """Note the mended cells at their rows: with the waiting row where it is still wrong, else with a row of the tray that
    is over at once. Call it after `tray.hold`, inside the transaction of the import."""
    from app.models import HeldAct, HeldRow

    lines: dict[str, list[Mended]] = {}
    for one in mended:
        lines.setdefault(line_of(one.cell), []).append(one)
    rows = {row.line: row for row in result.rows}
    for line, cells in lines.items():
        held = HeldRow.objects.filter(imported=source, line=line).order_by("-id").first()
        waits = held is not None
        held = held or _good(fields, source, line, rows.get(line), cells)
        for one in cells:
            HeldAct.objects.create(
                row=held, act="补正", cell=one.cell, value=one.value, why=one.why, at=one.at, by=one.by
            )
        if not waits:
            tray.act(held, "提交", why="导入前已改正")


def _good(fields: FieldList, source: ImportedFile, line: str, row: Row | None, cells: Sequence[Mended]) -> HeldRow:
    """The row of the tray that tells what stood there; it never waits."""
    from app.models import HeldRow

    issues = dumps([dict(issue) for one in cells for issue in one.issues])
    if row is None:
        return HeldRow.objects.create(
            imported=source, line=line, src=line, name="", kind="", key="", cells="{}", issues=issues
        )
    made = tray.held_row(fields, source, row, {one.cell: one.sent for one in cells})
    made.issues = issues
    made.save()
    return made
