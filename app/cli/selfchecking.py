"""Command check: the self-check at once, and the self-check run (回头看): run, status, collect, compare, close, list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from app.cli.chinese import Group
from app.cli.importing import BY, acting
from app.cli.judging import show_findings
from app.cli.screen import AS_OF, JSON, complain, emit, say, table, the_day
from catalogue.finding import UserError

NAME = click.option("--name", default="", help="这次自查的名称，如 2021年回头看；只有一次时可以不写")
FOLDER = click.Path(path_type=Path, file_okay=False)
SHOWN = 12  # kinds of faults of a file


@click.group(
    "check",
    cls=Group,
    invoke_without_command=True,
    help="自查：把自报、现行安排和文件对照法律与判定结果，写出自查梳理表。"
    "“回头看”用子命令：run 下发自查表，status 看谁没有交，collect 收回，compare 对照并建立问题，close 结束。",
)
@click.option("--into", type=FOLDER, default=Path(), show_default=True, help="在此文件夹下写 office/")
@click.option("--unit", help="只显示这个单位的问题")
@AS_OF
@JSON
@click.pass_context
def check_group(context: click.Context, into: Path, unit: str | None, as_of: datetime | None, as_json: bool) -> int:
    """Run the self-check and write the working papers; or go on to a subcommand."""
    if context.invoked_subcommand:
        return 0
    from app import flow
    from app.judgement import checking
    from app.office import open_office

    office = open_office(context.obj)
    checked = flow.check(office, flow.decide(office, the_day(as_of)))
    checking.write_papers(office, checked, the_day(as_of), into)
    shown = [f for f in checked.findings if not unit or f.unit == unit]
    if as_json:
        for finding in shown:
            emit(finding)
        return 0
    show_findings(shown)
    say(f"自查梳理表写在 {into / 'office'}。")
    return 0


@check_group.command("run", help="开始（或接着做）一次自查：给每个单位一份预填好的自查表。")
@click.option("--name", required=True, help="这次自查的名称，如 2021年回头看")
@click.option(
    "--units", "units", multiple=True, required=True, metavar="单位", help="单位全称、简称，各镇、各街道、园区、各部门、全部；可重复，可用顿号隔开"
)  # fmt: skip
@click.option(
    "--into", type=FOLDER, default=Path("自查表"), show_default=True, help="自查表写在哪个文件夹，一个单位一个文件"
)
@BY
@AS_OF
@JSON
@click.pass_obj
def run_command(
    home: Path, name: str, units: Sequence[str], into: Path, by: str, as_of: datetime | None, as_json: bool
) -> int:
    """What went out never changes: a unit that has its form gets the same one again."""
    from app import flow
    from app.office import open_office
    from app.selfcheck import runs

    acting(by)
    office = open_office(home)
    known = [one for one in runs.runs() if one.name == name]
    judgement = flow.decide(office, known[0].as_of if known else the_day(as_of))
    run = runs.start(office, judgement, name, units, into)
    empty = runs.without_list(judgement, units)
    if as_json:
        sheets = [
            {"unit": s.unit, "file": str(into / s.file), "rows": len(s.rows), "sha256": s.sha256} for s in run.sheets
        ]
        emit({"run": run.name, "as_of": run.as_of, "sheets": sheets, "without_list": empty})
        return 0
    table(
        f"{run.name}：下发 {len(run.sheets)} 份自查表，在 {into}",
        ["单位", "行", "文件"],
        [[s.unit, len(s.rows), s.file] for s in run.sheets],
    )
    if empty:
        say(f"没有要对照的清单、没有下发：{'、'.join(empty)}")
    return 0


@check_group.command("list", help="列出各次自查：什么时候、下发几份、收到多少。")
@JSON
@click.pass_obj
def list_command(home: Path, as_json: bool) -> int:
    """Every run."""
    from app.office import open_office
    from app.selfcheck import runs

    office = open_office(home)
    rows = []
    for run in runs.runs():
        states = runs.states(office, run)
        whole = sum(one.state == runs.WHOLE for one in states)
        fact = {
            "run": run.name,
            "as_of": run.as_of,
            "at": run.at,
            "by": run.by,
            "units": len(states),
            "whole": whole,
            "closed": run.closed,
        }
        rows.append(
            [
                run.name,
                run.as_of,
                run.at[:16].replace("T", " "),
                run.by,
                len(states),
                whole,
                "已结束" if run.closed else "进行中",
            ]
        )
        if as_json:
            emit(fact)
    if not as_json:
        table(f"自查 {len(rows)} 次", ["名称", "判定日", "开始", "经办", "单位", "交齐", "状态"], rows)
    return 0


@check_group.command("status", help="谁交了、谁没有交、还缺几行；--remind 把催办记下来。")
@NAME
@click.option("--remind", is_flag=True, help="记一次催办（哪几个单位、缺多少）")
@BY
@JSON
@click.pass_obj
def status_command(home: Path, name: str, remind: bool, by: str, as_json: bool) -> int:
    """How far each unit is."""
    from app.office import open_office
    from app.selfcheck import runs

    acting(by)
    office = open_office(home)
    run = runs.find(name)
    if remind:
        runs.remind(office, run)
        run = runs.find(run.name)
    states = runs.states(office, run)
    if as_json:
        for one in states:
            emit({"run": run.name, **one.__dict__})
        return 0
    table(
        f"{run.name}（{'已结束' if run.closed else '进行中'}）",
        ["单位", "下发", "收到", "退回待改", "情况", "最近交来", "谁交的", "催办"],
        [
            [s.unit, s.sent, s.answered, s.waiting, s.state, s.back_at[:16].replace("T", " "), s.back_by, s.reminded]
            for s in states
        ],
    )
    late = [one.unit for one in states if one.state != runs.WHOLE]
    say(f"还没有交齐 {len(late)} 个：{'、'.join(late)}" if late else "全部交齐。")
    return 0


@check_group.command(
    "collect", help="收回填好的自查表：好的行入库，有错的行暂存并指出单元格，--annotate 退回标好的表。"
)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="文件...")
@NAME
@click.option("--from", "sender", default="", help="谁交来的")
@click.option(
    "--annotate",
    type=click.Path(path_type=Path),
    help="把哪里填得不对标在原表上退回：一个文件写 .xlsx，几个文件写文件夹",
)
@BY
@JSON
@click.pass_obj
def collect_command(
    home: Path, files: Sequence[Path], name: str, sender: str, annotate: Path | None, by: str, as_json: bool
) -> int:
    """Through the importer, like every workbook."""
    from app.incoming.handback import give_back, targets
    from app.office import open_office
    from app.selfcheck.collecting import collect, faults_of, outcome

    acting(by)
    for path in files:
        if not path.is_file():
            raise UserError(str(path), "没有这个文件", "请检查路径；什么也没有收")
    backs = targets(annotate, files) if annotate else []
    taken = collect(open_office(home), name, files, sender.strip())
    wrong = [(one, path, back) for one, path, back in zip(taken, files, backs, strict=False) if _faulty(one)]
    returned, faults = give_back([o.result for o, _, _ in wrong], [p for _, p, _ in wrong], [b for _, _, b in wrong])
    complain(faults)
    for one in taken:
        if as_json:
            emit(one.as_dict())
            continue
        good = sum(not row.held for row in one.result.rows)
        words = f"（{said}）" if (said := outcome(one)) else ""
        say(f"{one.result.file}：收下 {good} 行，退回待改 {one.result.waiting} 行{words}")
        told = faults_of(one.result)
        for found in told[:SHOWN]:
            say(f"  {found.place or '整份'}：{found.message}。{found.advice}")
        if len(told) > SHOWN:
            say(f"  ……还有 {len(told) - SHOWN} 种，写 --annotate 得到逐格标好的退回件")
    for back in () if as_json else returned:
        say(f"退回件：{back}")
    return 2 if faults or any(one.result.refused for one in taken) else 0


def _faulty(one: object) -> bool:
    return any(found.severity != "info" for found in one.result.issues)  # type: ignore[attr-defined]


@check_group.command(
    "compare", help="把自报和办件统计、登记、对方填的对照，连同其他检查写成自查梳理表和汇总，并建立问题。"
)
@NAME
@click.option("--into", type=FOLDER, default=Path(), show_default=True, help="在此文件夹下写 office/自查/名称/")
@click.option("--no-docx", "no_docx", is_flag=True, help="不写 Word（快一些）")
@click.option("--no-problems", "no_problems", is_flag=True, help="只看结果，不建立问题")
@BY
@JSON
@click.pass_obj
def compare_command(home: Path, name: str, into: Path, no_docx: bool, no_problems: bool, by: str, as_json: bool) -> int:
    """Findings become problems, known again from run to run."""
    from app import flow
    from app.office import open_office
    from app.selfcheck import runs
    from app.selfcheck.rounds import compare_run

    acting(by)
    office = open_office(home)
    run = runs.find(name)
    done = compare_run(office, run, flow.decide(office, run.as_of), into, docx=not no_docx, problems=not no_problems)
    if as_json:
        for finding in done.compared.findings:
            emit(finding)
        emit({"run": run.name, "answered": done.compared.answered, "unanswered": done.compared.unanswered,
              "problems": done.opened.counts(), "folder": str(done.folder)})  # fmt: skip
        return 0
    show_findings(list(done.compared.findings))
    if not no_problems:
        say("问题：" + "，".join(f"{word}{number}" for word, number in done.opened.counts().items()))
    say(f"自查梳理表、汇总写在 {done.folder}。")
    return 0


@check_group.command("close", help="结束一次自查，以后交来的不再收；--reopen 重新打开。")
@NAME
@click.option("--why", default="", help="理由；没有交齐就结束的、重新打开的必写")
@click.option("--reopen", is_flag=True, help="重新打开")
@BY
@JSON
@click.pass_obj
def close_command(home: Path, name: str, why: str, reopen: bool, by: str, as_json: bool) -> int:
    """What is missing at the end is told, and needs a reason."""
    from app.office import open_office
    from app.selfcheck import runs

    acting(by)
    office = open_office(home)
    run = runs.find(name)
    late = [one.unit for one in runs.states(office, run) if one.state != runs.WHOLE]
    if late and not reopen and not why.strip():
        raise UserError(
            f"自查“{run.name}”",
            f"还有 {len(late)} 个单位没有交齐：{'、'.join(late)}",
            "先催办，或者写 --why 说明为什么结束",
        )
    runs.close(run, why, reopen=reopen)
    if as_json:
        emit({"run": run.name, "closed": not reopen, "missing": late})
    else:
        say(f"{run.name}{'重新打开' if reopen else '已经结束'}。" + (f"没有交齐：{'、'.join(late)}" if late else ""))
    return 0


COMMANDS = [check_group]
