"""Judges masses of filings: aggregate in columns first, then put the few distinct cases to the rule book."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from catalogue.decision import Decision
from rules.books import Book
from rules.decide import decide
from rules.filings.calendar import calendar, reasons
from rules.filings.over import Reading
from rules.filings.periods import Clock
from rules.filings.timing import FACTS, NO_LIMIT, timing

KIND = "办件时限"
TIMELINESS, CARD = "办件时效", "亮牌"
OPEN = "待定"
NO_CARD = "不亮牌"
PLAIN_DAYS, ROLLS = "时限写日的按", "自然日时限末日顺延"

SOURCE = "source"  # column: the name of the file a filing came in, where its caller knows it
_AT_ONCE = 100_000  # filings: what their columns take in memory, beside what is kept of them
_SAID = pl.Enum(["是", "否", NO_LIMIT])
_WORDS = ("done", "stands", "over_law", "over_promise", "over_stage")
_KEPT = (
    "case_unit", "matter_name", "package_name", "filing_number", "filing_accepted", "filing_finished", "case_place", "filing_window",
    "filing_town", "cross_region", "legal_limit_n", "legal_limit_u", "working", "worst_stage", "strange", "unapproved",
    *FACTS,
)  # fmt: skip


@dataclass(frozen=True)
class Timed:
    """Filings with their clocks, the number of their case, `timeliness` and `card` (待定 where it cannot be told).

    `cases` are the decisions of each case by question; `later` filings were accepted after the day and not judged;
    `uncovered` is the number whose span leaves the calendar of working days.
    """

    filings: pl.DataFrame
    cases: tuple[Mapping[str, Decision], ...]
    as_of: date
    later: int
    uncovered: int
    calendar_ends: date


def judge(book: Book, filings: pl.DataFrame, as_of: date, known_on: date) -> Timed:
    """Every filing as of a day. `known_on`: the day up to which notices of holidays count (today, when judging).

    Raises `UserError` where the table of holidays is faulty.
    """
    clock = Clock(calendar(book, max(known_on, as_of)))
    outs, how = reasons(book, as_of), reading(book, as_of)
    kept = [*_KEPT, *({SOURCE} & set(filings.columns))]
    parts = [
        timing(part, as_of, clock, outs, how).select(kept).with_columns(pl.col(_WORDS).cast(_SAID))
        for part in filings.iter_slices(_AT_ONCE)
    ]
    timed = pl.concat(parts) if parts else timing(filings, as_of, clock, outs, how).select(kept)
    columns = list(FACTS)
    cases = timed.select(columns).unique(maintain_order=True).with_row_index("case")
    facts = [
        {FACTS[name]: value for name, value in row.items() if name in FACTS and value is not None}
        for row in cases.iter_rows(named=True)
    ]
    decided = decide(book, KIND, facts, as_of, (TIMELINESS, CARD))
    said = pl.DataFrame(
        {
            "case": cases["case"],
            "timeliness": [_answer(one[TIMELINESS]) for one in decided],
            "card": [_answer(one[CARD]) for one in decided],
        },
        schema_overrides={"timeliness": pl.Categorical, "card": pl.Categorical},
    )
    timed = timed.join(cases, on=columns, how="left", nulls_equal=True, maintain_order="left").join(
        said, on="case", how="left", maintain_order="left"
    )
    uncovered = timed.select(pl.col("working").is_null().sum()).item()
    return Timed(timed, tuple(decided), as_of, filings.height - timed.height, uncovered, clock.days.last)


def reading(book: Book, as_of: date) -> Reading:
    """How this office reads 日 and the last day of a limit in calendar days: its parameters, open where it says nothing."""
    said = book.on(as_of).parameters
    days, rolls = said.get(PLAIN_DAYS), said.get(ROLLS)
    return Reading(None if days is None else days == "工作日", None if rolls is None else rolls == "是")


def _answer(decision: Decision) -> str:
    return str(decision.answer) if decision.status in ("已定", "裁定") else OPEN
