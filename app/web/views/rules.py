"""The rule book to read and search, and one rule whole."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from app.models import RuleProposal
from app.rulebook.bookview import rule_view, tree_lines, view
from app.rulebook.rulechanges import state
from app.rulebook.usage import of_last_run
from app.web.listing import Column
from app.web.listing import listing as listed
from app.web.offices import office
from app.web.pages import link, page
from app.web.roles import Role
from catalogue.bookview import BookView, RuleView
from rules.books import Book

COLUMNS = (
    Column("id", "编号", lambda v: v.id, whole=True),
    Column("name", "名称", lambda v: v.name + ("（待核）" if v.unread else "")),
    Column("part", "部分", lambda v: v.part),
    Column("topic", "主题", lambda v: v.topic),
    Column("questions", "回答的问题", lambda v: "、".join(v.questions)),
    Column("basis", "依据", lambda v: "；".join(one.cited for one in v.basis)),
    Column("begins", "施行", lambda v: v.begins, whole=True),
    Column("own", "谁写的", lambda v: "本单位" if v.own else "随程序"),
)
_KEPT: dict[str, BookView] = {}


def in_words(book: Book) -> BookView:
    """The whole book in words; put into words once."""
    found = _KEPT.get(book.digest)
    if found is None:
        found = view(book)
        _KEPT.clear()
        _KEPT[book.digest] = found
    return found


def listing(request: HttpRequest) -> HttpResponse:
    """Rules and checks, by words in any of their texts, by topic, part and question."""
    shown = in_words(office().book)
    every = (*shown.rules, *shown.checks)
    words = request.GET.get("q", "").split()
    asked = {name: request.GET.get(name, "") for name in ("topic", "part", "question", "own")}
    found = [
        v for v in every
        if all(word in _text(v) for word in words) and asked["topic"] in ("", v.topic) and asked["part"] in ("", v.part)
        and (not asked["question"] or asked["question"] in v.questions) and (not asked["own"] or v.own)
    ]  # fmt: skip
    table = listed(request, COLUMNS, found, sort="id", address=lambda v: link("rule", v.id))
    return page(
        request, "rules.html", table=table, asked=asked, word=" ".join(words), topics=list(dict.fromkeys(v.topic for v in every)),
        questions=[q.name for q in office().book.questions], digest=office().book.digest, may=request.user.has(Role.REFORM),
    )  # fmt: skip


def _text(view: RuleView) -> str:
    basis = "".join(f"{one.cited}{one.gist}" for one in view.basis)
    return f"{view.id}{view.name}{view.sentence}{view.advice}{view.group}{view.code}{basis}{view.note}"


def one(request: HttpRequest, number: str) -> HttpResponse:
    """One rule: its sentence, law, exceptions, examples, use, and the changes proposed to it."""
    at = office()
    rule = at.book.by_id.get(number)
    if rule is None:
        raise Http404
    proposals = [(p, state(p)) for p in RuleProposal.objects.filter(rule=number).order_by("-id")]
    return page(
        request, "rule.html", crumbs=[("规则书", "/rules/")], title=f"{rule.id} {rule.name}", view=rule_view(at.book, rule),
        tree=tree_lines(rule_view(at.book, rule).exceptions), usage=of_last_run(at, number), proposals=proposals,
        may=request.user.has(Role.REFORM),
    )  # fmt: skip
