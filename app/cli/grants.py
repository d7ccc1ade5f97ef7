"""Commands grants ... that look: the register of grants, the board, life stories, what is due, who handles, which guides."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from app.cli.chinese import group
from app.cli.screen import AS_OF, JSON, emit, say, table, the_day
from catalogue.finding import UserError

DAY = click.DateTime(formats=["%Y-%m-%d"])
BATCH = click.option("--batch", default="", help="批次，如 第二批（镇街）")
TO = click.option("--to", "recipient", default="", help="承接主体，如 望荷镇、各街道")
MODE = click.option("--mode", default="", help="赋权方式，如 委托")


@group(name="grants", help="赋权台账：提出、推进、查看一项项赋权的一生，列出到期的、要重新公布指南的。")
def grants() -> None:
    """The group."""


@grants.command("list", help="列出赋权：哪一批、哪一项、给谁、到了哪个环节。")
@BATCH
@TO
@MODE
@click.option("--stage", default="", help="只看这个环节或者状态")
@click.option("--xlsx", type=click.Path(path_type=Path, dir_okay=False), help="另存为工作簿")
@AS_OF
@JSON
@click.pass_obj
def list_command(
    home: Path,
    batch: str,
    recipient: str,
    mode: str,
    stage: str,
    xlsx: Path | None,
    as_of: datetime | None,
    as_json: bool,
) -> int:
    """One line a grant and recipient; recipients alike stand together on the screen."""
    from app.grants import board
    from app.grants.register import Which, register
    from app.office import open_office

    office, day = open_office(home), the_day(as_of)
    found = register(office, day, Which(batch, "", recipient, mode, stage))
    if xlsx:
        write_new(xlsx, board.list_workbook(office, found, day))
    if as_json:
        for one in found:
            emit(one.as_dict())
        return 0
    rows = [
        [batch_, name, former, board.short(recipients), mode_, stage_, since, claimed, following]
        for batch_, name, former, recipients, mode_, stage_, since, claimed, following in board.together(found)
    ]
    table(
        f"赋权 {len(found)} 条（截至 {day}）",
        ["批次", "事项", "原实施机关", "承接主体", "方式", "环节", "自", "目录写", "下一步可以"],
        rows,
    )
    if xlsx:
        say(f"✓ 已写出 {xlsx}。")
    return 0


@grants.command("board", help="看板：各批、各镇街到了哪个环节的各有几项；写出网页和工作簿。")
@BATCH
@click.option(
    "--into", type=click.Path(path_type=Path, file_okay=False), help="在此文件夹下写 office/赋权/（网页和工作簿）"
)
@AS_OF
@JSON
@click.pass_obj
def board_command(home: Path, batch: str, into: Path | None, as_of: datetime | None, as_json: bool) -> int:
    """Counts by stage, for each batch and each recipient."""
    from app.grants import board
    from app.grants.register import Which, register
    from app.office import open_office

    office, day = open_office(home), the_day(as_of)
    shown = board.board(office, register(office, day, Which(batch)), day)
    written = board.write(office, shown, into) if into else []
    if as_json:
        emit(shown)
        return 0
    for name, counts in shown.tables():
        table(f"{name}（截至 {day}）", [counts.heading, *shown.stages, "合计"], counts.lines(shown.stages))
    if written:
        say(f"✓ 已写出 {'、'.join(map(str, written))}。")
    return 0


@grants.command("show", help="一项赋权的一生：哪天、谁、凭什么、为什么，成立不成立，下一步可以到哪。")
@click.argument("matter", metavar="事项名称")
@BATCH
@TO
@AS_OF
@JSON
@click.pass_obj
def show_command(home: Path, matter: str, batch: str, recipient: str, as_of: datetime | None, as_json: bool) -> int:
    """Recipients of which the same is registered are told together."""
    from app.grants.register import Which, register
    from app.grants.story import alike_stories, story
    from app.office import open_office

    office, day = open_office(home), the_day(as_of)
    found = register(office, day, Which(batch, matter, recipient))
    if as_json:
        for one in found:
            emit({**one.as_dict(), "经过": story(office, one, day)})
        return 0
    for group_, lines in alike_stories(office, found, day):
        one = group_[0]
        units = "、".join(each.subject.unit for each in group_)
        since = f"（{one.since}起）" if one.since else ""
        say(f"【{one.fact('批次')}】{one.subject.name} → {units}（{one.fact('赋权方式')}）")
        claimed = f"，目录写“{one.claimed}”{f'（{one.agrees}）' if one.agrees else ''}"
        say(f"截至 {day}：{one.stage}{since}{claimed}；下一步可以：{'、'.join(one.following) or '没有了'}")
        if lines:
            rows = [
                [x["日期"], x["环节"], "：".join(filter(None, (x["认定"], x["原因"]))), x["经办人"], x["文书"], "；".join(filter(None, (x["说明"], x["内容"])))]
                for x in lines
            ]  # fmt: skip
            table("", ["日期", "环节", "认定", "经办人", "文书", "说明和内容"], rows)
        say("")
    return 0


@grants.command(
    "due", help="到期的：该评估的、委托期满的、文书失效的。提前几天照参数“赋权到期提醒天数”，或者写 --before。"
)
@BATCH
@TO
@click.option("--before", type=DAY, help="列到哪一天")
@AS_OF
@JSON
@click.pass_obj
def due_command(
    home: Path, batch: str, recipient: str, before: datetime | None, as_of: datetime | None, as_json: bool
) -> int:
    """Earliest first; what is past is said to be."""
    from app.grants import due
    from app.grants.register import Which, records_of, register
    from app.office import open_office

    office, day = open_office(home), the_day(as_of)
    last = due.until(office, day, before.date() if before else None)
    records = records_of(office)
    instruments = [record for record in records if record.kind == "文件"]
    found, told = due.due(office, register(office, day, Which(batch, "", recipient), records), instruments, day, last)
    if as_json:
        for one in found:
            emit(one.as_dict())
        return 0
    table(f"到 {last} 为止到期的 {len(found)} 件", ["到期日", "什么", "过期", "批次", "事项", "承接主体", "算法"],
          [[one.on, one.what, "已过期" if one.late else "", one.batch, one.matter, "、".join(one.recipients), one.why] for one in found])  # fmt: skip
    if not told:
        say(f"评估多久一次，本单位没有写（参数“{due.INTERVAL}”），评估到期没有列。")
    return 0


@grants.command("who", help="某天受理的一件，到另一天由谁办完：照过渡条款和规则回答，并说新的件由谁受理。")
@click.argument("matter", metavar="事项名称")
@click.option("--accepted", type=DAY, required=True, help="哪一天受理的")
@click.option("--at", "recipient", default="", help="哪个镇街、园区的件；不写的各承接主体都答")
@BATCH
@AS_OF
@JSON
@click.pass_obj
def who_command(
    home: Path, matter: str, accepted: datetime, recipient: str, batch: str, as_of: datetime | None, as_json: bool
) -> int:
    """One answer a grant."""
    from app.grants.handling import together, who_handles
    from app.grants.register import Which
    from app.office import open_office

    day = the_day(as_of)
    if accepted.date() > day:
        raise UserError(f"受理日期 {accepted:%Y-%m-%d}", f"晚于要问的 {day}", "请改 --accepted 或者 --as-of")
    answers = who_handles(open_office(home), Which(batch, matter, recipient), accepted.date(), day)
    if as_json:
        for one in answers:
            emit(one.as_dict())
        return 0
    for one, units in together(answers):
        say(f"【{one.batch}】{matter}（{'、'.join(units)}）")
        for sentence in one.story(accepted.date(), day):
            say(f"  {sentence}")
        say(f"  {one.why}\n")
    return 0


@grants.command("guides", help="要重新公布的办事指南：权力动了，公布的指南还写着原来的机关。")
@click.option("--since", type=DAY, help="只看这一天以后动的")
@AS_OF
@JSON
@click.pass_obj
def guides_command(home: Path, since: datetime | None, as_of: datetime | None, as_json: bool) -> int:
    """The list, by matter."""
    from app.grants.guides import printed, to_reissue
    from app.grants.register import records_of
    from app.judgement.judging import judge
    from app.office import open_office

    office, day = open_office(home), the_day(as_of)
    last = printed(office, day)
    if last is None:
        raise UserError("公布", f"{day} 以前没有公布过，没有指南可以对照", "请先 quanmu publish")
    judged = judge(office, records_of(office), day).of_kind("赋权")
    found = to_reissue(judged, last.number, since.date() if since else None)
    if as_json:
        for one in found:
            emit(one)
        return 0
    table(f"要重新公布的办事指南 {len(found)} 件（对照第 {last.number} 版，{last.as_of}）",
          ["事项", "原实施机关", "环节", "自", "承接主体", "指南现在"],
          [[r.matter, r.department, r.stage, r.since, "、".join(r.recipients), r.says] for r in found])  # fmt: skip
    return 0


def write_new(path: Path, data: bytes) -> None:
    """Write a file that is not there yet; one that is there is never written over."""
    if path.exists():
        raise UserError(str(path), "已有这个文件", "请换一个文件名，或先移走原来的")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


COMMANDS = [grants]
