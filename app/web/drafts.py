"""Drafts: what was typed into a form that was not taken is kept on the server and offered when the form is opened again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.forms import PasswordInput
from django.http import HttpRequest

from app.clock import now
from app.web.forms import Form
from app.web.models import Account, Draft


def keep(account: Account, place: str, form: Form) -> None:
    """Keep what was typed (never passwords, files or the version). `place` names form and thing: ``ruling/办理项/…``."""
    typed: dict[str, Any] = {}
    for name, field in form.fields.items():
        if name == "version" or isinstance(field.widget, PasswordInput) or field.widget.needs_multipart_form:
            continue
        value = field.widget.value_from_datadict(form.data, form.files, form.add_prefix(name))
        if value not in (None, "", []):
            typed[name] = value
    put(account, place, typed)


def put(account: Account, place: str, typed: Mapping[str, Any]) -> None:
    """Keep what a form of its own sort says of itself."""
    text = json.dumps(typed, ensure_ascii=False, default=str)
    Draft.objects.update_or_create(account=account, place=place, defaults={"content": text, "at": now()})


def drop(account: Account, place: str) -> None:
    """The form was sent, or the draft thrown away."""
    Draft.objects.filter(account=account, place=place).delete()


def initial(request: HttpRequest, place: str, initial: dict[str, Any] | None = None) -> dict[str, Any]:
    """What a form opened anew begins with: the thing's own values, and over them the draft if there is one.

    ``?draft=drop`` throws the draft away. The result's key ``draft_at`` (time or "") is for the page to tell.
    """
    begun = dict(initial or {})
    if request.GET.get("draft") == "drop":
        drop(request.user, place)
    found = Draft.objects.filter(account=request.user, place=place).first()
    return {**begun, **(json.loads(found.content) if found else {}), "draft_at": found.at if found else ""}
