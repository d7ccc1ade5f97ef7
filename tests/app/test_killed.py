"""kill -9 in the middle of an import, a ruling, a publication: no act that was acknowledged is lost, none is there by half.

Twenty-four times here and six times the server's worker (test_web_killed.py), ten times as often under ``make soak``. A writer that commits in halves must be caught by the same looks.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from itertools import cycle
from pathlib import Path

import pytest
from command_line import Quanmu
from small_county import DAY, DEPARTMENT, save

from catalogue.canonical import digest

ROUNDS = 240 if os.environ.get("QUANMU_SOAK") else 24
NEW = 60  # items a round's workbook brings
HEAD = ["实施主体", "主项名称", "事项类型", "法定办结时限", "承诺办结时限"]
RULING = ["对象类别", "对象名称", "部门", "问题", "裁定答案", "裁定理由", "裁定人", "裁定日期"]


def look(home: Path) -> sqlite3.Connection:
    return closing(sqlite3.connect(home / "store.sqlite3"))


def faults(home: Path, expected: dict[str, int]) -> list[str]:
    """What is half or broken in a store. `expected`: how many records a workbook of that name brings, if it is there."""
    found = []
    with look(home) as store:
        found += [str(row) for row in store.execute("PRAGMA integrity_check") if row != ("ok",)]
        found += [str(row) for row in store.execute("PRAGMA foreign_key_check")]
        previous = "0" * 64
        logged: dict[str, list[dict]] = {}
        names = ("number", "at", "by", "act", "detail", "previous")
        for row in store.execute(f"SELECT {','.join(names)}, hash FROM app_auditentry ORDER BY number"):
            entry = dict(zip(names, row, strict=False))
            if entry["previous"] != previous or digest(entry) != row[-1]:
                found.append(f"log {entry['number']}")
            previous = row[-1]
            logged.setdefault(entry["act"], []).append(json.loads(entry["detail"]))
        said = {one["sha256"] for one in logged.get("导入", [])}
        for number, name, sha in store.execute("SELECT id, name, sha256 FROM app_importedfile").fetchall():
            (rows,) = store.execute("SELECT count(*) FROM app_revision WHERE source_id = ?", (number,)).fetchone()
            if sha not in said:
                found.append(f"{name}: no act in the log")
            if name in expected and rows != expected[name]:
                found.append(f"{name}: {rows} of {expected[name]}")
            if not (home / "files" / sha).exists():
                found.append(f"{name}: the workbook is not kept")
            said.discard(sha)
        found += [f"{sha}: in the log only" for sha in said]
        editions = {number for (number,) in store.execute("SELECT number FROM app_edition")}
        if editions != {one["版次"] for one in logged.get("公布", [])}:
            found.append(f"editions {editions} and the log differ")
    return found


@pytest.fixture
def county_copy(county: Quanmu, tmp_path: Path) -> Quanmu:
    shutil.copytree(county.home, tmp_path / "data")
    shutil.copytree(county.home.parent / "first", tmp_path / "out")
    return Quanmu(tmp_path / "data")


def test_no_acknowledged_act_is_lost_and_none_is_half(county_copy, tmp_path):
    quanmu, dice = county_copy, random.Random(20211231)
    public = tmp_path / "out" / "public"
    expected: dict[str, int] = {}

    def workbook(number: int) -> Path:
        rows = [[DEPARTMENT, f"第{number}批第{n}件事", "行政确认", "20日", "即办"] for n in range(NEW)]
        expected[f"i{number}.xlsx"] = NEW
        return save(tmp_path / f"i{number}.xlsx", [HEAD, *rows])

    def ruling(number: int) -> Path:
        expected[f"r{number}.xlsx"] = 1
        row = ["进驻", "慈善组织认定", DEPARTMENT, "综合窗", "全科综合窗", f"第{number}次", "某人", DAY]
        return save(tmp_path / f"r{number}.xlsx", [RULING, row])

    def act(kind: str, number: int) -> tuple[object, ...]:
        if kind == "publish":
            return ("publish", "--into", tmp_path / "out", "--as-of", DAY, "--note", f"第{number}次", "--json")
        return ("import", workbook(number) if kind == "import" else ruling(number), "--json")

    lengths = {}
    for place, kind in enumerate(("import", "ruling", "publish")):
        started = time.monotonic()
        quanmu(*act(kind, -1 - place))
        lengths[kind] = time.monotonic() - started
    cut = 0
    for number, kind in zip(range(ROUNDS), cycle(("import", "publish", "import", "ruling"))):
        words = act(kind, number)
        ran = quanmu.killed(dice.uniform(0.1, 1.0) * lengths[kind], *words)
        cut += ran.status == -9
        assert faults(quanmu.home, expected) == [], (number, kind)
        assert quanmu("verify", public).status == 0, "the published folder is one whole edition or the other"
        shown = json.loads((public / "manifest.json").read_text("utf-8"))["edition"]["number"]
        with look(quanmu.home) as store:
            (newest,) = store.execute("SELECT max(number) FROM app_edition").fetchone()
            assert shown <= newest
            if ran.out.endswith("}\n"):  # it told the person that it is done
                if kind == "publish":
                    assert shown == ran.objects()[0]["edition"]["number"]
                else:
                    kept = store.execute("SELECT count(*) FROM app_importedfile WHERE name = ?", (words[1].name,))
                    assert kept.fetchone() == (1,)
    assert cut > ROUNDS / 3, "most of them were hit while they worked"
    quanmu(*act("publish", ROUNDS))
    assert quanmu("verify", public).status == 0
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"public", "office"}, "nothing half is left lying"


HALVES = """
import sqlite3, sys, time
store = sqlite3.connect(sys.argv[1], isolation_level=None)
for n in range(100):
    store.execute("INSERT INTO app_importedfile (sha256, name, layout, rows, held, report, at, by) "
                  "VALUES (?, 'half.xlsx', '', 1, 0, '{}', '', '')", (f"{n:064x}",))
    time.sleep(0.5)
    store.execute("INSERT INTO app_revision (kind, key, digest, body, source_id) "
                  "VALUES ('办理项', ?, '', '{}', (SELECT max(id) FROM app_importedfile))", (str(n),))
"""


def test_a_writer_that_commits_in_halves_is_caught(county_copy):
    process = subprocess.Popen([sys.executable, "-c", HALVES, county_copy.home / "store.sqlite3"])
    until = time.monotonic() + 60
    while time.monotonic() < until:  # it is killed while it stands between its halves, as it does nearly always
        with look(county_copy.home) as store:
            if store.execute("SELECT count(*) FROM app_importedfile WHERE name = 'half.xlsx'").fetchone() > (0,):
                break
        time.sleep(0.01)
    process.kill()
    process.wait()
    assert any(one.startswith("half.xlsx") for one in faults(county_copy.home, {"half.xlsx": 1}))
