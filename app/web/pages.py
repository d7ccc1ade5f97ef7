"""How pages are made: the Jinja2 environment, what every page knows, and forms whose errors stand beside their fields."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from django.forms.renderers import Jinja2 as FormsJinja2
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localtime
from jinja2 import Environment, StrictUndefined

from app.clock import now
from app.web.routes import MENU, ROUTES, Route
from app.web.wording import on_page

STATIC = Path(__file__).parent / "static"
Crumb = tuple[str, str]


class Renderer(FormsJinja2):
    """Django's own Jinja2 templates for widgets; our macros (``form.html``) place them."""


def environment(**options: Any) -> Environment:
    """The environment of the staff's pages: every value is escaped, a missing one is an error."""
    made = Environment(**{**options, "undefined": StrictUndefined, "autoescape": True, "finalize": on_page})
    made.globals.update(url=link, static=static, alone=_alone)
    made.filters.update(when=when)
    return made


def page(
    request: HttpRequest, template: str, status: int = 200, crumbs: Sequence[Crumb] = (), **shown: Any
) -> HttpResponse:
    """A whole page. `crumbs` are the (title, address) between 首页 and this page."""
    return render(request, template, {"crumbs": crumbs, **shown}, status=status)


def common(request: HttpRequest) -> dict[str, Any]:
    """What every page's frame needs: who is signed in, their navigation, messages, which route this is."""
    from django.contrib.messages import get_messages

    from app.web.offices import county

    user = getattr(request, "user", None)
    signed_in = user is not None and user.is_authenticated
    match = getattr(request, "resolver_match", None)
    return {
        "account": user if signed_in else None,
        "navigation": navigation(user.role_set) if signed_in else [],
        "here": match.view_name if match else "",
        "messages": get_messages(request),
        "county": county(),
        "printed": {"at": when(now()), "address": request.headers.get("Host", "") + unquote(request.get_full_path())},
        "chapter": _chapter(match.view_name) if match and signed_in else "",
    }


def _alone(account: Any) -> bool:
    """Whether a person of the office has nobody beside them for what takes two."""
    from app.web.accounts import alone

    return alone(account)


def navigation(roles: frozenset[Any]) -> list[tuple[str, list[Route]]]:
    """The left navigation: groups with the routes that someone of these roles may open; empty groups are left out."""
    found = [(group, [r for r in ROUTES if r.menu == group and r.open_to(roles)]) for group in MENU]
    return [(group, routes) for group, routes in found if routes]


def link(name: str, /, *args: Any, **query: Any) -> str:
    """The address of a route, with a query."""
    from urllib.parse import urlencode

    asked = urlencode({k: v for k, v in query.items() if v not in ("", None)}, doseq=True)
    return reverse(name, args=args) + (f"?{asked}" if asked else "")


@cache
def static(name: str) -> str:
    """The address of a static file; its digest changes with its content, so that browsers may keep it."""
    return f"/static/{name}?v={hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]}"


def when(text: str | datetime | None) -> str:
    """A time as people here read it: to the minute."""
    text = localtime(text).isoformat() if isinstance(text, datetime) else text
    return str(text or "")[:16].replace("T", " ")


def _chapter(route: str) -> str:
    """Which chapter of the manual is about this screen."""
    from app.web.manual import about

    return about(route)
