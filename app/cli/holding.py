"""Commands for what an import left behind: tray (rows that wait) and undo."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from app.cli.chinese import Group, command
from app.cli.importing import BY, acting
from app.cli.previewing import WORDS
from app.cli.screen import JSON, complain, emit, say, table
from app.incoming.matching import shown_key
from catalogue.finding import UserError

WHY = click.option("--why", "why", default="", help="理由（补正、作废、撤销必填），记入审计日志")
NUMBERS = click.argument("numbers", nargs=-1, required=True, type=int, metavar="编号...")


@click.group("tray", cls=Group, help="暂存的行：list 列出，show 看一行，mend 补正单元格，release 确认放行，drop 作废。")
def tray_group() -> None:
    """Held rows."""


@tray_group.command("list", help="列出等待处理的行。")
@click.option("--import", "imported", type=int, help="只看第几次导入的")
@click.option("--all", "everything", is_flag=True, help="连同已经处理的")
@JSON
@click.pass_obj
def tray_list(home: Path, imported: int | None, everything: bool, as_json: bool) -> int:
    """One line a held row."""
    from app.incoming import tray
    from app.office import open_office

    open_office(home)
    found = tray.rows(everything=everything, imported=imported)
    if as_json:
        for one in found:
            emit(one)
        return 0
    if not found:
        say("没有等待处理的行。")
        return 0
    rows = [
        [o.number, o.imported, o.file, o.src, o.name or "（没有名称）", "；".join(i["message"] for i in _gravest(o.issues)), o.state]
        for o in found
    ]  # fmt: skip
    table(f"暂存 {len(found)} 行", ["编号", "导入", "文件", "位置", "名称", "为什么", "状态"], rows)
    say("看一行：quanmu tray show 编号")
    return 0


def _gravest(issues: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """The findings that hold the row: errors, else those that ask."""
    from importers.issues import ASKS

    held = [i for i in issues if i["severity"] == "error" or i["code"] in ASKS]
    return held or list(issues)


@tray_group.command("show", help="看一行：每个单元格的原文、问题、处理经过。")
@click.argument("number", type=int, metavar="编号")
@JSON
@click.pass_obj
def tray_show(home: Path, number: int, as_json: bool) -> int:
    """Cells, findings and acts of one row."""
    from app.incoming import tray
    from app.office import open_office

    open_office(home)
    found = tray.rows(everything=True, number=number)
    if not found:
        raise UserError(f"暂存第 {number} 行", "没有这一行", "请用 quanmu tray list 查看编号")
    one = found[0]
    if as_json:
        emit(one)
        return 0
    sent = f"，来自{one.sender}" if one.sender else ""
    say(
        f"暂存第 {one.number} 行（{one.state}）：{one.name or '没有名称'}，{one.file} {one.src}{sent}，sha256 {one.sha256[:12]}…"
    )
    if one.cells:
        table("单元格", ["字段", "位置", "原文"], [[n, c["cell"], c["raw"]] for n, c in one.cells.items()])
    table(
        "问题",
        ["位置", "级别", "问题", "怎么办"],
        [[i["cell"], WORDS[i["severity"]], i["message"], i["advice"]] for i in one.issues],
    )
    if one.acts:
        rows = [
            [
                a["at"][:16].replace("T", " "),
                a["by"],
                a["act"],
                f"{a['cell']}={a['value']}" if a["cell"] else "",
                a["why"],
            ]
            for a in one.acts
        ]
        table("处理经过", ["时间", "谁", "做了什么", "改成", "理由"], rows)
    return 0


@tray_group.command(
    "mend",
    help="补正一行的单元格，随即复核，没有错了就提交：quanmu tray mend 3 --cell E5=20个工作日 --why 已电话核实。",
)
@click.argument("number", type=int, metavar="编号")
@click.option(
    "--cell",
    "cells",
    multiple=True,
    required=True,
    metavar="位置=值",
    help="单元格（E5、表!E5）或字段名 = 正确的值，可重复",
)
@WHY
@BY
@JSON
@click.pass_obj
def tray_mend(home: Path, number: int, cells: Sequence[str], why: str, by: str, as_json: bool) -> int:
    """A corrected text for a cell."""
    from app.incoming import mending
    from app.office import open_office

    acting(by)
    if wrong := next((cell for cell in cells if "=" not in cell), None):
        raise UserError(f"--cell {wrong}", "缺少等号", "请写成 位置=值，如 E5=20个工作日")
    office = open_office(home)
    said = {place.strip(): value for place, _, value in (cell.partition("=") for cell in cells)}
    return _told([mending.mend(office, number, said, why)], as_json)


@tray_group.command("release", help="确认要的行（隐藏、划去、批注、与库里对不上而其实没错的），没有错就提交。")
@NUMBERS
@WHY
@BY
@JSON
@click.pass_obj
def tray_release(home: Path, numbers: Sequence[int], why: str, by: str, as_json: bool) -> int:
    """A person's word that the rows are meant."""
    from app.incoming import mending
    from app.office import open_office

    acting(by)
    office = open_office(home)
    return _told([mending.release(office, number, why) for number in numbers], as_json)


