"""A rule proposed by a form of rows: no YAML to write; what was typed stays, errors stand at their rows, the entry can be seen."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from app.rulebook import rulechanges, sheet_trial
from app.rulebook.rulechanges import PARTS
from app.rulebook.sheet import (
    COMPARED,
    EITHER,
    EXAMPLES,
    KNOWN,
    LISTED,
    NOT_LISTED,
    ONE,
    OTHER,
    SAME,
    UNKNOWN,
    Sheet,
    opened,
)
from app.rulebook.sheet_text import Written, written
from app.web import drafts, sheets
from app.web.offices import office
from app.web.pages import link, page
from catalogue.decision import IDENTITY
from catalogue.finding import FormError, UserError
from rules.sentences import rule_sentence

CRUMBS = [("规则书", "/rules/"), ("修改建议", "/rules/proposals/")]


def edit(request: HttpRequest) -> HttpResponse:
    """Write a new rule (``?part=检查``: a check), or change one (``?rule=``)."""
    at, number = office(), request.GET.get("rule", "")
    rule = at.book.by_id.get(number)
    if number and rule is None:
        raise Http404
    part = "检查" if (rule.fault if rule else request.GET.get("part") == "检查") else "规则"
    names, many = sheets.names_of(at.book), sheets.many_of(at.book)
    original = rulechanges.entry_of(at, number)
    before = opened(part, original, names) if original else Sheet(part=part, number=sheets.free_number(at.book))
    place = f"ruleform/{part}/{number}"
    shown, why, kept_at, out = before, "", "", Written()
    if request.method == "POST":
        shown, why = sheets.posted(request.POST, before), request.POST.get("why", "").strip()
        out = written(shown, names, many, original)
        if request.POST.get("step") == "propose":
            if not number and shown.number in at.book.by_id:
                out.add("编号", f"规则书里已有 {shown.number}。要改它，请从那一条点“提出修改”；新写的请换一个编号")
            made = _propose(PARTS[part], shown, out, why)
            if made:
                drafts.drop(request.user, place)
                messages.success(request, "建议通过了校对，全部例子相符。下一步：算影响，再请另一位同事批准。")
                return redirect("proposal", made.pk)
        else:
            out.wrong.clear()
        drafts.put(request.user, place, {"sheet": shown.model_dump_json(), "why": why})
    else:
        found = drafts.initial(request, place)
        if found.get("sheet"):
            shown, why, kept_at = Sheet.model_validate_json(found["sheet"]), found["why"], found["draft_at"]
        out = written(shown, names, many, original)
        out.wrong.clear()
    return page(
        request, "rule_form.html", crumbs=CRUMBS, title=f"修改 {number}" if number else f"新写一条{part}", part=part, number=number,
        sheet=sheets.with_blanks(shown), why=why, wrong=out.wrong, draft_at=kept_at, **_choices(shown), **_said(PARTS[part], out, bool(original)),
    )  # fmt: skip


def _propose(part: rulechanges.Part, shown: Sheet, out: Written, why: str) -> Any:
    """The proposal, or None with everything wrong noted in `out`."""
    if not why:
        out.add("理由", "请填写理由")
    if out.wrong:
        return None
    try:
        return rulechanges.propose(office(), part, out.text, why)
    except (FormError, UserError) as error:
        for place, said in sheet_trial.faults_by_place(office(), part, shown, out.text, error).items():
            for words in said:
                out.add(place, words)
    return None


def _choices(sheet: Sheet) -> dict[str, Any]:
    """What the rows choose from."""
    book = office().book
    names = [one.field for one in sheet.conditions] + sheet.columns()
    return {
        "kinds": sheets.judged(book, sheet.part), "usable": sheets.usable(book, sheet), "questions": sheets.questions(book, sheet),
        "answers": {q.name: q for q in book.questions}, "terms": {name: sheets.term(book, name) for name in ("", *names)}, "columns": sheet.columns(),
        "texts": [(t[0].title, t[0].number) for title, t in sorted(book.texts.items()) if t[0].title == title], "overridable": sheets.overridable(book, sheet),
        "articles": [f.name for f in book.fields.fields.values() if f.name.startswith("法条")][:1] or ["法条"],
        "matters": list(book.register.matters.values()) if IDENTITY in names else (), "names": sheets.names_of(book), "against": sheets.against(book),
        "lists": sorted(book.lists), "numeric": (*COMPARED, SAME, OTHER), "no_value": (KNOWN, UNKNOWN), "by_list": (LISTED, NOT_LISTED), "identity": IDENTITY,
        "hows": ((ONE, "就是"), (EITHER, "任一（哪一个办都行）"), ("共同", "共同（缺一不可）")), "sorts": EXAMPLES,
    }  # fmt: skip


def _said(part: rulechanges.Part, out: Written, known: bool) -> dict[str, Any]:
    """The entry as it is written, and in one sentence as far as it can be read."""
    rule = sheet_trial.read(office(), part, out.text) if out.text.strip("- \n") else None
    return {
        "text": out.text,
        "sentence": rule_sentence(office().book, rule) if rule else "",
        "yaml": link("proposal-new"),
        "known": known,
    }
