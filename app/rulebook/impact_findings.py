"""Which findings a change brings, ends or alters: checked again only where facts or a check changed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.judgement import checking
from app.judgement.judging import Judgement
from catalogue.finding import Finding
from catalogue.records import Record
from rules.books import Book
from rules.checks import check as run_checks
from rules.court import Decisions
from rules.decide import Ready
from rules.difference import Difference, same_facts


@dataclass(frozen=True)
class Side:
    """One side of the comparison: a book, a day, the records, and how to call it."""

    label: str
    book: Book
    day: date
    records: Sequence[Record]


@dataclass(frozen=True)
class Seen:
    """A side when it is judged, by kind: the rows that checks and indicators read, and the decisions under them."""

    side: Side
    judgement: Judgement
    rows: Mapping[str, Ready]
    decisions: Mapping[str, list[Decisions]]

    @classmethod
    def of(cls, side: Side, judgement: Judgement) -> Seen:
        """Lay out what was judged."""
        decisions = {kind: [one.decisions for one in group] for kind, group in judgement.judged.items()}
        return cls(side, judgement, checking.rows_to_check(judgement), decisions)

    def by_subject(self, kind: str) -> dict[str, dict[str, Any]]:
        """The rows of a kind by what they are about."""
        group = self.judgement.of_kind(kind)
        return {one.subject: row for one, row in zip(group, self.rows.get(kind, []), strict=True)}

    def touched(self, kind: str, checks: Difference) -> set[str]:
        """What changed checks apply to, or may."""
        hits = checks.touched(kind, self.rows.get(kind, Ready()))
        return {one.subject for one, hit in zip(self.judgement.of_kind(kind), hits, strict=True) if hit}

    def found(self, kind: str, names: Collection[str], only: Collection[str] | None) -> Iterator[Finding]:
        """What the checks (all, or `only` these) find in the subjects of those names."""
        group = self.judgement.of_kind(kind)
        chosen = [place for place, one in enumerate(group) if one.subject in names]
        rows = Ready(self.rows[kind][place] for place in chosen)
        decisions = [self.decisions[kind][place] for place in chosen]
        found = run_checks(self.side.book, kind, rows, self.side.day, decisions, only)
        for place, findings in zip(chosen, found, strict=True):
            yield from (checking.placed(finding, group[place]) for finding in findings)


def changed(first: Seen, second: Seen) -> dict[str, set[str]]:
    """By kind the subjects whose rows differ, or that only one side has; no kind of which none does. Claims are not
    looked at."""
    found = {}
    for kind in dict.fromkeys((*first.rows, *second.rows)):
        olds, news = first.by_subject(kind), second.by_subject(kind)
        names = {
            name
            for name in olds.keys() | news.keys()
            if name not in olds or name not in news or not same_facts(olds[name], news[name])
        }
        if names and kind != checking.CLAIMS:
            found[kind] = names
    return found


@dataclass(frozen=True)
class Moved:
    """What becomes of findings: those that end, those that are new, and those that say something else (before, after) of
    the same subject by the same check: how grave it is, its words, its basis or what is lacking."""

    ended: tuple[Finding, ...] = ()
    new: tuple[Finding, ...] = ()
    altered: tuple[tuple[Finding, Finding], ...] = ()

    @property
    def rules(self) -> set[str]:
        """The checks that find otherwise."""
        return {one.rule for one in (*self.ended, *self.new, *(after for _, after in self.altered))}

    def __str__(self) -> str:
        counts = (("不再有", self.ended), ("新出现", self.new), ("有改变", self.altered))
        said = "，".join(f"{how} {len(found)} 条" for how, found in counts)
        return f"自查发现{said}" if self.ended or self.new or self.altered else "自查发现没有变化"


def findings(first: Seen, second: Seen, checks: Difference, moved: Mapping[str, set[str]]) -> Moved:
    """What becomes of the findings of both sides. `moved`: what `changed` says."""
    ended: list[Finding] = []
    new: list[Finding] = []
    for kind in dict.fromkeys((*first.rows, *second.rows)):
        if kind == checking.CLAIMS:
            continue
        names = moved.get(kind, set())
        touched = (first.touched(kind, checks) | second.touched(kind, checks)) - names
        was, now = (
            {*side.found(kind, names, None), *side.found(kind, touched, checks.reached)} if names or touched else set()
            for side in (first, second)
        )
        ended += was - now
        new += now - was
    ended, new = (sorted(one, key=lambda f: (f.rule, f.unit, f.place, f.subject)) for one in (ended, new))
    later = {(one.rule, one.subject): one for one in new}
    altered = tuple((one, later[one.rule, one.subject]) for one in ended if (one.rule, one.subject) in later)
    paired = {id(one) for pair in altered for one in pair}
    return Moved(*(tuple(one for one in side if id(one) not in paired) for side in (ended, new)), altered)
