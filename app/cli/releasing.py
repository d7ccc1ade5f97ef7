"""Commands release ...: two people publish: one prepares a candidate and hands it in, another approves; then it is published."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import click

from app.cli.chinese import group
from app.cli.publishing import show_edition, show_left_out
from app.cli.screen import AS_OF, JSON, emit, errors, say, table, the_day

NUMBER = click.argument("number", type=int, metavar="公布稿")
WHY = click.option("--why", required=True, help="理由，例如 核对过清单和差异，同意公布")


@group(
    name="release",
    help="两个人公布：一人备稿、送批，另一人批准或退回，批准了才公布。谁在办：登录名，或环境变量 QUANMU_USER。",
)
def release() -> None:
    """The group."""


@release.command("prepare", help="备公布稿：判定、自查，列出进不了稿的；不公布任何内容。")
@AS_OF
@JSON
@click.pass_obj
def prepare_command(home: Path, as_of: datetime | None, as_json: bool) -> int:
    """Keep a candidate."""
    from app.office import open_office
    from app.publishing import releasing

    office = open_office(home)
    with errors.status("正在判定、自查……") as status:
        made = releasing.prepare(office, the_day(as_of), lambda _, words: status.update(f"{words}……"))
    if as_json:
        emit(_plain(made) | {"left_out": made.left_out})
        return 0
    show_edition(made.edition(home))
    show_left_out(made)
    say(f"✓ 公布稿 {made.number} 备好了，还没有公布。看过用 quanmu release send {made.number} 送批。")
    return 0


@release.command("list", help="列出公布稿和办到哪一步。")
@JSON
@click.pass_obj
def list_command(home: Path, as_json: bool) -> int:
    """Newest first."""
    from app.office import open_office
    from app.publishing import releasing

    open_office(home)
    found = releasing.candidates()
    if as_json:
        for one in found:
            emit(_plain(one))
        return 0
    rows = [[c.number, c.as_of, c.state, c.by, c.at[:16].replace("T", " "), len(c.left_out)] for c in found]
    table(f"公布稿 {len(found)} 份", ["公布稿", "判定日", "状态", "备稿", "时间", "没有进稿"], rows)
    return 0


@release.command(
    "show", help="看一份公布稿：数量、没有进稿的、谁办了什么。和上一版的差异用 quanmu diff 看公布后的两版。"
)
@NUMBER
@JSON
@click.pass_obj
def show_command(home: Path, number: int, as_json: bool) -> int:
    """One candidate."""
    from app.office import open_office
    from app.publishing import releasing

    open_office(home)
    found = releasing.one(number)
    if as_json:
        emit(_plain(found) | {"left_out": found.left_out})
        return 0
    show_edition(found.edition(home))
    show_left_out(found)
    steps = [["备稿", "", found.by, found.at], *([s.act, s.why, s.by, s.at] for s in found.steps)]
    table(f"公布稿 {number}：{found.state}", ["办了什么", "说明或理由", "谁", "时间"], steps)
    return 0


def _act(home: Path, number: int, act: Callable[[], None], as_json: bool) -> int:
    from app.office import open_office
    from app.publishing import releasing

    open_office(home)
    act()
    found = releasing.one(number)
    if as_json:
        emit(_plain(found))
        return 0
    say(f"✓ 公布稿 {number}：{found.state}。")
    return 0


@release.command("send", help="送批：写明随版公开的说明，请第二个人批准。")
@NUMBER
@click.option("--note", default="", metavar="说明", help="随本版公开的说明，如更正了什么")
@JSON
@click.pass_obj
def send_command(home: Path, number: int, note: str, as_json: bool) -> int:
    """Hand in."""
    from app.publishing import releasing

    return _act(home, number, lambda: releasing.hand_in(number, note), as_json)


@release.command("approve", help="批准：备稿、送批以外的人才能批准。")
@NUMBER
@WHY
@JSON
@click.pass_obj
def approve_command(home: Path, number: int, why: str, as_json: bool) -> int:
    """A second person says yes."""
    from app.publishing import releasing

    return _act(home, number, lambda: releasing.approve(number, why), as_json)


@release.command("return", help="退回：备稿、送批以外的人写明理由退回。")
@NUMBER
@WHY
@JSON
@click.pass_obj
def return_command(home: Path, number: int, why: str, as_json: bool) -> int:
    """A second person says no."""
    from app.publishing import releasing

    return _act(home, number, lambda: releasing.send_back(number, why), as_json)


@release.command("drop", help="作罢：这份公布稿不要了。")
@NUMBER
@WHY
@JSON
@click.pass_obj
def drop_command(home: Path, number: int, why: str, as_json: bool) -> int:
    """It will not be published."""
    from app.publishing import releasing

    return _act(home, number, lambda: releasing.drop(number, why), as_json)


@release.command("publish", help="公布批准了的公布稿；批准以后内容变了的不公布。")
@NUMBER
@click.option(
    "--into", type=click.Path(path_type=Path, file_okay=False), default=Path(), show_default=True, help="写在哪个文件夹下"
)  # fmt: skip
@JSON
@click.pass_obj
def publish_command(home: Path, number: int, into: Path, as_json: bool) -> int:
    """What was approved, or nothing."""
    from app.office import open_office
    from app.publishing import releasing

    office = open_office(home)
    with errors.status("正在判定、自查……") as status:
        edition = releasing.publish(office, number, into, lambda _, words: status.update(f"{words}……"))
    if as_json:
        emit({"edition": edition.manifest, "public": str(into / "public")})
        return 0
    show_edition(edition)
    say(f"✓ 已公布。对外的在 {into / 'public' / 'index.html'}，内部材料在 {into / 'office'}。")
    return 0


def _plain(found: object) -> dict[str, object]:
    """A candidate for machines."""
    names = ("number", "state", "as_of", "content", "at", "by", "steps")
    return {name: getattr(found, name) for name in names}


COMMANDS = [release]
