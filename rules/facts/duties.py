"""The lists of duties of towns and streets (镇街履行职责事项清单): what towns do, help with, and what was taken back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rules.books import Day
from rules.facts.same import stands_on

DUTIES = {"上级收回": "上级收回事项", "配合履职": "配合履职事项", "基本履职": "基本履职事项"}
"""Answer and the name of its list in the office's own folder; a matter taken back is that first of all."""
PROVINCIAL = "省级赋权目录"
OF_THE_OFFICE = {PROVINCIAL, *DUTIES.values()}
"""Lists that facts ask for and that only the office's own folder has."""


def duty_list(facts: Mapping[str, Any], matter: Any, held: Day) -> str | None:
    """履职清单 of a matter (its name, in a row of these facts): which of the three lists names it; None where not all
    three are loaded and none of those loaded names it, or where one may name a part of it."""
    loaded = [(word, name) for word, name in DUTIES.items() if held.listed(name) is not None]
    for word, name in loaded:
        on = stands_on(held, name, str(matter or ""), facts.get("事项类型"), facts.get("适用情形"))
        if on is not False:
            return word if on else None
    return "未列" if len(loaded) == len(DUTIES) else None
