"""The manual: for one's own roles, or for any; as a page and as a PDF."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from app.web import manual
from app.web.offices import county
from app.web.pages import link, page
from app.web.roles import Role


def read(request: HttpRequest) -> HttpResponse:
    """The chapters, each with its picture."""
    asked = request.GET.get("role", "")
    roles = frozenset() if asked == "全部" else manual.role_of(asked) or request.user.role_set
    return page(
        request, "help.html", chapters=manual.for_roles(roles), roles=list(Role), chosen="、".join(r for r in Role if r in roles) or "全部角色",
        pdf=link("help-pdf", role=asked),
    )  # fmt: skip


def pdf(request: HttpRequest) -> HttpResponse:
    """The same on paper."""
    asked = request.GET.get("role", "")
    roles = frozenset() if asked == "全部" else manual.role_of(asked) or request.user.role_set
    made = manual.paper(county(), roles)
    return HttpResponse(
        made, "application/pdf", headers={"Content-Disposition": content_disposition_header(True, "操作手册.pdf")}
    )
