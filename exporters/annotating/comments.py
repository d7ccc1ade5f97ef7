"""Appends our remarks to the cell comments of a sheet; comments that stood there keep their words and their author."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from lxml import etree

from catalogue.handback import AUTHOR, COMMENT_MARK
from exporters.annotating.package import Package, child, legal, local, parse, serialise, space

_COMMENTS = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_SHAPE_ID = re.compile(rb"_x0000_s(\d+)")
_SHAPES = re.compile(rb"<((?:\w+:)?)shape\s.*?</\1shape>", re.DOTALL)
_DRAWING = """<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{ids}"/></o:shapelayout></xml>"""
_BOX = """<v:shapetype xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>"""
_SHAPE = """<v:shape xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel" id="_x0000_s{id}" type="#_x0000_t202" style="position:absolute;margin-left:60pt;margin-top:2pt;width:220pt;height:{height}pt;z-index:1;visibility:hidden" fillcolor="#fffbe6" o:insetmode="auto"><v:fill color2="#fffbe6"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{left},15,{top},2,{right},40,{bottom},4</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"""


def add_comments(
    package: Package,
    sheet: str,
    number: int,
    notes: Mapping[tuple[int, int], str],
    names: Mapping[tuple[int, int], str],
) -> str:
    """Append `notes` (by row and column from 0; `names` gives their cells' names) to a sheet's comments.

    Takes our part of earlier comments out. `number` tells the sheets apart. Gives the relation id of the drawing that
    shows the comments if it is new, else "".
    """
    found = package.related(sheet, "comments")
    if not found and not notes:
        return ""
    if found:
        path = found[0][1]
        root = parse(package.parts[path])
    else:
        path = package.new_path("xl/comments{}.xml")
        root = parse(f'<comments xmlns="{_MAIN}"><authors/><commentList/></comments>'.encode())
    before = {one.get("ref", "") for one in child(root, "commentList")} if found else set()
    gone = _take_out_ours(root) if found else set()
    ns = space(root)
    existing = {one.get("ref", ""): one for one in child(root, "commentList")}
    author = _author(root, ns)
    for cell in sorted(notes):
        name = names[cell]
        if name not in existing:
            made = etree.SubElement(child(root, "commentList"), f"{ns}comment", ref=name, authorId=author)
            etree.SubElement(made, f"{ns}text")
            existing[name] = made
            _append(child(made, "text"), ns, COMMENT_MARK, notes[cell])
        else:
            _append(child(existing[name], "text"), ns, "\n" + COMMENT_MARK, notes[cell])
    package.add(path, serialise(root), _COMMENTS)
    if not found:
        package.relate(sheet, "comments", path)
    fresh = {cell: note for cell, note in notes.items() if names[cell] not in before}
    return _draw(package, sheet, number, fresh, gone - {names[cell] for cell in notes})


def _take_out_ours(root: Any) -> set[str]:
    """Remove what we wrote at an earlier hand-back; gives the cells whose whole comment was ours."""
    gone = set()
    for comment in list(child(root, "commentList")):
        texts = [one for one in comment.iter() if local(one) == "t"]
        if COMMENT_MARK not in "".join(one.text or "" for one in texts):
            continue
        kept = False
        ours = False
        for text in texts:
            words = text.text or ""
            if not ours and COMMENT_MARK in words:
                ours, words = True, words.partition(COMMENT_MARK)[0].rstrip("\n")
                text.text = words
            elif ours:
                text.text = words = ""
            kept = kept or bool(words.strip())
        if not kept:
            gone.add(comment.get("ref", ""))
            comment.getparent().remove(comment)
    return gone


def _author(root: Any, ns: str) -> str:
    authors = child(root, "authors")
    names = [one.text for one in authors]
    if AUTHOR not in names:
        etree.SubElement(authors, f"{ns}author").text = AUTHOR
        names.append(AUTHOR)
    return str(names.index(AUTHOR))


def _append(text: Any, ns: str, mark: str, note: str) -> None:
    if (bare := child(text, "t")) is not None:  # words without runs cannot stand beside runs
        run = etree.Element(f"{ns}r")
        text.insert(0, run)
        run.append(bare)
        bare.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    for words, bold in ((mark, True), (legal(note), False)):
        run = etree.SubElement(text, f"{ns}r")
        look = etree.SubElement(run, f"{ns}rPr")
        if bold:
            etree.SubElement(look, f"{ns}b")
        etree.SubElement(look, f"{ns}sz", val="9")
        etree.SubElement(look, f"{ns}rFont", val="宋体")
        made = etree.SubElement(run, f"{ns}t")
        made.text = words
        made.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _draw(package: Package, sheet: str, number: int, fresh: Mapping[tuple[int, int], str], gone: set[str]) -> str:
    """A box for each new comment; the format (VML) is as old as comments are, and no program shows them without it."""
    key = _legacy(package.parts[sheet])
    path = next((p for k, p in package.related(sheet, "vmlDrawing") if k == key), "") if key else ""
    if not fresh and not gone:
        return ""
    new = ""
    if not path:
        path = package.new_path("xl/drawings/vmlDrawing{}.vml")
        count = len(fresh) // 1000 + 1
        first = 8 + number * 64
        ids = ",".join(str(first + n) for n in range(count))
        package.default_type("vml", _VML)
        package.add(path, _DRAWING.format(ids=ids).encode())
        new = package.relate(sheet, "vmlDrawing", path)
        start = first * 1024
    else:
        start = max((int(m) for m in _SHAPE_ID.findall(package.parts[path])), default=1024 * (8 + number * 64))
    content = package.parts[path]
    for cell in gone:
        content = _without_shape(content, cell)
    shapes = [] if b'"_x0000_t202"' in content else [_BOX]
    for place, ((row, column), note) in enumerate(sorted(fresh.items()), start=1):
        lines = sum(len(part) // 17 + 1 for part in note.split("\n")) + 1
        shapes.append(
            _SHAPE.format(
                id=start + place, height=min(400, 14 * lines + 8), left=column + 1, right=column + 4, top=row,
                bottom=row + min(30, lines + 1), row=row, column=column,
            )
        )  # fmt: skip
    end = content.rfind(b"</xml>")
    package.parts[path] = content[:end] + "".join(shapes).encode() + content[end:]
    return new


def _legacy(content: bytes) -> str:
    found = re.search(rb"""<(?:\w+:)?legacyDrawing\s[^<>]*?\bid\s*=\s*["']([^"'<>]+)["']""", content)
    return found[1].decode() if found else ""


def _without_shape(content: bytes, cell: str) -> bytes:
    letters, row = re.fullmatch(r"([A-Z]+)(\d+)", cell).groups()  # type: ignore[union-attr]
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    here = re.compile(rb"<(?:\w+:)?Row>%d</(?:\w+:)?Row>\s*<(?:\w+:)?Column>%d<" % (int(row) - 1, column - 1))
    return _SHAPES.sub(lambda found: b"" if here.search(found[0]) else found[0], content)
