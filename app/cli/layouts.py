"""Command layouts: the layouts that recognise workbooks, and what people said of unknown headings."""

from __future__ import annotations

from pathlib import Path

import click

from app.cli.chinese import Group
from app.cli.importing import BY, acting
from app.cli.screen import JSON, emit, say, table
from catalogue.finding import UserError


@click.group(
    "layouts", cls=Group, help="版式和记住的表头对应：list 列出，show 看一个，export 写成版式文件，forget 忘掉。"
)
def layouts_group() -> None:
    """Layouts, declared and remembered."""


@layouts_group.command("list", help="列出版式（随程序带的、本单位的）和记住的表头对应。")
@JSON
@click.pass_obj
def layouts_list(home: Path, as_json: bool) -> int:
    """Every layout and every remembered answer."""
    from app.incoming import intake, memory
    from app.office import open_office
    from app.store import store_exists

    office = open_office(home, store=store_exists(home))
    declared = [one for one in intake.all_layouts(office, "") if not one.confirmed]
    remembered = memory.remembered(office.fields) if office.stored else []
    if as_json:
        for layout in declared:
            emit({"layout": layout.name, "kind": layout.kind, "remembered": None})
        for one in remembered:
            emit({
                "layout": one.layout.name, "kind": one.layout.kind, "remembered": one.number, "from": one.sender, "at": one.at,
                "by": one.by, "fingerprint": one.layout.fingerprint, "headers": one.layout.words, "faults": one.faults,
            })  # fmt: skip
        return 0
    table(
        f"版式 {len(declared)} 个", ["版式", "记录类别", "说明"], [[one.name, one.kind, one.note] for one in declared]
    )
    if remembered:
        rows = [
            [
                o.number,
                o.sender or "（未写）",
                o.layout.kind,
                "、".join(o.layout.words),
                o.at[:10],
                o.by,
                "；".join(o.faults),
            ]
            for o in remembered
        ]
        table(
            f"记住的表头对应 {len(remembered)} 个", ["编号", "来自", "记录类别", "表头", "日期", "谁", "失效原因"], rows
        )
    return 0


@layouts_group.command("show", help="看一个版式（写名称）或一个记住的表头对应（写编号）。")
@click.argument("which", metavar="名称或编号")
@JSON
@click.pass_obj
def layouts_show(home: Path, which: str, as_json: bool) -> int:
    """Which heading is which field."""
    from app.incoming import intake, memory
    from app.office import open_office
    from app.store import store_exists

    office = open_office(home, store=which.isdigit() or store_exists(home))
    if which.isdigit():
        layout = memory.one(office.fields, int(which)).layout
    else:
        known = {one.name: one for one in intake.all_layouts(office, "")}
        if which not in known:
            raise UserError(f"版式“{which}”", "没有这个版式", f"可用：{'、'.join(known)}；记住的表头对应请写编号")
        layout = known[which]
    if as_json:
        emit(layout.model_dump(by_alias=True))
        return 0
    say(f"{layout.name}：读作{layout.kind}。{layout.note or layout.confirmed}")
    by_field: dict[str, list[str]] = {}
    for word, name in layout.vocabulary(office.fields).items():
        by_field.setdefault(name, []).append(word)
    rows = [[name, "必有" if name in layout.required else "", "、".join(words)] for name, words in by_field.items()]
    table("字段和表头", ["字段", "", "表头"], rows)
    return 0


@layouts_group.command("export", help="把记住的表头对应写成版式文件，放进数据文件夹的 book/layouts 就是本单位的版式。")
@click.argument("number", type=int, metavar="编号")
@click.option("--name", default="", help="版式名称")
@click.option("--key", default="", help="英文键（小写字母、数字、下划线）")
@click.option("--into", type=click.Path(path_type=Path, dir_okay=False), help="写到哪个文件（不写则显示）")
@JSON
@click.pass_obj
def layouts_export(home: Path, number: int, name: str, key: str, into: Path | None, as_json: bool) -> int:
    """A remembered answer as YAML."""
    from app.incoming import memory
    from app.office import open_office

    office = open_office(home)
    text = memory.as_file(memory.one(office.fields, number), name, key)
    if into:
        if into.exists():
            raise UserError(str(into), "已有这个文件", "请换一个名字（--into），没有改动")
        into.parent.mkdir(parents=True, exist_ok=True)
        into.write_text(text, encoding="utf-8")
    if as_json:
        emit({"number": number, "into": str(into) if into else None, "yaml": text})
    else:
        say(f"已写入 {into}。" if into else text)
    return 0


@layouts_group.command("forget", help="忘掉一个记住的表头对应；已导入的不受影响。")
@click.argument("number", type=int, metavar="编号")
@BY
@JSON
@click.pass_obj
def layouts_forget(home: Path, number: int, by: str, as_json: bool) -> int:
    """Apply an answer no more."""
    from app.incoming import memory
    from app.office import open_office

    acting(by)
    found = memory.forget(open_office(home).fields, number)
    emit({"number": number, "forgotten": True}) if as_json else say(f"已忘掉第 {number} 号（{found.layout.kind}）。")
    return 0


COMMANDS = [layouts_group]
