"""The command line as a user runs it: each command in a process of its own, over one data folder."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Ran:
    """How a command ended and what it said."""

    status: int
    out: str
    err: str

    def objects(self) -> list[Any]:
        """One JSON object a line."""
        return [json.loads(line) for line in self.out.split("\n") if line]

    def refused(self) -> str:
        """The message of a command that must fail: Chinese, on the error stream, no traceback, status 2."""
        assert self.status == 2, (self.status, self.out, self.err)
        assert "Traceback" not in self.out + self.err
        assert re.search("[一-鿿]", self.err), self.err
        return self.err


class Quanmu:
    """The command line over one data folder (``--home``), each command in a process of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def __call__(self, *words: object, stdin: str | None = None, ok: bool = True, **environment: str) -> Ran:
        self.home.parent.mkdir(parents=True, exist_ok=True)
        known = {k: v for k, v in os.environ.items() if not k.startswith(("QUANMU_", "DJANGO_"))}
        done = subprocess.run(
            [sys.executable, "-c", "from app.cli import main; main()", "--home", self.home.name, *map(str, words)],
            cwd=self.home.parent,
            env=known | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", "COLUMNS": "240"} | environment,
            input=stdin,
            capture_output=True,
            encoding="utf-8",
            timeout=120,
        )
        ran = Ran(done.returncode, done.stdout, done.stderr)
        if ok:
            assert ran.status == 0, ran
        return ran

    def several(self, *commands: Sequence[object]) -> list[Ran]:
        """Commands one after the other in one process: many small steps cost one start-up. Each gives how it ended."""
        self.home.parent.mkdir(parents=True, exist_ok=True)
        known = {k: v for k, v in os.environ.items() if not k.startswith(("QUANMU_", "DJANGO_"))}
        done = subprocess.run(
            [sys.executable, "-c", _SEVERAL],
            cwd=self.home.parent,
            env=known | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", "COLUMNS": "240"},
            input=json.dumps([["--home", self.home.name, *map(str, words)] for words in commands]),
            capture_output=True,
            encoding="utf-8",
            timeout=240,
        )
        assert done.returncode == 0, done.stderr
        return [Ran(*one) for one in json.loads(done.stdout)]


_SEVERAL = """
import contextlib, io, json, os, sys
from app.cli import main
told = []
for words in json.load(sys.stdin):
    out, err, known = io.StringIO(), io.StringIO(), dict(os.environ)
    sys.argv = ["quanmu", *words]
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main()
        except SystemExit as ended:
            status = ended.code or 0
    os.environ.clear()
    os.environ.update(known)
    told.append([status, out.getvalue(), err.getvalue()])
print(json.dumps(told))
"""
