"""Writes `office/`, the working papers: a 自查梳理表 for each unit, the summary, the dashboard of indicators."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from catalogue.edition import County
from catalogue.finding import Finding
from exporters import pages
from exporters.figures import dashboard
from exporters.figures.indicators import IndicatorLine
from exporters.folder import put, sha256
from exporters.inspection.selfcheck import missing_sheet, severity_counts, summary_sheet, unit_sheets
from exporters.sheet import Sheet
from exporters.xlsx import workbook

RECORD = "written.json"
EPOCH = date(2000, 1, 1)  # the workbooks' date where no day is given


def render(
    county: County,
    findings: Sequence[Finding],
    indicators: Sequence[IndicatorLine],
    folder: Path,
    as_of: date | None = None,
    overlay: Path | None = None,
    more: Sequence[Sheet] = (),
) -> list[Path]:
    """Write the working papers, and `more` of them; returns the files written.

    A workbook of ours that somebody filled in by hand since is kept beside the new one as ``…（手改）``.
    """
    made = as_of or EPOCH
    day = f"截至{as_of.isoformat()}" if as_of else ""
    env = pages.environment(overlay)
    summary, missing = summary_sheet(county, findings, day), missing_sheet(county, findings, day)
    files = {f"{sheet.path}.xlsx": workbook(sheet, made) for sheet in (summary, missing)}
    files |= {f"{sheet.path}.xlsx": workbook(sheet, made) for sheet in more}
    units = unit_sheets(county, findings, day)
    for sheet in units:
        files[f"{sheet.path}.xlsx"] = workbook(sheet, made)
    common = {"county": county, "day": day, "css": pages.style(overlay), "root": "", "links": {}}
    values = {"summary": summary, "missing": missing, "units": units, "severities": severity_counts(findings)}
    files["自查汇总.html"] = pages.page(env, "office_summary.html", title="自查汇总", **common, **values)
    files |= dashboard.files(env, indicators, common, made)
    record = {"files": {name: sha256(data) for name, data in sorted(files.items())}}
    files[RECORD] = (json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
    return put(folder, files, RECORD)
