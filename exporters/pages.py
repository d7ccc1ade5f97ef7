"""The template environment of everything that is a page: escaped, strict, and asking nothing of another host."""

from __future__ import annotations

import hashlib
import re
import time
import traceback
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment, SecurityError

from catalogue.finding import UserError
from exporters.labels import NOT_STATED

LARGEST, LONGEST = 30_000_000, 60  # characters and seconds of one page: a loop in a template must end
HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"
EXAMPLE_STYLE = '@media print { @page { @top-center { content: "示例（虚构数据，不作依据）"; font-size: 9pt; } } }\n'
WRITERS = ("jinja2", "xlsxwriter", "typst", "python-docx", "pylopdf-fonts-zh-cn", "segno")  # what else shapes the bytes


def folders(overlay: Path | None) -> list[Path]:
    """Template folders, shipped first; the office's own overlays it."""
    return [TEMPLATES, overlay] if overlay else [TEMPLATES]


def environment(overlay: Path | None = None) -> jinja2.Environment:
    """Jinja2 in its sandbox: a template reads what it is given and changes or reaches nothing else; autoescape always
    on, an unknown name is an error, the office's templates before the shipped."""
    env = ImmutableSandboxedEnvironment(
        loader=jinja2.FileSystemLoader([str(folder) for folder in reversed(folders(overlay))]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    env.policies["json.dumps_kwargs"] = {"sort_keys": True, "ensure_ascii": False}
    env.filters["href"] = href
    env.filters["copies"] = copies
    env.globals.update(NOT_STATED=NOT_STATED)
    return env


def href(path: str) -> str:
    """A relative path as a link, safe on every server and from a USB stick."""
    return quote(path, safe="/.-_~")


def copies(number: str) -> str:
    """How many copies, in words: 1 -> 1份; what already says so stays."""
    return f"{number}份" if number.isdigit() else number


def style(overlay: Path | None = None) -> str:
    """The one style sheet."""
    own = overlay / "style.css" if overlay else None
    return (own if own and own.exists() else TEMPLATES / "style.css").read_text("utf-8")


def page(env: jinja2.Environment, template: str, **values: Any) -> bytes:
    """One page as bytes, without blank lines left by the template's statements.

    Raises `UserError` with the template's file and line and the page's title: an office writes templates of its own.
    """
    written, size, until = [], 0, time.monotonic() + LONGEST
    try:
        for part in env.get_template(template).generate(**values):
            written.append(part)
            size += len(part)
            if size > LARGEST or time.monotonic() > until:
                raise SecurityError(f"一页超过 {LARGEST // 1_000_000} 兆字或者 {LONGEST} 秒")
    except (UserError, MemoryError):
        raise
    except Exception as error:  # a template can fail in any way that its author thought of
        raise _failed(error, template, str(values.get("title", ""))) from error
    return re.sub(r"\n[ \t]*(?=\n)", "", "".join(written)).encode()


def _failed(error: Exception, template: str, title: str) -> UserError:
    """Where in which template it failed, and over which page (a matter, a list)."""
    if isinstance(error, jinja2.TemplateSyntaxError):
        file, line = error.filename or error.name or template, error.lineno
    elif isinstance(error, jinja2.TemplateNotFound):
        file, line = template, 0
    else:
        frames = [one for one in traceback.extract_tb(error.__traceback__) if one.filename.endswith((".html", ".js"))]
        file, line = (frames[-1].filename, frames[-1].lineno or 0) if frames else (template, 0)
    kinds: tuple[tuple[type[Exception], str], ...] = (
        (jinja2.TemplateSyntaxError, "写法不对"),
        (jinja2.TemplateNotFound, "引用的模板不存在"),
        (jinja2.UndefinedError, "用了没有的名称"),
        (SecurityError, "做了模板不许做的事"),
        (RecursionError, "自己套自己，停不下来"),
    )
    what = next((words for kind, words in kinds if isinstance(error, kind)), "出错")
    place = f"模板 {file}" + (f" 第 {line} 行" if line else "")
    return UserError(
        place,
        f"生成“{title}”时{what}（{str(error)[:200]}）",
        "请改正模板；移走本单位的这个模板，就用随程序带的；原来公布的文件没有改动",
    )


def renderer_digest(overlay: Path | None = None) -> str:
    """What made the pages: SHA-256 over our code, templates and the versions of the libraries that write."""
    found: Iterable[Path] = sorted(
        {*HERE.rglob("*.py"), *(one for base in folders(overlay) for one in base.rglob("*"))}
    )
    total = hashlib.sha256(" ".join(f"{name} {version(name)}" for name in WRITERS).encode())
    for path in found:
        if path.is_file() and "__pycache__" not in path.parts:
            total.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()
