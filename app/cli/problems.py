"""Command problems: the 整改台账. list, show, open, set, mend, review, close, extend, refute, report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from app.cli.chinese import group
from app.cli.importing import BY, acting
from app.cli.screen import AS_OF, JSON, emit, errors, say, table, the_day
from app.clock import now
from catalogue import problem as acts
from catalogue.finding import UserError
from catalogue.problem import Problem

NUMBERS = click.argument("numbers", nargs=-1, required=True, type=int, metavar="编号...")
DAY = click.DateTime(formats=["%Y-%m-%d"])


@group(
    name="problems",
    help="问题整改：台账、交办、证据、复核、销号、调度汇总和通报。没有证据、没有另一个人复核的，不能销号。",
)
def problems_group() -> None:
    """Everything about problems."""


def _facts(one: Problem, day: date) -> dict[str, Any]:
    now = one.standing
    return {
        "number": one.number, "source": one.source, "unit": one.unit, "about": one.about, "kind": one.kind, "code": one.code, "title": one.title,
        "severity": one.severity, "message": one.message, "state": now.state, "measure": now.measure, "person": now.person,
        "deadline": now.deadline, "overdue": now.overdue(day), "evidence": now.evidence, "returned": now.returned,
        "last_seen": now.last_seen, "rounds": now.rounds,
    }  # fmt: skip


@problems_group.command("list", help="台账：全部问题，或者按单位、状态、逾期看。")
@click.option("--unit", default="", help="只看这个单位")
@click.option("--state", type=click.Choice(acts.STATES), help="只看这个状态")
@click.option("--source", default="", help="只看这个来源（自查，或督查的名称）")
@click.option("--overdue", "late", is_flag=True, help="只看逾期的")
@AS_OF
@JSON
@click.pass_obj
def list_command(
    home: Path, unit: str, state: str | None, source: str, late: bool, as_of: datetime | None, as_json: bool
) -> int:
    """Overdue ones stand first."""
    from app.office import open_office
    from app.selfcheck.problems import problems

    office, day = open_office(home), the_day(as_of)
    shown = [
        one
        for one in problems(office)
        if (not unit or one.unit == unit) and (not source or one.source == source)
        and (not state or one.standing.state == state) and (not late or one.standing.overdue(day))
    ]  # fmt: skip
    shown.sort(key=lambda one: (not one.standing.overdue(day), one.number))
    for one in shown if as_json else ():
        emit(_facts(one, day))
    if not as_json:
        rows = [
            [
                one.number,
                one.unit,
                one.kind,
                one.message[:40],
                now.state,
                now.person,
                now.deadline or "",
                "逾期" if now.overdue(day) else "",
            ]
            for one in shown
            for now in (one.standing,)
        ]
        table(f"问题 {len(rows)} 个", ["编号", "责任单位", "类型", "问题", "状态", "责任人", "时限", ""], rows)
    return 0


@problems_group.command("show", help="一个问题的全部经过。")
@click.argument("number", type=int, metavar="编号")
@AS_OF
@JSON
@click.pass_obj
def show_command(home: Path, number: int, as_of: datetime | None, as_json: bool) -> int:
    """What was found, and everything done about it."""
    from app.office import open_office
    from app.selfcheck.problems import problem

    one, day = problem(number, open_office(home)), the_day(as_of)
    if as_json:
        emit({**_facts(one, day), "acts": [act.__dict__ for act in one.acts]})
        return 0
    now = one.standing
    say(f"问题 {one.number}（{one.source}·{one.kind}·{one.called}）　{one.unit}　{one.about}")
    say(one.message)
    say(
        f"状态：{now.state}{'（逾期）' if now.overdue(day) else ''}　措施：{now.measure or '—'}　责任人：{now.person or '—'}　时限：{now.deadline or '—'}"
    )
    for act in one.acts:
        words = "；".join(
            f"{name}：{'、'.join(value) if isinstance(value, list) else value}" for name, value in act.said.items()
        )
        say(f"  {act.at[:16].replace('T', ' ')} {act.by} {act.act}　{words}")
    return 0


@problems_group.command("open", help="把督查交办的问题（督查问题清单，已经导入）列入台账。")
@BY
@JSON
@click.pass_obj
def open_command(home: Path, by: str, as_json: bool) -> int:
    """Each once."""
    from app.office import open_office
    from app.selfcheck.problems import take_inspections

    acting(by)
    fresh = take_inspections(open_office(home))
    emit({"opened": fresh}) if as_json else say(f"列入台账 {len(fresh)} 个督查问题。")
    return 0


def _do(
    home: Path,
    numbers: Sequence[int],
    what: str,
    said: dict[str, Any],
    by: str,
    as_json: bool,
    evidence: Sequence[Path] = (),
) -> int:
    from app.office import open_office
    from app.selfcheck.problems import act

    acting(by)
    office = open_office(home)
    words = {name: value for name, value in said.items() if value}
    for number in numbers:
        one = act(number, what, words, evidence=evidence, home=office.home)
        emit({"number": number, "state": one.standing.state}) if as_json else say(
            f"问题 {number}：{what}，现在是“{one.standing.state}”。"
        )
    if (deadline := words.get("时限", "9999")) < now()[:10]:
        errors.print(
            f"注意：时限 {deadline} 已经过去（今天是 {now()[:10]}），一记下就是逾期。写错了的，用 problems extend 改。"
        )
    return 0


def _common(command: Callable[..., int]) -> Callable[..., int]:
    return NUMBERS(BY(JSON(click.pass_obj(command))))


@problems_group.command("set", help="交办：写明整改措施、责任人、时限；--adopt 采用单位在自查表里自己写的。")
@click.option("--measure", default="", help="整改措施")
@click.option("--person", default="", help="责任人")
@click.option("--deadline", type=DAY, help="时限，如 2022-03-31")
@click.option("--adopt", is_flag=True, help="采用单位自己写的措施、责任人、时限（写了的才交办）")
@_common
def set_command(
    home: Path,
    numbers: Sequence[int],
    measure: str,
    person: str,
    deadline: datetime | None,
    adopt: bool,
    by: str,
    as_json: bool,
) -> int:
    """Assign."""
    if adopt:
        from app.office import open_office
        from app.selfcheck.problems import adopt as adopt_them

        acting(by)
        open_office(home)
        done = adopt_them(numbers)
        emit({"adopted": done}) if as_json else say(f"采用单位自己写的措施，交办 {len(done)} 个。")
        return 0
    said = {"措施": measure, "责任人": person, "时限": deadline.date().isoformat() if deadline else ""}
    return _do(home, numbers, acts.ASSIGN, said, by, as_json)


@problems_group.command("mend", help="报整改情况，交证据（文件整份留存）；--add 只补证据。")
@click.option("--note", default="", help="怎样改的")
@click.option(
    "--evidence", "evidence", multiple=True, type=click.Path(path_type=Path, dir_okay=False), help="证据文件，可重复"
)
@click.option("--mender", default="", help="整改的人（不写则是经办人）")
@click.option("--add", is_flag=True, help="只补证据")
@_common
def mend_command(
    home: Path,
    numbers: Sequence[int],
    note: str,
    evidence: Sequence[Path],
    mender: str,
    add: bool,
    by: str,
    as_json: bool,
) -> int:
    """Evidence is kept by its sha256."""
    return _do(home, numbers, acts.ADD if add else acts.MEND, {"情况": note, "整改人": mender}, by, as_json, evidence)


@problems_group.command("review", help="复核：通过或者退回；整改的人不能复核自己。")
@click.option("--pass/--reject", "passed", default=None, help="通过，还是退回重改")
@click.option("--note", default="", help="复核意见")
@click.option("--reviewer", default="", help="复核的人（不写则是经办人）")
@_common
def review_command(
    home: Path, numbers: Sequence[int], passed: bool | None, note: str, reviewer: str, by: str, as_json: bool
) -> int:
    """By somebody else."""
    if passed is None:
        raise UserError("--pass", "没有写通过还是退回", "写 --pass 或者 --reject")
    return _do(home, numbers, acts.PASS if passed else acts.REJECT, {"意见": note, "复核人": reviewer}, by, as_json)


@problems_group.command("extend", help="延期：新的时限、理由、批准人。")
@click.option("--deadline", type=DAY, help="新的时限")
@click.option("--why", default="", help="理由")
@click.option("--approver", default="", help="批准人")
@_common
def extend_command(
    home: Path, numbers: Sequence[int], deadline: datetime | None, why: str, approver: str, by: str, as_json: bool
) -> int:
    """With a reason and who allowed it."""
    said = {"时限": deadline.date().isoformat() if deadline else "", "理由": why, "批准人": approver}
    return _do(home, numbers, acts.EXTEND, said, by, as_json)


@problems_group.command("refute", help="认定问题不成立：理由、批准人。")
@click.option("--why", default="", help="理由")
@click.option("--approver", default="", help="批准人")
@_common
def refute_command(home: Path, numbers: Sequence[int], why: str, approver: str, by: str, as_json: bool) -> int:
    """Not a problem after all."""
    return _do(home, numbers, acts.REFUTE, {"理由": why, "批准人": approver}, by, as_json)


@problems_group.command("close", help="销号：要有证据，要复核通过。")
@_common
def close_command(home: Path, numbers: Sequence[int], by: str, as_json: bool) -> int:
    """The end, until it comes back."""
    return _do(home, numbers, acts.CLOSE, {}, by, as_json)


@problems_group.command("report", help="整改台账、调度汇总、逾期清单和通报（Excel、网页、Word、PDF）。")
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    show_default=True,
    help="在此文件夹下写 office/整改/",
)
@AS_OF
@JSON
@click.pass_obj
def report_command(home: Path, into: Path, as_of: datetime | None, as_json: bool) -> int:
    """As of a day: what is overdue depends on it."""
    from app.office import open_office
    from app.selfcheck.papers import write_problems

    written = write_problems(open_office(home), the_day(as_of), into / "office" / "整改")
    emit({"files": [str(path) for path in written]}) if as_json else say(
        f"写了 {len(written)} 个文件，在 {into / 'office' / '整改'}。"
    )
    return 0


COMMANDS = [problems_group]