@tray_group.command("drop", help="作废不要的行；收到的原件不变。")
@NUMBERS
@WHY
@BY
@JSON
@click.pass_obj
def tray_drop(home: Path, numbers: Sequence[int], why: str, by: str, as_json: bool) -> int:
    """Rows that are not wanted."""
    from app.incoming import mending, tray
    from app.office import open_office

    acting(by)
    open_office(home)
    for number in numbers:
        tray.one(number)  # all of them wait, or none is dropped
    for number in numbers:
        one = mending.drop(number, why)
        emit({"number": number, "dropped": True}) if as_json else say(
            f"已作废：{one.name or one.src}（{one.file} {one.src}）。"
        )
    return 0


def _told(outcomes: Sequence[object], as_json: bool) -> int:
    """What came of each; status 2 if a row still waits."""
    status = 0
    for one in outcomes:
        held, compared = one.held, one.comparison  # type: ignore[attr-defined]
        status = status if one.committed else 2  # type: ignore[attr-defined]
        if as_json:
            left = [i.as_dict() for i in one.left]  # type: ignore[attr-defined]
            emit(
                {
                    "number": held.number,
                    "committed": one.committed,
                    "compare": compared.as_dict() if compared else None,
                    "issues": left,
                }
            )  # type: ignore[attr-defined]
        elif compared:
            counts = "，".join(f"{k} {v}" for k, v in compared.counts().items() if v)
            say(f"已提交：{held.name or held.src}（{held.file} {held.src}）：{counts or '与库里相同'}。")
        else:
            complain(UserError(i.cell, i.message, i.advice) for i in one.left)  # type: ignore[attr-defined]
            say(f"仍在暂存：{held.name or held.src}（{held.file} {held.src}）。")
    return status


@command("undo", help="撤销一次导入（只追加新版本，从不删除）；不写编号则列出各次导入。")
@click.argument("number", type=int, required=False, metavar="[第几次导入]")
@click.option(
    "--later",
    type=click.Choice(["keep", "undo"]),
    help="后来的导入又改过的记录：keep 保持现状，undo 连同后来的导入一并撤销",
)
@WHY
@BY
@JSON
@click.pass_obj
def undo_command(home: Path, number: int | None, later: str | None, why: str, by: str, as_json: bool) -> int:
    """Take an import back, or list the imports."""
    from app.incoming import undo
    from app.office import open_office

    acting(by)
    open_office(home)
    if number is None:
        found = undo.imports()
        if as_json:
            for each in found:
                emit(each)
            return 0
        rows = [
            [o.number, o.file, o.sender, o.at[:16].replace("T", " "), o.by, o.rows, o.waiting, "已撤销" if o.undone else ""]
            for o in found
        ]  # fmt: skip
        table(f"导入 {len(found)} 次", ["编号", "文件", "来自", "时间", "谁", "行", "暂存", "状态"], rows)
        return 0
    done = undo.undo(number, why, later or "")  # type: ignore[arg-type]
    if as_json:
        emit(done)
        return 0
    also = f"（连同第 {'、'.join(map(str, done.also))} 次）" if done.also else ""
    say(
        f"已撤销第 {number} 次导入“{done.file}”{also}：恢复原值 {len(done.restored)} 条，撤去 {len(done.withdrawn)} 条，"
        f"保持现状 {len(done.kept)} 条，暂存作罢 {done.held} 行。已公布的版次不变，请重新判定；要恢复，把原文件再导入一次。"
    )
    for title, identities in (("撤去", done.withdrawn), ("恢复原值", done.restored), ("保持现状", done.kept)):
        if identities:
            table(
                f"{title} {len(identities)} 条", ["类别", "记录"], [[k, shown_key(key)] for k, key in identities[:20]]
            )
    return 0


COMMANDS = [tray_group, undo_command]
