"""Self-check runs in the store: what went out, when, to whom; what came back, by whom; what is missing. Append-only."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from app.clock import actor, now
from app.incoming.forms import find_layout
from app.judgement.judging import Judgement
from app.office import Office
from app.selfcheck.forms import LAYOUTS, form_of
from app.selfcheck.lists import lists_of, units_meant
from app.store import record_act, transaction
from catalogue.canonical import dumps
from catalogue.finding import UserError
from exporters.lists import safe_name

SENT, BACK, REMINDED, COMPARED, CLOSED, REOPENED = "下发", "收回", "催办", "比对", "结束", "重新打开"
NOT_YET, PARTLY, WHOLE = "没有交", "交了一部分", "交齐了"


@dataclass(frozen=True)
class Sheet:
    """What went to one unit: its rows by 自查行号."""

    number: int
    unit: str
    file: str
    sha256: str
    rows: Mapping[str, Mapping[str, Any]]
    at: str
    by: str


@dataclass(frozen=True)
class Act:
    """One act of a run; `unit` is empty where it concerns all."""

    unit: str
    act: str
    detail: Mapping[str, Any]
    at: str
    by: str


@dataclass(frozen=True)
class Run:
    """One self-check as it stands in the store."""

    number: int
    name: str
    as_of: date
    at: str
    by: str
    sheets: tuple[Sheet, ...]
    acts: tuple[Act, ...]

    @property
    def closed(self) -> bool:
        """Whether its last closing was not undone."""
        last = [one.act for one in self.acts if one.act in (CLOSED, REOPENED)]
        return bool(last) and last[-1] == CLOSED


@dataclass(frozen=True)
class UnitState:
    """How far one unit is: rows sent, answered, waiting in the tray; when it last sent something and was last reminded."""

    unit: str
    sent: int
    answered: int
    waiting: int
    state: str
    back_at: str = ""
    back_by: str = ""
    reminded: int = 0


def start(office: Office, judgement: Judgement, name: str, words: Sequence[str], folder: Path | None = None) -> Run:
    """Open a run (or go on with it) and write each unit's 自查表 into the folder (if there is one), one file a unit.

    A unit that was sent its form before gets the same form again, row by row: what went out never changes. Raises
    `UserError` for a name that is missing, a unit that is not known, a run that is closed.
    """
    from app.models import SelfCheckAct, SelfCheckRun, SelfCheckSheet

    if not name.strip():
        raise UserError("--name", "没有写这次自查的名称", "如 --name 2021年回头看")
    meant = units_meant(judgement, words)
    layouts = {title: find_layout(office, title) for title in LAYOUTS.values()}
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
    with transaction():
        row = SelfCheckRun.objects.filter(name=name).first()
        if row is None:
            row = SelfCheckRun.objects.create(name=name, as_of=judgement.day, at=now(), by=actor())
            record_act("自查", {"自查": name, "判定日": judgement.day.isoformat()})
        run = _run(row)
        if run.closed:
            raise UserError(f"自查“{name}”", "已经结束", "要继续，请先 quanmu check close --name … --reopen --why …")
        known = {sheet.unit for sheet in run.sheets}
        last = max((sheet.number for sheet in run.sheets), default=0)
        fresh = [one for one in lists_of(judgement, meant) if one.unit not in known and one.rows]
        for number, one in enumerate(fresh, start=last + 1):
            rows = [{"自查行号": f"Z{run.number}-{number:02d}-{n:03d}", **facts} for n, facts in enumerate(one.rows, 1)]
            content = form_of(office, layouts, name, run.as_of, one.unit, rows)
            digest = hashlib.sha256(content).hexdigest()
            file = f"{number:02d}-自查表-{safe_name(one.unit)}.xlsx"
            SelfCheckSheet.objects.create(
                run=row, number=number, unit=one.unit, file=file, sha256=digest, at=now(), by=actor(),
                rows=dumps({facts["自查行号"]: facts for facts in rows}),
            )  # fmt: skip
            SelfCheckAct.objects.create(
                run=row, unit=one.unit, act=SENT, at=now(), by=actor(),
                detail=dumps({"文件": file, "sha256": digest, "行": len(rows)}),
            )  # fmt: skip
            record_act(SENT, {"自查": name, "单位": one.unit, "行": len(rows), "sha256": digest})
    run = find(name)
    wanted = {unit for unit, _ in meant}
    for sheet in run.sheets if folder else ():
        path = folder / sheet.file
        if sheet.unit in wanted and not path.exists():  # a form that somebody is filling in is never written over
            path.write_bytes(form_again(office, run, sheet))
    return run


def form_again(office: Office, run: Run, sheet: Sheet) -> bytes:
    """A unit's blank form as it went out: the same rows, in the words of today's layouts."""
    layouts = {title: find_layout(office, title) for title in LAYOUTS.values()}
    return form_of(office, layouts, run.name, run.as_of, sheet.unit, list(sheet.rows.values()))


def without_list(judgement: Judgement, words: Sequence[str]) -> list[str]:
    """Units meant that have nothing to check: told, never left out in silence."""
    return [one.unit for one in lists_of(judgement, units_meant(judgement, words)) if not one.rows]


def runs() -> list[Run]:
    """Every run, oldest first."""
    from app.models import SelfCheckRun

    return [_run(row) for row in SelfCheckRun.objects.order_by("id")]


def find(name: str) -> Run:
    """The run of that name; the only one there is where none is named. Raises `UserError` naming those there are."""
    found = runs()
    if not name and len(found) == 1:
        return found[0]
    for one in found:
        if one.name == name:
            return one
    known = "、".join(one.name for one in found) or "（还没有开始过）"
    if not name and found:
        raise UserError("自查", "没有写是哪一次", f"请写明名称；已有：{known}")
    raise UserError(f"自查“{name}”", "没有这次自查", f"已有：{known}；开始一次：quanmu check run --name … --units …")


def _run(row: Any) -> Run:
    from app.models import SelfCheckAct, SelfCheckSheet

    sheets = tuple(
        Sheet(one.number, one.unit, one.file, one.sha256, json.loads(one.rows), one.at, one.by)
        for one in SelfCheckSheet.objects.filter(run=row).order_by("number")
    )
    acts = tuple(
        Act(one.unit, one.act, json.loads(one.detail), one.at, one.by)
        for one in SelfCheckAct.objects.filter(run=row).order_by("id")
    )
    return Run(row.pk, row.name, row.as_of, row.at, row.by, sheets, acts)


def note(run: Run, act: str, detail: Mapping[str, Any], unit: str = "") -> None:
    """Add one act to a run; call inside a transaction."""
    from app.models import SelfCheckAct

    SelfCheckAct.objects.create(run_id=run.number, unit=unit, act=act, detail=dumps(detail), at=now(), by=actor())
    record_act(f"自查{act}", {"自查": run.name, "单位": unit, **detail})


def answers(office: Office, run: Run) -> dict[str, Any]:
    """What is answered now, by 自查行号: the newest record of each row."""
    from app import ledger

    mine = {number for sheet in run.sheets for number in sheet.rows}
    return {
        one.facts["自查行号"]: one for one in ledger.current(office.fields, "自查填报") if one.facts["自查行号"] in mine
    }


def states(office: Office, run: Run) -> list[UnitState]:
    """How far each unit is, in the order in which the forms went out."""
    from app.incoming import tray

    given = set(answers(office, run))
    waiting = [one for one in tray.rows() if one.kind == "自查填报"]
    found = []
    for sheet in run.sheets:
        answered = len(given & set(sheet.rows))
        mine = [one for one in waiting if one.cells.get("自查行号", {}).get("raw") in sheet.rows]
        own = [one for one in run.acts if one.unit == sheet.unit]
        last = next((one for one in reversed(own) if one.act == BACK), None)
        state = WHOLE if answered == len(sheet.rows) else PARTLY if answered or last else NOT_YET
        found.append(
            UnitState(
                sheet.unit, len(sheet.rows), answered, len(mine), state, last.at if last else "", last.by if last else "",
                sum(one.act == REMINDED for one in own),
            )
        )  # fmt: skip
    return found


def remind(office: Office, run: Run) -> list[UnitState]:
    """Who has not answered in full; that they were reminded is kept. A closed run reminds nobody."""
    if run.closed:
        raise UserError(f"自查“{run.name}”", "已经结束", "不必再催")
    late = [one for one in states(office, run) if one.state != WHOLE]
    with transaction():
        for one in late:
            note(run, REMINDED, {"应交": one.sent, "已交": one.answered, "暂存": one.waiting}, one.unit)
    return late


def close(run: Run, why: str, *, reopen: bool = False) -> None:
    """Close a run, or open it again; both with a reason where answers are missing or it is opened again."""
    if run.closed != reopen:
        raise UserError(f"自查“{run.name}”", "已经结束" if run.closed else "没有结束", "不必再做")
    if reopen and not why.strip():
        raise UserError(f"自查“{run.name}”", "没有写重新打开的理由", "请写 --why")
    with transaction():
        note(run, REOPENED if reopen else CLOSED, {"理由": why})
