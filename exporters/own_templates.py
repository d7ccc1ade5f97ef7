"""The shipped templates as an office may take them over: their names, and a copy of one with what it refers to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from catalogue.finding import UserError
from exporters.pages import TEMPLATES
from exporters.paper.word import STYLES, base, saved, say

WORD = "paper/notice.docx"
_IMPORTED = re.compile(r'#import "([^"]+)"')
_COMMENT = re.compile(r"\A\s*(?:\{#\s*(.*?)\s*#\}|(?://|#|/\*)\s*([^\n]*))", re.S)


@dataclass(frozen=True)
class Template:
    """One template: its name in the template folder, what it is for, whether the office has its own."""

    name: str
    what: str
    own: bool


def known(own: Path) -> list[Template]:
    """Every template, by name."""
    found = [
        Template(name, _what(TEMPLATES / name), (own / name).exists())
        for name in sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*") if path.is_file())
    ]
    return [*found, Template(WORD, "Word 底稿：通知、清单、指南的样式、页眉、页边距", (own / WORD).exists())]


def copy(name: str, own: Path) -> tuple[list[Path], list[Path]]:
    """Copy a template, and those it imports, into the office's folder: what was written, what was there already.

    Raises `UserError` where there is no such template.
    """
    names = [one.name for one in known(own)]
    hits = [one for one in names if one == name] or [one for one in names if Path(one).name == name]
    if len(hits) != 1:
        near = [one for one in names if name.split(".")[0] in one]
        raise UserError(name, "没有这个模板", f"相近的有：{'、'.join(near)}" if near else f"可写：{'、'.join(names)}")
    written, kept = [], []
    for one in _with_imports(hits[0]):
        target = own / one
        if target.exists():
            kept.append(target)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(_word() if one == WORD else (TEMPLATES / one).read_bytes())
        written.append(target)
    return written, kept


def _with_imports(name: str) -> list[str]:
    """A Typst template finds what it imports beside itself, so that must come along."""
    found = [name]
    for one in found:
        if one.endswith(".typ"):
            for other in _IMPORTED.findall((TEMPLATES / one).read_text("utf-8")):
                beside = (Path(one).parent / other).as_posix()
                if beside not in found:
                    found.append(beside)
    return found


def _word() -> bytes:
    """The base document: a line in each of our styles, to see what one edits; its text is not printed."""
    book = base(None)
    say(book, "改样式、页眉、页脚、页边距即可；这里的文字不会印出来。", "表文")
    for style in STYLES:
        say(book, f"样式“{style}”", style)
    return saved(book, "公文底稿", "", date(2000, 1, 1))


def _what(path: Path) -> str:
    match = _COMMENT.match(path.read_text("utf-8"))
    return " ".join((match[1] or match[2] or "").split())[:60] if match else ""
