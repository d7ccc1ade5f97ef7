"""The first run: the first administrator by the one-time token from the terminal, then what the store begins with."""

from __future__ import annotations

import hmac
import os

from django import forms
from django.contrib import messages
from django.contrib.auth import login as start
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header

from app.web import accounts, firstrun, jobs
from app.web.forms import Form
from app.web.models import Account
from app.web.offices import home
from app.web.pages import page
from app.web.saving import XLSX
from app.web.views.signing import Choose

TOKEN = "QUANMU_SETUP_TOKEN"  # noqa: S105 - the name of the variable by which the server hands it on


class First(Choose):
    """Token, account, name, password."""

    field_order = ["token", "username", "name", "new", "again"]
    token = forms.CharField(label="一次性口令", max_length=100, help_text="启动 quanmu serve 的终端上显示的那一串")
    username = forms.CharField(
        label="账号", max_length=32, help_text="小写字母开头，3 至 32 个小写字母、数字、点、横线"
    )
    name = forms.CharField(label="姓名", max_length=40, help_text="真实姓名，一人一号")

    def clean_token(self) -> str:
        """The very one."""
        given: str = self.cleaned_data["token"].strip()
        told = os.environ.get(TOKEN, "")
        if not told or not hmac.compare_digest(given.encode(), told.encode()):
            raise forms.ValidationError("一次性口令不对，请从终端上复制")
        return given


def setup(request: HttpRequest) -> HttpResponse:
    """Create the first system administrator. Where there is any account, this page is not."""
    if Account.objects.exists():
        raise Http404
    form = First(None, request.POST or None, initial={"token": request.GET.get("token", "")})
    made: list[Account] = []
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if form.attempt(lambda: made.append(accounts.create_first(given["username"], given["name"], given["new"]))):
            os.environ.pop(TOKEN, None)
            start(request, made[0], backend="django.contrib.auth.backends.ModelBackend")
            messages.success(request, "系统管理员已建好。")
            return redirect("setup-data")
    return page(
        request, "form.html", form=form, title="首次设置：第一个系统管理员", verb="建账号并登录",
        intro="这里没有默认口令。系统管理员管账号和运行，不办业务；建好后再为安全管理员、审计管理员和各单位建账号。",
    )  # fmt: skip


class County(Form):
    """One's own county."""

    county = forms.CharField(label="县（市、区）", max_length=40, help_text="如“某某县”")
    province = forms.CharField(label="省", max_length=40, required=False)
    office = forms.CharField(label="编制单位", max_length=80, help_text="写在公布的清单上，如“某某县行政审批服务局”")
    code = forms.CharField(label="区划代码", max_length=12, required=False)
    organisations = forms.FileField(
        label="机构表", required=False, widget=forms.FileInput({"accept": ".xlsx,.xls,.csv,.ods,.et"}),
        help_text="部门、镇街、园区、大厅，一行一个，例如“某某县民政局”；可以先下载空白表来填，也可以以后再导入",
    )  # fmt: skip


def data(request: HttpRequest) -> HttpResponse:
    """The example county, or one's own."""
    if not firstrun.empty():
        return page(request, "setup_data.html", form=None, empty=False, example=False)
    if "blank" in request.GET:
        named = {"Content-Disposition": content_disposition_header(True, "机构表.xlsx")}
        return HttpResponse(firstrun.blank_organisations(), XLSX, headers=named)
    form = County(*((request.POST, request.FILES) if "county" in request.POST else ()))
    if request.method == "POST" and "example" in request.POST:
        return redirect("job", jobs.ask(request.user, "示例", {}).pk)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        words = {"县": given["county"], "省": given["province"], "编制单位": given["office"], "区划代码": given["code"]}
        if form.attempt(lambda: _begin(request, words, given["organisations"])):
            return redirect("accounts")
    return page(request, "setup_data.html", form=form, empty=True, example=firstrun.has_example())


def _begin(request: HttpRequest, words: dict[str, str], table: UploadedFile | None) -> None:
    """Note the county and take its organisations in; a faulty table leaves neither."""
    firstrun.refuse_second(home())
    rows = firstrun.take_organisations(home(), table.name or "机构表.xlsx", table.read()) if table else 0
    firstrun.write_county(home(), words)
    told = (
        f"已记下，机构 {rows} 个。下一步：为它们建账号。" if table else "已记下。下一步：建账号，再由审改办导入机构表。"
    )
    messages.success(request, told)
