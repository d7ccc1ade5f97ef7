"""Many documents at once: set in processes of their own, since Typst keeps what it has set until its process ends."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any

from catalogue.finding import UserError

AT_ONCE = 2
ROWS = 250  # rows that one process sets, about 0.5 MB each; a longer document has a process to itself, and no company
HERE = 200  # rows up to which no process is worth its start


@dataclass(frozen=True)
class Job:
    """One document: ``make(*given)``, a function of a module; `rows`: how long its lists are together."""

    make: Callable[..., Any]
    given: tuple[Any, ...]
    rows: int


def press(jobs: Iterable[Job]) -> list[Any]:
    """What each job makes, in order. Raises what a job raises, and `UserError` where a process is lost."""
    waiting = list(jobs)
    if sum(job.rows for job in waiting) <= HERE:
        return _run(waiting)
    done: dict[int, Any] = {}
    single, batches = _batches(waiting)
    for batch in single:
        done |= zip(batch, apart(_run, [waiting[n] for n in batch]), strict=True)
    with ThreadPoolExecutor(max(1, min(AT_ONCE, os.cpu_count() or 1))) as pool:
        running = [pool.submit(apart, _run, [waiting[n] for n in batch]) for batch in batches]
        try:
            for batch, one in zip(batches, running, strict=True):
                done |= zip(batch, one.result(), strict=True)
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise
    return [done[n] for n in range(len(waiting))]


def apart(make: Callable[..., Any], *given: Any) -> Any:
    """``make(*given)`` in a process that ends with it, and gives its memory back."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        try:
            return pool.submit(make, *given).result()
        except BrokenProcessPool as error:
            advice = "可能是内存不足；请关闭其他程序再试，原来公布的文件没有改动"
            raise UserError("排版", "排版进程中途停止", advice) from error


def _run(jobs: list[Job]) -> list[Any]:
    return [job.make(*job.given) for job in jobs]


def _batches(jobs: list[Job]) -> tuple[list[list[int]], list[list[int]]]:
    """Numbers of the jobs: those that go alone, and the others in lots of about `ROWS` rows."""
    single: list[list[int]] = []
    lots: list[list[int]] = [[]]
    rows = 0
    for number, job in enumerate(jobs):
        if job.rows > ROWS:
            single.append([number])
            continue
        if lots[-1] and rows + job.rows > ROWS:
            lots.append([])
            rows = 0
        lots[-1].append(number)
        rows += job.rows + 5  # a short document costs a little too
    return single, [lot for lot in lots if lot]
