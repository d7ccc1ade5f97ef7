"""What an edition would hold, before it is one: its content and digest, and the matters that it no longer has."""

from __future__ import annotations

from typing import Any

from app.judgement.judging import Judgement
from app.office import Office
from app.publishing.freezing import Frozen
from catalogue.canonical import digest
from catalogue.edition import Edition, PublicMatter, PublicRetired
from catalogue.names import name_key


def content_of(frozen: Frozen) -> dict[str, Any]:
    """The public objects by their name in an edition."""
    content: dict[str, Any] = {"matters": frozen.matters, "grants": frozen.grants, "agreements": frozen.agreements}
    more = {"ended": frozen.ended, "duties": frozen.duties, "packages": frozen.packages}
    return content | {name: found for name, found in more.items() if found}  # none: as before there were any


def content_digest(office: Office, judgement: Judgement, frozen: Frozen) -> str:
    """The same exactly when the same would be published: county, day and every public object."""
    return digest([office.county, judgement.day, content_of(frozen)])


def retire(frozen: Frozen, earlier: list[Edition]) -> tuple[PublicRetired, ...]:
    """The matters of earlier editions that are no longer published, each with its successor where a code or the name
    tells: the same 实施编码, else the same name under another department. Nothing is guessed from likeness."""
    current = {matter.id for matter in frozen.matters}
    by_code = {item.code: matter for matter in frozen.matters for item in matter.items if item.code}
    by_name: dict[str, list[PublicMatter]] = {}
    for matter in frozen.matters:
        by_name.setdefault(name_key(matter.name), []).append(matter)
    last: dict[str, tuple[Edition, PublicMatter]] = {
        matter.id: (edition, matter) for edition in earlier for matter in edition.matters if matter.id not in current
    }
    found = []
    for edition, matter in last.values():
        heirs = {by_code[item.code].id: by_code[item.code] for item in matter.items if item.code in by_code}
        if not heirs and len(same := by_name.get(name_key(matter.name), [])) == 1:
            heirs = {same[0].id: same[0]}
        heir = next(iter(heirs.values())) if len(heirs) == 1 else None
        found.append(
            PublicRetired(
                id=matter.id,
                name=matter.name,
                department=matter.department,
                last=edition.manifest.number,
                last_day=edition.manifest.as_of,
                successor_id=heir.id if heir else "",
                successor=f"{heir.name}（{heir.department}）" if heir else "",
            )  # fmt: skip
        )
    return tuple(sorted(found, key=lambda one: one.id))
