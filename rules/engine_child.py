"""The engine in a child process under limits: if it hangs, dies or wants too much memory, a few records stay undecided.

`python -m rules.engine_child SECONDS BYTES` is the child: a line of JSON in (a matcher to compile, or masks to match),
a line of JSON out. The caller waits only so long, starts a new child when one is lost, asks once more in smaller
pieces, and gives None for the masks that brought down the second child too.
"""

from __future__ import annotations

import atexit
import contextlib
import itertools
import json
import math
import os
import resource
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any, TextIO

from catalogue.finding import UserError
from rules.engine import Matcher

_BATCH = 5000
_PIECES = 8
_ENOUGH = 3  # lost pieces: the trouble is not with single records
_IN_A_ROW, _REST = 9, 60.0  # children lost one after the other; seconds until another is tried
_CHUNK = 32_768  # half a pipe: a writable pipe takes as much without waiting
_ROOT = Path(__file__).resolve().parents[1]
_serial = itertools.count(1)


@dataclass(frozen=True)
class Limits:
    """What one answer may cost: seconds of waiting, bytes of address space."""

    seconds: float = 30.0
    memory: int = 2_000_000_000


class Lost(Exception):
    """The child gave no answer; it has been ended."""


class Child:
    """One child process, started when it is first needed and again after it was lost. Threads take turns."""

    def __init__(self, limits: Limits | None = None, command: Sequence[str] | None = None) -> None:
        self.limits = limits or Limits()
        self._command = command or (sys.executable, "-m", "rules.engine_child")
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._compiled: set[int] = set()
        self._turn = threading.Lock()
        self._lost, self._rest_until = 0, 0.0
        atexit.register(self.end)

    def ask(self, number: int, definition: Mapping[str, Any], masks: Sequence[int]) -> list[list[int]]:
        """For each mask the places (in the definition's order) of the rules that match. Raises `Lost`, or the
        `UserError` with which the engine refused the rules."""
        with self._turn:
            if self._process is None or self._owner != os.getpid():  # after a fork the pipes are the parent's
                self._start()
            if number not in self._compiled:
                self._say({"number": number, **definition})
                self._compiled.add(number)
            found: list[list[int]] = self._say({"number": number, "masks": masks})
            return found

    def wake(self) -> None:
        """Start the child before it is asked anything, so that it gets ready while its caller still reads."""
        with self._turn, contextlib.suppress(Lost, OSError):
            if self._process is None:
                self._start()

    def end(self) -> None:
        """End the child, if there is one."""
        process, self._process = self._process, None
        self._compiled.clear()
        if process is not None and self._owner == os.getpid():
            process.kill()
            process.communicate()

    def _start(self) -> None:
        if monotonic() < self._rest_until:
            raise Lost("规则引擎接连停止")
        self._compiled.clear()
        path = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH", ""))))
        self._process = subprocess.Popen(
            [*self._command, str(self.limits.seconds), str(self.limits.memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": path},
            bufsize=0,
        )
        self._owner = os.getpid()

    def _say(self, message: Mapping[str, Any]) -> Any:
        try:
            answer = json.loads(self._exchange(json.dumps(message).encode() + b"\n"))
        except (OSError, ValueError) as error:
            self.end()
            self._lost += 1
            if self._lost % _IN_A_ROW == 0:
                self._rest_until = monotonic() + _REST
            raise Lost(str(error)) from error
        self._lost = 0
        if "refused" in answer:
            raise UserError(*answer["refused"])
        return answer["found"]

    def _exchange(self, line: bytes) -> bytes:
        """One line there, one line back; an `OSError` when the child is gone or takes too long over either."""
        assert self._process is not None and self._process.stdin is not None and self._process.stdout is not None
        there, back = self._process.stdin.fileno(), self._process.stdout.fileno()
        until, answer = monotonic() + self.limits.seconds, bytearray()
        while not answer.endswith(b"\n"):
            readable, writable, _ = select.select([back], [there] if line else [], [], max(0.0, until - monotonic()))
            if writable:
                line = line[os.write(there, line[:_CHUNK]) :]
            elif not readable:
                raise TimeoutError("规则引擎超时")
            elif part := os.read(back, _CHUNK):
                answer += part
            else:
                raise BrokenPipeError("规则引擎中途停止")
        return bytes(answer)


class ChildMatcher:
    """What `Matcher` does, done in a child. Rules that the engine refuses, or dies of, are known at the first asking."""

    def __init__(self, rules: Mapping[str, frozenset[int]], reads: Mapping[int, frozenset[str]], child: Child) -> None:
        self._names, self._child, self._number = sorted(rules), child, next(_serial)
        self._definition = {
            "rules": [[name, sorted(rules[name])] for name in self._names],
            "reads": [[atom, sorted(fields)] for atom, fields in reads.items()],
        }

    def find(self, masks: Iterable[int]) -> dict[int, frozenset[str] | None]:
        """The matching rules of each mask; None where the engine gave no answer, asked twice."""
        wanted = sorted(set(masks))
        found: dict[int, frozenset[str] | None] = dict.fromkeys(wanted)
        lost = 0
        for batch in _cut(wanted, _BATCH):
            try:
                found |= self._ask(batch)
            except Lost:
                for piece in _cut(batch, -(-len(batch) // _PIECES)):
                    try:
                        found |= self._ask(piece)
                    except Lost:
                        lost += 1
                        if lost == _ENOUGH:
                            return found
        return found

    def _ask(self, masks: Sequence[int]) -> dict[int, frozenset[str] | None]:
        places = self._child.ask(self._number, self._definition, masks)
        return {m: frozenset(self._names[n] for n in row) for m, row in zip(masks, places, strict=True)}


def _cut(masks: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    return (masks[start : start + size] for start in range(0, len(masks), size))


def serve(lines: Iterable[str], out: TextIO) -> None:
    """Answer until the caller is gone."""
    known: dict[int, tuple[Matcher, dict[str, int]]] = {}
    for line in lines:
        message = json.loads(line)
        answer: dict[str, Any]
        try:
            if "masks" in message:
                matcher, place = known[message["number"]]
                matches = matcher.find(message["masks"])
                answer = {"found": [sorted(place[name] for name in matches[mask]) for mask in message["masks"]]}
            else:
                rules = {name: frozenset(atoms) for name, atoms in message["rules"]}
                reads = {atom: frozenset(fields) for atom, fields in message["reads"]}
                place = {name: number for number, name in enumerate(rules)}
                known[message["number"]] = Matcher(rules, reads), place
                answer = {"found": []}
        except UserError as error:
            answer = {"refused": [error.place, error.what, error.advice]}
        out.write(json.dumps(answer) + "\n")
        out.flush()


def main(seconds: str, memory: str) -> None:
    """The child: bound itself, then serve. A clock of its own ends it where the caller is no longer there to do so."""
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    def timed() -> Iterator[str]:
        for line in sys.stdin:
            signal.alarm(2 * math.ceil(float(seconds)))
            yield line
            signal.alarm(0)

    serve(timed(), sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
