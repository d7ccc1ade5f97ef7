"""The self-check (自查): every check over every subject, claims held against what was computed, indicators printed whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.judging import Judged, Judgement
from app.office import Office
from catalogue.finding import Finding
from exporters.office import IndicatorLine
from rules.checks import check as run_checks
from rules.indicators import Figure, measure

CLAIMS = "自报指标"


@dataclass(frozen=True)
class Checked:
    """Findings in order of unit and code, and the indicators."""

    findings: tuple[Finding, ...]
    indicators: tuple[IndicatorLine, ...]
    figures: tuple[Figure, ...]


def check(office: Office, judgement: Judgement) -> Checked:
    """Compute the indicators, then run every check over the subjects of its kind."""
    facts = {kind: [one.with_answers() for one in group] for kind, group in judgement.judged.items()}
    decisions = {kind: [dict(one.decisions) for one in group] for kind, group in judgement.judged.items()}
    figures = measure(office.book, facts, judgement.day, decisions=decisions)
    found: list[Finding] = list(judgement.findings)
    for kind, group in judgement.judged.items():
        rows = [{**row, **derived(one, figures)} for row, one in zip(facts[kind], group, strict=True)]
        for one, findings in zip(group, run_checks(office.book, kind, rows, judgement.day, decisions[kind]), strict=True):
            found += [_placed(finding, one) for finding in findings]
    found.sort(key=lambda f: (f.unit, f.code, f.place, f.subject))
    return Checked(tuple(found), tuple(_line(figure) for figure in figures), tuple(figures))


def _placed(finding: Finding, one: Judged) -> Finding:
    """A finding with its subject, the unit that has to mend it, and the name a reader knows."""
    recipient = one.facts.get("承接主体")
    name = f"{one.name}（{recipient}）" if recipient and one.kind == "赋权" else one.name
    return finding.model_copy(update={"subject": one.subject, "unit": finding.unit or one.unit, "place": name})


def derived(one: Judged, figures: Sequence[Figure]) -> dict[str, Any]:
    """What checks compare claims with: the answers found (判定...), and for a claimed indicator the computed value."""
    answers = {q: one.answer(q) for q in one.decisions}
    if one.kind == "办理项":
        return _known({"判定办件类型": answers.get("办件类型"), "判定行使层级": _levels(answers), "有失效法条": _dead(one)})
    if one.kind == "职权":
        return _known({"判定行使层级": _levels(answers), "有失效法条": _dead(one)})
    if one.kind == "进驻":
        return _known({"判定窗口": answers.get("综合窗")})
    if one.kind == CLAIMS:
        return _claim(one, figures)
    return {}


def _dead(one: Judged) -> str | None:
    if not one.facts.get("法条"):
        return None
    return "是" if one.facts.get("法条失效") else "否"


def _levels(answers: Mapping[str, Any]) -> list[str] | None:
    """The levels (行使层级) at which the law has the matter received, reviewed or decided: 受理、初审 also count."""
    words = {"村": "村级", "镇": "乡级", "街道": "乡级", "镇街": "乡级", "县": "县级", "市": "市级", "省": "省级", "国家": "国家级"}
    settled = [answers.get(q) for q in ("受理", "审查", "决定")]
    if answers.get("决定") is None:
        return None
    flat = [w for a in settled if a is not None for w in (next(iter(a.values())) if isinstance(a, dict) else [a])]
    return sorted({words[w] for w in flat if w in words}) or None


def _claim(one: Judged, figures: Sequence[Figure]) -> dict[str, Any]:
    figure = next((f for f in figures if f.name == one.facts.get("指标")), None)
    claimed = one.facts.get("自报值")
    if figure is None or figure.rate is None and figure.net is not None:
        return {}
    computed = Decimal(str(figure.rate)) * 100 if figure.rate is not None else Decimal(figure.numerator)
    value = computed.quantize(Decimal("0.01"))
    facts = {"计算值": value, "计算分子": Decimal(figure.numerator), "计算分母": Decimal(figure.net or 0) or None}
    if claimed is not None:
        digits = Decimal(1).scaleb(Decimal(claimed).as_tuple().exponent)
        facts["与计算值之差"] = abs(Decimal(claimed) - computed.quantize(digits))
    return _known(facts)


def _known(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if value is not None}


def percent(figure: Figure) -> str:
    """A rate in words; a rate over nothing is 不适用, never 100 %."""
    if figure.denominator is None:
        return "—"
    return "不适用" if figure.rate is None else f"{figure.rate * 100:.2f}%"


def _line(figure: Figure) -> IndicatorLine:
    return IndicatorLine(
        name=figure.name,
        numerator=figure.numerator,
        denominator=figure.net,
        excluded=figure.excluded,
        percent=percent(figure),
        source=f"判定日 {figure.as_of}；{figure.note}" if figure.note else f"判定日 {figure.as_of}",
        breakdown=tuple(
            (field, value, part.numerator, part.net, percent(part))
            for field, parts in figure.groups.items()
            for value, part in parts.items()
        ),
    )
