"""What time it is and who is acting: real ones, or those a rehearsal (示例演示) declares."""

from __future__ import annotations

import getpass
import os
from datetime import datetime
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")


def now() -> str:
    """The time in Beijing, to the second; ``QUANMU_CLOCK`` sets it for a rehearsal that must repeat byte for byte."""
    declared = os.environ.get("QUANMU_CLOCK")
    moment = datetime.fromisoformat(declared) if declared else datetime.now(BEIJING)
    return moment.isoformat(timespec="seconds")


def actor() -> str:
    """Who is acting: ``QUANMU_USER`` or the login name."""
    try:
        return os.environ.get("QUANMU_USER") or getpass.getuser()
    except (KeyError, OSError):
        return "未署名"
