"""An approved change reaches the office's file whole or not at all, whatever dies between the store and the file.

Before the approval is committed, what is to be written is noted beside the store; after it, the note is carried out and
taken away. A note that is found when an office is opened is carried out if the store holds its approval, else dropped.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from pathlib import Path

from app.store import record_act, transaction

PENDING = "pending"  # folder of the data folder; holds notes only while an approval is under way
APPROVED = "批准"
NEW = ""  # instead of a digest: the file is not there before


def intend(home: Path, proposal: int, path: Path, after: str) -> None:
    """Note that the file is to hold `after` once the proposal is approved. Call it inside the approval's transaction."""
    told = {"proposal": proposal, "file": path.relative_to(home).as_posix(), "before": _digest(path), "after": after}
    write(home / PENDING / f"rule-{proposal}.json", json.dumps(told, ensure_ascii=False))


def settle(home: Path) -> None:
    """Carry out or drop every note. A file that somebody changed meanwhile by hand is left alone and that is logged."""
    folder = home / PENDING
    if not folder.is_dir():
        return
    from app.models import RuleProposalAct

    with transaction():  # nobody is between note and commit while we look
        for note in sorted(folder.glob("rule-*.json")):
            told = json.loads(note.read_text("utf-8"))
            path = home / told["file"]
            if RuleProposalAct.objects.filter(proposal_id=told["proposal"], act=APPROVED).exists():
                after = hashlib.sha256(told["after"].encode()).hexdigest()
                if (now := _digest(path)) == told["before"]:
                    write(path, told["after"])
                elif now != after:
                    record_act(
                        "规则修改没有写入", {"建议": told["proposal"], "文件": told["file"], "原因": "文件已被别人改动"}
                    )
            note.unlink()


def write(path: Path, text: str) -> None:
    """A file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".tmp")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    Path(name).replace(path)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else NEW
