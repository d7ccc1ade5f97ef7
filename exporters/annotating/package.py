"""The parts of an .xlsx (OPC package): read whole, changed part by part, written with bytes that repeat.

Parts that nobody asks for pass through untouched, so pictures, charts and whatever else a submitter's workbook holds
come back as they were sent; no workbook library writes them all.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from typing import Any

from lxml import etree

from catalogue.finding import UserError

_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
STRICT = b"http://purl.oclc.org/ooxml/"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_OFFICE_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_ILLEGAL = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MACRO_BOOK = re.compile(r"application/vnd\.ms-excel\.(?:sheet|template)\.macroEnabled\.main\+xml")
_PLAIN_BOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def parse(content: bytes) -> Any:
    """The root element of a part. Raises `UserError`: readers of values forgive more than may be written again."""
    try:
        return etree.fromstring(content, _PARSER)
    except etree.XMLSyntaxError as error:
        raise UserError(
            "工作簿", "里面有不合 XML 写法的部件，不能加注退回", "请在 Excel 或 WPS 中另存后再交"
        ) from error


def serialise(root: Any) -> bytes:
    """A part's bytes."""
    out: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return out


def legal(text: str) -> str:
    """Text without the characters that XML cannot hold, each shown as a box."""
    return _ILLEGAL.sub("□", text.replace("\r\n", "\n").replace("\r", "\n"))


def local(element: Any) -> str:
    """The tag without its namespace; empty for comments and the like."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def space(element: Any) -> str:
    """The namespace of an element, in braces as lxml writes it."""
    return str(element.tag)[: str(element.tag).index("}") + 1] if "}" in str(element.tag) else ""


def child(element: Any, name: str) -> Any:
    """The first child of that local name, or None."""
    return next((one for one in element if local(one) == name), None)


class Package:
    """The parts by path. `lost` says in Chinese what could not be kept."""

    def __init__(self, data: bytes) -> None:
        self.parts: dict[str, bytes] = {}
        self.lost: list[str] = []
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for entry in archive.infolist():
                if not entry.is_dir():
                    self.parts[entry.filename] = archive.read(entry)
        self.types = parse(self.parts["[Content_Types].xml"])
        self.strict = STRICT in self.parts.get("xl/workbook.xml", b"")[:4000]
        self._drop_macros()

    @property
    def office(self) -> str:
        """The namespace of relations between the workbook's parts."""
        return _OFFICE_STRICT if self.strict else _OFFICE

    def _drop_macros(self) -> None:
        """An .xlsx may hold neither macros nor signatures, which our changes would break."""
        for words, what in (("vbaProject", "宏"), ("vbaData", "宏"), ("_xmlsignatures/", "数字签名")):
            for path in [p for p in self.parts if words in p]:
                self.remove(path)
                if what not in self.lost:
                    self.lost.append(what)
        for entry in self.types:
            if _MACRO_BOOK.fullmatch(entry.get("ContentType", "")):
                entry.set("ContentType", _PLAIN_BOOK)

    def remove(self, path: str) -> None:
        """Take a part out, with its relations and what is said of its type."""
        self.parts.pop(path, None)
        self.parts.pop(_relations_of(path), None)
        for entry in list(self.types):
            if entry.get("PartName", "").lstrip("/") == path:
                self.types.remove(entry)
        for owner in [p for p in self.parts if p.endswith(".rels")]:
            root = parse(self.parts[owner])
            base = posixpath.dirname(posixpath.dirname(owner))
            gone = [r for r in root if r.get("TargetMode") != "External" and _target(base, r.get("Target", "")) == path]
            if gone:
                for relation in gone:
                    root.remove(relation)
                self.parts[owner] = serialise(root)

    def relations(self, path: str) -> Any:
        """The relations of a part, as an element to be given back to `relate`; empty if it has none."""
        content = self.parts.get(_relations_of(path))
        return parse(content) if content else etree.Element(f"{{{_RELATIONS}}}Relationships", nsmap={None: _RELATIONS})

    def related(self, path: str, kind: str) -> list[tuple[str, str]]:
        """(id, path) of the parts that a part is related to by a kind such as ``comments``."""
        base = posixpath.dirname(path)
        return [
            (relation.get("Id", ""), _target(base, relation.get("Target", "")))
            for relation in self.relations(path)
            if relation.get("Type", "").rpartition("/")[2] == kind and relation.get("TargetMode") != "External"
        ]

    def relate(self, path: str, kind: str, target: str) -> str:
        """Relate a part to another one and give the relation's new id."""
        root = self.relations(path)
        taken = {relation.get("Id") for relation in root}
        number = next(n for n in range(1, len(taken) + 2) if f"rIdQ{n}" not in taken)
        etree.SubElement(
            root,
            f"{{{_RELATIONS}}}Relationship",
            Id=f"rIdQ{number}",
            Type=f"{self.office}/{kind}",
            Target=posixpath.relpath(target, posixpath.dirname(path)),
        )
        self.parts[_relations_of(path)] = serialise(root)
        return f"rIdQ{number}"

    def new_path(self, pattern: str) -> str:
        """A path that no part has; `pattern` has one ``{}`` for the number."""
        taken = {path.lower() for path in self.parts}
        return next(path for n in range(1, 100_000) if (path := pattern.format(n)).lower() not in taken)

    def add(self, path: str, content: bytes, content_type: str = "") -> None:
        """Add or replace a part; the type is stated where the part is new."""
        if content_type and path not in self.parts:
            etree.SubElement(self.types, f"{{{_TYPES}}}Override", PartName=f"/{path}", ContentType=content_type)
        self.parts[path] = content

    def default_type(self, extension: str, content_type: str) -> None:
        """State the type of an extension, unless it is stated."""
        known = {e.get("Extension", "").lower() for e in self.types if local(e) == "Default"}
        if extension not in known:
            self.types.insert(0, etree.Element(f"{{{_TYPES}}}Default", Extension=extension, ContentType=content_type))

    def sheets(self) -> list[tuple[str, str]]:
        """(name, path) of the sheets in order; one without a part has an empty path."""
        paths = {
            key: path
            for kind in ("worksheet", "chartsheet", "dialogsheet")
            for key, path in self.related("xl/workbook.xml", kind)
        }
        found = []
        for sheet in child(parse(self.parts["xl/workbook.xml"]), "sheets"):
            key = next((v for k, v in sheet.attrib.items() if k.rpartition("}")[2] == "id"), "")
            found.append((sheet.get("name", ""), paths.get(key, "")))
        return found

    def bytes(self) -> bytes:
        """The file; the same parts give the same bytes."""
        self.parts["[Content_Types].xml"] = serialise(self.types)
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for path, content in self.parts.items():
                entry = zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0))
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, content)
        return out.getvalue()


def _relations_of(path: str) -> str:
    folder, name = posixpath.split(path)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _target(base: str, target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(base, target))
