"""Backup and restore: the whole data folder in one zip file, taken while others work, and proved when it comes back."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from app.clock import now
from app.config import FILE, load_config
from app.office import PROOFS
from app.store import audit_head, open_store, record_act, transaction
from catalogue.finding import UserError

MANIFEST = "backup.json"
SQLITE = "store.sqlite3"
DUMP = "store.pgdump"
CHUNK = 1 << 20


@dataclass(frozen=True)
class Backup:
    """What a backup says of itself. `files`: SHA-256 of every file by its path in the data folder."""

    made: str
    program: str
    audit_head: str
    files: dict[str, str]


def back_up(home: Path, into: Path, told: Callable[[int, int], None] = lambda done, of: None) -> Backup:
    """Write everything the data folder holds into one new zip file. The store is copied first and as of one moment: what
    it names lies in the folder already. `told` hears how many files are done. Raises `UserError`."""
    if into.exists():
        raise UserError(str(into), "已有同名文件", "请换一个文件名，旧备份不会被覆盖")
    open_store(home)
    with transaction():
        record_act("备份", {"文件": into.name})
    part = into.with_name(into.name + ".part")
    try:
        with tempfile.TemporaryDirectory(dir=into.parent, prefix=".quanmu-") as place:
            store, head = _copy_store(home, Path(place))
            paths = [(path.relative_to(home).as_posix(), path) for path in _files(home)]
            every = [(store.name, store), *paths]
            files: dict[str, str] = {}
            descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)  # it holds the signing key
            with os.fdopen(descriptor, "w+b") as raw, zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
                for done, (name, path) in enumerate(every, start=1):
                    try:
                        files[name] = _add(archive, name, path)
                    except FileNotFoundError:  # taken in, erased or written anew since the folder was looked through
                        if name == store.name:
                            raise
                    told(done, len(every))
                backup = Backup(now(), version("quanmu"), head, files)
                archive.writestr(MANIFEST, json.dumps(asdict(backup), ensure_ascii=False, indent=1))
                archive.close()
                raw.flush()
                os.fsync(raw.fileno())
        part.replace(into)
    finally:
        part.unlink(missing_ok=True)
    return backup


def restore(file: Path, home: Path, told: Callable[[int, int], None] = lambda done, of: None) -> Backup:
    """Unpack a backup into a new data folder, check every file and the chain of the log. Nothing that is there is
    overwritten; what cannot be restored whole is not restored. Raises `UserError`."""
    if home.exists() and any(path.name != FILE for path in home.iterdir()):
        raise UserError(str(home), "文件夹里已有内容", "请用 --home 指向一个新的文件夹，核对无误后再换过去")
    home.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home.parent, prefix=".quanmu-") as place:
        there = Path(place) / "data"
        backup = _unpack(file, there, told)
        if (home / FILE).exists():  # the new machine's own settings stand above those of the old one
            shutil.copy2(home / FILE, there / FILE)
            (home / FILE).unlink()
        dump = there / DUMP
        if dump.exists():
            _pg("pg_restore", there, "--no-owner", "--exit-on-error", str(dump))
            dump.unlink()
        elif load_config(there).database:
            raise UserError(str(home / FILE), "备份里是 SQLite 库，设置却写着 PostgreSQL", "请去掉 database 再恢复")
        if home.exists():
            home.rmdir()
        there.replace(home)
    open_store(home)
    if (head := audit_head()) != backup.audit_head:
        raise UserError(str(file), f"审计日志的末端是 {head[:12]}，备份时是 {backup.audit_head[:12]}", "请换一份备份")
    with transaction():
        record_act("恢复", {"备份": file.name, "备份时间": backup.made, "备份程序": backup.program})
    return backup


def _files(home: Path) -> Iterator[Path]:
    """Every file of the data folder but the store itself, which is copied by its own means, and what only saves time."""
    for path in sorted(home.rglob("*")):
        if path.is_file() and not path.is_symlink() and not path.name.startswith((SQLITE, PROOFS, f".{PROOFS}")):
            yield path


def _copy_store(home: Path, place: Path) -> tuple[Path, str]:
    """A copy of the store as of one moment, and the end of its log."""
    if load_config(home).database:
        _pg("pg_dump", home, "--format=custom", "--file", str(place / DUMP))
        return place / DUMP, audit_head()
    with closing(sqlite3.connect(home / SQLITE)) as source, closing(sqlite3.connect(place / SQLITE)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        row = copy.execute("SELECT hash FROM app_auditentry ORDER BY number DESC LIMIT 1").fetchone()
    return place / SQLITE, str(row[0])


def _pg(tool: str, home: Path, *words: str) -> None:
    """PostgreSQL's own tools make and take the dump. Raises `UserError` with what they say."""
    found = shutil.which(tool)
    if found is None:
        raise UserError(
            tool, "没有这个程序", "请安装 PostgreSQL 的客户端工具（Debian：apt-get install postgresql-client）"
        )
    parts = urlsplit(load_config(home).database)
    secret = {"PGPASSWORD": unquote(parts.password or "")}  # not on the command line, where others could read it
    where = [
        "--host",
        parts.hostname or "",
        "--port",
        str(parts.port or 5432),
        "--username",
        unquote(parts.username or ""),
    ]
    done = subprocess.run(
        [found, *where, "--dbname", parts.path.lstrip("/"), *words],
        capture_output=True, text=True, env=os.environ | secret,
    )  # fmt: skip
    if done.returncode:
        raise UserError(tool, done.stderr.strip()[-300:], "请检查 database 的地址和权限；恢复要用空的数据库")


def _add(archive: zipfile.ZipFile, name: str, path: Path) -> str:
    hashed = sha256()
    with (
        path.open("rb") as source,
        archive.open(zipfile.ZipInfo.from_file(path, name, strict_timestamps=False), "w") as target,
    ):
        while block := source.read(CHUNK):
            hashed.update(block)
            target.write(block)
    return hashed.hexdigest()


def _unpack(file: Path, into: Path, told: Callable[[int, int], None]) -> Backup:
    """Every file where it lay, each held against its SHA-256."""
    again = "请换一份备份；没有恢复任何内容"
    try:
        with zipfile.ZipFile(file) as archive:
            backup = Backup(**json.loads(archive.read(MANIFEST)))
            names = set(archive.namelist()) - {MANIFEST}
            if names != set(backup.files):
                odd = sorted(names ^ set(backup.files))
                raise UserError(str(file), f"备份里的文件和它自己的清单对不上（{odd[0]}）", again)
            for done, (name, wanted) in enumerate(sorted(backup.files.items()), start=1):
                pure = PurePosixPath(name)
                if pure.is_absolute() or ".." in pure.parts:
                    raise UserError(str(file), f"备份里有指到别处的路径（{name}）", again)
                path = into / pure
                path.parent.mkdir(parents=True, exist_ok=True)
                hashed = sha256()
                descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                with archive.open(name) as source, os.fdopen(descriptor, "wb") as target:
                    while block := source.read(CHUNK):
                        hashed.update(block)
                        target.write(block)
                if hashed.hexdigest() != wanted:
                    raise UserError(str(file), f"“{name}”和备份时不一样", again)
                told(done, len(names))
    except (
        zipfile.BadZipFile,
        zlib.error,
        KeyError,
        TypeError,
        AttributeError,
        ValueError,
        EOFError,
        RuntimeError,
    ) as error:
        raise UserError(str(file), "不是本程序的备份，或者已经损坏", again) from error
    return backup
