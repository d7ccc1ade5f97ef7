"""Commands about editions: history of a matter, who handled it on a day, withdrawing, rendering an old one again."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from app.cli.chinese import command
from app.cli.screen import JSON, emit, say, table
from app.cli.which import edition_of
from catalogue.finding import UserError


@command("history", help="一个事项在历次公布中的变化；--on 日期：那一天由谁收、由谁决定、下放给了谁。")
@click.argument("matter", metavar="事项")
@click.option("--on", "day", type=click.DateTime(formats=["%Y-%m-%d"]), default=None, help="哪一天（如 2021-06-30）")
@JSON
@click.pass_obj
def history_command(home: Path, matter: str, day: datetime | None, as_json: bool) -> int:
    """Its life over the editions."""
    from app.office import open_office
    from app.publishing import archive
    from exporters.history import handled_on, history, ids_of

    open_office(home)
    editions = archive.editions()
    withdrawn = {one.number: one.withdrawn for one in archive.past()}
    ids = ids_of(matter, editions)
    if day:
        valid = [edition for edition in editions if not withdrawn[edition.manifest.number]]
        return _handled(matter, [handled_on(one, day.date(), valid) for one in ids], as_json)
    stages = [stage for one in ids for stage in history(one, editions)]
    if as_json:
        for stage in stages:
            emit(stage)
        return 0
    rows = [
        [
            f"第{stage.number}版" + (f"（已撤回：{withdrawn[stage.number]}）" if withdrawn[stage.number] else ""),
            stage.as_of,
            stage.matter.department,
            "首次公布"
            if stage.first
            else "；".join(f"{c.field}：{c.old or '（无）'} → {c.new or '（无）'}" for c in stage.changes) or "不变",
        ]
        for stage in stages
    ]
    table(f"{stages[-1].matter.name}：历次公布", ["版次", "截至", "实施主体", "变化"], rows)
    return 0


def _handled(name: str, found: list[Any], as_json: bool) -> int:
    known = [one for one in found if one]
    if not known:
        raise UserError(name, "那一天还没有公布过这个事项，或者已不公布", "请用 quanmu history 查看它在哪几版里")
    if as_json:
        for one in known:
            emit(one)
        return 0
    from exporters.history import told

    for one in known:
        first, *grants = told(one)
        say(first)
        for line in grants:
            say(f"　{line}")
    return 0


@command("withdraw", help="撤回已公布的一版：不删除，以后各版的“历次公布”写明已撤回和理由。撤回后请重新 publish。")
@click.argument("number", type=int, metavar="版次")
@click.option("--why", required=True, metavar="理由", help="公开的理由")
@JSON
@click.pass_obj
def withdraw_command(home: Path, number: int, why: str, as_json: bool) -> int:
    """Take an edition back."""
    from app.office import open_office
    from app.publishing import archive

    if not why.strip():
        raise UserError("--why", "理由是空的", "撤回要写明公开的理由")
    open_office(home)
    done = archive.withdraw(number, why.strip())
    if as_json:
        emit(done)
        return 0
    say(f"第 {number} 版已撤回：{done.withdrawn}。请改正后重新 quanmu publish；网站上的旧文件在那时换掉。")
    return 0


@command("render", help="把存档的一版重新写成 public 文件夹；同一版、同一程序和模板，逐字节相同。")
@click.argument("number", metavar="版次")
@click.option("--into", type=click.Path(path_type=Path, file_okay=False), required=True, help="写到哪个文件夹")
@JSON
@click.pass_obj
def render_command(home: Path, number: str, into: Path, as_json: bool) -> int:
    """An edition again."""
    from app.office import open_office
    from app.publishing import archive
    from exporters import public

    office = open_office(home)
    edition = edition_of(home, number)
    archive.refuse_foreign(into)
    earlier = archive.before(edition.manifest.number)
    written = public.render(edition, into, overlay=office.templates, key=office.signing_key, earlier=earlier)
    if as_json:
        emit({"edition": edition.manifest.number, "files": len(written), "into": str(into)})
    else:
        say(f"第 {edition.manifest.number} 版写出 {len(written)} 个文件：{into / 'index.html'}")
    return 0


COMMANDS = [history_command, withdraw_command, render_command]
