"""Work that lasts: asked for by a page, done by the worker outside the request, found again by its number."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from app.clock import now, where
from app.store import record_act, transaction
from app.trouble import told
from app.web.models import Account, Job
from app.web.offices import without_folder
from app.web.progress import Handler, Progress
from app.web.roles import Role
from catalogue.canonical import dumps
from catalogue.finding import FormError, UserError

WAITING, RUNNING, DONE, FAILED, BROKEN = "等待", "进行", "完成", "失败", "中断"
OPEN = (WAITING, RUNNING)
BROKEN_ADVICE = "办到一半时程序停了。已经提交的内容完整保留，没有提交的不留半截；请点“再办一次”"


def ask(account: Account, kind: str, arguments: Mapping[str, Any]) -> Job:
    """Put a job into the queue. The same work of the same person that still waits or runs is not asked for twice."""
    text = dumps(arguments)
    with transaction():
        same = Job.objects.filter(kind=kind, arguments=text, account=account, state__in=OPEN).first()
        if same is not None:
            return same
        made: Job = Job.objects.create(
            kind=kind, arguments=text, account=account, by=account.told, where=where(), at=now()
        )
        record_act("提交任务", {"任务": made.pk, "类别": kind})
    return made


def claim() -> Job | None:
    """The oldest job that waits, now running; None if there is none."""
    if not Job.objects.filter(state=WAITING).exists():
        return None
    with transaction():
        job: Job | None = Job.objects.filter(state=WAITING).order_by("id").first()
        if job is not None:
            job.state, job.started, job.message = RUNNING, now(), "开始"
            job.save()
    return job


def do(job: Job, handlers: Mapping[str, Handler]) -> None:
    """Do a claimed job by its kind's handler; whatever it ends with is noted with it, in words for a person."""
    import logging

    from app.clock import acting

    with acting(job.by, job.where):
        try:
            result = handlers[job.kind](json.loads(job.arguments), Progress(job))
        except UserError as error:
            _end(job, FAILED, str(error), {})
        except FormError as error:
            _end(job, FAILED, str(error), {})
        except Exception as error:  # a fault of ours: the log has the whole story
            logging.getLogger("quanmu.web").exception("job %s", job.pk)
            trouble = told(error)
            ours = f"程序：出了没有预料到的错（{type(error).__name__}）。已提交的内容不受影响，请告诉系统管理员任务编号"
            _end(job, FAILED, f"服务器：{trouble}" if trouble else ours, {})
        else:
            _end(job, DONE, str(result.get("说明", "办完了")), result)


def _end(job: Job, state: str, message: str, result: Mapping[str, Any]) -> None:
    with transaction():
        progress = 100 if state == DONE else job.progress
        Job.objects.filter(pk=job.pk).update(
            state=state, message=without_folder(message), result=dumps(result), ended=now(), progress=progress
        )


def wait(job: Job, seconds: float = 2.5) -> Job:
    """The job once it is over, or as it is after that time: short work is answered at once, long work on its own page."""
    until = time.monotonic() + seconds
    while job.state in OPEN and time.monotonic() < until:
        time.sleep(0.1)
        job.refresh_from_db()
    return job


def mark_broken() -> int:
    """Jobs that ran when the worker died: they are told as broken, with what to do. Called by a worker that begins."""
    with transaction():
        broken: int = Job.objects.filter(state=RUNNING).update(state=BROKEN, message=BROKEN_ADVICE, ended=now())
    return broken


def seen_by(account: Account) -> Any:
    """The jobs that someone may see: their own; the office, administrators and auditors see all."""
    if account.has(Role.REFORM, Role.AUDITOR, Role.SYSTEM, Role.LOG):
        return Job.objects.all()
    return Job.objects.filter(Q(account=account))


def result_of(job: Job) -> dict[str, Any]:
    """What a job ended with."""
    found: dict[str, Any] = json.loads(job.result)
    return found
