"""Records handed on to another system in that system's own layout (quanmu export)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app import ledger
from app.clock import now
from app.incoming import memory
from app.incoming.forms import belongs, find_layout, units_of
from app.office import Office
from app.personal.masking import hidden
from catalogue.finding import UserError
from catalogue.layout import Layout
from exporters.by_layout import by_layout, columns


@dataclass(frozen=True)
class Exported:
    """The workbook's bytes, by which layout, how many records, and the facts that the layout has no column for."""

    content: bytes
    layout: Layout
    records: int
    left_out: tuple[str, ...]


def export(office: Office, wanted: str, department: str = "", *, whole: bool = True) -> Exported:
    """The records of the layout's kind (of one department) in its headings and codes. Raises `UserError` for an unknown
    layout, or where there is nothing to hand on. Personal data are left out unless `whole`."""
    layout = _layout(office, wanted)
    known = [
        r.facts
        if whole
        else {name: value for name, value in r.facts.items() if not hidden(office.fields, name, whole=False)}
        for r in ledger.current(office.fields, layout.kind)
        if not department or belongs(r.facts, department, units_of(office, layout.kind))
    ]
    if not known:
        of = f"“{department}”的" if department else ""
        raise UserError(f"版式“{layout.name}”", f"库里没有{of}{layout.kind}", "请先导入，或检查部门的写法")
    mark = "示例" if office.county.example else ""
    written = {one.name for _, one in columns(layout, office.fields, known) if one} | set(layout.constants)
    derived = {one.name for one in office.fields.fields.values() if one.nature == "推得"}
    there = {name for facts in known for name, value in facts.items() if value not in (None, [])}
    content = by_layout(layout, office.fields, known, date.fromisoformat(now()[:10]), mark)
    return Exported(content, layout, len(known), tuple(sorted(there - written - derived)))


def _layout(office: Office, wanted: str) -> Layout:
    """A declared layout by name or key, else one that a person confirmed: whoever sent by it gets it back by it."""
    for one in memory.remembered(office.fields):
        if wanted in (one.layout.name, one.layout.key) and not one.faults:
            return one.layout
    return find_layout(office, wanted)
