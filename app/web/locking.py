"""Two people at one thing: a form carries the version it was opened with; who saves second is told, with both versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse

from app.web.forms import Form
from app.web.pages import Crumb, page
from catalogue.canonical import digest
from catalogue.finding import UserError


class VersionedForm(Form):
    """A form of an existing thing; put `version_of(...)` of the thing into ``initial["version"]``."""

    version = forms.CharField(widget=forms.HiddenInput(), max_length=64)


@dataclass(frozen=True)
class Difference:
    """One field of the two versions."""

    field: str
    theirs: str
    yours: str


@dataclass(frozen=True)
class Conflict:
    """Who was first, when, and in what the two versions differ."""

    by: str
    at: str
    differences: Sequence[Difference]


def version_of(thing: Mapping[str, Any]) -> str:
    """What a form carries: equal exactly when the thing's canonical content (but for a version it has itself) is."""
    return digest({name: value for name, value in thing.items() if name != "version"})


def conflict(form: VersionedForm, current: Mapping[str, Any], by: str, at: str) -> Conflict | None:
    """None if nobody changed the thing since the form was opened; else both versions, by the form's labels.

    Call it inside the transaction that saves, with `current` read there: else a third may come between.
    """
    if form.cleaned_data["version"] == version_of(current):
        return None
    named = [(n, str(f.label or n)) for n, f in form.fields.items() if n in current and n != "version"]
    pairs = [Difference(label, _text(current[n]), _text(form.cleaned_data.get(n))) for n, label in named]
    return Conflict(by, at, [one for one in pairs if one.theirs != one.yours])


def unchanged(form: VersionedForm, current: Mapping[str, Any], place: str) -> None:
    """For a yes or no to what another wrote: raise `UserError` if it is no longer what was seen. Call it as `conflict`."""
    if form.cleaned_data["version"] != version_of(current):
        raise UserError(place, "您打开这一页以后变过", "请重新打开，看清现在的内容再办")


def told(
    request: HttpRequest, form: VersionedForm, found: Conflict, current: Mapping[str, Any], verb: str, crumbs: Sequence[Crumb] = ()
) -> HttpResponse:  # fmt: skip
    """The page with both versions and the form as typed, now carrying the version that the person has seen."""
    form.data = form.data.copy()
    form.data["version"] = version_of(current)
    return page(request, "conflict.html", 409, crumbs, title="别人先改了", form=form, conflict=found, verb=verb)


def _text(value: Any) -> str:
    return "、".join(map(str, value)) if isinstance(value, (list, tuple, set)) else "" if value is None else str(value)
