"""The store outlives changes of schema and sudden death: an older store opens and works, a killed import leaves nothing half."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from command_line import ROOT, Quanmu
from small_county import DEPARTMENT, save

HEAD = ["实施主体", "主项名称", "事项类型", "法定办结时限", "承诺办结时限"]
NEW_TABLES = ["app_importact", "app_heldrow", "app_heldact", "app_headermemory"]


def ask(home: Path, sql: str) -> list[tuple]:
    with closing(sqlite3.connect(home / "store.sqlite3")) as store, store:
        return store.execute(sql).fetchall()


def environment() -> dict[str, str]:
    known = {k: v for k, v in os.environ.items() if not k.startswith(("QUANMU_", "DJANGO_"))}
    return known | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}


def test_a_store_of_the_first_schema_is_taken_over_whole(tmp_path):
    path = save(
        tmp_path / "一.xlsx",
        [HEAD, [DEPARTMENT, "甲", "行政确认", "20日", "即办"], [DEPARTMENT, "乙", "行政确认", "20日", "即办"]],
    )
    script = Path(__file__).with_name("older_store.py")
    done = subprocess.run(
        [sys.executable, script, tmp_path, path], env=environment(), capture_output=True, encoding="utf-8", timeout=200
    )
    assert done.returncode == 0, done.stderr
    old = tmp_path / "old"
    columns = {row[1] for row in ask(old, "PRAGMA table_info(app_revision)")}
    assert columns == {"id", "kind", "key", "digest", "body", "source_id"}, "this is the older schema"
    before = ask(old, "SELECT id, kind, key, digest, body, source_id FROM app_revision ORDER BY id")
    assert len(before) == 2
    changed = save(
        tmp_path / "二.xlsx",
        [HEAD, [DEPARTMENT, "甲", "行政确认", "30日", "即办"], [DEPARTMENT, "丙", "不知何类", "", ""]],
    )
    again, more, held, undone = Quanmu(old).several(
        ["import", path, "--json"],
        ["import", changed, "--json"],
        ["tray", "list", "--json"],
        ["undo", "2", "--why", "误", "--json"],
    )
    (one,) = again.objects()
    assert not one["committed"] and one["import"]["by"] == "旧人" and len(one["compare"]["same"]) == 2
    (two,) = more.objects()
    assert two["committed"] and list(two["compare"]["changed"].values()) == [["法定办结时限"]]
    assert len(held.objects()) == 1 and len(undone.objects()[0]["restored"]) == 1
    assert ask(old, "SELECT id, kind, key, digest, body, source_id FROM app_revision ORDER BY id")[:2] == before
    for table in ("app_revision", "app_importedfile", "app_auditentry", *NEW_TABLES[:3]):
        assert ask(old, f"SELECT count(*) FROM {table}")[0][0], table
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            ask(old, f"DELETE FROM {table}")
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            ask(old, f"UPDATE {table} SET id = id")


def test_a_killed_import_is_there_whole_or_not_at_all(tmp_path):
    """kill -9 from the moment the workbook is kept, that is around and within the transaction."""
    count = 400
    rows = [[DEPARTMENT, f"第{n}件事", "行政确认", "20日", "即办"] for n in range(count)]
    rows += [[DEPARTMENT, "坏行", "不知何类", "", ""]]
    path = save(tmp_path / "多.xlsx", [HEAD, *rows])
    Quanmu(tmp_path / "data").several(["import", save(tmp_path / "先.xlsx", [HEAD, rows[0]])])
    killed = 0
    for delay in (0, 0.02, 0.06, 0.15):
        ask(tmp_path / "data", "PRAGMA wal_checkpoint")
        process = subprocess.Popen(
            [sys.executable, "-c", "from app.cli import main; main()", "--home", "data", "import", str(path), "--again"],
            cwd=tmp_path, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        kept, end = tmp_path / "data" / "files", time.monotonic() + 100
        while len(list(kept.iterdir())) < 2 and process.poll() is None and time.monotonic() < end:
            time.sleep(0.002)
        time.sleep(delay)
        killed += process.poll() is None
        process.kill()
        process.wait()
        files = ask(tmp_path / "data", "SELECT count(*) FROM app_importedfile")[0][0]
        state = (
            ask(tmp_path / "data", "SELECT count(*) FROM app_revision")[0][0],
            ask(tmp_path / "data", "SELECT count(*) FROM app_heldrow")[0][0],
            ask(tmp_path / "data", "SELECT count(*) FROM app_auditentry WHERE act = '导入'")[0][0],
        )
        assert (files, *state) in {(1, 1, 0, 1), (2, count, 1, 2)}, (files, state)
        if files == 2:
            break
        for left in kept.iterdir():  # so that the next run is seen to keep the workbook again
            if left.name not in {sha for (sha,) in ask(tmp_path / "data", "SELECT sha256 FROM app_importedfile")}:
                left.unlink()
    assert killed
    (last,) = Quanmu(tmp_path / "data").several(["import", path, "--json"])
    (one,) = last.objects()
    assert len(one["compare"]["same"]) + len(one["compare"]["new"]) == count
    assert ask(tmp_path / "data", "SELECT count(*) FROM app_revision")[0][0] == count


def test_what_the_tables_are_and_what_the_migrations_make_agree(tmp_path):
    """One end of each chain, and nothing declared that no migration makes: two that were added side by side are caught."""
    asked = (
        "from pathlib import Path; from app.store import open_store; open_store(Path('data'), 'app.web.settings', create=True);"
        "from django.db.migrations.loader import MigrationLoader; from django.core.management import call_command;"
        "assert not MigrationLoader(None).detect_conflicts(); call_command('makemigrations', check=True, dry_run=True)"
    )
    done = subprocess.run(
        [sys.executable, "-c", asked], cwd=tmp_path, env=environment(), capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stdout + done.stderr
