"""Rows that wait: mend a cell in place, say that the row is meant, or drop it. The acts are those of `app.incoming.mending`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from app.incoming import mending
from app.incoming import tray as held_rows
from app.incoming.preview import WORDS
from app.incoming.tray import Held
from app.personal.masking import MASK, blotted, hidden
from app.web import drafts, jobs, scope, uploads
from app.web.forms import Form, Reason, reason
from app.web.listing import Column
from app.web.listing import listing as listed
from app.web.models import Account
from app.web.offices import office
from app.web.pages import link, page
from app.web.roles import Role
from catalogue.finding import UserError

LOCKED = "locked-field-held"
CRUMBS = [("暂存", "/tray/")]
COLUMNS = (
    Column("number", "编号", lambda h: h.number, number=True),
    Column("name", "名称", lambda h: h.name or "（没有名称）"),
    Column("kind", "类别", lambda h: h.kind, whole=True),
    Column("sender", "来自", lambda h: h.sender),
    Column("file", "文件", lambda h: h.file),
    Column("src", "位置", lambda h: h.src, whole=True),
    Column("issues", "为什么等", lambda h: "；".join(i["message"] for i in h.issues) or "没有问题了，等审改办放行"),
)


def seen(request: HttpRequest, sender: str) -> bool:
    """Whether someone may see what that sender sent."""
    return request.user.has(Role.REFORM, Role.AUDITOR) or (bool(sender) and sender == request.user.unit)


def for_eyes_of(account: Account, rows: Iterable[Held]) -> list[Held]:
    """Held rows with personal data masked for those whose work they are not, where a cell, a message or an act has them."""
    if scope.whole(account):
        return list(rows)
    return [_masked(row) for row in rows]


def _masked(row: Held) -> Held:
    fields = office().fields
    private = {cell["cell"] for name, cell in row.cells.items() if hidden(fields, name, whole=False)}
    values = [cell["raw"] for cell in row.cells.values() if cell["cell"] in private]
    values += [act["value"] for act in row.acts if act["cell"] in private]
    return replace(
        row,
        cells={n: {**c, "raw": MASK if c["raw"] and c["cell"] in private else c["raw"]} for n, c in row.cells.items()},
        issues=tuple({**one, "message": blotted(one["message"], values)} for one in row.issues),
        acts=tuple({**act, "value": MASK if act["cell"] in private else act["value"]} for act in row.acts),
    )


def listing(request: HttpRequest) -> HttpResponse:
    """All rows that wait, of one's own unit or of all."""
    word = request.GET.get("q", "").strip()
    rows = for_eyes_of(request.user, (h for h in held_rows.rows() if seen(request, h.sender)))
    rows = [h for h in rows if word in f"{h.name}{h.sender}{h.file}{h.kind}"] if word else rows
    table = listed(request, COLUMNS, rows, sort="number", address=lambda h: link("tray-row", h.number))
    return page(request, "tray.html", table=table, word=word)


def _row(request: HttpRequest, number: int) -> Held:
    found = held_rows.rows(everything=True, number=number)
    if not found or not seen(request, found[0].sender):
        raise Http404
    return for_eyes_of(request.user, found)[0]


