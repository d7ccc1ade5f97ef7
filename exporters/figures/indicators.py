"""An indicator as it is shown: numerator, denominator, what was left out with approval, source and period; never bare."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from exporters.figures.charts import Point

Number = int | Decimal
MONTH = "月份"


@dataclass(frozen=True)
class Breakdown:
    """One row of an indicator's breakdown."""

    label: str
    numerator: Number
    denominator: Number | None
    percent: str


@dataclass(frozen=True)
class Dimension:
    """An indicator read by unit, town, window or month (`name`), or by another field."""

    name: str
    rows: tuple[Breakdown, ...]


@dataclass(frozen=True)
class IndicatorLine:
    """One indicator as computed elsewhere: numerator, denominator, approved exclusions, percentage in words.

    `percent` is 不适用 over nothing; `denominator` is None where there is no data; `claimed` is what units report.
    `exclusions` are the records left out with approval, written out (unit, matter, reason, number of the approval);
    `period` is the time the records are about.
    """

    name: str
    numerator: Number
    denominator: Number | None
    excluded: Number | None
    percent: str
    source: str
    breakdown: tuple[Breakdown, ...] = ()
    claimed: str = ""
    unit: str = ""
    note: str = ""
    dimensions: tuple[Dimension, ...] = ()
    exclusions: tuple[tuple[str, ...], ...] = ()
    period: str = ""

    @property
    def counted_in(self) -> str:
        """What numerator and denominator are counted in: a rate's own unit is no unit of either."""
        return "" if self.unit == "%" else self.unit

    @property
    def is_rate(self) -> bool:
        """Whether it is a share (else a plain count)."""
        return self.percent != "—"


def point(line: IndicatorLine, row: Breakdown) -> Point:
    """A row as a chart draws it: the share, or the count of an indicator without denominator, with both sides in words."""
    if not line.is_rate:
        return Point(row.label, float(row.numerator), f"{row.numerator}{line.counted_in}")
    sides = f"（{row.numerator}/{row.denominator}）" if row.denominator is not None else ""
    return Point(row.label, share(row.numerator, row.denominator), f"{row.percent}{sides}")


def share(numerator: Number, denominator: Number | None) -> float | None:
    """Numerator over denominator between 0 and 1; None where there is nothing to draw."""
    if not denominator or denominator < 0:
        return None
    return round(float(min(1, max(0, numerator / denominator))), 6)
