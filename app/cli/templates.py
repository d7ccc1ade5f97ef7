"""Commands for the office's own templates: which there are, and a copy of one to edit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from app.cli.chinese import command, group
from app.cli.screen import JSON, emit, say, table


@group(name="templates", help="公布和打印用的模板：list 有哪些，copy 复制一个到本单位的文件夹里去改。")
def templates_group() -> None:
    """An office's template of the same name goes before the shipped one."""


@command("list", help="全部模板：随程序带的、本单位改了的。")
@JSON
@click.pass_obj
def list_command(home: Path, as_json: bool) -> int:
    """What may be replaced."""
    from exporters import own_templates

    known = own_templates.known(home / "book" / "templates")
    if as_json:
        emit({"templates": known})
        return 0
    rows = [[one.name, one.what, "本单位的" if one.own else "随程序带的"] for one in known]
    table(f"模板 {len(known)} 个", ["名称", "做什么用", "眼下用"], rows)
    return 0


@command("copy", help="把一个模板（和它引用的）复制到本单位的模板文件夹；paper/notice.docx 是带全部样式的 Word 底稿。")
@click.argument("name", metavar="名称")
@JSON
@click.pass_obj
def copy_command(home: Path, name: str, as_json: bool) -> int:
    """A copy to edit; one that is there already is never overwritten."""
    from exporters import own_templates

    written, kept = own_templates.copy(name, home / "book" / "templates")
    if as_json:
        emit({"written": [str(one) for one in written], "kept": [str(one) for one in kept]})
        return 0
    for one in kept:
        say(f"已有，没有动：{one}")
    for one in written:
        say(f"已复制，可以改了：{one}")
    return 0


for _one in (list_command, copy_command):
    templates_group.add_command(_one)
COMMANDS: list[Any] = [templates_group]
