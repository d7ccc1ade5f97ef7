"""Changes of the office's rule book: proposed and proofread, their impact computed, approved by a second person."""

from __future__ import annotations

import difflib
import json
import re

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from app.judgement.lastrun import last_run
from app.models import RuleProposal
from app.rulebook import rulechanges
from app.rulebook.rulechanges import APPROVED, OPEN, PARTS, RETURNED, WITHDRAWN, state
from app.web import drafts, jobs, scope
from app.web.forms import Form, reason
from app.web.listing import Column
from app.web.listing import listing as listed
from app.web.models import Job
from app.web.offices import office
from app.web.pages import link, page
from app.web.roles import Role
from app.web.views.decisions import Day
from catalogue.finding import FormError, UserError


def called(proposal: RuleProposal) -> str:
    """The number of what is proposed, and its name where the entry has one."""
    named = re.search(r"^\s*名称: *(.+)$", proposal.text, re.MULTILINE)
    return f"{proposal.rule} {named[1].strip()}" if named else str(proposal.rule)


CRUMBS = [("规则书", "/rules/"), ("修改建议", "/rules/proposals/")]
COLUMNS = (
    Column("id", "编号", lambda p: f"建议 {p.pk}", order="id"),
    Column("rule", "规则", called),
    Column("state", "状态", state, order=""),
    Column("by", "谁提的", lambda p: p.by),
    Column("at", "何时", lambda p: p.at[:16].replace("T", " "), whole=True),
    Column("why", "理由", lambda p: p.why),
)
NEW = """- 编号: BX-001
  名称: 一句话，会印在公布的理由里
  对象: 办理项
  依据: [{文件: 规则书里有的文件名, 条: 第几条, 要点: 用自己的话写}]
  施行: 2021-01-01
  条件: {事项: 登记标识}
  结论: {决定: 县}
  适用: [{事项: 登记标识}]
  不适用: [{事项: 别的登记标识}]
"""


def listing(request: HttpRequest) -> HttpResponse:
    """All proposals, newest first."""
    table = listed(request, COLUMNS, RuleProposal.objects.all(), sort="-id", address=lambda p: link("proposal", p.pk))
    return page(request, "proposals.html", crumbs=CRUMBS[:1], table=table, may=request.user.has(Role.REFORM))


class Proposed(Form):
    """部分, 条目, 理由."""

    part = forms.ChoiceField(label="部分", choices=[(one, one) for one in PARTS])
    text = forms.CharField(
        label="条目", max_length=50_000, strip=False, widget=forms.Textarea({"rows": 18, "spellcheck": "false"}),
        help_text="一条，写法与规则书相同：条件、结论、依据，适用和不适用的例子各至少一条。改随程序带的规则，编号不变，本单位的一条会替换它",
    )  # fmt: skip
    replaced = forms.ChoiceField(label="编号已经有了", required=False, widget=forms.RadioSelect)
    why = reason("省政府 2021 年第 5 号令已调整管理权限")


def new(request: HttpRequest) -> HttpResponse:
    """Write a new entry, or change one (``?rule=``); every fault of the whole book is told at once."""
    at, number = office(), request.GET.get("rule", "")
    known = at.book.by_id.get(number)
    if number and known is None:
        raise Http404
    place = f"rule/{number}"
    begun = {"part": "检查" if known and known.fault else "规则", "text": rulechanges.entry_of(at, number) or NEW}
    form = Proposed(request.POST or None, initial=drafts.initial(request, place, begun))
    taken = _taken(form, number)
    if request.method == "POST":
        if form.is_valid() and not taken and (made := _propose(form)):
            drafts.drop(request.user, place)
            messages.success(request, "建议通过了校对，全部例子相符。下一步：算影响，再请另一位同事批准。")
            return redirect("proposal", made.pk)
        drafts.keep(request.user, place, form)
    return page(
        request, "form.html", crumbs=CRUMBS, form=form, title=f"修改 {number}" if number else "新写一条规则", verb="校对并提出",
        intro="提出时校对全书、跑全部例子；有错一次列全，填过的都还在。随程序带的规则书不会被改，批准后写进本单位的规则书。",
    )  # fmt: skip


def _taken(form: Proposed, opened: str) -> bool:
    """Whether the entry's number is another's than the `opened` one's and nobody has said that this is to be replaced: asked."""
    try:
        number = rulechanges.number_of(form.data.get("text", ""))
    except UserError:
        number = opened
    known = office().book.by_id.get(number) if number != opened else None
    if known is None:
        del form.fields["replaced"]
        return False
    asked = form.fields["replaced"]
    asked.choices = [("", "不替换，我改编号"), (number, f"整条替换 {number}“{known.name}”")]  # type: ignore[attr-defined]
    if form.data.get("replaced") == number:
        return False
    form.add_error("replaced", f"规则书里已有 {number}“{known.name}”，提出就是整条替换它。请选一项")
    return True


