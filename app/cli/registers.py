"""Commands register ...: which registers (台账) there are, shipped and of one's own, and what stands in one on a day."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from app.cli.chinese import group
from app.cli.screen import AS_OF, JSON, emit, say, table, the_day


@group(name="register", help="台账：有哪些（随程序带的、本单位自己加的），每种查什么、有几行；查看、导出一种。")
def register_group() -> None:
    """The group."""


@register_group.command("list", help="列出全部台账：一行是什么，库里有几行，有哪些检查、指标。")
@AS_OF
@JSON
@click.pass_obj
def list_command(home: Path, as_of: datetime | None, as_json: bool) -> int:
    """One line a register."""
    from app.lookup import registers
    from app.office import open_office

    office, day = open_office(home), the_day(as_of)
    found = registers.registers(office, day)
    if as_json:
        for one in found:
            emit({
                "name": one.kind.name, "row": one.kind.note, "whose": one.whose, "rows": one.rows, "kept": one.kept,
                "checks": one.checks, "indicators": one.indicators,
            })  # fmt: skip
        return 0
    table(
        f"台账 {len(found)} 种（截至 {day}）",
        ["台账", "一行是什么", "谁声明", "行数", "检查", "指标"],
        [[o.kind.name, o.kind.note, o.whose, o.rows, len(o.checks), len(o.indicators)] for o in found],
    )
    if past := sum(one.kept - one.rows for one in found):
        say(f"另有 {past} 行在这一天还没有施行或者已经废止，没有数在内。")
    say("看一种：quanmu register show 名称；检查、指标的编号在 --json 里。")
    return 0


@register_group.command("show", help="列出一种台账在某一天的各行；个人信息和推算出来的字段不列。")
@click.argument("name", metavar="名称")
@click.option("--unit", default="", help="只看这个责任单位的（全称、简称都认得）")
@click.option("--xlsx", type=click.Path(path_type=Path, dir_okay=False), help="另存为工作簿")
@AS_OF
@JSON
@click.pass_obj
def show_command(home: Path, name: str, unit: str, xlsx: Path | None, as_of: datetime | None, as_json: bool) -> int:
    """The rows; the workbook beside, where one is asked for."""
    from app.cli.grants import write_new
    from app.lookup import registers
    from app.office import open_office

    office = open_office(home)
    rows = registers.rows_of(office, name, the_day(as_of), unit)
    if xlsx:
        write_new(xlsx, registers.register_workbook(office, rows))
    if as_json:
        for one in rows.as_dicts():
            emit(one)
        return 0
    lines = rows.lines()
    filled = [n for n in range(len(rows.fields)) if any(line[n] for line in lines)]
    mark = "示例　" if office.county.example else ""
    table(
        f"{mark}{name} {len(lines)} 行（截至 {rows.day}）",
        [registers.heading(rows.fields[n]) for n in filled] or ["没有行"],
        [[line[n] for n in filled] for line in lines],
    )
    if xlsx:
        say(f"✓ 已写出 {xlsx}。")
    return 0


COMMANDS = [register_group]
