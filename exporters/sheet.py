"""A published table before it is a page or a workbook: columns, sections, counted total, rows for machines."""

from __future__ import annotations

from dataclasses import dataclass

Row = dict[str, str]
NUMERALS = "零一二三四五六七八九十"


@dataclass(frozen=True)
class Column:
    """One printed column: the row's key, its heading, its width in half-width characters; `number`: counts, not text."""

    key: str
    width: float = 12
    heading: str = ""
    number: bool = False

    @property
    def title(self) -> str:
        """What the header cell says."""
        return self.heading or self.key


@dataclass(frozen=True)
class Section:
    """Rows under one section row; an empty heading means no section row."""

    heading: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Sheet:
    """One table. `merges`: columns whose equal neighbours are printed as one cell.

    `total` is the counted line at the end; `count` the number in it. `machine` are unfolded rows with all fields.
    """

    title: str
    subtitle: str
    columns: tuple[Column, ...]
    sections: tuple[Section, ...]
    total: str
    machine: tuple[Row, ...]
    count: int = 0
    notes: tuple[str, ...] = ()
    merges: tuple[str, ...] = ()
    mark: str = ""  # 示例, on every page
    path: str = ""  # without the ending
    group: str = ""
    paper: bool = True  # also as PDF and DOCX


def numeral(number: int) -> str:
    """1 -> 一, 12 -> 十二, 35 -> 三十五 (section numbers up to 99)."""
    tens, ones = divmod(number, 10)
    if number > 99 or number < 1:
        return str(number)
    head = "" if tens == 0 else "十" if tens == 1 else NUMERALS[tens] + "十"
    return head + (NUMERALS[ones] if ones else "")


def ordered(values: list[str], order: tuple[str, ...] = ()) -> list[str]:
    """Distinct values: first those of the declared order, then the rest as they come."""
    seen = dict.fromkeys(values)
    return [value for value in order if value in seen] + [value for value in seen if value not in order]
