"""Commands windows ...: what lies at each window of the hall, and moving a matter with a reason."""

from __future__ import annotations

from pathlib import Path

import click

from app.cli.chinese import group
from app.cli.screen import JSON, emit, say, table
from catalogue.finding import UserError


@group(name="windows", help="大厅窗口：各窗口有几项、判定应有几项、哪些还没有窗口；带理由移一个事项。")
def windows_group() -> None:
    """The group."""


@windows_group.command("list", help="各窗口的事项数；--at 列出在那里的（窗口名，或“应进驻，没有进驻”等）。")
@click.option("--at", default="", help="哪个窗口或去向")
@click.option("--department", default="", help="只看这个部门的")
@JSON
@click.pass_obj
def list_command(home: Path, at: str, department: str, as_json: bool) -> int:
    """Counts, or what lies there."""
    from app.lookup import windows
    from app.office import open_office

    office = open_office(home)
    seen = [p for p in windows.places(office) if not department or p.department == department]
    if as_json:
        for place in seen:
            if not at or at in place.at:
                emit(place)
        return 0
    if at:
        rows = [[p.department, p.matter, "、".join(p.at), p.due, p.found, p.number] for p in seen if at in p.at]
        table(f"{at}：{len(rows)} 项", ["部门", "事项", "现在", "应否进驻", "判定的窗", "批准文号"], rows)
        return 0
    found, where = windows.tally(office, seen)
    table(
        "各窗口", ["种类", "窗口", "现在", "判定", "不符"], [[w.kind, w.name, w.here, w.found, w.differ] for w in found]
    )
    table(f"全部事项 {len(seen)} 项的去向", ["去向", "事项"], list(where.items()))
    return 0


@windows_group.command("move", help="把一个事项移到另一个窗口（--to），或者凭批准文号不进驻（--exempt）。")
@click.argument("matter", metavar="事项名称")
@click.option("--department", default="", help="哪个部门的（同名时要写）")
@click.option("--to", "window", default="", help="窗口名称")
@click.option("--exempt", "number", default="", metavar="文号", help="批准不进驻的文号")
@click.option("--approver", default="", help="批准机关")
@click.option("--ground", default="", help="不进驻理由：场地限制、涉及国家秘密、其他")
@click.option("--why", default="", help="为什么移，记入审计日志")
@JSON
@click.pass_obj
def move_command(
    home: Path, matter: str, department: str, window: str, number: str, approver: str, ground: str, why: str, as_json: bool
) -> int:  # fmt: skip
    """One new version of its record."""
    from app.lookup import windows
    from app.office import open_office

    office = open_office(home)
    found = [p for p in windows.places(office) if p.matter == matter and department in ("", p.department)]
    if len(found) != 1:
        units = "、".join(p.department for p in found)
        raise UserError(matter, f"有 {len(found)} 个部门有这个事项（{units}）" if found else "没有这个事项", "请用 --department 写明部门，名称要写全")  # fmt: skip
    done = windows.move(office, found[0].id, windows.Arrangement(window, number, approver, ground), why)
    if as_json:
        emit(done)
        return 0
    say(
        f"✓ {done.department}“{done.matter}”：{'、'.join(found[0].at)} → {'、'.join(done.at)}。下次判定、自查按新的安排核对。"
    )
    return 0


COMMANDS = [windows_group]
