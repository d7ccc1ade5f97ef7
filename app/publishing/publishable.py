"""What an edition holds beside matters and grants, in public words: powers taken back, duties of towns, 一件事."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from app.publishing.wording import basis_of, matter_id, said_of
from catalogue.edition import PackagePart, PublicDuty, PublicEnded, PublicMatter, PublicPackage
from catalogue.names import name_key
from rules.books import Book
from rules.facts.duties import DUTIES
from rules.facts.judged import Judged

COLUMNS = {
    "类别": "category", "上级部门": "superior", "承接部门": "superior", "上级部门职责": "superior_duty",
    "镇街职责": "own_duty", "工作方式": "way", "依据": "basis",
}  # fmt: skip
"""Columns that an office may give its lists of duties, and the public field of each."""

FIGURES = {
    "改革前环节": "steps_before", "改革后环节": "steps_after", "改革前材料": "materials_before",
    "改革后材料": "materials_after", "改革前时限": "limit_before", "改革后时限": "limit_after",
}  # fmt: skip


def public_ended(one: Judged, guide: str) -> PublicEnded:
    """One grant taken back or cancelled. The law is cited where it says what was done, never where it says otherwise."""
    facts = one.facts
    state = facts["赋权状态"]
    return PublicEnded(
        matter_id=guide, matter=one.name, type=str(facts.get("事项类型", "")), batch=str(facts.get("批次", "")),
        former_organ=str(facts.get("原实施机关", "")), recipient=str(facts.get("承接主体", "")),
        recipient_kind=str(facts.get("承接主体类别", "")), mode=str(facts.get("赋权方式", "")), state=state,
        granted_by=str(facts.get("赋权文号", "")), revoked_by=str(facts.get("收回文号", "")),
        begins=facts.get("施行日期"), ended=facts.get("废止日期"), basis=basis_of(facts),
        said=tuple(said for said in said_of(one, ("存续",)) if said.answer == state),
    )  # fmt: skip


def duties(book: Book, day: date) -> tuple[PublicDuty, ...]:
    """镇街履行职责事项清单 as the office keeps it in `lists/`: the rows in force that day, in the order of the file."""
    found = []
    for table, name in reversed(DUTIES.items()):
        rows = [(one.lines.get(row, 0), row, one) for one in book.on(day).lists.get(name, ()) for row in one.rows]
        for _, row, one in sorted(rows, key=lambda found: found[:2]):
            said: dict[str, Any] = {
                COLUMNS[column]: cell for column, cell in zip(one.columns, row, strict=True) if column in COLUMNS
            }
            said |= {"table": table, "matter": row[0], "begins": one.begins, "source": one.source}
            found.append(PublicDuty(**said))
    return tuple(found)


def public_packages(rows: Iterable[Judged], matters: Iterable[PublicMatter]) -> tuple[PublicPackage, ...]:
    """Every 一件事 with its matters in the order of the rows. A matter is found by department and name, or by a name
    that only one department has; one that is not found is still named, without a guide."""
    by_name: dict[str, list[PublicMatter]] = {}
    for matter in matters:
        by_name.setdefault(name_key(matter.name), []).append(matter)
    groups: dict[str, list[Judged]] = {}
    for row in rows:
        groups.setdefault(name_key(row.name), []).append(row)
    found = []
    for same in groups.values():
        said = {
            key: str(row.facts[name]) for row in reversed(same) for name, key in FIGURES.items() if name in row.facts
        }
        lead = next((str(row.facts["牵头单位"]) for row in same if row.facts.get("牵头单位")), "")
        parts = tuple(_part(row.facts, by_name) for row in same)
        found.append(
            PublicPackage(id=matter_id("一件事", same[0].name), name=same[0].name, lead=lead, parts=parts, **said)
        )
    return tuple(found)


def _part(facts: Mapping[str, Any], by_name: Mapping[str, list[PublicMatter]]) -> PackagePart:
    name, unit = str(facts.get("事项名称", "")), str(facts.get("实施主体", ""))
    hits = by_name.get(name_key(name), [])
    hits = [one for one in hits if name_key(one.department) == name_key(unit)] if unit else hits
    own = hits[0] if len(hits) == 1 else None
    return PackagePart(
        matter=name,
        department=own.department if own else unit,
        item=str(facts.get("办理项名称", "")),
        matter_id=own.id if own else "",
    )
