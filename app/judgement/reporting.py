"""A report's numbers held against the store (总结核对): ours beside the report's, or why it cannot be counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from app.judgement.checking import CLAIMS, Checked, percent, rows_to_check, unsure
from app.judgement.judging import Judgement
from app.office import Office
from catalogue.canonical import digest
from catalogue.finding import Finding, UserError
from catalogue.report import Report, ReportFigure
from catalogue.rulebook import Indicator
from exporters.figures.report import CANNOT, DIFFERS, MATCH, ProblemLine, ReportHeld, ReportLine
from rules.books import Book
from rules.checks import check as run_checks
from rules.claims import claim_facts
from rules.indicators import Figure, measure_these
from rules.opening.report_file import read_report

FOLDER = "reports"  # in the office's own folder
NEAR = Decimal("0.9")  # 近二百: from nine tenths of it up to it


def reports(office: Office) -> dict[str, Path]:
    """The office's lists of reports, by name."""
    return {path.stem: path for path in sorted((office.own / FOLDER).glob("*.yaml"))}


def find_report(office: Office, name: str) -> Report:
    """The report of that name; raises `UserError` naming those there are."""
    known = reports(office)
    if name not in known:
        there = f"已有：{'、'.join(known)}" if known else "还没有一份"
        raise UserError(
            f"总结“{name}”",
            f"没有这份总结的数字清单（{there}）",
            f"请写在 {office.own / FOLDER} 里，写法见 docs/reports.md",
        )
    return read_report(known[name], office.book)


def hold(office: Office, report: Report, judgement: Judgement, checked: Checked) -> ReportHeld:
    """Count every number of the report, find its contradictions, and look its problems up among the findings."""
    book, facts = office.book, rows_to_check(judgement)
    counted = [one for one in report.figures if not one.why_not]
    asked = [_indicator(book, one) for one in counted]
    decisions = {kind: [dict(one.decisions) for one in group] for kind, group in judgement.judged.items()}
    unlike = list({one.id: one for one in asked}.values())
    figures = {one.id: one for one in measure_these(book, unlike, facts, judgement.day, decisions)}
    by_figure = {one.id: (ind, figures[ind.id]) for one, ind in zip(counted, asked, strict=True)}
    lines = tuple(_line(one, *by_figure.get(one.id, (None, None)), facts) for one in report.figures)
    return ReportHeld(
        report.title, judgement.day, lines, tuple(_contradictions(book, report, checked, judgement)), _problems(report, checked)
    )  # fmt: skip


def _indicator(book: Book, one: ReportFigure) -> Indicator:
    """The book's indicator, or one made for this number; its id names its content."""
    if one.measure is None:
        return next(i for i in book.indicators if one.indicator in (i.id, i.name))
    content = [one.measure.kind, [c.content for c in one.measure.conditions], one.measure.sum_of, one.measure.distinct]
    by = (one.shown,) if one.shown else ()
    return Indicator(id=f"总结 {digest([content, by])[:16]}", name=one.said, numerator=one.measure, by=by)


def _line(
    one: ReportFigure, indicator: Indicator | None, figure: Figure | None, facts: Mapping[str, Sequence[Any]]
) -> ReportLine:
    printed, unit = one.printed.removesuffix("以上"), one.unit + ("以上" if one.bound == "以上" else "")
    base = {"id": one.id, "section": one.section, "said": one.said, "printed": printed, "unit": unit}
    if indicator is None or figure is None:
        return ReportLine(**base, ours="", verdict=CANNOT, why=one.why_not)
    kinds = [m.kind for m in (indicator.numerator, indicator.denominator) if m]
    how = _how(one, indicator)
    if empty := [kind for kind in kinds if not facts.get(kind)]:
        return ReportLine(**base, ours="", verdict=CANNOT, why=f"没有导入{'、'.join(dict.fromkeys(empty))}", how=how)
    if one.shown:
        values = list(figure.groups[one.shown])
        same = values == [one.wanted]
        return ReportLine(**base, ours="、".join(values), verdict=MATCH if same else DIFFERS, why="" if same else f"总结写的是{one.wanted}", how=how)  # fmt: skip
    for field, value in one.group.items():
        figure = figure.groups[field].get(value)
        if figure is None:
            return ReportLine(**base, ours="0", verdict=DIFFERS, why=f"没有一条的{field}是“{value}”", how=how)
    part = one.part or ("比率" if indicator.denominator else "分子")
    value, ours = _value(figure, part)
    if value is None:
        return ReportLine(**base, ours=ours, verdict=CANNOT, why="分母是零，比率不适用", how=how)
    same = agrees(one, value)
    why = "" if same else f"总结写{printed}{unit}，数出来是{ours}"
    parts = (figure.numerator, figure.net, figure.excluded)
    notes = "；".join(filter(None, (why, one.note, unsure(figure))))
    return ReportLine(
        one.id, one.section, one.said, printed, unit, ours, MATCH if same else DIFFERS, notes, how, *parts
    )


