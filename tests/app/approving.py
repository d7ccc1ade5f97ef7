"""A second person approves a change of the rule book and the process dies (-9) at a named moment: ``approving.py HOME MOMENT``."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from app.clock import acting
from app.office import open_office

LIST = "告知承诺许可事项"


def die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def main(home: Path, moment: str) -> None:
    """Propose, approve, die."""
    from app.rulebook import rulechanges, valuechanges, writing

    office = open_office(home)
    row = {"项": "MZ-慈善组织认定", "施行": "2021-01-01", "来源": "示例目录"}
    with acting("甲", "本机"):
        text = valuechanges.rows_text(valuechanges.columns_of(office, LIST), row)
        proposal = rulechanges.propose(office, "lists", text, "示例", f"清单：{LIST}")
    intend = writing.intend

    def dying(*words: object) -> None:
        intend(*words)
        die()

    if moment == "提交前":
        writing.intend = dying
    if moment == "写文件前":
        writing.settle = die
    with acting("乙", "本机"):
        rulechanges.approve(office, proposal, "看过")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
