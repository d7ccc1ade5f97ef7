"""Rulings entered on a page (裁定): one record's question, or one question of many records at once; the same records that a workbook brings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from app.clock import now
from app.incoming import entering
from app.judgement.lastrun import last_run
from app.lookup import dossier
from app.lookup.directory import DIRECTORY, Entry
from app.store import transaction
from app.web import drafts
from app.web.forms import reason
from app.web.locking import VersionedForm, conflict, told, version_of
from app.web.models import Upload
from app.web.offices import office
from app.web.pages import page
from app.web.views.catalogue import CRUMBS, address, entry_of
from catalogue.finding import UserError


class RulingForm(VersionedForm):
    """裁定答案, 裁定日期, 理由. The answers are the question's closed list."""

    answer = forms.ChoiceField(label="裁定答案", widget=forms.RadioSelect)
    day = forms.DateField(
        label="裁定日期",
        widget=forms.DateInput({"type": "date"}),
        help_text="作出裁定的日子，例如 2021-12-31；登记的时间另记在日志里",
    )
    why = reason("经 2021 年第 3 次联席会议研究，按省级规定由县级办理")

    def __init__(self, *args: Any, answers: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].choices = [(one, one) for one in answers]  # type: ignore[attr-defined]
        self.fields["day"].error_messages["invalid"] = "请写成 2021-12-31 这样的日期"


def answers_of(question: str) -> list[str]:
    """What may be ruled: the question's closed list, or that the record is not published."""
    if question == entering.NOT_PUBLISHED:
        return [entering.NOT_PUBLISHED]
    asked = next((one for one in office().book.questions if one.name == question), None)
    if asked is None:
        raise Http404
    return list(asked.answers)


def takes_effect(ruled: date | None = None) -> str:
    """When what was answered counts: with the next judging, as of a day on which a ruling was made already."""
    run = last_run()
    late = f"（判定日选 {ruled} 或以后，裁定才算数）" if run and ruled and ruled > run.day else ""
    return f"重新判定后生效{late}。"


def refuse_own(request: HttpRequest, entries: Sequence[Entry]) -> None:
    """Who submitted a record's data does not rule on it (报送和裁定分开)."""
    from app.models import Revision

    rows = Revision.objects.select_related("source").defer("source__report").in_bulk([e.revision for e in entries])
    mine = {sha for one in Upload.objects.filter(by=request.user.told, state="已导入") for sha in _digests(one)}
    for entry in entries:
        sha = rows[entry.revision].source.sha256
        sent = sha in mine if _sent(sha) else entering.submitter(entry) == request.user.told
        if sent:
            raise UserError(entry.name, "这条记录的数据是您报送或补的，不能自己裁定", "请审改办另一位同事裁定")


def _digests(upload: Upload) -> list[str]:
    import json

    return [sha for sha, *_ in json.loads(upload.files)]


def _sent(sha256: str) -> bool:
    """Whether a workbook came through the pages: then its sender is who sent it, not who reviewed it."""
    return Upload.objects.filter(state="已导入", files__contains=sha256).exists()


def one(request: HttpRequest, kind: str, number: str, asked: str) -> HttpResponse:
    """Rule one question of one record; `asked` is the question, of a recipient's decision ``问题@承接主体``."""
    entry = entry_of(request, kind, number)
    question, _, recipient = asked.partition("@")
    known = {name for to, decided in entry.decisions if to == recipient for name in decided}
    if question not in known | {entering.NOT_PUBLISHED}:
        raise Http404
    place = f"ruling/{entry.kind}/{entry.id}/{question}/{recipient}"

    def current() -> dict[str, Any]:
        fresh = DIRECTORY.one(office().fields, kind, number) or entry
        found = [
            r for r in dossier.rulings_on(DIRECTORY.entries(office().fields), fresh)
            if r.facts.get("问题") == question and (r.facts.get("承接主体") or "") == recipient
        ]  # fmt: skip
        facts = found[-1].facts if found else {}
        now_ = {"answer": facts.get("裁定答案", ""), "day": facts.get("裁定日期", ""), "why": facts.get("裁定理由", "")}
        return {**now_, "revision": fresh.revision, "_by": (facts.get("裁定人", ""), facts.get("裁定日期", ""))}

    begun = current()
    initial = {**begun, "day": begun["day"] or now()[:10], "version": version_of(begun)}
    form = RulingForm(
        request.POST or None, answers=answers_of(question), initial=drafts.initial(request, place, initial)
    )
    crumbs = [*CRUMBS, (entry.name, address(entry))]
    if request.method == "POST":
        if form.is_valid():
            given = form.cleaned_data
            with transaction():
                at = current()
                if clash := conflict(form, at, *at["_by"]):
                    drafts.keep(request.user, place, form)
                    return told(request, form, clash, at, "裁定", crumbs)

                def act() -> None:
                    refuse_own(request, [entry])
                    entering.rule(office(), [(entry, recipient)], question, given["answer"], given["why"], given["day"])

                done = form.attempt(act)
            if done:
                drafts.drop(request.user, place)
                messages.success(request, f"已记下裁定：{question}＝{given['answer']}。{takes_effect(given['day'])}")
                return redirect(address(entry))
        drafts.keep(request.user, place, form)
    to = f" → {recipient}" if recipient else ""
    return page(
        request, "form.html", crumbs=crumbs, form=form, title=f"裁定“{question}”：{entry.name}{to}", verb="裁定",
        intro="裁定由有权的人作出，压过规则的判定，印在理由里；记录的事实或所依据的规则变了，问题会重新打开。只追加，不覆盖以前的裁定。",
    )  # fmt: skip
