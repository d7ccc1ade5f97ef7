"""The template environment of everything that is a page: escaped, strict, and asking nothing of another host."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jinja2

from exporters.labels import NOT_STATED

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"
WRITERS = ("jinja2", "xlsxwriter", "typst", "python-docx", "pylopdf-fonts-zh-cn", "segno")  # what else shapes the bytes


def folders(overlay: Path | None) -> list[Path]:
    """Template folders, shipped first; the office's own overlays it."""
    return [TEMPLATES, overlay] if overlay else [TEMPLATES]


def environment(overlay: Path | None = None) -> jinja2.Environment:
    """Jinja2: autoescape always on, an unknown name is an error, the office's templates before the shipped."""
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader([str(folder) for folder in reversed(folders(overlay))]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    env.policies["json.dumps_kwargs"] = {"sort_keys": True, "ensure_ascii": False}
    env.filters["href"] = href
    env.globals.update(NOT_STATED=NOT_STATED)
    return env


def href(path: str) -> str:
    """A relative path as a link, safe on every server and from a USB stick."""
    return quote(path, safe="/.-_~")


def style(overlay: Path | None = None) -> str:
    """The one style sheet."""
    own = overlay / "style.css" if overlay else None
    return (own if own and own.exists() else TEMPLATES / "style.css").read_text("utf-8")


def page(env: jinja2.Environment, template: str, **values: Any) -> bytes:
    """One page as bytes, without blank lines left by the template's statements."""
    return re.sub(r"\n[ \t]*(?=\n)", "", env.get_template(template).render(**values)).encode()


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
