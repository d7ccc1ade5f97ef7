"""What the filings taken in add up to, as records of the day: the ground on which reported figures are held against them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from app.office import Office
from catalogue.finding import Finding
from catalogue.names import name_key
from catalogue.records import Record
from rules.filings.counted import BY, KIND

PACKAGES = "一件事办件汇总"


def records(office: Office, day: date) -> list[Record]:
    """One record of 办件汇总 a unit, matter, package, channel, month and file, and one of 一件事办件汇总 a unit and package.

    None where no filings were judged by that day.
    """
    if not office.stored:
        return []
    from app.filing import cards  # it keeps what was judged, and so stands above judging

    rows = cards.counted(office, day)
    one_by_one = [
        Record(KIND, "|".join(str(facts.get(name, "")) for name in BY), str(facts.get("事项名称", "")), facts)
        for facts in rows
    ]
    return [*one_by_one, *packages(rows)]


def behind(office: Office, day: date) -> list[Finding]:
    """What `cards.behind` says of that day; nothing without a store."""
    if not office.stored:
        return []
    from app.filing import cards

    return cards.behind(day)


def packages(rows: Iterable[Mapping[str, Any]]) -> list[Record]:
    """The facts of 办件汇总 that name a package, added up by unit and package."""
    groups: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for row in rows:
        if row.get("一件事名称"):
            groups.setdefault((str(row.get("办件单位", "")), str(row["一件事名称"])), []).append(row)
    return [
        Record(
            PACKAGES, f"{name_key(unit)}|{name_key(package)}", package,
            {
                "办件单位": unit, "一件事名称": package, "受理件数": sum(row["受理件数"] for row in group),
                "办件文件": "、".join(sorted({str(row["办件文件"]) for row in group if row.get("办件文件")})),
            },
        )
        for (unit, package), group in sorted(groups.items())
    ]  # fmt: skip
