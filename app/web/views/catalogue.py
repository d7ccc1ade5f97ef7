"""The catalogue as a list: filter and facets, columns chosen, saved views, and the same as CSV or XLSX."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from app.clock import now
from app.lookup.directory import ALL, DIRECTORY, MATTERS, STATES, Asked, Entry, Found, find
from app.lookup.directory_columns import Shown, chosen, offered
from app.store import record_act, transaction
from app.web.forms import Form
from app.web.listing import Column, everything
from app.web.listing import listing as listed
from app.web.models import SavedView
from app.web.offices import office
from app.web.pages import link, page
from app.web.saving import saved
from app.web.scope import eyes, sees_all
from catalogue.finding import UserError
from catalogue.names import name_key

CRUMBS = [("目录", "/catalogue/")]
FACETS = {
    "kind": "类别",
    "unit": "单位",
    "type": "事项类型",
    "level": "自报行使层级",
    "window": "自报窗口",
    "state": "判定状态",
}
MOST_VIEWS = 50


def visible(request: HttpRequest) -> Sequence[Entry]:
    """The records that this person may see."""
    entries = DIRECTORY.entries(office().fields)
    if sees_all(request.user):
        return entries
    may = eyes(request.user, _members(entries))
    return [one for one in entries if may(one.kind, one.facts)]


def _members(entries: Sequence[Entry]) -> Any:
    """Whom 各镇 and the like mean, by the organisations of the store."""
    from functools import cache

    from catalogue.records import Record
    from rules.facts.world import World

    units = tuple(Record("机构", e.key, e.name, dict(e.facts)) for e in entries if e.kind == "机构")
    world = World({"机构": units}, date.max)
    return cache(lambda words: frozenset(world.members(words)[0]))


def asked_of(request: HttpRequest) -> Asked:
    """What the address asks for."""
    words = {name: request.GET.get(name, "").strip() for name in ("kind", "unit", "level", "type", "window", "state")}
    question = request.GET.get("question", "")
    return Asked(request.GET.get("q", "").strip(), question=question, answer=request.GET.get("answer", ""), **words)


def _columns(request: HttpRequest, asked: Asked) -> tuple[list[Shown], list[Shown]]:
    at = office()
    every = offered(at.fields, asked.kind, [q.name for q in at.book.questions])
    return every, chosen(request.GET.getlist("col"), every)


def _listed(columns: Sequence[Shown]) -> list[Column]:
    return [Column(one.name, one.title, one.cell, whole=one.name in ("kind", "state")) for one in columns]


def address(entry: Entry) -> str:
    """Where a record has its page."""
    return link("matter", entry.kind, entry.id)


def listing(request: HttpRequest) -> HttpResponse:
    """The list, its facets with counts, and the forms that choose columns and keep the view."""
    asked = asked_of(request)
    every, columns = _columns(request, asked)
    found = find(visible(request), asked)
    table = listed(request, _listed(columns), found.entries, sort="name", address=address)
    query = request.GET.urlencode()
    hidden = [(k, v) for k in ("q", *FACETS, "question", "answer", "sort", "size") for v in request.GET.getlist(k) if v]
    return page(
        request, "catalogue.html", table=table, asked=asked, facets=_facets(found, asked), columns=columns, every=every,
        questions=[q.name for q in office().book.questions], answers=_counted(found, "answer", asked.answer), query=query,
        hidden=hidden, picked=[("col", v) for v in request.GET.getlist("col")],
        views=SavedView.objects.filter(account=request.user).order_by("name"), run=_run_words(),
        may_save=not request.user.has("审计"), total=table.total,
    )  # fmt: skip


def _run_words() -> str:
    from app.judgement.lastrun import last_run

    run = last_run()
    return f"判定截至 {run.day}（{run.at[:16].replace('T', ' ')} 算出）" if run else "还没有判定过"


def _counted(found: Found, name: str, asked: str) -> list[tuple[str, int]]:
    counts = found.facets[name]
    order = {state: n for n, state in enumerate(STATES)} if name == "state" else {}
    values = sorted(counts, key=lambda v: (order.get(v, 0), -counts[v], v))
    return [(v, counts[v]) for v in values] + ([(asked, 0)] if asked and asked not in counts and asked != ALL else [])


def _facets(found: Found, asked: Asked) -> list[tuple[str, str, str, list[tuple[str, int]], list[tuple[str, str]]]]:
    """Name, title, what is chosen, values with counts, and the choices that are no value (all kinds)."""
    shown = []
    for name, title in FACETS.items():
        matters = sum(n for kind, n in found.facets["kind"].items() if kind in MATTERS)
        more = [("", f"事项各类（{matters}）"), (ALL, "全部类别")] if name == "kind" else [("", "全部")]
        shown.append((name, title, getattr(asked, name), _counted(found, name, getattr(asked, name)), more))
    return shown


def download(request: HttpRequest, form: str) -> HttpResponse:
    """Exactly what the list shows, all its pages, as ``csv`` or ``xlsx``."""
    asked = asked_of(request)
    _, columns = _columns(request, asked)
    found = find(visible(request), asked)
    rows = everything(request, _listed(columns), found.entries, sort="name")
    return saved(_listed(columns), rows, "目录", form)


class ViewName(Form):
    """What a saved view is called, and the address it stands for."""

    name = forms.CharField(label="视图名称", max_length=40)
    query = forms.CharField(required=False, max_length=4000)


def save_view(request: HttpRequest) -> HttpResponse:
    """Keep what is seen under a name of one's own; the same name again replaces it."""
    if request.method != "POST":
        return redirect("catalogue")
    form = ViewName(request.POST)
    if not form.is_valid():
        raise UserError("视图名称", "没有填写，或者太长", "请写 40 字以内，例如“民政局待定的事项”")
    name, query = form.cleaned_data["name"].strip(), form.cleaned_data["query"]
    with transaction():
        if SavedView.objects.filter(account=request.user).exclude(name=name).count() >= MOST_VIEWS:
            raise UserError("视图", f"已经存了 {MOST_VIEWS} 个", "请先删去不用的")
        view, _ = SavedView.objects.update_or_create(
            account=request.user, name=name, defaults={"query": query, "at": now()}
        )
        record_act("保存视图", {"视图": name})
    messages.success(request, f"已保存视图“{name}”，地址 {link('catalogue-view', view.pk)} 一直有效。")
    return redirect("catalogue-view", view.pk)


