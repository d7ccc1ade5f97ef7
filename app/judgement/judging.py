"""Judging the whole catalogue as of a day: facts of every subject, decisions, rulings, and what they rest on."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.filing import counted, overdue
from app.grants.guides import with_guides
from app.grants.living import judged_events, lives_of
from app.incoming import identity
from app.judgement.rulings import Rulings
from app.office import Office
from catalogue.finding import Finding
from catalogue.names import name_key
from catalogue.records import Record
from rules.checks import NO_ANSWER
from rules.court import UNANSWERED
from rules.decide import Decisions, Facts, decide
from rules.facts.common import enrich
from rules.facts.filing import filings
from rules.facts.found import matter_decided_at, running
from rules.facts.grant import grants
from rules.facts.item import items
from rules.facts.judged import Judged
from rules.facts.lives import KIND as LIVES
from rules.facts.lives import Lives
from rules.facts.other import cited, others
from rules.facts.placement import placements
from rules.facts.subject import Subject
from rules.facts.world import World

MOVES_THE_WORK = ("交由", "授权", "委托")
WORLD, OTHERS, SUMS = "记录", "台账", counted.KIND


@dataclass(frozen=True)
class Judgement:
    """All that was judged as of a day, by one book."""

    day: date
    judged: Mapping[str, Sequence[Judged]]
    exclusions: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    first_uses: tuple[dict[str, str], ...] = ()

    def of_kind(self, kind: str) -> Sequence[Judged]:
        """The judged subjects of a kind."""
        return self.judged.get(kind, ())

    def counts(self) -> dict[str, dict[str, int]]:
        """For each question: how many are 已定, 裁定, 待定, 冲突."""
        found: dict[str, Counter[str]] = defaultdict(Counter)
        for group in self.judged.values():
            for one in group:
                for question, decision in one.decisions.items():
                    found[f"{one.kind}·{question}"][decision.status] += 1
        return {question: dict(statuses) for question, statuses in found.items()}


STATUSES = ("已定", "裁定", "待定", "冲突")


def shares(judgement: Judgement) -> dict[str, dict[str, float]]:
    """For each question: how many records were asked (共), and the count and the share (占比) of each status."""
    return {
        question: {"共": sum(found.values())}
        | {status: found.get(status, 0) for status in STATUSES}
        | {f"{status}占比": round(found.get(status, 0) / sum(found.values()), 4) for status in STATUSES}
        for question, found in judgement.counts().items()
    }


Known = Callable[[str, Sequence[Subject], Sequence[Facts]], Sequence[Decisions]]
"""The decisions that are known already for subjects of a kind with these facts; other questions are to be decided."""


@dataclass
class Common:
    """What two judgements of one store may have in common. `enriched`, by subject: its own facts, with what the register
    adds, and what disagrees; the same where day, fields, register, texts and lists are. `built`: subjects by what they
    were built for, see `shared_by`."""

    enriched: dict[str, tuple[Mapping[str, Any], dict[str, Any], list[str]]] = field(default_factory=dict)
    built: dict[str, Any] = field(default_factory=dict)

    def once(self, what: str, build: Callable[[], Any]) -> Any:
        """What was built under that name, or is now."""
        if what not in self.built:
            self.built[what] = build()
        return self.built[what]

    def shared_by(self, *, register: bool, parameters: bool, lives: bool) -> Common:
        """What a second judgement of the very same records on the same day may take over, as far as both books agree:
        `register`: fields, matters, texts and lists; `parameters` of that day, which some facts are counted by; `lives`:
        how the events of grants are judged on every day. What filings add up to is the store's own."""
        left = set[str]()
        if not (register and lives):
            left |= {LIVES, "赋权"}
        if not (register and parameters):
            left |= {"赋权", OTHERS}
        if not register:
            left |= {"职权"}
        kept = {what: built for what, built in self.built.items() if what not in left}
        return Common(self.enriched if register else {}, kept)

    def of_another_day(self) -> Common:
        """The same of the very same records and the same book on another day: the events of grants are judged on theirs."""
        return Common(built={what: built for what, built in self.built.items() if what == LIVES})

    def of_other_records(self, *, register: bool) -> Common:
        """The same where the records are not the very same."""
        kept = {what: built for what, built in self.built.items() if what in (SUMS, overdue.KIND)}
        return Common(self.enriched if register else {}, kept)


