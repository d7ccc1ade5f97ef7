"""Acts on grants: register a stage (tried first), propose a batch and choose from it, list the guides to be reissued."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from app.grants import choosing, drafting
from app.grants.advancing import FIELDS
from app.web import drafts, jobs, scope
from app.web.forms import Form, reason
from app.web.models import Job
from app.web.offices import office
from app.web.pages import link, page, when
from app.web.views.grants import CRUMBS, day, seen
from catalogue.finding import UserError
from catalogue.names import name_key

_MORE = FIELDS[9:]
_PLACE = "grants/advance"


class Stage(Form):
    """One event of one grant, or of a whole batch."""

    stage = forms.ChoiceField(label="环节")
    batch = forms.ChoiceField(label="批次")
    matter = forms.CharField(label="事项名称", required=False, help_text="不写就是整批，例如“最低生活保障审核确认”")
    recipient = forms.CharField(label="承接主体", required=False, help_text="不写就是全部承接主体，例如“各镇”")
    mode = forms.ChoiceField(label="方式", required=False, help_text="同一项有几种方式的才选，例如“委托”；不选就是不限")
    on = forms.DateField(label="哪一天", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    by = forms.CharField(label="谁经办", max_length=80, help_text="办这件事的人，例如“张三”")
    instrument = forms.CharField(
        label="凭的文书", required=False, max_length=120, help_text="文号，例如“某政发〔2021〕3号”"
    )
    why = reason("合法性审查通过")
    more = forms.CharField(
        label="其他内容", required=False, widget=forms.Textarea({"rows": 3}),
        help_text=f"每行一个“字段=值”，例如“审查意见=合法”“交接印章=是”；字段可用：{'、'.join(_MORE)}",
    )  # fmt: skip
    dry = forms.BooleanField(label="只试，不登记", required=False)

    def __init__(self, batches: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stage"].choices = [(one, one) for one in office().fields.fields["环节"].values]
        self.fields["mode"].choices = [("", "不限"), *((one, one) for one in office().fields.fields["赋权方式"].values)]
        self.fields["batch"].choices = [(one, one) for one in batches]

    def clean_more(self) -> dict[str, str]:
        """By field name."""
        found = {}
        for line in filter(None, map(str.strip, self.cleaned_data["more"].splitlines())):
            name, sign, value = line.replace("＝", "=").partition("=")
            if not sign or name.strip() not in _MORE:
                raise forms.ValidationError(f"“{line}”看不懂。请写成 字段=值，字段可用：{'、'.join(_MORE)}")
            found[name.strip()] = value.strip()
        return found


def advance(request: HttpRequest) -> HttpResponse:
    """Register an event; what was typed stays as a draft until it holds."""
    asked = {name: request.GET.get(name, "") for name in ("batch", "matter", "recipient")}
    initial = {"on": day().isoformat(), **drafts.initial(request, _PLACE), **{k: v for k, v in asked.items() if v}}
    form = Stage(choosing.batches(office()), request.POST or None, initial=initial)
    if request.method == "POST":
        drafts.keep(request.user, _PLACE, form)
        if form.is_valid():
            given = {**form.cleaned_data, "on": form.cleaned_data["on"].isoformat()}
            job = jobs.ask(request.user, "登记环节", {**given, "facts": given.pop("more")})
            return redirect("job", jobs.wait(job).pk)
    return page(
        request, "form.html", crumbs=CRUMBS, form=form, title="登记环节", verb="登记",
        intro="先照规则试：有一条不成立，或者会查出违法，就一条也不登记，并说明原因；内容留作草稿。",
    )  # fmt: skip


class Propose(Form):
    """给谁, 部门."""

    to = forms.CharField(
        label="给谁", required=False, help_text="镇、街道、园区，或一个镇街的名称；不写是全部", widget=forms.TextInput({"list": "units"})
    )  # fmt: skip
    department = forms.CharField(
        label="部门", required=False, help_text="只看这个部门的事项，例如“某某县民政局”", widget=forms.TextInput({"list": "units"})
    )  # fmt: skip


def propose(request: HttpRequest) -> HttpResponse:
    """Ask what the rules would let go down."""
    from app.web.views.accounts import units

    form = Propose(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name].strip() for name in ("to", "department")}
        return redirect("job", jobs.ask(request.user, "拟批次", {"as_of": day().isoformat(), **given}).pk)
    recent = Job.objects.filter(kind="拟批次", state=jobs.DONE).order_by("-id").first()
    told = f"最近一次拟议：{recent.message}（{when(recent.ended)}，任务 {recent.pk}）。" if recent else ""
    return page(
        request, "form.html", crumbs=CRUMBS, form=form, title="拟一批", verb="照规则找", units=units(),
        intro=f"找出依法可以放、接得住、宜下放的，供人选定；这不是决定，还要合法性审查、有权机关发文。{told}",
    )  # fmt: skip


def _groups(ideas: list[dict[str, Any]]) -> list[tuple[dict[str, Any], list[int], list[str]]]:
    """Ideas alike but for the recipient: one of them, the places of all in the list, the recipients."""
    found: dict[str, tuple[dict[str, Any], list[int], list[str]]] = {}
    for n, one in enumerate(ideas):
        key = repr([one[k] for k in ("standing", "matter", "former", "mode", "basis", "missing")])
        group = found.setdefault(key, (one, [], []))
        group[1].append(n)
        group[2].append(one["recipient"])
    return list(found.values())


def choose(request: HttpRequest, number: int) -> HttpResponse:
    """Choose from what was proposed; the chosen become a new batch 拟下放."""
    job = jobs.seen_by(request.user).filter(pk=number, kind="拟批次", state=jobs.DONE).first()
    if job is None:
        raise Http404
    ideas = jobs.result_of(job)["拟议"]
    groups = _groups(ideas)
    chosen = [n for n in request.POST.getlist("chosen") if n.isascii() and n.isdigit() and int(n) < len(groups)]
    if request.method != "POST" and request.GET.get("pick") == "all":
        chosen = [str(n) for n in range(len(groups))]
    batch, why, wrong = request.POST.get("batch", "").strip(), request.POST.get("why", "").strip(), ""
    if request.method == "POST":
        known = {name_key(one) for one in choosing.batches(office())}
        if not chosen:
            wrong = "一项也没有选。请勾选要放进这一批的"
        elif not batch or not why:
            wrong = "批次名称和理由都要写"
        elif name_key(batch) in known:
            wrong = f"已经有“{batch}”这一批。请换一个名称"
        else:
            picked = [ideas[i] for n in chosen for i in groups[int(n)][1]]
            as_of = json.loads(job.arguments)["as_of"]
            asked = jobs.ask(request.user, "成批", {"ideas": picked, "batch": batch, "why": why, "as_of": as_of})
            return redirect("job", jobs.wait(asked).pk)
    ready = [(n, *g) for n, g in enumerate(groups) if g[0]["standing"] == drafting.PROPOSED]
    lacking = [g for g in groups if g[0]["standing"] != drafting.PROPOSED]
    return page(
        request, "grants_choose.html", crumbs=[*CRUMBS, ("拟一批", link("grants-propose"))], job=job, ready=ready, lacking=lacking,
        chosen=set(map(int, chosen)), batch=batch, why=why, wrong=wrong,
    )  # fmt: skip


def guides(request: HttpRequest) -> HttpResponse:
    """The guides that name the former handler, as they were listed last."""
    job = Job.objects.filter(kind="重发指南", state=jobs.DONE).order_by("-id").first()
    mine = {(s.subject.name, s.fact("原实施机关")) for s in seen(request)}
    rows = [
        r for r in (jobs.result_of(job)["指南"] if job else []) if scope.sees_all(request.user) or (r[0], r[1]) in mine
    ]
    return page(request, "grants_guides.html", crumbs=CRUMBS, job=job, rows=rows, may=request.user.has("审改办"))


def find_guides(request: HttpRequest) -> HttpResponse:
    """List them anew."""
    if request.method != "POST":
        return redirect("grants-guides")
    return redirect("job", jobs.ask(request.user, "重发指南", {"as_of": day().isoformat()}).pk)


def of_job(request: HttpRequest, number: int) -> HttpResponse:
    """From a job to what came of it."""
    job = jobs.seen_by(request.user).filter(pk=number).first()
    if job is None:
        raise Http404
    if job.kind == "拟批次":
        return redirect("grants-choose", number)
    if job.kind == "重发指南":
        return redirect("grants-guides")
    if job.kind not in ("登记环节", "成批"):
        raise UserError(f"任务 {number}", "不是赋权的任务", "请从“任务”打开")
    given = json.loads(job.arguments)
    if job.kind == "登记环节" and not given["dry"] and job.account_id == request.user.pk:
        drafts.drop(request.user, _PLACE)
    messages.success(request, f"{job.message}。")
    return redirect(link("grants", batch=given["batch"]))
