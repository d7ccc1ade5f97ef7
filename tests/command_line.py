"""The command line as a user runs it: each command in a process of its own, over one data folder."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nursery
from nursery import ROOT as ROOT


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
        ran = Ran(
            *nursery.run(["--home", self.home.name, *map(str, words)], self.home.parent, stdin or "", environment)
        )
        if ok:
            assert ran.status == 0, ran
        return ran

    def killed(self, seconds: float, *words: object) -> Ran:
        """A command that is killed (-9) after so many seconds, with whatever it had said until then."""
        ran = Ran(*nursery.run(["--home", self.home.name, *map(str, words)], self.home.parent, "", {}, kill=seconds))
        assert ran.status in (0, -9), ran
        return ran

    def several(self, *commands: Sequence[object]) -> list[Ran]:
        """Commands one after the other. Each gives how it ended."""
        return [self(*words, ok=False) for words in commands]