def judge(
    office: Office,
    records: Iterable[Record],
    day: date,
    *,
    known: Known | None = None,
    earlier_uses: Iterable[dict[str, str]] = (),
    common: Common | None = None,
) -> Judgement:
    """Judge every record in force that day. Items and grants first, since where towns finish a matter follows from them.

    `known` spares deciding again what cannot have changed; `earlier_uses`: what rulings rested on in a judgement that
    goes before this one and is not kept in the store. `common` is filled with what is built on the way, and what stands
    in it is taken as it is.
    """
    common = Common() if common is None else common
    records = [*records, *common.once(SUMS, lambda: counted.records(office, day))]
    world: World = common.once(WORLD, lambda: World.of(records, day))
    notes: list[Finding] = []
    rulings = Rulings(world.of_kind("裁定"), office.book, day, earlier_uses)
    run = _Run(office, day, rulings, notes, identity.confirmed(), known, common)
    held = office.book.on(day)
    item_subjects = common.once("办理项", lambda: list(items(world)))
    lived: Lives = common.once(LIVES, lambda: lives_of(office, records, run.confirmed))
    judged = {
        "办理项": run.judge("办理项", item_subjects),
        "职权": run.judge("职权", common.once("职权", lambda: list(items(world, "职权", held)))),
        "赋权": run.judge("赋权", common.once("赋权", lambda: with_guides(grants(world, held, lived), office, day))),
    }
    decided_at, in_towns = (
        matter_decided_at(judged["办理项"]),
        finished_in_towns(judged["赋权"], world.members("各镇")[0]),
    )
    judged["进驻"] = run.judge("进驻", list(placements(world, item_subjects, decided_at, in_towns)))
    for kind, subjects in common.once(OTHERS, lambda: others(world, office.book.fields, held)).items():
        if kind == "文件":
            subjects = cited(subjects, (one.facts for one in judged["赋权"]))
        judged[kind] = run.judge(kind, subjects)
    late = common.once(overdue.KIND, lambda: overdue.clocked(office, day) if office.stored else [])
    judged[overdue.KIND] = run.judge(overdue.KIND, late)
    judged["办件"] = run.judge("办件", list(filings(world, lawful(judged["赋权"]), lived)))
    judged["赋权经过"] = judged_events(lived, office.book)
    notes += rulings.findings() + counted.behind(office, day)
    return Judgement(day, judged, rulings.exclusions, tuple(notes), tuple(rulings.first_uses))


def lawful(judged: Sequence[Judged]) -> dict[str, str]:
    """By the key of a grant's row: whether all its recipients hold it lawfully (是), none of them (否); else nothing."""
    answers: dict[str, set[str]] = defaultdict(set)
    for one in judged:
        answers[one.subject.removeprefix("赋权|").rsplit("|", 1)[0]].add(str(one.answer("方式合法")))
    words = {"合法": "是", "不合法": "否"}
    return {key: words[next(iter(said))] for key, said in answers.items() if len(said) == 1 and said <= words.keys()}


