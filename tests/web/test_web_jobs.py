"""Jobs: done outside the request, found again, told as broken when the worker dies, done once more."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import subprocess
import time
from fcntl import LOCK_EX, LOCK_NB, flock

from site_runner import ASK, Site, environment, running
from small_county import DEPARTMENT


def ask(site: Site, username: str, day: str) -> str:
    """Put a job into the queue as a page would; gives its address."""
    done = subprocess.run(
        [os.sys.executable, "-c", ASK, str(site.home), username, day],
        env=environment(site.home), capture_output=True, encoding="utf-8", timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return f"/jobs/{int(done.stdout)}/"


def worker(site: Site) -> int:
    """The process id of the server's worker."""
    told = subprocess.run(["ps", "-o", "pid=,args=", "--ppid", str(site.process.pid)], capture_output=True, text=True)
    return next(int(line.split()[0]) for line in told.stdout.splitlines() if "app.web.worker" in line)


def test_a_job_is_done_by_the_worker_and_found_again_by_who_may(site: Site):
    job = ask(site, "reform", "2021-12-29")
    page = site.finish(job, site.person("reform")).text
    assert "完成" in page and "已按 2021-12-29 判定" in page
    assert site.person("auditor").get(job).status == 200
    assert site.person("clerk").get(job).status == 404  # another's job
    assert f'href="{job}"' in site.person("reform").get("/jobs/").text
    assert f'href="{job}"' not in site.person("clerk").get("/jobs/").text
    with sqlite3.connect(site.home / "store.sqlite3") as store:
        by, run_by = store.execute("SELECT j.by, r.by FROM web_job j, app_decisionrun r ORDER BY r.id DESC").fetchone()
    assert by == run_by == "审改员（reform）"


def test_what_fails_says_why_and_can_be_asked_for_again(site: Site):
    job = ask(site, "reform", "没有这一天")
    page = site.finish(job, site.person("reform")).text
    assert "失败" in page and "不是日期" in page and "再办一次" in page
    assert site.person("auditor").post(job + "again/", {}).status == 403
    answer = site.fresh("reform").post(job + "again/", {})
    assert answer.status == 302 and answer.location != job


def test_a_job_asked_for_in_another_role_is_not_done_once_more(site: Site):
    job, path = ask(site, "second", "没有这一天"), f"/accounts/{site.people['second']}/"
    site.finish(job, site.person("second"))
    change = {"roles": ["审改办", "部门经办"], "unit": DEPARTMENT, "why": "兼"}
    assert site.person("system").post(path + "change/", change).status == 302
    assert site.person("security").post(path + "grant/", {"why": "x"}).status == 302
    refused = site.fresh("second").post(job + "again/", {})
    assert refused.status == 400 and "角色变过" in refused.text


def test_a_worker_that_dies_leaves_its_job_marked_and_is_begun_again(site: Site):
    with sqlite3.connect(site.home / "store.sqlite3") as store:  # as a worker leaves it that is killed at work
        os.kill(worker(site), signal.SIGSTOP)
        job = ask(site, "reform", "2021-12-30")
        store.execute("UPDATE web_job SET state = '进行', progress = 40 WHERE id = ?", [int(job.split("/")[2])])
    os.kill(worker(site), signal.SIGKILL)
    until = time.monotonic() + 20
    while "中断" not in (page := site.person("reform").get(job).text) and time.monotonic() < until:
        time.sleep(0.3)
    assert "中断" in page and "再办一次" in page
    again = site.fresh("reform").post(job + "again/", {}).location
    assert "完成" in site.finish(again, site.person("reform")).text


def test_the_worker_ends_with_the_server(small_home, tmp_path):
    import shutil

    shutil.copytree(small_home[0], tmp_path / "data")
    with running(tmp_path / "data") as site:
        deadline = time.monotonic() + 10
        while not (found := re.findall("worker", _children(site))) and time.monotonic() < deadline:
            time.sleep(0.2)
        assert found
        number = worker(site)
        deadline = time.monotonic() + 30
        while (
            not _works_alone(site) and time.monotonic() < deadline
        ):  # that of a server begun anew waits for its last job
            time.sleep(0.2)
        assert _works_alone(site)
        site.process.kill()
        site.process.wait(10)
        deadline = time.monotonic() + 10
        while _alive(number) and time.monotonic() < deadline:
            time.sleep(0.2)
        assert not _alive(number)
        assert not _works_alone(site)


def _works_alone(site: Site) -> bool:
    with (site.home / "worker.lock").open("w") as lock:
        try:
            flock(lock, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _children(site: Site) -> str:
    return subprocess.run(["ps", "-o", "args=", "--ppid", str(site.process.pid)], capture_output=True, text=True).stdout


def _alive(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return "Z" not in subprocess.run(["ps", "-o", "stat=", "-p", str(number)], capture_output=True, text=True).stdout
