"""Decisions to settle: what is open, grouped by what is missing; and judging anew. (Answered in bulk: ``settling``.)"""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from app.clock import now
from app.judgement.lastrun import last_run
from app.judgement.opendecisions import chosen, conflicts, missing, notes, open_decisions
from app.web import jobs
from app.web.forms import Form
from app.web.listing import Column
from app.web.listing import listing as listed
from app.web.offices import office
from app.web.pages import link, page
from app.web.roles import Role
from app.web.views.catalogue import address, visible

CRUMBS = [("待定和冲突", "/decisions/")]
COLUMNS = (
    Column("name", "名称", lambda o: o.entry.name),
    Column("kind", "类别", lambda o: o.entry.kind),
    Column("unit", "单位", lambda o: o.entry.unit),
    Column("question", "问题", lambda o: o.decision.question),
    Column("status", "状态", lambda o: o.decision.status),
    Column("why", "缺什么、冲突在哪里", lambda o: o.why),
)


def overview(request: HttpRequest) -> HttpResponse:
    """What is missing, what conflicts, where there is no rule; each with how many it would settle."""
    run, at = last_run(), office()
    found = open_decisions(visible(request))
    opposite = conflicts(found)
    return page(
        request, "decisions.html", run=run, found=len(found), lacks=missing(at.book, found, run.day) if run else (),
        conflicts=opposite, sides={one.sides: _named(one.sides) for one in opposite}, notes=notes(found),
        may=request.user.has(Role.REFORM),
    )  # fmt: skip


def _named(sides: str) -> list[tuple[str, str]]:
    """The rules that the sides of a conflict name by number, with their names."""
    known = office().book.by_id
    return [(number, known[number].name) for number in re.findall(r"[A-Z][A-Z0-9-]*", sides) if number in known]


def asked_of(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "") for name in ("lack", "question", "status", "note")}


def title_of(asked: dict[str, str]) -> str:
    parts = [f"缺“{asked['lack']}”" if asked["lack"] else "", asked["question"], asked["status"], asked["note"]]
    return "没有定下来的判定：" + ("，".join(filter(None, parts)) or "全部")


def listing(request: HttpRequest) -> HttpResponse:
    """The decisions of one group."""
    asked = asked_of(request)
    found = chosen(open_decisions(visible(request)), **asked)
    table = listed(request, COLUMNS, found, sort="unit", address=lambda o: address(o.entry))
    return page(
        request, "decisions_open.html", crumbs=CRUMBS, title=title_of(asked), table=table,
        settle=link("decisions-settle", **asked) if request.user.has(Role.REFORM) and found else "",
    )  # fmt: skip


class Day(Form):
    """判定日."""

    as_of = forms.DateField(
        label="判定日",
        widget=forms.DateInput({"type": "date"}),
        help_text="按这一天有效的规则和记录判定，例如 2021-12-31",
    )


def judge(request: HttpRequest) -> HttpResponse:
    """Ask for a new judging: it runs beside the request."""
    run = last_run()
    form = Day(request.POST or None, initial={"as_of": run.day.isoformat() if run else now()[:10]})
    if request.method == "POST" and form.is_valid():
        arguments: dict[str, Any] = {"as_of": form.cleaned_data["as_of"].isoformat()}
        return redirect("job", jobs.ask(request.user, "判定", arguments).pk)
    return page(
        request, "form.html", crumbs=CRUMBS, form=form, title="重新判定", verb="开始判定",
        intro="判定全部记录并自查；可以离开去做别的，在“任务”里看进度。",
    )  # fmt: skip
