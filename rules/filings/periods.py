"""Spans of time inside filings as columns: the time that is not counted, made disjoint, and how much of a span it takes."""

from __future__ import annotations

from datetime import date

import polars as pl

from catalogue.workdays import Workdays

ROW = "row"


class Clock:
    """Working days and calendar days between two columns of days. A day outside the calendar gives null."""

    def __init__(self, days: Workdays) -> None:
        self.days = days
        self._counted = pl.Series(days.counted, dtype=pl.Int32)
        self._waits = pl.Series(days.waits, dtype=pl.Int32)

    def _at(self, table: pl.Series, day: pl.Expr) -> pl.Expr:
        number = (day - pl.lit(self.days.first)).dt.total_days()
        inside = pl.when((number >= 0) & (number < len(table))).then(number)
        return pl.lit(table).gather(inside.cast(pl.UInt32))

    def working(self, begins: pl.Expr, ends: pl.Expr) -> pl.Expr:
        """Working days after `begins` up to and with `ends`."""
        return self._at(self._counted, ends) - self._at(self._counted, begins)

    def waits(self, day: pl.Expr) -> pl.Expr:
        """Days from a day to the next working day, 0 on one."""
        return self._at(self._waits, day)


def entries(frame: pl.DataFrame, column: str, form: str, names: tuple[str, ...]) -> pl.DataFrame:
    """A text column of entries (``what from~to …；…``) as one row an entry: `row`, the parts named, days as days."""
    texts = frame.select(ROW, pl.col(column).str.split("；")).drop_nulls().explode(column)
    parts = [pl.col(column).str.extract(form, n).alias(name) for n, name in enumerate(names, 1)]
    return texts.select(ROW, *parts).with_columns(
        pl.col("begins").str.to_date(strict=False), pl.col("ends").str.to_date(strict=False)
    )


def disjoint(spans: pl.DataFrame) -> pl.DataFrame:
    """Spans (`row`, `begins`, `ends`, both days inside) without what an earlier span of the same row already holds."""
    ordered = spans.sort(ROW, "begins", "ends")
    reached = pl.col("ends").cum_max().shift(1).over(ROW)
    begins = pl.when(reached >= pl.col("begins")).then(reached + pl.duration(days=1)).otherwise(pl.col("begins"))
    return ordered.with_columns(begins.alias("begins")).filter(pl.col("begins") <= pl.col("ends"))


def taken(spans: pl.DataFrame, pauses: pl.DataFrame, clock: Clock) -> pl.DataFrame:
    """How many working and calendar days of each span (`id`, `row`, `begins`, `ends`; its first day is not counted) fall
    into disjoint pauses: `id`, `off_working`, `off_calendar`. Spans without any are left out."""
    both = spans.join(pauses, on=ROW, suffix="_off")
    begins = pl.max_horizontal(pl.col("begins_off") - pl.duration(days=1), "begins")
    ends = pl.min_horizontal("ends_off", "ends")
    cut = both.select("id", begins.alias("from"), ends.alias("to")).filter(pl.col("from") < pl.col("to"))
    return cut.group_by("id").agg(
        clock.working(pl.col("from"), pl.col("to")).sum().alias("off_working"),
        (pl.col("to") - pl.col("from")).dt.total_days().sum().cast(pl.Int32).alias("off_calendar"),
    )


def standing(pauses: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """The rows whose clock stands still on that day: `row`, `stands`."""
    now = (pl.col("begins") <= as_of) & (pl.col("ends").is_null() | (pl.col("ends") >= as_of))
    return pauses.filter(now).select(ROW).unique().with_columns(pl.lit(True).alias("stands"))
