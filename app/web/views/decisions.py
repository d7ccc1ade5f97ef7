"""Decisions to settle: what is open, grouped by what is missing, answered in bulk; and judging anew."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from app.clock import now
from app.incoming import entering
from app.judgement.lastrun import last_run
from app.judgement.opendecisions import Open, chosen, conflicts, missing, notes, open_decisions
from app.lookup.directory import DIRECTORY, Entry
from app.store import transaction
from app.web import jobs
from app.web.forms import Form, reason
from app.web.listing import Column
from app.web.listing import listing as listed
from app.web.offices import office
from app.web.pages import link, page
from app.web.roles import Role
from app.web.views.catalogue import address, visible
from app.web.views.rulings import answers_of, refuse_own
from catalogue.finding import UserError

CRUMBS = [("待定和冲突", "/decisions/")]
MOST = 500  # records of one answer in bulk
COLUMNS = (
    Column("name", "名称", lambda o: o.entry.name),
    Column("kind", "类别", lambda o: o.entry.kind),
    Column("unit", "单位", lambda o: o.entry.unit),
    Column("question", "问题", lambda o: o.decision.question),
    Column("status", "状态", lambda o: o.decision.status),
    Column("why", "缺什么、冲突在哪里", lambda o: o.why),
)


def overview(request: HttpRequest) -> HttpResponse:
    """What is missing, what conflicts, where there is no rule; each with how many it would settle."""
    run, at = last_run(), office()
    found = open_decisions(visible(request))
    opposite = conflicts(found)
    return page(
        request, "decisions.html", run=run, found=len(found), lacks=missing(at.book, found, run.day) if run else (),
        conflicts=opposite, sides={one.sides: _named(one.sides) for one in opposite}, notes=notes(found),
        may=request.user.has(Role.REFORM),
    )  # fmt: skip


def _named(sides: str) -> list[tuple[str, str]]:
    """The rules that the sides of a conflict name by number, with their names."""
    known = office().book.by_id
    return [(number, known[number].name) for number in re.findall(r"[A-Z][A-Z0-9-]*", sides) if number in known]


def _asked(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "") for name in ("lack", "question", "status", "note")}


def _title(asked: dict[str, str]) -> str:
    parts = [f"缺“{asked['lack']}”" if asked["lack"] else "", asked["question"], asked["status"], asked["note"]]
    return "没有定下来的判定：" + ("，".join(filter(None, parts)) or "全部")


def listing(request: HttpRequest) -> HttpResponse:
    """The decisions of one group."""
    asked = _asked(request)
    found = chosen(open_decisions(visible(request)), **asked)
    table = listed(request, COLUMNS, found, sort="unit", address=lambda o: address(o.entry))
    return page(
        request, "decisions_open.html", crumbs=CRUMBS, title=_title(asked), table=table,
        settle=link("decisions-settle", **asked) if request.user.has(Role.REFORM) and found else "",
    )  # fmt: skip


class Answered(Form):
    """What is said for all that are chosen: a fact (`field`, `value`) or a ruling (`answer`, `day`), and why."""

    field = forms.ChoiceField(label="字段", required=False)
    value = forms.CharField(
        label="值",
        required=False,
        max_length=500,
        widget=forms.TextInput({"list": "values"}),
        help_text="按字段的写法，例如 是、5、2021-12-31",
    )
    answer = forms.ChoiceField(label="裁定答案", required=False)
    day = forms.DateField(label="裁定日期", required=False, widget=forms.DateInput({"type": "date"}))
    why = reason("2021-12-20 逐个电话核实")


def settle(request: HttpRequest) -> HttpResponse:
    """Choose records of a group and answer for all of them: one fact, or one ruling. All are done, or none."""
    asked = _asked(request)
    found = chosen(open_decisions(visible(request)), **asked)[:MOST]
    form = Answered(request.POST or None, initial={"day": now()[:10]})
    form.fields["field"].choices = [(name, name) for name in _fields(asked["lack"], found)]  # type: ignore[attr-defined]
    form.fields["answer"].choices = (
        [("", "请选"), *((a, a) for a in answers_of(asked["question"]))] if asked["question"] else []
    )  # type: ignore[attr-defined]
    picked = set(request.POST.getlist("pick"))
    if request.method == "POST" and form.is_valid() and form.attempt(lambda: _act(request, form, found, picked)):
        messages.success(request, f"已为选中的 {len(picked)} 条记下。重新判定后生效。")
        return redirect(link("decisions-open", **asked))
    lines = _lines(found, apart=bool(asked["question"]))
    if request.method != "POST" and request.GET.get("pick") == "all":
        picked = {mark for mark, *_ in lines}
    return page(
        request, "decisions_settle.html", crumbs=CRUMBS, title="成批处理", form=form, lines=lines, picked=picked, asked=asked,
        heading=_title(asked), most=MOST, fields=bool(form.fields["field"].choices), answers=bool(asked["question"]),  # type: ignore[attr-defined]
        values=_values([name for name, _ in form.fields["field"].choices]),  # type: ignore[attr-defined]
    )  # fmt: skip


def _lines(found: Sequence[Open], *, apart: bool) -> list[tuple[str, Open, str, str]]:
    """Tick box, decision, address and questions of each line: one a decision, or (a fact is given once) one a record."""
    groups: dict[tuple[str, str], list[Open]] = {}
    for one in found:
        groups.setdefault((one.entry.id, one.recipient + one.decision.question if apart else ""), []).append(one)
    return [
        (
            _mark(each[0]),
            each[0],
            address(each[0].entry),
            "、".join(dict.fromkeys(one.decision.question for one in each)),
        )
        for each in groups.values()
    ]


def _values(names: Sequence[str]) -> list[str]:
    """The closed values of these fields, to choose from."""
    fields = [office().fields.fields[name] for name in names]
    return [value for one in fields for value in (one.values or (("是", "否") if one.type == "是否" else ()))]


def _fields(lack: str, found: Sequence[Open]) -> list[str]:
    """What can be given so that the missing fact is known: itself, or what it is worked out from."""
    declared = office().fields.fields
    parts = [lack, *(declared[lack].made_of if lack in declared else ())]
    kinds = {one.entry.kind for one in found}
    return [n for n in parts if n in declared and declared[n].nature != "推得" and kinds <= set(declared[n].kinds)]


def _mark(one: Open) -> str:
    """What a tick box carries: the record as it was seen, the recipient, the decision as it stood."""
    return f"{one.entry.kind}:{one.entry.id}:{one.entry.revision}:{one.recipient}:{one.decision.question}"


def _act(request: HttpRequest, form: Answered, found: Sequence[Open], picked: set[str]) -> None:
    """Do it in one transaction, if nobody changed one of the records since the page was opened."""
    given = form.cleaned_data
    if not picked:
        raise UserError("选择", "没有选中一条记录", "请在表里勾选")
    with transaction():
        by_mark = {_mark(one): one for one in found}
        fresh = [(by_mark[mark], _fresh(by_mark[mark].entry)) for mark in picked if mark in by_mark]
        if len(fresh) < len(picked) or any(e is None or e.revision != one.entry.revision for one, e in fresh):
            raise UserError(
                "选中的记录",
                "您打开之后，有的被别人改过或已经定下来",
                "请看清表里现在的内容，再选一次；没有改动任何一条",
            )
        if request.POST.get("act") == "supply":
            once = {one.entry.id: one.entry for one, _ in fresh}
            entering.supply(office(), list(once.values()), given["field"], given["value"], given["why"])
            return
        if not given["answer"] or not given["day"]:
            raise UserError("裁定答案", "没有选答案或没有写日期", "请补上；一次只裁定一个问题")
        refuse_own(request, [one.entry for one, _ in fresh])
        subjects = [(one.entry, one.recipient) for one, _ in fresh]
        entering.rule(office(), subjects, fresh[0][0].decision.question, given["answer"], given["why"], given["day"])


def _fresh(entry: Entry) -> Entry | None:
    return DIRECTORY.one(office().fields, entry.kind, entry.id)


class Day(Form):
    """判定日."""

    as_of = forms.DateField(
        label="判定日",
        widget=forms.DateInput({"type": "date"}),
        help_text="按这一天有效的规则和记录判定，例如 2021-12-31",
    )


def judge(request: HttpRequest) -> HttpResponse:
    """Ask for a new judging: it runs beside the request."""
    run = last_run()
    form = Day(request.POST or None, initial={"as_of": run.day.isoformat() if run else now()[:10]})
    if request.method == "POST" and form.is_valid():
        arguments: dict[str, Any] = {"as_of": form.cleaned_data["as_of"].isoformat()}
        return redirect("job", jobs.ask(request.user, "判定", arguments).pk)
    return page(
        request, "form.html", crumbs=CRUMBS, form=form, title="重新判定", verb="开始判定",
        intro="判定全部记录并自查；可以离开去做别的，在“任务”里看进度。",
    )  # fmt: skip
