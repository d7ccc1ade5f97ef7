"""Commands personal ...: where personal data lie, and erasing them with a reason, logged."""

from __future__ import annotations

from pathlib import Path

import click

from app.cli.chinese import group
from app.cli.screen import JSON, emit, say, table
from catalogue.finding import UserError


@group(name="personal", help="个人信息：存在哪里、多少、期满没有；按保存期或按人清除，记入日志（内容不记）。")
def personal_group() -> None:
    """The group."""


def _open(home: Path) -> None:
    """Open the store with the pages' tables too: drafts and jobs hold personal data like the rest."""
    from app.store import open_store

    open_store(home, "app.web.settings")


@personal_group.command("list", help="各处各字段有多少个人信息、最早哪天存入、多少处保存期满；不显示内容。")
@JSON
@click.pass_obj
def list_command(home: Path, as_json: bool) -> int:
    """Counts by place and field."""
    _open(home)
    from app.config import load_config
    from app.personal.places import lie, term
    from app.web.offices import office

    days = load_config(home).personal_days
    rows = lie(office().fields, term(days))
    if as_json:
        emit({"days": days, "places": rows})
        return 0
    table(
        f"个人信息（保存 {days} 天）",
        ["在哪里", "字段", "处", "最早", "保存期满"],
        [[one.place, one.field, one.count, one.since, one.overdue] for one in rows],
    )
    return 0


@personal_group.command(
    "erase", help="清除：--due 保存期满的；--before 某日以前存入的；--person 从标准输入读姓名、号码（一行一个）。"
)
@click.option("--due", is_flag=True, help="保存期满的（quanmu.toml 的 personal_days）")
@click.option("--before", type=click.DateTime(["%Y-%m-%d"]), metavar="日期", default=None, help="这一天以前存入的")
@click.option("--person", is_flag=True, help="含有这些姓名、号码的；从标准输入读，不写在命令行上")
@click.option("--why", default="", help="理由，记入审计日志")
@JSON
@click.pass_obj
def erase_command(home: Path, due: bool, before: object, person: bool, why: str, as_json: bool) -> int:
    """One of the three scopes."""
    if [due, before is not None, person].count(True) != 1:
        raise UserError("quanmu personal erase", "没有写清要清除什么", "请写 --due、--before 日期、--person 之一")
    if not why.strip():
        raise UserError("理由", "没有写清除的理由", "请写 --why，例如“保存期满”“本人申请，见某日申请书”")
    words = tuple(filter(None, map(str.strip, click.get_text_stream("stdin").read().splitlines()))) if person else ()
    _open(home)
    from app.clock import BEIJING
    from app.config import load_config
    from app.personal.erasing import What
    from app.personal.places import term
    from app.web import personal

    moment = term(load_config(home).personal_days) if due else ""
    if before is not None:
        moment = before.replace(tzinfo=BEIJING).isoformat(timespec="seconds")  # type: ignore[attr-defined]
    done = personal.erase(What(words=words) if person else What(before=moment), why)
    if as_json:
        emit({"places": done.places, "resealed": done.resealed, "left": done.left, "files": done.files})
        return 0
    say("已清除：" + ("，".join(f"{place} {n}" for place, n in done.places.items()) or "没有找到") + "。")
    if done.left:
        say("这些字还写在别的文字里，没有改：" + "，".join(f"{place} {n} 处" for place, n in done.left.items()) + "。")
    if done.files:
        say(
            "这些文件没有删，请人工查看："
            + "、".join(done.files)
            + "（整改证据，或者是图片、加锁、损坏，程序看不全）。"
        )
    say("以前的备份里还有，请按备份的保存期销毁。")
    return 0


COMMANDS = [personal_group]
