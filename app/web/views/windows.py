"""Windows of the hall: counts, what lies where, what has no place yet, and moving a matter (two people: the second is told)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from app.judgement.lastrun import last_run
from app.lookup import dossier, windows
from app.lookup.windows import Arrangement, Place
from app.store import transaction
from app.web import drafts, scope
from app.web.forms import reason
from app.web.listing import Column
from app.web.listing import listing as listed
from app.web.locking import VersionedForm, conflict, told, version_of
from app.web.offices import office
from app.web.pages import link, page
from app.web.roles import Role

CRUMBS = [("窗口", "/windows/")]
TO_EXEMPT = "不进驻（凭批准文件）"
COLUMNS = (
    Column("matter", "事项", lambda p: p.matter),
    Column("department", "部门", lambda p: p.department),
    Column("at", "现在", lambda p: "、".join(p.at)),
    Column("due", "应否进驻", lambda p: p.due or "没有判定", whole=True),
    Column("found", "判定的窗", lambda p: p.found or "—"),
    Column("agrees", "相符", lambda p: "相符" if p.agrees else "不符", whole=True),
    Column("number", "不进驻批准文号", lambda p: p.number or "—"),
)


def _seen(request: HttpRequest) -> list[Place]:
    """The matters of one's own department, or all."""
    may = scope.eyes(request.user)
    return [p for p in windows.places(office()) if may("进驻", {"实施主体": p.department})]


def listing(request: HttpRequest) -> HttpResponse:
    """Counts by window, where all are, and the matters that the address asks for."""
    seen, at = _seen(request), office()
    asked = {name: request.GET.get(name, "").strip() for name in ("at", "found", "department", "q", "only")}
    rows = [
        p for p in seen
        if (not asked["at"] or asked["at"] in p.at) and (not asked["found"] or asked["found"] == p.found)
        and (not asked["department"] or asked["department"] == p.department) and asked["q"] in p.matter
        and (asked["only"] != "不符" or not p.agrees) and (asked["only"] != "没有着落" or p.unplaced)
    ]  # fmt: skip
    table, where = windows.tally(at, seen)
    return page(
        request, "windows.html", table=listed(request, COLUMNS, rows, sort="department", address=lambda p: link("window", p.id)),
        windows=table, where=list(where.items()), all=len(seen), asked=asked, run=last_run(),
        departments=sorted({p.department for p in seen}), places=[*windows.names(at), windows.EXEMPT, windows.NOT_DUE, *windows.UNPLACED],
        unplaced=sum(p.unplaced for p in seen),
    )  # fmt: skip


def _place(request: HttpRequest, number: str) -> Place:
    found = next((p for p in _seen(request) if p.id == number), None)
    if found is None:
        raise Http404
    return found


def one(request: HttpRequest, number: str) -> HttpResponse:
    """A matter's place, why it was found to belong there, and every version of its place."""
    place, at, run = _place(request, number), office(), last_run()
    decided = run.subjects.get(place.subject, {}) if run else {}
    reasons = [
        (question, decision.status, windows.answer_words(decision), "、".join(map(str, decision.basis)), decision.lacking)
        for question, decision in decided.items() if question in ("应否进驻", "综合窗")
    ]  # fmt: skip
    versions = dossier.versions(at.fields, "进驻", place.key, masked=True) if place.key else []
    return page(
        request, "window.html", crumbs=CRUMBS, title=place.matter, place=place, reasons=reasons, versions=versions, run=run,
        may=request.user.has(Role.REFORM), shown=windows.shown(place.arrangement),
    )  # fmt: skip


class Move(VersionedForm):
    """移到, and for an exemption its approval."""

    window = forms.ChoiceField(label="移到")
    number = forms.CharField(
        label="批准文号", required=False, max_length=80, help_text="只有选“不进驻”时写，例如“某政发〔2021〕3号”"
    )
    approver = forms.CharField(
        label="批准机关", required=False, max_length=80, help_text="批准不进驻的机关，例如“某某县人民政府”",
        widget=forms.TextInput({"list": "units"}),
    )  # fmt: skip
    ground = forms.ChoiceField(label="不进驻理由", required=False)
    why = reason("专窗撤并，并入全科综合窗")

    def __init__(self, names: list[str], grounds: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["window"].choices = [("", "请选"), *((n, n) for n in names), (TO_EXEMPT, TO_EXEMPT)]
        self.fields["ground"].choices = [("", "（进窗口的不写）"), *((g, g) for g in grounds)]

    def arrangement(self) -> Arrangement:
        """What was asked for."""
        given = self.cleaned_data
        if given["window"] != TO_EXEMPT:
            return Arrangement(given["window"], given["number"], given["approver"], given["ground"])
        return Arrangement("", given["number"], given["approver"], given["ground"] or "（没有选）")


def _now(place: Place) -> dict[str, Any]:
    """What a form shows of the place as it is."""
    kept = place.arrangement
    window = TO_EXEMPT if kept["豁免文号"] else "、".join(kept["自报窗口"] or ()) if kept["已进驻"] == "是" else ""
    shown = {
        "window": window,
        "number": kept["豁免文号"] or "",
        "approver": kept["豁免批准机关"] or "",
        "ground": kept["豁免理由"] or "",
    }
    return {**shown, "version": version_of(shown)}


def move(request: HttpRequest, number: str) -> HttpResponse:
    """Move a matter to another window, or out of the hall by an approval."""
    from app.web.views.accounts import units

    place, at = _place(request, number), office()
    draft_place = f"window/{number}"
    names, grounds = windows.names(at), list(at.fields.fields["豁免理由"].values)
    initial = drafts.initial(request, draft_place, _now(place))
    form = Move(names, grounds, request.POST or None, initial=initial)
    crumbs = [*CRUMBS, (place.matter, link("window", number))]
    if request.method == "POST":
        if form.is_valid():
            with transaction():
                latest = windows.one(at, number)
                current = _now(latest)
                clash = conflict(form, current, *_last(latest))
                saved = clash is None and form.attempt(
                    lambda: windows.move(at, number, form.arrangement(), form.cleaned_data["why"])
                )
            if saved:
                drafts.drop(request.user, draft_place)
                now = windows.one(at, number)
                messages.success(request, f"“{now.matter}”现在在：{'、'.join(now.at)}。下次判定、自查按新的安排核对。")
                return redirect("window", number)
            if clash is not None:
                drafts.keep(request.user, draft_place, form)
                return told(request, form, clash, current, "移窗口", crumbs)
        drafts.keep(request.user, draft_place, form)
    return page(
        request, "form.html", crumbs=crumbs, form=form, title=f"移窗口：{place.matter}", verb="移窗口", units=units(),
        intro=f"现在在：{'、'.join(place.at)}。判定的窗：{place.found or '没有判定'}。移动记为进驻清单的一个新版本，原来的留在历史里。",
    )  # fmt: skip


def _last(place: Place) -> tuple[str, str]:
    """Who changed the place last, and when."""
    fields = office().fields
    found = dossier.versions(fields, "进驻", place.key, masked=True) if place.key else []
    return (found[0].by, found[0].at) if found else ("", "")
