"""Writes a set of files into a folder we made before, all or nothing: replaces ours, keeps what is not ours."""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from catalogue.finding import UserError

AT_FDCWD, RENAME_EXCHANGE = -100, 2  # Linux: renameat2


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


def put(folder: Path, files: Mapping[str, bytes] | Iterable[tuple[str, bytes]], record: str) -> list[Path]:
    """Write `files` (relative path -> bytes) beside `folder`, then put the whole in its place in one step.

    Files are written as they come, so that a large folder need not be held in memory. `record` names the file that
    lists them. A run that fails or is killed leaves the folder as it was. What is not ours stays; a file of ours that
    somebody changed by hand is kept beside the new one as ``…（手改1）.xlsx``.
    """
    folder = folder.absolute()
    staged = folder.with_name(f".{folder.name}.new")
    names: set[str] = set()
    try:
        _recover(folder)
        folder.parent.mkdir(parents=True, exist_ok=True)
        if staged.exists():
            shutil.rmtree(staged)
        staged.mkdir()
        for name, data in files.items() if isinstance(files, Mapping) else files:
            path = staged / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            names.add(name)
        _keep_others(folder, staged, names, record)
        _exchange(staged, folder)
    except OSError as error:
        raise UserError(
            str(error.filename or folder),
            f"写不进去（{error.strerror}）",
            "请检查磁盘空间、权限，关闭打开着的文件；原来的文件没有改动",
        ) from error
    finally:
        if staged.exists():
            shutil.rmtree(staged, ignore_errors=True)
    return [folder / name for name in sorted(names)]


def _keep_others(folder: Path, staged: Path, names: set[str], record: str) -> None:
    """Carry over what is not ours, and what was ours until somebody changed it."""
    if not folder.is_dir():
        return
    before = listed(folder / record)
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_dir() and not path.is_symlink() or name in (record, f"{record}.sig"):
            continue
        ours = name in before
        actual = "" if path.is_symlink() else sha256(path.read_bytes()) if ours or name in names else "-"
        if ours and actual == before[name] or name in names and actual == sha256((staged / name).read_bytes()):
            continue
        target = staged / name
        if target.exists() or ours:
            target = _free(target)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, target, follow_symlinks=False)


def _exchange(new: Path, old: Path) -> None:
    """`new` takes the place of `old`: in one step where the system can exchange names, else in two renames."""
    if not old.exists():
        new.rename(old)
        return
    libc = ctypes.CDLL(None, use_errno=True)
    swap = getattr(libc, "renameat2", None)
    if swap and swap(AT_FDCWD, os.fsencode(new), AT_FDCWD, os.fsencode(old), RENAME_EXCHANGE) == 0:
        return
    aside = old.with_name(f".{old.name}.old")
    old.rename(aside)
    new.rename(old)
    shutil.rmtree(aside)


def _recover(folder: Path) -> None:
    """A run killed between the two renames left the folder aside: put it back."""
    aside = folder.with_name(f".{folder.name}.old")
    if aside.exists():
        if folder.exists():
            shutil.rmtree(aside)
        else:
            aside.rename(folder)


def _free(path: Path) -> Path:
    number = 1
    while (place := path.with_name(f"{path.stem}（手改{number}）{path.suffix}")).exists():
        number += 1
    return place
