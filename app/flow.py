"""The page to read first: workbooks in, decisions with reasons, self-check, an edition, published lists and guides.

    read -> decide -> check -> freeze -> publish

The command line calls these five and nothing else; each returns plain objects and says nothing, and each loads what
it needs itself: who only takes a workbook in need not wait for the engine.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from app import ledger
from app.incoming import intake
from app.office import Office
from catalogue.edition import Edition

if TYPE_CHECKING:
    from app.judgement.checking import Checked
    from app.judgement.judging import Judgement
    from app.publishing.freezing import Frozen


def read(office: Office, files: Iterable[Path], how: intake.How) -> list[intake.Intake]:
    """Read workbooks, compare them with what is known and, if told to, keep what is good. Bad rows are held and named."""
    return intake.read(office, files, how)


def decide(office: Office, day: date) -> Judgement:
    """Judge every record in force that day by the office's rule book; the decisions are kept in the store."""
    from app.judgement import judging
    from app.publishing import archive

    judgement = judging.judge(office, ledger.current(office.fields), day)
    archive.keep_judgement(office, judgement)
    return judgement


def check(office: Office, judgement: Judgement) -> Checked:
    """Hold claims, arrangements and documents against the law and against what was found."""
    from app.judgement import checking

    return checking.check(office, judgement)


def freeze(office: Office, judgement: Judgement, checked: Checked, note: str = "") -> tuple[Edition, Frozen]:
    """Choose what may be published, word it, and keep it as an edition; unchanged content is the existing edition."""
    from app.publishing import archive, freezing

    frozen = freezing.freeze(judgement, checked.findings, office.book)
    return archive.keep_edition(office, judgement, frozen, note), frozen


def publish(office: Office, edition: Edition, checked: Checked, into: Path, frozen: Frozen | None = None) -> None:
    """Write ``public/`` (a pure function of the edition) and ``office/`` (working papers, drafts of the notices)."""
    from app.judgement import checking
    from app.publishing import archive, freezing
    from exporters import public
    from exporters.paper import drafts

    archive.refuse_foreign(into / "public")
    earlier = archive.before(edition.manifest.number)
    public.render(edition, into / "public", overlay=office.templates, key=office.signing_key, earlier=earlier)
    drafts.render(edition, into / "office" / "通知", overlay=office.templates)
    day = edition.manifest.as_of
    missing = [freezing.no_guide(office.county, frozen, day)] if frozen else []
    checking.write_papers(office, checked, day, into, missing)
