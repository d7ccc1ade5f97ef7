"""Small charts as inline SVG: bars and a line, with title and description; what they show also stands in words and a table."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count, pairwise

from markupsafe import Markup, escape

WHOLE = "合计"
INK, LINE, FILL, FIRST, GRID = "#1f2933", "#1b4b82", "#7fa3c9", "#1b4b82", "#d9e2ec"
_ROW, _LABEL, _WIDE, _BARS = 26, 210, 760, 400
_TREND_WIDE, _TREND_HIGH, _LEFT, _TOP, _FOOT = 760, 220, 56, 22, 34
_LONGEST = 15


@dataclass(frozen=True)
class Point:
    """One bar or one point: `value` is None where there is nothing to draw; `words` is what it comes to, written out."""

    label: str
    value: float | None
    words: str


def bars(name: str, points: Sequence[Point], *, share: bool) -> Markup:
    """Horizontal bars from 0, each with its words at the end; the whole (合计) is darker. `share`: see `trend`."""
    if not points:
        return Markup("")
    most = max((one.value or 0 for one in points), default=0) or 1
    top = _round(most) if share else most
    short = share and top < 1
    high = len(points) * _ROW + (26 if short else 8)
    parts = [_open(_WIDE, high, name, f"横条图，{len(points)} 条：{_said(points)}")]
    for number, one in enumerate(points):
        y = number * _ROW + 4
        label = one.label if len(one.label) <= _LONGEST else f"{one.label[: _LONGEST - 1]}…"
        parts.append(
            f'<text x="{_LABEL - 8}" y="{y + 16}" text-anchor="end" font-size="13" fill="{INK}">{escape(label)}</text>'
        )
        parts.append(f'<rect x="{_LABEL}" y="{y + 3}" width="{_BARS}" height="17" fill="none" stroke="{GRID}"/>')
        if one.value is not None:
            wide = max(0.0, min(1.0, one.value / top)) * _BARS
            parts.append(
                f'<rect x="{_LABEL}" y="{y + 3}" width="{wide:.1f}" height="17" fill="{FIRST if one.label == WHOLE else FILL}"/>'
            )
        parts.append(
            f'<text x="{_LABEL + _BARS + 8}" y="{y + 16}" font-size="13" fill="{INK}">{escape(one.words)}</text>'
        )
    if short:
        parts.append(
            f'<text x="{_LABEL + _BARS}" y="{high - 6}" text-anchor="end" font-size="11" fill="{INK}">横条满格是 {top * 100:.4g}%</text>'
        )
    return Markup("".join([*parts, "</svg>"]))


def _round(share: float) -> float:
    """The next round share, at which the scale ends."""
    return next((step for step in (0.001, 0.01, 0.05, 0.1, 0.25, 0.5) if share <= step), 1.0)


def _even(high: float) -> float:
    """The next number whose quarters are 1, 2 or 5 times a power of ten, so that the lines of the scale are round."""
    step = next(10**power * times for power in count() for times in (1, 2, 5) if 10**power * times * 4 >= high)
    return 4.0 * step


def trend(name: str, points: Sequence[Point], *, share: bool) -> Markup:
    """A line over time, a mark at each point and its words above; where there is no value the line is broken.

    `share`: values are parts of one and the scale goes to the next round percentage; else to the next round number.
    """
    known = [one.value for one in points if one.value is not None]
    if len(points) < 2 or not known:
        return Markup("")
    low, high = min(0.0, *known), max(known) or 1.0
    high = _round(high) if share else high if low < 0 else _even(high)
    wide, tall = _TREND_WIDE - _LEFT - 20, _TREND_HIGH - _TOP - _FOOT
    parts = [_open(_TREND_WIDE, _TREND_HIGH, name, f"折线图，{points[0].label}到{points[-1].label}：{_said(points)}")]
    for step in range(5):
        value = low + (high - low) * step / 4
        y = _TOP + tall * (1 - step / 4)
        words = f"{value * 100:.4g}%" if share else f"{value:,.0f}"
        parts.append(f'<line x1="{_LEFT}" y1="{y:.1f}" x2="{_TREND_WIDE - 20}" y2="{y:.1f}" stroke="{GRID}"/>')
        parts.append(
            f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end" font-size="11" fill="{INK}">{words}</text>'
        )
    place = {}
    for number, one in enumerate(points):
        x = _LEFT + wide * number / (len(points) - 1)
        parts.append(
            f'<text x="{x:.1f}" y="{_TREND_HIGH - 12}" text-anchor="middle" font-size="11" fill="{INK}">{escape(one.label)}</text>'
        )
        if one.value is not None:
            place[number] = (x, _TOP + tall * (1 - (one.value - low) / ((high - low) or 1)))
    for before, after in pairwise(range(len(points))):
        if before in place and after in place:
            (x1, y1), (x2, y2) = place[before], place[after]
            parts.append(
                f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{LINE}" stroke-width="2"/>'
            )
    for number, (x, y) in place.items():
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="#fff" stroke="{LINE}" stroke-width="2"/>')
        parts.append(
            f'<text x="{x:.1f}" y="{y - 8:.1f}" text-anchor="middle" font-size="11" fill="{INK}">{escape(points[number].words)}</text>'
        )
    return Markup("".join([*parts, "</svg>"]))


def _open(wide: int, high: int, name: str, said: str) -> str:
    mark = f"c{zlib.crc32(name.encode()):x}"  # the same in every process
    return (
        f'<svg class="chart" viewBox="0 0 {wide} {high}" width="100%" role="img" aria-labelledby="{mark}t {mark}d">'
        f'<title id="{mark}t">{escape(name)}</title><desc id="{mark}d">{escape(said)}</desc>'
    )


def _said(points: Sequence[Point]) -> str:
    return "；".join(f"{one.label} {one.words}" for one in points)
