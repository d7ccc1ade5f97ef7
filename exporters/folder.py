"""Writes a set of files into a folder we made before: replaces ours, removes ours that are gone, keeps what is not ours."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from catalogue.finding import UserError


def sha256(data: bytes) -> str:
    """SHA-256 (hex)."""
    return hashlib.sha256(data).hexdigest()


def listed(record: Path) -> dict[str, str]:
    """path -> SHA-256 of what was written last time; empty where there is no readable record."""
    try:
        files = json.loads(record.read_text("utf-8"))["files"]
        return {str(path): str(value) for path, value in files.items() if "\0" not in path}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def put(folder: Path, files: Mapping[str, bytes], record: str) -> list[Path]:
    """Write `files` (relative path -> bytes); `record` names the one that lists them.

    A file of ours that somebody changed by hand is kept beside the new one as ``…（手改）.xlsx``.
    """
    before = listed(folder / record)
    for name, digest in sorted(before.items()):
        path = folder / name
        if not _inside(folder, path) or not path.is_file():
            continue
        if sha256(path.read_bytes()) != digest:
            if name not in files or sha256(files[name]) != sha256(path.read_bytes()):
                path.rename(_free(path))
        elif name not in files:
            path.unlink()
    written = []
    for name in sorted(files):
        path = folder / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(files[name])
        except OSError as error:
            raise UserError(
                str(path), f"写不进去（{error.strerror}）", "请检查磁盘空间、权限，关闭打开着的文件"
            ) from error
        written.append(path)
    return written


def _inside(folder: Path, path: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())


def _free(path: Path) -> Path:
    number = 1
    while (place := path.with_name(f"{path.stem}（手改{number}）{path.suffix}")).exists():
        number += 1
    return place
