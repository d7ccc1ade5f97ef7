"""Grants: the board by state, the register with its legality at a glance, the life of one, what falls due."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from app import ledger
from app.clock import now
from app.grants import board, due
from app.grants.handing import BEFORE
from app.grants.register import Standing, records_of, register
from app.grants.story import story
from app.judgement.lastrun import last_run
from app.lookup import dossier
from app.lookup.directory import DIRECTORY, answer_words, identifier
from app.web import scope
from app.web.listing import Column, everything
from app.web.listing import listing as listed
from app.web.offices import office
from app.web.pages import link, page
from app.web.roles import Role
from app.web.saving import saved
from catalogue.finding import UserError
from catalogue.names import name_key

CRUMBS = [("赋权", "/grants/")]
LEGAL = ("方式合法", "存续", "承接能力")
_LOCK = threading.Lock()
_KEPT: dict[str, tuple[tuple[Any, ...], Sequence[Standing]]] = {}
_ANSWERS: dict[str, dict[str, dict[str, str]]] = {}  # of the standings kept: by grant and question, in a word


def day() -> date:
    """The day of the board: that of the last judging, so that states and answers are of one day; else today."""
    run = last_run()
    return run.day if run else date.fromisoformat(now()[:10])


def standings() -> Sequence[Standing]:
    """Every grant to every recipient on that day; computed anew when the store or the judging moves on."""
    run, at = last_run(), office()
    stamp = (str(at.home), ledger.last_revision(), run.number if run else 0, at.book.digest)
    with _LOCK:
        if "all" not in _KEPT or _KEPT["all"][0] != stamp:
            has = any(True for _ in ledger.newest(["赋权"]))
            every = register(at, day()) if has else []
            decided = {one.subject.id: run.subjects.get(one.subject.id, {}) if run else {} for one in every}
            words = {id: {q: answer_words(of[q]) for q in LEGAL if q in of} for id, of in decided.items()}
            _ANSWERS["all"] = words  # in one step: others may be reading
            _KEPT["all"] = (stamp, every)
        return _KEPT["all"][1]


def seen(request: HttpRequest) -> list[Standing]:
    """Those of one's own unit, or all."""
    may = scope.eyes(request.user)
    return [s for s in standings() if may("赋权", {"原实施机关": s.fact("原实施机关"), "承接主体": s.subject.unit})]


def number(one: Standing) -> str:
    """What names a grant in an address."""
    return identifier("赋权", one.subject.id)


def answer(one: Standing, question: str) -> str:
    """What was found of it, in a word; "" where it was not judged."""
    return _ANSWERS.get("all", {}).get(one.subject.id, {}).get(question, "")


COLUMNS = (
    Column("matter", "事项", lambda s: s.subject.name),
    Column("recipient", "承接主体", lambda s: s.subject.unit),
    Column("former", "原实施机关", lambda s: s.fact("原实施机关")),
    Column("batch", "批次", lambda s: s.fact("批次")),
    Column("mode", "方式", lambda s: s.fact("赋权方式"), whole=True),
    Column("stage", "环节", lambda s: s.stage, whole=True),
    Column("since", "自", lambda s: s.since.isoformat() if s.since else "—", whole=True),
    Column("lawful", "方式合法", lambda s: answer(s, "方式合法") or "—", whole=True),
    Column("stands", "存续", lambda s: answer(s, "存续") or "—", whole=True),
    Column("able", "承接能力", lambda s: answer(s, "承接能力") or "—", whole=True),
    Column("next", "下一步可以", lambda s: "、".join(s.following) or "—"),
)


def _chosen(request: HttpRequest) -> tuple[list[Standing], board.Board, list[Standing], dict[str, str]]:
    """All that this person sees, the board of those that the address asks for, these at the stage asked; what it asks."""
    own = seen(request)
    asked = {
        name: request.GET.get(name, "").strip() for name in ("batch", "recipient", "former", "stage", "lawful", "q")
    }
    rows = [
        s for s in own
        if (not asked["batch"] or asked["batch"] == s.fact("批次")) and (not asked["recipient"] or asked["recipient"] == s.subject.unit)
        and (not asked["former"] or asked["former"] == s.fact("原实施机关")) and asked["q"] in s.subject.name
    ]  # fmt: skip
    shown = board.board(office(), rows, day())
    rows = [
        s for s in rows
        if (not asked["stage"] or asked["stage"] == s.stage) and (not asked["lawful"] or asked["lawful"] == (answer(s, "方式合法") or "没有判定"))
    ]  # fmt: skip
    return own, shown, rows, asked


