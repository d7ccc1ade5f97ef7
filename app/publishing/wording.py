"""Judged subjects in public words: only what a citizen may read, each answer with its law and reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from catalogue.decision import Decision, spoken
from catalogue.edition import Answered, Material, PublicGrant, PublicItem, PublicMatter, Said
from catalogue.names import name_key
from rules.facts.judged import Judged

MATTER_QUESTIONS = ("决定", "收件", "应否进驻", "综合窗", "办结层级")
ITEM_QUESTIONS = ("决定", "办件类型", "复议机关")
GRANT_QUESTIONS = ("可否下放", "方式合法", "实际办结", "名义", "现行决定", "责任机关", "复议机关")
NAMED = (
    "责任机关",
    "复议机关",
)  # their answers are said as the question's 称呼 has it; the others are read on as levels


def matter_id(department: str, name: str) -> str:
    """A matter's permanent short code: it names the guide's file and stands in the QR code."""
    return sha256(f"{name_key(department)}|{name_key(name)}".encode()).hexdigest()[:10]


def public_matter(one: Judged, items: tuple[PublicItem, ...]) -> PublicMatter:
    """A matter with its items, its place in the hall and who answers for it."""
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
        basis=basis_of(facts),
        items=items,
        said=said_of(one, MATTER_QUESTIONS),
        entry=spoken(one.answer("应否进驻")),
        in_hall=facts.get("已进驻") == "是",
        window="" if one.answer("综合窗") == "不适用" else spoken(one.answer("综合窗")),
        exemption_number=str(facts.get("豁免文号", "")),
        exemption_approver=str(facts.get("豁免批准机关", "")),
        finished_at=spoken(one.answer("办结层级")),
        frequent=one.answer("镇级高频") == "是",
        answerable=unit,
        review_organ="；".join(
            dict.fromkeys(said.answer for item in items for said in item.said if said.question == "复议机关")
        ),
    )


def basis_of(facts: Mapping[str, Any]) -> tuple[str, ...]:
    """设定依据 as title and article: 《公路法》第七十九条. The register keeps them as “文件 条”; a matter it does not
    know has only what its unit wrote, which stays in the unit's words."""
    articles = [str(one) for one in facts.get("法条") or ()]
    return tuple(dict.fromkeys(map(cited, articles))) or tuple(
        line.strip() for line in str(facts.get("设定依据") or "").splitlines() if line.strip()
    )


def cited(article: str) -> str:
    """“公路法 第七十九条” -> “《公路法》第七十九条”; what has no article keeps the title alone."""
    title, found, number = article.partition(" 第")
    title = title.strip()
    quoted = title if title.startswith("《") else f"《{title}》"
    return f"{quoted}第{number.strip()}" if found else quoted


def public_item(one: Judged) -> PublicItem:
    """One 办理项; what the catalogue does not say stays empty."""
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
        online_entry=text.get("网办入口", ""),
        result=text.get("审批结果", ""),
        delivery=text.get("结果送达", ""),
        questions=tuple(_answered(line) for line in text.get("常见问题", "").splitlines() if line.strip()),
        service_area=text.get("通办范围", ""),
        said=said_of(one, ITEM_QUESTIONS),
    )


def _material(line: str) -> Material:
    parts = [part.strip() for part in line.split("|")] + [""] * 5
    return Material(name=parts[0], need=parts[1], form=parts[2], copies=parts[3], source=parts[4])


def _answered(line: str) -> Answered:
    question, _, answer = line.partition("|")
    return Answered(question=question.strip(), answer=answer.strip())


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


def said_of(one: Judged, questions: Iterable[str]) -> tuple[Said, ...]:
    """Public answers: only what is decided (or ruled), with a reason of law and public facts."""
    found: list[Said] = []
    for question in questions:
        decision: Any = one.decisions.get(question)
        if decision is None or decision.status not in ("已定", "裁定"):
            continue
        found.append(
            Said(
                question=question, answer=_answer(one, question), reason=one.published_reason(question),
                basis=tuple(str(c) for c in decision.basis), by_ruling=decision.status == "裁定",
            )
        )  # fmt: skip
    return tuple(found)


def _answer(one: Judged, question: str) -> str:
    """An answer in public words: 县政府 -> 县级人民政府; of a grant, the organ by its name."""
    answer = one.decisions[question].answer
    if question not in NAMED:
        return spoken(answer)
    if one.kind == "赋权" and (organ := _organ(one, question)) != spoken(answer):
        return organ
    called = one.book.vocabulary.questions[question].called
    if isinstance(answer, dict):
        return spoken({way: [called.get(member, member) for member in members] for way, members in answer.items()})
    return called.get(str(answer), str(answer))


def public_grant(one: Judged, guide: str) -> PublicGrant:
    """One grant to one recipient; `guide` is the id of the matter's guide, where one exists."""
    facts = one.facts
    return PublicGrant(
        matter_id=guide, matter=one.name, type=str(facts.get("事项类型", "")),
        batch=str(facts.get("批次", "")), former_organ=str(facts.get("原实施机关", "")), recipient=str(facts.get("承接主体", "")),
        recipient_kind=str(facts.get("承接主体类别", "")), recipient_class=str(facts.get("承接主体等次", "")),
        mode=str(facts.get("赋权方式", "")), instrument=str(facts.get("赋权文号", "")), begins=facts.get("施行日期"),
        ends=facts.get("委托止"), basis=basis_of(facts), grant_basis=_cited(one.decisions),
        finished_by=_organ(one, "实际办结"), in_name_of=_organ(one, "名义"), said=said_of(one, GRANT_QUESTIONS),
    )  # fmt: skip
