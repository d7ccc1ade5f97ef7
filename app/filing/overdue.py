"""What the clocks of the cards say of a unit's matter (办件时效汇总): the ground of the detector 超期."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any

from app.office import Office
from catalogue.names import name_key
from rules.facts.subject import Subject

if TYPE_CHECKING:
    from rules.filings.counted import Overdue

KIND = "办件时效汇总"


def clocked(office: Office, day: date) -> list[Subject]:
    """One subject a unit and matter of the filings judged last as of the day or before; none where none were.

    A filing whose card was cancelled is no longer over.
    """
    from app.filing.cards import CANCELLED, listed, overdue

    rows = overdue(office, day)
    if not rows:
        return []
    excused = Counter((one.unit, one.matter, one.timeliness) for one in listed() if one.state == CANCELLED)
    return [
        Subject(KIND, f"{KIND}|{name_key(one.unit)}|{name_key(one.matter)}", one.matter, one.unit, _facts(one, excused))
        for one in rows
    ]


def _facts(one: Overdue, excused: Counter[tuple[str, str, str]]) -> dict[str, Any]:
    """A count of none is left unknown while some filings could not be told: then nobody knows that none is over."""
    over = {
        "超法定件数": one.over_law - excused[one.unit, one.matter, "超法定"],
        "超承诺件数": one.over_promise - excused[one.unit, one.matter, "超承诺"],
        "超环节件数": one.over_stage - excused[one.unit, one.matter, "环节超时"],
    }
    return {
        "办件单位": one.unit, "事项名称": one.matter, "受理件数": one.accepted, "判不了件数": one.undecided,
        **{fact: max(0, many) for fact, many in over.items() if many > 0 or not one.undecided},
    }  # fmt: skip
