"""Work in a copy of the process: what it gives or raises comes back whole, and losing the copy loses nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from command_line import ROOT

from app.apart import Apart
from catalogue.finding import FormError, UserError

ASKED = """
import json, os, signal, threading
from app.apart import Apart
from catalogue.finding import FormError, UserError

here, said = os.getpid(), {}

def refuse():
    raise FormError([UserError("甲", "乙", "丙"), UserError("丁", "戊", "己")])

def dies():
    if os.getpid() != here:
        os.kill(os.getpid(), signal.SIGKILL)
    return "这里做的"

with Apart(os.getpid) as work:
    said["elsewhere"] = work.result() != here
with Apart(refuse) as work:
    try:
        work.result()
    except FormError as error:
        said["refused"] = [str(fault) for fault in error.faults]
with Apart(dies) as work:
    said["lost"] = work.result()
with Apart(lambda: (lambda: 1)) as work:  # nothing that can be pickled
    said["unpicklable"] = work.result()()
with Apart(lambda: threading.Event().wait(60)):
    pass  # nobody asks
try:
    os.waitpid(-1, os.WNOHANG)
    said["left"] = True
except ChildProcessError:
    said["left"] = False
print(json.dumps(said, ensure_ascii=False))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="这个系统不能复制进程")
def test_what_the_copy_gives_comes_back_and_what_is_lost_is_done_here():
    done = subprocess.run(
        [sys.executable, "-c", ASKED], cwd=ROOT, capture_output=True, text=True, timeout=50, check=True
    )
    assert json.loads(done.stdout) == {
        "elsewhere": True,
        "refused": [str(UserError("甲", "乙", "丙")), str(UserError("丁", "戊", "己"))],
        "lost": "这里做的",
        "unpicklable": 1,
        "left": False,
    }


def test_where_no_copy_can_be_made_the_work_is_done_when_asked_for(monkeypatch):
    monkeypatch.setattr("app.apart.threading.active_count", lambda: 2)
    with Apart(os.getpid) as work:
        assert work.result() == os.getpid()
    with Apart(lambda: FormError([]).faults[0]) as work, pytest.raises(IndexError):
        work.result()
