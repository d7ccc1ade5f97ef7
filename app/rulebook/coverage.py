"""What the rule book does not reach: rules that never fired, records that nothing decided, and the data most often missing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from app.judgement.judging import Judgement
from app.rulebook.filling import settled_by
from catalogue.decision import Decision
from catalogue.finding import Finding
from catalogue.rulebook import Rule
from rules.books import Book
from rules.court import NO_RULE
from rules.facts.judged import Judged
from rules.truth import absent

FIRED, OVERRIDDEN, WAITING, NEVER = "作出过判定", "总被别的规则压过", "因缺事实而未定", "没有碰到过"
FOUND, UNTOLD, NONE = "查出过问题", "因缺事实而无法判定", "没有查出问题"
NOT_IN_FORCE, UNREAD = "判定日不在施行期", "待核，不作判定"


@dataclass(frozen=True)
class RuleUse:
    """A rule (or check) and how far it got: records it decided, was overridden on, or may apply to."""

    id: str
    name: str
    part: str
    state: str
    decided: int = 0
    overridden: int = 0
    waiting: int = 0


@dataclass(frozen=True)
class Lacking:
    """A fact that open decisions lack. `alone`: decisions for which it is the only thing missing; `settles`: of these how
    many it settles at least and at most, by what is filled in, where that was tried; `among`: decisions for which it is
    one of several. `supply`: what a unit has to fill in for it, `how`: in words.
    An earlier question (判定) that stays open for want of a rule, or in conflict, is no datum, nor is what the program
    works out of such answers (推得): they come last."""

    name: str
    source: str  # 字段 / 参数 / 清单 / 推得 / 判定
    alone: int
    among: int
    records: int
    questions: tuple[str, ...]
    units: tuple[str, ...]
    supply: tuple[str, ...]
    how: str = ""  # what is asked, and the values to choose from
    settles: tuple[int, int] | None = None


@dataclass(frozen=True)
class Undecided:
    """A record that no rule decides: no question of it is settled, or a question for which there is no rule."""

    kind: str
    unit: str
    name: str
    questions: tuple[str, ...]
    whole: bool  # nothing at all about it is decided


@dataclass(frozen=True)
class OpenDecision:
    """An open decision and what it lacks: one line of the office's list of things to find out."""

    unit: str
    kind: str
    name: str
    question: str
    missing: tuple[str, ...]
    lacking: str  # the same in words
    note: str


@dataclass(frozen=True)
class Coverage:
    """How far the book reaches on a catalogue, as of a day. `share`: by question 已定, 裁定, 待定, 冲突."""

    day: date
    rules: tuple[RuleUse, ...]
    lacking: tuple[Lacking, ...]
    undecided: tuple[Undecided, ...]
    open: tuple[OpenDecision, ...]
    share: dict[str, dict[str, int]] = field(default_factory=dict)


def cover(book: Book, judgement: Judgement, findings: Iterable[Finding]) -> Coverage:
    """Count over a judgement and its findings."""
    subjects = [one for group in judgement.judged.values() for one in group if one.decisions]
    open_ = [(one, d) for one in subjects for d in one.decisions.values() if d.status == "待定"]
    settles = settled_by(book, judgement.day, open_)
    return Coverage(
        day=judgement.day,
        rules=(*_rules(book, judgement.day, subjects), *_checks(book, judgement.day, findings)),
        lacking=tuple(replace(one, settles=settles.get(one.name)) for one in lacking(book, open_)),
        undecided=_undecided(subjects),
        open=tuple(
            OpenDecision(one.unit, one.kind, _called(one), d.question, d.missing, d.lacking, d.note)
            for one, d in sorted(open_, key=lambda pair: (pair[0].unit, pair[0].kind, pair[0].name))
        ),
        share=judgement.counts(),
    )


def _rules(book: Book, day: date, subjects: Sequence[Judged]) -> list[RuleUse]:
    decided, overridden, waiting = (defaultdict[str, set[str]](set) for _ in range(3))
    for one in subjects:
        for decision in one.decisions.values():
            for name in decision.rules:
                decided[name].add(one.subject)
            for aside in decision.set_aside:
                overridden[aside.rule].add(one.subject)
            for name in decision.sides.keys() - set(decision.rules):
                waiting[name].add(one.subject)
    out = []
    for rule in book.rules:
        counts = len(decided[rule.id]), len(overridden[rule.id]), len(waiting[rule.id])
        reached = next((s for s, n in zip((FIRED, OVERRIDDEN, WAITING), counts, strict=True) if n), NEVER)
        out.append(RuleUse(rule.id, rule.name, "规则", _asleep(rule, day) or reached, *counts))
    return out