def _propose(form: Proposed) -> RuleProposal | None:
    given = form.cleaned_data
    try:
        found: RuleProposal = rulechanges.propose(office(), PARTS[given["part"]], given["text"], given["why"])
    except FormError as error:
        for words in rulechanges.faults_of(error):
            form.add_error("text", words)
    except UserError as error:
        form.add_error("text", f"{error.what}。{error.advice}")
    else:
        return found
    return None


def _proposal(number: int) -> RuleProposal:
    found: RuleProposal | None = RuleProposal.objects.filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def impact_job(proposal: RuleProposal) -> Job | None:
    """The newest finished impact of a proposal: over the book as it is now, or, once it is decided, the one it was decided by."""
    digest, decided = office().book.digest, state(proposal) != OPEN
    for job in Job.objects.filter(kind="规则影响", state=jobs.DONE).order_by("-id"):
        mine = json.loads(job.arguments)["proposal"] == proposal.pk
        if mine and (decided or jobs.result_of(job).get("规则书") == digest):
            return job
    return None


def one(request: HttpRequest, number: int) -> HttpResponse:
    """What is proposed, as differences; its impact; what became of it."""
    proposal, at = _proposal(number), office()
    stands, job = state(proposal), impact_job(proposal)
    running = [
        j
        for j in Job.objects.filter(kind="规则影响", state__in=jobs.OPEN)
        if json.loads(j.arguments)["proposal"] == number
    ]
    before = rulechanges.before_of(at, proposal.part, proposal.rule) if stands == OPEN else ""
    lines = list(
        difflib.unified_diff(before.splitlines(), proposal.text.splitlines(), "现在", "建议", lineterm="", n=99)
    )
    return page(
        request, "proposal.html", crumbs=CRUMBS, title=f"建议 {proposal.pk}：{called(proposal)}", proposal=proposal, state=stands,
        lines=lines[3:] if before else [], acts=proposal.ruleproposalact_set.order_by("id"), running=running[:1],
        impact=jobs.result_of(job) if job else None, day=json.loads(job.arguments)["as_of"] if job else "",
        may=request.user.has(Role.REFORM) and stands == OPEN, mine=proposal.by == request.user.told,
        each=scope.sees_all(request.user), changed=stands == OPEN and proposal.base != at.book.digest,
    )  # fmt: skip


def of_job(_request: HttpRequest, number: int) -> HttpResponse:
    """From a job to its proposal."""
    job = Job.objects.filter(pk=number, kind="规则影响").first()
    if job is None:
        raise Http404
    return redirect("proposal", json.loads(job.arguments)["proposal"])


def impact(request: HttpRequest, number: int) -> HttpResponse:
    """Ask for the impact as of a day; it is computed beside the request."""
    proposal, run = _proposal(number), last_run()
    form = Day(request.POST or None, initial={"as_of": run.day.isoformat() if run else proposal.at[:10]})
    if request.method == "POST" and form.is_valid():
        told = {"proposal": proposal.pk, "as_of": form.cleaned_data["as_of"].isoformat(), "book": office().book.digest}
        return redirect("job", jobs.ask(request.user, "规则影响", told).pk)
    return page(
        request, "form.html", crumbs=[*CRUMBS, (f"建议 {number}", link("proposal", number))], form=form, title="算影响", verb="开始算",
        intro="按这一天的记录，把现在的规则书和改了以后的规则书各判一遍，列出每一个会变的判定。",
    )  # fmt: skip


class Decided(Form):
    """批准、退回 or 撤回, and why."""

    act = forms.ChoiceField(label="怎么办", widget=forms.RadioSelect)
    why = reason("影响看过，与省里的文件一致")


def decide(request: HttpRequest, number: int) -> HttpResponse:
    """Approve or send back another's proposal whose impact is known; take back one's own."""
    proposal = _proposal(number)
    form = Decided(request.POST or None)
    offered = [WITHDRAWN] if proposal.by == request.user.told else [APPROVED, RETURNED]
    form.fields["act"].choices = [(one, one) for one in offered]  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid() and form.attempt(lambda: _decide(form, proposal)):
        messages.success(
            request,
            f"建议 {number} 已{form.cleaned_data['act']}。"
            + ("重新判定后生效。" if form.cleaned_data["act"] == APPROVED else ""),
        )
        return redirect("proposal", number)
    return page(
        request, "form.html", crumbs=[*CRUMBS, (f"建议 {number}", link("proposal", number))], form=form, title=f"办理建议 {number}", verb="确定",
        intro="批准后写进本单位的规则书；原来的规则书按摘要留存。先算过影响才能批准，提出人不能批准自己的建议。",
    )  # fmt: skip


def _decide(form: Decided, proposal: RuleProposal) -> None:
    act, why = form.cleaned_data["act"], form.cleaned_data["why"]
    if act != APPROVED:
        rulechanges.end(proposal, act, why)
        return
    if impact_job(proposal) is None:
        raise UserError("怎么办", "还没有按现在的规则书算过影响", "请先“算影响”，看过再批准")
    try:
        rulechanges.approve(office(), proposal, why)
    except FormError as error:
        raise UserError("怎么办", "；".join(rulechanges.faults_of(error)), "规则书没有改动，请退回重写") from error
