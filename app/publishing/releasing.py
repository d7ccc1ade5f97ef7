"""Two people publish: one prepares a candidate and hands it in with its public note, another approves; then it is published.

What was approved is published or nothing: the candidate's digest is held against what would be published at that moment.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app import flow, ledger
from app.clock import actor, now
from app.office import Office
from app.publishing import archive
from app.publishing.blocking import LeftOut
from app.publishing.candidates import content_digest
from app.store import record_act, transaction
from catalogue.canonical import dumps
from catalogue.edition import Edition
from catalogue.finding import UserError

PREPARED, WAITS, APPROVED, RETURNED, DROPPED, PUBLISHED = "备稿", "待批", "已批准", "已退回", "作罢", "已公布"
_AFTER = {"送批": WAITS, "批准": APPROVED, "退回": RETURNED, "作罢": DROPPED, "公布": PUBLISHED}
Told = Callable[[int, str], None]


@dataclass(frozen=True)
class Step:
    """One act on a candidate: what, the note or reason, when, who."""

    act: str
    why: str
    at: str
    by: str


@dataclass(frozen=True)
class Candidate:
    """A candidate edition as it stands: `note` is the public remark that it was handed in with."""

    number: int
    content: str
    as_of: Any
    manifest: dict[str, Any]
    lines: str
    left_out: tuple[LeftOut, ...]
    at: str
    by: str
    steps: tuple[Step, ...]

    @property
    def state(self) -> str:
        """Where it stands, by its last act."""
        return _AFTER[self.steps[-1].act] if self.steps else PREPARED

    @property
    def handed_in(self) -> Step | None:
        """The last handing in."""
        return next((step for step in reversed(self.steps) if step.act == "送批"), None)

    def edition(self, home: Path) -> Edition:
        """What it would publish. Raises `UserError` where its bytes are gone."""
        path = home / "files" / self.lines
        if not path.exists():
            raise UserError(f"公布稿 {self.number}", "内容文件不在了", "请重新备稿")
        return archive.load_edition(self.manifest, path.read_text("utf-8"))


def prepare(office: Office, day: Any, told: Told = lambda percent, words: None) -> Candidate:
    """Judge, check and freeze as `flow.publish` would, and keep the outcome as a candidate: nothing is published."""
    from app.models import EditionDraft
    from app.publishing import freezing

    told(10, "正在判定")
    judgement = flow.decide(office, day)
    told(45, "正在自查")
    checked = flow.check(office, judgement)
    told(70, "正在挑选可以公布的内容")
    frozen = freezing.freeze(judgement, checked.findings, office.book)
    edition = archive.next_edition(office, judgement, frozen)
    told(90, "正在保存")
    data = edition.json_lines().encode()
    lines = hashlib.sha256(data).hexdigest()
    ledger.keep_file(office.home, lines, data)
    with transaction():
        row = EditionDraft.objects.create(
            content=content_digest(office, judgement, frozen), as_of=day, manifest=dumps(edition.manifest), lines=lines,
            left_out=dumps([vars(one) for one in frozen.left_out]), at=now(), by=actor(),
        )  # fmt: skip
        record_act("备稿", {"公布稿": row.pk, "判定日": day, "内容": lines})
    return one(row.pk)


def candidates() -> list[Candidate]:
    """Every candidate, newest first."""
    from app.models import EditionDraft

    return [_candidate(row) for row in EditionDraft.objects.order_by("-id")]


def one(number: int) -> Candidate:
    """A candidate. Raises `UserError` where there is none."""
    from app.models import EditionDraft

    row = EditionDraft.objects.filter(pk=number).first()
    if row is None:
        raise UserError(f"公布稿 {number}", "没有这份公布稿", "请从“公布”页选一份，或重新备稿")
    return _candidate(row)


def hand_in(number: int, note: str) -> None:
    """Ask for approval, with the note that will stand in the edition. Raises `UserError`."""
    _act(number, "送批", note.strip(), PREPARED, RETURNED)


def approve(number: int, why: str) -> None:
    """A second person says yes. Raises `UserError` to whoever prepared it or handed it in."""
    _act(number, "批准", why.strip(), WAITS)


def send_back(number: int, why: str) -> None:
    """A second person says no, and why. Raises `UserError`."""
    _act(number, "退回", _needed(why), WAITS)


def drop(number: int, why: str) -> None:
    """It will not be published. Raises `UserError`."""
    _act(number, "作罢", _needed(why), PREPARED, WAITS, RETURNED, APPROVED)


def publish(office: Office, number: int, into: Path, told: Told = lambda percent, words: None) -> Edition:
    """Publish an approved candidate into a folder, if it still says what was approved. Raises `UserError` otherwise."""
    from app.publishing import freezing

    asked = _approved(number)
    note = asked.handed_in.why if asked.handed_in else ""
    told(5, "正在判定")
    judgement = flow.decide(office, asked.as_of)
    told(35, "正在自查")
    checked = flow.check(office, judgement)
    frozen = freezing.freeze(judgement, checked.findings, office.book)
    if content_digest(office, judgement, frozen) != asked.content:
        raise UserError(
            f"公布稿 {number}", "批准以后内容变了（有新的导入、裁定或规则），没有公布", "请重新备稿，比较后再送批"
        )
    told(55, "正在冻结")
    _approved(number)  # nobody dropped it while it was computed
    edition = archive.keep_edition(office, judgement, frozen, note)
    told(60, "正在排版和写出")
    flow.publish(office, edition, checked, into, frozen)
    _act(number, "公布", f"第 {edition.manifest.number} 版", APPROVED, DROPPED)  # a dropping after that came too late
    return edition


def _approved(number: int) -> Candidate:
    found = one(number)
    if found.state != APPROVED:
        raise UserError(f"公布稿 {number}", f"现在是“{found.state}”，不能公布", "请先送批，由第二个人批准")
    return found


def _act(number: int, act: str, why: str, *states: str) -> None:
    """One act, if the candidate is in one of the states: two people cannot both be first."""
    from app.models import EditionDraftAct

    with transaction():
        found = one(number)
        if found.state not in states:
            raise UserError(f"公布稿 {number}", f"现在是“{found.state}”，不能{act}", "请刷新页面，看是谁办的、办了什么")
        before = {found.by, *(step.by for step in found.steps if step.act == "送批")}
        if act in ("批准", "退回") and actor() in before:
            raise UserError(f"公布稿 {number}", "是您自己备稿或送批的", "备稿、送批的人不能批准或退回，请由第二个人办")
        EditionDraftAct.objects.create(draft_id=number, act=act, why=why, at=now(), by=actor())
        record_act(f"公布稿{act}", {"公布稿": number, "内容": found.content, "说明" if act == "送批" else "理由": why})


def _needed(why: str) -> str:
    if not why.strip():
        raise UserError("理由", "没有写", "请写明为什么，备稿的人看得到")
    return why.strip()


def _candidate(row: Any) -> Candidate:
    steps = tuple(Step(a.act, a.why, a.at, a.by) for a in row.editiondraftact_set.order_by("id"))
    left = tuple(LeftOut(**raw) for raw in json.loads(row.left_out))
    return Candidate(row.pk, row.content, row.as_of, json.loads(row.manifest), row.lines, left, row.at, row.by, steps)
