"""Self-check runs: send out, collect, remind, compare, close; a unit sees its own form and how far it is."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header

from app.clock import now
from app.selfcheck import runs
from app.selfcheck.runs import Run, UnitState
from app.web import jobs, scope, selfchecks
from app.web.forms import Form, reason
from app.web.listing import Column
from app.web.listing import listing as listed
from app.web.offices import office
from app.web.pages import link, page, when
from app.web.roles import Role
from app.web.saving import XLSX
from app.web.views.upload import Workbooks
from catalogue.finding import UserError
from exporters.lists import safe_name

CRUMBS = [("自查", "/selfcheck/")]
RUNS = (
    Column("name", "自查", lambda r: r[0].name),
    Column("as_of", "截至", lambda r: r[0].as_of.isoformat(), whole=True),
    Column("at", "开始", lambda r: when(r[0].at), whole=True),
    Column("by", "经办", lambda r: r[0].by),
    Column("units", "下发单位", lambda r: len(r[1]), number=True),
    Column("whole", "交齐单位", lambda r: sum(one.state == runs.WHOLE for one in r[1]), number=True),
    Column("state", "状态", lambda r: "已结束" if r[0].closed else "进行中", whole=True),
)
UNITS = (
    Column("unit", "单位", lambda s: s.unit),
    Column("state", "进展", lambda s: s.state, whole=True),
    Column("sent", "应答", lambda s: s.sent, number=True),
    Column("answered", "已答", lambda s: s.answered, number=True),
    Column("waiting", "暂存待改", lambda s: s.waiting, number=True),
    Column("back", "最近一次交来", lambda s: f"{when(s.back_at)} {s.back_by}" if s.back_at else "没有"),
    Column("reminded", "催办", lambda s: s.reminded, number=True),
)


class Begin(Form):
    """名称, 单位, 截至."""

    name = forms.CharField(label="名称", max_length=40, help_text="例如 2021年回头看；写已有的名称就是给它加单位")
    units = forms.CharField(
        label="单位", max_length=2000, widget=forms.Textarea({"rows": 3}),
        help_text="全称或简称，用顿号隔开；也可以写 各镇、各街道、园区、各部门、全部",
    )  # fmt: skip
    as_of = forms.DateField(
        label="截至", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), help_text="情况和件数截至哪一天"
    )


class Filled(Form):
    """自查表."""

    files = Workbooks(
        label="填好的自查表",
        help_text="下载的那张原样填好交回，例如“自查表-望荷镇.xlsx”；不要增删行列、不要另做一张；可以拖到框里",
    )


class Why(Form):
    """理由."""

    why = reason("到期，其余单位下次一并查")


def _run(request: HttpRequest, number: int) -> tuple[Run, list[UnitState]]:
    found = next((one for one in runs.runs() if one.number == number), None)
    own = selfchecks.of(request.user, found) if found else None
    if own is None:
        raise Http404
    return own, runs.states(office(), own)


def listing(request: HttpRequest) -> HttpResponse:
    """Every run that one has a part in, newest first."""
    seen = [own for one in runs.runs() if (own := selfchecks.of(request.user, one))]
    rows = [(one, runs.states(office(), one)) for one in seen]
    table = listed(request, RUNS, rows, sort="-at", address=lambda r: link("selfcheck", r[0].number))
    return page(request, "selfchecks.html", table=table, may=request.user.has(Role.REFORM))


def begin(request: HttpRequest) -> HttpResponse:
    """Open a run: every unit's form, filled in with what is known."""
    form = Begin(request.POST or None, initial={"as_of": now()[:10]})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        asked = {"name": given["name"].strip(), "units": given["units"].strip(), "as_of": given["as_of"].isoformat()}
        return redirect("job", jobs.wait(jobs.ask(request.user, "自查下发", asked)).pk)
    return page(
        request, "form.html", crumbs=CRUMBS, form=form, title="开始自查", verb="生成自查表",
        intro="先按截至日判定一遍，再给每个单位预填好一份自查表；单位登录后自己下载，填好从这里交回。",
    )  # fmt: skip


def of_job(request: HttpRequest, number: int) -> HttpResponse:
    """From a job to its run, with what the job said of the cells."""
    job = jobs.seen_by(request.user).filter(pk=number).first()
    if job is None:
        raise Http404
    return redirect(
        link("selfcheck", jobs.result_of(job).get("自查") or json.loads(job.arguments).get("自查", 0), job=number)
    )


def one(request: HttpRequest, number: int) -> HttpResponse:
    """How far each unit is; what can be done next."""
    run, states = _run(request, number)
    asked = request.GET.get("job", "")
    may = asked.isdecimal() and scope.whole(request.user)
    job = jobs.seen_by(request.user).filter(pk=int(asked)).first() if may else None
    result: dict[str, Any] = jobs.result_of(job) if job and job.state == jobs.DONE else {}
    late = request.GET.get("late") == "1"
    shown = [one for one in states if one.state != runs.WHOLE] if late else states
    sheets = {sheet.unit: link("selfcheck-form", number, sheet.number) for sheet in run.sheets}
    return page(
        request, "selfcheck.html", crumbs=CRUMBS, run=run, states=states, late=late,
        table=listed(request, UNITS, shown, sort="unit"), sheets=[(unit, sheets[unit]) for unit in sheets],
        office=request.user.has(Role.REFORM), may_send=not request.user.has(Role.AUDITOR) and not run.closed,
        result=result if result.get("自查") == number else {}, job=job, papers=_papers(request, run),
        counts=[(word, sum(s.state == word for s in states)) for word in (runs.WHOLE, runs.PARTLY, runs.NOT_YET)],
        acts=[(a.at, a.by, a.act, a.unit, a.detail.get("理由", "")) for a in reversed(run.acts)],
    )  # fmt: skip


