"""Lists that every screen shows alike: sorted and paged by the address, so that what is seen can be sent to a colleague."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest

SIZES = (20, 50, 100, 500)


@dataclass(frozen=True)
class Column:
    """One column: its name in the address, its heading, what stands in it, and (where it differs) how it is sorted.

    For rows that the database sorts, `order` is the field's name there; "" cannot be sorted.
    """

    name: str
    title: str
    cell: Callable[[Any], Any]
    order: str | None = None
    number: bool = False
    whole: bool = False  # never broken over lines
    address: Callable[[Any], str] | None = None


@dataclass(frozen=True)
class Line:
    """One row as shown: cells of (column, text, address or "")."""

    row: Any
    cells: Sequence[tuple[Column, Any, str]]


@dataclass(frozen=True)
class Heading:
    """A column's heading: the address that sorts by it, and how it is sorted now (ascending, descending, "")."""

    column: Column
    address: str
    sorted: str


@dataclass(frozen=True)
class Listing:
    """A page of a list: headings, lines, how many there are in all, and the addresses of the other pages."""

    headings: Sequence[Heading]
    lines: Sequence[Line]
    total: int
    page: int
    pages: int
    size: int
    first: int
    last: int
    links: Sequence[tuple[str, str, bool]]  # 首页, 上一页, numbers ...: words, address, whether it is this page
    sizes: Sequence[tuple[int, str]]
    kept: Sequence[tuple[str, str]]  # the query but for page: hidden fields of a filter form


def listing(
    request: HttpRequest,
    columns: Sequence[Column],
    rows: Any,
    *,
    sort: str,
    address: Callable[[Any], str] | None = None,
) -> Listing:
    """A page of rows (a sequence or a query set), as the address asks: ``sort=-name``, ``page=2``, ``size=50``.

    `sort` is the order where the address says none; `address` leads from a row's first cell to its own page. What the
    address says wrong is taken for the nearest that is right.
    """
    asked = dict(request.GET.lists())
    column, down = _sorted_by(request, columns, sort)
    ordered, total = _ordered(rows, column, down)
    size = whole_number(request.GET.get("size"), SIZES[1])
    size = size if size in SIZES else SIZES[1]
    pages = max(1, -(-total // size))
    number = min(max(1, whole_number(request.GET.get("page"), 1)), pages)
    start = (number - 1) * size

    def at(**other: Any) -> str:
        return "?" + urlencode({**asked, **{k: [v] for k, v in other.items()}}, doseq=True)

    headings = [
        Heading(c, "" if c.order == "" else at(sort=("" if down or c is not column else "-") + c.name, page=1),
                ("descending" if down else "ascending") if c is column else "")
        for c in columns
    ]  # fmt: skip
    lines = [Line(row, [_cell(c, row, address if i == 0 else None) for i, c in enumerate(columns)])
             for row in ordered[start : start + size]]  # fmt: skip
    near = [n for n in range(1, pages + 1) if n in (1, pages) or abs(n - number) <= 2]
    return Listing(
        headings, lines, total, number, pages, size, start + 1 if total else 0, min(start + size, total),
        [(str(n), at(page=n), n == number) for n in near], [(n, at(size=n, page=1)) for n in SIZES],
        [(key, value) for key, values in asked.items() if key != "page" for value in values],
    )  # fmt: skip


def everything(request: HttpRequest, columns: Sequence[Column], rows: Any, *, sort: str) -> Sequence[Any]:
    """All rows in the order that the address asks for: for files of exactly what is seen."""
    found: Sequence[Any] = _ordered(rows, *_sorted_by(request, columns, sort))[0]
    return found


def _sorted_by(request: HttpRequest, columns: Sequence[Column], sort: str) -> tuple[Column, bool]:
    """The column that the address sorts by, and whether downwards."""
    by = request.GET.get("sort", sort)
    column = next((c for c in columns if c.name == by.lstrip("-") and c.order != ""), None)
    if column is None:
        by, column = sort, next((c for c in columns if c.name == sort.lstrip("-")), columns[0])
    return column, by.startswith("-")


def _ordered(rows: Any, column: Column, down: bool) -> tuple[Any, int]:
    if hasattr(rows, "order_by"):
        field = ("-" if down else "") + (column.order or column.name)
        return rows.order_by(field, "-pk" if down else "pk"), rows.count()
    return sorted(rows, key=lambda row: _key(column.cell(row)), reverse=down), len(rows)


def _key(value: Any) -> tuple[int, Any]:
    return (0, value) if isinstance(value, (int, float)) else (1, str(value if value is not None else ""))


def _cell(column: Column, row: Any, address: Callable[[Any], str] | None) -> tuple[Column, Any, str]:
    made = column.address or address
    return column, column.cell(row), made(row) if made else ""


def whole_number(text: str | None, default: int) -> int:
    """What an address says, or what holds where it says no number."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else default
