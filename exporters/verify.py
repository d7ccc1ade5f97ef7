"""Checks a published folder, or one file of it, against its manifest: years later, without store or program."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from catalogue.canonical import digest
from catalogue.finding import Finding
from exporters.seal import SIGNATURE, signed_by, sm3

MANIFEST = "manifest.json"
LINES = "data/edition.jsonl"

CODES = {
    "manifest-unreadable": "公布目录没有可读的 manifest.json，无从校验",
    "file-missing": "manifest.json 列出的文件不在",
    "file-changed": "文件内容与 manifest.json 记载的 SHA-256 不同",
    "file-unlisted": "文件不在 manifest.json 中",
    "path-outside": "manifest.json 列出了公布目录以外的路径",
    "signature-missing": "给了公钥，公布目录却没有签名",
    "signature-wrong": "签名与公钥或 manifest.json 不符",
    "lines-differ": "edition.jsonl 与本版记载的内容摘要不同",
}


def verify(folder: Path, public_key: str = "") -> list[Finding]:
    """What does not agree with the manifest, by path; an empty list means that everything does.

    With the office's `public_key` the manifest's own signature is checked too: digests alone prove only that nothing
    was damaged, not who published it.
    """
    manifest = _read(folder / MANIFEST)
    if isinstance(manifest, str):
        return [_found("manifest-unreadable", folder / MANIFEST, manifest, "请用原公布目录，或重新公布这一版")]
    findings = []
    listed: dict[str, str] = manifest["files"]
    for name, expected in sorted(listed.items()):
        path = folder / name.replace("\0", "")
        if "\0" in name or not path.resolve().is_relative_to(folder.resolve()):
            findings.append(
                _found("path-outside", name, "列出的路径在公布目录之外", "manifest.json 已不可信，请重新公布这一版")
            )
        elif not path.is_file():
            findings.append(_found("file-missing", name, "文件不在", "请从原处补回，或重新公布这一版"))
        elif wrong := _changed(path.read_bytes(), expected, manifest.get("sm3", {}).get(name)):
            findings.append(_found("file-changed", name, wrong, "请换回原文件，或重新公布这一版"))
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if (path.is_file() or path.is_symlink()) and name not in {*listed, MANIFEST, SIGNATURE}:
            findings.append(_found("file-unlisted", name, "不是这一版的文件", "请移出公布目录"))
    return findings + _lines(folder, manifest["edition"]) + _signature(folder, public_key)


def verify_file(path: Path, manifest_path: Path, public_key: str = "") -> list[Finding]:
    """Whether one file is a file of that edition, whatever it is called now: its digests stand in the manifest."""
    manifest = _read(manifest_path)
    if isinstance(manifest, str):
        return [_found("manifest-unreadable", manifest_path, manifest, "请用原公布目录的 manifest.json")]
    data = path.read_bytes()
    names = [name for name, expected in manifest["files"].items() if expected == hashlib.sha256(data).hexdigest()]
    if not any(manifest.get("sm3", {}).get(name, sm3(data)) == sm3(data) for name in names):
        return [_found("file-changed", path, "不是这一版公布的文件，或内容已变", "请从原公布目录重新取得")]
    return _signature(manifest_path.parent, public_key)


def published_as(path: Path, manifest_path: Path) -> str:
    """Where in which edition a file that `verify_file` found good stands, in words."""
    manifest = json.loads(manifest_path.read_bytes())
    actual = hashlib.sha256(path.read_bytes()).hexdigest()
    names = [name for name, expected in manifest["files"].items() if expected == actual]
    edition = manifest["edition"]
    return f"第{edition.get('number')}版（截至{edition.get('as_of')}）公布的 {'、'.join(names)}"


def _changed(data: bytes, sha256: str, other: object) -> str:
    """How the bytes differ from what the manifest says, or nothing; both digests must hold where both are listed."""
    actual = hashlib.sha256(data).hexdigest()
    if actual != sha256:
        return f"内容已变：SHA-256 应为 {sha256[:12]}…，实为 {actual[:12]}…"
    if other is not None and other != sm3(data):
        return f"内容已变：SM3 应为 {str(other)[:12]}…，实为 {sm3(data)[:12]}…"
    return ""


def _signature(folder: Path, public_key: str) -> list[Finding]:
    if not public_key:
        return []
    path = folder / SIGNATURE
    if not path.is_file():
        return [_found("signature-missing", path, "没有签名", "请向公布单位核实这一版是否签名")]
    if signed_by(public_key, (folder / MANIFEST).read_bytes(), path.read_bytes()):
        return []
    return [
        _found(
            "signature-wrong", path, "签名不符：manifest.json 不是持有该公钥的单位签的", "请核对公钥，或向公布单位核实"
        )
    ]


def _lines(folder: Path, edition: dict[str, Any]) -> list[Finding]:
    path = folder / LINES
    if not path.is_file():
        return []
    try:
        same = digest(path.read_bytes().decode("utf-8")) == edition.get("lines")
    except UnicodeDecodeError:
        same = False
    if same:
        return []
    return [_found("lines-differ", LINES, "公布内容与本版记载的摘要不同", "请换回原文件，或重新公布这一版")]


def _read(path: Path) -> dict[str, Any] | str:
    """The manifest, or what is wrong with it."""
    try:
        manifest: dict[str, Any] = json.loads(path.read_bytes().decode("utf-8"))
    except OSError:
        return "读不到"
    except (ValueError, RecursionError):
        return "不是 JSON 文本"
    files = manifest.get("files") if isinstance(manifest, dict) else None
    if not isinstance(files, dict) or not isinstance(manifest.get("edition"), dict):
        return "缺少 files 或 edition"
    if not all(isinstance(value, str) for value in files.values()) or not isinstance(manifest.get("sm3", {}), dict):
        return "files 的写法不对"
    return manifest


def _found(code: str, place: Path | str, what: str, advice: str) -> Finding:
    return Finding(place=str(place), code=code, severity="错误", message=what, advice=advice, subject=str(place))
