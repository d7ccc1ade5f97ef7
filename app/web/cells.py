"""Cells of an upload that people mend before it is taken in: which may be mended, what was mended, and mending them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from app.clock import now
from app.incoming.intake import Intake
from app.incoming.mended import ByFile, Mended
from app.store import record_act
from app.web import uploads
from app.web.models import Account, Job, Mending, Upload
from app.web.offices import office
from catalogue.canonical import dumps
from catalogue.finding import UserError
from importers.issues import Issue
from importers.read import open_sheets
from importers.said import line_of, text_at
from importers.settings import load_settings

Key = tuple[str, str]  # a file's sha256 and a cell's address


def newest(upload: Upload) -> dict[Key, Mending]:
    """The mended cells of an upload as they stand; those that were set back to what was sent left out."""
    found = {(one.sha256, one.cell): one for one in Mending.objects.filter(upload=upload).order_by("id")}
    return {key: one for key, one in found.items() if one.value != one.sent}


def values(upload: Upload) -> dict[str, str]:
    """What the mended cells are read as; its version is carried by the form, so that the second of two is told."""
    return {f"{one.sha256}:{one.cell}": one.value for one in newest(upload).values()}


def shown(upload: Upload, read: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """What a page offers for mending after a trial reading, by the name of its box: `key`, `file`, `cell`, `text` now, `sent`,
    `values` that the field may have, `issues`; what was mended already stays among it."""
    mended, found = newest(upload), dict[str, dict[str, Any]]()
    for number, file in enumerate(read.get("文件", ())):
        here = {(sha, cell): one for (sha, cell), one in mended.items() if sha == file["sha256"]}
        for (sha, cell), one in here.items():
            known = {"text": one.value, "field": "", "values": [], "issues": []}
            found[f"{number}-{cell}"] = {**known, "key": (sha, cell), "sent": one.sent, "mended": one}
        for cell, known in file.get("mendable", {}).items():
            key = (file["sha256"], cell)
            was = here.get(key)
            sent, text = (was.sent, was.value) if was else (known["text"], known["text"])
            found[f"{number}-{cell}"] = {**known, "text": text, "key": key, "sent": sent, "mended": was}
        for name in found:
            if name.startswith(f"{number}-"):
                found[name] |= {"file": file["file"], "cell": found[name]["key"][1]}
    return found


def by_file(upload: Upload) -> ByFile:
    """The mended cells for the reader."""
    found: dict[str, list[Mended]] = {}
    for one in newest(upload).values():
        issues = tuple(json.loads(one.issues))
        found.setdefault(one.sha256, []).append(Mended(one.cell, one.sent, one.value, one.why, one.by, one.at, issues))
    return found


def mendable(taken: Intake, data: bytes, issues: Sequence[Issue]) -> dict[str, dict[str, Any]]:
    """Of these findings the cells that can be mended in place, with their text as sent (`text`) and the values that their field
    may have (`values`): cells of rows, not of headings, that are wrong or doubtful; none of a file imported before."""
    result = taken.result
    if result.refused or (taken.number and not taken.undone):
        return {}
    below = {table.sheet: table.bottom + 1 for table in result.tables}
    cells = [
        one.cell for one in issues if one.severity != "info" and _row(one.cell) > below.get(_sheet(one.cell), 10**9)
    ]
    if not cells:
        return {}
    wanted, named, told = set(cells), dict[str, str](), dict[str, list[Any]]()
    for one in issues:
        told.setdefault(one.cell, []).append(one.as_dict())
    for row in result.rows:
        named |= {source.cell: name for name, source in row.cells.items() if source.cell in wanted}
    fields = office().fields
    sheets = open_sheets(data, result.file, load_settings(office().own).bounds)[1]
    found = {}
    for cell in dict.fromkeys(cells):
        field = fields.get(named.get(cell, ""))
        if field is None or field.visibility in ("公开", "内部"):
            found[cell] = {
                "text": text_at(sheets, cell), "field": field.name if field else "", "values": _values(field),
                "issues": told[cell],
            }  # fmt: skip
    return found


def _values(field: Any) -> list[str]:
    return [] if field is None else ["是", "否"] if field.type == "是否" else list(field.values)


def _sheet(cell: str) -> str:
    return cell.rpartition("!")[0]


def _row(cell: str) -> int:
    """The row's number from 1; 0 for what is no single cell."""
    try:
        return int(line_of(cell).rpartition("!")[2])
    except ValueError:
        return 0


def mend(
    upload: Upload, account: Account, changed: Mapping[str, str], shown: Mapping[str, Mapping[str, Any]], why: str
) -> Job:
    """Note mended cells (by the names of `shown`) and read on trial again. Call it inside the transaction that looked at
    the version. Raises `UserError` when nothing was changed."""
    if not changed:
        raise UserError(f"报送 {upload.pk}", "没有改动任何单元格", "请在单元格旁的框里写正确的内容")
    at, told = now(), []
    for name, value in changed.items():
        known = shown[name]
        sha256, cell = known["key"]
        issues = known["issues"] or (json.loads(known["mended"].issues) if known["mended"] else [])
        Mending.objects.create(
            upload=upload, sha256=sha256, cell=cell, sent=known["sent"], value=value, issues=dumps(issues), why=why,
            by=account.told, at=at,
        )  # fmt: skip
        told.append({"文件": known["file"], "单元格": cell, "原文": known["sent"], "改为": value})
    record_act("报送改正", {"报送": upload.pk, "来自": upload.sender, "改正": told, "理由": why})
    return uploads.look(upload, account)


def alike(changed: Mapping[str, str], shown: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """The changed cells and with each the others of its column that have the same text."""
    found = dict(changed)
    for name, value in changed.items():
        group = _group(shown[name])
        for other, known in shown.items():
            if _group(known) == group:
                found.setdefault(other, value)
    return found


def _group(known: Mapping[str, Any]) -> tuple[str, str, str]:
    sha256, cell = known["key"]
    return sha256, cell.rstrip("0123456789"), known["text"]
