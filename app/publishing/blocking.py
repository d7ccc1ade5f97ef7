"""Why a record is not published, and what somebody has to do so that it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from catalogue.decision import Decision
from catalogue.finding import Finding
from rules.books import Book
from rules.court import UNIDENTIFIED
from rules.facts.judged import Judged


@dataclass(frozen=True)
class LeftOut:
    """A record that is not published: which, why, and what would let it in (internal). `subject` is the judged one's id."""

    kind: str
    name: str
    unit: str
    reason: str
    todo: str = ""
    subject: str = ""


class Why(NamedTuple):
    """Why not, and what to do."""

    reason: str
    todo: str


def excluded(reason: str) -> Why:
    """A person decided so, with a dated ruling."""
    return Why(f"决定不公布：{reason}", "这是审改办的决定；要公布的，请在裁定里废止它")


def blocks(book: Book, finding: Finding) -> bool:
    """Whether a published statement would rest on what the finding says is wrong."""
    rule = book.by_id.get(finding.rule)
    read = {name for c in rule.conditions for name in (c.field, c.other)} if rule else set()
    return not any((field := book.fields.get(name)) and field.nature in ("自报", "现行") for name in read if name)


def unsound(
    one: Judged, questions: Iterable[str], wrong: Mapping[str, list[Finding]], left_unsaid: str = ""
) -> Why | None:
    """Why the public statement about this record cannot be made yet. `left_unsaid` may stay open."""
    for question in (*questions, left_unsaid):
        decision = one.decisions.get(question)
        if decision and (decision.status == "冲突" or decision.status == "待定" and question != left_unsaid):
            why = decision.note or ("缺少" + decision.lacking if decision.missing else "没有规则")
            return Why(f"“{question}”{decision.status}（{why}）", _to_settle(decision))
    if blocking := wrong.get(one.subject):
        messages, advice = (sorted({said(f) for f in blocking}) for said in (_message, _advice))
        return Why(f"有错误未改：{'、'.join(messages)}", "；".join(filter(None, advice)))
    return None


def _message(finding: Finding) -> str:
    return finding.message


def _advice(finding: Finding) -> str:
    return finding.advice


def _to_settle(decision: Decision) -> str:
    if decision.status == "冲突":
        return "请审改办裁定，或改正互相矛盾的规则"
    if decision.note == UNIDENTIFIED:
        return "请先认定它是登记的哪一项（quanmu identify），或由审改办裁定"
    if decision.missing:
        return f"请实施单位补报{'、'.join(decision.missing)}，或由审改办裁定"
    return "请补上或核对规则的依据，或由审改办裁定"
