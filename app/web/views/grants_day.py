"""Who is competent on a day (某日由谁办): for a filing taken in then, by the grants in the store; and as it was published."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django import forms
from django.http import HttpRequest, HttpResponse

from app.grants.handling import Handler, together, who_handles
from app.grants.register import Which
from app.publishing import archive
from app.web import scope
from app.web.forms import Form
from app.web.offices import office
from app.web.pages import page
from app.web.views.grants import CRUMBS, day, seen
from catalogue.finding import UserError
from catalogue.names import name_key


class Asked(Form):
    """事项名称, 哪一天受理, 到哪一天, 承接主体."""

    matter = forms.CharField(label="事项名称", widget=forms.TextInput({"list": "matters"}), help_text="例如“临时救助”")
    accepted = forms.DateField(
        label="哪一天受理的", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text="要问的那一天，例如 2021-06-30",
    )  # fmt: skip
    until = forms.DateField(
        label="到哪一天", required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text="那天受理的件，到这一天由谁办完；不写就是同一天",
    )  # fmt: skip
    recipient = forms.CharField(
        label="哪里的件", required=False, widget=forms.TextInput({"list": "units"}),
        help_text="一个镇街、园区，例如“望荷镇”；不写就是全部承接主体",
    )  # fmt: skip

    def clean(self) -> None:
        """The later day is the later."""
        accepted, until = self.cleaned_data.get("accepted"), self.cleaned_data.get("until")
        if accepted and until and until < accepted:
            self.add_error("until", "早于受理那一天。请改其中一个")


def who(request: HttpRequest) -> HttpResponse:
    """The form, and in the same address its answer."""
    own = seen(request)
    form = Asked(request.GET if "matter" in request.GET else None, initial={"accepted": day().isoformat()})
    answers: list[tuple[Handler, list[str]]] = []
    published: Sequence[str] = []
    lacking = ""
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        matter, on = given["matter"].strip(), given["accepted"]

        mine = {s.subject.unit for s in own if name_key(s.subject.name) == name_key(matter)}
        try:
            if not scope.sees_all(request.user) and not mine:
                raise UserError("事项名称", "本单位没有这一项赋权", "请从列出的名称里选")
            found = who_handles(office(), Which("", matter, given["recipient"].strip()), on, given["until"] or on)
            answers = together([one for one in found if one.recipient in mine])
        except UserError as error:
            lacking = str(error)
        published = _published(matter, on)
    named = [unit for _, recipients in answers for unit in recipients]
    return page(
        request, "grants_who.html", crumbs=CRUMBS, form=form, answers=answers, twice=sorted({one for one in named if named.count(one) > 1}), lacking=lacking, published=published,
        matters=list(dict.fromkeys(s.subject.name for s in own)), units=sorted({s.subject.unit for s in own}),
    )  # fmt: skip


def _published(matter: str, on: date) -> Sequence[str]:
    """What the edition that held on that day says of the matter, in sentences; nothing where none does."""
    from exporters.history import handled_on, ids_of, told

    held = [one for one in archive.past() if not one.withdrawn and one.as_of <= on]
    if not held:
        return []
    edition = archive.edition(max(held, key=lambda one: (one.as_of, one.number)).number)
    try:
        ids = ids_of(matter, [edition])
    except UserError:
        return []
    return [line for one in ids if (handler := handled_on(one, on, [edition])) for line in told(handler)]
