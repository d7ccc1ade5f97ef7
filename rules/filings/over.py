"""By how many days a span exceeds its limit: a least and a most, the same where the unit leaves nothing open."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from rules.filings.periods import Clock

_FAR = 100_000  # days: more than any filing takes


@dataclass(frozen=True)
class Reading:
    """How an office reads what the law leaves open; None: open, and what depends on it stays 待定.

    `plain_days_work`: 日 without more (not in a permit, where 行政许可法第八十二条 says working days) are working days.
    `rolls`: a limit in calendar days or months that ends on a day off ends on the next working day.
    """

    plain_days_work: bool | None = None
    rolls: bool | None = None


def over(prefix: str, number: pl.Expr, unit: pl.Expr, clock: Clock, how: Reading, more: pl.Expr) -> list[pl.Expr]:
    """Two columns, `<prefix>_least` and `<prefix>_most`: days over the limit (0 or less: not over); null: not known.

    Reads the columns `begins`, `ends`, `working` and `calendar` (days counted), `off_calendar` (days not counted) and
    `permit`. `more` are working days by which the limit was made longer.
    """
    whole = number.cast(pl.Int32)
    working, calendar, permit = pl.col("working"), pl.col("calendar"), pl.col("permit").fill_null(False)
    stood = pl.duration(days=pl.col("off_calendar"))
    in_work = working - whole - more
    due = pl.col("begins") + pl.duration(days=whole) + stood
    late = _rolled(due, clock, how)
    months = pl.when(unit == "年").then(whole * 12).otherwise(whole)
    month_due = pl.col("begins").dt.offset_by(pl.format("{}mo", months.fill_null(0))) + stood
    month_late = _rolled(month_due, clock, how)
    hours_days = (number / 24).ceil().cast(pl.Int32)
    plain_least, plain_most = in_work, calendar - whole
    if how.plain_days_work is not None:
        plain_least = plain_most = in_work if how.plain_days_work else calendar - whole
    least = (
        pl.when(unit.is_in(["工作日", "即办"]) | ((unit == "日") & permit)).then(in_work)
        .when(unit == "日").then(plain_least)
        .when(unit == "自然日").then(late[0])
        .when(unit.is_in(["月", "年"])).then(month_late[0])
        .when(unit == "小时").then(working - hours_days)
    )  # fmt: skip
    most = (
        pl.when(unit.is_in(["工作日", "即办"]) | ((unit == "日") & permit)).then(in_work)
        .when(unit == "日").then(plain_most)
        .when(unit == "自然日").then(late[1])
        .when(unit.is_in(["月", "年"])).then(month_late[1])
        .when(unit == "小时").then(pl.when((calendar == 0) & (number >= 24)).then(0).otherwise(_FAR))
    )  # fmt: skip
    longer = (
        (more > 0) & ~unit.is_in(["工作日", "即办"]) & ~((unit == "日") & permit)
    )  # two calendars: not to be added up
    return [
        pl.when(~longer).then(least).cast(pl.Int32).alias(f"{prefix}_least"),
        pl.when(~longer).then(most).cast(pl.Int32).alias(f"{prefix}_most"),
    ]


def _rolled(due: pl.Expr, clock: Clock, how: Reading) -> tuple[pl.Expr, pl.Expr]:
    """Days past a due day: at least (it moves to the next working day) and at most (it does not)."""
    past = (pl.col("ends") - due).dt.total_days().cast(pl.Int32)
    moved = past - clock.waits(due)
    if how.rolls is None:
        return moved, past
    return (moved, moved) if how.rolls else (past, past)


def exceeded(prefix: str) -> pl.Expr:
    """是 where over for sure, 否 where not over for sure, null where it cannot be told."""
    least, most = pl.col(f"{prefix}_least"), pl.col(f"{prefix}_most")
    return pl.when(least > 0).then(pl.lit("是")).when(most <= 0).then(pl.lit("否"))


def days_over(prefix: str) -> pl.Expr:
    """Days over, 0 where not over; null where the number cannot be told."""
    least, most = pl.col(f"{prefix}_least"), pl.col(f"{prefix}_most")
    return pl.when(most <= 0).then(0).when((least == most) & (most < _FAR)).then(least)
