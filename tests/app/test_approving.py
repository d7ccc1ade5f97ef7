"""An approved change of the rule book and its file agree, wherever the process that approves dies."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from approving import LIST
from command_line import Quanmu

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(("moment", "approved"), [("提交前", 0), ("写文件前", 1)])
def test_store_and_file_agree_after_a_kill(copied: Quanmu, moment: str, approved: int):
    words = [sys.executable, str(Path(__file__).with_name("approving.py")), str(copied.home), moment]
    ended = subprocess.run(
        words, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=120
    )
    assert ended.returncode == -9, ended.stderr
    own = copied.home / "book" / "lists" / f"{LIST}.csv"
    notes = copied.home / "pending"
    assert not own.exists() and list(notes.iterdir()), "it died where it was to die"
    copied("undo", "--json")  # whatever opens the office settles it
    with closing(sqlite3.connect(copied.home / "store.sqlite3")) as store:
        acts = store.execute("SELECT count(*) FROM app_ruleproposalact WHERE act = '批准'").fetchone()[0]
        logged = store.execute("SELECT count(*) FROM app_auditentry WHERE act = '批准规则修改'").fetchone()[0]
    assert (acts, logged, own.exists()) == (approved, approved, bool(approved))
    assert not list(notes.iterdir()) and (not approved or "MZ-慈善组织认定,2021-01-01" in own.read_text("utf-8"))
