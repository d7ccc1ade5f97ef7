"""Decisions answered in bulk: one fact or one ruling for many records; who comes second is told, with both versions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from app.clock import now
from app.incoming import entering
from app.judgement.opendecisions import Open, chosen, open_decisions
from app.lookup.directory import DIRECTORY, answer_words
from app.store import transaction
from app.web import drafts
from app.web.forms import Form, reason
from app.web.offices import office
from app.web.pages import link, page, when
from app.web.views.catalogue import address, visible
from app.web.views.decisions import CRUMBS, asked_of, title_of
from app.web.views.rulings import answers_of, refuse_own, takes_effect
from catalogue.finding import UserError

MOST = 500  # records of one answer in bulk


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


@dataclass(frozen=True)
class Line:
    """A line to choose: what its tick box carries, one of its decisions, all its questions."""

    mark: str
    one: Open
    questions: str

    @property
    def where(self) -> str:
        """The record's own page."""
        return address(self.one.entry)


@dataclass(frozen=True)
class Clash:
    """A record that somebody changed after the page was opened: what it says now, what was to be said of it."""

    name: str
    by: str
    at: str
    theirs: str
    yours: str


def settle(request: HttpRequest) -> HttpResponse:
    """Choose records of a group and answer for all of them: one fact, or one ruling. All are done, or none."""
    asked = asked_of(request)
    place = "settle/" + "/".join(asked.values())
    found = chosen(open_decisions(visible(request)), **asked)
    begun = drafts.initial(request, place, {"day": now()[:10]})
    form = Answered(request.POST or None, initial=begun)
    form.fields["field"].choices = [(name, name) for name in _fields(asked["lack"], found)]  # type: ignore[attr-defined]
    form.fields["answer"].choices = (
        [("", "请选"), *((a, a) for a in answers_of(asked["question"]))] if asked["question"] else []
    )  # type: ignore[attr-defined]
    sent = request.POST.getlist("pick") if request.method == "POST" else begun.get("pick", ())
    picked, clashes = set(sent), list[Clash]()
    if request.method == "POST":
        if form.is_valid() and form.attempt(lambda: clashes.extend(_act(request, form, asked, picked))) and not clashes:
            drafts.drop(request.user, place)
            day = form.cleaned_data["day"] if request.POST.get("act") == "rule" else None
            messages.success(request, f"已为选中的 {len(picked)} 条记下。{takes_effect(day)}")
            return redirect(link("decisions-open", **asked))
        drafts.put(request.user, place, {**{n: form[n].value() for n in form.fields}, "pick": sorted(picked)})
        found = chosen(open_decisions(visible(request)), **asked)
    every = _lines(found, apart=bool(asked["question"]))
    lines = sorted(every, key=lambda line: bool(line.one.since))[:MOST]
    if request.method != "POST" and request.GET.get("pick") == "all":
        picked = {line.mark for line in lines if not line.one.since}
    return page(
        request, "decisions_settle.html", 409 if clashes else 200, crumbs=CRUMBS, title="成批处理", form=form, lines=lines,
        picked=picked, asked=asked, heading=title_of(asked), total=len(every), clashes=clashes,
        fields=bool(form.fields["field"].choices), answers=bool(asked["question"]),  # type: ignore[attr-defined]
        values=_values([name for name, _ in form.fields["field"].choices]),  # type: ignore[attr-defined]
    )  # fmt: skip


def _lines(found: Sequence[Open], *, apart: bool) -> list[Line]:
    """One line a decision, or (a fact is given once) one a record."""
    groups: dict[tuple[str, str], list[Open]] = {}
    for one in found:
        groups.setdefault((one.entry.id, one.recipient + one.decision.question if apart else ""), []).append(one)
    return [
        Line(_mark(each[0]), each[0], "、".join(dict.fromkeys(one.decision.question for one in each)))
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
    """What a tick box carries: the record and the ruling as they were seen, the recipient, the decision as it stood."""
    ruled = one.ruling.revision if one.ruling else 0
    return f"{one.entry.kind}:{one.entry.id}:{one.entry.revision}:{ruled}:{one.recipient}:{one.decision.question}"


def _act(request: HttpRequest, form: Answered, asked: dict[str, str], picked: Collection[str]) -> list[Clash]:
    """Do it in one transaction; or nothing, and what others did meanwhile to the records that are chosen."""
    given, supplies = form.cleaned_data, request.POST.get("act") == "supply"
    if not picked:
        raise UserError("选择", "没有选中一条记录", "请在表里勾选")
    if not supplies and not (given["answer"] and given["day"]):
        raise UserError("裁定答案", "没有选答案或没有写日期", "请补上；一次只裁定一个问题")
    with transaction():
        still = {_mark(one): one for one in chosen(open_decisions(visible(request)), **asked)}
        if gone := [mark for mark in picked if mark not in still]:
            return _clashes(gone, still.values(), given["value"] if supplies else given["answer"])
        chosen_ones = [still[mark] for mark in picked]
        if supplies:
            once = {one.entry.id: one.entry for one in chosen_ones}
            entering.supply(office(), list(once.values()), given["field"], given["value"], given["why"])
            return []
        refuse_own(request, [one.entry for one in chosen_ones])
        subjects = [(one.entry, one.recipient) for one in chosen_ones]
        entering.rule(office(), subjects, chosen_ones[0].decision.question, given["answer"], given["why"], given["day"])
    return []


def _clashes(gone: Iterable[str], still: Iterable[Open], yours: str) -> list[Clash]:
    """Of each record that is no longer as it was seen: who changed it, to what."""
    now_open = {(o.entry.kind, o.entry.id, o.recipient, o.decision.question): o for o in still}
    found = []
    for mark in sorted(gone):
        kind, number, _revision, _ruled, recipient, question = (mark.split(":", 5) + [""] * 5)[:6]
        entry, one = DIRECTORY.one(office().fields, kind, number), now_open.get((kind, number, recipient, question))
        if entry is None:
            found.append(Clash(kind, "", "", "已经没有这条记录", yours))
            continue
        written = one.ruling.revision if one and one.ruling else entry.revision
        by, at = entering.writers([written])[written]
        decided = dict(entry.decisions).get(recipient, {}).get(question)
        settled = answer_words(decided) if decided else "未判定"
        theirs = (one.since or "记录有了新版本") if one else f"已经判定：{question} {settled}"
        found.append(Clash(entry.name, by, when(at), theirs, yours))
    return found
