"""A child like `rules.engine_child`, with an engine that fails in the way named when it meets the mask named."""

from __future__ import annotations

import os
import signal
import sys
import time

from rules import engine_child
from rules.engine import Matcher

HOW, FATAL = sys.argv[1], int(sys.argv[2])


class Faulty(Matcher):
    def __init__(self, rules, reads):
        super().__init__(rules, reads)
        if HOW == "killed when compiling":
            os.kill(os.getpid(), signal.SIGKILL)

    def find(self, masks):
        masks = list(masks)
        if FATAL in masks:
            if HOW == "killed":
                os.kill(os.getpid(), signal.SIGSEGV)
            elif HOW == "hangs":
                time.sleep(60)
            elif HOW == "memory":
                hoard = []
                while True:
                    hoard.append(bytearray(50_000_000))
            elif HOW == "chatters":
                sys.stdout.write("没有这样的答复\n")
        return super().find(masks)


engine_child.Matcher = Faulty
engine_child.main(*sys.argv[3:])
