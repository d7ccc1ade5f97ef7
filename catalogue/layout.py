"""Layouts (版式): what kind of workbook a sheet is, declared in YAML, and which header word means which field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic import Field as Attribute

from catalogue.fields import Field, FieldList
from catalogue.finding import FormError, UserError
from catalogue.misfits import misfits
from catalogue.names import header_key
from catalogue.yamlfile import Lines, read_yaml


class Layout(BaseModel):
    """One layout. A sheet is of this layout when its header has every 必有 field, one of every 任一 group and no
    不得有 field; with a 指纹, when its headings are exactly those. Only the fields of 必有, 任一 and 可有 (by default all
    of the kind) are looked for. 次序 has all headings as they stand, those of no field of ours too: a workbook that is
    written in this layout has these columns and no other. 确认 says who said so and when, for what a person told and nobody wrote into a file."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    name: str = Attribute(alias="名称", min_length=1)
    key: str = Attribute(alias="键", pattern=r"^[a-z][a-z0-9_]*$")
    kind: str = Attribute(alias="记录类别")
    required: tuple[str, ...] = Attribute(alias="必有")
    any_of: tuple[tuple[str, ...], ...] = Attribute(default=(), alias="任一")
    optional: tuple[str, ...] = Attribute(default=(), alias="可有")
    absent: tuple[str, ...] = Attribute(default=(), alias="不得有")
    words: Mapping[str, str] = Attribute(default={}, alias="表头")
    spread: Mapping[str, tuple[str, ...]] = Attribute(default={}, alias="分列")
    fill: tuple[str, ...] = Attribute(default=(), alias="下填")
    filled_cells: tuple[str, ...] = Attribute(default=(), alias="必填")
    starts: tuple[str, ...] = Attribute(default=(), alias="另起")
    constants: Mapping[str, str] = Attribute(default={}, alias="常量")
    headings: tuple[str, ...] = Attribute(default=(), alias="次序")
    system: str = Attribute(default="", alias="代码体系")
    not_names: tuple[str, ...] = Attribute(default=(), alias="不作名称")
    note: str = Attribute(default="", alias="说明")
    fingerprint: str = Attribute(default="", alias="指纹", pattern=r"^([0-9a-f]{64})?$")
    confirmed: str = Attribute(default="", alias="确认")

    def field_names(self, fields: FieldList) -> list[str]:
        """The fields looked for, in order."""
        named = [*self.required, *(n for group in self.any_of for n in group), *self.words.values()]
        named += [n for group in self.spread.values() for n in group]
        rest = self.optional or [f.name for f in fields.of_kind(self.kind) if f.nature != "推得" and not f.dropped]
        return list(dict.fromkeys([*named, *rest]))

    def vocabulary(self, fields: FieldList) -> dict[str, str]:
        """Every header word of this layout (as `header_key`) with its field's name; own words win over field names,
        these over a field's other words; a layout for one set of headers (指纹) knows its own words only.
        Raises `ValueError` for a word that two fields claim."""
        if self.fingerprint:
            return {header_key(word): name for word, name in self.words.items()}
        found: dict[str, str] = {}
        names = self.field_names(fields)
        for name in names:
            for word in fields.fields[name].words:
                key = header_key(word)
                if key in found and found[key] != name:
                    found[key] = ""
                else:
                    found[key] = name
        found |= {header_key(name): name for name in names}
        found |= {header_key(word): name for word, name in self.words.items()}
        if clash := [word for word, name in found.items() if not name]:
            raise ValueError(f"表头“{'、'.join(clash)}”对应两个字段，请在“表头”中写明")
        return found


def load_layouts(fields: FieldList, folders: Iterable[Path]) -> list[Layout]:
    """Read every ``*.yaml`` of the folders; a later folder (the office's own) replaces a layout of the same name.

    Raises `FormError` with every fault: file, what is wrong, what to do.
    """
    faults: list[UserError] = []
    layouts: dict[str, Layout] = {}
    for folder in folders:
        for path in sorted(folder.glob("*.yaml")):
            content = read_yaml(path)
            if not isinstance(content, Lines):
                faults.append(UserError(str(path), "不是版式", "请对照其他版式文件的写法"))
                continue
            try:
                layout = Layout.model_validate(content)
            except ValidationError as error:
                faults.append(UserError(str(path), f"版式不合格式（{misfits(error)}）", "请对照其他版式文件的写法"))
                continue
            faults += [UserError(str(path), what, "请改正版式") for what in layout_faults(layout, fields)]
            layouts[layout.name] = layout
    if faults:
        raise FormError(faults)
    return list(layouts.values())


def layout_faults(layout: Layout, fields: FieldList) -> list[str]:
    """What is wrong with a layout: kinds and fields that there are not, words that two fields claim."""
    found = [] if layout.kind in fields.kinds else [f"没有记录类别“{layout.kind}”"]
    named = {
        *layout.required,
        *layout.optional,
        *layout.absent,
        *layout.words.values(),
        *layout.fill,
        *layout.starts,
        *layout.constants,
        *layout.filled_cells,
    }
    named |= {n for group in (*layout.any_of, *layout.spread.values()) for n in group}
    found += [f"没有字段“{name}”" for name in sorted(named) if name not in fields.fields]
    if not found:
        foreign = [n for n in layout.field_names(fields) if not _belongs(fields.fields[n], layout.kind)]
        found += [f"字段“{n}”不用于{layout.kind}" for n in foreign]
        try:
            layout.vocabulary(fields)
        except ValueError as error:
            found.append(str(error))
    return found


def _belongs(field: Field, kind: str) -> bool:
    return kind in field.kinds
