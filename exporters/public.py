"""Writes `public/`, the published site and files: a pure function of an edition, the same bytes each time."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import jinja2

from catalogue.canonical import plain
from catalogue.edition import Edition
from catalogue.finding import UserError
from exporters import pages
from exporters.folder import put, sha256
from exporters.guide import Guide, guide_path, guides
from exporters.hall import hall_sheet
from exporters.lists import build, read_lists
from exporters.machine import as_csv, list_files
from exporters.machine import tables as tables_of
from exporters.package import packages
from exporters.paper.documents import list_documents
from exporters.paper.qr import short_path
from exporters.rows import window_name
from exporters.seal import SIGNATURE, read_key, sign, sm3
from exporters.sheet import Sheet, ordered
from exporters.synonyms import read_synonyms
from exporters.web.browse import Door, doors
from exporters.web.earlier import earlier_pages
from exporters.web.events import read_events
from exporters.web.listing import Listing, page_path, split
from exporters.web.places import nearby, place_links, place_pages
from exporters.web.search import index_js
from exporters.web.sheets import list_pages
from exporters.xlsx import workbook

MANIFEST = "manifest.json"


def render(
    edition: Edition,
    folder: Path,
    overlay: Path | None = None,
    key: Path | None = None,
    earlier: Iterable[Edition] = (),
) -> list[Path]:
    """Write an edition's public folder; returns the files written.

    `overlay`: the office's own templates. `key`: its signing key; without one the manifest is not signed.
    `earlier`: the editions before it, newest first, which stay readable under ``old/``.
    """
    return put(folder, _sealed(_files(edition, overlay, earlier), edition, overlay, key), MANIFEST)


def _sealed(
    files: Iterable[tuple[str, bytes]], edition: Edition, overlay: Path | None, key: Path | None
) -> Iterator[tuple[str, bytes]]:
    """The files, then the manifest that lists them, then its signature; two files of one name are refused."""
    digests: dict[str, str] = {}
    other_digests: dict[str, str] = {}
    seen: dict[str, str] = {}
    for path, data in files:
        if path in digests:
            raise UserError(path, "两份文件要写到同一个名字", "请检查事项标识、批次、窗口名称是否只差特殊符号")
        if (twin := seen.setdefault(path.casefold(), path)) != path:
            advice = "请改其中一个事项标识或名称"
            raise UserError(path, f"与“{twin}”只差大小写，在有的系统上会互相覆盖", advice)
        digests[path], other_digests[path] = sha256(data), sm3(data)
        yield path, data
    manifest = {
        "edition": plain(edition.manifest),
        "files": digests,
        "sm3": other_digests,
        "renderer": pages.renderer_digest(overlay),
    }
    written = (json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
    yield MANIFEST, written
    if key:
        yield SIGNATURE, sign(read_key(key), written)


def sheets(edition: Edition, overlay: Path | None = None) -> list[Sheet]:
    """Every published list of an edition, the hall's count last."""
    subtitle = subtitle_of(edition)
    return [
        *build(read_lists(pages.folders(overlay)), edition, subtitle),
        hall_sheet(edition, subtitle),
    ]


def subtitle_of(edition: Edition) -> str:
    """Whose list, which edition, as of when."""
    manifest = edition.manifest
    return f"{manifest.county.office}编制　第{manifest.number}版　截至{manifest.as_of.isoformat()}"


