"""A parameter's new value and a list's rows as a proposal writes them, and the file of the office's own folder they go into."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from app.office import Office
from app.rulebook.bookview import file_of
from app.rulebook.listrows import DATED, as_csv, with_rows
from app.rulebook.proposal import Proposal
from app.rulebook.yamledit import appended, scalar
from catalogue.finding import UserError
from catalogue.rulebook import ParameterValue
from rules.opening.lists_file import ITEM

_KEYS = ("参数", "类型", "值", "施行", "废止", "依据", "说明")


def parameter_text(office: Office, name: str) -> str:
    """The entries of a parameter as they are written now: all its dated values, or its declaration."""
    found = []
    for path in dict.fromkeys(file_of(one.place)[0] for one in office.book.parameters.get(name, ())):
        text = path.read_text("utf-8-sig")
        found += [text[start:stop].rstrip() + "\n" for start, stop in _spans(text, name)]
    return "".join(found)


def with_value(office: Office, name: str, value: Mapping[str, Any]) -> str:
    """The parameter's entries with one more (值, 施行, 废止, 依据, 说明), in place of one of the same day; the value before it
    ends where it begins. Raises `UserError` where there is no such parameter."""
    dated = office.book.parameters.get(name)
    if dated is None:
        raise UserError("参数", f"没有“{name}”这个参数", "请从“参数和清单”里选")
    before = [_plain(one) for one in dated if one.value is not None and str(one.begins) != value["施行"]]
    for one in before:
        if one["施行"] < value["施行"] and (not one["废止"] or one["废止"] > value["施行"]):
            one["废止"] = value["施行"]
    entries = sorted([*before, {"参数": name, "类型": dated[0].type, **value}], key=lambda one: str(one["施行"]))
    return "".join(_entry(one) for one in entries)


def placed_parameter(office: Office, name: str, text: str) -> Proposal:
    """The office's own parameters with those entries in place of all of that name."""
    path = office.own / "parameters.yaml"
    before = after = path.read_text("utf-8-sig") if path.exists() else ""
    for start, stop in reversed(_spans(before, name)):
        after = after[:start] + after[stop:]
    return Proposal(files={path: (before, appended(after, text.rstrip("\n")))})


def text_entry(title: str, told: Mapping[str, str]) -> str:
    """A legal text's entry as texts.yaml writes it."""
    lines = [f"- 文件: {scalar(title)}", *(f"  {key}: {scalar(value)}" for key, value in told.items() if value)]
    return "\n".join(lines) + "\n"


def placed_text(office: Office, text: str) -> Proposal:
    """The office's own legal texts with one more."""
    path = office.own / "texts.yaml"
    before = path.read_text("utf-8-sig") if path.exists() else ""
    return Proposal(files={path: (before, appended(before, text.rstrip("\n")))})


def rows_text(columns: Sequence[str], row: Mapping[str, str]) -> str:
    """A row of a list as its file writes it, under its heading."""
    heading = [*columns, *DATED]
    return as_csv([heading, [row.get(name, "") for name in heading]])


def placed_rows(office: Office, name: str, text: str) -> Proposal:
    """The office's own list with those rows: one of the same cells and day is replaced, the others come at the end."""
    path = office.own / "lists" / f"{name}.csv"
    before = path.read_text("utf-8-sig") if path.exists() else ""
    return Proposal(files={path: (before, with_rows(before, text))})


def columns_of(office: Office, name: str) -> tuple[str, ...]:
    """The columns that say what a row of that list is about, 项 first."""
    return office.book.vocabulary.columns.get(name) or (ITEM,)


def _plain(one: ParameterValue) -> dict[str, Any]:
    basis = {"文件": one.basis.text, "条": one.basis.article, "要点": one.basis.gist} if one.basis else {}
    days = {"施行": str(one.begins or ""), "废止": str(one.ends or "")}
    return {"参数": one.name, "值": str(one.value), **days, "依据": {k: v for k, v in basis.items() if v}, "说明": ""}


def _entry(one: Mapping[str, Any]) -> str:
    lines = []
    for key in _KEYS:
        value = one.get(key)
        if isinstance(value, Mapping):
            value = ", ".join(f"{name}: {scalar(said)}" for name, said in value.items() if said)
            lines += [f"{key}: {{{value}}}"] if value else []
        elif value:
            lines.append(f"{key}: {scalar(str(value))}")
    return "- " + "\n  ".join(lines) + "\n"


def _spans(text: str, name: str) -> list[tuple[int, int]]:
    """Where the lines of that parameter's entries begin and end; comments that follow one are not its own."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    nodes = root.value if isinstance(root, yaml.SequenceNode) else []
    found = []
    for node in nodes:
        if any(key.value == "参数" and value.value == name for key, value in node.value):
            start = text.rfind("\n", 0, node.start_mark.index) + 1
            stop = start + len(text[start : node.end_mark.index].rstrip())
            lines = text[start:stop].splitlines(keepends=True)
            while lines and lines[-1].startswith("#"):
                lines.pop()
            found.append((start, min(start + len("".join(lines)) + 1, len(text))))
    return found
