"""The first page: what a person may do here."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from app.personal.places import overdue
from app.web.offices import office
from app.web.pages import navigation, page
from app.web.roles import DUTIES, Role


def home(request: HttpRequest) -> HttpResponse:
    """Duties of one's roles and the doors they open."""
    roles = request.user.role_set
    due = overdue(office().fields, settings.CONFIG.personal_days) if Role.SECURITY in roles else 0
    return page(
        request, "home.html", duties=[(r, DUTIES[r]) for r in DUTIES if r in roles], doors=navigation(roles), overdue=due
    )  # fmt: skip
