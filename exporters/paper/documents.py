"""The lists and the notices of an edition as PDF and DOCX: what there is to set, and how long each is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from exporters.paper.annex import annex, annex_pdf
from exporters.paper.notice import Notice, notice_pdf
from exporters.paper.press import Job, press
from exporters.paper.word import annex_docx, notice_docx
from exporters.sheet import Sheet


def list_documents(sheets: Sequence[Sheet], made: date, overlay: Path | None) -> Iterator[tuple[str, bytes]]:
    """Each list as PDF and as DOCX: path and bytes."""
    yield from _both([(sheet.path, sheet, _rows(sheet)) for sheet in sheets], _list_pdf, annex_docx, made, overlay)


def notice_documents(notices: Sequence[Notice], made: date, overlay: Path | None) -> Iterator[tuple[str, bytes]]:
    """Each notice with its annexes as PDF and as DOCX: file name and bytes."""
    printed = [replace(one, annexes=tuple(replace(sheet, machine=()) for sheet in one.annexes)) for one in notices]
    things = [(one.file, one, sum(map(_rows, one.annexes))) for one in printed]
    yield from _both(things, notice_pdf, notice_docx, made, overlay)


def _both(
    things: list[tuple[str, Any, int]],
    as_pdf: Callable[..., bytes],
    as_docx: Callable[..., bytes],
    made: date,
    overlay: Path | None,
) -> Iterator[tuple[str, bytes]]:
    makers = (("pdf", as_pdf), ("docx", as_docx))
    jobs = [Job(make, (thing, made, overlay), rows) for _, thing, rows in things for _, make in makers]
    names = [f"{name}.{kind}" for name, *_ in things for kind, _ in makers]
    yield from zip(names, press(jobs), strict=True)


def _list_pdf(sheet: Sheet, made: date, overlay: Path | None) -> bytes:
    return annex_pdf(annex(sheet, "", overlay), made, overlay)


def _rows(sheet: Sheet) -> int:
    return sum(len(section.rows) + 1 for section in sheet.sections)
