"""Names that the register does not know (认不出的名称): a person says once which registered matter each is."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from app.clock import now
from app.incoming import identity
from app.judgement import explaining
from app.judgement.lastrun import last_run
from app.judgement.opendecisions import unidentified_names
from app.web.forms import Form, reason
from app.web.listing import Column
from app.web.listing import listing as listed
from app.web.offices import office
from app.web.pages import link, page
from app.web.roles import Role
from app.web.views.catalogue import visible
from catalogue.decision import spoken
from catalogue.finding import UserError
from catalogue.names import name_key

COLUMNS = (
    Column("name", "名称", lambda one: one[0]),
    Column("count", "处数", lambda one: one[1], number=True),
)


def _day():  # type: ignore[no-untyped-def]
    from datetime import date

    run = last_run()
    return run.day if run else date.fromisoformat(now()[:10])


def listing(request: HttpRequest) -> HttpResponse:
    """The names, and how many records bear each."""
    names = unidentified_names(office().book, visible(request), identity.confirmed(), _day())
    may = request.user.has(Role.REFORM)
    table = listed(
        request, COLUMNS, list(names.items()), sort="-count",
        address=(lambda one: link("names-confirm", called=one[0])) if may else None,
    )  # fmt: skip
    return page(request, "names.html", crumbs=[("待定和冲突", "/decisions/")], table=table, may=may)


class Meant(Form):
    """登记事项, 理由."""

    matter = forms.CharField(
        label="登记事项",
        max_length=200,
        widget=forms.TextInput({"list": "units"}),
        help_text="写登记标识或登记事项的全名，例如 MZ-临时救助",
    )
    why = reason("与登记事项同一内容，只是本县叫法不同")


def confirm(request: HttpRequest) -> HttpResponse:
    """Say that a name (``?called=``) is a registered matter; likeness only suggests."""
    at, name, day = office(), request.GET.get("called", "").strip(), _day()
    if not name:
        return redirect("names")
    near = explaining.suggestions(at, {name: 1}, day)[0]
    form = Meant(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data["matter"].strip()
        named = at.book.register.identify(said, day=day)
        meant = said if said in at.book.register.matters else named.matter.id if named else said

        def act() -> None:
            known = identity.confirmed().get(name_key(name))
            if known and known != meant:
                raise UserError(
                    "登记事项",
                    f"“{name}”已由别人认定为 {known}",
                    "先核对；确要改认，请审改办在服务器上用 quanmu identify",
                )
            try:
                identity.confirm(at, name, meant, form.cleaned_data["why"])
            except UserError as error:
                raise UserError("登记事项", error.what, error.advice) from error

        if form.attempt(act):
            matter = spoken(at.book.register.matters[meant].name)
            messages.success(request, f"已记住：“{name}”就是 {meant}（{matter}）。重新判定后生效。")
            return redirect("names")
    words = "；".join(filter(None, (near["说明"], *near["相近"]))) or "没有相近的"
    return page(
        request, "form.html", crumbs=[("待定和冲突", "/decisions/"), ("认不出的名称", "/decisions/names/")], form=form,
        title=f"认定“{name}”", verb="认定", intro=f"相近的登记事项（仅供参考，由人确认）：{words}", units=near["标识"],
    )  # fmt: skip
