"""A command run on a terminal, as a person sits at it: each question awaited, then answered."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from command_line import ROOT


def dialogue(home: Path, words: Sequence[object], told: Sequence[tuple[str, str]], seconds: int = 100) -> str:
    """Run a command on a terminal; to each question (a part of it) give its answer. All that was shown after the last.

    Fails where a question never comes or the command ends with another status than 0.
    """
    home.parent.mkdir(exist_ok=True)
    parent, child = pty.openpty()
    known = {k: v for k, v in os.environ.items() if not k.startswith(("QUANMU_", "DJANGO_"))}
    process = subprocess.Popen(
        [sys.executable, "-c", "from app.cli import main; main()", "--home", str(home), *map(str, words)],
        stdin=child, stdout=child, stderr=child, close_fds=True,
        env=known | {"PYTHONPATH": str(ROOT), "COLUMNS": "200", "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    os.close(child)
    left, seen, end = list(told), "", time.monotonic() + seconds
    while time.monotonic() < end:
        ready, _, _ = select.select([parent], [], [], 1)
        if not ready and process.poll() is not None:
            break
        if ready:
            try:
                seen += os.read(parent, 65_536).decode("utf-8", "replace")
            except OSError:
                break
        if left and left[0][0] in seen and seen.rstrip().endswith((":", "：")):
            question, answer = left.pop(0)
            seen = seen[seen.index(question) :]
            os.write(parent, (answer + "\n").encode())
    assert process.wait(30) == 0 and not left, seen
    return seen
