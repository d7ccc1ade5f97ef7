"""The last judging back from the store: which decision every subject got, without judging anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from catalogue.decision import Decision, read_decision

Decided = Mapping[str, Decision]  # by question


@dataclass(frozen=True)
class LastRun:
    """A judging as it is kept. `book`: the rule book's digest; `subjects`: by id (``办理项|key``) the decisions."""

    number: int
    day: date
    book: str
    at: str
    by: str
    subjects: Mapping[str, Decided]


def newest_run() -> int:
    """The number of the newest judging; 0 where nothing was judged yet."""
    from app.models import DecisionRun

    return DecisionRun.objects.order_by("-id").values_list("id", flat=True).first() or 0


def last_run() -> LastRun | None:
    """The newest judging, read once and kept until there is a newer one; None where there is none."""
    return _run(number) if (number := newest_run()) else None


@lru_cache(maxsize=1)
def _run(number: int) -> LastRun:
    from app.models import DecisionBody, DecisionRow, DecisionRun

    run = DecisionRun.objects.select_related("book").defer("book__content").get(pk=number)
    rows = list(DecisionRow.objects.filter(run=run).order_by("id").values_list("key", "question", "body_id"))
    wanted = {body for *_, body in rows}
    bodies = {
        pk: read_decision(text)
        for pk, text in DecisionBody.objects.values_list("id", "body").iterator(chunk_size=2000)
        if pk in wanted
    }
    subjects: dict[str, dict[str, Decision]] = defaultdict(dict)
    for key, question, body in rows:
        subjects[key][question] = bodies[body]
    return LastRun(run.pk, run.as_of, run.book.digest, run.at, run.by, dict(subjects))
