"""A zip package (.xlsx, .xlsb, .ods) looked at before anything is parsed: sizes as written and as they are, entities."""

from __future__ import annotations

import copy
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from html import unescape

from importers.bounds import Bounds
from importers.refusal import Refusal
from importers.secrecy import refuse_marked

_CHUNK = 1 << 20
_ENTITIES = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)|<\0!\0(?:D\0O\0C|E\0N\0T)|\0<\0!\0(?:D\0O\0C|E\0N\0T)")
_TAGS = re.compile(rb"<[^<>]*>")
_TEXTS = re.compile(rb"<(?:\w+:)?(?:p|para|comment|text|r|oddHeader|lpwstr|si)\b[^<>]*>|</", re.IGNORECASE)
_READ_ELSEWHERE = re.compile(r"(?:worksheets/[^/]+|sharedStrings)\.xml$|^content\.xml$", re.IGNORECASE)


class Package:
    """The parts of a package, each read only as far as the bounds allow. Raises `Refusal` naming the bound."""

    def __init__(self, data: bytes, bounds: Bounds) -> None:
        self.bounds = bounds
        try:  # NotImplementedError: zipfile's word for a directory of a later version than it knows
            self.archive = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise Refusal("workbook-truncated", "压缩包已损坏或没有传完", "请重新取得原文件") from error
        self.looked: set[str] = set()  # parts read to their end: what they are is what the directory says
        self.entries = {entry.filename: entry for entry in self.archive.infolist()}
        self._declared()

    def _declared(self) -> None:
        """What the directory of the package says."""
        entries, bounds = self.archive.infolist(), self.bounds
        if len(entries) > bounds.zip_entries:
            raise Refusal(
                "zip-bomb", f"压缩包内有 {len(entries)} 个部件，超过{bounds.say('zip_entries')}", "请另存为普通的 .xlsx"
            )
        if any(entry.flag_bits & 1 for entry in entries):
            raise Refusal("password-protected", "工作簿加了密码", "请取消密码后再交")
        total = sum(entry.file_size for entry in entries)
        packed = sum(entry.compress_size for entry in entries) or 1
        if total > bounds.inflated_bytes:
            raise Refusal("zip-bomb", f"解压后有 {total} 字节，超过{bounds.say('inflated_bytes')}", "请拆成几个工作簿")
        if total > bounds.ratio_from and total / packed > bounds.ratio:
            raise Refusal("zip-bomb", f"压缩比 {total // packed}，超过{bounds.say('ratio')}", "请另存为普通的 .xlsx")
        if len({entry.filename.lower() for entry in entries}) != len(entries):
            raise Refusal("workbook-truncated", "压缩包内有同名部件", "请重新另存后再交")

    @property
    def names(self) -> set[str]:
        """The names of all parts."""
        return set(self.entries)

    def find(self, name: str) -> str:
        """The name of a part however its letters are cased, or ""."""
        return next((n for n in self.entries if n.lower() == name.lower()), "")

    def chunks(self, name: str) -> Iterator[bytes]:
        """A part piece by piece. A part longer than its header says is refused: the header lies."""
        entry = self.entries[name]
        free = copy.copy(entry)  # zipfile stops at the declared size; other readers do not
        free.file_size = self.bounds.inflated_bytes + 1
        free.CRC = None  # type: ignore[assignment]  # its check would come before ours
        read = 0
        try:  # NotImplementedError: zipfile's word for a method it has not (9, Deflate64) and for patched data
            with self.archive.open(free) as stream:
                while piece := stream.read(_CHUNK):
                    read += len(piece)
                    if read > entry.file_size:
                        raise Refusal(
                            "zip-bomb", f"部件 {name[:80]} 实际比压缩包目录所写的大", "请在 Excel 或 WPS 中另存后再交"
                        )
                    yield piece
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
            raise Refusal("workbook-truncated", "压缩包已损坏或没有传完", "请重新取得原文件") from error
        if read != entry.file_size:
            raise Refusal("workbook-truncated", "压缩包已损坏或没有传完", "请重新取得原文件")
        self.looked.add(name)

    def part(self, name: str) -> bytes:
        """A whole part; one that defines entities is refused."""
        content = b"".join(self.chunks(name))
        refuse_entities(content[:200_000])
        return content

    def cut(self, name: str, end: bytes, start: bytes = b"") -> Iterator[bytes]:
        """A part in pieces that end with `end` (or before `start`), so that no element is cut in two."""
        rest = b""
        for at, piece in enumerate(self.chunks(name)):
            if at == 0:
                refuse_entities(piece)
            rest += piece
            place = rest.rfind(end) + len(end)
            if place < len(end) and start:
                place = rest.rfind(start)
            if place > 0:
                yield rest[:place]
                rest = rest[place:]
        yield rest

    def look_through(self, *, sheets: bool = True) -> None:
        """Inflate what nobody has read yet, without keeping it; look for entities and marks of secrecy in small XML.

        Without `sheets`, leave out the large parts of sheets, which their reader goes through anyway."""
        for name in self.entries:
            if _READ_ELSEWHERE.search(name) and (not sheets or name in self.looked):
                continue
            text = name.lower().endswith((".xml", ".rels", ".vml"))
            small = text and self.entries[name].file_size <= 4_000_000 and not _READ_ELSEWHERE.search(name)
            pieces = []
            for at, piece in enumerate(self.chunks(name)):
                if at == 0 and text:
                    refuse_entities(piece)
                if small:
                    pieces.append(piece)
            if small:
                _secret(b"".join(pieces), name)


def refuse_entities(start: bytes) -> None:
    """No workbook needs a document type or an entity; both serve attacks (entity bombs, XXE)."""
    if _ENTITIES.search(start):
        raise Refusal("not-a-workbook", "工作簿内有 XML 实体定义，不予打开", "请在 Excel 或 WPS 中另存后再交")


def _secret(content: bytes, name: str) -> None:
    """Properties, comments, text boxes, headers and footers carry marks of secrecy too."""
    if "密".encode() not in content and b"&#" not in content:
        return
    place = (
        "批注"
        if "comment" in name.lower()
        else "文件属性"
        if name.lower().startswith("docprops")
        else "图文框、页眉页脚等处"
    )
    for piece in re.split(r"[\n\v]", _TAGS.sub(b"", _TEXTS.sub(b"\v\\g<0>", content)).decode("utf-8", "replace")):
        refuse_marked(unescape(piece).strip(), f"工作簿的{place}")
