"""Writes `office/通知/`: each notice with its annexes as DOCX and PDF, a draft for the office to number and sign."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from catalogue.edition import Edition
from exporters.folder import put, sha256
from exporters.paper.notice import Notice, notice_pdf, notices
from exporters.paper.press import press
from exporters.paper.word import notice_docx
from exporters.public import sheets

RECORD = "written.json"


def render(edition: Edition, folder: Path, overlay: Path | None = None) -> list[Path]:
    """Write the drafts; one that somebody has worked on since is kept beside the new one as ``…（手改）``."""
    files: dict[str, bytes] = {}
    day = edition.manifest.as_of
    made = notices(edition, sheets(edition, overlay), overlay)
    for notice, (as_pdf, as_docx) in zip(made, press(_both, [(one, day, overlay) for one in made]), strict=True):
        files[f"{notice.file}.pdf"], files[f"{notice.file}.docx"] = as_pdf, as_docx
    record = {"files": {name: sha256(data) for name, data in sorted(files.items())}}
    files[RECORD] = (json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
    return put(folder, files, RECORD)


def _both(notice: Notice, made: date, overlay: Path | None) -> tuple[bytes, bytes]:
    return notice_pdf(notice, made, overlay), notice_docx(notice, made, overlay)
