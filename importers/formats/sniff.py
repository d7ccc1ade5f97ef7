"""What a file is, told by its bytes and never by its name."""

from __future__ import annotations

import io
import zipfile
import zlib

from importers.formats.csvfile import decode
from importers.refusal import Refusal

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\x89PNG\r", b"\xff\xd8\xff", b"GIF87a", b"GIF89a")
_PAGE = (b"<html", b"<table", b"<!doctype html", b"<head", b"<body", b"<meta")
_SAVE_AS = "请在 Excel 或 WPS 中另存为 .xlsx 后再交"


def sniff(data: bytes) -> str:
    """`"xlsx"`, `"xls"`, `"xlsb"`, `"ods"`, `"html"` or `"csv"`; anything else raises `Refusal`."""
    if not data.strip(b"\x00 \r\n\t"):
        raise Refusal("workbook-empty", "文件是空的", "请检查是否选错了文件")
    if data[:4] == b"PK\x03\x04":
        return _zip(data)
    if data[:8] == _OLE:
        return _ole(data)
    if data[:2] == b"\x09\x08" or data[:4] in (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00"):
        return "xls"
    if data[:2] == b"PK":
        raise Refusal("workbook-truncated", "压缩包不完整，文件可能没有传完", "请重新取得原文件")
    if data[:5] == b"%PDF-":
        raise Refusal("not-a-workbook", "这是 PDF，不是表格", "请向原单位要可编辑的表格")
    if data.startswith(_PICTURES):
        raise Refusal("not-a-workbook", "这是图片，不是表格", "请向原单位要可编辑的表格")
    start = data[:1000].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith((b"mime-version:", b"from:")) and b"multipart/related" in data[:4000].lower():
        raise Refusal("format-html", "这是网页（单个文件网页 MHT），只是改了扩展名", _SAVE_AS)
    if start.startswith((b"<", b"\xff\xfe<")) and any(mark in data[:20_000].lower() for mark in _PAGE):
        return "html"
    if start.startswith(b"<?xml"):
        raise Refusal("format-html", "这是 XML 文件，只是改了扩展名", _SAVE_AS)
    decode(data)
    return "csv"


def _zip(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            kind = archive.open("mimetype").read(200) if "mimetype" in names else b""
    # zipfile says NotImplementedError of a later version, a method of its own or patched data; RuntimeError includes it
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, RuntimeError, EOFError) as error:
        raise Refusal("workbook-truncated", "压缩包已损坏或没有传完", "请重新取得原文件") from error
    if "xl/workbook.xml" in names or any(n.startswith("xl/worksheets/") and n.endswith(".xml") for n in names):
        return "xlsx"
    if "xl/workbook.bin" in names:
        return "xlsb"
    if "word/document.xml" in names:
        raise Refusal("not-a-workbook", "这是 Word 文档，不是表格", "请把表格贴入工作簿后再交")
    if "content.xml" in names:
        if "mimetype" not in names or b"opendocument.spreadsheet" in kind:
            return "ods"
        raise Refusal("not-a-workbook", "这是 OpenDocument 文件，但不是表格", _SAVE_AS)
    raise Refusal("not-a-workbook", "这是压缩包，里面没有工作簿", "请解压后逐个提交表格")


def _ole(data: bytes) -> str:
    def stream(name: str) -> bool:
        return name.encode("utf-16-le") in data

    if stream("EncryptedPackage"):
        raise Refusal("password-protected", "工作簿加了密码", "请取消密码后再交")
    if stream("Workbook") or stream("Book"):
        return "xls"
    if stream("WordDocument"):
        raise Refusal("not-a-workbook", "这是 Word 文档，不是表格", "请把表格贴入工作簿后再交")
    raise Refusal("workbook-truncated", "旧格式文件中找不到工作簿，文件可能已损坏", "请重新取得原文件")
