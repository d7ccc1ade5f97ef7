"""One process that has loaded the program; each command of a test is a fork of it, so that it need not start anew.

A command still has a process, a working folder and an environment of its own and ends as on a user's machine; only the
reading of Python modules and of the shipped rule book is done once. Where a test sets a variable of Python itself, the
command starts from nothing.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SECONDS = 120
ALONE = "import sys; sys.path[0] = ''; from app.cli import main; main()"


Ended = tuple[int, str, str]  # status, what it said, what it said on the error stream


class Nursery:
    """Starts when it is first asked, and again when it was lost."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[str] | None = None
        atexit.register(self.end)

    def run(
        self, words: Sequence[str], folder: Path, stdin: str, environment: dict[str, str], kill: float | None = None
    ) -> Ended:
        """One command in that folder, killed (-9) with all its helpers after `kill` seconds, if it is not over by then.

        Raises `TimeoutError` when it takes longer than two minutes.
        """
        if any(name.startswith("PYTHON") for name in environment):
            return alone(words, folder, stdin, environment)
        if self.process is None or self.process.poll() is not None:
            self.process = subprocess.Popen(
                [sys.executable, __file__],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=_environment({}),
                text=True,
            )
        assert self.process.stdin is not None and self.process.stdout is not None
        with tempfile.TemporaryDirectory() as place:
            there = Path(place)
            (there / "in").write_text(stdin, "utf-8")
            order = {
                "words": list(words),
                "folder": str(folder),
                "environment": environment,
                "place": place,
                "kill": kill,
            }
            self.process.stdin.write(json.dumps(order) + "\n")
            self.process.stdin.flush()
            if not select.select([self.process.stdout], [], [], SECONDS)[0]:
                self.end()
                raise TimeoutError(f"{' '.join(words)}: {SECONDS} s")
            status = int(self.process.stdout.readline())
            return status, (there / "out").read_text("utf-8"), (there / "err").read_text("utf-8")

    def end(self) -> None:
        """Let the process go."""
        if self.process is not None:
            self.process.kill()
            self.process.communicate()
            self.process = None


def alone(words: Sequence[str], folder: Path, stdin: str, environment: dict[str, str]) -> Ended:
    """The same, started from nothing."""
    command = [sys.executable, "-c", ALONE, *words]
    env = _environment(environment)
    done = subprocess.run(
        command, cwd=folder, env=env, input=stdin, capture_output=True, encoding="utf-8", timeout=SECONDS
    )
    return done.returncode, done.stdout, done.stderr


def _environment(more: dict[str, str]) -> dict[str, str]:
    known = {k: v for k, v in os.environ.items() if not k.startswith(("QUANMU_", "DJANGO_"))}
    return known | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", "COLUMNS": "240"} | more


def serve() -> None:
    """Load the program, then fork for each order."""
    import gc

    import app.cli
    import app.office
    from app.cli import main, whole

    whole()
    app.office.open_office(Path("/nonexistent"), store=False).book  # noqa: B018 - the shipped book, kept
    gc.collect()
    gc.freeze()
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if child == 0:
            os.setsid()
            place = Path(order["place"])
            for number, name in enumerate(("in", "out", "err")):
                opened = os.open(place / name, os.O_RDWR | os.O_CREAT)
                os.dup2(opened, number)
                os.close(opened)
            os.chdir(order["folder"])
            os.environ.update(order["environment"])
            sys.stdin = os.fdopen(0, encoding="utf-8")
            sys.argv = ["quanmu", *order["words"]]
            main()
        if order["kill"] is not None:
            time.sleep(order["kill"])
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child, signal.SIGKILL)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        print(status, flush=True)


if __name__ == "__main__":
    sys.path[0] = ""
    serve()
else:
    run = Nursery().run
