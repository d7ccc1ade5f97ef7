"""A folder as one zip file to download; the same folder gives the same bytes."""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path
from typing import IO

from catalogue.finding import UserError

_WHEN = (1980, 1, 1, 0, 0, 0)
_PACKED = (".xlsx", ".docx", ".pdf", ".png", ".zip")  # compressed already


def packed(folder: Path) -> IO[bytes]:
    """The zip as an open file of no name, at its beginning. Raises `UserError` when the folder changes meanwhile."""
    made = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    try:
        with zipfile.ZipFile(made, "w") as archive:
            for path in sorted(one for one in folder.rglob("*") if one.is_file()):
                entry = zipfile.ZipInfo(f"{folder.name}/{path.relative_to(folder).as_posix()}", _WHEN)
                entry.compress_type = zipfile.ZIP_STORED if path.suffix in _PACKED else zipfile.ZIP_DEFLATED
                archive.writestr(entry, path.read_bytes(), compresslevel=1)
    except FileNotFoundError as error:
        made.close()
        raise UserError("下载", "文件夹正在换成新的一版", "请过一分钟再下载") from error
    made.seek(0)
    return made
