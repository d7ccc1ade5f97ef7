"""The board of grants as a page: bars by stage with their tables, drawn as inline SVG; a working paper of the office."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from catalogue.edition import County
from exporters import pages

COLOURS = ("#c9ced6", "#f2d7a0", "#8fb4dc", "#e0a070", "#7fbf8f", "#4f9fa8", "#b48bc4", "#e3a6b8", "#c96f5f", "#8a8f98", "#b8b26a", "#a58f7f")  # fmt: skip
"""One colour for each stage of a board, in order; the number stands beside it, so colour never says anything alone."""
WIDTH = 640


@dataclass
class Counted:
    """How many grants stand at each stage, by a label."""

    heading: str
    rows: dict[str, Counter[str]] = field(default_factory=dict)

    def lines(self, stages: Sequence[str]) -> list[list[str | int]]:
        """Label, a count for each stage, the sum; the whole at the end."""
        lines: list[list[str | int]] = [
            [label, *(n[stage] for stage in stages), sum(n.values())] for label, n in self.rows.items()
        ]
        whole = sum(self.rows.values(), Counter[str]())
        return [*lines, ["合计", *(whole[stage] for stage in stages), sum(whole.values())]]


@dataclass(frozen=True)
class Board:
    """The board on a day: stages in order, counts by batch, by recipient and by both, all grants, all matters."""

    day: date
    stages: tuple[str, ...]
    by_batch: Counted
    by_recipient: Counted
    both: Counted
    grants: int
    matters: int
    notes: tuple[str, ...] = ()

    def tables(self) -> tuple[tuple[str, Counted], ...]:
        """Each table with its name."""
        return ("各批进度", self.by_batch), ("各承接主体进度", self.by_recipient), ("各批各承接主体", self.both)


@dataclass(frozen=True)
class Piece:
    """One piece of a bar: where it begins, how wide it is (of `WIDTH`), and what it stands for."""

    x: float
    width: float
    colour: str
    stage: str
    count: int


def page(county: County, board: Board, overlay: Path | None = None) -> bytes:
    """The page's bytes; the same board gives the same bytes."""
    charts = [(name, counted, list(bars(board, counted))) for name, counted in board.tables()[:2]]
    return pages.page(
        pages.environment(overlay), "grants_board.html", title="赋权进度", county=county, day=f"截至{board.day.isoformat()}",
        css=pages.style(overlay), root="", links={}, board=board, charts=charts, width=WIDTH,
        legend=[(stage, colour(board.stages, stage)) for stage in board.stages], both=board.both.lines(board.stages),
    )  # fmt: skip


def bars(board: Board, counted: Counted) -> Iterator[tuple[str, list[Piece], int]]:
    """A bar for each label: its pieces, and its sum; the longest bar fills the width."""
    most = max((sum(n.values()) for n in counted.rows.values()), default=0)
    for label, counts in counted.rows.items():
        x, pieces = 0.0, []
        for stage in board.stages:
            if counts[stage]:
                width = round(counts[stage] / most * WIDTH, 2)
                pieces.append(Piece(round(x, 2), width, colour(board.stages, stage), stage, counts[stage]))
                x += width
        yield label, pieces, sum(counts.values())


def colour(stages: Sequence[str], stage: str) -> str:
    """The stage's colour on this board."""
    return COLOURS[stages.index(stage) % len(COLOURS)]
