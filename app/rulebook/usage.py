"""How many records each rule decides: of a judgement at hand, or of the last one that the store keeps."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from app.judgement.judging import Judgement
from app.office import Office
from catalogue.finding import Finding


@dataclass(frozen=True)
class Usage:
    """Records decided by each rule (and found fault with by each check), as of a day; `same_book`: by today's book."""

    day: date
    same_book: bool = True
    records: dict[str, int] = field(default_factory=dict)


def of_judgement(judgement: Judgement, findings: Iterable[Finding]) -> Usage:
    """Counted over a judgement and its findings; a finding that could not be told is none."""
    counted: Counter[str] = Counter()
    for group in judgement.judged.values():
        for one in group:
            counted.update({rule for decision in one.decisions.values() for rule in decision.rules})
    counted.update(one.rule for one in findings if one.rule and one.severity != "无法判定")
    return Usage(judgement.day, True, dict(counted))


def of_last_run(office: Office, rule: str) -> Usage | None:
    """How many records a rule decided in the last judging in the store; None where nothing was judged yet.

    Findings of checks are not kept there."""
    from app.models import DecisionBody, DecisionRow, DecisionRun

    run = DecisionRun.objects.select_related("book").order_by("-id").first()
    if run is None:
        return None
    named = DecisionBody.objects.filter(body__contains=f'"{rule}"').values_list("id", "body")
    # the reasons of cards lie there too, several decisions in one body, and belong to no run
    bodies = [number for number, body in named if rule in json.loads(body).get("rules", ())]
    rows = DecisionRow.objects.filter(run=run, body_id__in=bodies).values_list("kind", "key").distinct()
    return Usage(run.as_of, run.book.digest == office.book.digest, {rule: len(rows)})