def finished_in_towns(judged: Sequence[Judged], towns: Collection[str]) -> dict[str, str]:
    """By matter (`name_key`): 是 where lawful grants in force let every town finish the whole of it; "" where that is
    open, or true of some towns or of some cases only, so that no general statement can be made."""
    able: dict[str, set[str]] = defaultdict(set)
    found: dict[str, str] = {}
    for one in judged:
        moves = one.facts.get("赋权方式") in MOVES_THE_WORK and running(one)
        if not moves or one.facts.get("承接主体类别") not in ("镇", "街道"):
            continue
        done = one.answer("方式合法") == "合法" and one.answer("实际办结") == "承接主体"
        if done or one.open("方式合法") or one.open("实际办结"):
            found[name_key(one.name)] = ""
        if done and not one.facts.get("适用情形"):
            able[name_key(one.name)].add(str(one.facts.get("承接主体")))
    return found | {name: "是" for name, recipients in able.items() if towns and recipients >= set(towns)}


def _no_answer(decisions: Decisions) -> bool:
    return any(decision.note == UNANSWERED for decision in decisions.values())


def _unanswered(subject: Subject) -> Finding:
    return Finding(
        place=subject.name,
        code=NO_ANSWER,
        title="规则引擎没有答复",
        kind="没有判定",
        severity="错误",
        message="规则引擎超时、内存不足或中途停止，重试后仍没有答复，这条记录没有判定",
        advice="请重新判定；仍然如此，把这条记录和规则书交给维护者",
        unit=subject.unit,
        subject=subject.id,
    )


@dataclass
class _Run:
    office: Office
    day: date
    rulings: Rulings
    notes: list[Finding]
    confirmed: Mapping[str, str]
    known: Known | None
    common: Common

    def judge(self, kind: str, subjects: list[Subject]) -> list[Judged]:
        """Enrich, decide and pair up the subjects of one kind."""
        facts = []
        for subject in subjects:
            raw, enriched, issues = self.common.enriched.get(subject.id, ({}, {}, []))
            if raw is not subject.facts and raw != subject.facts:
                known = identity.remembered(self.confirmed, subject.facts)
                enriched, issues = enrich(self.office.book, kind, known, self.day)
                self.common.enriched[subject.id] = subject.facts, enriched, issues
            facts.append(enriched)
            self.notes += [
                Finding(place=subject.name, code="identity-disagrees", title="与登记册不一致", kind="数据对不上", severity="警告", message=f"{issue}{f'（{subject.place}）' if subject.place else ''}",
                        advice="请核对事项名称、编码和类型", unit=subject.unit, subject=subject.id)
                for issue in issues
            ]  # fmt: skip
        decisions = self._decisions(kind, subjects, facts)
        self.notes += [_unanswered(s) for s, d in zip(subjects, decisions, strict=True) if _no_answer(d)]
        applied = {
            (place, question): ruling
            for place, subject in enumerate(subjects)
            for question, ruling in self.rulings.of(subject, decisions[place]).items()
        }
        for place in {place for place, _ in applied}:  # few; earlier answers that are ruled may settle later questions
            own = {(0, question): ruling for (at, question), ruling in applied.items() if at == place}
            decisions[place] = decide(self.office.book, kind, [facts[place]], self.day, rulings=own)[0]
        return [
            Judged(s.id, s.kind, s.name, s.unit, s.place, s.matter, f, d, self.office.book, self.day)
            for s, f, d in zip(subjects, facts, decisions, strict=True)
        ]

    def _decisions(self, kind: str, subjects: Sequence[Subject], facts: list[dict[str, Any]]) -> list[Decisions]:
        """Without rulings; a subject with a ruling is always decided anew, since the ruling rests on the decision."""
        if self.known is None:
            return decide(self.office.book, kind, facts, self.day)
        standing = [
            {} if self.rulings.concern(subject) else decisions
            for subject, decisions in zip(subjects, self.known(kind, subjects, facts), strict=True)
        ]
        asked = sum(kind in question.kinds for question in self.office.book.questions)
        open_ = [place for place, decisions in enumerate(standing) if len(decisions) < asked]
        own, known = ([of[place] for place in open_] for of in (facts, standing))
        fresh = decide(self.office.book, kind, own, self.day, standing=known)
        found = dict(zip(open_, fresh, strict=True))
        return [found.get(place, decisions) for place, decisions in enumerate(standing)]
