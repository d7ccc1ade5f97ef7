"""Yellow and red cards: the list, one with its reasons, appeal by the unit, answer by the office. The acts are those of `app.filing.cards`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header

from app.clock import now
from app.filing import cards
from app.filing.cards import APPEALED, CANCELLED, STANDING, UPHELD, CardLine
from app.filing.cards_paper import book
from app.web import jobs, scope
from app.web.forms import Form, reason
from app.web.listing import Column
from app.web.listing import listing as listed
from app.web.models import Account
from app.web.offices import county
from app.web.pages import link, page
from app.web.roles import Role
from app.web.saving import XLSX
from catalogue.decision import spoken
from catalogue.names import name_key

CRUMBS = [("红黄牌", "/cards/")]
COLUMNS = (
    Column("id", "编号", lambda c: c.id, number=True),
    Column("colour", "牌", lambda c: c.colour, whole=True),
    Column("unit", "单位", lambda c: c.unit),
    Column("number", "受理号", lambda c: c.number, whole=True),
    Column("matter", "事项", lambda c: c.matter),
    Column("timeliness", "时效", lambda c: c.timeliness, whole=True),
    Column("days", "超过天数", lambda c: "不能确定" if c.days is None else c.days, number=True),
    Column("month", "受理月份", lambda c: c.month, whole=True),
    Column("state", "状态", lambda c: c.state, whole=True),
)
FILTERS = ("unit", "colour", "state", "month")
ACTS = {"appeal": APPEALED, "uphold": UPHELD, "cancel": CANCELLED}


class Why(Form):
    """理由."""

    why = reason("系统停机半天，有通告")


def _seen(account: Account, one: CardLine) -> bool:
    return scope.sees_all(account) or (
        bool(account.unit) and name_key(account.unit) in (name_key(one.unit), name_key(one.town))
    )


def _chosen(request: HttpRequest) -> tuple[list[CardLine], list[CardLine]]:
    """All cards that one may see, and those that the address asks for."""
    own = [one for one in cards.listed() if _seen(request.user, one)]
    asked = {name: request.GET.get(name, "") for name in FILTERS}
    return own, [one for one in own if all(not v or str(getattr(one, n)) == v for n, v in asked.items())]


def listing(request: HttpRequest) -> HttpResponse:
    """The cards, and how many each unit has."""
    own, rows = _chosen(request)
    values: Callable[[str], list[str]] = lambda name: sorted({str(getattr(one, name)) for one in own} - {""})  # noqa: E731
    standing = Counter((one.unit, one.colour) for one in rows if one.state != CANCELLED)
    gone = Counter(one.unit for one in rows if one.state == CANCELLED)
    return page(
        request, "cards.html", table=listed(request, COLUMNS, rows, sort="-id", address=lambda c: link("card", c.id)),
        filters=[(name, words, values(name), request.GET.get(name, "")) for name, words in zip(FILTERS, ("单位", "牌", "状态", "受理月份"), strict=True)],
        units=[(u, standing[u, "黄牌"], standing[u, "红牌"], gone[u]) for u in sorted({one.unit for one in rows})],
        any=bool(own), behind=cards.behind(date.fromisoformat(now()[:10])), may=request.user.has(Role.REFORM), query=request.GET.urlencode(), today=now()[:10],
    )  # fmt: skip


def _card(request: HttpRequest, number: int) -> CardLine:
    found = next((one for one in cards.listed() if one.id == number), None)
    if found is None or not _seen(request.user, found):
        raise Http404
    return found


def one(request: HttpRequest, number: int) -> HttpResponse:
    """A card with the decisions under it and everything done about it."""
    found = _card(request, number)
    return page(
        request, "card.html", crumbs=CRUMBS, found=found, may=[(k, w) for k, w in ACTS.items() if _may(request.user, k, found)],
        reasons=[(d.question, spoken(d.answer) or d.status, d.basis) for d in cards.reasons(number).values()],
    )  # fmt: skip


def _may(account: Account, key: str, one: CardLine) -> bool:
    if account.has(Role.AUDITOR) or (key != "appeal" and not account.has(Role.REFORM)):
        return False
    states = {"appeal": (STANDING, UPHELD), "uphold": (APPEALED,), "cancel": (STANDING, UPHELD, APPEALED)}
    return one.state in states[key]


def _act(request: HttpRequest, number: int, key: str) -> HttpResponse:
    found, what = _card(request, number), ACTS[key]
    form = Why(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.attempt(lambda: cards.act(number, what, form.cleaned_data["why"]))
    ):
        messages.success(request, f"第 {number} 号牌：已{what}。")
        return redirect("card", number)
    return page(
        request, "form.html", crumbs=[*CRUMBS, (f"第 {number} 号牌", link("card", number))], form=form, title=f"{what}第 {number} 号牌",
        verb=what, intro=f"{found.unit}，受理号 {found.number}，{found.colour}，{found.timeliness}。牌和经过都留着，比率随之改变。",
    )  # fmt: skip


def appeal(request: HttpRequest, number: int) -> HttpResponse:
    """The unit says why the card is not deserved."""
    return _act(request, number, "appeal")


def uphold(request: HttpRequest, number: int) -> HttpResponse:
    """The appeal is not accepted."""
    return _act(request, number, "uphold")


def cancel(request: HttpRequest, number: int) -> HttpResponse:
    """The card no longer counts."""
    return _act(request, number, "cancel")


def judge(request: HttpRequest) -> HttpResponse:
    """Judge all filings taken in as of a day."""
    if request.method != "POST":
        return redirect("cards")
    return redirect("job", jobs.wait(jobs.ask(request.user, "亮牌", {"as_of": request.POST.get("as_of", "")})).pk)


def download(request: HttpRequest) -> HttpResponse:
    """The cards that are seen, as a workbook."""
    _, rows = _chosen(request)
    made = book(rows, date.fromisoformat(now()[:10]), "示例" if county().example else "")
    return HttpResponse(made, XLSX, headers={"Content-Disposition": content_disposition_header(True, "红黄牌.xlsx")})
