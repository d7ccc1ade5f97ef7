"""Many documents at once: set in processes of their own, since Typst keeps what it has set until its process ends."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from catalogue.finding import UserError
from exporters.paper.annex import annex, annex_pdf
from exporters.paper.word import annex_docx
from exporters.sheet import Sheet

AT_ONCE = 2
EACH = 8  # documents a process sets before it ends, to bound its memory


def list_documents(sheet: Sheet, made: date, overlay: Path | None) -> tuple[bytes, bytes]:
    """A list as PDF and as DOCX."""
    return annex_pdf(annex(sheet, "", overlay), made, overlay), annex_docx(sheet, made, overlay)


def press(make: Callable[..., Any], jobs: Iterable[tuple[Any, ...]]) -> Iterator[Any]:
    """``make(*job)`` for every job, in order; `make` must be a function of a module. Raises what a job raises."""
    waiting = list(jobs)
    if len(waiting) <= EACH:  # done before other processes would have started
        yield from (make(*job) for job in waiting)
        return
    workers = max(1, min(AT_ONCE, os.cpu_count() or 1))
    for start in range(0, len(waiting), EACH * workers):  # a fresh pair for each lot: the executor's own limit can hang
        lot = waiting[start : start + EACH * workers]
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
            try:
                yield from pool.map(make, *zip(*lot, strict=True))
            except BrokenProcessPool as error:
                advice = "可能是内存不足；请关闭其他程序再试，原来公布的文件没有改动"
                raise UserError("排版", "排版进程中途停止", advice) from error
