"""What each role sees of personal data on every page that could show them, and what the button leaves: ``python
personal_pages.py HOME`` prints it as JSON. One process, Django's own test client, no server. Run by test_web_personal."""

from __future__ import annotations

import io
import json
import re
import sys
import zipfile
from pathlib import Path
from typing import Any

from people import PEOPLE
from small_county import DEPARTMENT, TOWN, save
from test_personal import FIELDS, LAYOUT, NAME, PHONE, holding

HEAD = ["联络单位", "联络人", "手机", "分管天数"]
LIFE = ["批次", "事项名称", "承接主体", "赋权方式", "环节", "环节日期", "经办人", "交接人员姓名"]


def made(home: Path) -> dict[str, Any]:
    """A list of people read, with a row that waits; a problem and a grant that name someone; an upload that waits."""
    for name, text in {"registers/联络员.yaml": FIELDS, "layouts/liaisons.yaml": LAYOUT}.items():
        path = home / "book" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    from app.store import open_store

    open_store(home, "app.web.settings", create=True)
    from app.incoming import intake
    from app.selfcheck import problems
    from app.store import transaction
    from app.web.offices import office

    rows = [HEAD, [DEPARTMENT, NAME, PHONE, 5], ["丙局", NAME, PHONE, "许多"]]
    life = [LIFE, ["第一批", "最低生活保障审核确认", TOWN, "委托", "拟下放", "2021-07-01", "经办甲", NAME]]
    files = [save(home.parent / "人.xlsx", rows), save(home.parent / "经过.xlsx", life)]
    taken = intake.read(office(), files, intake.How(commit=True, sender=DEPARTMENT))
    with transaction():
        number = problems._create(
            "试|1", {"自查": "试"}, source="试", code="x", unit=DEPARTMENT, about="某事", message="没有办"
        )
    problems.act(number, "交办", {"措施": "办", "责任人": NAME, "时限": "2022-01-01"})
    return {"imports": [one.number for one in taken], "problem": number}


def client(username: str) -> Any:
    from django.test import Client

    from app.web.models import Account

    one = Client(headers={"host": "127.0.0.1"})
    one.force_login(Account.objects.get(username=username), "django.contrib.auth.backends.ModelBackend")
    return one


def worked() -> None:
    """Jobs are done at once instead of by the worker."""
    from app.web import jobs
    from app.web.work import HANDLERS

    def at_once(job: Any, seconds: float = 0) -> Any:
        while (claimed := jobs.claim()) is not None:
            jobs.do(claimed, HANDLERS)
        job.refresh_from_db()
        return job

    jobs.wait = at_once


def body(answer: Any) -> bytes:
    """What a page or file says, unpacked."""
    raw = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if not raw.startswith(b"PK"):
        return raw
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


def pages(found: dict[str, Any]) -> dict[str, str]:
    """Addresses by what they are."""
    from django.db.models import Max

    from app.lookup.directory import identifier
    from app.models import HeldRow, Revision
    from app.web.models import Job, Upload

    last = HeldRow.objects.aggregate(last=Max("id"))["last"]
    key = Revision.objects.filter(kind="联络员").latest("id").key
    event = Revision.objects.filter(kind="赋权经过").latest("id").key
    upload = Upload.objects.latest("id").pk
    grants = client("reform").get("/grants/?as_of=2021-12-31&q=最低生活保障").content.decode()
    grant = next(iter(re.findall(r'href="(/grants/[0-9a-f]{8,}/)', grants)), "/grants/none/")
    return {
        "matter": f"/catalogue/联络员/{identifier('联络员', key)}/", "event": f"/catalogue/赋权经过/{identifier('赋权经过', event)}/",
        "list": "/catalogue/?kind=联络员&q=", "csv": "/catalogue/download/csv/?kind=联络员", "export": "/export/?layout=联络员名单&unit=",
        "tray": "/tray/", "tray-row": f"/tray/{last}/", "import": f"/imports/{found['imports'][0]}/", "grant": grant,
        "problems": "/problems/", "problem": f"/problems/{found['problem']}/", "ledger": "/problems/download/",
        "upload": f"/uploads/{upload}/", "marked": f"/uploads/{upload}/file/back-0/", "preview": f"/uploads/{upload}/file/preview/",
        "job": f"/jobs/{Job.objects.latest('id').pk}/", "jobs": "/jobs/", "audit": "/audit/", "personal": "/personal/", "home": "/",
    }  # fmt: skip


def told(home: Path) -> dict[str, Any]:
    found = made(home)
    worked()
    sent = save(home.parent / "新.xlsx", [HEAD, [DEPARTMENT, NAME, "13900000028", 6], [DEPARTMENT, NAME, PHONE, "多"]])
    with sent.open("rb") as file:
        assert client("clerk").post("/upload/", {"files": file}).status_code == 302
    seen = {
        username: {
            name: [answer.status_code, NAME.encode() in (text := body(answer)) or PHONE.encode() in text]
            for name, path in pages(found).items()
            for answer in [one.get(path)]
        }
        for username in PEOPLE
        for one in [client(username)]
    }
    security = client("security")
    refused = client("system").post("/personal/person/", {"words": NAME, "why": "x"}).status_code
    done = security.post("/personal/person/", {"words": f"{NAME}\n{PHONE}", "why": "本人申请"}, follow=True)
    from app.models import AuditEntry
    from app.web.models import Draft, Upload

    entry = AuditEntry.objects.filter(act="清除个人信息").get()
    return {
        "seen": seen, "refused": refused, "said": done.content.decode(), "by": entry.by, "entry": json.loads(entry.detail),
        "left": holding(home, NAME) + holding(home, PHONE), "upload": Upload.objects.latest("id").state,
        "drafts": Draft.objects.filter(content__contains=NAME).count(),
        "after": {n: client("reform").get(p).status_code for n, p in pages(found).items() if n not in ("marked", "preview")},
    }  # fmt: skip


def term_over(home: Path) -> dict[str, Any]:
    """What comes of a name by term and setting: [whether 安全管理员 is reminded, in how many places it still lies]."""
    from dataclasses import replace

    from django.conf import settings

    from app.incoming import intake
    from app.models import AuditEntry
    from app.web import personal
    from app.web.offices import office

    later, told = "示例司徒某丙", dict[str, Any]()
    intake.read(office(), [save(home.parent / "后来.xlsx", [HEAD, ["丁局", later, "", 5]])], intake.How(commit=True))
    for days, then in ((365, "自动"), (-1, "提醒"), (-1, "自动")):
        settings.CONFIG = replace(settings.CONFIG, personal_days=days, personal_erase=then)
        reminded = "保存期已满" in client("security").get("/").content.decode()
        personal.keep_the_term()
        told[f"{days} {then}"] = [reminded, len(holding(home, later))]
    last = AuditEntry.objects.filter(act="清除个人信息").latest("number")
    return {**told, "by": last.by, "why": json.loads(last.detail)["理由"]}


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    print(json.dumps({**told(folder), "term": term_over(folder)}))
