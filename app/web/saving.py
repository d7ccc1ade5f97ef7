"""A list as a file: exactly the columns, rows and order that are seen, as CSV or as a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from app.clock import now
from app.web.listing import Column
from app.web.offices import county
from catalogue.finding import UserError
from exporters.machine import as_csv
from exporters.working import Table, TableColumn, workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMS = {"csv": "text/csv; charset=utf-8", "xlsx": XLSX}


def saved(columns: Sequence[Column], rows: Sequence[Any], title: str, form: str, note: str = "") -> HttpResponse:
    """The answer that a browser saves as ``title.csv`` or ``title.xlsx``; `note` stands above the workbook's table.

    Raises `UserError` for another form."""
    if form not in FORMS:
        raise UserError(f"“{form}”", "不能存成这种文件", f"可写：{'、'.join(FORMS)}")
    made, example = date.fromisoformat(now()[:10]), county().example
    cells = [[str(one.cell(row)) for one in columns] for row in rows]
    titles = [one.title for one in columns]
    if form == "csv":
        data = as_csv([dict(zip(titles, row, strict=True)) for row in cells], example)
    else:
        widths = [min(44, max(map(len, [t, *(row[n] for row in cells[:200])])) * 2 + 2) for n, t in enumerate(titles)]
        heads = tuple(TableColumn(t, width) for t, width in zip(titles, widths, strict=True))
        lead = "；".join(filter(None, (f"{len(cells)} 条，{made}", note)))
        data = workbook([Table(title, lead, heads, cells)], made, title=title, mark="示例" if example else "")
    told = {"Content-Disposition": content_disposition_header(True, f"{title}.{form}")}
    return HttpResponse(data, FORMS[form], headers=told)
