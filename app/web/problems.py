"""Which problems a person may see, and what of them."""

from __future__ import annotations

from dataclasses import replace

from django.http import Http404, HttpRequest

from app.personal.masking import masked
from app.selfcheck.problems import problems
from app.web import scope
from app.web.models import Account
from app.web.offices import office
from catalogue.names import name_key
from catalogue.problem import Problem

CRUMBS = [("问题整改", "/problems/")]


def seen(account: Account, one: Problem) -> bool:
    """Whether someone may see a problem: the office all, a unit its own."""
    return scope.sees_all(account) or (bool(account.unit) and name_key(one.unit) == name_key(account.unit))


def problem_of(request: HttpRequest, number: int) -> Problem:
    """The problem of that number, if this person may see it; else 404."""
    found = next(iter(problems(office(), number=number)), None)
    if found is None or not seen(request.user, found):
        raise Http404
    return for_eyes_of(request.user, found)


def for_eyes_of(account: Account, found: Problem) -> Problem:
    """The problem with personal data masked for those whose work they are not."""
    if scope.whole(account):
        return found
    return replace(found, acts=tuple(replace(act, said=masked(office().fields, act.said)) for act in found.acts))
