"""Writes `office/通知/`: each notice with its annexes as DOCX and PDF, a draft for the office to number and sign."""

from __future__ import annotations

import json
from pathlib import Path

from catalogue.edition import Edition
from exporters.folder import put, sha256
from exporters.paper.documents import notice_documents
from exporters.paper.notice import notices
from exporters.public import sheets

RECORD = "written.json"


def render(edition: Edition, folder: Path, overlay: Path | None = None) -> list[Path]:
    """Write the drafts; one that somebody has worked on since is kept beside the new one as ``…（手改）``."""
    made = notices(edition, sheets(edition, overlay), overlay)
    files = dict(notice_documents(made, edition.manifest.as_of, overlay))
    record = {"files": {name: sha256(data) for name, data in sorted(files.items())}}
    files[RECORD] = (json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
    return put(folder, files, RECORD)
