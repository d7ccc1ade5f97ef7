"""The life of one matter over the editions, and who handled it on a day: read from editions and dates alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from catalogue.edition import Edition, PublicGrant, PublicMatter
from catalogue.finding import UserError
from catalogue.names import name_key
from exporters.compare import FieldChange, field_changes
from exporters.labels import LEVELS
from exporters.rows import window_name


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


def ids_of(name: str, editions: Sequence[Edition]) -> list[str]:
    """The permanent ids of the matters of that id or name, in any edition. Raises `UserError` where none is."""
    every = [one for edition in editions for one in edition.matters]
    found = dict.fromkeys(one.id for one in every if one.id == name or name_key(one.name) == name_key(name))
    if not found:
        near = dict.fromkeys(one.name for one in every if name_key(name) in name_key(one.name))
        more = f"相近的有：{'、'.join(list(near)[:5])}" if near else "请核对名称"
        raise UserError(name, "历次公布里都没有这个事项", more)
    return list(found)


def told(handler: Handler) -> list[str]:
    """Who received and decided, in a sentence, by the edition that held; then one for each grant."""
    matter = handler.matter
    answers = {said.question: said.answer for said in (*(s for item in matter.items for s in item.said), *matter.said)}
    parts = [f"{handler.day}：“{matter.name}”由{matter.department}实施"]
    parts += [
        f"{verb}{answers[question]}"
        for question, verb in (("收件", "收件在"), ("决定", "决定在"))
        if question in answers
    ]
    if matter.finished_at:
        parts.append(f"在{LEVELS.get(matter.finished_at, matter.finished_at)}办结")
    if matter.in_hall:
        parts.append(f"窗口是{window_name(matter.window) or '政务大厅（窗口未定）'}")
    return [
        f"{'，'.join(parts)}（依第{handler.number}版，截至{handler.as_of}）。",
        *(
            f"{one.recipient}：{one.mode}，{one.begins or '起期未载明'}至{one.ends or '今'}；实际办结 {one.finished_by or '未载明'}，"
            f"名义 {one.in_name_of or '未载明'}（{one.instrument or '文书未载明'}）。"
            for one in handler.grants
        ),
    ]
