"""The life of one matter over the editions, and who handled it on a day: read from editions and dates alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from catalogue.edition import Edition, PublicGrant, PublicMatter
from exporters.compare import FieldChange, field_changes


@dataclass(frozen=True)
class Stage:
    """One edition that holds the matter: what changed against the edition before that held it."""

    number: int
    as_of: date
    matter: PublicMatter
    changes: tuple[FieldChange, ...]
    first: bool


@dataclass(frozen=True)
class Handler:
    """Who handled the matter on a day, by the edition that held then."""

    day: date
    number: int
    as_of: date
    matter: PublicMatter
    grants: tuple[PublicGrant, ...]  # in force that day


def history(matter_id: str, editions: Sequence[Edition]) -> list[Stage]:
    """The editions (oldest first) in which the matter stands, with what each changed."""
    stages: list[Stage] = []
    for edition in editions:
        matter = next((one for one in edition.matters if one.id == matter_id), None)
        if matter is None:
            continue
        before = stages[-1].matter if stages else None
        changes = tuple(field_changes(before, matter)) if before else ()
        manifest = edition.manifest
        stages.append(Stage(manifest.number, manifest.as_of, matter, changes, before is None))
    return stages


def handled_on(matter_id: str, day: date, editions: Sequence[Edition]) -> Handler | None:
    """Who handled it on that day: by the last edition frozen as of that day or earlier; None where there is none.

    A grant counts from its begin to its end, both included; one without a begin is taken from its edition's own day.
    """
    found = None
    for edition in sorted(editions, key=lambda one: (one.manifest.as_of, one.manifest.number)):
        matter = next((one for one in edition.matters if one.id == matter_id), None)
        if edition.manifest.as_of <= day:
            found = (edition, matter) if matter else None
    if found is None or found[1] is None:
        return None
    edition, matter = found
    grants = tuple(
        grant
        for grant in edition.grants
        if grant.matter_id == matter_id
        and (grant.begins or edition.manifest.as_of) <= day
        and (grant.ends is None or day <= grant.ends)
    )
    return Handler(day, edition.manifest.number, edition.manifest.as_of, matter, grants)
