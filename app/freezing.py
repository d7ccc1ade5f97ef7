"""Freezing an edition: which records may be published, and their public words; everything internal stays behind."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.judging import Judgement
from app.publishable import duties, public_ended, public_packages
from app.wording import public_grant, public_item, public_matter
from catalogue.decision import spoken
from catalogue.edition import PublicAgreement, PublicDuty, PublicEnded, PublicGrant, PublicMatter, PublicPackage
from catalogue.finding import Finding
from catalogue.names import name_key
from rules.books import Book
from rules.facts.judged import Judged

ENDED = ("收回", "取消")
IN_FORCE = ("已公布", "已承接", "运行", "评估", "调整")


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
    ended: tuple[PublicEnded, ...] = ()
    duties: tuple[PublicDuty, ...] = ()
    packages: tuple[PublicPackage, ...] = ()


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
    ended = tuple(_ended(judgement, wrong, excluded, ids, left))
    packages = public_packages(judgement.of_kind("一件事"), matters)
    return Frozen(matters, grants, agreements, tuple(left), ended, duties(book, judgement.day), packages)


def without_guide(frozen: Frozen) -> list[LeftOut]:
    """The matters and items that stay without a guide (事事有指南), each with its reason."""
    return [one for one in frozen.left_out if one.kind in ("事项", "办理项")]


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
        **{name: n for name, n in (("收回、取消的赋权", len(frozen.ended)), ("一件事", len(frozen.packages))) if n},
        **{f"镇街{name}事项": n for name, n in Counter(d.table for d in frozen.duties).items()},
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
                public.append(public_item(item))
        if not public:
            left.append(LeftOut("事项", name, unit, "没有一个可以公布的办理项"))
            continue
        yield public_matter(one, tuple(public))


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


def _ended(
    judgement: Judgement,
    wrong: Mapping[str, list[Finding]],
    excluded: Mapping[str, str],
    ids: Mapping[str, str],
    left: list[LeftOut],
) -> Iterable[PublicEnded]:
    """What was taken back or cancelled by the day, told with its instrument; an error of its own keeps it out."""
    for one in judgement.of_kind("赋权"):
        recipient, last = str(one.facts.get("承接主体", "")), one.facts.get("废止日期")
        if one.facts.get("赋权状态") not in ENDED:
            continue
        if last and last > judgement.day:
            reason = f"{last} 起才{one.facts['赋权状态']}"
        elif reason := excluded.get(one.subject, ""):
            reason = f"决定不公布：{reason}"
        else:
            reason = _unsound(one, (), wrong)
        if reason:
            left.append(LeftOut("收回取消", f"{one.name} → {recipient}", recipient, reason))
        else:
            yield public_ended(one, ids.get(name_key(one.name), ""))


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
        if facts.get("赋权状态") in ENDED:
            continue  # told of in the list of what was taken back
        if facts.get("赋权状态") not in IN_FORCE:
            left.append(LeftOut("赋权", label, recipient, f"状态为“{facts.get('赋权状态', '未填')}”，尚未生效"))
        elif (facts.get("施行日期") or judgement.day) > judgement.day:
            left.append(LeftOut("赋权", label, recipient, f"{facts['施行日期']} 起才生效"))
        elif (last := facts.get("废止日期")) and last <= judgement.day:
            left.append(LeftOut("赋权", label, recipient, f"{last} 起已经废止，状态却写作“{facts['赋权状态']}”"))
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
            yield public_grant(one, ids.get(name_key(one.name), ""))
