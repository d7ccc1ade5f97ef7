"""Long jobs: the list, one with its progress (asked for again every second where there is JavaScript), once more."""

from __future__ import annotations

import json

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from app.store import transaction
from app.web import accounts, jobs, uploads
from app.web.listing import Column
from app.web.listing import listing as listed
from app.web.models import Job
from app.web.pages import link, page, when
from app.web.work import KINDS
from catalogue.finding import UserError

COLUMNS = (
    Column("id", "编号", lambda j: j.pk, number=True),
    Column("kind", "任务", lambda j: KINDS[j.kind].title if j.kind in KINDS else j.kind),
    Column("state", "状态", lambda j: f"{j.state} {j.progress}%" if j.state == jobs.RUNNING else j.state),
    Column("message", "进展", lambda j: j.message, order=""),
    Column("by", "谁", lambda j: j.by),
    Column("at", "提交", lambda j: when(j.at), whole=True),
    Column("ended", "结束", lambda j: when(j.ended), whole=True),
)


def listing(request: HttpRequest) -> HttpResponse:
    """One's own jobs, or all; newest first."""
    state = request.GET.get("state", "")
    rows = jobs.seen_by(request.user)
    rows = rows.filter(state=state) if state else rows
    table = listed(request, COLUMNS, rows, sort="-id", address=lambda j: link("job", j.pk))
    return page(
        request, "jobs.html", table=table, state=state, states=[*jobs.OPEN, jobs.DONE, jobs.FAILED, jobs.BROKEN]
    )


def _job(request: HttpRequest, number: int) -> Job:
    found: Job | None = jobs.seen_by(request.user).filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def one(request: HttpRequest, number: int) -> HttpResponse:
    """A job's state; as a piece of the page when htmx asks for it."""
    job = _job(request, number)
    kind = KINDS.get(job.kind)
    shown = {
        "job": job, "title": kind.title if kind else job.kind, "result": jobs.result_of(job), "open": job.state in jobs.OPEN,
        "arguments": json.loads(job.arguments), "again": job.state in (jobs.FAILED, jobs.BROKEN) and job.account_id == request.user.pk,
        "form": link(kind.form) if kind and kind.form and job.state == jobs.FAILED and job.account_id == request.user.pk else "",
        "onward": link(kind.page, job.pk) if kind and kind.page and job.state == jobs.DONE else "",
    }  # fmt: skip
    if request.headers.get("HX-Request"):
        return page(request, "job_state.html", **shown)
    return page(request, "job.html", crumbs=[("任务", "/jobs/")], **shown)


def again(request: HttpRequest, number: int) -> HttpResponse:
    """Ask for the same once more; only who asked for it first may."""
    job = _job(request, number)
    if job.account_id != request.user.pk or job.state not in (jobs.FAILED, jobs.BROKEN):
        raise UserError(f"任务 {number}", "不能重做", "只有提交人能重做失败或中断的任务")
    if request.method != "POST":
        return redirect("job", number)
    if accounts.changed_since(request.user, job.at):
        raise UserError(f"任务 {number}", "提交以后您的单位或角色变过", "请从原来的页面重新办")
    with transaction():
        new = jobs.ask(request.user, job.kind, json.loads(job.arguments))
        if job.kind in ("试读", "导入"):
            uploads.redone(job, new)
    return redirect("job", new.pk)
