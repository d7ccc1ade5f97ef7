"""Earlier editions, kept and marked: each a folder ``old/<number>/`` in which nothing is written that stands already.

A guide or list that a later edition holds unchanged is linked to there; only what differs is a page of its own, so
that the site grows by what changed. A withdrawn edition (撤回) keeps its entry and its reason, and shows nothing else.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import jinja2

from catalogue.canonical import digest
from catalogue.edition import Edition
from catalogue.finding import UserError
from exporters import pages
from exporters.guide import guides
from exporters.package import packages
from exporters.paper.qr import short_path
from exporters.sheet import Sheet, ordered
from exporters.web.listing import Group, Line, Listing, split
from exporters.web.sheets import leaves

FOLDER = "old"
NO_LINKS: dict[str, Any] = {"department_page": "", "window_page": "", "nearby": ()}  # those pages tell of today


@dataclass(frozen=True)
class Piece:
    """A page that an edition has: its kind and name, what it says (for comparing), and how it is made."""

    kind: str
    name: str
    title: str
    group: str
    path: str
    template: str
    values: dict[str, Any]
    says: str

    @property
    def key(self) -> tuple[str, str, str]:
        """Equal for pages that say the same of the same thing."""
        return self.kind, self.name, self.says


@dataclass(frozen=True)
class Mark:
    """What stands at the head of every old page; `now`: the page that holds today."""

    words: str
    now: str


def old_index(number: int) -> str:
    """The first page of an earlier edition."""
    return f"{FOLDER}/{number}/index.html"


def kept(edition: Edition) -> list[int]:
    """Numbers of the earlier editions that are shown: those not withdrawn."""
    return [one.number for one in edition.manifest.history if not one.withdrawn]


def earlier_pages(
    env: jinja2.Environment,
    edition: Edition,
    sheets: list[Sheet],
    earlier: Iterable[tuple[Edition, list[Sheet]]],
    last: dict[tuple[int, str], str],
) -> Iterator[tuple[str, bytes]]:
    """Every page of the earlier editions, given newest first, each with its lists.

    `last` is filled: number of an edition and id of a matter -> where the guide of that time stands; "": its index.
    """
    paths: dict[tuple[str, str, str], str] = {}
    now: dict[tuple[str, str], str] = {}
    shown = kept(edition)
    for old, lists in earlier:
        number = old.manifest.number
        if number not in shown:
            continue
        if not paths:  # the present edition, read for comparing only where there is an earlier one
            present = _pieces(edition, sheets)
            paths = {piece.key: piece.path for piece in present}
            now = {(piece.kind, piece.name): piece.path for piece in present}
            now |= {("guide", gone.id): f"{short_path(gone.id)}/index.html" for gone in edition.retired}
        pieces = _pieces(old, lists)
        fresh = []
        for piece in pieces:
            if piece.key not in paths:
                paths[piece.key] = f"{FOLDER}/{number}/{piece.path}"
                fresh.append(piece)
        last[number, ""] = old_index(number)
        last |= {(number, piece.name): paths[piece.key] for piece in pieces if piece.kind == "guide"}
        words = (
            f"这是第{number}版（截至{old.manifest.as_of}），已被取代，只供查考，不作现在办事的依据；"
            f"现行的是第{edition.manifest.number}版（截至{edition.manifest.as_of}）。"
        )
        links = {piece.name: paths[piece.key] for piece in pieces if piece.kind in ("guide", "package")}
        common = {"manifest": old.manifest, "county": old.manifest.county, "links": links}
        for piece in fresh:
            mark = Mark(words, now.get((piece.kind, piece.name), "index.html"))
            values = common | NO_LINKS | piece.values | {"title": piece.title}
            if piece.kind == "list":
                for leaf in leaves(piece.values["sheet"], paths[piece.key], links):
                    parts = values | {"sheet": leaf.sheet, "leaf": leaf}
                    yield _marked(env, leaf.path, piece.template, mark, parts)
            else:
                yield _marked(env, paths[piece.key], piece.template, mark, values)
        for part in split(_index(pieces, paths, number)):
            values = common | {"listing": part, "title": part.title}
            yield _marked(env, part.path, "browse.html", Mark(words, "index.html"), values)
        # mtime 0: the same bytes whenever it is written
        yield f"{FOLDER}/{number}/edition.jsonl.gz", gzip.compress(old.json_lines().encode(), 9, mtime=0)


def _pieces(edition: Edition, sheets: list[Sheet]) -> list[Piece]:
    found = [
        Piece("list", sheet.path, sheet.title, "清单", f"{sheet.path}.html", "list.html", {"sheet": sheet}, _of(sheet))
        for sheet in sheets
    ]
    for one in packages(edition):
        says = digest([one.package, [matter for _, matter in one.parts]])
        found.append(
            Piece("package", one.package.id, one.title, "一件事", one.path, "package.html", {"guide": one}, says)
        )
    for guide in guides(edition):
        says = digest([guide.matter, guide.grants, guide.partners])
        group = guide.matter.department
        found.append(
            Piece("guide", guide.matter.id, guide.title, group, guide.path, "guide.html", {"guide": guide}, says)
        )
    return found


def _of(sheet: Sheet) -> str:
    """What a list says, whichever edition it stands in."""
    rows = [[one.heading, list(one.rows)] for one in sheet.sections]
    return digest([sheet.title, [column.title for column in sheet.columns], rows, sheet.total, list(sheet.notes)])


def _index(pieces: list[Piece], paths: dict[tuple[str, str, str], str], number: int) -> Listing:
    """The first page of an earlier edition: its lists, then its guides by department."""

    def line(piece: Piece) -> Line:
        path = paths[piece.key]
        if not path.startswith(f"{FOLDER}/"):
            return Line(piece.title, path, "", "与现行版相同")
        other = path.split("/")[1]
        return Line(piece.title, path, "", "" if other == str(number) else f"与第{other}版相同")

    groups = tuple(
        Group(name, tuple(line(piece) for piece in pieces if piece.group == name))
        for name in ordered([piece.group for piece in pieces])
    )
    own = sum(paths[piece.key].startswith(f"{FOLDER}/{number}/") for piece in pieces)
    lead = (
        f"共{len(pieces)}份清单和指南，其中{own}份后来有改动，按这一版存档的内容、现在的版式重排；其余与后来的版相同。"
    )
    facts = (("全文", "edition.jsonl.gz（解压后与“历次公布”里这一版的内容摘要一致）"),)
    return Listing(f"第{number}版", old_index(number), "历次公布", lead, groups, facts)


def _marked(env: jinja2.Environment, path: str, template: str, mark: Mark, values: dict[str, Any]) -> tuple[str, bytes]:
    """One old page. Raises `UserError` where the office's own template leaves the mark out: nobody may take it for today's."""
    written = pages.page(env, template, root="../" * path.count("/"), old=mark, **values)
    if mark.words.encode() not in written:
        advice = "请在本单位的 base.html 里保留 {{ old.words }}，或移走它，就用随程序带的"
        raise UserError(f"模板 {template}", f"旧版的“{values['title']}”没有印出“已被取代”的标记", advice)
    return path, written
