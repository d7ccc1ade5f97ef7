"""The self-check (自查): every check over every subject, claims held against what was computed, indicators printed whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.judgement.judging import Judgement
from app.office import Office
from catalogue.finding import Finding
from exporters.figures.indicators import Breakdown, Dimension, IndicatorLine
from rules.books import Book
from rules.checks import check as run_checks
from rules.claims import claim_facts
from rules.decide import Ready
from rules.facts.found import Found
from rules.facts.judged import Judged
from rules.indicators import DIMENSIONS, Figure, Months, measure
from rules.truth import absent
from rules.wording import said

if TYPE_CHECKING:
    from exporters.sheet import Sheet

CLAIMS = "自报指标"


@dataclass(frozen=True)
class Checked:
    """Findings in order of unit and code, and the indicators."""

    findings: tuple[Finding, ...]
    indicators: tuple[IndicatorLine, ...]
    figures: tuple[Figure, ...]


def check(office: Office, judgement: Judgement, *, each: bool = False) -> Checked:
    """Compute the indicators, then run every check over the subjects of its kind.

    `each`: a finding a record also where a whole column is missing, which is otherwise said once.
    """
    facts = rows_to_check(judgement)
    decisions = {kind: [dict(one.decisions) for one in group] for kind, group in judgement.judged.items()}
    figures = figured(office, judgement, facts, decisions)
    found: list[Finding] = list(judgement.findings)
    for kind, group in judgement.judged.items():
        rows = facts[kind]
        if kind == CLAIMS:
            rows = [{**row, **more} for row, more in zip(rows, claim_facts(office.book, rows, figures), strict=True)]
        checked = run_checks(office.book, kind, rows, judgement.day, decisions[kind])
        held = [placed(finding, one) for one, findings in zip(group, checked, strict=True) for finding in findings]
        found += held if each else said_once_for(kind, rows, held, office.book)
    found.sort(key=lambda f: (f.unit, f.code, f.place, f.subject))
    return Checked(tuple(found), tuple(_line(figure) for figure in figures), tuple(figures))


SUMS = "办件汇总"


def figured(
    office: Office,
    judgement: Judgement,
    facts: Mapping[str, Sequence[Mapping[str, Any]]],
    decisions: Mapping[str, Sequence[Mapping[str, Any]]],
    months: Months | None = None,
) -> list[Figure]:
    """Every indicator, with filings in masses where any were judged, read by unit, town, window and month."""
    from app.filing import cards

    sums = cards.facts(office, judgement.day) if office.stored else []
    decisions = {kind: group for kind, group in decisions.items() if kind != SUMS}
    return measure(
        office.book,
        {**facts, SUMS: sums},
        judgement.day,
        decisions=decisions,
        dimensions=tuple(DIMENSIONS),
        months=months,
    )


def indicators(office: Office, judgement: Judgement, months: Months | None = None) -> Checked:
    """The indicators alone, without any check; of those months where the records name one."""
    decisions = {kind: [dict(one.decisions) for one in group] for kind, group in judgement.judged.items()}
    figures = figured(office, judgement, rows_to_check(judgement), decisions, months)
    return Checked((), tuple(map(_line, figures)), tuple(figures))


def said_once(kind: str, rows: Sequence[Mapping[str, Any]], findings: Sequence[Finding]) -> list[Finding]:
    """A check that lacks what no record of the kind has says so once, not once a record: a whole column is missing."""
    known = {name for row in rows for name, value in row.items() if not absent(value)}
    kept: list[Finding] = []
    whole: dict[tuple[str, tuple[str, ...]], list[Finding]] = {}
    for finding in findings:
        nowhere = tuple(name for name in finding.missing if name not in known)
        if finding.severity == "无法判定" and nowhere:
            whole.setdefault((finding.rule, nowhere), []).append(finding)
        else:
            kept.append(finding)
    for (_, nowhere), group in whole.items():
        kept += group if len(group) == 1 else [_whole_column(kind, nowhere, group)]
    return kept


def said_once_for(
    kind: str, rows: Sequence[Mapping[str, Any]], findings: Sequence[Finding], book: Book
) -> list[Finding]:
    """Once for all, else once for a unit. A fact that is known means that what it is made of (由来) was sent."""
    fields = book.fields.fields
    sent = [{**{s: "是" for n in row if n in fields for s in fields[n].made_of}, **row} for row in rows]
    return said_once_a_unit(kind, sent, said_once(kind, sent, findings), book)


def said_once_a_unit(
    kind: str, rows: Sequence[Mapping[str, Any]], findings: Sequence[Finding], book: Book
) -> list[Finding]:
    """The same for a unit that sent no record with the fact (its system's export was never brought in, say)."""
    checks = {rule.id: rule.fault for rule in book.checks if rule.fault}
    fields = {fault.unit_field for one in findings if (fault := checks.get(one.rule)) and fault.unit_field}
    known = {
        (field, said(row[field]), name)
        for row in rows
        for field in fields & row.keys()
        for name, value in row.items()
        if not absent(value)
    }
    kept: list[Finding] = []
    whole: dict[tuple[str, str, tuple[str, ...]], list[Finding]] = {}
    for one in findings:
        fault = checks.get(one.rule)
        sent = fault and any((fault.unit_field, one.unit, name) in known for name in one.missing)
        if one.severity == "无法判定" and one.missing and fault and fault.unit_field and not sent:
            whole.setdefault((one.rule, one.unit, one.missing), []).append(one)
        else:
            kept.append(one)
    for (_, unit, missing), group in whole.items():
        kept += group if len(group) == 1 else [_whole_column(f"{unit}的{kind}", missing, group)]
    return kept


def _whole_column(kind: str, nowhere: tuple[str, ...], group: Sequence[Finding]) -> Finding:
    units = {finding.unit for finding in group}
    named = group[0].message.partition("（缺少")[0]
    return replace(
        group[0],
        place=f"全部{kind}",
        message=f"{named}：{len(group)}条{kind}都缺少{'、'.join(nowhere)}，没有一条写明",
        advice="整栏都没有数据：在工作簿里加上这一栏（或者在本单位的规则书里写明这个参数、清单），补齐后再查",
        subject="",
        unit=units.pop() if len(units) == 1 else "",
        missing=nowhere,
    )


def rows_to_check(judgement: Judgement) -> dict[str, Ready]:
    """By kind the facts that checks and indicators read: the record's own, the answers, and what follows from them."""
    found = Found(judgement.judged)
    answers: dict[int, dict[str, Any]] = {}  # of a mapping of decisions, which records that are alike share
    rows = {}
    for kind, group in judgement.judged.items():
        laid = rows[kind] = Ready()
        for one in group:
            if id(one.decisions) not in answers:
                answers[id(one.decisions)] = one.answers()
            claimed = one.book.vocabulary.questions.keys() & one.facts.keys()  # what a record calls its answer is none
            own = {name: value for name, value in one.facts.items() if name not in claimed} if claimed else one.facts
            laid.append({**own, **answers[id(one.decisions)], **found.facts(one)})
    return rows


def write_papers(office: Office, checked: Checked, day: date, into: Path, more: Sequence[Sheet] = ()) -> None:
    """Write ``office/``: working papers, which change daily and need no edition."""
    from app.grants import board
    from exporters.office import render

    render(
        office.county,
        checked.findings,
        checked.indicators,
        into / "office",
        as_of=day,
        overlay=office.templates,
        more=more,
    )
    board.write_where_registered(office, day, into)


def write_indicators(office: Office, lines: Sequence[IndicatorLine], day: date, into: Path) -> None:
    """Write the dashboard alone: ``office/指标.html`` and ``指标.xlsx``."""
    from exporters.figures import dashboard

    dashboard.write(office.county, lines, into / "office", as_of=day, overlay=office.templates)


def placed(finding: Finding, one: Judged) -> Finding:
    """A finding with its subject, the unit that has to mend it, and the name a reader knows."""
    recipient = one.facts.get("承接主体")
    name = f"{one.name}（{recipient}）" if recipient and one.kind == "赋权" else one.name
    return replace(finding, subject=one.subject, unit=finding.unit or one.unit, place=name)


def percent(figure: Figure) -> str:
    """A rate in words; a rate over nothing is 不适用, never 100 %."""
    if figure.denominator is None:
        return "—"
    if figure.numerator == 0 and figure.unsure_numerator and figure.unsure_numerator >= (figure.net or 0):
        return "无法判定"
    return "不适用" if figure.rate is None else in_hundredths(figure.rate)


def in_hundredths(rate: float | Decimal) -> str:
    """Two places after the point; more where they would make nothing of something, or all of nearly all."""
    texts = [f"{rate * 100:.{places}f}" for places in range(2, 9)]
    return next((text for text in texts if rate in (0, 1) or float(text) not in (0, 100)), texts[-1]) + "%"


def unsure(figure: Figure) -> str:
    """How many records could not be told for want of data: they are counted on no side, and that is said."""
    parts = (
        ("分子", figure.unsure_numerator),
        ("分母", figure.unsure_denominator),
        ("豁免", figure.unsure_excluded),
    )
    said = "、".join(f"{side} {count} 条" for side, count in parts if count)
    return f"缺数据、无法判定而未计入：{said}" if said else ""


def _line(figure: Figure) -> IndicatorLine:
    return IndicatorLine(
        name=figure.name,
        numerator=figure.numerator,
        denominator=figure.net,
        excluded=figure.excluded,
        percent=percent(figure),
        source=f"{figure.source}，判定日 {figure.as_of}",
        unit=figure.unit,
        note="；".join(filter(None, (figure.note, unsure(figure)))),
        breakdown=tuple(row for name in figure.groups for row in _rows(figure, name)),
        dimensions=tuple(Dimension(name, _rows(figure, field)) for name, field in _named(figure).items()),
        exclusions=figure.exclusions,
        period=figure.period or f"截至 {figure.as_of}",
    )


def _rows(figure: Figure, name: str) -> tuple[Breakdown, ...]:
    parts = figure.groups[name]
    return tuple(Breakdown(value, part.numerator, part.net, percent(part)) for value, part in parts.items())


def _named(figure: Figure) -> dict[str, str]:
    """Dimension -> field: unit, town, window and month under their own names, any other field under its name."""
    own = {field: dimension for dimension, field in figure.dimensions.items()}
    return {own.get(field, field): field for field in figure.groups}
