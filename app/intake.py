"""Taking workbooks in: read, compare with what is known, commit the good rows, hold the bad ones."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from app import ledger
from app.ledger import Comparison
from app.office import Office
from catalogue.finding import UserError
from importers.read import FileResult, load_all_layouts, read_files


@dataclass(frozen=True)
class Intake:
    """One file: what was read, what it would change, and whether it was committed now."""

    result: FileResult
    comparison: Comparison | None
    committed: bool


def read(office: Office, files: Iterable[Path], *, commit: bool) -> list[Intake]:
    """Read the files in order and, if told to, commit each before the next is compared."""
    own = office.own / "layouts"
    layouts = load_all_layouts(office.fields, *([own] if own.is_dir() else []))
    taken = []
    files = list(files)
    for path, result in zip(files, read_files(files, office.fields, layouts), strict=True):
        comparison, done = None, False
        if not result.refused:
            new = Comparison(new=tuple(record.key for record in result.records))
            comparison = ledger.compare(office.fields, result.file, result.records) if office.stored else new
            result.compare = comparison.as_dict(same_as=result.same_as)
            if commit and not result.same_as:
                done = ledger.commit(result, _same_bytes(path, result.sha256), office.home)
        taken.append(Intake(result, comparison, done))
    return taken


def _same_bytes(path: Path, sha256: str) -> bytes:
    """The file's bytes to keep, if they are still those that were read."""
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != sha256:
        raise UserError(str(path), "读取期间文件被改动", "请等文件保存完毕再导入；本文件没有提交")
    return data
