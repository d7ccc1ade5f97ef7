"""Blank forms (空白表): a layout, what the store knows of a department, and its organisations as drop-downs, in one workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from app import ledger
from app.office import Office
from catalogue.finding import UserError
from catalogue.layout import Layout
from catalogue.names import name_key
from exporters.template import Form, form
from importers.read import load_all_layouts

OF_A_DEPARTMENT = ("实施主体", "原实施机关", "办件单位", "填报单位", "对象部门", "机构名称")
_ORGANISATIONS = (*OF_A_DEPARTMENT[:-1], "承接主体", "上级机构")


def find_layout(office: Office, wanted: str) -> Layout:
    """The layout of that name or key; raises `UserError` naming those there are."""
    own = office.own / "layouts"
    layouts = load_all_layouts(office.fields, *([own] if own.is_dir() else []))
    for layout in layouts:
        if wanted in (layout.name, layout.key):
            return layout
    known = "、".join(f"{layout.name}（{layout.key}）" for layout in layouts)
    raise UserError(f"版式“{wanted}”", "没有这个版式", f"可用：{known}")


def blank_form(office: Office, layout: Layout, department: str = "") -> tuple[bytes, int]:
    """The form, and how many known records it was filled with."""
    known: list[Mapping[str, Any]] = []
    lists: dict[str, list[str]] = {}
    units = units_of(office, layout.kind)
    if office.stored:
        names = [record.name for record in ledger.current(office.fields, "机构")]
        lists = {name: list(dict.fromkeys(names)) for name in (*_ORGANISATIONS, *units)} if names else {}
        if department:
            known = [r.facts for r in ledger.current(office.fields, layout.kind) if belongs(r.facts, department, units)]
    own = [one for one in units if department and layout.kind in office.fields.fields[one].kinds]
    for name in own[:1]:
        lists[name] = [department, *(other for other in lists.get(name, ()) if other != department)]
    mark = "（示例）" if office.county.example else ""
    return form(Form(layout, department, known, lists, mark), office.fields), len(known)


def units_of(office: Office, kind: str) -> tuple[str, ...]:
    """Fields that say whose record it is: the one that a register declares (责任单位) before the usual ones."""
    declared = office.fields.kinds[kind].unit
    return tuple(dict.fromkeys((*([declared] if declared else ()), *OF_A_DEPARTMENT)))


def belongs(facts: Mapping[str, Any], department: str, units: Sequence[str]) -> bool:
    """Whether a record is that department's, by the first of these fields that it has."""
    named = [str(facts[name]) for name in units if facts.get(name)]
    return bool(named) and name_key(named[0]) == name_key(department)


def write_form(office: Office, wanted: str, department: str, out: Path) -> tuple[Layout, int]:
    """Write the form to a new .xlsx; a file that is there already is never written over."""
    layout = find_layout(office, wanted)
    if out.suffix.lower() != ".xlsx":
        raise UserError(str(out), "空白表只能是 .xlsx", "请把文件名改为 .xlsx 结尾")
    if out.exists():
        raise UserError(str(out), "已有这个文件", "请换一个文件名，或先移走原来的")
    content, known = blank_form(office, layout, department)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(content)
    return layout, known
