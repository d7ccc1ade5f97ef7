"""An entry of the form tried: its sentence while it is being written, and every fault of the book at the row it is of."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from app.office import Office
from app.rulebook.rulechanges import LEAD, Part, number_of, placed_entry
from app.rulebook.sheet import EXAMPLES, KEYS, Sheet
from app.rulebook.yamledit import entry_span
from catalogue.finding import FormError, UserError
from catalogue.rulebook import Rule
from rules.opening.reading import Faults
from rules.opening.rules_file import read_rules

_LINE = re.compile(r"[^/\\\\]+\.yaml 第 (\d+) 行")

_WRITTEN = re.compile(r"（[^（）]*\.yaml 第 \d+ 行）")  # where another rule lies: its number is enough

_QUOTED = re.compile(r"“([^”]+)”")
_CALLED = {
    "（quanmu fields 列出全部字段）": "，从单子里选",
    "本单位的 texts.yaml": "规则书（“参数和清单”里“加一个文件”）",
    "texts.yaml": "登记的法律文本",
    "fields.yaml": "字段表",
    "在 matters/ 登记": "请管理员登记",
    "questions.yaml": "问题表",
}  # who fills a form opens no files


def read(office: Office, part: Part, text: str) -> Rule | None:
    """The rule that the text says, None while something is wrong with it. The rest of the book is not looked at."""
    faults = Faults()
    with tempfile.TemporaryDirectory(prefix="quanmu-") as scratch:
        path = Path(scratch) / "entry.yaml"
        path.write_text(text, "utf-8")
        found = read_rules(path, office.book.vocabulary, faults, checks=part == "checks")
    return found[0] if found and not faults else None


def faults_by_place(
    office: Office, part: Part, sheet: Sheet, text: str, error: FormError | UserError
) -> dict[str, list[str]]:
    """By place of the form (依据 0, 条件 1 …; "" for what is not of one row) what the book says against the entry."""
    if isinstance(error, UserError):
        return {"": [f"{error.what}。{error.advice}"]}
    ((path, (_, after)),) = placed_entry(office, part, text).files.items()
    start, stop = entry_span(after, number_of(text))
    first, last, where = after[:start].count("\n") + 1, after[:stop].count("\n"), places(sheet, text)
    out: dict[str, list[str]] = {}
    for fault in error.faults:
        found = (
            _LINE.search(fault.place) if fault.place.startswith(f"{LEAD}book/") and path.name in fault.place else None
        )
        line = int(found[1]) if found else 0
        place = place_of(where, sheet, line - first + 1, fault.what) if first <= line <= last else ""
        said = f"{fault.what}。{fault.advice.removesuffix('；改动没有写出')}" if place else str(fault)
        said = _WRITTEN.sub("", said) if place else said
        for file, words in _CALLED.items():
            said = said.replace(f" {file}", words).replace(file, words)
        out.setdefault(place, []).append(said)
    return out


def places(sheet: Sheet, text: str) -> dict[int, list[str]]:
    """For each line of an entry (from 1) the places of the form that stand on it, the nearest last."""
    out: dict[int, list[str]] = {}
    for key, value in yaml.compose(text, Loader=yaml.SafeLoader).value[0].value:
        for line in range(key.start_mark.line, max(value.end_mark.line, key.start_mark.line + 1)):
            out.setdefault(line + 1, []).append(key.value)
        inner = value.value if isinstance(value.value, list) else []
        for number, one in enumerate(inner):
            name, node = (one[0].value, one[0]) if isinstance(one, tuple) else ("", one)
            out.setdefault(node.start_mark.line + 1, []).append(_place(sheet, key.value, number, name))
    return out


def place_of(found: dict[int, list[str]], sheet: Sheet, line: int, what: str) -> str:
    """Where on the form a fault of that line belongs: the row whose name it says, else the only row there, else the part."""
    lacked = re.match("没有“([^”]+)”", what)
    if lacked and lacked[1] in KEYS:
        return lacked[1]
    there = found.get(line, [])
    rows = [one for one in there if " " in one]
    if len(rows) == 1:
        return rows[0]
    for name in _QUOTED.findall(what):
        for one in rows:
            if name and name in (_row_name(sheet, one), one):
                return one
    return next((one for one in there if " " not in one), "")


def _place(sheet: Sheet, key: str, number: int, name: str) -> str:
    if key in EXAMPLES:
        mine = [place for place, one in enumerate(sheet.examples) if one.which == key]
        return f"例子 {mine[number]}" if number < len(mine) else key
    if key == "条件":
        return next((f"条件 {n}" for n, one in enumerate(sheet.conditions) if one.field == name), key)
    if key == "结论" and sheet.part != "检查":
        return next((f"结论 {n}" for n, one in enumerate(sheet.answers) if one.question == name), key)
    if key == "结论":
        return f"{key} {name}"
    return f"{key} {number}" if key == "依据" else key  # the other parts are one row of the form


def _row_name(sheet: Sheet, place: str) -> str:
    key, _, number = place.partition(" ")
    if not number.isdigit():
        return number
    rows: Sequence[Any] = {"条件": sheet.conditions, "结论": sheet.answers, "依据": sheet.basis}.get(key, ())
    row = rows[int(number)] if int(number) < len(rows) else None
    return getattr(row, "field", "") or getattr(row, "question", "") or getattr(row, "text", "")
