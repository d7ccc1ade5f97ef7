"""Judged filings added up by unit, matter, town, window, month and channel; and the cards they earn, one by one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from rules.filings.judge import OPEN, SOURCE, Timed
from rules.filings.timing import NO_LIMIT

GROUPS = {  # column -> fact of the kind 办件汇总 as indicators read it; what else the sums keep is read in counted.py
    "case_unit": "办件单位", "filing_town": "办件镇街", "filing_window": "办件窗口", "month": "受理月份", "cross_region": "跨域通办办件",
}  # fmt: skip
FINE = (*GROUPS, "matter_name", "case_place", "package_name", SOURCE)
COUNTS = {
    "filings": "受理件数", "finished": "办结件数", "hall": "大厅件数", "near_due": "临期件数", "over_stage": "超环节件数", "over_promise": "超承诺件数",
    "over_law": "超法定件数", "open": "时效待定件数", "no_limit": "无时限件数", "comparable": "可比办结件数", "legal_days": "法定天数合计", "saved_days": "提速天数合计",
}  # fmt: skip
YELLOW, RED = "黄牌", "红牌"


@dataclass(frozen=True)
class CardFound:
    """A filing that earns a card: whose, which, by how much over what, and the number of its case's decisions."""

    unit: str
    number: str
    matter: str
    town: str
    window: str
    month: str
    cross_region: str
    accepted: date
    finished: date | None
    timeliness: str
    colour: str
    days: int | None
    stage: str
    case: int


def sums(timed: Timed) -> pl.DataFrame:
    """One row a group of `FINE`, with `COUNTS`. Every filing is in one group: the counts add up to all of them.

    `legal_days` and `saved_days` are over finished filings with a statutory limit in working days and a known use.
    """
    said = pl.col("timeliness")
    comparable = (pl.col("done") == "是") & (pl.col("legal_limit_u") == "工作日") & pl.col("working").is_not_null()
    legal = pl.col("legal_limit_n").cast(pl.Int64)
    frame = timed.filings.with_columns(pl.col("filing_accepted").dt.strftime("%Y-%m").alias("month"))
    if SOURCE not in frame.columns:
        frame = frame.with_columns(pl.lit(None, dtype=pl.Categorical).alias(SOURCE))
    return frame.group_by(FINE).agg(
        pl.len().alias("filings"),
        (pl.col("done") == "是").sum().alias("finished"),
        (pl.col("case_place") == "大厅").sum().alias("hall"),
        *((said == word).sum().alias(name) for name, word in (("near_due", "临近到期"), ("over_stage", "环节超时"), ("over_promise", "超承诺"), ("over_law", "超法定"), ("open", OPEN), ("no_limit", NO_LIMIT))),
        comparable.sum().alias("comparable"),
        pl.when(comparable).then(legal).sum().alias("legal_days"),
        pl.when(comparable).then(legal - pl.col("working").cast(pl.Int64)).sum().alias("saved_days"),
    ).sort([pl.col(name).cast(pl.String) for name in FINE], nulls_last=True)  # fmt: skip


def facts(added: pl.DataFrame) -> list[dict[str, Any]]:
    """The sums as facts of 办件汇总, coarser: matter and channel added up. Unknown groups are left out of a fact."""
    kept = [name for name in COUNTS if name in added.columns]  # an earlier version kept fewer
    coarse = added.group_by(list(GROUPS), maintain_order=True).agg(pl.col(kept).sum())
    names = GROUPS | COUNTS
    return [
        {names[name]: value for name, value in row.items() if value is not None} for row in coarse.iter_rows(named=True)
    ]


def cards(timed: Timed) -> Iterator[CardFound]:
    """Filings with a yellow or red card, in order of unit and number."""
    days = (
        pl.when(pl.col("timeliness") == "超法定").then("days_law")
        .when(pl.col("timeliness") == "超承诺").then("days_promise").otherwise("days_stage").alias("days")
    )  # fmt: skip
    found = timed.filings.filter(pl.col("card").is_in([YELLOW, RED])).with_columns(
        days, pl.col("filing_accepted").dt.strftime("%Y-%m").alias("month")
    )
    stage = pl.when(pl.col("timeliness") == "环节超时").then("worst_stage").fill_null("")
    blank = [pl.col(name).cast(pl.String).fill_null("") for name in ("filing_town", "filing_window", "cross_region")]
    rows = found.sort(pl.col("case_unit").cast(pl.String), "filing_number").select(
        pl.col("case_unit").cast(pl.String), "filing_number", pl.col("matter_name").cast(pl.String), blank[0], blank[1], "month",
        blank[2], "filing_accepted", "filing_finished", pl.col("timeliness").cast(pl.String), pl.col("card").cast(pl.String), "days",
        stage.alias("stage"), "case",
    )  # fmt: skip
    return (CardFound(*row) for row in rows.iter_rows())


def counts(timed: Timed) -> dict[str, Any]:
    """How many filings came out how: in all, by timeliness and by card, and what to look at."""
    frame = timed.filings

    def by(column: str) -> dict[str, int]:
        return dict(frame.group_by(pl.col(column).cast(pl.String)).len().sort(column).iter_rows())

    return {
        "办件": frame.height,
        "判定日以后受理": timed.later,
        "办件单位数": frame["case_unit"].n_unique() if frame.height else 0,
        "跨域通办": int((frame["cross_region"] == "是").sum() or 0),
        "时效": by("timeliness"),
        "亮牌": by("card"),
        "处境": len(timed.cases),
        "超出放假安排": timed.uncovered,
        "不计时事由不在清单": int(frame["strange"].sum() or 0),
        "延期没有批准": int(frame["unapproved"].sum() or 0),
        "待定缺少": missing(timed),
    }


def missing(timed: Timed) -> dict[str, int]:
    """What filings that are 待定 lack, and how many lack it."""
    found: dict[str, int] = {}
    many = dict(timed.filings.filter(pl.col("card") == OPEN).group_by("case").len().iter_rows())
    for case, filings in many.items():
        for decision in timed.cases[case].values():
            for name in decision.missing or ((decision.note,) if decision.note and not decision.missing else ()):
                found[name] = found.get(name, 0) + filings
    return dict(sorted(found.items(), key=lambda one: -one[1]))


def with_cards(
    rows: Sequence[Mapping[str, Any]], standing: Mapping[tuple[str, ...], tuple[int, int]]
) -> list[dict[str, Any]]:
    """Facts of 办件汇总 with the cards that stand: `standing` is (yellow, red) by the values of `GROUPS`, "" for none."""
    left = dict(standing)
    out = []
    for row in rows:
        yellow, red = left.pop(tuple(str(row.get(name, "")) for name in GROUPS.values()), (0, 0))
        out.append({**row, "黄牌数": yellow, "红牌数": red, "亮牌数": yellow + red})
    return out
