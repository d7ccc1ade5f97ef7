"""Indicators as they were last counted: kept with the job that counted them, found again by day and months."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from pydantic import TypeAdapter

from app.web import jobs
from app.web.models import Account, Job
from app.web.scope import sees_all
from exporters.figures.indicators import IndicatorLine

KINDS = ("指标", "判定")  # the jobs that count them
PLACES = ("单位", "镇街")  # dimensions whose rows are organisations
_LINES = TypeAdapter(tuple[IndicatorLine, ...])


@dataclass(frozen=True)
class Counted:
    """Which day and months were counted, by whom and when."""

    job: int
    day: date
    first: str
    last: str
    at: str
    by: str

    @property
    def told(self) -> str:
        """The period in words."""
        months = f"，{self.first or '最早'}至{self.last or '最近'}" if self.first or self.last else ""
        return f"截至 {self.day}{months}"


def counted() -> list[Counted]:
    """Every counting, newest first; of the same day and months the newest only."""
    found: dict[tuple[str, ...], Counted] = {}
    done = Job.objects.filter(kind__in=KINDS, state=jobs.DONE, result__contains='"指标":').order_by("-id")
    for job in done.only("pk", "arguments", "ended", "by"):
        said = json.loads(job.arguments)
        key = tuple(str(said.get(name, "")) for name in ("as_of", "from", "to"))
        found.setdefault(key, Counted(job.pk, date.fromisoformat(key[0]), key[1], key[2], job.ended, job.by))
    return list(found.values())


def lines_of(one: Counted) -> tuple[IndicatorLine, ...]:
    """What that counting found."""
    return _LINES.validate_python(jobs.result_of(Job.objects.get(pk=one.job))["指标"])


def for_eyes_of(account: Account, lines: Iterable[IndicatorLine], organs: Sequence[str]) -> list[IndicatorLine]:
    """The lines as someone may see them: of the rows that name an organisation a unit's people see their own."""
    if sees_all(account):
        return list(lines)
    others = set(organs) - {account.unit}
    return [_own(line, account.unit, others) for line in lines]


def _own(line: IndicatorLine, unit: str, others: set[str]) -> IndicatorLine:
    dimensions = tuple(
        replace(
            one, rows=tuple(r for r in one.rows if (r.label == unit if one.name in PLACES else r.label not in others))
        )
        for one in line.dimensions
    )
    return replace(
        line, dimensions=dimensions, breakdown=tuple(row for row in line.breakdown if row.label not in others),
        exclusions=tuple(row for row in line.exclusions if unit in row),
    )  # fmt: skip


def count(arguments: Mapping[str, Any], progress: jobs.Progress) -> Mapping[str, Any]:
    """Judge as of a day and count every indicator (arguments: as_of, from, to: months such as 2021-03 or "")."""
    from app import flow
    from app.judgement import checking
    from app.web.offices import office
    from app.web.progress import day_of

    day = day_of(arguments)
    months = (arguments["from"], arguments["to"]) if arguments["from"] or arguments["to"] else None
    progress(0, "正在判定")
    judgement = flow.decide(office(), day)
    progress(70, "正在计算指标")
    found = checking.indicators(office(), judgement, months)
    return {"说明": f"已按 {day} 算出 {len(found.indicators)} 项指标", "指标": found.indicators}
