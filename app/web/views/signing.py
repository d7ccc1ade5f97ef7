"""Signing in and out, and one's own password."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import authenticate
from django.contrib.auth import login as start
from django.contrib.auth import logout as end
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.contrib.auth.tokens import default_token_generator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme, urlsafe_base64_decode

from app.clock import acting
from app.store import record_act, transaction
from app.web import accounts, oidc
from app.web.forms import Form
from app.web.models import Account
from app.web.pages import page
from app.web.where import address
from catalogue.finding import UserError


class SignIn(Form):
    """账号, 口令."""

    username = forms.CharField(
        label="账号",
        max_length=64,
        help_text="系统管理员给的，例如 zhang.san",
        widget=forms.TextInput({"autocomplete": "username"}),
    )
    password = forms.CharField(
        label="口令", max_length=256, strip=False, widget=forms.PasswordInput({"autocomplete": "current-password"})
    )


def login(request: HttpRequest) -> HttpResponse:
    """Sign in; the session gets a new key, and the act is in the log. A wrong password says no more than that."""
    if request.user.is_authenticated:
        return redirect("home")
    if not Account.objects.exists():
        return redirect("setup")
    form = SignIn(request.POST or None)
    if request.method == "POST" and form.is_valid():
        username = form.cleaned_data["username"].strip().lower()
        account = authenticate(request, username=username, password=form.cleaned_data["password"])
        if account is not None:
            start(request, account)
            with acting(account.told, address(request)), transaction():
                record_act("登录", {"账号": account.told})
            target = request.POST.get("next", "")
            own = url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure())
            return HttpResponseRedirect(target if own and target.startswith("/") else "/")
        form.add_error(None, "账号或口令不对。口令区分大小写；连续输错几次会锁定一段时间")
    return page(
        request,
        "login.html",
        form=form,
        service=oidc.name(),
        next=request.POST.get("next") or request.GET.get("next", ""),
    )


def locked(request: HttpRequest, *_: Any, **__: Any) -> HttpResponse:
    """Too many wrong passwords; in the log once a lockout, with from where."""
    from django.conf import settings

    account = Account.objects.filter(username=request.POST.get("username", "").strip().lower()).first()
    if account is not None:
        accounts.note_locked(account, settings.CONFIG.lockout_minutes)
    fault = UserError(
        "登录",
        "这个账号口令输错次数太多，已经锁定",
        f"请 {settings.CONFIG.lockout_minutes} 分钟后再试，或请安全管理员解除锁定",
    )
    return page(request, "fault.html", 429, title="已锁定", faults=[fault])


def logout(request: HttpRequest) -> HttpResponse:
    """End the session; asked for by a form, so that no other page can do it."""
    if request.method == "POST":
        with transaction():
            record_act("退出", {"账号": request.user.told})
        end(request)
        return redirect("login")
    return page(request, "logout.html", title="退出")


def _ours(told: Any) -> str:
    """Django's own words about a password in the word that all our pages use."""
    return (
        str(told)
        .replace("你的密码", "口令")
        .replace("这个密码", "这个口令")
        .replace("密码", "口令")
        .replace("你的", "")
    )


class Choose(Form):
    """A new password, twice."""

    new = forms.CharField(
        label="新口令", max_length=256, strip=False, widget=forms.PasswordInput({"autocomplete": "new-password"})
    )
    again = forms.CharField(
        label="再写一遍", max_length=256, strip=False, widget=forms.PasswordInput({"autocomplete": "new-password"})
    )

    def __init__(self, account: Account | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account
        hints = [*password_validators_help_texts(), "例如把几个不相干的词连起来，再加数字：长，而且好记。"]
        self.fields["new"].help_text = "".join(map(_ours, filter(None, hints)))
        self.fields["again"].error_messages["required"] = "请把新口令再写一遍"

    def clean(self) -> dict[str, Any]:
        """Both the same, and good enough."""
        given: dict[str, Any] = super().clean() or {}
        new, again = given.get("new"), given.get("again")
        if new and again and new != again:
            self.add_error("again", "两遍不一样，请重写")
        if new:
            try:
                validate_password(new, self.account)
            except forms.ValidationError as error:
                self.add_error("new", [_ours(one) for one in error.messages])
        return given


class Change(Choose):
    """The password now, then the new one."""

    field_order = ["old", "new", "again"]
    old = forms.CharField(
        label="现在的口令",
        max_length=256,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )

    def clean(self) -> dict[str, Any]:
        """The old one is right, and the new one is another."""
        given = super().clean()
        if given.get("old") and not self.account.check_password(given["old"]):
            self.add_error("old", "现在的口令不对")
        elif given.get("old") and given["old"] == given.get("new"):
            self.add_error("new", "新口令要和现在的不同")
        return given


def password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; every session ends, also this one, and a new one begins."""
    form = Change(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        account = request.user
        accounts.set_password(account, form.cleaned_data["new"])
        end(request)
        start(request, account, backend="django.contrib.auth.backends.ModelBackend")
        messages.success(request, "口令已改，其他地方的登录都已结束。")
        return redirect("home")
    return page(request, "form.html", form=form, title="修改口令", verb="修改", intro="")


def welcome(request: HttpRequest, number: str, token: str) -> HttpResponse:
    """Choose a password by the link that an administrator handed over; the link is good once."""
    account = _invited(number)
    if account is None or not account.is_active or not default_token_generator.check_token(account, token):
        raise UserError("设置口令的链接", "用过了、过期了或不完整", "请管理员重新发一个")
    form = Choose(account, request.POST or None)
    if request.method == "POST" and form.is_valid():
        accounts.set_password(account, form.cleaned_data["new"])
        messages.success(request, "口令已设好，请登录。")
        return redirect("login")
    return page(
        request, "form.html", form=form, title=f"为账号 {account.username} 设置口令", verb="设置",
        intro=f"{account.name}，请自己设置口令，不要告诉别人。",
    )  # fmt: skip


def _invited(number: str) -> Account | None:
    try:
        return Account.objects.filter(pk=int(urlsafe_base64_decode(number))).first()
    except (ValueError, OverflowError):
        return None
