"""Handover lists in the browser: what the recipient took over (seal, account, staff, training, guide) becomes an upload of its own."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header

from app.clock import now
from app.grants import handing
from app.grants.register import Standing, register
from app.store import transaction
from app.web import drafts, jobs, scope, uploads
from app.web.forms import Form
from app.web.models import Upload
from app.web.offices import office
from app.web.pages import link, page
from app.web.saving import XLSX
from app.web.views.grants import CRUMBS, number
from catalogue.finding import UserError

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FILES = {"xlsx": XLSX, "docx": WORD}
YES_NO = [("", "没有写"), ("是", "是"), ("否", "否")]


class Handed(Form):
    """The grants that are taken over, and what was handed over for them."""

    matters = forms.MultipleChoiceField(
        label="接哪些事项", widget=forms.CheckboxSelectMultiple,
        help_text="条件一样的一次勾选；例如只有一项指南还没有更新，那一项分开填",
    )  # fmt: skip
    on = forms.DateField(
        label="交接那一天", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), help_text="例如 2021-09-20"
    )
    by = forms.CharField(label="谁经办", max_length=80, help_text="承接主体一方办交接的人，例如“张三”")
    instrument = forms.CharField(
        label="凭的文书",
        required=False,
        max_length=120,
        help_text="交接清单的编号，例如“交接清单第 3 号”；没有编号的不写",
    )
    seal = forms.ChoiceField(
        label="印章已交接", choices=YES_NO, required=False, help_text="受理专用章，或盖章的安排，例如“是”"
    )
    account = forms.ChoiceField(
        label="系统账号已交接", choices=YES_NO, required=False, help_text="审批系统的账号已经开好能用，例如“是”"
    )
    staff = forms.IntegerField(
        label="到岗持证人数",
        required=False,
        min_value=0,
        max_value=9999,
        help_text="有相应资格、已经到岗的人数，例如 2",
    )
    names = forms.CharField(
        label="到岗人员",
        required=False,
        max_length=200,
        help_text="姓名，用顿号隔开，例如“张三、李四”；属个人信息，按角色遮住",
    )
    training = forms.ChoiceField(
        label="培训已完成", choices=YES_NO, required=False, help_text="部门对经办人员的业务培训，例如“是”"
    )
    guide = forms.ChoiceField(
        label="指南已更新", choices=YES_NO, required=False, help_text="办事指南写着现在由谁办，例如“是”"
    )
    note = forms.CharField(
        label="备注", required=False, max_length=300, help_text="例如“档案 3 月底前移交完”；没有就不写"
    )

    FIELDS = {
        "on": "环节日期", "by": "经办人", "instrument": "经过文书", "seal": "交接印章", "account": "交接账号", "staff": "交接持证人数",
        "names": "交接人员姓名", "training": "交接培训", "guide": "指南已更新", "note": "备注",
    }  # fmt: skip

    def __init__(self, ready: list[Standing], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["matters"].choices = [  # type: ignore[attr-defined]
            (number(s), f"{s.subject.name}（{s.fact('批次')}，{s.fact('赋权方式')}，{s.fact('原实施机关')}）")
            for s in ready
        ]

    def clean_on(self) -> date:
        """Nothing is registered before it happened."""
        on: date = self.cleaned_data["on"]
        if on.isoformat() > now()[:10]:
            raise forms.ValidationError("这一天还没有到。发生了再登记")
        return on

    def given(self) -> dict[str, str]:
        """By the field's name; what was left empty is not said."""
        said = {name: self.cleaned_data[key] for key, name in self.FIELDS.items()}
        return {name: str(value) for name, value in said.items() if value not in (None, "")}


def _ready(request: HttpRequest) -> tuple[list[Standing], str, list[str]]:
    """The grants that wait for being taken over by the unit that the address names, that unit, and all such units."""
    try:
        found = handing.to_hand_over(register(office(), date.fromisoformat(now()[:10])))
    except UserError:
        return [], "", []
    may = scope.eyes(request.user)
    found = [s for s in found if may("赋权", {"承接主体": s.subject.unit})]
    units = list(dict.fromkeys(s.subject.unit for s in found))
    asked = request.GET.get("recipient", "") or (units[0] if len(units) == 1 else "")
    return [s for s in found if s.subject.unit == asked], asked, units


def fill_in(request: HttpRequest) -> HttpResponse:
    """Fill the list in; it is read on trial like a workbook that was sent, and taken in after the office's review."""
    ready, unit, units = _ready(request)
    place = f"grants/handover/{unit}"
    every = {"matters": [number(s) for s in ready], "on": now()[:10]}
    form = Handed(ready, request.POST or None, initial=drafts.initial(request, place, every))
    made: list[Upload] = []
    if request.method == "POST" and ready:

        def act() -> None:
            chosen = [s for s in ready if number(s) in form.cleaned_data["matters"]]
            data = handing.filled_in(office(), chosen, form.given())
            name = f"交接清单-{unit}-{form.cleaned_data['on']}.csv"
            made.append(uploads.receive(request.user, unit, [SimpleUploadedFile(name, data)]))

        if form.is_valid() and form.attempt(act):
            with transaction():
                drafts.drop(request.user, place)
            if made[0].preview:
                jobs.wait(made[0].preview)
            messages.success(request, "交接清单已填好，还没有入库：请看下面的试读结果，再提交。")
            return redirect("upload", made[0].pk)
        drafts.keep(request.user, place, form)
    return page(
        request, "handover.html", crumbs=CRUMBS, form=form, ready=ready, unit=unit,
        units=[(one, link("grants-handover", recipient=one)) for one in units],
    )  # fmt: skip


def blank(request: HttpRequest, form: str) -> HttpResponse:
    """The list of one unit, empty: a workbook that can be sent when it is filled in, or a document to be signed."""
    ready, unit, _ = _ready(request)
    if form not in FILES or not ready:
        raise UserError("交接清单", "没有等着交接的，或者没有这种文件", "请从“交接清单”页面下载；可以下载 xlsx、docx")
    name = f"交接清单-{unit}.{form}"
    data = handing.files(office(), ready, date.fromisoformat(now()[:10]))[name]
    return HttpResponse(data, FILES[form], headers={"Content-Disposition": content_disposition_header(True, name)})
