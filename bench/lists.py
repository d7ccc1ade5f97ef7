"""The catalogue's list over 10,000 items: milliseconds at the server for a page, against an empty page of the same server.

``python bench/lists.py [items]``; the store, its decisions and the account are made for it and thrown away.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

QUESTIONS = ("收件", "受理", "审查", "决定", "现行决定", "办件类型", "复议机关", "办结层级", "可否下放")
PAGES = {
    "第一页": "/catalogue/",
    "查一个词": "/catalogue/?q=许可 12",
    "几个条件": "/catalogue/?kind=办理项&unit=示例局7&type=行政许可&state=待定",
    "按答案": "/catalogue/?question=决定&answer=县",
    "按别的栏排序，末页": "/catalogue/?sort=-unit&page=9999&size=100&col=unit&col=promised_limit&col=q.决定",
}


def fill(count: int) -> None:
    """So many items, each a version, each with nine decisions in one run."""
    from app.models import DecisionBody, DecisionRow, DecisionRun, ImportedFile, Revision, RuleBook
    from catalogue.canonical import digest, dumps
    from catalogue.decision import Decision
    from catalogue.records import Record

    source = ImportedFile.objects.create(sha256="0" * 64, name="示例", rows=count, held=0, report="{}", at="", by="")
    rows = []
    for n in range(count):
        facts = {
            "实施主体": f"示例局{n % 21}", "主项名称": f"示例许可{n}", "办理项名称": f"示例许可{n}（新设）", "自报行使层级": ["县级"],
            "事项类型": ("行政许可", "行政确认", "公共服务")[n % 3], "承诺办结时限": {"unit": "工作日", "value": "5"},
            **{f"栏{k}": "示例文字" * 12 for k in range(20)},
        }  # fmt: skip
        record = Record("办理项", f"示例局{n % 21}|示例许可{n}||示例许可{n}新设", f"示例许可{n}", facts)
        rows.append(Revision(kind="办理项", key=record.key, digest=digest(n), body=dumps(record), source=source))
    Revision.objects.bulk_create(rows, batch_size=500)
    run = DecisionRun.objects.create(
        as_of=date(2021, 12, 31), book=RuleBook.objects.create(digest="x", content="{}"), at="", by="", counts="{}", digest="x"
    )  # fmt: skip
    bodies = []
    for question in QUESTIONS:
        for answer in ("县", "镇", None):
            status = "已定" if answer else "待定"
            text = dumps(Decision(question=question, status=status, answer=answer, facts={"类别": "示例"}))  # type: ignore[arg-type]
            bodies.append((status, DecisionBody.objects.create(digest=digest(text), body=text)))
    DecisionRow.objects.bulk_create(
        [
            DecisionRow(run=run, kind="办理项", key=f"办理项|{row.key}", question=q, status=s, body=b)
            for n, row in enumerate(rows)
            for k, q in enumerate(QUESTIONS)
            for s, b in (bodies[k * 3 + (n + k) % 3],)
        ],
        batch_size=2000,
    )


def milliseconds(client: Any, address: str, times: int = 15) -> float:
    """The median of several requests, after one that is not counted."""
    found = []
    for _ in range(times + 1):
        begun = time.perf_counter()
        assert client.get(address).status_code == 200, address
        found.append((time.perf_counter() - begun) * 1000)
    return statistics.median(found[1:])


def main(count: int) -> None:
    """Print each page's time, and that time over an empty page's."""
    from app.store import open_store

    with tempfile.TemporaryDirectory(prefix="quanmu-") as folder:
        open_store(Path(folder), "app.web.settings", create=True)
        from django.db import connections
        from django.test import Client

        from app.web import accounts
        from app.web.models import Account

        accounts.create_first("system", "示例", "三个字的好口令 2021 Abc")
        Account.objects.update(roles="审改办")
        fill(count)
        client = Client(SERVER_NAME="127.0.0.1")
        client.force_login(Account.objects.get(), backend="django.contrib.auth.backends.ModelBackend")
        begun = time.perf_counter()
        assert client.get("/catalogue/").status_code == 200
        print(f"{count} 项，第一次打开（读入全部）{(time.perf_counter() - begun) * 1000:.0f} 毫秒")
        empty = milliseconds(client, "/")
        for role, unit in (
            ("审改办", ""),
            ("部门经办", "示例局7"),
        ):  # who sees all; who sees what is their department's
            Account.objects.update(roles=role, unit=unit)
            for name, address in PAGES.items():
                took = milliseconds(client, address)
                print(f"{role}：{name}\t{took:.0f} 毫秒\t首页的 {took / empty:.1f} 倍")
        connections.close_all()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
