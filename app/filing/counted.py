"""What the filings taken in add up to, as records of the day: the ground on which reported figures are held against them."""

from __future__ import annotations

from datetime import date

from app.office import Office
from catalogue.records import Record
from rules.filings.counted import BY, KIND


def records(office: Office, day: date) -> list[Record]:
    """One record of 办件汇总 a unit, matter, package, channel, month and file; none where no filings were judged by that day."""
    if not office.stored:
        return []
    from app.filing import cards  # it keeps what was judged, and so stands above judging

    return [
        Record(KIND, "|".join(str(facts.get(name, "")) for name in BY), str(facts.get("事项名称", "")), facts)
        for facts in cards.counted(office, day)
    ]
