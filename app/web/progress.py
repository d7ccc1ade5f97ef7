"""What every handler of long work is given and gives: its arguments, how it tells how far it is, the day it is about."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.web.models import Job
from catalogue.finding import UserError

_EVERY = 0.5  # seconds between two notes of progress


@dataclass
class Progress:
    """How a job tells how far it is; notes come at most twice a second, outside its own transactions."""

    job: Job
    _last: float = field(default=0.0)

    def __call__(self, percent: int, message: str) -> None:
        """Note per cent done and what is being done."""
        if time.monotonic() - self._last >= _EVERY or percent == 0:
            Job.objects.filter(pk=self.job.pk).update(progress=min(99, percent), message=message)
            self._last = time.monotonic()


Handler = Callable[[Mapping[str, Any], Progress], Mapping[str, Any]]


def day_of(arguments: Mapping[str, Any]) -> date:
    """The day that a job is to judge as of. Raises `UserError`."""
    try:
        return date.fromisoformat(arguments["as_of"])
    except ValueError as error:
        raise UserError("判定日", f"“{arguments['as_of']}”不是日期", "请写成 2021-12-31 这样") from error