class Seen(Form):
    """How many acts of the row the person saw: who acts on what another changed meanwhile is told."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput())


class Release(Seen):
    """理由."""

    why = reason("已电话核实")


class Cells(Release):
    """The cells of one row, each by its field's name and address, and why they are changed."""

    def __init__(self, row: Held, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wrong: dict[str, list[str]] = {}
        for one in row.issues:
            wrong.setdefault(one["cell"], []).append(f"{one['message']}。{one['advice']}")
        placed = sorted(row.cells.items(), key=lambda item: (item[1]["cell"] not in wrong, _column(item[1]["cell"])))
        for name, cell in placed:  # what is wrong first, then as the sheet has it
            told = " ".join([cell["cell"].rpartition("!")[2], *wrong.get(cell["cell"], [])])
            long = len(cell["raw"]) > 60 or "\n" in cell["raw"]
            self.fields[f"cell:{cell['cell']}"] = forms.CharField(
                label=name, required=False, initial=cell["raw"], max_length=32_767, help_text=told,
                widget=forms.Textarea({"rows": 3}) if long else forms.TextInput(),
            )  # fmt: skip
        for place in sorted(wrong.keys() - {c["cell"] for c in row.cells.values()}):
            if "!" in place and place.rpartition("!")[2][-1:].isdigit() and place.rpartition("!")[2][:1].isalpha():
                self.fields[f"cell:{place}"] = forms.CharField(
                    label=f"单元格 {place.rpartition('!')[2]}", required=False, max_length=32_767, help_text=" ".join(wrong[place])
                )  # fmt: skip
        for act in (a for a in row.acts if a["act"] == "补正"):
            if f"cell:{act['cell']}" in self.fields:
                self.fields[f"cell:{act['cell']}"].initial = act["value"]
        self.order_fields([*(n for n in self.fields if n != "why"), "why"])

    def changed_cells(self) -> dict[str, str]:
        """The cells whose text is another than what stood there."""
        given = {n: self.cleaned_data[n] for n in self.fields if n.startswith("cell:") and n in self.data}
        was = {n: (self.fields[n].initial or "").replace("\r\n", "\n").strip() for n in given}
        return {n[5:]: v.replace("\r\n", "\n") for n, v in given.items() if v.replace("\r\n", "\n").strip() != was[n]}


def _column(cell: str) -> tuple[int, str]:
    """A cell's column, so that AA comes after Z."""
    letters = cell.rpartition("!")[2].rstrip("0123456789")
    return len(letters), letters


def one(request: HttpRequest, number: int, form: Cells | None = None) -> HttpResponse:
    """A row: its cells to mend, why it waits, what was done with it."""
    row = _row(request, number)
    kept = drafts.initial(request, _place(number)) | {"seen": len(row.acts)}
    may = row.state == "等待" and not request.user.has(Role.AUDITOR)
    return page(
        request, "tray_row.html", crumbs=CRUMBS, row=row, form=form or Cells(row, initial=kept), may=may, words=WORDS,
        status=200,
    )  # fmt: skip


def mend(request: HttpRequest, number: int) -> HttpResponse:
    """Correct cells; the row is read again and goes in if nothing is wrong any more."""
    row = _row(request, number)
    if request.method != "POST":
        return redirect("tray-row", number)
    form = Cells(row, request.POST)
    drafts.keep(request.user, _place(number), form)
    if form.is_valid():
        cells = form.changed_cells()
        if cells:
            return _told(request, {"row": number, "cells": cells, **_said(form)}, row)
        form.add_error(None, "没有改动任何单元格。确实就是这样的，请用“放行”")
    return one(request, number, form)


def _place(number: int) -> str:
    """Where the draft lies."""
    return f"tray/{number}"


def _said(form: Form) -> dict[str, Any]:
    return {"why": form.cleaned_data["why"], "seen": form.cleaned_data["seen"]}


def _told(request: HttpRequest, arguments: dict[str, Any], row: Held) -> HttpResponse:
    """Do it as a job; short ones are answered at once. What a unit mends goes in once the office releases it: the office's
    word on the workbook was given before the mending."""
    menders = {act["by"] for act in row.acts if act["act"] in ("补正", "确认")}
    second = (
        not arguments["cells"] and request.user.has(Role.REFORM) and bool(menders) and request.user.told not in menders
    )
    arguments["commit"] = second or not uploads.needs_review(request.user, rules=row.kind == uploads.RULING)
    job = jobs.wait(jobs.ask(request.user, "补正", arguments))
    if job.state != jobs.FAILED:
        drafts.drop(request.user, _place(row.number))
    if job.state in jobs.OPEN:
        return redirect("job", job.pk)
    done = job.state == jobs.DONE and jobs.result_of(job).get("入库")
    (messages.success if done else messages.warning)(request, job.message)
    return redirect("tray" if done else link("tray-row", row.number))


def release(request: HttpRequest, number: int) -> HttpResponse:
    """The row is meant as it is."""
    row = _row(request, number)
    if not request.user.has(Role.REFORM) and any(one["code"] == LOCKED for one in row.issues):
        raise UserError(
            row.name or row.src, "改了国家或省定的字段，单位不能自己放行", "请审改办核对上级确已改了以后放行"
        )
    form = Release(request.POST or None, initial={"seen": len(row.acts)})
    if request.method == "POST" and form.is_valid():
        return _told(request, {"row": number, "cells": {}, **_said(form)}, row)
    return page(
        request, "form.html", crumbs=[*CRUMBS, (row.name or row.src, link("tray-row", number))], form=form,
        title=f"放行：{row.name or row.src}", verb="放行", intro="确认这一行就是要报的；有错误的行要先补正。",
    )  # fmt: skip


def drop(request: HttpRequest, number: int) -> HttpResponse:
    """The row is not wanted."""
    row = _row(request, number)
    form = Reason(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.attempt(lambda: mending.drop(number, form.cleaned_data["why"]))
    ):
        messages.success(request, f"已作废：{row.name or row.src}。")
        return redirect("tray")
    return page(
        request, "form.html", crumbs=[*CRUMBS, (row.name or row.src, link("tray-row", number))], form=form,
        title=f"作废：{row.name or row.src}", verb="作废", intro="这一行不要了；收到的原件不变。",
    )  # fmt: skip
