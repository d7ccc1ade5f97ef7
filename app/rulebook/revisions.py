"""A rule book as it stands in a folder or as it stood in a git revision."""

from __future__ import annotations

import io
import subprocess
import tarfile
import tempfile
from pathlib import Path

from app.office import PROOFS, Office
from catalogue.fields import FIELDS_FILE, REGISTERS
from catalogue.finding import UserError
from rules import BOOK
from rules.books import Book
from rules.opening.loader import load_book
from rules.opening.strays import holds_book


def book_at(word: str, office: Office) -> tuple[str, Book]:
    """What to call it, and the book of a folder or of a git revision, always with the office's own folder over it.

    A folder without questions.yaml is an office's own folder: it takes the place of the one in use, over the shipped.
    """
    proofs = office.home / PROOFS
    folder, own = Path(word), [office.own] if office.own.is_dir() else []
    if folder.is_dir():
        if (folder / "questions.yaml").exists():
            return str(folder), load_book(folder, *own, proofs=proofs, at_work=True)
        if not holds_book(folder):
            raise UserError(word, "这个文件夹里没有规则书，也没有本单位的规则、参数、清单", "请检查路径")
        return f"随程序带的＋{folder}", load_book(BOOK, folder, proofs=proofs, at_work=True)
    return _revision(word, office, own)


def _revision(word: str, office: Office, own: list[Path]) -> tuple[str, Book]:
    if not word or word.startswith("-"):
        raise UserError(f"“{word}”", "不是文件夹，也不是 git 版本", "请写规则书的文件夹，或 git 的提交、标签、分支")
    with tempfile.TemporaryDirectory(prefix="quanmu-") as scratch:
        shipped, mine = Path(scratch) / "shipped", Path(scratch) / "own"
        found = []
        if _checked_out(BOOK, word, shipped):
            found.append("随程序带的")
            _checked_out(FIELDS_FILE, word, shipped)
            _checked_out(FIELDS_FILE.parent / REGISTERS, word, shipped / REGISTERS)
        if own and _checked_out(own[0], word, mine):
            found.append("本单位的")
        if not found:
            raise UserError(
                f"“{word}”",
                "没有这个文件夹，规则书所在的 git 仓库里也没有这个版本",
                "请检查写法；规则书不在 git 仓库里的，请先另存一份文件夹再比",
            )
        folders = [shipped if shipped.is_dir() else BOOK, *([mine] if mine.is_dir() else own)]
        return f"{word}（{'、'.join(found)}）", load_book(*folders, proofs=office.home / PROOFS, at_work=True)


def _checked_out(path: Path, revision: str, into: Path) -> bool:
    """Write a folder or file as of a revision into a folder; False where git knows neither."""
    place = path if path.is_dir() else path.parent
    wanted = "." if path.is_dir() else path.name
    if _git(place, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}") is None:
        return False
    packed = _git(place, "archive", "--format=tar", revision, "--", wanted)
    if packed is None:
        return False
    written = False
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        for member in archive:
            target = into / member.name
            stream = archive.extractfile(member) if member.isreg() else None
            if stream is None or not target.resolve().is_relative_to(into.resolve()):
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(stream.read())
            written = True
    return written


def _git(place: Path, *words: str) -> bytes | None:
    try:
        done = subprocess.run(["git", "-C", str(place), *words], capture_output=True, check=False, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None
