"""Personal data in the pages' own tables (drafts, jobs, workbooks that wait), and the term after which all of it goes."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from django.conf import settings

from app.clock import acting
from app.personal import erasing, files
from app.personal.erasing import Erased, What, blotted, private, scrub
from app.personal.places import overdue, term
from app.web import uploads
from app.web.models import Draft, Job, Upload
from app.web.offices import office
from catalogue.canonical import dumps

SHOWN = ("文件", "问", "问题", "变化")  # parts of a result that quote what was sent
TERM_OVER = "保存期满，自动清除"


def erase(what: What, why: str) -> Erased:
    """Erase in the store, in the pages' tables and in the data folder; logged."""
    return erasing.erase(office(), what, why, _pages)


def erase_due(why: str) -> Erased:
    """Erase all that is past its term."""
    return erase(What(before=term(settings.CONFIG.personal_days)), why)


def keep_the_term() -> None:
    """Once an hour: erase by itself what is past its term, where the office has said so."""
    if settings.CONFIG.personal_erase == "自动" and overdue(office().fields, settings.CONFIG.personal_days):
        with acting("系统", "本机"):
            erase_due(TERM_OVER)


def _pages(what: What) -> Counter[str]:
    gone: Counter[str] = Counter()
    for draft in Draft.objects.all():
        if what.takes(draft.at, draft.content):
            draft.delete()
            gone["草稿"] += 1
    for job in Job.objects.exclude(state__in=("等待", "进行")):
        gone["任务"] += _job(job, what)
    for upload in Upload.objects.filter(state__in=uploads.OPEN):
        held = [uploads.folder() / sha for sha, *_ in json.loads(upload.files)]
        if upload.at < what.before if what.before else any(p.exists() and files.holds(p, what.words) for p in held):
            Upload.objects.filter(pk=upload.pk).update(state=uploads.DROPPED, why="因清除个人信息删去，请重报")
            uploads.forget(upload)
            gone["报送"] += 1
    return +gone


def _job(job: Job, what: What) -> bool:
    """Take what a job quotes out of it; whether anything was."""
    said, result = json.loads(job.arguments), json.loads(job.result)
    before = dumps([said, result])
    names = private(office().fields)
    for part in (said, result):
        scrub(part, names, lambda value: what.takes(job.at, value))
    if what.before and job.at < what.before:
        for part in (said, result):
            _emptied(part)
    text = blotted(dumps([said, result]), what.words)
    if text == before and not any(word in job.message for word in what.words):
        return False
    said, result = json.loads(text)
    Job.objects.filter(pk=job.pk).update(
        arguments=dumps(said), result=dumps(result), message=blotted(job.message, what.words)
    )
    return True


def _emptied(part: dict[str, Any]) -> None:
    for name in SHOWN:
        if isinstance(part.get(name), list):
            part[name] = []
    if isinstance(part.get("cells"), dict):
        part["cells"] = {}
