"""Checks a published folder against its manifest: every file there, unchanged, and nothing besides."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from catalogue.canonical import digest, file_digest
from catalogue.finding import Finding

MANIFEST = "manifest.json"
LINES = "data/edition.jsonl"

CODES = {
    "manifest-unreadable": "公布目录没有可读的 manifest.json，无从校验",
    "file-missing": "manifest.json 列出的文件不在",
    "file-changed": "文件内容与 manifest.json 记载的 SHA-256 不同",
    "file-unlisted": "文件不在 manifest.json 中",
    "path-outside": "manifest.json 列出了公布目录以外的路径",
    "lines-differ": "edition.jsonl 与本版记载的内容摘要不同",
}


def verify(folder: Path) -> list[Finding]:
    """What does not agree with the manifest, by path; an empty list means that everything does."""
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
        elif (actual := file_digest(path)) != expected:
            what = f"内容已变：应为 {expected[:12]}…，实为 {actual[:12]}…"
            findings.append(_found("file-changed", name, what, "请换回原文件，或重新公布这一版"))
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if (path.is_file() or path.is_symlink()) and name not in listed and name != MANIFEST:
            findings.append(_found("file-unlisted", name, "不是这一版的文件", "请移出公布目录"))
    return findings + _lines(folder, manifest["edition"])


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
    if not all(isinstance(value, str) for value in files.values()):
        return "files 的写法不对"
    return manifest


def _found(code: str, place: Path | str, what: str, advice: str) -> Finding:
    return Finding(place=str(place), code=code, severity="错误", message=what, advice=advice, subject=str(place))