def _view(request: HttpRequest, number: int) -> SavedView:
    found: SavedView | None = SavedView.objects.filter(pk=number, account=request.user).first()
    if found is None:
        raise Http404
    return found


def open_view(request: HttpRequest, number: int) -> HttpResponse:
    """A saved view's own address leads to the list it stands for."""
    return redirect(f"{link('catalogue')}?{_view(request, number).query}")


def drop_view(request: HttpRequest, number: int) -> HttpResponse:
    """Forget a saved view; the records it showed stay as they are."""
    view = _view(request, number)
    if request.method == "POST":
        with transaction():
            view.delete()
            record_act("删去视图", {"视图": view.name})
        messages.success(request, f"已删去视图“{view.name}”。")
        return redirect("catalogue")
    return page(
        request, "form.html", crumbs=CRUMBS, form=Form(), title=f"删去视图“{view.name}”", verb="删去",
        intro="只删去这个视图，目录里的记录不变。",
    )  # fmt: skip


def entry_of(request: HttpRequest, kind: str, number: str) -> Entry:
    """The record at that address, if this person may see it."""
    found = DIRECTORY.one(office().fields, kind, number)
    if found is None:
        raise Http404
    if not sees_all(request.user):
        members = _members(DIRECTORY.entries(office().fields))
        if not eyes(request.user, members)(found.kind, found.facts):
            raise Http404
    return found


def alike(entries: Sequence[Entry], entry: Entry) -> list[Entry]:
    """The other records of the same matter: the same name (main or sub) under the same department, or handed down."""
    mine = _names(entry)
    return [one for one in entries if one is not entry and one.kind in MATTERS and mine & _names(one)
            and (one.unit == entry.unit or "赋权" in (one.kind, entry.kind))]  # fmt: skip


def _names(entry: Entry) -> set[str]:
    facts = entry.facts
    most = facts.get("子项名称") or facts.get("事项名称") or facts.get("主项名称") or entry.name
    return {name_key(str(most))}