def _files(edition: Edition, overlay: Path | None, earlier: Iterable[Edition]) -> Iterator[tuple[str, bytes]]:
    env, manifest = pages.environment(overlay), edition.manifest
    together = packages(edition)
    links = {matter.id: guide_path(matter.id) for matter in edition.matters} | {
        one.package.id: one.path for one in together
    }
    known = sheets(edition, overlay)
    common: dict[str, Any] = {"manifest": manifest, "county": manifest.county, "links": links}
    yield "style.css", (pages.style(overlay) + (pages.EXAMPLE_STYLE if manifest.county.example else "")).encode()
    for script in ("search.js", "large.js"):
        yield script, (pages.TEMPLATES / script).read_bytes()
    for sheet in known:
        yield f"{sheet.path}.xlsx", workbook(sheet, manifest.as_of)
        yield from list_files(sheet, manifest)
        yield from list_pages(env, sheet, common)
    yield from guide_pages(env, edition, guides(edition), common)
    for one in together:
        yield one.path, pages.page(env, "package.html", guide=one, root="../", title=one.title, **common)
        yield (
            f"{short_path(one.package.id)}/index.html",
            pages.page(env, "short_link.html", guide=one, root="../../", title=one.title, **common),
        )
    last: dict[tuple[int, str], str] = {}
    listed = ((one, sheets(one, overlay)) for one in earlier)
    yield from earlier_pages(env, edition, known, listed, last)
    for gone in edition.retired:
        path = f"{short_path(gone.id)}/index.html"
        yield (
            path,
            pages.page(
                env,
                "retired.html",
                gone=gone,
                guide_then=last.get((gone.last, gone.id), ""),
                root="../../",
                title=gone.name,
                **common,
            ),
        )
    old_pages = {number: path for (number, matter), path in last.items() if not matter}
    yield "editions.html", pages.page(env, "editions.html", root="", title="历次公布", kept=old_pages, **common)
    tables = dict(tables_of(edition))
    for name, rows in tables.items():
        yield f"data/{name}.csv", as_csv(rows, manifest.county.example)
    yield "data/edition.jsonl", edition.json_lines().encode()
    yield from site_pages(env, edition, known, tables, common, overlay)
    # what takes longest comes last: a page's template that fails has failed before
    printed = [replace(sheet, machine=()) for sheet in known if sheet.paper]
    del known, tables, together  # setting takes memory of its own
    yield from list_documents(printed, manifest.as_of, overlay)


def guide_pages(
    env: jinja2.Environment, edition: Edition, chosen: Iterable[Guide], common: dict[str, Any]
) -> Iterator[tuple[str, bytes]]:
    """Each guide and its permanent short link."""
    places = place_links(edition)
    for guide in chosen:
        matter = guide.matter
        window = window_name(matter.window) if matter.in_hall else ""
        links = {
            "department_page": page_path("browse/部门", matter.department),
            "window_page": page_path("windows", window) if window else "",
            "nearby": nearby(guide.grants, places),
        }
        values = common | {"guide": guide, "title": guide.title}
        yield guide.path, pages.page(env, "guide.html", root="../", **links, **values)
        yield f"{short_path(matter.id)}/index.html", pages.page(env, "short_link.html", root="../../", **values)


def site_pages(
    env: jinja2.Environment,
    edition: Edition,
    known: list[Sheet],
    tables: dict[str, list[dict[str, str]]],
    common: dict[str, Any],
    overlay: Path | None,
) -> Iterator[tuple[str, bytes]]:
    """The first page, the ways to browse, windows, towns and villages, the search index."""
    folders = pages.folders(overlay)
    ways = [*doors(edition, read_events(folders), known), Door("镇街和村", tuple(place_pages(edition)))]
    for listing in {page.path: page for way in ways for page in way.pages}.values():
        yield from _listing(env, listing, common)
    named = [page for way in ways if way.name in ("窗口", "镇街和村", "部门") for page in way.pages]
    named += [Listing(one.title, one.path, "一件事", "", ()) for one in packages(edition)]
    yield "search-index.js", index_js(edition, named, read_synonyms(folders))
    groups = [
        (name, [sheet for sheet in known if sheet.group == name]) for name in ordered([sheet.group for sheet in known])
    ]
    counts = (
        ("事项", len(edition.matters)),
        ("办理项", sum(len(matter.items) for matter in edition.matters)),
        ("赋权（事项×承接主体）", len(edition.grants)),
        ("清单", len(known)),
        ("办事指南", len(edition.matters)),
    )
    values = common | {"doors": ways, "groups": groups, "counts": counts, "tables": tables}
    yield "index.html", pages.page(env, "index.html", root="", title="首页", **values)


def _listing(env: jinja2.Environment, listing: Listing, common: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    for part in split(listing):
        root = "../" * part.path.count("/")
        yield part.path, pages.page(env, "browse.html", listing=part, root=root, title=part.title, **common)
