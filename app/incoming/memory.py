"""What people said of unknown headings, remembered by the headings' fingerprint and by sender."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from app.clock import actor, now
from app.store import record_act, transaction
from catalogue.canonical import dumps
from catalogue.fields import FieldList
from catalogue.finding import UserError
from catalogue.layout import Layout, layout_faults
from importers.mapping import Question, make_layout


@dataclass(frozen=True)
class Remembered:
    """One remembered answer: its number, for whose headings, the layout it makes, who said it and when.

    `faults`: why it is not applied (a field that there is no more)."""

    number: int
    sender: str
    layout: Layout
    at: str
    by: str
    faults: tuple[str, ...] = ()


def remembered(fields: FieldList) -> list[Remembered]:
    """The newest answer for each set of headings and sender, those forgotten left out."""
    from app.models import HeaderMemory

    newest = {(row.fingerprint, row.sender): row for row in HeaderMemory.objects.order_by("id")}
    found = []
    for row in newest.values():
        if row.layout:
            layout = Layout.model_validate(json.loads(row.layout))
            found.append(Remembered(row.pk, row.sender, layout, row.at, row.by, tuple(layout_faults(layout, fields))))
    return sorted(found, key=lambda one: one.number)


def layouts(fields: FieldList, sender: str) -> list[Layout]:
    """What was said of this sender's headings; another sender's are never applied."""
    return [one.layout for one in remembered(fields) if one.sender == sender and not one.faults]


def one(fields: FieldList, number: int) -> Remembered:
    """The remembered answer of that number. Raises `UserError`."""
    known = remembered(fields)
    for found in known:
        if found.number == number:
            return found
    numbers = "、".join(str(found.number) for found in known) or "（还没有确认过）"
    raise UserError(f"表头对应第 {number} 号", "没有这一号，或已经忘掉", f"已有：{numbers}")


def remember(
    fields: FieldList, question: Question, kind: str, answers: Mapping[str, str], known: list[Layout], sender: str
) -> Remembered:
    """Check a person's answers and keep them. Raises `UserError` as `make_layout` does; nothing is kept then."""
    from app.models import HeaderMemory

    who = f"{actor()} {now()[:10]}" + (f"，来自{sender}" if sender else "")
    layout = make_layout(question, kind, answers, fields, known, who)
    with transaction():
        row = HeaderMemory.objects.create(
            fingerprint=layout.fingerprint, sender=sender, layout=dumps(layout.model_dump(by_alias=True)), at=now(), by=actor()
        )  # fmt: skip
        record_act("表头对应", {"编号": row.pk, "来自": sender, "记录类别": kind, "表头": dict(layout.words)})
    return Remembered(row.pk, sender, layout, row.at, row.by)


def forget(fields: FieldList, number: int) -> Remembered:
    """Apply an answer no more; what was imported by it stays."""
    from app.models import HeaderMemory

    found = one(fields, number)
    with transaction():
        HeaderMemory.objects.create(
            fingerprint=found.layout.fingerprint, sender=found.sender, layout="", at=now(), by=actor()
        )
        record_act("忘掉表头对应", {"编号": number, "来自": found.sender})
    return found


class _Plain(yaml.SafeDumper):
    """Writes no aliases, which our reader refuses."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def as_file(found: Remembered, name: str, key: str) -> str:
    """The layout file (YAML) of a remembered answer, as the office's ``book/layouts`` takes it."""
    written = found.layout.model_dump(by_alias=True, exclude_defaults=True, mode="json")
    written |= {"名称": name or found.layout.name, "键": key or found.layout.key}
    written.pop("确认", None)
    written["说明"] = f"由 {found.layout.confirmed} 确认的表头对应导出"
    top = "# 删去“指纹”一行，凡有“必有”各栏的表都按本版式读；留着则只认完全相同的表头。\n"
    return top + yaml.dump(written, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=120)
