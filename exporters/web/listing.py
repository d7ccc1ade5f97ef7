"""A page of links before it is a page: groups of lines under a title, split so that no page grows too heavy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from catalogue.edition import PublicMatter
from exporters.guide import guide_path
from exporters.labels import LEVELS
from exporters.lists import safe_name
from exporters.pages import href

MOST_BYTES = 46_000  # of lines; with head, foot and links a page stays under 50 KB
_MARKUP = 150  # bytes of tags about one line


@dataclass(frozen=True)
class Line:
    """One matter; `path` is empty where no guide is published."""

    name: str
    path: str = ""
    tag: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Group:
    """Lines under one heading."""

    heading: str
    lines: tuple[Line, ...]
    note: str = ""


@dataclass(frozen=True)
class Listing:
    """One page of lines. `facts`: label and words above them; `more`: title and path of other pages about the same."""

    title: str
    path: str
    door: str
    lead: str
    groups: tuple[Group, ...]
    facts: tuple[tuple[str, str], ...] = ()
    more: tuple[tuple[str, str], ...] = ()
    part: int = 1
    parts: tuple[str, ...] = ()  # paths of all parts, where there are several

    @property
    def count(self) -> int:
        """Lines on the page."""
        return sum(len(group.lines) for group in self.groups)


def line_of(matter: PublicMatter) -> Line:
    """A matter as a line."""
    done = f"在{LEVELS.get(matter.finished_at, matter.finished_at)}办结" if matter.finished_at else ""
    return Line(matter.name, guide_path(matter.id), matter.type, done)


def by_department(matters: Iterable[PublicMatter]) -> tuple[Group, ...]:
    """Lines grouped by who handles them, in the edition's order."""
    return _grouped((matter.department, line_of(matter)) for matter in matters)


def by_type(matters: Iterable[PublicMatter]) -> tuple[Group, ...]:
    """Lines grouped by kind of matter."""
    return _grouped((matter.type, replace(line_of(matter), tag="")) for matter in matters)


def page_path(folder: str, name: str) -> str:
    """Where a page lies."""
    return f"{folder}/{safe_name(name)}.html"


def split(listing: Listing) -> list[Listing]:
    """The page, or its parts where one would be too heavy; every line is on exactly one of them."""
    pages: list[list[Group]] = [[]]
    weight = 0
    for group in listing.groups:
        kept: list[Line] = []
        for line in group.lines:
            weighs = _MARKUP + len(href(line.path)) + sum(len(t.encode()) for t in (line.name, line.tag, line.detail))
            if weight + weighs > MOST_BYTES and (kept or pages[-1]):
                if kept:
                    pages[-1].append(replace(group, lines=tuple(kept)))
                pages.append([])
                kept, weight = [], 0
            kept.append(line)
            weight += weighs
        if kept:
            pages[-1].append(replace(group, lines=tuple(kept)))
    if len(pages) < 2:
        return [listing]
    stem = listing.path.removesuffix(".html")
    paths = tuple(listing.path if n == 1 else f"{stem}-{n}.html" for n in range(1, len(pages) + 1))
    return [
        replace(listing, path=path, groups=tuple(groups), part=n, parts=paths)
        for n, (path, groups) in enumerate(zip(paths, pages, strict=True), start=1)
    ]


def _grouped(lines: Iterable[tuple[str, Line]]) -> tuple[Group, ...]:
    found: dict[str, list[Line]] = {}
    for name, line in lines:
        found.setdefault(name, []).append(line)
    return tuple(Group(name, tuple(inside)) for name, inside in found.items())
