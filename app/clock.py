"""What time it is and who is acting from where: real ones, or those a rehearsal (示例演示) declares."""

from __future__ import annotations

import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Actor:
    """Who acts, as the log names them (姓名（账号）), and from which address."""

    by: str
    where: str


_ACTING: ContextVar[Actor | None] = ContextVar("acting", default=None)  # one process serves many people at once


def now() -> str:
    """The time in Beijing, to the second; ``QUANMU_CLOCK`` sets it for a rehearsal that must repeat byte for byte."""
    declared = os.environ.get("QUANMU_CLOCK")
    moment = datetime.fromisoformat(declared) if declared else datetime.now(BEIJING)
    return moment.isoformat(timespec="seconds")


@contextmanager
def acting(by: str, where: str) -> Iterator[None]:
    """All acts inside are this person's, from this address."""
    token = _ACTING.set(Actor(by, where))
    try:
        yield
    finally:
        _ACTING.reset(token)


def actor() -> str:
    """Who is acting: whom the server says, else ``QUANMU_USER`` or the login name."""
    if (told := _ACTING.get()) is not None:
        return told.by
    try:
        return os.environ.get("QUANMU_USER") or getpass.getuser()
    except (KeyError, OSError):
        return "未署名"


def where() -> str:
    """The address from which the acting person works; "" on the office's own command line."""
    told = _ACTING.get()
    return told.where if told else ""
