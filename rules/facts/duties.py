"""The lists of duties of towns and streets (镇街履行职责事项清单): what towns do, help with, and what was taken back."""

from __future__ import annotations

from rules.books import Day

DUTIES = {"上级收回": "上级收回事项", "配合履职": "配合履职事项", "基本履职": "基本履职事项"}
"""Answer and the name of its list in the office's own folder; a matter taken back is that first of all."""
PROVINCIAL = "省级赋权目录"
OF_THE_OFFICE = {PROVINCIAL, *DUTIES.values()}
"""Lists that facts ask for and that only the office's own folder has."""


def duty_list(matter: str, held: Day) -> str | None:
    """履职清单 of a matter (`name_key`): which of the three lists names it; None where not all three are loaded and
    none of those loaded names it."""
    lists = {word: held.listed(name) for word, name in DUTIES.items()}
    found = next((word for word, rows in lists.items() if rows and matter in rows), None)
    return found or (None if None in lists.values() else "未列")
