"""Bring a small county into every state that a screen can show: ``python states.py FOLDER``; prints what stands where.

In one process and before a server is begun: each job is done by the worker's own function, each act by the pages' own.
"""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from small_county import DAY, DEPARTMENT, ITEMS, TOWN

ENTRY = """- 编号: BX-100
  名称: 慈善组织认定由市级决定（示例）
  对象: 办理项
  依据: [{文件: 慈善法, 条: 第十条, 要点: 示例用的依据}]
  施行: 2021-01-01
  例外于: [TZ-001]
  条件: {事项: MZ-慈善组织认定}
  结论: {决定: 市}
  适用: [{事项: MZ-慈善组织认定}]
  不适用: [{事项: MZ-临时救助}]
"""
UNKNOWN = [["哪个单位", "办什么", "啥依据", "电话呢"], [DEPARTMENT, "某事", "某法", "0000"]]


def sheet(rows: list[list[Any]]) -> bytes:
    """A workbook of one sheet."""
    book, out = Workbook(), io.BytesIO()
    book.active.title = "清单"
    for row in rows:
        book.active.append([None if cell == "" else cell for cell in row])
    book.save(out)
    return out.getvalue()


def make(home: Path) -> list[str]:
    """Every state; gives what could not be brought about."""
    from app.store import open_store

    open_store(home, "app.web.settings", create=True)
    from django.core.files.uploadedfile import SimpleUploadedFile

    from app.clock import acting
    from app.models import RuleProposal
    from app.publishing import releasing
    from app.web import drafts, expired, jobs, uploads
    from app.web.models import Account, Job, SavedView
    from app.web.work import HANDLERS
    from rules.matching import isolate

    isolate()
    people = {one.username: one for one in Account.objects.all()}
    failed = []

    def work() -> None:
        while job := jobs.claim():
            jobs.do(job, HANDLERS)
            job.refresh_from_db()
            failed.extend([f"{job.kind}：{job.message}"] if job.state != jobs.DONE else [])

    def upload(username: str, name: str, rows: list[list[Any]]) -> Any:
        with acting(people[username].told, "127.0.0.1"):
            made = uploads.receive(people[username], DEPARTMENT, [SimpleUploadedFile(name, sheet(rows))])
        work()
        made.refresh_from_db()
        return made

    for kind, asked in (
        ("判定", {"as_of": DAY}), ("备稿", {"as_of": DAY}), ("拟批次", {"as_of": DAY, "to": "", "department": ""}),
        ("重发指南", {"as_of": DAY}), ("自查下发", {"name": "回头看", "units": f"{TOWN}、各部门", "as_of": DAY}), ("自查比对", {"自查": 1}),
        ("亮牌", {"as_of": DAY}), ("总结核对", {"总结": "2021"}),
    ):  # fmt: skip
        with acting(people["reform"].told, "127.0.0.1"):
            jobs.ask(people["reform"], kind, asked)
        work()
    wrong = [list(row) for row in ITEMS]
    wrong[1][ITEMS[0].index("承诺办结时限")], wrong[2][ITEMS[0].index("权力类型")] = "6个工作日", "乱写的"
    taken = upload("clerk", "清单.xlsx", wrong)
    with acting(people["clerk"].told, "127.0.0.1"):
        uploads.send(taken, people["clerk"])
    with acting(people["reform"].told, "127.0.0.1"):
        uploads.review(taken, people["reform"], accept=True, why="")
        work()
        upload("reform", "土.xlsx", UNKNOWN)
        waits = upload("clerk", "清单二.xlsx", wrong)
        upload("clerk", "清单三.xlsx", wrong)  # not sent: its cells can still be mended
        known = upload("reform", "认得的.xlsx", [row[:3] for row in UNKNOWN])  # its headings were explained
        fields = dict(zip(UNKNOWN[0], ("实施主体", "主项名称", "设定依据"), strict=False))
        (asked,) = jobs.result_of(known.preview)["问"]
        uploads.look(known, people["reform"], [{"fingerprint": asked["fingerprint"], "kind": "职权", "fields": fields}])
        work()
        SavedView.objects.create(account=people["reform"], name="示例视图", query="kind=办理项", at="2021-12-31T10:00:00+08:00")  # fmt: skip
    with acting(people["clerk"].told, "127.0.0.1"):
        uploads.send(waits, people["clerk"])
    with acting(people["reform"].told, "127.0.0.1"):
        releasing.hand_in(releasing.candidates()[0].number, "示例说明")
        RuleProposal.objects.create(part="rules", rule="BX-100", text=ENTRY, why="示例", base="", at="2021-12-31T10:00:00+08:00", by=people["reform"].told)  # fmt: skip
        jobs.ask(people["reform"], "规则影响", {"proposal": 1, "as_of": DAY, "book": ""})
    lost = {"path": "/decisions/judge/", "at_once": "/decisions/judge/", "typed": {"as_of": [DAY]}, "files": True}
    drafts.put(people["second"], expired.PLACE, lost)
    work()
    Job.objects.filter(kind="总结核对").update(state=jobs.FAILED)  # one that can be done again
    return failed


if __name__ == "__main__":
    print(json.dumps(make(Path(sys.argv[1]))))
