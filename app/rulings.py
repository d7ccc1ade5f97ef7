"""Rulings and dated exclusions (裁定与不公布): applied exactly, and sent back when what they rest on has changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from catalogue.canonical import digest
from catalogue.decision import Decision
from catalogue.finding import Finding
from catalogue.names import name_key
from catalogue.records import Record
from rules.decide import Ruling
from rules.facts.subject import Subject

EXCLUDED = "不公布"


class Rulings:
    """Matched to subjects by kind, name, unit and recipient. A ruling is applied only while the facts used and the rules
    that would decide without it are those of its first application; otherwise the question is open again."""

    def __init__(self, records: Iterable[Record]) -> None:
        self._by_subject: dict[tuple[str, str], list[Record]] = defaultdict(list)
        for record in records:
            self._by_subject[record.facts.get("对象类别", ""), name_key(str(record.facts.get("对象名称", "")))].append(
                record
            )
        self._used: set[str] = set()
        self._stale: list[Finding] = []
        self.exclusions: dict[str, str] = {}

    def of(self, subject: Subject, decisions: Mapping[str, Decision]) -> dict[str, Ruling]:
        """The rulings that apply to a subject, by question. `decisions` are those without rulings."""
        found = {}
        for record in self._by_subject.get((subject.kind, name_key(subject.name)), ()):
            facts = record.facts
            department, recipient = facts.get("对象部门"), facts.get("承接主体")
            if (department and name_key(department) != name_key(str(subject.facts.get("实施主体", "")))) or (
                recipient and name_key(recipient) != name_key(str(subject.facts.get("承接主体", "")))
            ):
                continue
            question = str(facts.get("问题"))
            if question == EXCLUDED:
                self._used.add(record.key)
                self.exclusions[subject.id] = str(facts.get("裁定理由", ""))
            elif question in decisions:
                self._used.add(record.key)
                if still_rests(record, subject.id, question, decisions[question]):
                    found[question] = ruling_of(facts)
                else:
                    self._stale.append(_stale(record, subject, question))
        return found

    def findings(self) -> list[Finding]:
        """Rulings that came back, and those that fit no subject: said, never dropped."""
        unused = [
            Finding(place=record.name, code="ruling-without-subject", severity="警告",
                    message=f"裁定“{record.name}”找不到对应的{record.facts.get('对象类别', '对象')}或问题",
                    advice="请核对对象名称、部门、承接主体和问题是否与清单一致", subject=f"裁定|{record.key}")
            for group in self._by_subject.values()
            for record in group
            if record.key not in self._used
        ]  # fmt: skip
        return [*self._stale, *unused]


def ruling_of(facts: Mapping[str, Any]) -> Ruling:
    """A ruling as the judgement takes it."""
    return Ruling(
        answer=facts.get("裁定答案"),
        who=str(facts.get("裁定人", "")),
        when=facts.get("裁定日期"),  # type: ignore[arg-type]
        why=str(facts.get("裁定理由", "")),
    )


def still_rests(record: Record, subject: str, question: str, without: Decision) -> bool:
    """Whether the facts and rules under the ruling are those of its first application (which this call remembers)."""
    from app.models import RulingUse

    rests_on = digest([without.status, without.rules, without.sides, without.facts, without.missing])
    ruling = digest(record.facts)
    first = RulingUse.objects.filter(key=subject, question=question, ruling=ruling).first()
    if first is None:
        RulingUse.objects.create(key=subject, question=question, ruling=ruling, rests_on=rests_on)
        return True
    return first.rests_on == rests_on


def _stale(record: Record, subject: Subject, question: str) -> Finding:
    return Finding(
        place=subject.name, code="ruling-to-be-reviewed", severity="警告", unit=subject.unit, subject=subject.id,
        message=f"“{question}”的裁定（{record.facts.get('裁定日期', '')}）所依据的事实或规则已经变化，裁定暂不适用",
        advice="请重新裁定：更新“裁定与不公布”中的日期和理由后再导入",
    )  # fmt: skip
