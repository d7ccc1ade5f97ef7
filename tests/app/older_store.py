"""A store of the first schema (migrations 0001 and 0002) as it stood before senders, trays and undos: one import of two rows.

Run in a process of its own: ``python older_store.py FOLDER WORKBOOK``.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import sys
from pathlib import Path


def make(home: Path, workbook: Path) -> None:
    """Build today's store by an ordinary import, then carry its rows of the first schema over into a store of that schema."""
    from app.cli import main

    sys.argv = ["quanmu", "--home", str(home / "new"), "import", str(workbook), "--json"]
    try:
        main()
    except SystemExit as ended:
        assert not ended.code
    old = home / "old"
    (old / "files").parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(home / "new" / "files", old / "files")
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connections

    connections["default"].close()
    settings.DATABASES["default"]["NAME"] = connections["default"].settings_dict["NAME"] = str(old / "store.sqlite3")
    call_command("migrate", "app", "0002", verbosity=0)
    connections["default"].close()
    source = sqlite3.connect(home / "new" / "store.sqlite3")
    target = sqlite3.connect(old / "store.sqlite3")
    for table in ("app_importedfile", "app_revision", "app_auditentry"):
        columns = [row[1] for row in target.execute(f"PRAGMA table_info({table})")]
        rows = source.execute(f"SELECT {','.join(columns)} FROM {table}").fetchall()
        if table == "app_importedfile":  # the first schema did not note the kinds of records that stayed the same
            place = columns.index("report")
            rows = [[_older(v) if i == place else v for i, v in enumerate(row)] for row in rows]
        target.executemany(f"INSERT INTO {table} ({','.join(columns)}) VALUES ({','.join('?' * len(columns))})", rows)
    target.commit()


def _older(report: str) -> str:
    content = json.loads(report)
    content["compare"].pop("same_of", None)
    return json.dumps(content)


if __name__ == "__main__":
    os.environ["QUANMU_USER"] = "旧人"
    make(Path(sys.argv[1]), Path(sys.argv[2]))
