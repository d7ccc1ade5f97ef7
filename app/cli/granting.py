"""Commands grants ... that act: register an event of a grant's life, make handover lists, propose a batch."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from app.cli.grants import DAY, MODE, TO, grants, write_new
from app.cli.screen import AS_OF, JSON, emit, say, table, the_day
from catalogue.finding import UserError
from catalogue.names import header_key


@grants.command(
    "advance",
    help="登记一个环节（拟下放、合法性审查、已公布、已承接、运行、评估、继续、调整、收回、取消），一项或者整批：照规则先试，不成立的说明原因、怎样补，什么也不登记。",
)
@click.argument("stage", metavar="环节")
@click.option("--batch", required=True, help="批次")
@click.option("--matter", default="", help="事项名称；不写是整批")
@TO
@MODE
@click.option("--on", type=DAY, required=True, help="哪一天")
@click.option("--by", required=True, help="谁经办")
@click.option("--why", default="", help="理由")
@click.option("--instrument", default="", help="凭的文书的文号")
@click.option("--set", "more", multiple=True, metavar="字段=值", help="其他内容，如 交接印章=是、评估结论=建议继续")
@click.option("--dry-run", is_flag=True, help="只试，不登记")
@JSON
@click.pass_obj
def advance_command(
    home: Path, stage: str, batch: str, matter: str, recipient: str, mode: str, on: datetime, by: str, why: str, instrument: str,
    more: tuple[str, ...], dry_run: bool, as_json: bool,
) -> int:  # fmt: skip
    """Register one event."""
    from app.grants.advancing import FIELDS, Advance, advance
    from app.grants.register import Which
    from app.office import open_office

    office, facts = open_office(home), {}
    by_word = {header_key(word): name for name in FIELDS for word in (*office.fields.fields[name].words, name)}
    for pair in more:
        said, sign, value = pair.replace("＝", "=", 1).partition("=")
        name = by_word.get(header_key(said), "")
        if not sign or name not in FIELDS:
            raise UserError(f"--set {pair}", "看不懂", f"请写成 字段=值，字段可用：{'、'.join(FIELDS[9:])}")
        facts[name] = value
    asked = Advance(Which(batch, matter, recipient, mode), stage, on.date(), by, why, instrument, facts)
    done = advance(office, asked, commit=not dry_run)
    if as_json:
        emit({"登记": done.number, "文件": done.file, "赋权": [one.as_dict() for one in done.grants],
              "警告": [f.message for f in done.warnings]})  # fmt: skip
        return 0
    held = (
        f"第 {done.number} 次导入，登记错了可以 quanmu undo {done.number} --why 理由"
        if done.number
        else "只是试，没有登记"
    )
    say(f"✓ {on:%Y-%m-%d} “{stage}”成立，{len(done.grants)} 条赋权（{held}）。")
    for message in dict.fromkeys(found.message for found in done.warnings):
        say(f"  注意：{message}")
    return 0


@grants.command("handover", help="交接清单：每个承接主体一份工作簿（填好导入就是“已承接”）和一份待签字的 Word。")
@click.option("--batch", required=True, help="批次")
@TO
@click.option("--into", type=click.Path(path_type=Path, file_okay=False), required=True, help="写在哪个文件夹")
@AS_OF
@JSON
@click.pass_obj
def handover_command(home: Path, batch: str, recipient: str, into: Path, as_of: datetime | None, as_json: bool) -> int:
    """Forms for what is published and not taken over."""
    from app.grants import handing
    from app.grants.register import Which, register
    from app.office import open_office

    office, day = open_office(home), the_day(as_of)
    written = handing.write(office, register(office, day, Which(batch, "", recipient)), day, into)
    if as_json:
        emit({"files": [str(path) for path in written]})
        return 0
    say(f"✓ 已写出 {len(written)} 个文件，在 {into}。")
    return 0


@grants.command("propose", help="拟下放：照规则找出依法可以放、接得住、宜下放的事项，写成一批草案，供人选定。")
@click.option("--to", "recipient", default="", help="给谁：镇、街道、园区，或者一个镇街的名称；不写是全部")
@click.option("--department", default="", help="只看这个部门的事项")
@click.option("--batch", default="下一批（草案）", show_default=True, help="草案叫什么批次")
@click.option("--by", default="", help="谁提出")
@click.option("--why", default="", help="提出的理由")
@click.option("--draft", type=click.Path(path_type=Path, dir_okay=False), help="写成可以导入的工作簿（.xlsx）")
@AS_OF
@JSON
@click.pass_obj
def propose_command(
    home: Path, recipient: str, department: str, batch: str, by: str, why: str, draft: Path | None, as_of: datetime | None,
    as_json: bool,
) -> int:  # fmt: skip
    """Ideas by matter; recipients alike stand together."""
    from app.cli.screen import console
    from app.grants import board, drafting
    from app.office import open_office

    office, day = open_office(home), the_day(as_of)
    with console.status("正在照规则逐个看……") as status:
        ideas = drafting.propose(
            office,
            day,
            to=recipient,
            department=department,
            told=lambda words: status.update(f"正在照规则逐个看：{words}……"),
        )
    if draft:
        write_new(draft, drafting.draft_workbook(office, ideas, batch, by, why, day))
    if as_json:
        for one in ideas:
            emit(one.as_dict())
        return 0
    alike: dict[tuple[str, ...], list[str]] = {}
    for one in ideas:
        if one.standing != drafting.UNFIT:
            key = (
                one.standing,
                one.matter,
                one.former,
                one.mode,
                one.basis,
                one.answers["适宜下放"],
                "、".join(one.missing),
            )
            alike.setdefault(key, []).append(one.recipient)
    unfit = len({(one.matter, one.former) for one in ideas if one.standing == drafting.UNFIT})
    table(f"拟下放（截至 {day}）：另有 {unfit} 个事项合法但不宜下放", ["怎样", "事项", "原实施机关", "方式", "委托依据", "适宜", "还缺", "承接主体"],
          [[*key, board.short(units)] for key, units in alike.items()])  # fmt: skip
    say("这是规则提出的，不是决定：要人选定、合法性审查、有权机关发文。")
    if draft:
        say(f"✓ 草案写在 {draft}，改好以后 quanmu import 导入。")
    return 0


COMMANDS: list[click.Command] = []  # they belong to the group grants
