"""Problems in the store (整改台账): opened from a run's findings or an inspection's list, known again, mended, closed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from app.clock import actor, now
from app.ledger import current, keep_file
from app.office import Office
from app.selfcheck.comparing import Compared, concerns
from app.store import record_act, transaction
from catalogue.canonical import dumps
from catalogue.finding import Finding, UserError
from catalogue.names import name_key
from catalogue.problem import (
    AGAIN,
    ASSIGN,
    BACK,
    CLOSED,
    FOUND,
    NOT_FOUND,
    PERSONAL,
    REFUTED,
    UNTOLD,
    Problem,
    ProblemAct,
    key_of,
    refuse,
)  # fmt: skip
from catalogue.rulebook import Rule

SELF_CHECK, INSPECTION = "自查", "督查"
ORDERED = "inspection"  # instead of a fault code: what an inspection ordered to be mended
NO_DATA = "无法判定"
MOST_BYTES = 50_000_000  # of one piece of evidence


@dataclass(frozen=True)
class Opened:
    """What taking findings in did: numbers of problems by what became of them."""

    new: tuple[int, ...] = ()
    again: tuple[int, ...] = ()
    back: tuple[int, ...] = ()
    not_found: tuple[int, ...] = ()
    untold: tuple[int, ...] = ()

    def counts(self) -> dict[str, int]:
        """How many of each, in Chinese."""
        return {"新发现": len(self.new), "仍然存在": len(self.again), "复发": len(self.back),
                "未再发现": len(self.not_found), "这次无法判定": len(self.untold)}  # fmt: skip


def problems(office: Office | None = None, *, number: int | None = None) -> list[Problem]:
    """Every problem with its acts, in the order in which they were opened; or one.

    With an office those that an earlier release kept without kind or name have them as the book says now.
    """
    from app.models import Problem as Row
    from app.models import ProblemAct as ActRow

    rows = Row.objects.order_by("id") if number is None else Row.objects.filter(pk=number)
    acts: dict[int, list[ProblemAct]] = {}
    for one in ActRow.objects.filter(problem__in=rows).order_by("id"):
        acts.setdefault(one.problem_id, []).append(ProblemAct(one.act, json.loads(one.body), one.at, one.by))
    found = []
    for row in rows:
        body = json.loads(row.body)
        body["basis"] = tuple(body.get("basis", ()))
        found.append(Problem(number=row.pk, key=row.key, opened=row.at, acts=tuple(acts.get(row.pk, ())), **body))
    if office is None or all(one.kind and one.title for one in found):
        return found
    checks: dict[str, list[Rule]] = {}
    for check in office.book.checks:
        checks.setdefault(check.fault.code if check.fault else "", []).append(check)
    return [_named(one, checks.get(one.code, ())) for one in found]


def _named(one: Problem, checks: Sequence[Rule]) -> Problem:
    """With the kind of the checks that find its fault; with their name where it is one."""
    names, kinds = {check.name for check in checks}, [check.counted_as for check in checks]
    title = one.title or (names.pop() if len(names) == 1 else "")
    return replace(one, kind=one.kind or next(iter(kinds), ""), title=title)


def problem(number: int, office: Office | None = None) -> Problem:
    """The problem of that number, or `UserError`."""
    found = problems(office, number=number)
    if not found:
        raise UserError(f"问题 {number}", "没有这个问题", "请用 quanmu problems list 查看编号")
    return found[0]


def take_findings(compared: Compared) -> Opened:
    """Open a run's findings as problems; know again those that are open, mended or closed. Nothing closes by itself.

    A problem of the run's units that is not found now is noted as such (it still has to be reviewed and closed); where
    the check could not be made for want of data that is noted instead.
    """
    run = compared.run
    faults: dict[str, Finding] = {}
    for finding in compared.findings:
        if finding.severity != NO_DATA:
            same = faults.setdefault(identity(finding), finding)
            if finding.message not in same.message:  # one fault told by two checks is one problem
                faults[identity(finding)] = replace(same, message=f"{same.message}；{finding.message}")
    unsure = {identity(f) for f in compared.findings if f.severity == NO_DATA}
    folded = {(f.code, name_key(f.unit)) for f in compared.findings if f.severity == NO_DATA and not f.subject}
    units = {name_key(sheet.unit) for sheet in run.sheets}
    round_ = {"自查": run.name}
    done: dict[str, list[int]] = {}
    with transaction():
        known = {one.key: one for one in problems()}
        for key, finding in faults.items():
            if key not in known:
                wanted = compared.proposed.get((finding.unit, finding.subject))
                said = {**round_, **({"单位拟定": dict(wanted)} if wanted else {})}
                done.setdefault("new", []).append(_open(key, SELF_CHECK, finding, said))
            elif run.name not in known[key].standing.rounds:
                one = known[key]
                act = BACK if one.standing.state == CLOSED else AGAIN
                _add(one.number, act, {**round_, "说明": finding.message})
                done.setdefault("back" if act == BACK else "again", []).append(one.number)
        for key, one in known.items():
            if one.source != SELF_CHECK or key in faults or not concerns(one.unit, units, compared.kinds):
                continue
            state = one.standing
            if state.state == CLOSED or run.name in state.rounds:
                continue
            lacks = key in unsure or (one.code, name_key(one.unit)) in folded
            act = UNTOLD if lacks else NOT_FOUND
            _add(one.number, act, round_)
            done.setdefault("untold" if lacks else "not_found", []).append(one.number)
        opened = Opened(**{name: tuple(numbers) for name, numbers in done.items()})
        record_act("问题入账", {"自查": run.name, **opened.counts()})
    return opened


def identity(finding: Finding) -> str:
    """The key of the problem that a finding of a self-check is."""
    return key_of(SELF_CHECK, finding.code, finding.subject or finding.place, finding.unit)


def adopt(numbers: Iterable[int]) -> list[int]:
    """交办 with the measure, person and deadline that the unit itself wrote into its 自查表; gives those it had them for."""
    done = []
    for number in numbers:
        one = problem(number)
        wanted = next((act.said["单位拟定"] for act in one.acts if "单位拟定" in act.said), None)
        if wanted and one.standing.state == "待交办":
            act(number, ASSIGN, wanted)
            done.append(number)
    return done


def _open(key: str, source: str, finding: Finding, round_: Mapping[str, Any]) -> int:
    return _create(key, round_, source=source, code=finding.code, unit=finding.unit, about=finding.place, message=finding.message,
                   advice=finding.advice, severity=finding.severity, kind=finding.kind, title=finding.title,
                   subject=finding.subject, basis=list(finding.basis))  # fmt: skip


def _create(key: str, said: Mapping[str, Any], **body: Any) -> int:
    from app.models import Problem as Row

    row = Row.objects.create(key=key, body=dumps(body), at=now(), by=actor())
    _add(row.pk, FOUND, said)
    number: int = row.pk
    return number


def take_inspections(office: Office) -> list[int]:
    """Open the problems that inspections ordered to be mended (imported by the layout 督查问题清单), each once."""
    fresh = []
    with transaction():
        known = {one.key for one in problems()}
        for record in current(office.fields, "问题"):
            facts = record.facts
            source = str(facts.get("问题来源") or INSPECTION)
            key = key_of(INSPECTION, source, record.key, str(facts.get("整改单位", "")))
            if key in known:
                continue
            fresh.append(
                _create(
                    key, {"自查": source}, source=source, code=ORDERED, unit=str(facts.get("整改单位", "")),
                    about=f"第{facts.get('问题编号', '')}号", message=str(facts.get("问题内容", "")), subject=record.key,
                    advice=str(facts.get("整改要求") or ""), severity="", kind=str(facts.get("问题类别") or "督查问题"),
                    title="督查交办的问题", basis=[],
                )
            )  # fmt: skip
        if fresh:
            record_act("督查问题入账", {"件": len(fresh)})
    return fresh


def act(
    number: int, what: str, said: Mapping[str, Any], *, evidence: Sequence[Path] = (), home: Path | None = None
) -> Problem:
    """Do one act about a problem; gives it as it stands then. Raises `UserError` where the act may not follow.

    Evidence files are kept whole under their sha256 in the data folder; the act names them.
    """
    kept = [_keep(path, home) for path in evidence]
    words = {**said, **({"证据": [f"{name}（sha256 {sha}）" for name, sha, _ in kept]} if kept else {})}
    with transaction():
        one = problem(number)
        refuse(one, what, words, actor())
        for _, sha, data in kept:
            assert home is not None
            keep_file(home, sha, data)
        _add(number, what, words)
        record_act(f"问题{what}", {"问题": number, **{n: v for n, v in words.items() if n not in PERSONAL}})
    return problem(number)


def _keep(path: Path, home: Path | None) -> tuple[str, str, bytes]:
    if home is None:
        raise ValueError("evidence needs the data folder")
    try:
        if path.stat().st_size > MOST_BYTES:
            raise UserError(str(path), "证据文件超过 50 MB", "请压缩或者只交关键的页")
        data = path.read_bytes()
    except OSError as error:
        raise UserError(str(path), "证据文件读不到", "请检查路径") from error
    if not data:
        raise UserError(str(path), "证据文件是空的", "请检查文件")
    return path.name, hashlib.sha256(data).hexdigest(), data


def _add(number: int, what: str, said: Mapping[str, Any]) -> None:
    from app.models import ProblemAct as ActRow

    ActRow.objects.create(problem_id=number, act=what, body=dumps(said), at=now(), by=actor())


def open_ones(every: Iterable[Problem]) -> list[Problem]:
    """Those that are neither closed nor refuted."""
    return [one for one in every if one.standing.state not in (CLOSED, REFUTED)]


def overdue(every: Iterable[Problem], day: date) -> list[Problem]:
    """Those past their deadline."""
    return [one for one in every if one.standing.overdue(day)]
