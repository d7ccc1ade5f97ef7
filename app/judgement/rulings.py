"""Rulings and dated exclusions (裁定与不公布): applied exactly, and sent back when what they rest on has changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from catalogue.canonical import digest
from catalogue.decision import Decision
from catalogue.finding import Finding
from catalogue.names import name_key
from catalogue.records import Record
from rules.books import TODAY, Book
from rules.decide import Ruling
from rules.facts.subject import Subject

EXCLUDED = "不公布"


class Rulings:
    """Matched to subjects by kind, name, department and recipient; of several the one that names most of them counts.
    A ruling is applied only while the facts used and the rules that would decide without it are those of its first
    application; otherwise the question is open again."""

    def __init__(
        self, records: Iterable[Record], book: Book, day: date, earlier_uses: Iterable[Mapping[str, str]] = ()
    ) -> None:
        self._book, self._day = book, day
        self._earlier = {(use["key"], use["question"], use["ruling"]): use["rests_on"] for use in earlier_uses}
        self._by_subject: dict[tuple[str, str], list[Record]] = defaultdict(list)
        for record in records:
            self._by_subject[record.facts.get("对象类别", ""), name_key(str(record.facts.get("对象名称", "")))].append(
                record
            )
        self._used: set[str] = set()
        self._said: list[Finding] = []
        self.exclusions: dict[str, str] = {}
        self.first_uses: list[dict[str, str]] = []

    def concern(self, subject: Subject) -> bool:
        """Whether any ruling names the subject."""
        return (subject.kind, name_key(subject.name)) in self._by_subject

    def of(self, subject: Subject, decisions: Mapping[str, Decision]) -> dict[str, Ruling]:
        """The rulings that apply to a subject, by question. `decisions` are those without rulings."""
        meant: dict[str, Record] = {}
        for record in sorted(self._by_subject.get((subject.kind, name_key(subject.name)), ()), key=_narrow):
            question = str(record.facts.get("问题"))
            if _names(record, subject) and (question == EXCLUDED or question in decisions):
                self._used.add(record.key)
                meant[question] = record
        found = {}
        for question, record in meant.items():
            if fault := self._fault(record, question):
                self._said.append(_said(record, subject, question, "ruling-incomplete", fault))
            elif question == EXCLUDED:
                self.exclusions[subject.id] = str(record.facts["裁定理由"])
            elif self._still_rests(record, subject.id, question, decisions[question]):
                found[question] = ruling_of(record.facts)
            else:
                self._said.append(
                    _said(record, subject, question, "ruling-to-be-reviewed", "所依据的事实或规则已经变化")
                )
        return found

    def _fault(self, record: Record, question: str) -> str:
        """Why a ruling cannot be applied: without who, when and why it is none, and its answer must be one."""
        facts = record.facts
        if lacking := [name for name in ("裁定人", "裁定日期", "裁定理由") if not facts.get(name)]:
            return f"缺少{'、'.join(lacking)}"
        if facts["裁定日期"] > self._day:
            return f"{facts['裁定日期']} 才作出"
        asked = next((one for one in self._book.questions if one.name == question), None)
        if asked and facts.get("裁定答案") not in asked.answers:
            return f"答案“{facts.get('裁定答案', '')}”不在“{question}”的答案里（{'、'.join(asked.answers)}）"
        return ""

    def _still_rests(self, record: Record, subject: str, question: str, without: Decision) -> bool:
        """Whether the facts and rules under the ruling are those of its first application."""
        from app.models import RulingUse

        rests_on = grounds_of(self._book, self._day, without)
        ruling = digest(record.facts)
        first = RulingUse.objects.filter(key=subject, question=question, ruling=ruling).first()
        if first is None and (subject, question, ruling) in self._earlier:
            return self._earlier[subject, question, ruling] == rests_on
        if first is None:
            self.first_uses.append({"key": subject, "question": question, "ruling": ruling, "rests_on": rests_on})
        return first is None or first.rests_on in (rests_on, digest(_found(without)))  # an older store kept this alone

    def findings(self) -> list[Finding]:
        """Rulings that came back, and those that fit no subject: said, never dropped."""
        unused = [
            Finding(place=record.name, code="ruling-without-subject", title="裁定找不到对象", kind="裁定", severity="警告",
                    message=f"裁定“{record.name}”找不到对应的{record.facts.get('对象类别', '对象')}或问题",
                    advice="请核对对象名称、部门、承接主体和问题是否与清单一致", subject=f"裁定|{record.key}")
            for group in self._by_subject.values()
            for record in group
            if record.key not in self._used
        ]  # fmt: skip
        return [*self._said, *unused]


def _names(record: Record, subject: Subject) -> bool:
    """Whether a ruling's department and recipient, where it names them, are the subject's."""
    department, recipient = record.facts.get("对象部门"), record.facts.get("承接主体")
    units = (subject.unit, subject.facts.get("实施主体"), subject.facts.get("原实施机关"))
    return (not department or name_key(department) in {name_key(str(unit or "")) for unit in units}) and (
        not recipient or name_key(recipient) == name_key(str(subject.facts.get("承接主体", "")))
    )


def _narrow(record: Record) -> tuple[int, bool]:
    """How much a ruling names; the later in this order is the narrower. Of two that name one each, the recipient is the narrower:
    a matter is mostly one department's, and goes to many recipients."""
    department, recipient = bool(record.facts.get("对象部门")), bool(record.facts.get("承接主体"))
    return department + recipient, recipient


def grounds_of(book: Book, day: date, decision: Decision) -> str:
    """What a ruling rests on that is made over this decision of the rules, in one digest: the facts used, the lists and
    parameters among them, the articles, and what each rule that may decide says and cites, in which version of the text.
    What day it is is no ground, nor is how a rule is called and explained."""
    facts = {name: value for name, value in decision.facts.items() if name != f"参数：{TODAY}"}
    found = _found(replace(decision, facts=facts))
    articles = [(one.text, one.article) for one in decision.basis]
    rules = [book.by_id[name] for name in sorted(decision.sides)]
    says = [
        (rule.id, [condition.content for condition in rule.conditions], sorted(rule.prevails_over), rule.unread)
        for rule in rules
    ]
    cited = {(basis.text, basis.article) for rule in rules for basis in rule.basis} | set(articles)
    in_force = [
        (
            text,
            article,
            [(one.begins, one.number) for one in book.texts.get(text, ()) if one.in_force(day) is not False],
        )
        for text, article in sorted(cited)
    ]
    return digest([found, articles, says, in_force])


def _found(decision: Decision) -> list[Any]:
    return [decision.status, decision.rules, decision.sides, decision.facts, decision.missing]


def ruling_of(facts: Mapping[str, Any]) -> Ruling:
    """A ruling as the judgement takes it."""
    return Ruling(
        answer=facts.get("裁定答案"),
        who=str(facts.get("裁定人", "")),
        when=facts.get("裁定日期"),  # type: ignore[arg-type]
        why=str(facts.get("裁定理由", "")),
    )


def _said(record: Record, subject: Subject, question: str, code: str, why: str) -> Finding:
    """A ruling that is not applied, and why."""
    return Finding(
        place=subject.name,
        code=code,
        title="裁定没有适用",
        kind="裁定",
        severity="警告",
        unit=subject.unit,
        subject=subject.id,
        message=f"“{question}”的裁定（{record.facts.get('裁定日期', '未写日期')}）没有适用：{why}",
        advice="请补正或重新裁定，更新“裁定与不公布”后再导入",
    )
