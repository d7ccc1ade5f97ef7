"""The dashboard of indicators (指标.html, 指标.xlsx): charts beside their tables, every figure with both its sides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from catalogue.edition import County
from exporters import pages
from exporters.figures.charts import WHOLE, bars, trend
from exporters.figures.dashboard_xlsx import workbook
from exporters.figures.indicators import MONTH, Breakdown, Dimension, IndicatorLine, point

PAGE, BOOK = "指标.html", "指标.xlsx"
EXCLUSION_HEADS = ("单位", "事项", "理由", "批准文号")


@dataclass(frozen=True)
class View:
    """One table of an indicator with its chart."""

    title: str
    rows: tuple[Breakdown, ...]
    chart: Markup


def files(
    env: jinja2.Environment, lines: Sequence[IndicatorLine], common: Mapping[str, Any], made: date
) -> dict[str, bytes]:
    """The page and the workbook by file name."""
    shown = [(line, views(line)) for line in lines]
    page = pages.page(env, "indicators.html", title="指标", lines=shown, heads=EXCLUSION_HEADS, **common)
    mark = "示例" if common["county"].example else ""
    return {PAGE: page, BOOK: workbook(lines, made, lead=f"{common['county'].name}　{common['day']}", mark=mark)}


def write(
    county: County, lines: Sequence[IndicatorLine], folder: Path, as_of: date, overlay: Path | None = None
) -> list[Path]:
    """Write the page and the workbook into a folder, beside whatever else is there."""
    day = f"截至{as_of.isoformat()}"
    common = {"county": county, "day": day, "css": pages.style(overlay), "root": "", "links": {}}
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, data in files(pages.environment(overlay), lines, common, as_of).items():
        (folder / name).write_bytes(data)
        written.append(folder / name)
    return written


def views(line: IndicatorLine) -> list[View]:
    """The whole first, then each dimension: months as a line, all else as bars."""
    whole = Breakdown(WHOLE, line.numerator, line.denominator, line.percent)
    others = line.dimensions or ((Dimension("其中", line.breakdown),) if line.breakdown else ())
    found = []
    for number, one in enumerate(others or (Dimension(WHOLE, ()),)):
        if one.name == MONTH:
            points = [
                replace(point(line, row), words=row.percent if line.is_rate else str(row.numerator)) for row in one.rows
            ]
            chart = trend(f"{line.name}：逐月", points, share=line.is_rate)
        else:
            rows = (whole, *one.rows) if line.is_rate else one.rows or (whole,)
            chart = bars(f"{line.name}：{one.name}", [point(line, row) for row in rows], share=line.is_rate)
        found.append(View(f"按{one.name}" if others else WHOLE, (whole, *one.rows) if number == 0 else one.rows, chart))
    return found
