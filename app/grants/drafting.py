"""Proposing a batch (拟下放): which matters the rules would allow for which recipients, and why; a draft, never a decision."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app import ledger
from app.grants.register import records_of
from app.incoming import identity
from app.office import Office
from catalogue.decision import Decision
from catalogue.finding import UserError
from catalogue.names import name_key
from catalogue.records import Record, make_record
from exporters.working import Table, TableColumn, workbook
from rules.decide import Decisions, decide
from rules.explain import explain_together
from rules.facts.common import enrich
from rules.facts.grant import grants
from rules.facts.lives import ALL_MATTERS, ALL_RECIPIENTS
from rules.facts.subject import Subject
from rules.facts.world import World

QUESTIONS = ("可否下放", "方式合法", "承接能力", "适宜下放")
MODES = ("委托", "交由")
RECIPIENTS = ("镇", "街道", "园区")
ENTRUSTED = "专项委托依据"
FIT = ("宜下放", "可放可留")
PROPOSED, LACKING, UNFIT = "可以提出", "还差", "合法但不宜"


@dataclass(frozen=True)
class Idea:
    """One matter for one recipient in one mode that the rules would allow: how it stands, the answers, why, what is
    missing to propose it."""

    standing: str
    matter: str
    type: str
    former: str
    recipient: str
    mode: str
    basis: str
    answers: dict[str, str]
    why: str
    missing: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Plain values, in Chinese."""
        return {
            "怎样": self.standing, "事项名称": self.matter, "事项类型": self.type, "原实施机关": self.former, "承接主体": self.recipient,
            "赋权方式": self.mode, "委托依据": self.basis, **self.answers, "理由": self.why, "还缺": list(self.missing),
        }  # fmt: skip


def propose(
    office: Office, day: date, *, to: str = "", department: str = "", told: Callable[[str], None] = lambda words: None
) -> list[Idea]:
    """Every matter of the departments' lists that may lawfully go to a recipient and has not gone there.

    First one recipient of each kind is asked, since the law looks at the kind; then, for what may go, each recipient,
    since being able differs. `told` hears how far it is.
    """
    records = records_of(office)
    world = World.of(records, day)
    recipients = _recipients(world, to)
    matters = _matters(office, world, department)
    granted = {
        (name_key(subject.name), subject.unit)
        for subject in grants(world, office.book.on(day))
        if subject.facts.get("赋权状态") not in ("收回", "取消")
    }
    told(f"{len(matters)} 个事项、{len(recipients)} 个承接主体")
    one_each = {str(world.kind_of(name)): name for name in reversed(recipients)}
    ground = [r for r in records if r.kind not in ("赋权", "赋权经过")]
    candidates = [(m, name, mode, basis) for m in matters for kind, name in one_each.items() for mode, basis in _modes(office, world, m, kind, day)]  # fmt: skip
    lawful = {
        (idea[0], str(world.kind_of(idea[1])), idea[2], idea[3])
        for idea, _, decisions in _judged(office, ground, candidates, day, ("可否下放", "方式合法"))
        if _answer(decisions, "方式合法") == "合法" and _answer(decisions, "可否下放") not in ("法定", "不可")
    }
    told(f"{len({one[0] for one in lawful})} 个事项依法可以")
    lawful = {one for one in lawful if one[3] or not any(o[:3] == one[:3] and o[3] for o in lawful)}  # with its article
    kinds = {name: str(world.kind_of(name)) for name in recipients}
    wanted = [
        (matter, name, mode, basis)
        for matter, kind, mode, basis in sorted(lawful)
        for name in recipients
        if kinds[name] == kind and (name_key(matter[1]), name) not in granted
    ]
    ideas = [_idea(office, one, subject, decisions, day) for one, subject, decisions in _judged(office, ground, wanted, day, QUESTIONS)]  # fmt: skip
    order = {PROPOSED: 0, LACKING: 1, UNFIT: 2}
    return sorted(ideas, key=lambda one: (order[one.standing], one.former, one.matter, recipients.index(one.recipient)))


Matter = tuple[str, str]  # department and name
Candidate = tuple[Matter, str, str, str]  # matter, recipient, mode, basis of the entrustment


def _recipients(world: World, to: str) -> list[str]:
    kinds = [to] if to in RECIPIENTS else [] if to else list(RECIPIENTS)
    own = [r.name for r in world.of_kind("机构") if r.facts.get("机构类别") in kinds and not r.name.startswith("各")]
    known, unknown = world.members(to) if to and to not in RECIPIENTS else ([], [])
    if unknown or not (own or known):
        raise UserError(f"承接主体“{to}”", "机构表里没有", "请写镇街、园区的名称，或者写 镇、街道、园区")
    return own or known


def _matters(office: Office, world: World, department: str) -> list[Matter]:
    """The matters that county departments list, each once."""
    found: dict[Matter, None] = {}
    for kind in ("办理项", "职权"):
        for record in ledger.current(office.fields, kind):
            unit = world.organisation(record.facts.get("实施主体"))
            name = record.facts.get("子项名称") or record.facts.get("主项名称")
            if unit and name and unit.facts.get("机构类别") == "部门":
                found[unit.name, str(name)] = None
    chosen = list(found)
    if department:
        organ = world.organisation(department)
        chosen = [one for one in found if organ and one[0] == organ.name]
        if not chosen:
            raise UserError(f"部门“{department}”", "没有它的清单", "请核对名称，或先导入它的实施清单")
    return chosen


