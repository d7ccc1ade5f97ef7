"""Which edition a command means: a number in the store, or a published folder."""

from __future__ import annotations

import json
from pathlib import Path

from catalogue.edition import Edition
from catalogue.finding import UserError


def edition_of(home: Path, name: str) -> Edition:
    """An edition by its number in the store, or from a published folder; no name: the latest in the store."""
    from app.publishing import archive
    from app.store import open_store

    if name.isdigit() or not name:
        open_store(home)
        return archive.edition(int(name)) if name else archive.latest()
    folder = Path(name)
    manifest, lines = folder / "manifest.json", folder / "data" / "edition.jsonl"
    if not manifest.exists() or not lines.exists():
        raise UserError(
            name, "不是版次，也不是公布出来的 public 文件夹", "请写版次（如 1）或含有 manifest.json 的文件夹"
        )
    try:
        return archive.load_edition(
            json.loads(manifest.read_text(encoding="utf-8"))["edition"], lines.read_text(encoding="utf-8")
        )
    except (ValueError, KeyError) as error:
        raise UserError(name, "公布文件已损坏或不是本程序写出的", "请用 quanmu verify 核对") from error
