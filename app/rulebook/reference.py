"""Writing the reference of the rule book, with the numbers of a catalogue where there is one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from app import ledger
from app.judgement import checking
from app.judgement.checking import Checked
from app.judgement.judging import Judgement, judge
from app.office import Office
from app.rulebook.bookview import view
from app.rulebook.usage import of_judgement
from exporters import reference


def write(office: Office, into: Path, day: date) -> list[Path]:
    """The whole book as pages; judged anew as of the day where the office has a store."""
    if not office.stored:
        return reference.render(view(office.book), into, office.templates)
    judgement = judge(office, ledger.current(office.fields), day)
    return write_with(office, into, judgement, checking.check(office, judgement))


def write_with(office: Office, into: Path, judgement: Judgement, checked: Checked) -> list[Path]:
    """The same, from a judgement and a check at hand."""
    used = of_judgement(judgement, checked.findings).records
    figures = {
        figure.id: f"{line.numerator}"
        + (
            f" ÷ {line.denominator}（豁免 {line.excluded or 0}）＝{line.percent}"
            if line.denominator is not None
            else ""
        )
        + (f"；{line.note}" if line.note and line.note != figure.note else "")
        for figure, line in zip(checked.figures, checked.indicators, strict=True)
    }
    shown = view(office.book, used, figures, office.county, judgement.day)
    return reference.render(shown, into, office.templates)
