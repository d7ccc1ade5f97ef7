"""Backup and restore by one command each, and a store of the first release opened by this one."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
from command_line import ROOT, Quanmu
from small_county import DAY, save, tree

OLDER = Path(__file__).parent / "older" / "store.tar.gz"


@pytest.fixture(scope="module")
def backup(county: Quanmu, tmp_path_factory: pytest.TempPathFactory) -> tuple[Quanmu, Path]:
    """A county at work and its backup."""
    folder = tmp_path_factory.mktemp("backup")
    shutil.copytree(county.home, folder / "data")
    quanmu = Quanmu(folder / "data")
    quanmu("key")
    quanmu("backup", folder / "b.zip")
    return quanmu, folder / "b.zip"


def editions(home: Path) -> list[tuple[int, str]]:
    with sqlite3.connect(home / "store.sqlite3") as store:
        return store.execute("SELECT number, digest FROM app_edition ORDER BY number").fetchall()


def test_what_comes_back_is_what_was_there(backup, tmp_path):
    quanmu, file = backup
    back = Quanmu(tmp_path / "new")
    back("restore", file)
    assert editions(back.home) == editions(quanmu.home) != []
    here, there = (
        {n: b for n, b in tree(one.home).items() if not str(n).startswith(("store.sqlite3", "proofread.json"))}
        for one in (quanmu, back)
    )
    assert here and here == there
    for one, where in ((quanmu, "a"), (back, "b")):
        one("render", "1", "--into", tmp_path / where)
    assert tree(tmp_path / "a") == tree(tmp_path / "b")
    assert file.stat().st_mode & 0o077 == 0, "里面有签名密钥，别人不能读"


def test_work_goes_on_after_a_restore_and_the_log_says_so(backup, tmp_path):
    _, file = backup
    back = Quanmu(tmp_path / "new")
    back("restore", file)
    again = back("publish", "--into", tmp_path / "out", "--as-of", DAY, "--json").objects()[0]
    assert again["edition"]["number"] == 1, "同样的内容还是第1版"
    with sqlite3.connect(back.home / "store.sqlite3") as store:
        acts = [act for (act,) in store.execute("SELECT act FROM app_auditentry ORDER BY number")]
    assert acts.index("备份") < acts.index("恢复")


def spoilt(file: Path, into: Path, change) -> Path:
    """The same backup with one member changed, as a careless or hostile hand would."""
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(into, "w") as new:
        for name in old.namelist():
            name, body = change(name, old.read(name))
            if name:
                new.writestr(name, body)
    return into


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda n, b: (n, b + b" ") if n.startswith("book/") else (n, b), "和备份时不一样"),
        (lambda n, b: (None, b) if n.startswith("files/") else (n, b), "对不上"),
        (lambda n, b: ("../" + n, b) if n.startswith("book/") else (n, b), "对不上"),
        (
            lambda n, b: (
                (n, json.dumps({**json.loads(b), "files": {"../x": "0"}}).encode())
                if n == "backup.json"
                else ("../x", b)
            ),
            "指到别处",
        ),
        (lambda n, b: (None, b) if n == "backup.json" else (n, b), "不是本程序的备份"),
    ],
)
def test_a_spoilt_backup_restores_nothing(backup, tmp_path, change, said):
    bad = spoilt(backup[1], tmp_path / "bad.zip", change)
    back = Quanmu(tmp_path / "new")
    assert said in back("restore", bad, ok=False).refused()
    assert not back.home.exists() and not (tmp_path / "x").exists()


def test_a_cut_backup_and_a_file_that_is_none(backup, tmp_path):
    (tmp_path / "cut.zip").write_bytes(backup[1].read_bytes()[:-2000])
    (tmp_path / "no.zip").write_text("不是备份", "utf-8")
    torn = bytearray(backup[1].read_bytes())
    with zipfile.ZipFile(backup[1]) as archive:
        start = archive.getinfo("store.sqlite3").header_offset + 2000
    torn[start : start + 400] = b"\xff" * 400
    (tmp_path / "torn.zip").write_bytes(torn)
    for name in ("cut.zip", "no.zip", "torn.zip"):
        assert "已经损坏" in Quanmu(tmp_path / "new")("restore", tmp_path / name, ok=False).refused()


def test_nothing_is_overwritten(backup, tmp_path):
    quanmu, file = backup
    assert "已有内容" in quanmu("restore", file, ok=False).refused()
    assert "已有同名文件" in quanmu("backup", file, ok=False).refused()
    assert "没有库" in Quanmu(tmp_path / "none")("backup", tmp_path / "n.zip", ok=False).refused()


BUSY = """
import sys
from pathlib import Path
from app.backup import back_up
home = Path(sys.argv[1])
back_up(home, Path(sys.argv[2]), lambda done, of: (home / "uploads" / "gone").unlink(missing_ok=True))
"""


def test_a_backup_is_whole_while_others_write(backup, tmp_path):
    """A writer that has begun and not ended: the backup waits for nothing and holds nothing of it. A workbook that is taken in
    meanwhile is no longer where it was."""
    quanmu, _ = backup
    shutil.copytree(quanmu.home, tmp_path / "data")
    busy = Quanmu(tmp_path / "data")
    with sqlite3.connect(tmp_path / "data" / "store.sqlite3", isolation_level=None) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM app_auditentry").fetchone()  # a reader's snapshot stays open
        (tmp_path / "data" / "uploads").mkdir()
        (tmp_path / "data" / "uploads" / "gone").write_bytes(b"x")
        subprocess.run([sys.executable, "-c", BUSY, busy.home, tmp_path / "b.zip"], check=True, cwd=ROOT)
        other.execute("COMMIT")
    Quanmu(tmp_path / "new")("restore", tmp_path / "b.zip")


@pytest.fixture
def older(tmp_path: Path) -> Quanmu:
    """A store, rule book and field list as the first release left them (made by that release, kept as it was)."""
    with tarfile.open(OLDER) as packed:
        # the first Pythons of 3.11 do not know the word
        packed.extractall(tmp_path, **({"filter": "data"} if hasattr(tarfile, "data_filter") else {}))
    return Quanmu(tmp_path / "data")


def test_an_older_store_opens_and_its_edition_stays_what_it_was(older, tmp_path):
    before = editions(older.home)
    (said,) = older("history", "最低生活保障审核确认", "--on", DAY, "--json").objects()
    assert said["number"] == 1 and said["grants"]
    assert editions(older.home) == before
    older("render", "1", "--into", tmp_path / "one")
    older("verify", tmp_path / "one")


def test_work_goes_on_in_an_older_store(older, tmp_path):
    shown = older("rules", "show", "XX-BX-001").out
    assert "小县自定的高频" in shown, "本县自己的规则还在"
    assert "窗口备注" in older("fields", "--kind", "办理项").out
    parameter = older("rules", "list", "--json").out
    assert "XX-BX-001" in parameter
    done = older("publish", "--into", tmp_path / "out", "--as-of", DAY, "--json").objects()[0]
    assert done["edition"]["number"] == 2 and done["edition"]["counts"]
    older("diff", "1", "2")
    older("undo", "6", "--why", "试一试旧库能不能撤")
    rows = [["机构名称", "机构类别"], ["小县档案局", "部门"]]
    older("import", save(tmp_path / "机构.xlsx", rows))
