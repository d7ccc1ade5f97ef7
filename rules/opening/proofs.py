"""What was proofread before: an unchanged book, opened again by an unchanged program, is not proofread again."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from catalogue.finding import UserError

_ROOT = Path(__file__).resolve().parents[2]
_PROGRAM = ("catalogue", "rules")  # fields, registers and the shipped book lie there, too
_KEPT = 8


class Proofs:
    """A file that remembers, by the digest of every byte of a book's folders and of the program that read them, what the
    proofreader warned of where it found no fault. A file that cannot be read or written only costs time.

    Make it before the book is read: what somebody writes while it is being read was not proofread under that digest.
    Where the folders lie does not count: a revision is checked out somewhere else each time."""

    def __init__(self, path: Path, folders: Iterable[Path]) -> None:
        self._path, self._folders = path, tuple(folders)
        self._mark = _mark(self._folders)
        self._places = {f"\0{number}\0": str(folder) for number, folder in enumerate(self._folders)}

    def found(self) -> tuple[list[UserError], str] | None:
        """The warnings of that proofreading and the digest of the book's content; None if there was none."""
        kept = self._kept().get(self._mark)
        if kept is None or self._mark != _mark(self._folders):
            return None
        try:
            return [UserError(*map(self._placed, one)) for one in kept["warnings"]], str(kept["digest"])
        except (TypeError, KeyError, AttributeError):
            return None

    def keep(self, warnings: Iterable[UserError], digest: str) -> None:
        """Remember that no fault was found, these warnings, and the digest of the book's content."""
        if not self._path.parent.is_dir() or self._mark != _mark(self._folders):
            return
        earlier = [(mark, said) for mark, said in self._kept().items() if mark != self._mark]
        said = [[self._unplaced(words) for words in (one.place, one.what, one.advice)] for one in warnings]
        kept = dict([*earlier, (self._mark, {"digest": digest, "warnings": said})][-_KEPT:])
        try:
            handle, name = tempfile.mkstemp(dir=self._path.parent, prefix=f".{self._path.name}.")
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(kept, file, ensure_ascii=False)
            Path(name).replace(self._path)
        except OSError:
            return

    def _placed(self, words: str) -> str:
        for mark, folder in self._places.items():
            words = words.replace(mark, folder)
        return words

    def _unplaced(self, words: str) -> str:
        for mark, folder in self._places.items():
            words = words.replace(folder, mark)
        return words

    def _kept(self) -> dict[str, Any]:
        try:
            kept = json.loads(self._path.read_bytes())
        except (OSError, ValueError, RecursionError):
            return {}
        return kept if isinstance(kept, dict) else {}


def _mark(folders: Iterable[Path]) -> str:
    """The digest of the name and the content of every file of the program and of the folders, in their order."""
    every = (*(_ROOT / name for name in _PROGRAM), *folders)
    return hashlib.sha256("\n\n".join(map(_content, every)).encode()).hexdigest()


def _content(folder: Path) -> str:
    files = (path for path in sorted(folder.rglob("*.*")) if path.suffix != ".pyc" and path.is_file())
    return "\n".join(f"{path.relative_to(folder)} {hashlib.sha256(path.read_bytes()).hexdigest()}" for path in files)
