"""PDF by Typst: data goes in as JSON, never as source text; no system font, no clock: the same bytes each time."""

from __future__ import annotations

import json
import re
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
_GLYPH = re.compile(r'the text [`"]+(.+?)["`]+ could not be displayed')


def pdf(template: str, data: Any, *, title: str, made: date, overlay: Path | None = None) -> bytes:
    """One document. `template`: a file of templates/paper; `title` names the document in messages."""
    out = _compile(
        "compile", template, data, title, overlay, format="pdf", timestamp=_noon(made), pdf_standards=[STANDARD]
    )
    return bytes(out)


def query(template: str, data: Any, label: str, *, title: str, overlay: Path | None = None) -> list[Any]:
    """The values of all metadata of that label, in the order they stand in the laid-out document."""
    compiler = _compiler(overlay, json.dumps(_inputs(data, overlay), ensure_ascii=False), _source(template, overlay))
    try:
        return list(json.loads(compiler.query(f"<{label}>", field="value")))
    except (typst.TypstError, RuntimeError) as error:  # a query fails without saying where: compiling tells
        _compile("compile", template, data, title, overlay, format="pdf")
        raise UserError(f"模板 {template}", f"排版“{title}”时出错：{error}", "请改正模板") from error


def _compile(what: str, template: str, data: Any, title: str, overlay: Path | None, **options: Any) -> Any:
    compiler = _root(overlay)
    inputs = {"data": json.dumps(_inputs(data, overlay), ensure_ascii=False)}
    try:
        return getattr(compiler, what)(input=str(_source(template, overlay)), sys_inputs=inputs, **options)
    except typst.TypstError as error:
        raise _said(error, template, title) from error


@cache
def _root(overlay: Path | None) -> typst.Compiler:
    own = overlay / "fonts" if overlay else None
    return typst.Compiler(root="/", font_paths=fonts(own), ignore_system_fonts=True)


def _compiler(overlay: Path | None, data: str, source: Path) -> typst.Compiler:
    own = overlay / "fonts" if overlay else None
    return typst.Compiler(
        str(source), root="/", font_paths=fonts(own), ignore_system_fonts=True, sys_inputs={"data": data}
    )


def _inputs(data: Any, overlay: Path | None) -> dict[str, Any]:
    return {"fonts": families(overlay / "fonts" if overlay else None), "doc": data}


def _source(template: str, overlay: Path | None) -> Path:
    """The office's own template of that name, or the shipped one."""
    own = overlay / "paper" / template if overlay else None
    return own.resolve() if own and own.exists() else SHIPPED / template


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
    line = re.search(r"(\S+\.typ):(\d+):(\d+)", words)
    place = f"模板 {template}" + (f" 第 {line[2]} 行" if line else "")
    return UserError(place, f"排版“{title}”时出错：{error.message}", "请改正模板；暂时移走本单位的模板，就用随程序带的")
