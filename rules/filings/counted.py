"""What filings in masses add up to by unit, matter, package, channel and month: figures that a reported one is held against."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from rules.filings.judge import SOURCE

KIND = "办件汇总"
_BY = {  # column of the sums -> fact
    "case_unit": "办件单位", "matter_name": "事项名称", "package_name": "一件事名称", "case_place": "办件地点", "month": "受理月份",
    "cross_region": "跨域通办办件", SOURCE: "办件文件",
}  # fmt: skip
BY = tuple(_BY.values())
_SUMMED = {
    "filings": "受理件数", "finished": "办结件数", "over_promise": "超承诺件数", "over_law": "超法定件数", "over_stage": "超环节件数",
    "open": "时效待定件数", "no_limit": "无时限件数",
}  # fmt: skip


def counted(added: pl.DataFrame) -> list[dict[str, Any]]:
    """The sums as facts of 办件汇总, one a unit, matter, package, channel, month, 跨域通办 and file; unknown groups are left out.

    超期件数 is what is over the promise or over the law; 一件事办件 says whether the filings name a package. Sums that an
    earlier version kept know no package and no file.
    """
    held = added.with_columns(pl.lit(None, dtype=pl.String).alias(one) for one in _BY if one not in added.columns)
    held = held.with_columns(pl.lit(0).alias(one) for one in _SUMMED if one not in added.columns)
    rows = held.group_by(list(_BY), maintain_order=True).agg(pl.col(list(_SUMMED)).sum())
    names = _BY | _SUMMED
    found = [{names[key]: v for key, v in row.items() if v is not None} for row in rows.iter_rows(named=True)]
    return [
        {
            **row,
            "超期件数": row["超承诺件数"] + row["超法定件数"],
            "一件事办件": "是" if row.get("一件事名称") else "否",
        }
        for row in found
    ]


@dataclass(frozen=True)
class Overdue:
    """How many filings of a unit's matter are over their promise or over the law, of how many that were accepted.

    `undecided` of them cannot be told (holidays not known ...) or have no limit at all: where it is not 0, `overdue` is
    the least it can be. `over_stage` are late in a stage and in nothing graver. `months` are those in which filings were accepted; `files` where they came from.
    """

    unit: str
    matter: str
    accepted: int
    over_promise: int
    over_law: int
    over_stage: int
    undecided: int
    months: tuple[str, ...]
    files: tuple[str, ...]

    @property
    def overdue(self) -> int:
        """Over the promise or over the law."""
        return self.over_promise + self.over_law


def overdue(rows: Iterable[Mapping[str, Any]]) -> list[Overdue]:
    """The facts of `counted` by unit and matter, in order of both; matters without an overdue filing too."""
    groups: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for row in rows:
        groups.setdefault((str(row.get("办件单位", "")), str(row.get("事项名称", ""))), []).append(row)

    def told(group: list[Mapping[str, Any]], name: str) -> tuple[str, ...]:
        return tuple(sorted({str(row[name]) for row in group if row.get(name)}))

    def many(group: list[Mapping[str, Any]], name: str) -> int:
        return sum(row[name] for row in group)

    return [
        Overdue(
            unit, matter, many(group, "受理件数"), many(group, "超承诺件数"), many(group, "超法定件数"), many(group, "超环节件数"),
            many(group, "时效待定件数") + many(group, "无时限件数"),
            told(group, "受理月份"), told(group, "办件文件"),
        )
        for (unit, matter), group in sorted(groups.items())
    ]  # fmt: skip