def _papers(request: HttpRequest, run: Run) -> list[str]:
    every = [path.name for path in selfchecks.papers(run)]
    if scope.sees_all(request.user):
        return every
    own = {f"自查梳理表-{safe_name(sheet.unit)}" for sheet in run.sheets}
    return [name for name in every if name.rpartition(".")[0] in own]


def form(request: HttpRequest, number: int, sheet: int) -> HttpResponse:
    """A unit's form, as it went out."""
    run, _ = _run(request, number)
    found = next((one for one in run.sheets if one.number == sheet), None)
    if found is None:
        raise Http404
    made = runs.form_again(office(), run, found)
    return HttpResponse(made, XLSX, headers={"Content-Disposition": content_disposition_header(True, found.file)})


def paper(request: HttpRequest, number: int, name: str) -> HttpResponse:
    """A paper of the last comparison."""
    run, _ = _run(request, number)
    path = next((one for one in selfchecks.papers(run) if one.name == name and name in _papers(request, run)), None)
    if path is None:
        raise Http404
    if not scope.whole(request.user):
        raise UserError("下载", "梳理表里写着责任人，按角色不能整份下载", "请在“问题整改”里看，个人信息是遮住的")
    return FileResponse(path.open("rb"), as_attachment=True, filename=name)


def marked(request: HttpRequest, number: int, job: int, which: int) -> HttpResponse:
    """A filled form as it came, with what is wrong marked in its cells."""
    _run(request, number)
    found = jobs.seen_by(request.user).filter(pk=job, state=jobs.DONE).first()
    result = jobs.result_of(found) if found else {}
    made = result.get("退回", [])[which : which + 1] if result.get("自查") == number else []
    path = selfchecks.folder() / "back" / made[0][0] if made else None
    if path is None or not path.is_file():
        raise Http404
    if not scope.whole(request.user):
        raise UserError("下载", "自查表里写着责任人，按角色不能整份下载", "请在“问题整改”里看，个人信息是遮住的")
    return FileResponse(path.open("rb"), as_attachment=True, filename=made[0][1])


def collect(request: HttpRequest, number: int) -> HttpResponse:
    """Filled forms in, through the importer; a unit's people send their own only."""
    run, _ = _run(request, number)
    form = Filled(request.POST or None, request.FILES or None)
    own = None if scope.sees_all(request.user) else request.user.unit
    kept: list[list[str]] = []
    if (
        request.method == "POST"
        and form.is_valid()
        and form.attempt(lambda: kept.extend(selfchecks.receive(form.cleaned_data["files"])))
    ):
        asked = {"自查": number, "文件": kept, "来自": own or "", "单位": own or ""}
        job = jobs.wait(jobs.ask(request.user, "自查收表", asked))
        if job.state != jobs.DONE:
            return redirect("job", job.pk)
        (messages.warning if jobs.result_of(job)["问题"] else messages.success)(request, job.message + "。")
        return redirect(link("selfcheck", number, job=job.pk))
    return page(
        request, "form.html", crumbs=[*CRUMBS, (run.name, link("selfcheck", number))], form=form, title="交自查表", verb="交表",
        multipart=True, intro=f"“{run.name}”{'，' + own if own else ''}：有错的行会列出单元格，改好可以再交；交过的同一份不会重复。",
    )  # fmt: skip


def remind(request: HttpRequest, number: int) -> HttpResponse:
    """Note that those who have not answered in full were reminded."""
    run, _ = _run(request, number)
    if request.method == "POST":
        late = runs.remind(office(), run)
        told = (
            f"已记下催办 {len(late)} 个单位：{'、'.join(one.unit for one in late)}。" if late else "全部交齐，不用催。"
        )
        messages.success(request, told)
    return redirect("selfcheck", number)


def compare(request: HttpRequest, number: int) -> HttpResponse:
    """Hold the answers against what is known; findings become problems."""
    _run(request, number)
    if request.method != "POST":
        return redirect("selfcheck", number)
    return redirect("job", jobs.wait(jobs.ask(request.user, "自查比对", {"自查": number})).pk)


def close(request: HttpRequest, number: int) -> HttpResponse:
    """End a run, or open it again."""
    run, states = _run(request, number)
    form = Why(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.attempt(lambda: runs.close(run, form.cleaned_data["why"], reopen=run.closed))
    ):
        messages.success(request, f"“{run.name}”{'重新打开了' if run.closed else '已结束，以后交来的不再收'}。")
        return redirect("selfcheck", number)
    late = [one.unit for one in states if one.state != runs.WHOLE]
    intro = f"还没有交齐的 {len(late)} 个单位：{'、'.join(late)}。" if late else "全部单位都交齐了。"
    return page(
        request, "form.html", crumbs=[*CRUMBS, (run.name, link("selfcheck", number))], form=form, intro=intro,
        title="重新打开自查" if run.closed else "结束自查", verb="重新打开" if run.closed else "结束",
    )  # fmt: skip
