"""What stands around the values in the sheets of an .xlsx: merges, hidden, struck, commented, error cells, long numbers."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

from importers.formats.cellformat import telling
from importers.formats.package import Package
from importers.refusal import Refusal
from importers.sheet import column_number

_SI = re.compile(rb"<(?:\w+:)?si\b[^<>]*/>|<(?:\w+:)?si\b[^<>]*>(.*?)</(?:\w+:)?si>", re.DOTALL)
_RUN = re.compile(rb"<(?:\w+:)?r>(.*?)</(?:\w+:)?r>", re.DOTALL)
_STRIKE = re.compile(rb"""<(?:\w+:)?strike(?:\s+val\s*=\s*["'](?:1|true)["'])?\s*/>""")
_TAG = re.compile(rb"<[^<>]*>")
_TEXT = re.compile(rb"<(?:\w+:)?text\b[^<>]*>(.*?)</(?:\w+:)?text>", re.DOTALL)
_COMMENT = re.compile(rb"""<(?:\w+:)?comment\s[^<>]*?\bref\s*=\s*["']([A-Z]{1,3})(\d{1,7})["'][^<>]*>(.*?)</(?:\w+:)?comment>""", re.DOTALL)  # fmt: skip


@dataclass(frozen=True)
class Styles:
    """The cell styles that matter: struck through, and number formats that say something."""

    struck: frozenset[str] = frozenset()
    formats: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Strings:
    """The shared strings: their lengths in bytes, and which are struck through from end to end."""

    lengths: list[int]
    struck: frozenset[int]


def sheet_parts(package: Package) -> dict[str, str]:
    """Sheet name to the path of its part."""
    from defusedxml.ElementTree import fromstring

    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= package.names:
        raise Refusal("workbook-truncated", "工作簿缺少目录部件", "请重新取得原文件")
    targets = dict(links(package, "xl/_rels/workbook.xml.rels", "xl"))
    found = {}
    for node in fromstring(package.part("xl/workbook.xml")).iter():
        if node.tag.rpartition("}")[2] == "sheet":
            link = next((v for k, v in node.attrib.items() if k.rpartition("}")[2] == "id"), "")
            if targets.get(link, "") in package.names:
                found[node.get("name", "")] = targets[link]
    if len(found) > package.bounds.sheets:
        raise Refusal("zip-bomb", f"有 {len(found)} 张表，超过{package.bounds.say('sheets')}", "请拆成几个工作簿")
    return found


def links(package: Package, path: str, folder: str) -> Iterator[tuple[str, str]]:
    """Link number and target of every relation of a part."""
    from defusedxml.ElementTree import fromstring

    for link in fromstring(package.part(path)):
        target = link.get("Target", "")
        whole = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")
        yield link.get("Id", ""), whole


def read_styles(package: Package) -> Styles:
    """Which style numbers are struck through, and which have a number format that pads zeros or names a unit."""
    from defusedxml.ElementTree import fromstring

    path = package.find("xl/styles.xml")
    if not path or package.entries[path].file_size > 30_000_000:
        return Styles()
    tree = fromstring(package.part(path))

    def under(name: str) -> list[object]:
        parent = next((node for node in tree if node.tag.rpartition("}")[2] == name), None)
        return [] if parent is None else list(parent)

    fonts = [
        any(n.tag.rpartition("}")[2] == "strike" and n.get("val", "1") not in ("0", "false") for n in font)  # type: ignore[attr-defined]
        for font in under("fonts")
    ]
    codes = {n.get("numFmtId", ""): n.get("formatCode", "") for n in under("numFmts")}  # type: ignore[attr-defined]
    struck, formats = set(), {}
    for index, style in enumerate(under("cellXfs")):
        font = style.get("fontId", "0")  # type: ignore[attr-defined]
        if font.isdigit() and int(font) < len(fonts) and fonts[int(font)]:
            struck.add(str(index))
        if code := telling(codes.get(style.get("numFmtId", ""), "")):  # type: ignore[attr-defined]
            formats[str(index)] = code
    return Styles(frozenset(struck), formats)


def read_strings(package: Package) -> Strings:
    """Lengths of the shared strings, in order."""
    path = package.find("xl/sharedStrings.xml")
    lengths: list[int] = []
    struck = set()
    for piece in package.cut(path, b"si>") if path else ():
        for match in _SI.finditer(piece):
            inside = match[1] or b""
            if struck_through(inside):
                struck.add(len(lengths))
            lengths.append(len(inside))
    return Strings(lengths, frozenset(struck))


def struck_through(rich: bytes) -> bool:
    """Whether a text of several runs is struck through from end to end."""
    if b"strike" not in rich:
        return False
    runs = [run for run in _RUN.findall(rich) if _TAG.sub(b"", run).strip()]
    return bool(runs) and all(_STRIKE.search(run) for run in runs)


def comments_of(package: Package, sheet: str) -> dict[tuple[int, int], str]:
    """The comments of a sheet's part by cell."""
    folder, name = posixpath.split(sheet)
    path = f"{folder}/_rels/{name}.rels"
    found = {}
    for _, target in links(package, path, folder) if path in package.names else ():
        if re.search(r"comments?[^/]*\.xml$", target, re.IGNORECASE) and "threaded" not in target.lower():
            for match in _COMMENT.finditer(package.part(target) if target in package.names else b""):
                words = b"".join(_TEXT.findall(match[3]))  # LibreOffice writes into it, too, where its frame stands
                text = unescape(_TAG.sub(b"", words).decode("utf-8", "replace")).strip()
                found[int(match[2]) - 1, column_number(match[1].decode())] = text[:500]
    return found
