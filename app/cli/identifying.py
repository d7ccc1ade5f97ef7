"""Command identify: which registered matter a name means; asked in turn on a terminal, else said by two words."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from app.cli.chinese import command
from app.cli.importing import BY, acting
from app.cli.screen import AS_OF, JSON, emit, say, table, the_day
from app.office import Office
from catalogue.decision import spoken

STOP = ("q", "Q", "停", "退出")


@command(
    "identify",
    help="事项认定：列出认不出的名称和相近的登记事项，在终端上逐个问（写序号或标识，回车先不认）；"
    "写明名称和标识则直接确认。人确认一次，以后记得。",
)
@click.argument("name", metavar="[名称]", required=False)
@click.argument("matter", metavar="[登记标识]", required=False)
@AS_OF
@BY
@JSON
@click.pass_obj
def identify_command(
    home: Path, name: str | None, matter: str | None, as_of: datetime | None, by: str, as_json: bool
) -> int:
    """Names that no matter of the register has; likeness only suggests, a person confirms."""
    from app.incoming import identity
    from app.judgement import explaining
    from app.office import open_office

    acting(by)
    office, day = open_office(home), the_day(as_of)
    if name and matter:
        identity.confirm(office, name, matter)
        _said(office, name, matter)
        return 0
    found = explaining.unidentified(office, day, only=name)
    if as_json:
        for one in found:
            emit(one)
        return 0
    if not found:
        say("没有认不出的事项。")
        return 0
    if sys.stdin.isatty() and sys.stdout.isatty():
        _interview(office, found, day)
        return 0
    table(
        f"认不出的事项名称 {len(found)} 个",
        ["名称", "处数", "相近的登记事项（仅供参考）"],
        [[f["名称"], f["处数"], "；".join(filter(None, (f["说明"], *f["相近"])))] for f in found],
    )
    say("确认一个：quanmu identify 名称 登记标识；在终端上运行 quanmu identify 则逐个问。")
    return 0


def _interview(office: Office, found: Sequence[Mapping[str, Any]], day: date) -> None:
    """Ask about each name in turn; every answer is kept at once, so that one may stop at any."""
    from app.incoming import identity

    say(f"认不出的事项名称 {len(found)} 个。写序号、登记标识或登记事项的全名；直接回车＝先不认；q＝到此为止。")
    kept = 0
    for at, one in enumerate(found, start=1):
        near = list(zip(one["标识"], one["相近"], one["相似度"], strict=True))
        numbered = "　".join(f"{n} {words} {like:.0%}" for n, (_, words, like) in enumerate(near, start=1))
        told = f"{one['说明']}。" if one["说明"] else ""
        asked = (
            f"（{at}/{len(found)}）“{one['名称']}”（{one['处数']} 处）是哪个登记事项？{told}{numbered or '没有相近的'}"
        )
        while (said := click.prompt(asked, default="", show_default=False).strip()) and said not in STOP:
            if matter := _meant(office, said, [number for number, _, _ in near], day):
                identity.confirm(office, one["名称"], matter)
                _said(office, one["名称"], matter)
                kept += 1
                break
            say(f"登记册里没有“{said}”，请再写一次。")
        if said in STOP:
            break
    say(f"确认了 {kept} 个，还有 {len(found) - kept} 个没有认定。" + ("请重新判定：quanmu decide" if kept else ""))


def _meant(office: Office, said: str, near: Sequence[str], day: date) -> str:
    """The matter that an answer means: a number of the list, an id, a registered name; "" for none."""
    if said.isdigit() and 0 < int(said) <= len(near):
        return near[int(said) - 1]
    if said in office.book.register.matters:
        return said
    named = office.book.register.identify(said, day=day)
    return named.matter.id if named else ""


def _said(office: Office, name: str, matter: str) -> None:
    say(f"已记住：“{name}”就是 {matter}（{spoken(office.book.register.matters[matter].name)}）。")


COMMANDS = [identify_command]
