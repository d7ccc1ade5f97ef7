"""Files of the data folder that hold personal data: which hold a word, and deleting what an erasure has marked."""

from __future__ import annotations

import json
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from app.store import record_act, transaction

PAPERS = ("selfcheck", "published/office")  # made from the store again when asked for
ENCODINGS = ("utf-8", "utf-16-le", "gb18030")
OLE = b"\xd0\xcf\x11\xe0"  # the first bytes of an old workbook (xls)
MOST = 400_000_000  # bytes of one unpacked member that are looked through
_TAG = re.compile(rb"<[^<>]*>")  # a name may stand in two runs of rich text


def holds(path: Path, words: Sequence[str]) -> bool | None:
    """Whether a file holds one of the words: as text, or in any part of a workbook or document. None: nobody can tell from
    here, since it is no text or a part of it is locked, damaged or too large."""
    sought = [word.encode(code) for word in words for code in ENCODINGS]
    whole = True
    try:
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                data = _part(archive, info)
                if data is None:
                    whole = False
                elif any(word in shape for shape in (data, _TAG.sub(b"", data)) for word in sought):
                    return True
        return False if whole else None
    except (zipfile.BadZipFile, OSError):
        data = path.read_bytes()
    return any(word in data for word in sought) or (False if _text(data) else None)


def _part(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes | None:
    try:
        return archive.read(info) if info.file_size < MOST else None
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError):
        return None  # damaged; locked (RuntimeError), packed in a way unknown here (NotImplementedError is one, too)


def _text(data: bytes) -> bool:
    """Text, or an old workbook, which holds its texts as they are."""
    if data.startswith(OLE) or data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    for code in ("utf-8", "gb18030"):
        try:
            return "\0" not in data.decode(code)
        except UnicodeDecodeError:
            continue
    return False


def kept(home: Path, words: Sequence[str]) -> Iterator[tuple[str, bool | None]]:
    """The digests of the kept files that hold one of the words (True) or of which that cannot be told (None)."""
    folder = home / "files"
    for path in sorted(folder.glob("*")) if folder.is_dir() else ():
        if path.is_file() and (held := holds(path, words)) is not False:
            yield path.name, held


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
            if path.is_file() and (_old(path, before) if before else holds(path, words) is not False):
                path.unlink()
                gone["文件"] += 1
    if gone:
        with transaction():
            record_act("删除含个人信息的文件", {"件数": dict(gone)})
    return gone


def _old(path: Path, before: str) -> bool:
    made = datetime.fromtimestamp(path.stat().st_mtime, datetime.fromisoformat(before).tzinfo)
    return made < datetime.fromisoformat(before)
