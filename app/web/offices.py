"""The office that this server serves: opened once, opened anew when its own folder changes."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

from django.conf import settings

from app.office import Office, county_of, open_office
from catalogue.edition import County

_LOCK = threading.Lock()
_OPEN: dict[str, tuple[tuple[tuple[str, int, int], ...], Office]] = {}


def home() -> Path:
    """The data folder."""
    return Path(settings.HOME)


def without_folder(text: str) -> str:
    """A message without where the data folder lies on the server."""
    return text.replace(str(home()), "数据文件夹")


def office() -> Office:
    """The office as its folder says now; its rule book is read once and kept until a file of it changes."""
    stamp = _stamp(home() / "book")
    with _LOCK:
        kept = _OPEN.get("office")
        if kept is None or kept[0] != stamp:
            kept = (stamp, replace(open_office(home(), store=False), stored=True))
            _OPEN["office"] = kept
        return kept[1]


def county() -> County:
    """The county's name and what else its form says."""
    return county_of(home() / "book")


def _stamp(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """What a folder's files look like from outside: a changed one has another time or size."""
    if not folder.is_dir():
        return ()
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return tuple((str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in files)
