"""The form of a rule in the browser: from what was posted to its rows, and what each row may choose from."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict

from app.rulebook.sheet import (
    APPLIES,
    APPLIES_NOT,
    COMPARED,
    FAULT,
    HOLDS,
    IS,
    IS_NOT,
    KNOWN,
    LISTED,
    NOT_LISTED,
    ONE,
    OTHER,
    RELATIONS,
    SAME,
    UNKNOWN,
    AnswerRow,
    BasisRow,
    ConditionRow,
    ExampleRow,
    Sheet,
)  # fmt: skip
from catalogue.fields import Field
from catalogue.rulebook import Question
from rules.answers import AnswerTerm
from rules.books import TODAY, Book

MOST = 60  # rows of one part: as many as a rule may have conditions
_ROW = re.compile(r"(basis|condition|answer|example)-(\d{1,2})-(.+)")
_NUMERIC = ("整数", "小数", "日期")


@dataclass(frozen=True)
class Term:
    """What stands in a condition's first cell, for the row's other cells: relations and values to choose from."""

    name: str
    type: str
    relations: Sequence[str]
    values: Sequence[str]
    note: str = ""
    many: bool = False


def names_of(book: Book) -> dict[str, str]:
    """Registered matters by 标识: their names, where a name is one's only."""
    every = book.register.matters.values()
    count = Counter(one.name for one in every)
    return {one.id: one.name for one in every if count[one.name] == 1}


def many_of(book: Book) -> list[str]:
    """Fields and questions that hold several values."""
    return [f.name for f in book.fields.fields.values() if f.many] + [q.name for q in book.questions if q.combined]


def posted(data: QueryDict, before: Sheet) -> Sheet:
    """The sheet as it was typed; what the form cannot show is that of `before`. Rows that were emptied are gone."""
    rows: dict[str, dict[int, dict[str, list[str]]]] = {}
    for key in data:
        if found := _ROW.fullmatch(key):
            typed = [_line(value) for value in data.getlist(key) if value.strip()]
            rows.setdefault(found[1], {}).setdefault(int(found[2]), {})[found[3]] = typed

    def of(part: str) -> list[Mapping[str, list[str]]]:
        return [row for _, row in sorted(rows.get(part, {}).items())][:MOST]

    def one(row: Mapping[str, list[str]], name: str) -> str:
        return (row.get(name) or [""])[0]

    basis = (
        BasisRow(
            text=one(r, "text").strip("《》"), article=one(r, "article"), gist=one(r, "gist"), field=one(r, "field")
        )
        for r in of("basis")
    )
    conditions = (
        ConditionRow(field=one(r, "field"), relation=one(r, "relation") or IS, values=tuple(r.get("value", ())))
        for r in of("condition")
    )
    answers = (
        AnswerRow(question=one(r, "question"), how=one(r, "how") or ONE, answers=tuple(r.get("answer", ())))
        for r in of("answer")
    )
    examples = (
        ExampleRow(which=one(r, "which") or APPLIES, facts={name.removeprefix("fact-"): v[0] for name, v in r.items() if name.startswith("fact-") and v})
        for r in of("example")
    )  # fmt: skip
    return before.model_copy(
        update={
            **{name: _line(data.get(name, "")) for name in ("number", "name", "group", "begins", "ends", "note")},
            "kinds": tuple(data.getlist("kind")), "over": tuple(v.strip() for v in data.getlist("over") if v.strip()), "unread": "unread" in data,
            "basis": tuple(r for r in basis if r != BasisRow()), "conditions": tuple(r for r in conditions if r.field or r.values),
            "answers": tuple(r for r in answers if r.question or r.answers), "examples": tuple(r for r in examples if r.facts),
            "fault": {name: _line(data.get(f"fault-{name}", "")) for name in FAULT} if before.part == "检查" else {},
        }
    )  # fmt: skip