def listing(request: HttpRequest) -> HttpResponse:
    """The board: stages as columns, batches as rows; under it the grants that the address asks for."""
    own, shown, rows, asked = _chosen(request)
    return page(
        request, "grants.html", table=listed(request, COLUMNS, rows, sort="batch", address=lambda s: link("grant", number(s))),
        stages=shown.stages, batches=[(name, [(st, counts[st]) for st in shown.stages], sum(counts.values())) for name, counts in shown.by_batch.rows.items()],
        day=day(), run=last_run(), asked=asked, all=len(own), notes=shown.notes, matters=shown.matters,
        choices={
            "batch": ("批次", sorted({s.fact("批次") for s in own})), "recipient": ("承接主体", sorted({s.subject.unit for s in own})),
            "former": ("原实施机关", sorted({s.fact("原实施机关") for s in own})), "stage": ("环节", sorted({s.stage for s in own})),
            "lawful": ("方式合法", sorted({answer(s, "方式合法") or "没有判定" for s in own})),
        },
        may=request.user.has(Role.REFORM), query=request.GET.urlencode(),
    )  # fmt: skip


def download(request: HttpRequest, form: str) -> HttpResponse:
    """The grants that are listed, all pages."""
    rows = everything(request, COLUMNS, _chosen(request)[2], sort="batch")
    return saved(COLUMNS, rows, "赋权台账", form, f"截至 {day()}")


def one_of(request: HttpRequest, asked: str) -> Standing:
    """A grant that this person may see, else 404."""
    found = next((s for s in seen(request) if number(s) == asked), None)
    if found is None:
        raise Http404
    return found


def one(request: HttpRequest, number: str) -> HttpResponse:
    """The life of one grant: what happened when, by whom, on what instrument; whether it is lawful, and why."""
    found, at, run = one_of(request, number), office(), last_run()
    entry = DIRECTORY.of(at.fields, "赋权", found.row.key)
    mine = name_key(found.subject.unit)
    reasons = [
        r for r in dossier.reasoned(at.book, ledger.load(at.fields, dossier.body_of(entry)), entry, run.day)
        if r.recipient in ("", mine)
    ] if entry and run else []  # fmt: skip
    order = {question: n for n, question in enumerate((*LEGAL, "可否下放"))}
    return page(
        request, "grant.html", crumbs=CRUMBS, title=f"{found.subject.name} → {found.subject.unit}", found=found, day=day(),
        life=story(at, found, day(), whole=scope.whole(request.user)), reasons=sorted(reasons, key=lambda r: order.get(r.question, 9)), number=number,
        record=link("matter", "赋权", entry.id) if entry else "", may=request.user.has(Role.REFORM),
        hand=found.stage in BEFORE and request.user.has(Role.REFORM, Role.RECIPIENT),
    )  # fmt: skip


def falls_due(request: HttpRequest) -> HttpResponse:
    """Evaluations and terms that end, up to a day."""
    at = office()
    told, found, wrong = True, [], ""
    try:
        before = date.fromisoformat(text) if (text := request.GET.get("before", "")) else None
    except ValueError:
        before, wrong = None, "“到哪一天”请写成 2021-12-31 这样"
    last = None
    try:
        last = due.until(at, day(), before)
        instruments = [record for record in records_of(at) if record.kind == "文件"]
        found, told = due.due(at, seen(request), instruments, day(), last)
    except UserError as error:
        wrong = wrong or str(error)
    return page(request, "grants_due.html", crumbs=CRUMBS, found=found, told=told, last=last, day=day(), wrong=wrong, interval=due.INTERVAL)  # fmt: skip
