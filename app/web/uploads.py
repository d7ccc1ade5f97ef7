"""Workbooks that people send: kept under their digest, read on trial, reviewed, taken in or thrown away; every step logged."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings

from app.clock import now
from app.store import record_act, transaction
from app.web import jobs
from app.web.models import Account, Job, Mending, Upload
from app.web.offices import home, office
from app.web.roles import OF_A_UNIT, Role
from catalogue.canonical import dumps
from catalogue.finding import UserError
from importers.settings import load_settings

TRIAL, WAITS, RETURNED, TAKEN, DROPPED, REFUSED = "试读", "待审", "退回", "已导入", "作罢", "拒收"
OPEN = (TRIAL, WAITS, RETURNED)
RULING = "裁定"  # the kind of record that is a person's ruling
_MOST = 20  # files at once


def folder() -> Path:
    """Where the bytes lie while an upload is open."""
    return home() / "uploads"


def most() -> int:
    """The largest workbook that is read, in bytes."""
    return load_settings(office().own).bounds.file_bytes


def receive(account: Account, sender: str, sent: Iterable[Any]) -> Upload:
    """Keep files that a browser sent (Django's uploaded files) and ask for their trial reading. Raises `UserError`."""
    sent = list(sent)
    largest = most()
    if not 0 < len(sent) <= _MOST:
        raise UserError("工作簿", f"选了 {len(sent)} 个文件", f"请选 1 至 {_MOST} 个")
    for one in sent:
        if one.size > largest:
            raise UserError("工作簿", f"“{name_of(one.name)}”超过 {largest // 1_000_000} MB", "请拆成几个工作簿")
    files = [[_keep(one), name_of(one.name), one.size] for one in sent]
    with transaction():
        made: Upload = Upload.objects.create(
            account=account, by=account.told, sender=sender, files=json.dumps(files, ensure_ascii=False), at=now()
        )
        record_act("报送", {"报送": made.pk, "来自": sender, "文件": [name for _, name, _ in files]})
    look(made, account)
    return made


def name_of(text: str) -> str:
    """A file's name as text to show: never a path, no control characters, not longer than a name may be (255 bytes)."""
    name = text.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(sign for sign in name if sign.isprintable()).strip()
    return shown.encode()[-240:].decode("utf-8", "ignore") or "未命名"


def _keep(one: Any) -> str:
    """The bytes under their digest: whole or not at all."""
    folder().mkdir(parents=True, exist_ok=True)
    mark = hashlib.sha256()
    handle, path = tempfile.mkstemp(dir=folder(), prefix=".")
    try:
        with os.fdopen(handle, "wb") as file:
            for part in one.chunks():
                mark.update(part)
                file.write(part)
        Path(path).replace(folder() / mark.hexdigest())
    except OSError:  # no room: half a file must not take what there is
        Path(path).unlink(missing_ok=True)
        raise
    return mark.hexdigest()


def files_of(upload: Upload) -> list[tuple[Path, str]]:
    """Where each file lies and what it is called. Raises `UserError` when the bytes are gone."""
    found = [(folder() / sha256, name) for sha256, name, _ in json.loads(upload.files)]
    if gone := [name for path, name in found if not path.exists()]:
        raise UserError(f"报送 {upload.pk}", f"“{gone[0]}”的文件已经清理", "请重新报送")
    return found


def look(
    upload: Upload, account: Account, answers: Sequence[dict[str, Any]] = (), again: str = "", leave: str = ""
) -> Job:
    """Ask for a (new) trial reading; `answers` are what the person said of unknown headings, `again` the fingerprint of
    headings of which something is remembered and is to be asked anew, `leave` that of a sheet which is none of ours."""
    with transaction():
        upload = opened(upload, *OPEN)
        left = json.loads(upload.preview.arguments).get("不读", []) if upload.preview else []
        left = [one for one in (*left, leave) if one and one != again]
        asked = {"报送": upload.pk, "答": list(answers), "改": [again] if again else [], "不读": left, "次": upload.preview_id or 0}  # fmt: skip
        job = jobs.ask(account, "试读", asked)
        Upload.objects.filter(pk=upload.pk).update(preview=job)
    return job


def redone(job: Job, again: Job) -> None:
    """A job of an upload is done once more: the upload waits for the new one. Raises `UserError` when it no longer waits for
    the old one (it was sent back since). Call inside a transaction."""
    if not (
        Upload.objects.filter(done=job).update(done=again) + Upload.objects.filter(preview=job).update(preview=again)
    ):
        raise UserError(f"任务 {job.pk}", "它的报送后来又办过", "请从“报送记录”打开那次报送再办")


def needs_review(account: Account, *, rules: bool = False) -> bool:
    """Whether a second person has to say yes before what this one sends or mends is taken in. Who brings the data does not
    rule on them: with rulings in it (`rules`) the office's own needs a second person, too, and a unit's always."""
    rule, office = settings.CONFIG.review, account.has(Role.REFORM)
    return rule == "全部" or (rule == "单位" and (rules or not office)) or (rules and not office)


def reviewed(upload: Upload) -> bool:
    """Whether an upload needs a second person, by its sender and by what its last trial reading found in it."""
    read = jobs.result_of(upload.preview) if upload.preview else {}
    return needs_review(upload.account, rules=any(RULING in one.get("kinds", ()) for one in read.get("文件", ())))


def own(upload: Upload, account: Account) -> bool:
    """Whether it is one's own, or a colleague's of the same unit, to change and send: what the office sent in a unit's name
    stays the office's."""
    same = account.has(*OF_A_UNIT) and upload.sender == account.unit == upload.account.unit
    return not account.has(Role.AUDITOR) and (upload.account_id == account.pk or same)


def send(upload: Upload, account: Account) -> Job | None:
    """The sender is content with the preview: taken in at once (the job), or it waits for review (None)."""
    with transaction():
        upload = opened(upload, TRIAL, RETURNED)
        if stop := stops(upload):
            raise UserError(f"报送 {upload.pk}", stop, "请按“试读结果”改好后重新报送")
        if reviewed(upload):
            upload.state, upload.why = WAITS, ""
            upload.save()
            record_act("送审", {"报送": upload.pk, "来自": upload.sender})
            return None
        return _take_in(upload, account)


def review(upload: Upload, account: Account, *, accept: bool, why: str, seen: str = "") -> Job | None:
    """Another person takes it in, or sends it back with a reason. Raises `UserError` for one's own, and when the reading
    that was seen is not the last one: it may have been sent back, mended and sent again meanwhile."""
    with transaction():
        upload = opened(upload, WAITS)
        if seen and seen != str(upload.preview_id):
            raise UserError(f"报送 {upload.pk}", "您打开以后又试读过，内容可能变了", "请看清现在的内容，再审核")
        if upload.account_id == account.pk:
            raise UserError(f"报送 {upload.pk}", "是您自己报送的", "报送人和审核人不能是同一人，请由别人审核")
        if Mending.objects.filter(upload=upload, by=account.told).exists():
            raise UserError(f"报送 {upload.pk}", "里面有您自己改正的单元格", "改正人和审核人不能是同一人，请由别人审核")
        if not accept and not why.strip():
            raise UserError("理由", "没有写", "退回要写明为什么，报送人看得到")
        upload.reviewer = account.told
        told = {"报送": upload.pk, "报送人": upload.by, "理由": why.strip()}
        if accept:
            record_act("报送审核通过", told)
            return _take_in(upload, account)
        upload.state, upload.why, upload.done = RETURNED, why.strip(), None
        upload.save()
        record_act("报送退回", told)
    return None


def _take_in(upload: Upload, account: Account) -> Job:
    job = jobs.ask(account, "导入", {"报送": upload.pk})
    upload.done = job
    upload.save()
    return job


def drop(upload: Upload) -> None:
    """The sender takes it back; the bytes go."""
    with transaction():
        upload = opened(upload, *OPEN)
        upload.state = DROPPED
        upload.save()
        record_act("报送作罢", {"报送": upload.pk})
    forget(upload)


def stops(upload: Upload) -> str:
    """Why an upload cannot be taken in as it is; "" if it can."""
    if upload.preview is None or upload.preview.state != jobs.DONE:
        return "还没有试读完"
    read = jobs.result_of(upload.preview)
    if read.get("问"):
        return "有表头还没有确认"
    if refused := [one["file"] for one in read["文件"] if one["refused"]]:
        return f"“{refused[0]}”读不了"
    if foreign := sum(len(one["foreign"]) for one in read["文件"]):
        return f"有 {foreign} 条不是本单位的，在“问题”里列在最前面"
    return ""


def opened(upload: Upload, *states: str) -> Upload:
    """The upload, locked, if it is in one of these states. Raises `UserError`; call inside a transaction."""
    found: Upload = Upload.objects.select_for_update(of=("self",)).select_related("account").get(pk=upload.pk)
    if found.state not in states or (found.done is not None and found.done.state in jobs.OPEN):
        state = "正在导入" if found.done is not None and found.state not in (TAKEN, *states) else found.state
        raise UserError(f"报送 {found.pk}", f"现在是“{state}”，不能这样办", "请刷新页面")
    return found


def forget(upload: Upload) -> None:
    """Delete the bytes and what was made of them, unless another open upload holds the same file."""
    import shutil

    others = Upload.objects.filter(state__in=OPEN).exclude(pk=upload.pk)
    kept = {sha256 for other in others for sha256, _, _ in json.loads(other.files)}
    Mending.objects.filter(upload=upload).delete()  # what was taken in is kept with the store's own rows
    for sha256, _, _ in json.loads(upload.files):
        if sha256 not in kept:
            (folder() / sha256).unlink(missing_ok=True)
    shutil.rmtree(folder() / str(upload.pk), ignore_errors=True)


def clean(before: str) -> int:
    """Throw away what was sent before that time and never taken in; logged. Called by the worker."""
    old = list(Upload.objects.filter(state__in=(TRIAL, RETURNED), at__lt=before))
    for upload in old:
        with transaction():
            Upload.objects.filter(pk=upload.pk).update(state=DROPPED)
            record_act(
                "清理报送文件", {"报送": upload.pk, "文件": dumps([name for _, name, _ in json.loads(upload.files)])}
            )
        forget(upload)
    return len(old)


def seen_by(account: Account) -> Any:
    """The uploads that someone may see: their unit's; the office and auditors see all."""
    if account.has(Role.REFORM, Role.AUDITOR):
        return Upload.objects.all()
    return Upload.objects.filter(sender=account.unit) if account.unit else Upload.objects.filter(account=account)
