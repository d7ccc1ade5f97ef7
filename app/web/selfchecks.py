"""The self-check's long work: forms made ready, filled ones taken in, answers compared; and whose run it is."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.incoming.intake import Intake
from app.incoming.preview import WORDS
from app.selfcheck import runs
from app.selfcheck.runs import Run
from app.web.models import Account
from app.web.offices import home, office
from app.web.progress import Progress
from app.web.scope import sees_all
from app.web.uploads import name_of
from catalogue.finding import UserError
from catalogue.names import name_key
from importers.settings import load_settings

_MOST = 20  # files at once


def folder() -> Path:
    """Where papers of runs lie, and filled forms on their way in."""
    return home() / "selfcheck"


def of(account: Account, run: Run) -> Run | None:
    """The run as someone may see it: the office whole, a unit its own form; None where there is none of theirs."""
    if sees_all(account):
        return run
    own = tuple(one for one in run.sheets if name_key(one.unit) == name_key(account.unit))
    acts = tuple(one for one in run.acts if not one.unit or one.unit in {sheet.unit for sheet in own})
    return replace(run, sheets=own, acts=acts) if own else None


def numbered(number: int) -> Run:
    """The run of that number. Raises `UserError`."""
    found = next((one for one in runs.runs() if one.number == number), None)
    if found is None:
        raise UserError(f"自查 {number}", "没有这次自查", "请从“自查”列表里选")
    return found


def receive(sent: Iterable[Any]) -> list[list[str]]:
    """Keep files that a browser sent until they are taken in: (path, name) of each. Raises `UserError`."""
    sent = list(sent)
    most = load_settings(office().own).bounds.file_bytes
    if not 0 < len(sent) <= _MOST:
        raise UserError("自查表", f"选了 {len(sent)} 个文件", f"请选 1 至 {_MOST} 个")
    for one in sent:
        if one.size > most:
            raise UserError("自查表", f"“{name_of(one.name)}”超过 {most // 1_000_000} MB", "请检查是不是选错了文件")
    (folder() / "in").mkdir(parents=True, exist_ok=True)
    place = Path(tempfile.mkdtemp(dir=folder() / "in"))
    kept = []
    for number, one in enumerate(sent):
        path = place / str(number)
        with path.open("wb") as file:
            for part in one.chunks():
                file.write(part)
        kept.append([f"{place.name}/{number}", name_of(one.name)])
    return kept


def send(arguments: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Open a run, or go on with it (arguments: name, units, as_of)."""
    from app import flow
    from app.web.progress import day_of

    known = [one for one in runs.runs() if one.name == arguments["name"]]
    day = known[0].as_of if known else day_of(arguments)
    progress(0, "正在判定")
    judgement = flow.decide(office(), day)
    progress(70, "正在预填自查表")
    run = runs.start(office(), judgement, arguments["name"], [arguments["units"]])
    empty = runs.without_list(judgement, [arguments["units"]])
    told = f"；没有要对照的清单、没有下发：{'、'.join(empty)}" if empty else ""
    return {"说明": f"“{run.name}”共有 {len(run.sheets)} 份自查表可以下载{told}", "自查": run.number}


def collect(arguments: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Take filled forms in (arguments: 自查, 文件, 来自, 单位: whose rows only, "" for any)."""
    from app.selfcheck.collecting import collect as collected
    from app.selfcheck.collecting import faults_of, outcome

    run = numbered(arguments["自查"])
    files = {folder() / "in" / path: name for path, name in arguments["文件"]}
    if not all(path.exists() for path in files):
        raise UserError("自查表", "交来的文件已经清理", "请重新选文件交一次")
    progress(0, "正在读自查表")
    try:
        taken = collected(office(), run.name, list(files), arguments["来自"], names=files, only=arguments["单位"])
        progress(80, "正在写退回件")
        marked = _mark(taken, list(files))
    finally:
        for place in {path.parent for path in files}:
            shutil.rmtree(place, ignore_errors=True)
    good = sum(not row.held for one in taken for row in one.result.rows)
    held = sum(one.result.waiting for one in taken)
    told = [
        [one.result.file, i.place, WORDS[i.severity], i.message, i.advice]
        for one in taken
        for i in faults_of(one.result)
    ]
    refused = [one.result.file for one in taken if one.result.refused]
    words = f"收下 {good} 行" + (f"，{held} 行有错、在暂存里等改正" if held else "")
    words += f"；读不了：{'、'.join(refused)}" if refused else ""
    words += "".join(f"；{one.result.file}{said}" for one in taken if (said := outcome(one)))
    return {"说明": words, "自查": run.number, "问题": told, "退回": marked}


def _mark(taken: Sequence[Intake], paths: Sequence[Path]) -> list[list[str]]:
    """The marked workbooks (退回件) of those with faults: where each lies, and what it is called."""
    from app.incoming.handback import give_back

    wrong = [
        (one.result, path)
        for one, path in zip(taken, paths, strict=True)
        if any(i.severity != "info" for i in one.result.issues)
    ]
    if not wrong:
        return []
    (folder() / "back").mkdir(parents=True, exist_ok=True)
    place = Path(tempfile.mkdtemp(dir=folder() / "back"))
    names = {place / f"{n}.xlsx": f"{Path(one.file).stem}-校核.xlsx" for n, (one, _) in enumerate(wrong)}
    written, _ = give_back([one for one, _ in wrong], [path for _, path in wrong], list(names))
    return [[f"{place.name}/{path.name}", names[path]] for path in written]


def clean(before: float) -> None:
    """Throw away marked workbooks that were made before that time, and forms whose taking in broke off. Called by the worker."""
    for place in (*(folder() / "back").glob("*"), *(folder() / "in").glob("*")):
        if place.stat().st_mtime < before:
            shutil.rmtree(place, ignore_errors=True)


def compare(arguments: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Hold the answers against what is known and open problems (argument: 自查)."""
    from app import flow
    from app.selfcheck.rounds import compare_run

    run = numbered(arguments["自查"])
    progress(0, "正在判定")
    judgement = flow.decide(office(), run.as_of)
    progress(50, "正在对照")
    done = compare_run(office(), run, judgement, folder())
    counts = "，".join(f"{word} {n}" for word, n in done.opened.counts().items() if n) or "没有新的问题"
    return {
        "说明": f"收到 {done.compared.answered} 行，发现 {len(done.compared.findings)} 处；问题：{counts}",
        "自查": run.number,
    }


def papers(run: Run) -> list[Path]:
    """The papers of the last comparison, by name."""
    from exporters.lists import safe_name

    place = folder() / "office" / "自查" / safe_name(run.name)
    return sorted(path for path in place.glob("*") if path.suffix in (".xlsx", ".docx", ".html"))
