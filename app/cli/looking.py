"""Commands that look things up: fields."""

from __future__ import annotations

from pathlib import Path

import click

from app.cli.chinese import command
from app.cli.screen import JSON, emit, table
from catalogue.finding import FormError, UserError


@command("fields", help="字段：每一项事实的名称、键、类型、取值、表头写法、公开程度。")
@click.option("--kind", help="只看一类记录（如 办理项、赋权）")
@JSON
@click.pass_obj
def fields_command(home: Path, kind: str | None, as_json: bool) -> int:
    """Every fact with its values."""
    from app.office import open_office

    try:
        fields = open_office(home, store=False).fields
    except FormError:
        from catalogue.fields import load_fields

        fields = load_fields()  # a faulty rule book must not hide the list of fields
    if kind and kind not in fields.kinds:
        raise UserError(f"记录类别“{kind}”", "没有这一类", f"可用：{'、'.join(fields.kinds)}")
    chosen = [f for f in fields.fields.values() if not kind or kind in f.kinds]
    if as_json:
        for field in chosen:
            values = list(field.values) or (["是", "否"] if field.type == "是否" else [])
            emit(
                {
                    "name": field.name,
                    "key": field.key,
                    "type": field.type,
                    "kinds": field.kinds,
                    "values": values,
                    "words": field.words,
                    "nature": field.nature,
                    "visibility": field.visibility,
                    "unit": field.unit,
                    "mandatory": field.mandatory,
                    "note": field.note,
                }
            )
        return 0
    table(
        f"字段 {len(chosen)} 个",
        ["名称", "键", "类型", "用于", "取值", "性质", "公开"],
        [[f.name, f.key, f.type, "、".join(f.kinds), "、".join(f.values), f.nature, f.visibility] for f in chosen],
    )
    return 0


COMMANDS = [fields_command]
