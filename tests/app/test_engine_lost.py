"""The rule engine dies under a whole run: the run ends as it should, and names every record that was left undecided."""

from __future__ import annotations

import json
import subprocess
import sys

from command_line import ROOT, Quanmu

FAULTY = ROOT / "tests" / "rules" / "faulty_engine.py"
PROGRAM = f"""
import sys
from rules import matching
from rules.engine_child import Child, Limits
matching.isolate(Child(Limits(20), (sys.executable, {str(FAULTY)!r}, "killed when compiling", "0")))
from app.cli import main
main()
"""


def test_an_engine_that_dies_is_a_finding_for_each_record_and_no_lost_run(copied: Quanmu) -> None:
    items = copied("decide", "--as-of", "2021-12-31", "--json").objects()
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, "--home", str(copied.home), "check", "--as-of", "2021-12-31", "--json",
         "--into", str(copied.home.parent)],
        capture_output=True, text=True, cwd=ROOT, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0 and "Traceback" not in done.stderr, done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    found = found[0]["findings"] if len(found) == 1 else found
    named = {one["subject"] for one in found if one.get("code") == "engine-no-answer" and one["severity"] == "错误"}
    assert named >= {one["subject"] for one in items if one["decisions"]}
