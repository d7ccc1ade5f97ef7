"""Files of the data folder that hold personal data: which hold a word, and deleting what an erasure has marked."""

from __future__ import annotations

import json
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from app.store import record_act, transaction

PAPERS = ("selfcheck", "published/office")  # made from the store again when asked for
ENCODINGS = ("utf-8", "utf-16-le", "gb18030")
MOST = 400_000_000  # bytes of one unpacked member that are looked through


def holds(path: Path, words: Sequence[str]) -> bool:
    """Whether a file holds one of the words: as text, or in any part of a workbook or document."""
    sought = [word.encode(code) for word in words for code in ENCODINGS]
    try:
        with zipfile.ZipFile(path) as archive:
            return any(
                any(word in data for word in sought)
                for info in archive.infolist()
                if info.file_size < MOST and (data := archive.read(info))
            )
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError):
        pass
    data = path.read_bytes()
    return any(word in data for word in sought)


def holding(home: Path, words: Sequence[str]) -> Iterator[str]:
    """The digests of the kept workbooks that hold one of the words."""
    folder = home / "files"
    for path in sorted(folder.glob("*")) if folder.is_dir() else ():
        if path.is_file() and holds(path, words):
            yield path.name


def sweep(home: Path, words: Sequence[str], before: str) -> Counter[str]:
    """Delete the workbooks that erasures have marked and that were not sent again since, and papers that hold a word or
    are older than `before`. May be repeated: a process that died between the store and the files left these."""
    from app.models import ImportAct, ImportedFile

    gone: Counter[str] = Counter()
    for row in ImportedFile.objects.filter(report__contains='"erased":'):
        erased, path = json.loads(row.report).get("erased", ""), home / "files" / row.sha256
        again = ImportAct.objects.filter(imported=row, act="重新导入", at__gt=erased).exists()
        if erased and path.exists() and not again:
            path.unlink()
            gone["原件"] += 1
    for folder in PAPERS if words else PAPERS[:1]:
        for path in sorted((home / folder).rglob("*")) if (home / folder).is_dir() else ():
            if path.is_file() and (_old(path, before) if before else holds(path, words)):
                path.unlink()
                gone["文件"] += 1
    if gone:
        with transaction():
            record_act("删除含个人信息的文件", {"件数": dict(gone)})
    return gone


def _old(path: Path, before: str) -> bool:
    made = datetime.fromtimestamp(path.stat().st_mtime, datetime.fromisoformat(before).tzinfo)
    return made < datetime.fromisoformat(before)
