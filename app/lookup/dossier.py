"""One record whole (卷宗): its versions with their sources, claims, findings and arrangements apart, and every decision as a tree."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.incoming.matching import shown_key
from app.judgement.lastrun import Decided
from app.lookup.directory import Entry, answer_words
from app.lookup.directory_columns import words
from app.personal.masking import MASK, hidden
from app.personal.sealing import ERASED
from catalogue.decision import Decision, spoken
from catalogue.fields import FieldList
from catalogue.finding import UserError
from catalogue.records import Record
from rules.books import Book
from rules.explain import explain_public
from rules.wording import said


@dataclass(frozen=True)
class Value:
    """One field's value in words, where it stands, what stood there literally, and what was inferred."""

    field: str
    words: str
    place: str
    raw: str
    inferred: str
    nature: str
    note: str = ""


@dataclass(frozen=True)
class Version:
    """One version of the record: who brought it, when, by which act and file, and what it changed (field, before, after)."""

    number: int
    at: str
    by: str
    act: str
    file: str
    imported: int
    why: str
    changes: Sequence[tuple[str, str, str]]
    gone: str = ""


@dataclass(frozen=True)
class Node:
    """A rule in a decision's tree: what it says, and the rules that it set aside."""

    rule: str
    name: str
    answer: str
    below: Sequence[Node] = ()


@dataclass(frozen=True)
class Reasoned:
    """A decision with its reasons: `decided` and `possible` are its tree's roots; `why` is the published sentence."""

    question: str
    recipient: str
    decision: Decision
    answer: str
    why: str
    decided: Sequence[Node]
    possible: Sequence[Node]
    facts: Sequence[tuple[str, str]] = field(default=())


def values(fields: FieldList, body: str, *, masked: bool) -> list[Value]:
    """The record's values in the order of the list of fields; personal ones masked where the reader may not see them."""
    raw = json.loads(body)
    order = {name: n for n, name in enumerate(fields.fields)}
    found = []
    for name in sorted(raw["facts"], key=lambda n: order.get(n, len(order))):
        declared, source = fields.fields.get(name), raw["sources"].get(name, {})
        private = hidden(fields, name, whole=not masked)
        place = f"{source.get('file', '')} {source.get('cell', '')}".strip()
        found.append(
            Value(
                name, MASK if private else words(declared, raw["facts"][name]), place, "" if private else source.get("raw", ""),
                "" if private else source.get("inferred", ""), declared.nature if declared else "事实", declared.note if declared else "",
            )
        )  # fmt: skip
    for name, gone in raw.get(ERASED, {}).items():
        found.append(Value(name, f"（{gone['at'][:10]} 已清除）", "", "", "", "事实", "个人信息"))
    return found


def versions(fields: FieldList, kind: str, key: str, *, masked: bool) -> list[Version]:
    """Every version, newest first; of a record that was renamed, those under its earlier keys too."""
    from app.models import Revision

    keys, rows = [key], []
    for one in keys:  # grows while earlier names turn up
        keys += [
            was for was in Revision.objects.filter(kind=kind, became=one).values_list("key", flat=True) if was not in keys
        ]  # fmt: skip
    rows = list(
        Revision.objects.filter(kind=kind, key__in=keys)
        .select_related("source", "act")
        .defer("source__report")
        .order_by("id")
    )
    found, before = [], {}
    for row in rows:
        if row.became:
            continue  # the same act wrote the record under its new key
        facts = json.loads(row.body)["facts"] if row.body else {}
        changes = list(_changes(fields, before, facts, masked)) if before else []
        act = row.act
        found.append(
            Version(
                row.pk, act.at if act else row.source.at, act.by if act else row.source.by, act.act if act else "导入",
                row.source.name, row.source_id, act.why if act else "", changes, "" if row.body else "从这里起没有这条记录",
            )
        )  # fmt: skip
        before = facts
    return found[::-1]


def _changes(
    fields: FieldList, before: Mapping[str, Any], after: Mapping[str, Any], masked: bool
) -> Iterator[tuple[str, str, str]]:
    for name in sorted(before.keys() | after.keys()):
        if before.get(name) != after.get(name):
            declared = fields.fields.get(name)
            if hidden(fields, name, whole=not masked):
                yield name, MASK, MASK
            else:
                yield name, words(declared, before.get(name)), words(declared, after.get(name))


def reasoned(book: Book, record: Record, entry: Entry, day: date) -> list[Reasoned]:
    """Every decision about the record, with its tree, in the order of the questions."""
    order = {question.name: n for n, question in enumerate(book.questions)}
    found = [
        _reasoned(book, record, entry.kind, recipient, decided, question, day)
        for recipient, decided in entry.decisions
        for question in sorted(decided, key=lambda q: order.get(q, 99))
    ]
    return sorted(found, key=lambda one: (order.get(one.question, 99), one.recipient))


def _reasoned(
    book: Book, record: Record, kind: str, recipient: str, decided: Decided, question: str, day: date
) -> Reasoned:
    decision = decided[question]
    facts = {**record.facts, **decision.facts, **({"承接主体": recipient} if recipient else {})}
    facts.setdefault("事项名称", record.name)
    known = all(rule in book.by_id for rule in decision.sides) and question in book.vocabulary.questions
    why = explain_public(book, kind, facts, decision, day) if known else "规则书已经改过，请重新判定后再看理由。"
    possible = [rule for rule in decision.sides if rule not in decision.rules]
    return Reasoned(
        question, recipient, decision, answer_words(decision), why,
        [_node(book, rule, decision) for rule in decision.rules], [_node(book, rule, decision) for rule in possible],
        [(name, _called(book, name, said(value))) for name, value in decision.facts.items()],
    )  # fmt: skip


def _called(book: Book, field: str, text: str) -> str:
    """A registered matter by its name, not by its mark in the register."""
    return book.register.matters[text].name if field == "事项" and text in book.register.matters else text


def _node(book: Book, rule: str, decision: Decision, above: frozenset[str] = frozenset()) -> Node:
    known = book.by_id.get(rule)
    below = [one.rule for one in decision.set_aside if one.by == rule and one.rule not in above]
    return Node(
        rule, known.name if known else "（规则书里已没有这一条）", spoken(decision.sides.get(rule)),
        [_node(book, one, decision, above | {rule}) for one in dict.fromkeys(below)],
    )  # fmt: skip


def rulings_on(entries: Sequence[Entry], entry: Entry) -> list[Entry]:
    """The rulings that name the record: by kind, name and unit, as the judgement matches them; the narrower later."""
    from catalogue.names import name_key

    names = {name_key(entry.name), name_key(str(entry.facts.get("事项名称") or entry.name))}
    found = [
        one for one in entries
        if one.kind == "裁定" and one.facts.get("对象类别") == entry.kind
        and name_key(str(one.facts.get("对象名称", ""))) in names
        and (not one.facts.get("对象部门") or name_key(str(one.facts["对象部门"])) == name_key(entry.unit))
    ]  # fmt: skip
    return sorted(found, key=lambda one: bool(one.facts.get("对象部门")))


def body_of(entry: Entry) -> str:
    """The record's stored JSON. Raises `UserError` if its version is gone meanwhile."""
    from app.models import Revision

    row = Revision.objects.filter(pk=entry.revision).first()
    if row is None:
        raise UserError(shown_key(entry.key), "这条记录的版本不在库里", "请刷新后再看")
    return str(row.body)
