"""One round of a self-check (比对): judged, checked, compared, opened as problems, written out. For the command line and the web."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app import flow
from app.judgement.judging import Judgement
from app.office import Office
from app.selfcheck.comparing import Compared, compare
from app.selfcheck.papers import write_run
from app.selfcheck.problems import Opened, take_findings
from app.selfcheck.runs import COMPARED, Run, find, note, states
from app.store import transaction
from catalogue.canonical import digest, plain
from exporters.lists import safe_name


@dataclass(frozen=True)
class Round:
    """What a round did, and where its papers are."""

    compared: Compared
    opened: Opened
    folder: Path


def compare_run(
    office: Office, run: Run, judgement: Judgement, into: Path, *, docx: bool = True, problems: bool = True
) -> Round:
    """Compare, open problems, write ``office/自查/<name>/``. May be repeated as answers come in."""
    compared = compare(office, run, judgement, flow.check(office, judgement))
    opened = take_findings(compared) if problems else Opened()
    with transaction():
        told = {"问题": len(compared.findings), "收到": compared.answered, "未交": sum(compared.unanswered.values())}
        note(run, COMPARED, {**told, **opened.counts(), "内容": digest([plain(one) for one in compared.findings])})
    folder = into / "office" / "自查" / safe_name(run.name)
    write_run(office, compared, states(office, find(run.name)), folder, docx=docx)
    return Round(compared, opened, folder)
