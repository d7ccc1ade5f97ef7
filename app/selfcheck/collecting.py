"""Taking filled 自查表 in (收回): through the importer like every workbook, and noted in the run: what, when, by whom."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app import flow
from app.incoming import intake
from app.office import Office
from app.selfcheck.runs import BACK, find, note
from app.selfcheck.vetting import units_of
from app.store import transaction
from catalogue.finding import UserError
from importers.issues import Issue
from importers.read import FileResult

_CELL = re.compile("![A-Z]{1,3}[0-9]+")


def collect(
    office: Office,
    name: str,
    files: Sequence[Path],
    sender: str = "",
    *,
    names: Mapping[Path, str] | None = None,
    only: str = "",
) -> list[intake.Intake]:
    """Import the files and note in the run what came back. A file without a row of this run is named, and kept out.

    Good rows are committed, bad ones wait in the tray; the same file twice changes nothing.
    `names`: what files are called that lie under other names; `only`: a unit whose rows alone may be in them.
    """
    run = find(name)

    def guard(results: Sequence[FileResult]) -> None:
        strange = [one.file for one in results if not one.refused and not _mine(one, run.name)]
        if strange:
            theirs = "、".join(
                f"“{other}”" for other in sorted({name for one in results for name, _ in units_of(one)} - {run.name})
            )
            of = f"是{theirs}下发的，请交到那一次" if theirs else "请检查是不是交错了表"
            raise UserError("、".join(strange), f"里面没有“{run.name}”下发的行", f"{of}；什么也没有收")
        others = sorted({unit for one in results for _, unit in _mine(one, run.name)} - {only}) if only else []
        if others:
            raise UserError("自查表", f"里面有{'、'.join(others)}的行", f"请只交{only}的那一份；什么也没有收")

    taken = flow.read(office, files, intake.How(commit=True, sender=sender, guard=guard, names=names or {}))
    with transaction():
        for one in taken:
            for (_, unit), rows in _mine(one.result, run.name).items() if one.committed else ():
                good = sum(not row.held for row in rows)
                detail = {"文件": one.result.file, "sha256": one.result.sha256, "导入": one.number}
                note(run, BACK, {**detail, "交回": len(rows), "收下": good, "退回": len(rows) - good}, unit)
    return taken


@dataclass(frozen=True)
class Fault:
    """What is wrong in a file, said once: the first cell ("" for the whole file) and how many cells are alike."""

    place: str
    severity: str
    message: str
    advice: str


def faults_of(result: FileResult) -> list[Fault]:
    """Everything to be mended, errors first; what is wrong alike in many cells in one line."""
    alike: dict[tuple[str, str, str], list[Issue]] = {}
    for severity in ("error", "warning"):
        for one in result.issues:
            if one.severity == severity:
                sheet = one.cell.rpartition("!")[0]
                words = _CELL.sub("", one.message)  # what another cell says is alike wherever that cell stands
                alike.setdefault((sheet, severity, words), []).append(one)
    return [
        Fault(
            f"{same[0].cell} 等{len(same)}格" if same[1:] else same[0].cell, severity, same[0].message, same[0].advice
        )
        for (_, severity, _), same in alike.items()
    ]


def outcome(one: intake.Intake) -> str:
    """What taking a file in did to answers that were there before, "" where it is simply new."""
    changed = len(one.result.compare["changed"]) if one.result.compare else 0
    if one.committed:
        return f"其中 {changed} 行改了上次的答复，以这次为准" if changed else ""
    if changed:
        return "以前收过；后来收的另一份改了它，这次没有再收，要以这一份为准，先撤销后一份的导入"
    return "" if one.result.refused else "以前收过，没有变化"


def _mine(result: FileResult, name: str) -> dict[tuple[str, str], list[Any]]:
    return {place: rows for place, rows in units_of(result).items() if place[0] == name}
