"""Steps, papers and days saved between two editions (减环节, 减材料, 减时限): guides of both, before and after, by unit."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction

from catalogue.edition import Edition, PublicItem
from exporters.figures.indicators import Breakdown, Dimension, IndicatorLine, Number

_DAYS = re.compile(r"(\d+)个?工作日")
Counter = Callable[[PublicItem], int | None]


def _steps(item: PublicItem) -> int | None:
    return len(item.steps) or None


def _papers(item: PublicItem) -> int | None:
    return len(item.materials) or None


def _days(item: PublicItem) -> int | None:
    found = _DAYS.fullmatch(item.promised_limit)
    return int(found[1]) if found else 0 if item.promised_limit == "即办" else None


_COUNTED: tuple[tuple[str, Counter, str, str], ...] = (
    ("减环节比", _steps, "个", "办理流程都写了的"),
    ("减材料比", _papers, "份", "申请材料都写了的"),
    ("减时限比", _days, "工作日", "承诺时限两版都以工作日计或者即办的"),
)


def savings(old: Edition, new: Edition) -> tuple[IndicatorLine, ...]:
    """For each: what became less over what it was, of the items that stand in both editions and say it in both.

    An item is the same by its matter's permanent id and its name; it counts under its unit of the later edition. What
    grew counts against what became less, so that a figure may be below zero.
    """
    before = {(one.id, item.name): item for one in old.matters for item in one.items}
    pairs = [
        (one.department, before[one.id, item.name], item)
        for one in new.matters
        for item in one.items
        if (one.id, item.name) in before
    ]
    ends = f"第{old.manifest.number}版（{old.manifest.as_of}）至第{new.manifest.number}版（{new.manifest.as_of}）"
    return tuple(_line(name, count, unit, which, pairs, ends) for name, count, unit, which in _COUNTED)


def _line(
    name: str, count: Counter, unit: str, which: str, pairs: list[tuple[str, PublicItem, PublicItem]], ends: str
) -> IndicatorLine:
    sides = [(where, count(a), count(b)) for where, a, b in pairs]
    known = [(where, a, b) for where, a, b in sides if a is not None and b is not None]
    units = sorted({where for where, _, _ in known})
    rows = tuple(_row(where, [(a, b) for w, a, b in known if w == where]) for where in units)
    whole = _row("合计", [(a, b) for _, a, b in known])
    left = len(sides) - len(known)
    return IndicatorLine(
        name=name,
        numerator=whole.numerator,
        denominator=whole.denominator,
        excluded=None,
        percent=whole.percent,
        source=f"两版都有的办理项 {len(sides)} 个",
        unit=unit,
        note=f"减少的除以原来的；只算{which}" + (f"，另有 {left} 个没有写，不在内" if left else ""),
        dimensions=(Dimension("单位", rows),),
        period=ends,
    )


def _row(label: str, sides: list[tuple[int, int]]) -> Breakdown:
    was, now = sum(a for a, _ in sides), sum(b for _, b in sides)
    less: Number = was - now
    return Breakdown(label, less, was, f"{float(Fraction(less, was)) * 100:.2f}%" if was else "不适用")
