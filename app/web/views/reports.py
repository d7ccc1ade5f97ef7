"""A year's report held against the store (总结核对): which there are, the numbers of one beside the counted ones."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from pydantic import TypeAdapter

from app.judgement import reporting
from app.web import jobs
from app.web.listing import Column
from app.web.listing import listing as listed
from app.web.models import Job
from app.web.offices import county, office
from app.web.pages import link, page
from app.web.roles import Role
from app.web.saving import XLSX
from catalogue.canonical import dumps
from exporters.figures.report import VERDICTS, ReportHeld, book

CRUMBS = [("总结核对", "/reports/")]
KIND = "总结核对"
_HELD = TypeAdapter(ReportHeld)
COLUMNS = (
    Column("section", "节", lambda one: one.section),
    Column("said", "说的是", lambda one: one.said),
    Column("printed", "总结里的数", lambda one: f"{one.printed}{one.unit}"),
    Column("ours", "数出来的", lambda one: one.ours or "—"),
    Column("verdict", "结果", lambda one: one.verdict, whole=True),
    Column("why", "差在哪里、为什么数不出", lambda one: one.why),
    Column("how", "怎样数的", lambda one: one.how),
)


def _newest(name: str) -> Job | None:
    found: Job | None = (
        Job.objects.filter(kind=KIND, state=jobs.DONE, arguments=dumps({"总结": name})).order_by("-id").first()
    )
    return found


def listing(request: HttpRequest) -> HttpResponse:
    """The reports whose numbers are listed in the office's folder."""
    shown = [(name, _newest(name)) for name in reporting.reports(office())]
    return page(request, "reports.html", shown=shown, may=request.user.has(Role.REFORM))


def one(request: HttpRequest, name: str) -> HttpResponse:
    """Its numbers, contradictions and problems, as last held against the store."""
    reporting.find_report(office(), name)
    job = _newest(name)
    held = _HELD.validate_python(jobs.result_of(job)["核对"]) if job else None
    verdict = request.GET.get("verdict", "")
    lines = [line for line in held.lines if verdict in ("", line.verdict)] if held else []
    return page(
        request, "report.html", crumbs=CRUMBS, title=f"总结核对：{name}", name=name, held=held, job=job, verdict=verdict, verdicts=VERDICTS,
        table=listed(request, COLUMNS, lines, sort="section"), may=request.user.has(Role.REFORM), counts=held.counts() if held else {},
    )  # fmt: skip


def hold(request: HttpRequest, name: str) -> HttpResponse:
    """Ask for it to be held against the store."""
    reporting.find_report(office(), name)
    if request.method != "POST":
        return redirect("report", name)
    job = jobs.wait(jobs.ask(request.user, KIND, {"总结": name}))
    return redirect(link("report", name) if job.state == jobs.DONE else link("job", job.pk))


def download(request: HttpRequest, name: str) -> HttpResponse:
    """The workbook."""
    job = _newest(name)
    if job is None:
        raise Http404
    made = book(county(), _HELD.validate_python(jobs.result_of(job)["核对"]))
    return HttpResponse(
        made, XLSX, headers={"Content-Disposition": content_disposition_header(True, f"{name}-核对.xlsx")}
    )
