"""Writes `office/通知/`: each notice with its annexes as DOCX and PDF, a draft for the office to number and sign."""

from __future__ import annotations

import json
from pathlib import Path

from catalogue.edition import Edition
from exporters.folder import put, sha256
from exporters.paper.notice import notice_pdf, notices
from exporters.paper.word import notice_docx
from exporters.public import sheets

RECORD = "written.json"


def render(edition: Edition, folder: Path, overlay: Path | None = None) -> list[Path]:
    """Write the drafts; one that somebody has worked on since is kept beside the new one as ``…（手改）``."""
    files: dict[str, bytes] = {}
    day = edition.manifest.as_of
    for notice in notices(edition, sheets(edition, overlay), overlay):
        files[f"{notice.file}.pdf"] = notice_pdf(notice, day, overlay)
        files[f"{notice.file}.docx"] = notice_docx(notice, day, overlay)
    record = {"files": {name: sha256(data) for name, data in sorted(files.items())}}
    files[RECORD] = (json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
    return put(folder, files, RECORD)
