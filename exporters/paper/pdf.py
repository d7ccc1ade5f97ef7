"""PDF by Typst: data goes in as JSON, never as source text; no system font, no clock: the same bytes each time.

A template reads its own folder and nothing else: that folder is the compiler's root, links that lead out of it are
refused, and packages come from its subfolder ``packages``, never from a network.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

from catalogue.finding import UserError
from exporters.pages import TEMPLATES
from exporters.paper.fonts import families, fonts

SHIPPED = TEMPLATES / "paper"
STANDARD = "a-2a"  # PDF/A-2a (GB/T 23286 / ISO 19005): fonts embedded, tagged; a character without a glyph is an error
NO_PROXY = dict.fromkeys(("NO_PROXY", "no_proxy"), "")
NOWHERE = dict.fromkeys(("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"), "http://127.0.0.1:9")  # discard
_OUTSIDE = re.compile(r"escape the project root|file not found|failed to load file|access denied|package")
_GLYPH = re.compile(r'the text [`"]+(.+?)["`]+ could not be displayed')


def pdf(template: str, data: Any, *, title: str, made: date, overlay: Path | None = None) -> bytes:
    """One document. `template`: a file of templates/paper; `title` names the document in messages."""
    out = _compile(
        "compile", template, data, title, overlay, format="pdf", timestamp=_noon(made), pdf_standards=[STANDARD]
    )
    return bytes(out)


def query(template: str, data: Any, label: str, *, title: str, overlay: Path | None = None) -> list[Any]:
    """The values of all metadata of that label, in the order they stand in the laid-out document."""
    source = _source(template, overlay)
    inputs = {"data": json.dumps(_inputs(data, overlay), ensure_ascii=False)}
    compiler = typst.Compiler(str(source), sys_inputs=inputs, **_reach(source.parent, overlay))
    try:
        with _offline():
            return list(json.loads(compiler.query(f"<{label}>", field="value")))
    except (typst.TypstError, RuntimeError) as error:  # a query fails without saying where: compiling tells
        _compile("compile", template, data, title, overlay, format="pdf")
        raise UserError(f"模板 {template}", f"排版“{title}”时出错：{error}", "请改正模板") from error


def _compile(what: str, template: str, data: Any, title: str, overlay: Path | None, **options: Any) -> Any:
    source = _source(template, overlay)
    inputs = {"data": json.dumps(_inputs(data, overlay), ensure_ascii=False)}
    try:
        with _offline():
            return getattr(_root(source.parent, overlay), what)(input=str(source), sys_inputs=inputs, **options)
    except typst.TypstError as error:
        raise _said(error, template, title) from error


@cache
def _root(folder: Path, overlay: Path | None) -> typst.Compiler:
    return typst.Compiler(**_reach(folder, overlay))


def _reach(folder: Path, overlay: Path | None) -> dict[str, Any]:
    """All that a template of that folder can reach."""
    packages = str(folder / "packages")
    return {
        "root": str(folder),
        "font_paths": fonts(overlay / "fonts" if overlay else None),
        "ignore_system_fonts": True,
        "package_path": packages,
        "package_cache_path": packages,
    }


@contextmanager
def _offline() -> Iterator[None]:
    """Typst fetches a package that it lacks, and offers no switch; it does obey a proxy, so it gets one that is none."""
    changed = NOWHERE | NO_PROXY
    before = {name: os.environ.get(name) for name in changed}
    os.environ.update(changed)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _inputs(data: Any, overlay: Path | None) -> dict[str, Any]:
    return {"fonts": families(overlay / "fonts" if overlay else None), "doc": data}


def _source(template: str, overlay: Path | None) -> Path:
    """The office's own template of that name, or the shipped one. Refuses a folder with links that lead out of it."""
    own = overlay / "paper" / template if overlay else None
    if not own or not own.exists():
        return SHIPPED / template
    folder = own.parent.resolve()
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() and not path.resolve().is_relative_to(folder):
            raise UserError(f"模板文件夹 {path}", "是指向文件夹以外的链接", "请把文件本身放进来；模板只读自己的文件夹")
    return folder / template


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def _said(error: typst.TypstError, template: str, title: str) -> UserError:
    words = str(error.diagnostic or error.message)
    if found := _GLYPH.search(str(error)):
        return UserError(
            title,
            f"字体里没有“{found[1]}”这个字",
            "请把含有这个字的字体文件放进模板文件夹的 fonts 里，或改用通用的字",
        )
    line = re.search(r"([^\s/\\]+\.typ):(\d+):(\d+)", words)
    place = f"模板 {line[1]} 第 {line[2]} 行" if line else f"模板 {template}"
    if _OUTSIDE.search(error.message):
        reach = "模板只许读自己所在的文件夹（包放在其中的 packages 里），不许读别处，也不许上网"
        return UserError(place, f"排版“{title}”时要用的文件不在模板的文件夹里（{error.message}）", reach)
    return UserError(place, f"排版“{title}”时出错：{error.message}", "请改正模板；暂时移走本单位的模板，就用随程序带的")
