"""The register of matters (事项登记册) as written in `matters/*.yaml`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from catalogue.fields import Field, FieldList
from catalogue.rulebook import LegalText, MatterArticle, RegisteredMatter
from rules.opening.reading import Entry, Faults, entries, nearest

_KEYS = (
    "标识", "曾用标识", "名称", "别名", "情形别名", "编码", "类型", "领域", "服务对象", "法条", "法定时限", "办理项", "特点",
    "分情形", "施行", "废止", "待核", "说明",
)  # fmt: skip


Texts = Mapping[str, Sequence[LegalText]]


def read_matters(path: Path, fields: FieldList, texts: Texts, faults: Faults) -> list[RegisteredMatter]:
    """All matters of one file. `texts`: the editions of each text by its title, for since when it was law at all."""
    out = []
    for entry in entries(path, faults, _KEYS, "标识"):
        begins, ends = entry.days()
        out.append(
            RegisteredMatter(
                place=entry.place,
                id=entry.text("标识"),
                name=entry.text("名称", required=True),
                former_ids=entry.words("曾用标识"),
                aliases=entry.words("别名"),
                implied=_implied(entry, fields),
                codes=entry.words("编码"),
                type=_closed(entry, fields, "事项类型", entry.text("类型", required=True), "类型"),
                field=_closed(entry, fields, "业务领域", entry.text("领域"), "领域"),
                clients=entry.words("服务对象"),
                articles=_articles(entry, fields, texts),
                legal_limit=_limit(entry, fields),
                items=entry.words("办理项"),
                traits=tuple(_closed(entry, fields, "事项特点", trait, "特点") for trait in entry.words("特点")),
                splits=_splits(entry, fields),
                begins=begins,
                ends=ends,
                unread=entry.yes("待核"),
                note=entry.text("说明"),
            )
        )
    return out


def _closed(entry: Entry, fields: FieldList, name: str, value: str, *keys: str) -> str:
    """Where the field has a closed list (取值), the register must keep to it."""
    field = fields.fields.get(name)
    if value and field and field.values and value not in field.values:
        entry.fault(f"{name}没有“{value}”{nearest(value, field.values)}", f"可用：{'、'.join(field.values)}", *keys)
    return value


def _articles(entry: Entry, fields: FieldList, texts: Texts) -> tuple[MatterArticle, ...]:
    out = []
    for item in entry.mappings("法条", "[{文件: 文件名, 条: 第几条, 主体: 县级以上部门}]"):
        part = Entry(entry.path, item, entry.faults, ("文件", "条", "款", "主体", "施行", "废止"), entry.label)
        organ = _closed(part, fields, "法条主体", part.text("主体", required=True))
        begins, ends = part.days()
        title = part.text("文件", required=True)
        out.append(
            MatterArticle(
                place=part.place,
                text=title,
                article=part.text("条", required=True),
                clause=part.text("款"),
                organ=organ,
                begins=begins or _law_since(texts.get(title, ())),
                ends=ends,
            )
        )
    if not out:
        entry.fault("没有“法条”", "每个事项至少写一条读过的法条")
    return tuple(out)


def _law_since(editions: Sequence[LegalText]) -> date | None:
    """The day before which no edition of a text was in force: an article of it decided nothing then."""
    days = [edition.begins for edition in editions]
    return None if not days or None in days else min(day for day in days if day)


def _limit(entry: Entry, fields: FieldList) -> str:
    text = entry.text("法定时限")
    limit = fields.fields.get("法定办结时限")
    if text and limit:
        try:
            limit.typed(text)
        except ValueError as error:
            entry.fault(f"法定时限不对：{error}", "请写成 20个工作日、60日、即办", "法定时限")
    return text


def _splits(entry: Entry, fields: FieldList) -> tuple[str, ...]:
    names = entry.words("分情形")
    for name in names:
        if name not in fields.fields:
            entry.fault(f"分情形没有“{name}”这个字段{nearest(name, fields.fields)}", "请改正名称", "分情形")
    return names


def _implied(entry: Entry, fields: FieldList) -> dict[str, dict[str, Any]]:
    out: dict[str, dict[str, Any]] = {}
    for alias, facts in entry.mapping("情形别名", "{别名: {字段: 值}}").items():
        if not isinstance(facts, dict) or not facts:
            entry.fault(f"情形别名“{alias}”没有写明事实", "请写成 {别名: {字段: 值}}", "情形别名", alias)
            continue
        out[alias] = {}
        for name, raw in facts.items():
            field: Field | None = fields.fields.get(name)
            if field is None:
                entry.fault(
                    f"情形别名“{alias}”没有“{name}”这个字段{nearest(name, fields.fields)}",
                    "请改正名称",
                    "情形别名",
                    alias,
                )
                continue
            try:
                out[alias][name] = field.typed(raw)
            except ValueError as error:
                entry.fault(f"情形别名“{alias}”的值不对：{error}", "请改成可用的值", "情形别名", alias)
    return out