def with_blanks(sheet: Sheet) -> Sheet:
    """The sheet with an empty row at the end of each part, and one for each sort of example that is missing."""
    shown = [one.which for one in sheet.examples]
    blank = [ExampleRow(which=which) for which in (APPLIES, APPLIES_NOT) if which not in shown] or [
        ExampleRow(which=APPLIES_NOT)
    ]
    return sheet.model_copy(
        update={
            "basis": (*sheet.basis, BasisRow()), "conditions": (*sheet.conditions, ConditionRow()), "answers": (*sheet.answers, AnswerRow()),
            "examples": (*sheet.examples, *blank), "over": (*sheet.over, ""),
        }
    )  # fmt: skip


def term(book: Book, name: str) -> Term:
    """What a condition on that field or question may say."""
    found = book.vocabulary.term(name) if name else None
    if found is None:
        return Term(name, "", RELATIONS, ())
    if isinstance(found, AnswerTerm):
        values: Sequence[str] = found.question.answers
    else:
        values = ("是", "否") if found.type == "是否" else found.values
    note = found.note if isinstance(found, Field) else f"前面判定的问题：{found.question.note}"
    return Term(name, found.type, _relations(found.type), values, note, found.many)


def _relations(type: str) -> Sequence[str]:
    if type == "时限":
        return (KNOWN, UNKNOWN)
    if type == "是否":
        return (IS, IS_NOT, KNOWN, UNKNOWN)
    if type in _NUMERIC:
        return (IS, IS_NOT, *COMPARED, SAME, OTHER, KNOWN, UNKNOWN)
    return (IS, IS_NOT, HOLDS, LISTED, NOT_LISTED, SAME, OTHER, KNOWN, UNKNOWN)


def usable(book: Book, sheet: Sheet) -> list[tuple[str, str]]:
    """Fields and earlier questions that a condition on those kinds may name, each with what it is; claims only in checks."""
    kinds = set(sheet.kinds)
    fields = [
        (f.name, "、".join(filter(None, (f.type, f.note))))
        for f in book.fields.fields.values()
        if (not kinds or kinds & set(f.kinds)) and (f.nature != "自报" or sheet.part == "检查")
    ]
    return fields + [(q.name, "前面判定的问题") for q in book.questions if not kinds or kinds & set(q.kinds)]


def questions(book: Book, sheet: Sheet) -> list[Question]:
    """What may be concluded of those kinds."""
    return [q for q in book.questions if not sheet.kinds or set(sheet.kinds) & set(q.kinds)]


def overridable(book: Book, sheet: Sheet) -> list[tuple[str, str]]:
    """Groups, and rules of the same kinds, each with its name: what a rule may be an exception to."""
    every = [
        r
        for r in (book.checks if sheet.part == "检查" else book.rules)
        if not sheet.kinds or set(sheet.kinds) & set(r.kinds)
    ]
    groups = Counter(r.group for r in every if r.group)
    return [(name, f"一组规则，共 {count} 条") for name, count in sorted(groups.items())] + [
        (r.id, r.name) for r in every
    ]


def against(book: Book) -> list[str]:
    """What a number or a day may be compared with by name."""
    named = [f.name for f in book.fields.fields.values() if f.type in _NUMERIC]
    return [TODAY, *book.parameters, *named]


def judged(book: Book, part: str) -> list[str]:
    """Kinds of record that rules (or checks) judge."""
    asked = {kind for q in book.questions for kind in q.kinds}
    return [kind for kind in book.fields.kinds if part == "检查" or kind in asked]


def free_number(book: Book) -> str:
    """The next number of the office's own."""
    return next(f"BX-{n:03}" for n in range(1, 1000) if f"BX-{n:03}" not in book.by_id)


def _line(typed: str) -> str:
    """What was typed, on one line: an entry of the book has no others."""
    return re.sub(r"\s*[\r\n]+\s*", " ", typed).strip()
