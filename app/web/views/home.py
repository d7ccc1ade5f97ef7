"""The first page: what a person may do here."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from app.web.pages import navigation, page
from app.web.roles import DUTIES


def home(request: HttpRequest) -> HttpResponse:
    """Duties of one's roles and the doors they open."""
    roles = request.user.role_set
    return page(request, "home.html", duties=[(r, DUTIES[r]) for r in DUTIES if r in roles], doors=navigation(roles))
