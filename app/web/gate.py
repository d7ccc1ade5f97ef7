"""The one gate that every request passes: deny by default, name who acts, end idle sessions, turn our errors into pages."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from app.clock import acting
from app.trouble import told
from app.web import expired, passwords
from app.web.routes import ANYONE, BY_NAME, SIGNED_IN, Route
from app.web.views import faults
from app.web.where import address
from catalogue.finding import FormError, UserError

_SEEN = "seen"  # in the session: when its owner last did anything
_EVERY = 60  # seconds between two notes of it: else each request would write


class Gate:
    """Middleware over the table of routes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        _end_if_idle(request)
        by = request.user.told if request.user.is_authenticated else "未登录者"
        with acting(by, address(request)):
            response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store"  # nothing of the office stays in a shared machine's cache
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: Sequence[Any], _kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Let pass only what the table allows this person; None lets pass."""
        match = request.resolver_match
        route = BY_NAME.get(match.view_name) if match else None
        if route is None or route.function is not view:
            return faults.forbidden(request, None, "这个地址没有登记在路由表里，一律不开放")
        if _has_nul(request):
            return faults.malformed(request)
        return _refusal(request, route) or (expired.offered(request) if request.user.is_authenticated else None)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """What a person can mend becomes a page that says how; the rest is a fault of ours (``broken``)."""
        if isinstance(error, UserError):
            return faults.wrong(request, [error])
        if isinstance(error, FormError):
            return faults.wrong(request, error.faults)
        trouble = told(error)
        return faults.troubled(request, trouble) if trouble else None


def _has_nul(request: HttpRequest) -> bool:
    """Whether the sign that no keyboard has, and that PostgreSQL keeps nowhere, stands in the address or the form."""
    asked = (
        request.path,
        *(text for form in (request.GET, request.POST) for of in form.lists() for text in (of[0], *of[1])),
    )
    return any("\0" in text for text in asked)


def _refusal(request: HttpRequest, route: Route) -> HttpResponse | None:
    methods = ("GET", "HEAD") if route.acts == "读" else ("GET", "HEAD", "POST")
    if request.method not in methods:
        return faults.method(request, methods)
    if route.who == ANYONE:
        return None
    if not request.user.is_authenticated:
        if request.method == "GET" and not request.headers.get("HX-Request"):
            return redirect_to_login(request.get_full_path())
        return faults.signed_out(request, expired.keep(getattr(request, "was", None), request, route))
    if passwords.due(request.user) and route.name not in ("password", "logout"):
        return redirect("password")
    if not route.open_to(request.user.role_set):
        allowed = "、".join(sorted(route.who)) if route.who != SIGNED_IN else ""
        return faults.forbidden(request, None, f"“{route.title}”只对这些角色开放：{allowed}")
    return None


def _end_if_idle(request: HttpRequest) -> None:
    if not request.user.is_authenticated:
        return
    now, seen = int(time.time()), request.session.get(_SEEN)
    if seen is not None and now - seen > settings.CONFIG.session_minutes * 60:
        request.was = request.user  # for what they were just sending
        logout(request)
    elif seen is None or now - seen >= _EVERY:
        request.session[_SEEN] = now
