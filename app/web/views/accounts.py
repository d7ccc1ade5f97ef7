"""Accounts: list, create, change, reset, grant, disable. What each does to the store stands in `app.web.accounts`."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from app.models import AuditEntry
from app.store import transaction
from app.web import accounts, drafts
from app.web.accounts import state
from app.web.forms import Form, Reason, reason
from app.web.listing import Column
from app.web.listing import listing as listed
from app.web.locking import VersionedForm, conflict, told, unchanged, version_of
from app.web.models import Account
from app.web.offices import office
from app.web.pages import link, page
from app.web.roles import DUTIES, Role, split
from catalogue.canonical import dumps
from catalogue.finding import UserError

CRUMBS = [("账号", "/accounts/")]
COLUMNS = (
    Column("username", "账号", lambda a: a.username),
    Column("name", "姓名", lambda a: a.name),
    Column("unit", "单位", lambda a: a.unit),
    Column("roles", "角色", lambda a: a.roles or "—"),
    Column("state", "状态", lambda a: state(a)),
    Column("at", "建立", lambda a: a.at[:10]),
)


def listing(request: HttpRequest) -> HttpResponse:
    """Every account, searched by a word of its name, unit or role."""
    word = request.GET.get("q", "").strip()
    found = [a for a in Account.objects.all() if word in f"{a.username}{a.name}{a.unit}{a.roles}{state(a)}"]
    table = listed(request, COLUMNS, found, sort="username", address=lambda a: link("account", a.pk))
    return page(request, "accounts.html", table=table, word=word)


def units() -> list[str]:
    """The organisations that an account may belong to: those of the store, by name."""
    from app import ledger

    fields = office().fields
    return sorted({str(r.facts.get("机构名称", "")) for r in ledger.current(fields, "机构")} - {""})


class Roles(Form):
    """单位, 角色, 理由."""

    unit = forms.CharField(
        label="单位",
        required=False,
        widget=forms.TextInput({"list": "units"}),
        help_text="部门、镇街、园区的人必写，从列表里选，例如“某某县民政局”",
    )
    roles = forms.MultipleChoiceField(
        label="角色", choices=[(r.value, f"{r.value}：{DUTIES[r]}") for r in Role], widget=forms.CheckboxSelectMultiple
    )
    why = reason("新调入，接手窗口工作")

    def clean_unit(self) -> str:
        """One of the organisations, or none."""
        unit: str = self.cleaned_data["unit"].strip()
        known = units()
        if unit and known and unit not in known:
            raise forms.ValidationError(f"机构表里没有“{unit}”。请从列表里选，或先导入机构表")
        return unit


class ChangedRoles(VersionedForm, Roles):
    """The same for an account that exists: two administrators may be at it."""


class NewAccount(Roles):
    """A new account."""

    field_order = ["username", "name", "unit", "roles"]
    username = forms.CharField(
        label="账号", max_length=32, help_text="小写字母开头，3 至 32 个小写字母、数字、点、横线，例如 zhang.san"
    )
    name = forms.CharField(label="姓名", max_length=40, help_text="真实姓名，一人一号")
    why = None  # the act speaks for itself


def new(request: HttpRequest) -> HttpResponse:
    """Create an account; the page that follows shows the link for its user."""
    form = NewAccount(request.POST or None)
    made: list[Account] = []
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        roles = [Role(word) for word in given["roles"]]
        if form.attempt(lambda: made.append(accounts.create(given["username"], given["name"], given["unit"], roles))):
            return _invite(request, made[0])
    return page(
        request, "form.html", crumbs=CRUMBS, form=form, title="新建账号", verb="建账号", units=units(),
        intro="账号建好后，把一次性链接当面交给本人设置口令；角色由安全管理员授予后生效。",
    )  # fmt: skip


def _invite(request: HttpRequest, account: Account) -> HttpResponse:
    address = request.build_absolute_uri(accounts.invitation(account))
    return page(request, "invitation.html", crumbs=CRUMBS, account_made=account, address=address)


def _account(number: int) -> Account:
    found = Account.objects.filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def one(request: HttpRequest, number: int) -> HttpResponse:
    """One account, and the acts that the person looking may do to it."""
    account = _account(number)
    return page(
        request, "account.html", crumbs=CRUMBS, one=account, state=state(account),
        failures=accounts.failures(account), duties=[(r, DUTIES[r]) for r in account.role_set],
        asked=[(r, DUTIES[r]) for r in split(account.proposed)], may_grant=_granter(account) in request.user.role_set,
    )  # fmt: skip


def change(request: HttpRequest, number: int) -> HttpResponse:
    """Another unit, other roles: asked for here, granted by the security administrator.

    The example of a form over a thing that others may change meanwhile: version, conflict, draft.
    """
    account = _account(number)
    place = f"account/{number}"
    form = ChangedRoles(request.POST or None, initial=drafts.initial(request, place, _changeable(account)))
    if request.method == "POST":
        if form.is_valid():
            with transaction():
                account = _account(number)
                current = _changeable(account)
                clash = conflict(form, current, *_last_change(account))
                given = form.cleaned_data
                saved = clash is None and form.attempt(
                    lambda: accounts.propose(account, given["unit"], [Role(r) for r in given["roles"]], given["why"])
                )
            if saved:
                drafts.drop(request.user, place)
                messages.success(request, "已记下；多出的角色、换了单位的角色待授予后生效。")
                return redirect("account", number)
            if clash is not None:
                return told(request, form, clash, current, "保存", _crumbs(account))
        drafts.keep(request.user, place, form)
    return page(
        request, "form.html", crumbs=_crumbs(account), form=form, title="变更账号", verb="保存", intro="", units=units()
    )


def _changeable(account: Account) -> dict[str, Any]:
    now = {"unit": account.unit, "roles": [role for role in (account.proposed or account.roles).split("、") if role]}
    return {**now, "version": version_of(now)}


def _last_change(account: Account) -> tuple[str, str]:
    """Who changed an account last, and when."""
    entry = AuditEntry.objects.filter(detail__contains=dumps(account.told)).order_by("-number").first()
    return (entry.by, entry.at) if entry else ("", "")


def reset(request: HttpRequest, number: int) -> HttpResponse:
    """Take the password away and show a new link."""
    account = _account(number)

    def act(why: str) -> None:
        accounts.reset(account, why)
        account.refresh_from_db()

    return _reasoned(
        request,
        account,
        "重置口令",
        act,
        intro="口令立即作废，登录立即结束；审改办、审计和三个管理员的角色要重新授予。",
    ) or _invite(request, account)


class Granted(VersionedForm, Reason):
    """A reason, and what was asked for when the page was opened."""


def grant(request: HttpRequest, number: int) -> HttpResponse:
    """Give the roles asked for; the security administrator's own role is given by the audit administrator."""
    account = _account(number)
    granter = _granter(account)
    if granter not in request.user.role_set:
        raise UserError(account.told, f"这个角色要由{granter}授予", f"请{granter}登录后授予")
    form = Granted(request.POST or None, initial={"version": version_of(_changeable(account))})

    def act(why: str) -> None:
        with transaction():
            unchanged(form, _changeable(_account(number)), account.told)
            accounts.grant(account, request.user, why)

    unit = f"（{account.unit}）" if account.unit else ""
    done = _reasoned(
        request, account, "授予角色", act, form=form,
        intro=f"将授予：{account.proposed}{unit}。请先确认账号确实在本人手里。",
    )  # fmt: skip
    return done or redirect("account", number)


