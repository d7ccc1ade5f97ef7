"""The acts about a problem, each a form: assign, extend, mend, review, refute, close; the rules are those of `app.selfcheck.problems`."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from app.clock import now
from app.selfcheck.problems import act
from app.web import drafts
from app.web.forms import Form, reason
from app.web.models import Account
from app.web.offices import home
from app.web.pages import link, page
from app.web.problems import CRUMBS, problem_of
from app.web.roles import Role
from app.web.uploads import name_of
from app.web.views.upload import ManyFiles, Workbooks
from catalogue import problem as steps
from catalogue.names import name_key
from catalogue.problem import Problem


class Files(Workbooks):
    """Evidence of any kind."""

    widget = ManyFiles({"class": "drop"})


class Dated(Form):
    """时限; one that is over already is asked about once: a slip, or what was ordered earlier and is noted late."""

    deadline = forms.DateField(label="时限", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    anyway = forms.BooleanField(label="时限没有写错：补记以前定下的，照记", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = now()[:10]
        if not "" < self.data.get("deadline", "") < self.today:
            del self.fields["anyway"]
        self.order_fields([*(name for name in self.fields if name not in ("deadline", "anyway")), "deadline", "anyway"])

    def clean_deadline(self) -> date:
        """The day, unless it is over and nobody said that this is meant."""
        given: date = self.cleaned_data["deadline"]
        if given.isoformat() < self.today and not self.data.get("anyway"):
            raise forms.ValidationError(
                f"{given} 已经过去（今天是 {self.today}），一记下就是逾期。写错了请改；没有写错的，勾选下面一项"
            )
        return given


class Assign(Dated):
    """措施, 责任人, 时限."""

    measure = forms.CharField(
        label="措施", max_length=500, widget=forms.Textarea({"rows": 3}), help_text="例如 下月底前开通账号、补办交接"
    )
    person = forms.CharField(label="责任人", max_length=40, help_text="例如“李四”")


class Extend(Dated):
    """时限, 理由, 批准人."""

    why = reason("等上级系统升级")
    approver = forms.CharField(label="批准人", max_length=40)


class Mend(Form):
    """情况, 证据."""

    note = forms.CharField(
        label="情况", max_length=1000, widget=forms.Textarea({"rows": 4}), help_text="怎样改的，例如 账号已开通，附截图"
    )
    files = Files(label="证据", help_text="截图、文件、照片，整份留存；没有证据的不能销号")


class Add(Form):
    """证据."""

    files = Files(label="证据", help_text="补交的截图、文件、照片，例如“账号开通截图.png”")


class Review(Form):
    """通过或退回, 意见."""

    passed = forms.ChoiceField(label="复核", choices=[("", "请选"), ("1", "通过"), ("0", "退回重改")])
    note = forms.CharField(
        label="意见", max_length=500, widget=forms.Textarea({"rows": 3}), help_text="例如 现场看过，账号能用"
    )


class Refute(Form):
    """理由, 批准人."""

    why = reason("印章已到位，登记漏了")
    approver = forms.CharField(label="批准人", max_length=40)


class Close(Form):
    """Nothing to say."""


# name in the address: form, act (or how it is chosen), words of the button, field -> what the act calls it
Said = Mapping[str, str]
ACTS: Mapping[str, tuple[type[Form], str, str, Said]] = {
    "assign": (Assign, steps.ASSIGN, "交办", {"measure": "措施", "person": "责任人", "deadline": "时限"}),
    "extend": (Extend, steps.EXTEND, "延期", {"deadline": "时限", "why": "理由", "approver": "批准人"}),
    "mend": (Mend, steps.MEND, "报整改情况", {"note": "情况"}),
    "add": (Add, steps.ADD, "补充证据", {}),
    "review": (Review, "", "复核", {"note": "意见"}),
    "refute": (Refute, steps.REFUTE, "认定不成立", {"why": "理由", "approver": "批准人"}),
    "close": (Close, steps.CLOSE, "销号", {}),
}
OF_UNITS = ("mend", "add")


def allowed(account: Account, one: Problem) -> list[tuple[str, str]]:
    """The acts that this person may do now: name in the address, words."""
    return [(key, words) for key, (_, _, words, _) in ACTS.items() if _may(account, key, one)]


def _may(account: Account, key: str, one: Problem) -> bool:
    """Whether this person may do that now: a unit mends, the office does the rest, nobody reviews what they mended."""
    if account.has(Role.AUDITOR) or not (key in OF_UNITS or account.has(Role.REFORM)):
        return False
    what = ACTS[key][1] or steps.PASS
    own = key == "review" and name_key(account.told) in {name_key(name) for name in one.standing.menders}
    return one.standing.state in steps.STEPS[what].before and not own


def _do(request: HttpRequest, number: int, key: str) -> HttpResponse:
    found = problem_of(request, number)
    kind, what, words, names = ACTS[key]
    place = f"problems/{number}/{key}"
    wanted = next((a.said["单位拟定"] for a in reversed(found.acts) if "单位拟定" in a.said), {})
    start = (
        {"measure": wanted.get("措施"), "person": wanted.get("责任人"), "deadline": wanted.get("时限")}
        if key == "assign"
        else {}
    )
    form = kind(
        request.POST if request.method == "POST" else None,
        request.FILES or None,
        initial=drafts.initial(request, place, start),
    )
    if request.method == "POST":
        if form.is_valid() and form.attempt(lambda: _act(number, what, form, names)):
            drafts.drop(request.user, place)
            messages.success(request, f"问题 {number}：{words}，已记下。")
            return redirect("problem", number)
        drafts.keep(request.user, place, form)
    told = "单位在自查表里自己写的措施、责任人、时限已经填好，可以改。" if start.get("measure") else ""
    return page(
        request, "form.html", crumbs=[*CRUMBS, (f"问题 {number}", link("problem", number))], form=form, title=f"{words}：问题 {number}",
        verb=words, multipart="files" in form.fields, intro=f"{found.unit}：{found.message}。{told}",
    )  # fmt: skip


def _act(number: int, what: str, form: Form, names: Said) -> None:
    given = form.cleaned_data
    said = {
        word: given[name].isoformat() if isinstance(given[name], date) else str(given[name])
        for name, word in names.items()
    }
    if not what:
        what = steps.PASS if given["passed"] == "1" else steps.REJECT
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for place, file in enumerate(given.get("files") or ()):
            path = Path(folder) / str(place) / (name_of(file.name).strip(".") or "证据")
            path.parent.mkdir()
            path.write_bytes(file.read())
            paths.append(path)
        act(number, what, said, evidence=paths, home=home())


def assign(request: HttpRequest, number: int) -> HttpResponse:
    """Measure, person, deadline; what the unit itself wrote stands there already."""
    return _do(request, number, "assign")


def extend(request: HttpRequest, number: int) -> HttpResponse:
    """Another deadline, with reason and who allowed it."""
    return _do(request, number, "extend")


def mend(request: HttpRequest, number: int) -> HttpResponse:
    """What was done, with evidence."""
    return _do(request, number, "mend")


def add(request: HttpRequest, number: int) -> HttpResponse:
    """More evidence."""
    return _do(request, number, "add")


def review(request: HttpRequest, number: int) -> HttpResponse:
    """By another person than who mended."""
    return _do(request, number, "review")


def refute(request: HttpRequest, number: int) -> HttpResponse:
    """Not a problem after all."""
    return _do(request, number, "refute")


def close(request: HttpRequest, number: int) -> HttpResponse:
    """The end, until it comes back."""
    return _do(request, number, "close")
