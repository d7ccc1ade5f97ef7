"""A report's numbers (总结中的数): each as it was printed, how it is counted, or why it cannot be."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Literal

from catalogue.rulebook import Form, Measure

Bound = Literal["", "余", "近", "以上"]


class ReportFigure(Form):
    """One number of the report. It is counted by an `indicator` of the book (its `part`, within `group`), or by a
    `measure` of its own, of which `shown` names a field whose one value is meant instead of a count; else `why_not`."""

    id: str
    section: str
    said: str
    printed: str
    value: Decimal
    bound: Bound = ""  # 余: as printed or somewhat more; 近: somewhat less; 以上: at least
    character: str = ""  # printed in Chinese (两, 三, 无), not in digits
    unit: str = ""
    indicator: str = ""
    part: Literal["", "分子", "分母", "豁免", "比率"] = ""
    group: Mapping[str, str] = {}
    measure: Measure | None = None
    shown: str = ""
    wanted: str = ""  # the text of that value
    why_not: str = ""
    note: str = ""


class ReportProblem(Form):
    """A problem that the report admits in words, and the codes of findings under which it must surface."""

    id: str
    section: str
    said: str
    codes: tuple[str, ...]


class NoFigure(Form):
    """Numerals of the text that are no outcome of counting: dates, numbers of documents, names."""

    id: str
    printed: tuple[str, ...]
    what: str


class Report(Form):
    """A report's list. `unit` reports, for `period`; it is held against the store as of `as_of`."""

    name: str
    title: str
    period: str
    unit: str
    as_of: date
    figures: tuple[ReportFigure, ...]
    problems: tuple[ReportProblem, ...] = ()
    no_figures: tuple[NoFigure, ...] = ()
