"""Freezing an edition: which records may be published, and their public words; everything internal stays behind."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from app.judging import Judgement
from catalogue.decision import Decision, spoken
from catalogue.edition import Material, PublicAgreement, PublicGrant, PublicItem, PublicMatter, Said
from catalogue.finding import Finding
from catalogue.names import name_key
from rules.books import Book
from rules.facts.judged import Judged

IN_FORCE = ("已公布", "已承接", "运行", "评估", "调整")
MATTER_QUESTIONS = ("决定", "收件", "应否进驻", "综合窗", "办结层级")
GRANT_QUESTIONS = ("可否下放", "方式合法", "实际办结", "名义", "现行决定")


@dataclass(frozen=True)
class LeftOut:
    """A record that is not published: which, why, and what would let it in (internal)."""

    kind: str
    name: str
    unit: str
    reason: str


@dataclass(frozen=True)
class Frozen:
    """What an edition will hold, and what stays out."""

    matters: tuple[PublicMatter, ...]
    grants: tuple[PublicGrant, ...]
    agreements: tuple[PublicAgreement, ...]
    left_out: tuple[LeftOut, ...]


def matter_id(department: str, name: str) -> str:
    """A matter's permanent short code: it names the guide's file and stands in the QR code."""
    return sha256(f"{name_key(department)}|{name_key(name)}".encode()).hexdigest()[:10]


def freeze(judgement: Judgement, findings: Iterable[Finding], book: Book) -> Frozen:
    """Choose and word what is published. A finding blocks only the record it names, and only where the public
    statement would rest on it: never one about a claim, nor one that the matter is still outside the hall. Who
    decides by law is left unsaid while it is open (待定); the service itself is there and stays listed."""
    wrong = defaultdict(list)
    for finding in findings:
        if finding.severity == "错误" and finding.subject and _blocks(book, finding):
            wrong[finding.subject].append(finding)
    excluded = judgement.exclusions
    left: list[LeftOut] = []
    matters = tuple(_matters(judgement, wrong, excluded, left))
    ids = {name_key(m.name): m.id for m in matters}
    grants = tuple(_grants(judgement, wrong, excluded, ids, left))
    agreements = tuple(
        PublicAgreement(
            partner=j.facts["合作方"], matter=j.facts["事项名称"], matter_id=ids.get(name_key(j.facts["事项名称"]), "")
        )
        for j in judgement.of_kind("跨域通办")
    )
    return Frozen(matters, grants, agreements, tuple(left))


def counts(frozen: Frozen) -> dict[str, int]:
    """What the edition holds, counted, each count named with its layer."""
    granted = Counter()
    for batch, side, _ in {(g.batch, _side(g), name_key(g.matter)) for g in frozen.grants}:
        granted[f"{batch}：交给{side}的事项"] += 1
    windows = Counter(f"{m.window}事项" for m in frozen.matters if m.in_hall and m.window and m.window != "不适用")
    return {
        "事项": len(frozen.matters),
        "办理项": sum(len(m.items) for m in frozen.matters),
        "赋权（事项×承接主体）": len(frozen.grants),
        "跨域通办事项": len({name_key(a.matter) for a in frozen.agreements}),
        **dict(sorted(granted.items())),
        **dict(sorted(windows.items())),
    }


def _side(grant: PublicGrant) -> str:
    return "园区" if grant.recipient_kind == "园区" else "镇街"


def _matters(
    judgement: Judgement, wrong: Mapping[str, list[Finding]], excluded: Mapping[str, str], left: list[LeftOut]
) -> Iterable[PublicMatter]:
    items = defaultdict(list)
    for one in judgement.of_kind("办理项"):
        items[one.matter_key].append(one)
    for one in judgement.of_kind("进驻"):
        name, unit = one.name, str(one.facts.get("实施主体", ""))
        if reason := excluded.get(one.subject):
            left.append(LeftOut("事项", name, unit, f"决定不公布：{reason}"))
            continue
        if reason := _unsound(one, ("应否进驻", "综合窗"), wrong):
            left.append(LeftOut("事项", name, unit, reason))
            continue
        public = []
        for item in items[one.matter_key]:
            if (
                reason := excluded.get(item.subject)
                and f"决定不公布：{excluded[item.subject]}"
                or _unsound(item, ("办件类型",), wrong, left_unsaid="决定")
            ):
                left.append(LeftOut("办理项", item.name, unit, reason))
            else:
                public.append(_item(item))
        if not public:
            left.append(LeftOut("事项", name, unit, "没有一个可以公布的办理项"))
            continue
        yield _matter(one, tuple(public), judgement)


def _blocks(book: Book, finding: Finding) -> bool:
    """Whether a published statement would rest on what the finding says is wrong."""
    rule = book.by_id.get(finding.rule)
    read = {name for c in rule.conditions for name in (c.field, c.other)} if rule else set()
    return not any((field := book.fields.get(name)) and field.nature in ("自报", "现行") for name in read if name)


def _unsound(one: Judged, questions: Iterable[str], wrong: Mapping[str, list[Finding]], left_unsaid: str = "") -> str:
    """Why the public statement about this record cannot be made yet, or nothing. `left_unsaid` may stay open."""
    for question in (*questions, left_unsaid):
        decision = one.decisions.get(question)
        if decision and (decision.status == "冲突" or decision.status == "待定" and question != left_unsaid):
            why = decision.note or ("缺少" + "、".join(decision.missing) if decision.missing else "没有规则")
            return f"“{question}”{decision.status}（{why}）"
    blocking = wrong.get(one.subject)
    return f"有错误未改：{'、'.join(sorted({f.message for f in blocking}))}" if blocking else ""


def _matter(one: Judged, items: tuple[PublicItem, ...], judgement: Judgement) -> PublicMatter:
    facts = one.facts
    unit = str(facts.get("实施主体", ""))
    return PublicMatter(
        id=matter_id(unit, one.name),
        department=unit,
        department_kind=str(facts.get("实施主体类别", "")),
        name=one.name,
        parent=str(facts.get("主项名称", "")) if facts.get("子项名称") else "",
        type=str(facts.get("事项类型", "")),
        field=str(facts.get("业务领域", "")),
        basis=tuple(facts.get("法条") or ()),
        items=items,
        said=_said(one, MATTER_QUESTIONS),
        entry=spoken(one.answer("应否进驻")),
        in_hall=facts.get("已进驻") == "是",
        window=spoken(one.answer("综合窗")),
        exemption_number=str(facts.get("豁免文号", "")),
        exemption_approver=str(facts.get("豁免批准机关", "")),
        finished_at=spoken(one.answer("办结层级")),
        frequent=one.answer("镇级高频") == "是",
        answerable=unit,
    )


def _item(one: Judged) -> PublicItem:
    facts = one.facts
    text = {name: str(facts.get(name, "")) for name in facts}
    return PublicItem(
        name=one.name,
        situation=text.get("办理情形", ""),
        code=text.get("实施编码", ""),
        legal_limit=text.get("法定办结时限", ""),
        promised_limit=text.get("承诺办结时限", ""),
        case_type=spoken(one.answer("办件类型")),
        conditions=text.get("受理条件", ""),
        materials=tuple(_material(line) for line in text.get("申请材料", "").splitlines() if line.strip()),
        steps=tuple(step for step in text.get("办理流程", "").replace("\n", "—").split("—") if step.strip()),
        charges=text.get("是否收费", ""),
        charge_basis=text.get("收费依据", ""),
        clients=tuple(facts.get("服务对象") or ()),
        visits=text.get("到现场次数", ""),
        online_depth=text.get("网办深度", ""),
        place=text.get("办理地点", ""),
        hours=text.get("办理时间", ""),
        enquiry_phone=text.get("咨询电话", ""),
        complaint_phone=text.get("投诉电话", ""),
        result=text.get("审批结果", ""),
        service_area=text.get("通办范围", ""),
        said=_said(one, ("决定", "办件类型")),
    )


def _material(line: str) -> Material:
    parts = [part.strip() for part in line.split("|")] + [""] * 5
    return Material(name=parts[0], need=parts[1], form=parts[2], copies=parts[3], source=parts[4])


def _grants(
    judgement: Judgement,
    wrong: Mapping[str, list[Finding]],
    excluded: Mapping[str, str],
    ids: Mapping[str, str],
    left: list[LeftOut],
) -> Iterable[PublicGrant]:
    for one in judgement.of_kind("赋权"):
        facts, recipient = one.facts, str(one.facts.get("承接主体", ""))
        label = f"{one.name} → {recipient}"
        if facts.get("赋权状态") not in IN_FORCE:
            left.append(LeftOut("赋权", label, recipient, f"状态为“{facts.get('赋权状态', '未填')}”，尚未生效"))
        elif (facts.get("施行日期") or judgement.day) > judgement.day:
            left.append(LeftOut("赋权", label, recipient, f"{facts['施行日期']} 起才生效"))
        elif reason := excluded.get(one.subject):
            left.append(LeftOut("赋权", label, recipient, f"决定不公布：{reason}"))
        elif reason := _unsound(one, ("可否下放", "方式合法"), wrong):
            left.append(LeftOut("赋权", label, recipient, reason))
        elif (
            one.answer("可否下放") == "不可"
            and facts.get("赋权方式") in ("交由", "授权", "委托")
            or one.answer("方式合法") != "合法"
        ):
            left.append(
                LeftOut(
                    "赋权",
                    label,
                    recipient,
                    f"可否下放为“{spoken(one.answer('可否下放'))}”，方式合法为“{spoken(one.answer('方式合法'))}”",
                )
            )
        else:
            yield PublicGrant(
                matter_id=ids.get(name_key(one.name), ""), matter=one.name, type=str(facts.get("事项类型", "")),
                batch=str(facts.get("批次", "")), former_organ=str(facts.get("原实施机关", "")), recipient=recipient,
                recipient_kind=str(facts.get("承接主体类别", "")), recipient_class=str(facts.get("承接主体等次", "")),
                mode=str(facts.get("赋权方式", "")), instrument=str(facts.get("赋权文号", "")), begins=facts.get("施行日期"),
                ends=facts.get("委托止"), basis=tuple(facts.get("法条") or ()), grant_basis=_cited(one.decisions),
                finished_by=_organ(one, "实际办结"), in_name_of=_organ(one, "名义"), said=_said(one, GRANT_QUESTIONS),
            )  # fmt: skip


def _cited(decisions: Mapping[str, Decision]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(c) for q in ("可否下放", "方式合法") if q in decisions for c in decisions[q].basis))


def _organ(one: Judged, question: str) -> str:
    """The organ that an answer about this grant means, by name."""
    answer = spoken(one.answer(question))
    recipient, former = str(one.facts.get("承接主体", "")), str(one.facts.get("原实施机关", ""))
    return {
        "承接主体": recipient,
        "派驻窗口": f"{former}派驻{recipient}的窗口",
        "原机关": former,
        "原实施机关": former,
    }.get(answer, answer)


def _said(one: Judged, questions: Iterable[str]) -> tuple[Said, ...]:
    """Public answers: only what is decided (or ruled), with a reason of law and public facts."""
    found: list[Said] = []
    for question in questions:
        decision: Any = one.decisions.get(question)
        if decision is None or decision.status not in ("已定", "裁定"):
            continue
        found.append(
            Said(
                question=question, answer=spoken(decision.answer), reason=one.reason(question),
                basis=tuple(str(c) for c in decision.basis), by_ruling=decision.status == "裁定",
            )
        )  # fmt: skip
    return tuple(found)
