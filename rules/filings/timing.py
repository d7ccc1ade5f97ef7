"""The clock of every filing as of a day, as columns: done or open, standing still, over stage, promise and law, days left."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import polars as pl

from rules.filings.over import Reading, days_over, exceeded, over
from rules.filings.periods import ROW, Clock, disjoint, entries, standing, taken

PAUSE = r"^\s*(\S+?)\s+(\d{4}-\d{2}-\d{2})\s*[~～至]\s*(\d{4}-\d{2}-\d{2})?\s*$"
STAGE = r"^\s*(\S+?)\s+(\d{4}-\d{2}-\d{2})\s*[~～至]\s*(\d{4}-\d{2}-\d{2})?(?:\s+(\d{1,3})个?(工作日|自然日))?\s*$"
NO_LIMIT = "无时限"
FACTS = {  # column -> fact of the kind 办件时限
    "done": "已办结", "stands": "暂停计时", "over_law": "是否超法定", "over_promise": "是否超承诺", "over_stage": "是否超环节",
    "days_law": "超法定天数", "days_promise": "超承诺天数", "days_stage": "超环节天数", "left": "剩余天数",
}  # fmt: skip


def timing(
    filings: pl.DataFrame, as_of: date, clock: Clock, counted_out: Collection[str], how: Reading
) -> pl.DataFrame:
    """Filings accepted by that day, each with the columns of `FACTS`, `row`, the days used (`working`) and notes.

    `counted_out` are the reasons whose time is not counted; a pause for another reason is counted as used and noted in
    `strange`. An extension without approval does not count and is noted in `unapproved`.
    """
    frame = filings.filter(pl.col("filing_accepted") <= as_of).with_row_index(ROW)
    done = (pl.col("filing_finished") <= as_of).fill_null(False)
    frame = frame.with_columns(
        done.alias("is_done"), pl.col("filing_accepted").alias("begins"),
        pl.when(done).then(pl.col("filing_finished")).otherwise(pl.lit(as_of)).alias("ends"),
        (pl.col("matter_type") == "行政许可").alias("permit"),
    )  # fmt: skip
    written = entries(frame, "filing_pauses", PAUSE, ("reason", "begins", "ends"))
    lawful = written.filter(pl.col("reason").is_in(list(counted_out)))
    strange = written.filter(~pl.col("reason").is_in(list(counted_out))).select(ROW).unique()
    begun = lawful.filter(pl.col("begins") <= as_of)
    pauses = disjoint(
        begun.select(ROW, "begins", pl.min_horizontal(pl.col("ends").fill_null(as_of), pl.lit(as_of)).alias("ends"))
    )
    frame = _spans(frame.with_columns(pl.col(ROW).alias("id")), pauses, clock)
    frame = frame.join(standing(lawful, as_of), on=ROW, how="left").join(
        strange.with_columns(pl.lit(True).alias("strange")), on=ROW, how="left"
    )
    asked, approved = pl.col("filing_extension_n"), pl.col("extension_approval").is_not_null()
    in_work = pl.col("filing_extension_u").is_in(["工作日", "日"])
    more = pl.when(asked.is_null() | ~approved).then(0).when(in_work).then(asked.cast(pl.Int32))  # null: another unit
    frame = frame.with_columns((asked.is_not_null() & ~approved).alias("unapproved"), more.alias("more"))
    for prefix, key in (("law", "legal_limit"), ("promise", "promised_limit")):
        frame = frame.with_columns(over(prefix, pl.col(f"{key}_n"), pl.col(f"{key}_u"), clock, how, pl.col("more")))
    frame = frame.join(_stages(frame, pauses, as_of, clock), on=ROW, how="left")
    promised = pl.col("promised_limit_u").is_not_null()
    due = (
        pl.when(promised)
        .then(pl.struct(least="promise_least", most="promise_most"))
        .otherwise(pl.struct(least="law_least", most="law_most"))
    )
    least, most = due.struct.field("least"), due.struct.field("most")
    still = ~pl.col("is_done") & (least == most) & (most <= 0)
    return frame.with_columns(
        pl.when("is_done").then(pl.lit("是")).otherwise(pl.lit("否")).alias("done"),
        pl.when(pl.col("stands").fill_null(False) & ~pl.col("is_done")).then(pl.lit("是")).otherwise(pl.lit("否")).alias("stands"),
        _told("law", "legal_limit").alias("over_law"), _told("promise", "promised_limit").alias("over_promise"),
        pl.when(pl.col("stages").is_null()).then(pl.lit(NO_LIMIT)).otherwise("over_stage").alias("over_stage"),
        days_over("law").alias("days_law"), days_over("promise").alias("days_promise"),
        pl.when(still).then(-most).alias("left"), pl.col("strange").fill_null(False),
    ).drop("id")  # fmt: skip


def _told(prefix: str, key: str) -> pl.Expr:
    """Whether over the limit; 无时限 where the filing has none."""
    return pl.when(pl.col(f"{key}_u").is_null()).then(pl.lit(NO_LIMIT)).otherwise(exceeded(prefix))


def _spans(spans: pl.DataFrame, pauses: pl.DataFrame, clock: Clock) -> pl.DataFrame:
    """Adds the days counted in each span (`working`, `calendar`) and the calendar days that are not (`off_calendar`)."""
    off = taken(spans.select("id", ROW, "begins", "ends"), pauses, clock)
    spans = spans.join(off, on="id", how="left").with_columns(pl.col("off_calendar").fill_null(0))
    known = pl.col("id").is_in(off["id"].implode())
    less = pl.when(known).then(pl.col("off_working")).otherwise(0)  # a pause outside the calendar leaves it unknown
    return spans.with_columns(
        (clock.working(pl.col("begins"), pl.col("ends")) - less).alias("working"),
        ((pl.col("ends") - pl.col("begins")).dt.total_days().cast(pl.Int32) - pl.col("off_calendar")).alias("calendar"),
    ).drop("off_working")


def _stages(frame: pl.DataFrame, pauses: pl.DataFrame, as_of: date, clock: Clock) -> pl.DataFrame:
    """Of each filing that has stages with a limit: whether one is over it (`over_stage`) and by how many days at most."""
    found = entries(frame, "filing_stages", STAGE, ("stage", "begins", "ends", "number", "unit"))
    found = found.filter(pl.col("number").is_not_null() & (pl.col("begins") <= as_of))
    found = found.with_row_index("id").with_columns(
        pl.min_horizontal(pl.col("ends").fill_null(as_of), pl.lit(as_of)).alias("ends"),
        pl.lit(False).alias("permit"), pl.col("number").cast(pl.Float64),
    )  # fmt: skip
    found = _spans(found, pauses, clock).with_columns(
        over("stage", pl.col("number"), pl.col("unit"), clock, Reading(rolls=False), pl.lit(0))
    )
    found = found.with_columns(exceeded("stage").alias("over"), days_over("stage").alias("days"))
    any_over, any_open = (pl.col("over") == "是").any(), pl.col("over").is_null().any()
    return found.group_by(ROW).agg(
        pl.when(any_over).then(pl.lit("是")).when(~any_open).then(pl.lit("否")).alias("over_stage"),
        pl.when(~any_open).then(pl.col("days").max()).alias("days_stage"),
        pl.len().alias("stages"),
        pl.col("stage").sort_by("days", descending=True, nulls_last=True).first().alias("worst_stage"),
    )
