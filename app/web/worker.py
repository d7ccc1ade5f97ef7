"""The worker: a process of its own that does one long job after the other, and ends when the server that began it is gone.

Run by ``quanmu serve`` as ``python -m app.web.worker FOLDER NUMBER``, where the number is the server's own process.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from fcntl import LOCK_EX, flock
from pathlib import Path

LOCK = "worker.lock"
NAP = 0.4  # seconds between two looks into the queue


def work(home: Path, parent: int) -> None:
    """Mark what died as broken, then do what waits until the parent process is gone."""
    from app.store import open_store

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which then ends us
    open_store(home, "app.web.settings")
    from django.db import close_old_connections

    from app.web import jobs
    from app.web.work import HANDLERS
    from rules.matching import isolate

    isolate()
    alone = (home / LOCK).open("w")
    flock(alone, LOCK_EX)  # a server that was killed leaves its worker at its last job: wait until that is over
    jobs.mark_broken()
    cleaned = 0.0
    while os.getppid() == parent:
        if time.time() - cleaned > 3600:
            cleaned = time.time()
            tidy()
        job = jobs.claim()
        if job is None:
            time.sleep(NAP)
            continue
        jobs.do(job, HANDLERS)
        close_old_connections()


def tidy() -> None:
    """What is kept for a while only: uploads that were never taken in, sessions that are over."""
    from datetime import datetime, timedelta

    from django.conf import settings
    from django.core.management import call_command

    from app.clock import BEIJING, acting
    from app.web import personal, selfchecks, uploads

    before = datetime.now(BEIJING) - timedelta(days=settings.CONFIG.upload_days)
    with acting("系统", "本机"):
        uploads.clean(before.isoformat(timespec="seconds"))
    selfchecks.clean(before.timestamp())
    personal.keep_the_term()
    call_command("clearsessions")


if __name__ == "__main__":
    work(Path(sys.argv[1]), int(sys.argv[2]))
