"""A sheet as plain cells and their looks (照录): what one format's reader hands to another format's writer."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

CellValue = None | str | int | float | bool | date


@dataclass(frozen=True)
class Look:
    """How a cell looks, as far as it is carried over. Empty means the program's default."""

    number_format: str = ""
    font: str = ""
    size: float = 0
    bold: bool = False
    italic: bool = False
    struck: bool = False
    colour: str = ""  # #RRGGBB
    fill: str = ""  # #RRGGBB
    across: str = ""  # left, center, right
    upright: str = ""  # top, vcenter, bottom
    wrap: bool = False
    border: bool = False


@dataclass
class Grid:
    """One sheet. Rows and columns count from 0; widths in characters, heights in points; merges inclusive."""

    name: str
    cells: dict[tuple[int, int], tuple[CellValue, int]]  # value and number of its look
    looks: list[Look] = field(default_factory=lambda: [Look()])
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    widths: dict[int, float] = field(default_factory=dict)
    heights: dict[int, float] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    visible: bool = True
    landscape: bool = False
    comments: dict[tuple[int, int], tuple[str, str]] = field(default_factory=dict)  # author and text


def pack(grid: Grid) -> dict[str, Any]:
    """A grid as JSON values, to cross between processes."""

    def plain(value: CellValue) -> Any:
        if isinstance(value, datetime):
            return {"t": value.isoformat()}
        return {"d": value.isoformat()} if isinstance(value, date) else value

    return {
        "name": grid.name,
        "cells": [[row, column, plain(value), look] for (row, column), (value, look) in grid.cells.items()],
        "looks": [vars(look) for look in grid.looks],
        "merges": grid.merges,
        "widths": list(grid.widths.items()),
        "heights": list(grid.heights.items()),
        "hidden_rows": sorted(grid.hidden_rows),
        "hidden_columns": sorted(grid.hidden_columns),
        "visible": grid.visible,
        "landscape": grid.landscape,
        "comments": [[*place, *said] for place, said in grid.comments.items()],
    }


def unpack(data: dict[str, Any]) -> Grid:
    """The reverse of `pack`."""

    def typed(value: Any) -> CellValue:
        if isinstance(value, dict):
            return datetime.fromisoformat(value["t"]) if "t" in value else date.fromisoformat(value["d"])
        plain: CellValue = value
        return plain

    return Grid(
        name=data["name"],
        cells={(row, column): (typed(value), look) for row, column, value, look in data["cells"]},
        looks=[Look(**look) for look in data["looks"]],
        merges=[(m[0], m[1], m[2], m[3]) for m in data["merges"]],
        widths=dict(data["widths"]),
        heights=dict(data["heights"]),
        hidden_rows=frozenset(data["hidden_rows"]),
        hidden_columns=frozenset(data["hidden_columns"]),
        visible=data["visible"],
        landscape=data["landscape"],
        comments={(c[0], c[1]): (c[2], c[3]) for c in data["comments"]},
    )
