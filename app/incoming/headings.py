"""Headings that no layout knows: what has to be asked about a workbook, and keeping what a person said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from app.incoming import memory
from app.incoming.memory import Remembered
from app.office import Office
from catalogue.layout import Layout
from importers import mapping
from importers.bounds import Bounds
from importers.mapping import Question


def open_questions(
    office: Office, files: Iterable[tuple[Path, str]], known: Sequence[Layout]
) -> list[tuple[str, Question]]:
    """One question for each set of headings that nobody explained, with the name of the first file that has it.

    `files` are where the bytes lie and what the file is called."""
    found: list[tuple[str, Question]] = []
    seen: set[str] = set()
    for path, name in files:
        for question in mapping.questions(path.read_bytes(), name, office.fields, known, Bounds()):
            if question.fingerprint not in seen:
                found.append((name, question))
            seen.add(question.fingerprint)
    return found


def keep(
    office: Office, told: Sequence[tuple[Question, str, Mapping[str, str]]], known: list[Layout], sender: str, *, dry_run: bool
) -> tuple[list[Remembered], list[Layout]]:  # fmt: skip
    """Check all answers (question, kind, heading to field) first, then remember them: one wrong answer and none is kept.

    Gives what was remembered; of a dry run the layouts that the answers make, which are not remembered."""
    trial = [mapping.make_layout(q, kind, said, office.fields, known, "试读，没有记住") for q, kind, said in told]
    if dry_run:
        return [], trial
    return [memory.remember(office.fields, q, kind, said, known, sender) for q, kind, said in told], []


def as_dict(office: Office, file: str, question: Question, known: Sequence[Layout], kind: str = "") -> dict[str, Any]:
    """One open question as JSON: likely kinds, and for each heading what it surely means or may mean."""
    ranked = mapping.kinds(question, office.fields, known)
    kind = kind or ranked[0][0]
    sure = mapping.exact(question, kind, office.fields, known)
    return {
        "file": file,
        "sheet": question.sheet.name,
        "cell": question.sheet.address(question.words.top, 0),
        "fingerprint": question.fingerprint,
        "kinds": [{"kind": one, "exact": count} for one, count in ranked],
        "suggestions_for": kind,
        "columns": [
            {
                "cell": column.cell, "header": column.word, "field": sure.get(column.word), "samples": column.samples,
                "suggestions": [] if column.word in sure else [
                    {"field": name, "likeness": like} for name, like in mapping.suggestions(column, kind, office.fields)
                ],
            }
            for column in question.columns
        ],
    }  # fmt: skip
