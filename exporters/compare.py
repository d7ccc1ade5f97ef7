"""What changed between two editions: added, removed, changed field by field, moved to another window or level."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from catalogue.edition import (
    County,
    Edition,
    PublicAgreement,
    PublicDuty,
    PublicEnded,
    PublicGrant,
    PublicItem,
    PublicMatter,
    PublicPackage,
    Said,
)
from exporters import pages
from exporters.labels import LABELS, text
from exporters.sheet import Column, Section, Sheet

MOVES = {PublicMatter: ("window", "finished_at", "in_hall", "entry"), PublicGrant: ("mode", "finished_by")}


@dataclass(frozen=True)
class FieldChange:
    """One field: where (办理项 and label in words), before, after."""

    field: str
    old: str
    new: str


@dataclass(frozen=True)
class Entry:
    """One published object that was added, removed, changed or moved."""

    kind: str  # 事项 / 赋权 / 跨域通办
    key: str
    name: str
    unit: str = ""
    changes: tuple[FieldChange, ...] = ()


@dataclass(frozen=True)
class Diff:
    """The comparison of two editions. An entry may stand in `changed` and in `moved`, with different fields."""

    old: int
    new: int
    county: County
    old_day: str
    new_day: str
    added: tuple[Entry, ...] = ()
    removed: tuple[Entry, ...] = ()
    changed: tuple[Entry, ...] = ()
    moved: tuple[Entry, ...] = ()
    same: int = 0

    @property
    def empty(self) -> bool:
        """Whether nothing differs."""
        return not (self.added or self.removed or self.changed or self.moved)

    def counts(self) -> dict[str, int]:
        """How many of each, in Chinese."""
        return {
            "新增": len(self.added),
            "取消": len(self.removed),
            "内容变更": len(self.changed),
            "窗口或层级变动": len(self.moved),
            "不变": self.same,
        }


def diff(old: Edition, new: Edition) -> Diff:
    """Compare two editions by the identity of what they publish."""
    before, after = _keyed(old), _keyed(new)
    changed, moved, same = [], [], 0
    for key in [key for key in after if key in before]:
        was, now = before[key], after[key]
        changes = list(_fields(was, now))
        moves = [change for name, change in changes if name in MOVES.get(type(now), ())]
        rest = [change for name, change in changes if name not in MOVES.get(type(now), ())]
        entry = _entry(key, now)
        if moves:
            moved.append(replace(entry, changes=tuple(moves)))
        if rest:
            changed.append(replace(entry, changes=tuple(rest)))
        same += not changes
    return Diff(
        old=old.manifest.number,
        new=new.manifest.number,
        county=new.manifest.county,
        old_day=old.manifest.as_of.isoformat(),
        new_day=new.manifest.as_of.isoformat(),
        added=tuple(_entry(key, after[key]) for key in after if key not in before),
        removed=tuple(_entry(key, before[key]) for key in before if key not in after),
        changed=tuple(changed),
        moved=tuple(moved),
        same=same,
    )


def paragraph(found: Diff) -> str:
    """The comparison as a paragraph for a notice: counts, then what was added, taken out, moved and changed, by name."""
    if found.empty:
        return f"第{found.new}版与第{found.old}版相比，公布的内容没有变化。"
    counts = "，".join(f"{name}{number}项" for name, number in found.counts().items() if number and name != "不变")
    said = [f"第{found.new}版（截至{found.new_day}）与第{found.old}版（截至{found.old_day}）相比，{counts}。"]
    for verb, entries in (("新增", found.added), ("取消", found.removed)):
        if entries:
            said.append(f"{verb}：{'、'.join(_called(entry) for entry in entries)}。")
    for verb, entries in (("窗口或者层级变动", found.moved), ("内容变更", found.changed)):
        if entries:
            told = (f"{_called(entry)}（{'；'.join(_told(change) for change in entry.changes)}）" for entry in entries)
            said.append(f"{verb}：{'、'.join(told)}。")
    return "".join(said)


def _called(entry: Entry) -> str:
    return f"{entry.unit}“{entry.name}”" if entry.kind == "事项" else f"“{entry.name}”（{entry.kind}）"


QUOTED = 40  # characters of a value that a sentence still quotes; whatever is longer stands whole in the table


def _told(change: FieldChange) -> str:
    if max(len(change.old), len(change.new)) > QUOTED:
        return f"{change.field}有改动，全文见对照表"
    return f"{change.field}由“{change.old or '空'}”改为“{change.new or '空'}”".replace("\n", "、")


def diff_sheet(found: Diff) -> Sheet:
    """The comparison as a table: one row a field that differs."""
    rows = []
    sections = []
    for name, entries in (
        ("新增", found.added),
        ("取消", found.removed),
        ("窗口或层级变动", found.moved),
        ("内容变更", found.changed),
    ):
        inside = []
        for entry in entries:
            for change in entry.changes or (FieldChange("", "", ""),):
                row = {
                    "序号": str(len(rows) + 1), "变化": name, "类别": entry.kind, "单位": entry.unit, "名称": entry.name,
                    "项目": change.field, "原来": change.old, "现在": change.new,
                }  # fmt: skip
                rows.append(row)
                inside.append(row)
        if inside:
            sections.append(Section(f"{name}（{len(entries)}项）", tuple(inside)))
    columns = (
        Column("序号", 6), Column("类别", 9), Column("单位", 18), Column("名称", 30), Column("项目", 28), Column("原来", 34),
        Column("现在", 34),
    )  # fmt: skip
    return Sheet(
        title=f"第{found.old}版与第{found.new}版对照",
        subtitle=f"第{found.old}版截至{found.old_day}，第{found.new}版截至{found.new_day}",
        columns=columns,
        sections=tuple(sections),
        total="，".join(f"{name}{number}项" for name, number in found.counts().items()),
        machine=tuple(rows),
        count=len(rows),
        merges=("单位", "名称"),
        mark="示例" if found.county.example else "",
    )


def field_changes(old: BaseModel, new: BaseModel) -> list[FieldChange]:
    """Every field that differs between two states of one published object."""
    return [change for _, change in _fields(old, new)]


def render_diff(found: Diff, path_html: Path, overlay: Path | None = None) -> Path:
    """Write the comparison as one self-contained page."""
    sections = (
        ("新增", found.added),
        ("取消", found.removed),
        ("窗口或层级变动", found.moved),
        ("内容变更", found.changed),
    )
    data = pages.page(
        pages.environment(overlay),
        "diff.html",
        found=found,
        sections=sections,
        county=found.county,
        title=f"第{found.old}版与第{found.new}版对照",
        css=pages.style(overlay),
        root="",
    )
    path_html.parent.mkdir(parents=True, exist_ok=True)
    path_html.write_bytes(data)
    return path_html


Key = tuple[str, ...]


def _keyed(edition: Edition) -> dict[Key, BaseModel]:
    pairs: list[tuple[Key, BaseModel]] = [(("事项", matter.id), matter) for matter in edition.matters]
    for grant in edition.grants:
        pairs.append((("赋权", grant.batch, grant.former_organ, grant.matter, grant.recipient), grant))
    for one in edition.agreements:
        pairs.append((("跨域通办", one.partner, one.matter_id or one.matter), one))
    for gone in edition.ended:
        pairs.append((("收回取消", gone.batch, gone.former_organ, gone.matter, gone.recipient), gone))
    pairs += [(("履职事项", duty.table, duty.matter), duty) for duty in edition.duties]
    pairs += [(("一件事", package.id), package) for package in edition.packages]
    return _numbered(pairs)


def _numbered(pairs: Iterable[tuple[Key, Any]]) -> dict[Key, Any]:
    """Keys made unique: a second one of the same key is compared with the second one of the other edition."""
    found: dict[Key, Any] = {}
    for key, value in pairs:
        number, unique = 1, key
        while unique in found:
            number += 1
            unique = (*key, f"第{number}个")
        found[unique] = value
    return found


def _entry(key: Key, thing: BaseModel) -> Entry:
    if isinstance(thing, PublicMatter):
        return Entry("事项", thing.id, thing.name, thing.department)
    if isinstance(thing, PublicGrant):
        return Entry("赋权", "|".join(key[1:]), f"{thing.matter} → {thing.recipient}", thing.former_organ)
    if isinstance(thing, PublicEnded):
        return Entry("收回取消", "|".join(key[1:]), f"{thing.matter} → {thing.recipient}", thing.former_organ)
    if isinstance(thing, PublicDuty):
        return Entry("履职事项", "|".join(key[1:]), thing.matter, thing.superior)
    if isinstance(thing, PublicPackage):
        return Entry("一件事", thing.id, thing.name, thing.lead)
    assert isinstance(thing, PublicAgreement)
    return Entry("跨域通办", "|".join(key[1:]), thing.matter, thing.partner)


def _fields(old: BaseModel, new: BaseModel) -> Iterable[tuple[str, FieldChange]]:
    """(field of the outer object, change) for every field that differs, nested ones named in full."""
    for name, label in LABELS[type(new)].items():
        was, now = getattr(old, name), getattr(new, name)
        if was == now:
            continue
        if name == "items":
            found = _nested(_items(was), _items(now), "办理项")
        elif name == "said":
            found = _nested(_said(was), _said(now), "判定")
        else:
            found = iter([FieldChange(label, text(was), text(now))])
        yield from ((name, change) for change in found)


def _nested(old: Mapping[Key, Any], new: Mapping[Key, Any], label: str) -> Iterable[FieldChange]:
    for key in {**old, **new}:
        where = f"{label}“{' · '.join(part for part in key if part)}”"
        if key not in old:
            yield FieldChange(where, "无", "有" if label == "办理项" else text(new[key]))
        elif key not in new:
            yield FieldChange(where, "有" if label == "办理项" else text(old[key]), "无")
        elif old[key] != new[key]:
            for _, change in _fields(old[key], new[key]):
                yield replace(change, field=f"{where} {change.field}")
    if list(old) != list(new) and set(old) == set(new):
        yield FieldChange(f"{label}的次序", text([k[0] for k in old], "、"), text([k[0] for k in new], "、"))


def _items(items: Iterable[PublicItem]) -> dict[Key, PublicItem]:
    return _numbered(((item.name, item.situation), item) for item in items)


def _said(said: Iterable[Said]) -> dict[Key, Said]:
    return _numbered(((one.question,), one) for one in said)
