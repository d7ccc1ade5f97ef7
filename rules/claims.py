"""Claims held against what is counted, against their own parts, and against the denominators that they imply.

Which claims are the parts of a rate is read off how indicators are declared: the same numerator, the same denominator, or a
measure that lies within the denominator and can never meet the numerator. No indicator is known by name here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from catalogue.rulebook import Indicator, Measure
from rules.books import Book
from rules.indicators import Figure
from rules.logic import Ground, implies, never

Claim = Mapping[str, Any]  # facts of a record of kind 自报指标
NONE = ["无"]
DENOMINATOR = "自报分母"  # what the unit wrote stands; a claimed number that is the denominator says it too


@dataclass(frozen=True)
class _Said:
    """A claimed number and the indicators that it can mean: the one of that name, or all of that family of rates."""

    name: str
    value: Decimal
    meant: tuple[Indicator, ...]

    @property
    def half(self) -> Decimal:
        """Half a unit of the last digit that was claimed."""
        return Decimal(1).scaleb(_exponent(self.value)) / 2

    def rounded(self, value: Decimal) -> Decimal:
        """A value to as many digits as were claimed."""
        return value.quantize(Decimal(1).scaleb(_exponent(self.value)))


def claim_facts(book: Book, claims: Sequence[Claim], figures: Sequence[Figure]) -> list[dict[str, Any]]:
    """For each claim what follows from the figures and from the other claims of the same unit and period."""
    by_id = {figure.id: figure for figure in figures}
    said = [_said(book, claim) for claim in claims]
    out: list[dict[str, Any]] = []
    for claim, one in zip(claims, said, strict=True):
        if one is None or not one.meant:
            out.append({})
            continue
        others = [
            other
            for place, other in enumerate(said)
            if other and other is not one and _together(claim, claims[place]) and len(other.meant) == 1
        ]
        found = {**_counted(one, by_id), **_by_parts(book, one, others), **_implied(one, others, by_id)}
        out.append({name: value for name, value in found.items() if name != DENOMINATOR or not claim.get(name)})
    return out


def _together(one: Claim, other: Claim) -> bool:
    return all(one.get(name) == other.get(name) for name in ("填报单位", "统计期"))


def _said(book: Book, claim: Claim) -> _Said | None:
    value, name = claim.get("自报值"), str(claim.get("指标") or "")
    if value is None or not name:
        return None
    exact = tuple(i for i in book.indicators if name in (i.name, i.id))
    family = tuple(i for i in book.indicators if i.denominator and i.name.partition("（")[0] == name)
    return _Said(name, Decimal(value), exact[:1] or family)


def _exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return min(int(exponent), 0)


def _counted(one: _Said, figures: Mapping[str, Figure]) -> dict[str, Any]:
    """The computed value beside the claimed one, where the claim means one indicator and that is not over nothing."""
    kind = "率" if all(i.denominator for i in one.meant) else "数"
    figure = figures.get(one.meant[0].id) if len(one.meant) == 1 else None
    if figure is None or (figure.rate is None and figure.net is not None):
        return {"自报种类": kind}
    computed = Decimal(str(figure.rate)) * 100 if figure.rate is not None else Decimal(figure.numerator)
    facts: dict[str, Any] = {"自报种类": kind, "计算值": computed.quantize(Decimal("0.01"))}
    facts |= {"计算分子": Decimal(figure.numerator), "与计算值之差": abs(one.value - one.rounded(computed))}
    return facts | ({"计算分母": Decimal(figure.net)} if figure.net else {})


def _by_parts(book: Book, one: _Said, others: Sequence[_Said]) -> dict[str, Any]:
    """The rate by the claimed parts: numerator over denominator; or the highest rate that the numerator leaves possible
    beside what is in the denominator and not in the numerator."""
    if len(one.meant) != 1 or (under := one.meant[0].denominator) is None:
        return {}
    above, ground = one.meant[0].numerator, Ground(book.vocabulary)
    top = next((o for o in others if _counts(o, above)), None)
    if top is None:
        return {}
    bottom = next((o for o in others if _counts(o, under)), None)
    rest = max(
        (o for o in others if _plain(o) and _outside(o.meant[0].numerator, above, under, ground)),
        key=lambda o: o.value,
        default=None,
    )
    other = bottom or rest
    whole = bottom.value if bottom else top.value + rest.value if rest else Decimal(0)
    if other is None or not whole:
        return {"自报分子": top.value}
    rate = top.value / whole * 100
    differs = one.value - one.rounded(rate)
    return {
        "自报分子": top.value,
        **({DENOMINATOR: bottom.name} if bottom else {}),
        "自报部分": f"{top.name}{top.value:f}、{other.name}{other.value:f}",
        "部分算得": rate.quantize(Decimal("0.01")),
        "与部分之差": abs(differs) if bottom else max(differs, Decimal(0)),
    }


def _implied(one: _Said, others: Sequence[_Said], figures: Mapping[str, Figure]) -> dict[str, Any]:
    """The denominators that numerator and rate leave possible, and which of the counted ones are among them."""
    rates = [i for i in one.meant if i.denominator]
    top = next((o for i in rates for o in others if _counts(o, i.numerator)), None)
    counted = [(i, figures[i.id].net) for i in rates if i.id in figures and figures[i.id].net]
    if top is None or not counted or one.value <= one.half:
        return {}
    least, most = (top.value * 100 / (one.value + sign * one.half) for sign in (1, -1))
    fits = [f"{i.name}{net}" for i, net in counted if net is not None and least <= net <= most]
    misfits = [f"{i.name}{net}" for i, net in counted if net is not None and not least <= net <= most]
    return {
        "自报分子": top.value,
        "隐含分母下限": int(least.to_integral_value(ROUND_CEILING)),
        "隐含分母上限": int(most.to_integral_value(ROUND_FLOOR)),
        "相合分母": fits or NONE,
        "不合分母": misfits or NONE,
    }


def _plain(one: _Said) -> bool:
    return one.meant[0].denominator is None


def _counts(one: _Said, measure: Measure) -> bool:
    """Whether that claim is of a plain count with the same measure."""
    return _plain(one) and _content(one.meant[0].numerator) == _content(measure)


def _outside(measure: Measure, above: Measure, under: Measure, ground: Ground) -> bool:
    """Whether it counts records of the denominator that can never be in the numerator."""
    return (
        _of(measure) == _of(under) == _of(above)
        and implies(measure.conditions, under.conditions, ground)
        and never((*measure.conditions, *above.conditions), ground)
    )


def _of(measure: Measure) -> tuple[str, str, str]:
    return measure.kind, measure.sum_of, measure.distinct


def _content(measure: Measure) -> Any:
    return _of(measure), {condition.content for condition in measure.conditions}
