"""What was sent after the session had run out is kept for its sender and offered after signing in; never sent by itself."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse

from app.web import drafts
from app.web.models import Account, Draft
from app.web.pages import page
from app.web.routes import ANYONE, Route

PLACE = "expired"
_NEVER = {"password", "logout", "personal-person"}  # passwords, and names of whom nothing shall be kept
_MOST = 200_000  # characters
_UNSAID = {"csrfmiddlewaretoken", "version", "pick", "chosen", "act", "decision"}  # of no use to a reader


def keep(account: Account | None, request: HttpRequest, route: Route) -> bool:
    """Keep what the form said; whether it could be. The token has been checked by then: it comes from our own page."""
    if account is None or request.method != "POST" or route.who == ANYONE or route.name in _NEVER:
        return False
    typed = {name: request.POST.getlist(name) for name in request.POST if name != "csrfmiddlewaretoken"}
    if not any(any(values) for values in typed.values()) or sum(len(v) for vs in typed.values() for v in vs) > _MOST:
        return False
    drafts.put(account, PLACE, {"path": request.path, "at_once": request.get_full_path(), "typed": typed, "files": bool(request.FILES)})  # fmt: skip
    return True


def offered(request: HttpRequest) -> HttpResponse | None:
    """The page that asks whether to send it now, on the address it was sent to; None where nothing waits for an answer."""
    found = Draft.objects.filter(account=request.user, place=PLACE).first()
    kept: dict[str, Any] = json.loads(found.content) if found else {}
    if found is None or kept["path"] != request.path:
        return None
    if request.method != "GET" or request.GET.get("draft") == "drop":
        drafts.drop(request.user, PLACE)
        return None
    said = [v for name, values in kept["typed"].items() if name not in _UNSAID for v in values if v.strip()]
    return page(
        request, "expired.html", title="接着提交吗", kept=kept, said=said[:20], more=len(said) > 20, at=found.at
    )
