"""Published lists, declared in ``templates/lists.yaml``: a list = title, file name, filter, sections, columns.

To add a list, add an entry there: the page, the workbook and the line on the index page follow from it.
An office's own ``lists.yaml`` adds to the shipped one; an entry with the same 文件 replaces it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from catalogue.edition import Edition
from catalogue.finding import UserError
from catalogue.yamlfile import read_yaml
from exporters.rows import SOURCES
from exporters.sheet import Column, Row, Section, Sheet, numeral, ordered

SERIAL = "序号"
REASON = "判定"  # the row's reasons: on the page under 为什么, in the workbook on the machines' sheet
_UNSAFE = re.compile(r'[\\/:*?"<>|#%\x00-\x1f]')


class ListColumn(BaseModel):
    """One column of a declared list."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    key: str = Field(alias="列")
    width: float = Field(alias="宽", default=12, gt=0)
    heading: str = Field(alias="题", default="")
    number: str = Field(alias="数", default="")


class ListForm(BaseModel):
    """One declared list; the words of the file are explained at its top."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    title: str = Field(alias="标题")
    file: str = Field(alias="文件")
    group: str = Field(alias="组")
    source: str = Field(alias="取自")
    conditions: dict[str, Any] = Field(alias="条件", default={})
    each: str = Field(alias="每份", default="")
    section: str = Field(alias="分节", default="")
    section_name: str = Field(alias="节名", default="")
    order: tuple[str, ...] = Field(alias="次序", default=())
    fold: str = Field(alias="归并", default="")
    merges: tuple[str, ...] = Field(alias="合并", default=())
    count: tuple[str, ...] = Field(alias="计数")
    even_empty: str = Field(alias="空也出", default="")
    note: str = Field(alias="说明", default="")
    paper: str = Field(alias="纸面", default="是")
    columns: tuple[ListColumn, ...] = Field(alias="列")


def read_lists(folders: Iterable[Path]) -> list[ListForm]:
    """The declared lists of the given template folders; a later folder replaces an entry with the same 文件."""
    forms: dict[str, ListForm] = {}
    for folder in folders:
        path = folder / "lists.yaml"
        if not path.exists():
            continue
        for number, entry in enumerate(read_yaml(path), start=1):
            place = f"{path.name} 第 {getattr(entry, 'line', number)} 行"
            try:
                form = ListForm.model_validate(entry)
            except ValidationError as error:
                words = "、".join(".".join(map(str, one["loc"])) or "整条" for one in error.errors())
                raise UserError(place, f"清单写法不对：{words}", "请对照文件开头的说明改正") from error
            if form.source not in SOURCES:
                raise UserError(place, f"取自“{form.source}”不认识", f"请写{'、'.join(SOURCES)}之一")
            forms[form.file] = form
    return list(forms.values())


def build(forms: list[ListForm], edition: Edition, subtitle: str) -> list[Sheet]:
    """All sheets of an edition, in the order declared."""
    known = {name: rows(edition) for name, rows in SOURCES.items()}
    sheets: list[Sheet] = []
    for form in forms:
        rows = known[form.source]
        if rows:
            _proofread(form, rows[0])
        chosen = [row for row in rows if all(_holds(row[key], wanted) for key, wanted in form.conditions.items())]
        parts = _split(form, chosen)
        sheets += [_sheet(form, part, edition, subtitle) for part in parts]
    return sheets


def safe_name(name: str) -> str:
    """A name that may stand in a file name on every system."""
    return _UNSAFE.sub("-", name).strip(" .") or "未命名"


def _proofread(form: ListForm, row: Row) -> None:
    named = [column.key for column in form.columns if column.key != SERIAL]
    named += [*form.conditions, *form.merges, *form.count]
    named += [one for one in (form.each, form.section, form.fold) if one]
    named += re.findall(r"{([^{}]*)}", form.title + form.file + form.section_name)
    for key in named:
        if key not in row:
            raise UserError(f"lists.yaml 清单“{form.title}”", f"没有叫“{key}”的列", f"可用的列：{'、'.join(row)}")


def _holds(value: str, wanted: Any) -> bool:
    if isinstance(wanted, dict):
        return not _holds(value, wanted.get("非", []))
    return value in wanted if isinstance(wanted, list) else value == wanted


def _split(form: ListForm, rows: list[Row]) -> list[list[Row]]:
    if not form.each:
        return [rows] if rows or form.even_empty == "是" else []
    return [[row for row in rows if row[form.each] == value] for value in ordered([row[form.each] for row in rows])]


def _sheet(form: ListForm, rows: list[Row], edition: Edition, subtitle: str) -> Sheet:
    first = rows[0] if rows else {}
    keys = [column.key for column in form.columns if column.key != SERIAL]
    heads = ordered([row[form.section] for row in rows], form.order) if form.section else [""]
    sections, serial, tally = [], 0, []
    for place, head in enumerate(heads, start=1):
        inside = [row for row in rows if not form.section or row[form.section] == head]
        number = _distinct(inside, form.count)
        name = form.section_name.replace(f"{{{form.section}}}", head or "未载明") or head or "未载明"
        tally.append(f"{name}{number}项")
        printed = []
        for row in _together(_fold(inside, keys, form.fold), form.merges):
            serial += 1
            printed.append(row | {SERIAL: str(serial)})
        heading = f"{numeral(place)}、{name}（{number}项）" if form.section else ""
        sections.append(Section(heading, tuple(printed)))
    count = _distinct(rows, form.count)
    return Sheet(
        title=_filled(form.title, first),
        subtitle=subtitle,
        columns=tuple(
            Column(one.key, one.width, one.heading, one.key == SERIAL or one.number == "是") for one in form.columns
        ),
        sections=tuple(sections) if rows else (),
        total=_total(form, rows, count, tally if form.section and len(heads) > 0 else []),
        machine=tuple(rows),
        count=count,
        notes=(form.note,) if form.note else (),
        merges=form.merges,
        mark="示例" if edition.manifest.county.example else "",
        path="/".join(safe_name(_filled(part, first)) for part in form.file.split("/")),
        group=form.group,
        paper=form.paper != "否",
    )


def _filled(pattern: str, row: Row) -> str:
    return re.sub(r"{([^{}]*)}", lambda found: row.get(found[1], ""), pattern)


def _distinct(rows: Iterable[Row], keys: tuple[str, ...]) -> int:
    return len({tuple(row[key] for key in keys) for row in rows})


def _fold(rows: list[Row], keys: list[str], fold: str) -> list[Row]:
    """Rows alike in every printed column but one become one row; nothing printed is lost."""
    if not fold:
        return rows
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        groups.setdefault(tuple(row[key] for key in keys if key != fold), []).append(row)
    return [
        same[0] | {fold: "、".join(dict.fromkeys(row[fold] for row in same)), REASON: _reasons(same, fold)}
        for same in groups.values()
    ]


def _reasons(rows: list[Row], fold: str) -> str:
    """One reason for all, or each its own under the names it holds for: alike in all but the name is told once."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.get(REASON, "").replace(row[fold] or fold, fold), []).append(row)
    alike = [
        (same, same[0].get(REASON, "") if len({row.get(REASON, "") for row in same}) == 1 else words)
        for words, same in found.items()
    ]
    if len(alike) == 1:
        return alike[0][1]
    return "\n".join(
        f"{'、'.join(dict.fromkeys(row[fold] for row in same))}：{words or '未载明'}" for same, words in alike
    )


def _together(rows: list[Row], merges: tuple[str, ...]) -> list[Row]:
    """Equal values of the merged columns brought together, in order of first appearance."""
    place = {key: {value: n for n, value in enumerate(ordered([row[key] for row in rows]))} for key in merges}
    return sorted(rows, key=lambda row: [place[key][row[key]] for key in merges])


def _total(form: ListForm, rows: list[Row], count: int, tally: list[str]) -> str:
    words = f"共{count}项"
    if form.source == "事项":
        items, mains = sum(int(row["办理项数"]) for row in rows), _distinct(rows, ("主项",))
        counted = f"{count}主项" if mains == count else f"{mains}主项、{count}事项"
        words = f"共{counted}（{items}办理项）"
        if len(tally) > 1:
            return f"{words}：{'，'.join(tally)}"
    if len(tally) > 1:
        words += f"（{'，'.join(tally)}）"
    if form.fold and rows:
        words += f"；{form.fold}{_distinct(rows, (form.fold,))}个"
    return words
