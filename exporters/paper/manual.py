"""The manual on paper: chapters with steps and a picture each, as a PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from exporters.paper.pdf import pdf

MADE = date(2000, 1, 1)  # the same content gives the same bytes: no day of printing inside


@dataclass(frozen=True)
class Chapter:
    """One chapter; `picture` is a PNG, empty where there is none."""

    title: str
    steps: Sequence[str]
    caption: str
    picture: bytes


def manual_pdf(county: str, readers: str, chapters: Sequence[Chapter], mark: str, overlay: Path | None = None) -> bytes:
    """A4, a contents list, then a chapter after another."""
    doc = {
        "title": "权目操作手册", "lead": f"{county}　{readers}", "author": county, "mark": mark,
        "chapters": [
            {"title": one.title, "steps": list(one.steps), "caption": one.caption, "picture": list(one.picture)} for one in chapters
        ],
    }  # fmt: skip
    return pdf("manual.typ", doc, title="操作手册", made=MADE, overlay=overlay)
