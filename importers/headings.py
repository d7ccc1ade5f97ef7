"""The headings of a table's columns: one to three header rows read together, groups over leaves."""

from __future__ import annotations

import re
from dataclasses import dataclass

from catalogue.names import header_key
from importers.limits import header_unit, without_unit
from importers.sheet import Sheet, filled, text_of

_LONGEST_WORD = 40


@dataclass(frozen=True)
class Words:
    """The possible readings of each column's heading for a header of some rows, most specific first."""

    top: int
    height: int
    columns: tuple[tuple[str, ...], ...]
    shown: tuple[str, ...]
    units: tuple[str, ...]
    parts: tuple[tuple[str, ...], ...] = ()  # each column's headings from the outermost group to the leaf


def header_words(sheet: Sheet, top: int, height: int) -> Words | None:
    """The heading of each column if rows top..top+height-1 were the header; None if that cannot be."""
    if top + height > len(sheet.rows) or not any(filled(v) for v in sheet.rows[top]):
        return None
    bottom = top + height - 1
    if sum(top <= first <= bottom < last for first, _, last, _ in sheet.merges) > 1:
        return None  # headings go on below
    columns, shown, units, all_parts = [], [], [], []
    group = ["" for _ in range(height)]
    for index in range(sheet.width):
        parts: list[str] = []
        for level in range(height):
            value = sheet.value(top + level, index)
            text = text_of(value).strip() if isinstance(value, str) and len(value) <= _LONGEST_WORD + 20 else ""
            if text:
                group[level] = text
            elif level < height - 1 and filled(sheet.value(top + height - 1, index)):
                text = group[level]
            if text and (not parts or parts[-1] != text):
                parts.append(text)
        columns.append(
            tuple(dict.fromkeys(header_key(r) for r in (*_readings(parts), *_readings([_plain(p) for p in parts]))))
        )
        all_parts.append(tuple(parts))
        shown.append("／".join(" ".join(part.split()) for part in parts))
        units.append(next((unit for part in parts if (unit := header_unit(part))), ""))
    return Words(top, height, tuple(columns), tuple(shown), tuple(units), tuple(all_parts))


def _readings(parts: list[str]) -> list[str]:
    """Groups and leaf read together, without the outermost group, and the leaf alone."""
    return [] if not parts else list(dict.fromkeys(["".join(parts), "".join(parts[1:]) or parts[-1], parts[-1]]))


def _plain(part: str) -> str:
    """A heading without a bracket that only gives the unit or says 必填."""
    return without_unit(re.sub(r"\s*[（(](?:必填项?|选填|可选|件|条|人|次|个)[)）]\s*$", "", part))