def _value(figure: Figure, part: str) -> tuple[Decimal | None, str]:
    """The number that is meant and how it is said: a rate always with its numerator and denominator."""
    if part == "比率":
        out = f"，另有豁免{figure.excluded}" if figure.excluded else ""
        said = f"{percent(figure)}（{figure.numerator}÷{figure.net}{out}）"
        return (Decimal(figure.numerator) * 100 / Decimal(figure.net) if figure.net else None), said
    found = {"分子": figure.numerator, "分母": figure.net, "豁免": figure.excluded}[part]
    return (None if found is None else Decimal(found)), "—" if found is None else f"{found:f}" if isinstance(
        found, Decimal
    ) else str(found)


def agrees(one: ReportFigure, value: Decimal) -> bool:
    """Whether a counted value is what was printed: to its last digit, or within what 余, 近, 以上 can mean.

    余: from the number up to the next of its last written place (3800余: 3800 to 3899); 近: nine tenths of it up to it.
    """
    printed = one.value
    if one.bound == "以上":
        return value >= printed
    if one.bound == "近":
        return printed * NEAR <= value < printed
    if one.bound == "余":
        step = Decimal(1).scaleb(int(printed.normalize().as_tuple().exponent))
        return printed <= value < printed + step
    return value.quantize(Decimal(1).scaleb(min(int(printed.as_tuple().exponent), 0))) == printed


def _how(one: ReportFigure, indicator: Indicator) -> str:
    if one.measure is None:
        group = "".join(f"，{field}：{value}" for field, value in one.group.items())
        return f"指标“{indicator.name}”（{indicator.id}）{f'的{one.part}' if one.part else ''}{group}"
    count = (
        f"“{one.measure.sum_of}”之和"
        if one.measure.sum_of
        else f"不同的“{one.measure.distinct}”"
        if one.measure.distinct
        else "条数"
    )
    where = "、".join(dict.fromkeys(c.field for c in one.measure.conditions))
    return f"{one.measure.kind}的{f'“{one.shown}”' if one.shown else count}{f'（按{where}选）' if where else ''}"


def _contradictions(book: Book, report: Report, checked: Checked, judgement: Judgement) -> list[Finding]:
    """What the report's numbers say against one another and against what is counted, by the checks on claims."""
    rows = [
        {"指标": one.indicator, "自报值": one.value, "统计期": report.period, "填报单位": report.unit, "判定日": judgement.day}
        for one in report.figures
        if one.indicator and not one.group and not one.bound and not one.character and one.part in ("", "比率")
    ]  # fmt: skip
    for row in rows:
        row["指标"] = next(i.name for i in book.indicators if row["指标"] in (i.id, i.name))
    rows = [{**row, "指标": _family(book, str(row["指标"]))} for row in rows]
    full = [{**row, **more} for row, more in zip(rows, claim_facts(book, rows, checked.figures), strict=True)]
    found = [f for group in run_checks(book, CLAIMS, full, judgement.day) for f in group if f.severity != "无法判定"]
    return list({(f.code, f.message): f for f in found}.values())


def _family(book: Book, name: str) -> str:
    """A rate whose name tells its denominator in brackets is claimed without it, as reports do."""
    short = name.partition("（")[0]
    return short if sum(i.name.partition("（")[0] == short for i in book.indicators if i.denominator) > 1 else name


def _problems(report: Report, checked: Checked) -> tuple[ProblemLine, ...]:
    lines = []
    for one in report.problems:
        found = [f for f in checked.findings if f.code in one.codes and f.severity != "无法判定"]
        example = f"{found[0].unit}：{found[0].message}" if found else ""
        lines.append(ProblemLine(one.id, one.section, one.said, one.codes, len(found), example))
    return tuple(lines)