def _modes(office: Office, world: World, matter: Matter, kind: str, day: date) -> Iterable[tuple[str, str]]:
    """Ways to hand down, each with the article that allows to entrust this very matter where the book lists one."""
    yield "交由", ""
    yield "委托", ""
    found = office.book.register.identify(matter[1], day=day)
    if found:
        for basis, of, to in sorted(office.book.on(day).rows(ENTRUSTED, ("项", "事项", "承接主体类别")) or ()):
            if of == name_key(found.matter.id) and to == name_key(kind):
                yield "委托", _as_written(office, basis)


def _as_written(office: Office, key: str) -> str:
    rows = (row[0] for edition in office.book.lists.get(ENTRUSTED, ()) for row in edition.rows)
    return next((one for one in rows if name_key(one) == key), key)


def _judged(
    office: Office, ground: Sequence[Record], candidates: Sequence[Candidate], day: date, questions: Sequence[str]
) -> list[tuple[Candidate, Subject, Decisions]]:
    """Each candidate as a grant that is only proposed, with its answers."""
    confirmed = identity.confirmed() if office.stored else {}
    rows, meant = [], {}
    for (department, name), recipient, mode, basis in candidates:
        facts = {
            "批次": f"拟{len(rows)}", "事项名称": name, "原实施机关": department, "承接主体": recipient, "赋权方式": mode, "赋权状态": "拟下放",
            **({"委托依据": basis} if basis else {}),
        }  # fmt: skip
        record = make_record(office.fields, "赋权", facts)
        rows.append(record)
        meant[record.key] = ((department, name), recipient, mode, basis)
    world = World.of([*ground, *rows], day)
    subjects = list(grants(world, office.book.on(day)))
    facts_of = [enrich(office.book, "赋权", identity.remembered(confirmed, one.facts), day)[0] for one in subjects]
    decided = decide(office.book, "赋权", facts_of, day, list(questions))
    return [
        (
            meant[one.id.removeprefix("赋权|").rsplit("|", 1)[0]],
            Subject(one.kind, one.id, one.name, one.unit, facts),
            decisions,
        )
        for one, facts, decisions in zip(subjects, facts_of, decided, strict=True)
    ]


def _answer(decisions: Decisions, question: str) -> Any:
    decision: Decision = decisions[question]
    return decision.answer if decision.status in ("已定", "裁定") else None


def _idea(office: Office, one: Candidate, subject: Subject, decisions: Decisions, day: date) -> Idea:
    (department, name), recipient, mode, basis = one
    able, fit = _answer(decisions, "承接能力"), _answer(decisions, "适宜下放")
    standing = UNFIT if fit not in (None, *FIT) else PROPOSED if able == "具备" and fit in FIT else LACKING
    answers = {q: str(_answer(decisions, q) or decisions[q].status) for q in QUESTIONS}
    missing = [m for q in ("承接能力", "适宜下放") for m in decisions[q].missing]
    if able == "不具备":
        missing.insert(0, "承接能力（眼下不具备）")
    why = explain_together(office.book, "赋权", subject.facts, decisions, day)
    kind = str(subject.facts.get("事项类型", ""))
    return Idea(standing, name, kind, department, recipient, mode, basis, answers, why, tuple(dict.fromkeys(missing)))


DRAFT = (("批次", 16), ("赋权事项名称", 36), ("权力类型", 12), ("原实施主体", 26), ("赋权方式", 10), ("承接主体", 44), ("委托依据", 28), ("状态", 10), ("备注", 60))  # fmt: skip
EVENTS = (
    ("批次", 16),
    ("事项名称", 14),
    ("承接主体", 16),
    ("环节", 10),
    ("环节日期", 14),
    ("经办人", 12),
    ("经过说明", 60),
)


def draft_workbook(office: Office, ideas: Sequence[Idea], batch: str, by: str, why: str, day: date) -> bytes:
    """A batch draft that can be edited and imported: the list, and the event 拟下放 with its reason."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for one in ideas:
        if one.standing == PROPOSED:
            key = (one.matter, one.type, one.former, one.mode, one.basis, one.why.replace(one.recipient, "承接主体"))
            groups.setdefault(key, []).append(one.recipient)
    rows = [
        [batch, matter, kind, former, mode, "、".join(units), basis, "拟下放", why_]
        for (matter, kind, former, mode, basis, why_), units in groups.items()
    ]
    if not rows:
        raise UserError("拟下放", "没有可以提出的事项", "看 --json 的“还缺”：补上承接能力、办件数等，或者写上参数")
    event = [
        batch,
        ALL_MATTERS,
        ALL_RECIPIENTS,
        "拟下放",
        day.isoformat(),
        by,
        why or "规则判定可以依法下放、接得住、宜下放，见备注",
    ]
    lead = f"{office.county.name}{batch}赋权目录（草案，由规则提出，供人选定）"
    tables = [
        Table("赋权目录", lead, tuple(TableColumn(name, width, name != "备注") for name, width in DRAFT), rows, frozen=2),
        Table("赋权经过", f"{office.county.name}{batch}赋权经过", tuple(TableColumn(name, width, True) for name, width in EVENTS), [event]),
    ]  # fmt: skip
    return workbook(tables, day, title=f"{batch}草案", mark="示例" if office.county.example else "")
