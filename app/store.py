"""Opening the store, and the audit log to which every act is added."""

from __future__ import annotations

import atexit
import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from app.clock import actor, now, where
from app.config import load_config
from catalogue.canonical import digest, dumps
from catalogue.finding import UserError

GENESIS = "0" * 64
WRITERS = 7_104_611  # the number of the lock that writers on PostgreSQL share


def store_exists(home: Path) -> bool:
    """Whether a data folder holds a store (a PostgreSQL one is taken to exist)."""
    return bool(load_config(home).database) or (home / "store.sqlite3").exists()


def open_store(home: Path, settings_module: str = "app.settings", *, create: bool = False) -> None:
    """Open (or `create`) the store in a data folder, bring its tables up to date, and check that it is whole.

    The web application opens it with settings of its own, which add its tables. Raises `UserError` when there is none, the
    file is damaged, is no store, or the audit log does not chain.
    """
    if not create and not store_exists(home):
        raise UserError(
            str(home), "这里没有数据（没有库）", "请检查 --home 的路径；第一次使用请先 quanmu import 导入工作簿"
        )
    import django
    from django.conf import settings

    if settings.configured and Path(settings.HOME) != home.resolve():
        raise RuntimeError(f"one process opens one store: {settings.HOME} is open")
    home.mkdir(parents=True, exist_ok=True)
    os.environ["QUANMU_HOME"] = str(home)
    os.environ["DJANGO_SETTINGS_MODULE"] = settings_module
    path = home / "store.sqlite3"
    if database := load_config(home).database:
        os.environ["QUANMU_DATABASE"] = database
    elif path.exists():
        _check_file(path)
    from django.core.management import call_command
    from django.db import DatabaseError, connections

    try:
        django.setup()
        atexit.register(connections.close_all)  # SQLite then folds its write-ahead log into the store and takes it away
        _refuse_newer(str(urlsplit(database).hostname) if database else str(path))
        call_command("migrate", verbosity=0, interactive=False)
    except DatabaseError as error:
        if database:
            place, advice = (
                f"数据库 {urlsplit(database).hostname}",
                "请检查它在不在运行，以及设置 database 里的用户、口令、库名",
            )
        else:
            place, advice = str(path), "请检查磁盘与权限，或从备份恢复；原文件未改动"
        raise UserError(place, f"打不开（{' '.join(str(error).split())}）", advice) from error
    verify_audit()


def _refuse_newer(place: str) -> None:
    """A store that a newer program has changed is left alone: this one does not know what stands in it."""
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    known = MigrationLoader(connection)
    ours = {label for label, _ in known.disk_migrations} & {"app", "web"}  # libraries fold theirs together as they age
    newer = sorted(
        f"{label} {name}"
        for label, name in known.applied_migrations or ()
        if label in ours and (label, name) not in known.disk_migrations
    )
    if newer:
        advice = "没有改动任何内容；请用那个版本的程序，或者从升级前的备份恢复到另一个数据文件夹"
        raise UserError(place, f"是更新的程序用过的库（这里不认识 {newer[0]}）", advice)


def _check_file(path: Path) -> None:
    """Refuse a file that is damaged or that is not SQLite before anything is written to it."""
    advice = "原文件未改动；请从备份恢复，或用 --home 指向另一个数据文件夹"
    try:
        connection = sqlite3.connect(path.resolve().as_uri() + "?mode=ro", uri=True)
        try:
            result = connection.execute("PRAGMA quick_check").fetchone()[0]
        finally:
            connection.close()
    except sqlite3.DatabaseError as error:
        raise UserError(str(path), f"数据库文件已损坏或不是数据库（{error}）", advice) from error
    if result != "ok":
        raise UserError(str(path), f"数据库文件已损坏（{str(result)[:60]}）", advice)


@contextmanager
def transaction() -> Iterator[None]:
    """One short write transaction: IMMEDIATE on SQLite; on PostgreSQL one writer at a time by a lock of the same life,
    since comparisons and the chained log both rest on nobody else writing meanwhile."""
    from django.db import connection
    from django.db import transaction as django_transaction

    with django_transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WRITERS])
        yield


def record_act(act: str, detail: Mapping[str, Any]) -> None:
    """Add one act to the audit log; call inside the transaction that does the act.

    An act through the server also says from which address (`地址`); without one it was done on the command line.
    """
    from app.models import AuditEntry

    if address := where():
        detail = {**detail, "地址": address}

    last = AuditEntry.objects.order_by("-number").first()
    entry = {
        "number": (last.number if last else 0) + 1,
        "at": now(),
        "by": actor(),
        "act": act,
        "detail": dumps(detail),
        "previous": last.hash if last else GENESIS,
    }
    AuditEntry.objects.create(**entry, hash=digest(entry))


def audit_head() -> str:
    """The hash of the newest act; printed in every edition, since a chain cannot see its own tail cut off."""
    from app.models import AuditEntry

    last = AuditEntry.objects.order_by("-number").first()
    return last.hash if last else GENESIS


def verify_audit() -> None:
    """Recompute the chain; raise `UserError` naming the first act that does not fit."""
    from app.models import AuditEntry

    previous = GENESIS
    for number, entry in enumerate(AuditEntry.objects.order_by("number"), start=1):
        body = {name: getattr(entry, name) for name in ("number", "at", "by", "act", "detail", "previous")}
        if entry.number != number or entry.previous != previous or entry.hash != digest(body):
            raise UserError(f"审计日志第 {number} 条", "与前一条接不上，日志被改动过", "请保留现场，从备份核对后再用")
        previous = entry.hash
