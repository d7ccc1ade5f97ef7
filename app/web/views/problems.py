"""Problems to be mended (整改台账): the list by kind and unit, one with all its acts, and each act by who may do it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header

from app.clock import now
from app.selfcheck.problems import SELF_CHECK, problems, take_inspections
from app.web.listing import Column, everything
from app.web.listing import listing as listed
from app.web.offices import county, home, office
from app.web.pages import link, page, when
from app.web.problems import CRUMBS, for_eyes_of, problem_of, seen
from app.web.roles import Role
from app.web.saving import XLSX
from app.web.views import mending
from catalogue import problem as steps
from catalogue.problem import Problem
from exporters.inspection.rectify import OTHER, book_sheet
from exporters.xlsx import workbook

COLUMNS = (
    Column("number", "编号", lambda p: p.number, number=True),
    Column("message", "问题", lambda p: p.message, address=lambda p: link("problem", p.number)),
    Column("about", "对象", lambda p: p.about),
    Column("unit", "责任单位", lambda p: p.unit),
    Column("kind", "类型", lambda p: p.kind or OTHER),
    Column("state", "状态", lambda p: p.standing.state, whole=True),
    Column("person", "责任人", lambda p: p.standing.person or "—"),
    Column("deadline", "时限", lambda p: p.standing.deadline.isoformat() if p.standing.deadline else "—", whole=True),
    Column("late", "逾期", lambda p: "逾期" if p.standing.overdue(today()) else "", whole=True),
    Column("source", "来源", lambda p: p.source),
)


def today() -> date:
    """The day by which a deadline is over."""
    return date.fromisoformat(now()[:10])


def _chosen(request: HttpRequest) -> tuple[list[Problem], list[Problem]]:
    """All that one may see, and those that the address asks for."""
    own = [for_eyes_of(request.user, one) for one in problems(office()) if seen(request.user, one)]
    asked = {name: request.GET.get(name, "").strip() for name in ("unit", "kind", "state", "run", "late", "q")}
    tests: list[tuple[str, Callable[[Problem], bool]]] = [
        ("unit", lambda p: p.unit == asked["unit"]),
        ("kind", lambda p: (p.kind or OTHER) == asked["kind"]),
        ("state", lambda p: p.standing.state == asked["state"]),
        ("run", lambda p: p.source == asked["run"] or asked["run"] in p.standing.rounds),
        ("late", lambda p: p.standing.overdue(today())),
        ("q", lambda p: asked["q"] in f"{p.message}{p.about}{p.unit}{p.standing.person}"),
    ]
    wanted = [test for name, test in tests if asked[name]]
    return own, [one for one in own if all(test(one) for test in wanted)]


def listing(request: HttpRequest) -> HttpResponse:
    """The list, and how many of each kind and unit are in which state."""
    own, rows = _chosen(request)
    return page(
        request, "problems.html", table=listed(request, COLUMNS, rows, sort="-number", address=lambda p: link("problem", p.number)),
        asked=request.GET, units=sorted({p.unit for p in own}), kinds=sorted({p.kind or OTHER for p in own}),
        runs=sorted({r for p in own for r in (*p.standing.rounds, *([] if p.source == SELF_CHECK else [p.source])) if r}),
        states=steps.STATES, any=bool(own), office=request.user.has(Role.REFORM), query=request.GET.urlencode(),
        by_kind=_cross(rows, lambda p: p.kind or OTHER), by_unit=_cross(rows, lambda p: p.unit),
    )  # fmt: skip


def _cross(rows: Sequence[Problem], name: Callable[[Problem], str]) -> list[tuple[str, list[int], int]]:
    """By name: how many in each state, and how many are overdue; most first."""
    counted = Counter((name(p), p.standing.state) for p in rows)
    late = Counter(name(p) for p in rows if p.standing.overdue(today()))
    names = Counter(map(name, rows))
    return [(one, [counted[one, state] for state in steps.STATES], late[one]) for one, _ in names.most_common()]


def download(request: HttpRequest) -> HttpResponse:
    """The 整改台账 of what is seen."""
    _, rows = _chosen(request)
    ordered = everything(request, COLUMNS, rows, sort="-number")
    made = workbook(book_sheet(county(), "整改台账", ordered, today()), today())
    return HttpResponse(made, XLSX, headers={"Content-Disposition": content_disposition_header(True, "整改台账.xlsx")})


def one(request: HttpRequest, number: int) -> HttpResponse:
    """What was found, everything done about it, and what can be done next."""
    found = problem_of(request, number)
    standing = found.standing
    told = [(a, _words(a.said), _evidence(a.said)) for a in found.acts]
    return page(
        request, "problem.html", crumbs=CRUMBS, found=found, standing=standing, acts=told, late=standing.overdue(today()),
        left=standing.left(today()), may=mending.allowed(request.user, found),
        when=when,
    )  # fmt: skip


def _words(said: Mapping[str, Any]) -> str:
    """What an act says, in words, but for its evidence."""
    parts = []
    for name, value in said.items():
        if name == "证据" or not value:
            continue
        inner = (
            _words(value)
            if isinstance(value, Mapping)
            else "、".join(map(str, value))
            if isinstance(value, (list, tuple))
            else value
        )
        parts.append(f"{name}（{inner}）" if isinstance(value, Mapping) else f"{name}：{inner}")
    return "；".join(parts)


def _evidence(said: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Name and digest of each piece that an act brought."""
    pieces = [str(text).rpartition("（sha256 ") for text in said.get("证据", ())]
    return [(name, sha.removesuffix("）")) for name, _, sha in pieces]


def evidence(request: HttpRequest, number: int, sha: str) -> HttpResponse:
    """A piece of evidence, as it was given."""
    found = problem_of(request, number)
    name = next((n for a in found.acts for n, digest in _evidence(a.said) if digest == sha), None)
    path = home() / "files" / sha
    if name is None or not path.is_file():
        raise Http404
    return FileResponse(path.open("rb"), as_attachment=True, filename=name)


def inspections(request: HttpRequest) -> HttpResponse:
    """Put what inspections ordered (imported) into the list."""
    if request.method == "POST":
        fresh = take_inspections(office())
        told = (
            f"列入 {len(fresh)} 个督查问题。"
            if fresh
            else "没有新的督查问题。先按“督查问题清单”版式报送工作簿，再列入。"
        )
        messages.success(request, told)
    return redirect("problems")
