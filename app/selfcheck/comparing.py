"""Holding a run's answers (自报) against figures, records and events; with the other findings of the run's units."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.judgement.checking import Checked, said_once_for
from app.judgement.judging import Judgement
from app.office import Office
from app.selfcheck.lists import HALL, RECEIVED, RELEASED
from app.selfcheck.runs import Run, answers
from app.selfcheck.statutory import STATUTORY
from catalogue.finding import Finding
from catalogue.names import name_key
from catalogue.records import Record
from rules.books import Book
from rules.checks import check as run_checks
from rules.facts.judged import Judged
from rules.facts.subject import without_empty
from rules.facts.world import kinds_meant

KIND = "自查填报"
KNOWN = (
    "印章已授",
    "账号已开",
    "培训已办",
    "持证人数",
    "承接方办件数",
    "部门办件数",
    "办件数出处",
    "部门签发件数",
    "重复受理件数",
)
BOTH_SIDES = (("自报交接", "交接清单"), ("自报印章", "专用印章"), ("自报账号", "系统账号"), ("自报签发方", "由谁签发"),
              ("自报重复件数", "重复提交件数"))  # fmt: skip


@dataclass(frozen=True)
class Looked:
    """What one 检测 had to look at: records of each of its kinds, what it found, what it could not tell."""

    detector: str
    records: Mapping[str, int]
    found: int
    untold: int


@dataclass(frozen=True)
class Compared:
    """What a run found: findings of its units (their own answers' included), and the rows that nobody answered."""

    run: Run
    findings: tuple[Finding, ...]
    answered: int
    unanswered: Mapping[str, int]
    proposed: Mapping[tuple[str, str], Mapping[str, str]]  # (unit, subject) -> 措施, 责任人, 时限 that the unit wrote
    looked: tuple[Looked, ...] = ()
    kinds: frozenset[str] = frozenset()  # 机构类别 of the run's units: whom 各镇 means
    left: int = 0  # findings of units that are not in this run, or of none: told by the check at once


def compare(office: Office, run: Run, judgement: Judgement, checked: Checked) -> Compared:
    """Findings of the run's units only; a claim is never a fact, it is compared."""
    given = answers(office, run)
    units = {name_key(sheet.unit) for sheet in run.sheets}
    kinds = {str(one.facts.get("机构类别")) for one in judgement.of_kind("机构") if name_key(one.name) in units}
    own = _of_the_answers(office, run, judgement, given)
    others = [one for one in checked.findings if concerns(one.unit, units, kinds)]
    unanswered = {
        sheet.unit: missing for sheet in run.sheets if (missing := sum(number not in given for number in sheet.rows))
    }
    found = sorted([*own, *others], key=lambda f: (f.unit, f.code, f.place, f.subject))
    left = len(checked.findings) - len(others)
    looked = _looked(office.book, judgement, len(given), found)
    return Compared(run, tuple(found), len(given), unanswered, _proposed(run, given), looked, frozenset(kinds), left)


def concerns(unit: str, units: Collection[str], kinds: Collection[str]) -> bool:
    """Whether a finding is one of the run's units: by its name, as one of several, or as 各镇 where towns are in the run."""
    several = {name_key(part) for part in unit.split("、")}
    return bool(several & set(units) or set(kinds_meant(unit)) & set(kinds))


def _looked(book: Book, judgement: Judgement, answered: int, found: Sequence[Finding]) -> tuple[Looked, ...]:
    records: dict[str, dict[str, int]] = {}
    for one in book.checks:
        if one.detector and one.in_force(judgement.day):
            for kind in one.kinds:
                many = answered if kind == KIND else len(judgement.of_kind(kind))
                records.setdefault(one.detector, {})[kind] = many
    told = Counter((one.kind, one.severity == "无法判定") for one in found)
    return tuple(Looked(name, kinds, told[name, False], told[name, True]) for name, kinds in records.items())


def _proposed(run: Run, given: Mapping[str, Record]) -> dict[tuple[str, str], dict[str, str]]:
    found = {}
    for sheet in run.sheets:
        for number, sent in sheet.rows.items():
            facts = given[number].facts if number in given else {}
            said = [facts.get(name) for name in ("整改措施", "责任人", "整改时限")]
            if all(said):
                found[sheet.unit, str(sent["对象"])] = {
                    "措施": str(said[0]),
                    "责任人": str(said[1]),
                    "时限": said[2].isoformat(),
                }  # type: ignore[union-attr]
    return found


def _of_the_answers(office: Office, run: Run, judgement: Judgement, given: Mapping[str, Record]) -> list[Finding]:
    subjects, cases = _subjects(judgement), _cases(judgement)
    other = _other_side(run, given)
    rows: list[dict[str, Any]] = []
    about: list[tuple[str, str, str]] = []
    for sheet in run.sheets:
        for number, sent in sheet.rows.items():
            if number not in given:
                continue
            known = _known(sent, subjects.get(str(sent["对象"]), ()))
            if sent["自查类别"] == STATUTORY:
                known = {"承接方办件数": cases(str(sent["事项名称"]), sheet.unit), "办件数出处": "办件统计"}
            facts = {**sent, **known, **given[number].facts, "填报单位": sheet.unit, "对方自报不符": other.get(number)}
            facts["已进驻"] = sent.get("已进驻")
            rows.append(without_empty({name: value for name, value in facts.items() if name != "对象"}))
            about.append((str(sent["对象"]), sheet.unit, str(sent["事项名称"])))
    found = run_checks(office.book, KIND, rows, run.as_of, [{} for _ in rows])
    placed = [
        # the subject is what the row is about, not the row: the next run must know the same problem again
        replace(one, subject=subject, unit=unit, place=f"{place}（自查表）")
        for (subject, unit, place), findings in zip(about, found, strict=True)
        for one in findings
    ]
    return said_once_for(KIND, rows, placed, office.book)


def _subjects(judgement: Judgement) -> dict[str, list[Judged]]:
    """Subjects by what a row is about: one grant to one recipient, one placement, or all recipients of a grant's row."""
    found: dict[str, list[Judged]] = {}
    for one in (*judgement.of_kind("赋权"), *judgement.of_kind("进驻")):
        found.setdefault(one.subject, []).append(one)
        if one.kind == "赋权":
            found.setdefault(one.subject.rsplit("|", 1)[0], []).append(one)
    return found


def _cases(judgement: Judgement) -> Callable[[str, str], int | None]:
    """Cases that a unit took in of a matter: 0 where it gave figures without it, None where it gave none."""
    counted: Counter[tuple[str, str]] = Counter()
    units = set()
    for one in judgement.of_kind("办件统计"):
        unit = name_key(str(one.facts.get("办件单位", "")))
        units.add(unit)
        counted[name_key(str(one.facts.get("事项名称", ""))), unit] += int(one.facts.get("受理件数") or 0)
    return lambda matter, unit: counted[name_key(matter), name_key(unit)] if name_key(unit) in units else None


def _known(sent: Mapping[str, Any], about: Sequence[Judged]) -> dict[str, Any]:
    """What the program knows of a row's subject; of a department's row the figures of its own side."""
    if not about:
        return {}
    facts = about[0].facts
    match sent["自查类别"]:
        case side if side == RECEIVED:
            return {name: facts.get(name) for name in KNOWN}
        case side if side == HALL:
            return {name: facts.get(name) for name in ("部门办件数", "大厅办件数", "办件数出处")}
    twice = [one.facts["重复受理件数"] for one in about if "重复受理件数" in one.facts]
    known = {name: facts.get(name) for name in ("部门办件数", "办件数出处")}
    return {**known, "重复受理件数": sum(twice) if twice else None}


def _other_side(run: Run, given: Mapping[str, Record]) -> dict[str, list[str]]:
    """对方自报不符 of a recipient's row: what the department said otherwise of the same grant, column by column."""
    released: dict[str, tuple[str, Record]] = {}
    for sheet in run.sheets:
        for number, sent in sheet.rows.items():
            if sent["自查类别"] == RELEASED and number in given:
                released[str(sent["对象"])] = (sheet.unit, given[number])
    found: dict[str, list[str]] = {}
    for sheet in run.sheets:
        for number, sent in sheet.rows.items():
            there = released.get(str(sent["对象"]).rsplit("|", 1)[0])
            if sent["自查类别"] != RECEIVED or number not in given or there is None:
                continue
            unit, theirs = there
            mine = given[number].facts
            differ = [
                f"{word}：{sheet.unit}填{mine[name]}，{unit}填{theirs.facts[name]}"
                for name, word in BOTH_SIDES
                if name in mine and name in theirs.facts and mine[name] != theirs.facts[name]
            ]
            if differ:
                found[number] = differ
    return found
