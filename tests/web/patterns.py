"""Print every address pattern that Django knows, with its row; or ask for one that was put past the table."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any


def patterns() -> list[dict[str, Any]]:
    """Name, pattern and row of each, walked through Django's own resolver."""
    from django.urls import get_resolver

    from app.web.routes import BY_NAME

    found = []
    for one in get_resolver().url_patterns:
        row = BY_NAME.get(getattr(one, "name", None) or "")
        listed = row is not None and not hasattr(one, "url_patterns") and one.callback is row.function
        told = (
            {"acts": row.acts, "title": row.title, "does": row.does} if row else {"acts": "", "title": "", "does": ""}
        )
        found.append({"name": getattr(one, "name", None), "route": str(one.pattern), "listed": listed, **told})
    return found


def smuggled() -> dict[str, Any]:
    """What becomes of a view that is in urls.py and not in the table, for an administrator."""
    from django.http import HttpResponse
    from django.test import Client
    from django.urls import path

    from app.web import urls
    from app.web.models import Account

    reached = []
    urls.urlpatterns.append(path("smuggled/", lambda request: reached.append(1) or HttpResponse("in"), name="smuggled"))
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(Account.objects.get(username="system"), "django.contrib.auth.backends.ModelBackend")
    return {"status": client.get("/smuggled/").status_code, "reached": bool(reached)}


if __name__ == "__main__":
    from app.store import open_store

    open_store(Path(sys.argv[1]), "app.web.settings", create=True)
    print(json.dumps(smuggled() if "smuggled" in sys.argv[2:] else patterns()))
