"""A published list as pages: one where it is short, else several, so that a telephone never loads 900 rows at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from html import escape
from typing import Any

import jinja2

from exporters import pages
from exporters.sheet import Row, Section, Sheet

MOST_BYTES = 40_000  # of rows; with head, foot, downloads and links to the other pages a page stays under 50 KB
NEAR = 4  # pages before and after this one that are linked by number
_MARKUP = 48  # bytes of tags about one cell, without its heading


@dataclass(frozen=True)
class Leaf:
    """One page of a list. `parts`: number and path of the pages linked from it, none where the list is one page."""

    sheet: Sheet
    path: str
    part: int = 1
    of: int = 1
    rows: tuple[int, int] = (0, 0)  # first and last row on this page, counted through the list
    parts: tuple[tuple[int, str], ...] = ()


def leaves(sheet: Sheet, path: str, links: Mapping[str, str]) -> list[Leaf]:
    """The list's pages, the first at `path`; every row is on exactly one, a section that goes on says so."""
    parts: list[list[Section]] = [[]]
    weight = 0
    for section in sheet.sections:
        kept: list[Row] = []
        heading = section.heading
        for row in section.rows:
            weighs = _weight(sheet, row, links)
            if weight + weighs > MOST_BYTES and weight:
                if kept:
                    parts[-1].append(Section(heading, tuple(kept)))
                    heading = f"{section.heading}（续）" if section.heading else ""
                parts.append([])
                kept, weight = [], 0
            kept.append(row)
            weight += weighs
        parts[-1].append(Section(heading, tuple(kept)))
    if len(parts) == 1:
        return [Leaf(sheet, path)]
    stem, last = path.removesuffix(".html"), len(parts)
    paths = {n: path if n == 1 else f"{stem}.{n}.html" for n in range(1, last + 1)}
    found, begin = [], 1
    for n, sections in enumerate(parts, start=1):
        end = begin + sum(len(one.rows) for one in sections) - 1
        shown = [m for m in paths if m in (1, last) or abs(m - n) <= NEAR]
        part = replace(sheet, sections=tuple(sections), total=f"整份清单{sheet.total}")
        found.append(Leaf(part, paths[n], n, last, (begin, end), tuple((m, paths[m]) for m in shown)))
        begin = end + 1
    return found


def list_pages(env: jinja2.Environment, sheet: Sheet, common: Mapping[str, Any]) -> Iterator[tuple[str, bytes]]:
    """The pages of a list of the present edition."""
    for leaf in leaves(sheet, f"{sheet.path}.html", common["links"]):
        values = dict(common) | {"sheet": leaf.sheet, "leaf": leaf, "title": sheet.title}
        yield leaf.path, pages.page(env, "list.html", root="../" * leaf.path.count("/"), **values)


def _weight(sheet: Sheet, row: Row, links: Mapping[str, str]) -> int:
    """About how many bytes the row is on a page."""
    guide = links.get(row.get("事项标识", ""), "")
    why = 2 * len(pages.href(guide)) + 80 if guide else len(escape(row.get("判定", "")).encode()) + 80
    cells = (_MARKUP + len((one.title + escape(row.get(one.key, ""))).encode()) for one in sheet.columns)
    return why + sum(cells)