def _checks(book: Book, day: date, findings: Iterable[Finding]) -> list[RuleUse]:
    told: Counter[str] = Counter()
    untold: Counter[str] = Counter()
    for finding in findings:
        (untold if finding.severity == "无法判定" else told)[finding.rule] += 1
    return [
        RuleUse(
            check.id,
            check.name,
            "检查",
            _asleep(check, day) or (FOUND if told[check.id] else UNTOLD if untold[check.id] else NONE),
            told[check.id],
            0,
            untold[check.id],
        )
        for check in book.checks
    ]


def _asleep(rule: Rule, day: date) -> str:
    """Why a rule could not fire whatever the catalogue holds."""
    return NOT_IN_FORCE if not rule.in_force(day) else UNREAD if rule.unread else ""


def lacking(book: Book, open_: Sequence[tuple[Judged, Decision]]) -> tuple[Lacking, ...]:
    """What open decisions lack, that first which would let most be decided; decisions of an earlier question last."""
    alone: Counter[str] = Counter()
    among: Counter[str] = Counter()
    records, units = defaultdict[str, set[str]](set), defaultdict[str, Counter[str]](Counter)
    questions, supply = defaultdict[str, set[str]](set), defaultdict[str, Counter[str]](Counter)
    for one, decision in open_:
        # an unread rule or a second thing that is missing would still keep it open
        only = len(decision.missing) == 1 and not decision.note
        for name in decision.sought:
            (alone if only else among)[name] += 1
            records[name].add(one.subject)
            units[name][one.unit] += 1
            questions[name].add(decision.question)
            supply[name].update(_supply(book, name, one))
    return tuple(
        Lacking(
            name,
            _source(book, name),
            alone[name],
            among[name],
            len(records[name]),
            tuple(q.name for q in book.questions if q.name in questions[name]),
            tuple(unit for unit, _ in units[name].most_common()),
            tuple(sorted(supply[name])),
            _how(book, name),
        )
        for name in sorted(records, key=lambda n: (_source(book, n) in ("推得", "判定"), -alone[n], -among[n], n))
    )


def _source(book: Book, name: str) -> str:
    if name.startswith(("参数：", "清单：")):
        return name[:2]
    if name in book.vocabulary.questions:
        return "判定"
    return "推得" if _worked_out(book, name) else "字段"


def _worked_out(book: Book, name: str) -> bool:
    """Whether nobody can fill it in: the program works it out, and not of facts that stand in a record (由来)."""
    declared = book.fields.fields.get(name)
    return declared is not None and declared.nature == "推得" and not declared.made_of


def _supply(book: Book, name: str, one: Judged) -> list[str]:
    """A fact that is worked out is supplied by what it is made of (由来) and is not known yet."""
    declared = book.fields.fields.get(name)
    if declared and _worked_out(book, name):
        return [declared.phrases.get("未知", name)]
    return [part for part in (declared.made_of if declared else ()) if absent(one.facts.get(part))]


def _how(book: Book, name: str) -> str:
    declared = book.fields.fields.get(name)
    if declared is None:
        return {"参数": "在“参数”里写本地的值", "清单": "在“清单”里放入这份清单"}.get(_source(book, name), "")
    asked = declared.phrases.get("未知") or declared.note
    values = declared.values or (("是", "否") if declared.type == "是否" else ())
    choices = f"填{'／'.join(values)}" if values else f"填{declared.unit or declared.type}"
    return "；".join(filter(None, (asked, "" if _source(book, name) == "推得" else choices)))


def _undecided(subjects: Sequence[Judged]) -> tuple[Undecided, ...]:
    out = []
    for one in subjects:
        without = tuple(d.question for d in one.decisions.values() if d.status == "待定" and d.note == NO_RULE)
        whole = all(d.status == "待定" for d in one.decisions.values())
        if without or whole:
            out.append(Undecided(one.kind, one.unit, _called(one), without or tuple(one.decisions), whole))
    return tuple(sorted(out, key=lambda u: (not u.whole, u.kind, u.unit, u.name)))


def _called(one: Judged) -> str:
    recipient = one.facts.get("承接主体")
    return f"{one.name} → {recipient}" if recipient else one.name
