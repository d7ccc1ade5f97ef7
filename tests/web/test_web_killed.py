"""kill -9 of the server's worker at an import, a publication, a self-check: the job is told as broken and can be done again,
and nothing is there by half. Six times here, sixty under ``make soak``; the command line's kills are in test_killed.py."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing
from itertools import cycle

from command_line import Quanmu
from site_runner import Answer, Site
from small_county import DAY, DEPARTMENT, STREET, TOWN
from test_killed import HEAD, NEW, faults
from test_web_jobs import worker
from test_web_upload import book, send

ROUNDS = 60 if os.environ.get("QUANMU_SOAK") else 6
UNITS = (DEPARTMENT, TOWN, STREET)


def rows(site: Site, query: str, *given: object) -> list[tuple]:
    with closing(sqlite3.connect(site.home / "store.sqlite3")) as store:
        return store.execute(query, given).fetchall()


def imported(site: Site, number: int) -> Callable[[], Answer]:
    """A workbook that was sent and read on trial: what takes it in."""
    reform = site.person("reform")
    items = [[DEPARTMENT, f"第{number}批第{n}件事", "行政确认", "20日", "即办"] for n in range(NEW)]
    path, _ = send(site, reform, f"w{number}.xlsx", book([HEAD, *items]))
    return lambda: reform.post(path + "send/", {})


def published(site: Site, number: int) -> Callable[[], Answer]:
    """A candidate that was handed in: what approves and publishes it."""
    reform, second = site.person("reform"), site.person("second")
    job = reform.post("/publish/prepare/", {"as_of": DAY}).location
    assert "完成" in site.finish(job, reform).text
    draft = reform.get(f"/publish/job/{job.split('/')[2]}/").location
    assert reform.post(draft + "send/", {"note": f"第{number}次"}).status == 302
    return lambda: second.post(draft + "approve/", {"why": "看过"})


def checked(site: Site, number: int) -> Callable[[], Answer]:
    """What sends a self-check out."""
    given = {"name": f"第{number}次", "units": "、".join(UNITS), "as_of": DAY}
    return lambda: site.person("reform").post("/selfcheck/new/", given)


def halves(site: Site, expected: dict[str, int]) -> list[str]:
    """What is half or broken in the store and in the published folder."""
    found = faults(site.home, expected)
    sheets = rows(site, "SELECT r.name, count(s.id) FROM app_selfcheckrun r LEFT JOIN app_selfchecksheet s ON s.run_id = r.id GROUP BY r.id")  # fmt: skip
    found += [f"{name}: {count} forms of {len(UNITS)}" for name, count in sheets if count != len(UNITS)]
    told = Quanmu(site.home)("verify", site.home / "published" / "public", ok=False)
    return found + ([told.err] if told.status else [])


def begun(site: Site, kind: str, after: int) -> tuple[int, str]:
    """The number of the job of that kind that has begun since, and who asked for it."""
    asked = "SELECT id, by FROM web_job WHERE kind = ? AND state <> '等待' AND id > ? ORDER BY id DESC LIMIT 1"
    until = time.monotonic() + 60
    while not (found := rows(site, asked, kind, after)):
        jobs = rows(site, "SELECT id, kind, state FROM web_job ORDER BY id DESC LIMIT 3")
        assert time.monotonic() < until, f"no job {kind} after {after} has begun: {jobs}"
        time.sleep(0.01)
    return found[0]


def test_a_worker_killed_at_work_leaves_nothing_half_and_its_job_is_done_again(site: Site):
    dice, expected, cut, job = random.Random(20211231), dict[str, int](), 0, 0
    kinds = {"导入": imported, "公布": published, "自查下发": checked}
    lengths = {
        "导入": 0.4,
        "公布": 2.0,
        "自查下发": 1.0,
    }  # seconds; how long it really takes is seen when it is done again
    for number, kind in zip(range(ROUNDS), cycle(kinds)):
        expected[f"w{number}.xlsx"] = NEW
        asking = threading.Thread(target=kinds[kind](site, number))
        asking.start()
        job, by = begun(site, kind, job)
        time.sleep(dice.uniform(0.0, 0.9) * lengths[kind])
        os.kill(worker(site), signal.SIGKILL)
        asking.join()
        path, person = f"/jobs/{job}/", site.person("second" if "second" in by else "reform")
        page = site.finish(path, person).text
        assert halves(site, expected) == [], (number, kind)
        if "中断" in page:
            cut += 1
            assert "没有提交的不留半截" in page
            again = person.post(path + "again/", {}).location
            job, _ = begun(site, kind, job)
            began = time.monotonic()
            page = site.finish(again, person).text
            lengths[kind] = time.monotonic() - began
        assert "完成" in page, page
    # killed after its last commit, before the job could say so: told as done, and not done twice
    (job,) = rows(site, "SELECT max(done_id) FROM web_upload")[0]
    with closing(sqlite3.connect(site.home / "store.sqlite3")) as store, store:
        store.execute("UPDATE web_job SET state = '中断' WHERE id = ?", (job,))
    person = site.person("reform")
    assert "上一次已经导入" in site.finish(person.post(f"/jobs/{job}/again/", {}).location, person).text
    assert cut > ROUNDS / 3, "most of them were hit while they worked"
    assert halves(site, expected) == []
    assert rows(site, "SELECT DISTINCT state FROM web_upload") == [("已导入",)]
    assert rows(site, "SELECT count(*) FROM app_importedfile WHERE name LIKE 'w%'") == [(ROUNDS // len(kinds),)]
    assert {path.name for path in (site.home / "published").iterdir()} == {"public", "office"}
