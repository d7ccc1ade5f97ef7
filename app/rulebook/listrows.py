"""The rows of a list's file as a proposal changes them: one cell in its place, or whole rows laid into the office's own file."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from catalogue.finding import UserError

DATED = ("施行", "废止", "来源", "说明")  # columns of a list that say since when and why, not what


def row_at(text: str, number: int) -> dict[str, str]:
    """The line of that number (the heading is 1), by column."""
    lines = text.split("\n")
    header, cells = (next(csv.reader([line])) for line in (lines[0], lines[number - 1]))
    return {name.strip(): cell.strip() for name, cell in zip(header, [*cells, *[""] * len(header)], strict=False)}


def cell_changed(text: str, number: int, column: str, value: str) -> str:
    """One cell of one line; the others stay as they are, byte for byte. Raises `UserError` where there is no such column."""
    lines = text.split("\n")
    header = next(csv.reader([lines[0]]))
    if column not in header:
        raise UserError("清单", f"没有“{column}”这一列", "请直接在清单里加这一列")
    cells = next(csv.reader([lines[number - 1]]))
    cells += [""] * (len(header) - len(cells))
    cells[header.index(column)] = value
    return "\n".join([*lines[: number - 1], as_csv([cells]).rstrip("\n"), *lines[number:]])


def with_rows(before: str, text: str) -> str:
    """A list's file with those rows (under their heading): one of the same cells and day is replaced, others come at the end."""
    heading, *rows = csv.reader(io.StringIO(before or text))
    if not before:
        return as_csv([heading, *rows])
    given = list(csv.DictReader(io.StringIO(text)))
    heading += [column for column in DATED if column not in heading and any(one.get(column) for one in given)]
    kept = [dict(zip(heading, row, strict=False)) for row in rows if any(row)]
    for one in given:
        same = next((old for old in kept if _about(old) == _about(one)), None)
        if same is not None:
            same.update(one)
        else:
            kept.append(one)
    return as_csv([heading, *[[row.get(column, "") for column in heading] for row in kept]])


def as_csv(rows: Sequence[Sequence[str]]) -> str:
    """Rows as a list's file writes them."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def _about(row: Mapping[str, Any]) -> dict[str, Any]:
    return {column: cell for column, cell in row.items() if column not in DATED[1:]}