def _granter(account: Account) -> Role:
    return Role.LOG if Role.SECURITY in split(account.proposed) else Role.SECURITY


def switch(request: HttpRequest, number: int) -> HttpResponse:
    """Disable, or take into use again."""
    account = _account(number)
    active = not account.is_active
    title = "启用账号" if active else "停用账号"
    done = _reasoned(
        request, account, title, lambda why: accounts.switch(account, request.user, active=active, why=why),
        intro="" if active else "停用后，这个账号的登录立即结束；做过的事仍在日志里。",
    )  # fmt: skip
    return done or redirect("account", number)


def unlock(request: HttpRequest, number: int) -> HttpResponse:
    """Forget wrong passwords."""
    account = _account(number)
    done = _reasoned(request, account, "解除锁定", lambda why: accounts.unlock(account, why), intro="")
    return done or redirect("account", number)


def _reasoned(
    request: HttpRequest, account: Account, title: str, act: Any, intro: str, form: Form | None = None
) -> HttpResponse | None:
    """The page that asks for a reason; None once the act is done."""
    form = form or Reason(request.POST or None)
    if request.method == "POST" and form.is_valid() and form.attempt(lambda: act(form.cleaned_data["why"])):
        messages.success(request, f"已{title}：{account.told}。")
        return None
    return page(
        request,
        "form.html",
        crumbs=_crumbs(account),
        form=form,
        title=f"{title}：{account.told}",
        verb=title,
        intro=intro,
    )


def _crumbs(account: Account) -> list[tuple[str, str]]:
    return [*CRUMBS, (account.told, link("account", account.pk))]
