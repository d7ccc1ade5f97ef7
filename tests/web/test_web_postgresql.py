"""One setting, a real PostgreSQL: import, decide, sign in, many writers at once, the log whole and append-only."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import site_runner
import small_county
from command_line import Quanmu
from site_runner import Site, running

psycopg = pytest.importorskip("psycopg", reason="没有装 psycopg：pip install -e '.[dev]'")
BIN = next((path.parent for path in sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)), None)
BIN = BIN or (Path(found).parent if (found := shutil.which("initdb")) else None)
pytestmark = pytest.mark.skipif(BIN is None, reason="没有 PostgreSQL（Debian：apt-get install postgresql）")


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    """A server of our own over an empty folder; PostgreSQL does not run as root, so then as its own user."""
    user = "postgres" if os.getuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="quanmu-pg-"))
    if user:
        os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    run = {"user": user, "cwd": folder, "check": True, "stdout": subprocess.DEVNULL}
    subprocess.run([BIN / "initdb", "-D", "data", "-U", "quanmu", "-A", "trust", "-E", "UTF8", "--no-sync"], **run)
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
    subprocess.run([BIN / "pg_ctl", "-D", "data", "-w", "-l", "log", "-o", options, "start"], **run)
    try:
        with psycopg.connect(f"host=127.0.0.1 port={port} user=quanmu dbname=postgres", autocommit=True) as one:
            one.execute("CREATE DATABASE quanmu")
        yield f"postgresql://quanmu:none@127.0.0.1:{port}/quanmu"
    finally:
        subprocess.run([BIN / "pg_ctl", "-D", "data", "-m", "immediate", "stop"], **run)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def on_postgresql(database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The small county and its people in that database, named by the settings file alone, and a server over it."""
    folder = tmp_path_factory.mktemp("pg")
    quanmu = Quanmu(folder / "data")
    small_county.county_form(quanmu.home)
    (quanmu.home / "quanmu.toml").write_text(f'database = "{database}"\n', "utf-8")
    done = quanmu.several(["import", *small_county.workbooks(folder / "in")])
    assert [one.status for one in done] == [0], done
    assert not (quanmu.home / "store.sqlite3").exists()
    people = site_runner.run(quanmu.home, "people.py")
    with running(quanmu.home) as one:
        one.people.update(people)
        yield one


def test_a_job_decides_and_its_act_is_in_the_log(on_postgresql: Site):
    site = on_postgresql
    answer = subprocess.run(
        [os.sys.executable, "-c", site_runner.ASK, str(site.home), "reform", "2021-12-31"],
        env=site_runner.environment(site.home), capture_output=True, encoding="utf-8",
    )  # fmt: skip
    assert answer.returncode == 0, answer.stderr
    page = site.finish(f"/jobs/{int(answer.stdout)}/", site.person("reform"))
    assert "完成" in page.text
    assert "审改员（reform）" in site.person("log").get("/audit/?act=判定").text


def test_many_writers_at_once_and_the_log_stays_whole(on_postgresql: Site):
    site = on_postgresql
    number = site.people["clerk"]
    path = f"/accounts/{number}/switch/"

    def turn(_: int) -> int:
        person = site.fresh("second")  # signing in writes, too
        return person.post("/logout/", {}).status

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(turn, range(24))) == {302}
    assert site.person("system").post(path, {"why": "调离"}).status == 302
    page = site.person("log").get("/audit/verify/")
    assert page.status == 200 and "没有被改动" in page.text


def test_the_database_itself_refuses_to_change_the_log(on_postgresql: Site, database: str):
    with psycopg.connect(database) as one, pytest.raises(psycopg.Error, match="append-only"):
        one.execute("DELETE FROM app_auditentry")


def test_backup_and_restore_into_an_empty_database(on_postgresql: Site, database: str, tmp_path: Path):
    with psycopg.connect(database, autocommit=True) as one:
        one.execute("CREATE DATABASE second")
        (rows,) = one.execute("SELECT count(*) FROM app_revision").fetchone()
    Quanmu(on_postgresql.home)("backup", tmp_path / "b.zip")
    back = Quanmu(tmp_path / "new")
    back.home.mkdir()
    second = database.rpartition("/")[0] + "/second"
    (back.home / "quanmu.toml").write_text(f'database = "{second}"\n', "utf-8")
    back("restore", tmp_path / "b.zip")
    with psycopg.connect(second) as one:
        assert one.execute("SELECT count(*) FROM app_revision").fetchone() == (rows,) and rows
    spoilt = Quanmu(tmp_path / "third")
    spoilt.home.mkdir()
    (spoilt.home / "quanmu.toml").write_text(f'database = "{second}"\n', "utf-8")
    assert "空的数据库" in spoilt("restore", tmp_path / "b.zip", ok=False).refused()


def test_a_database_that_is_not_there_is_told(quanmu: Quanmu):
    quanmu.home.mkdir(parents=True)
    (quanmu.home / "quanmu.toml").write_text('database = "postgresql://nobody:x@127.0.0.1:1/none"\n', "utf-8")
    started = time.monotonic()
    told = quanmu("decide", ok=False).refused()
    assert "数据库 127.0.0.1：打不开" in told and "在不在运行" in told
    assert time.monotonic() - started < 60
