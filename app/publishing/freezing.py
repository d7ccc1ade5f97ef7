"""Freezing an edition: which records may be published, and their public words; everything internal stays behind."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from app.judgement.judging import Judgement
from app.publishing.blocking import LeftOut, Why, blocks, unsound
from app.publishing.blocking import excluded as excluded_by
from app.publishing.publishable import duties, public_ended, public_packages
from app.publishing.wording import public_grant, public_item, public_matter
from catalogue.decision import spoken
from catalogue.edition import County, PublicAgreement, PublicDuty, PublicEnded, PublicGrant, PublicMatter, PublicPackage
from catalogue.finding import Finding
from catalogue.names import name_key
from exporters.no_guide import no_guide_sheet
from exporters.sheet import Sheet
from rules.books import Book
from rules.facts.judged import Judged

ENDED = ("收回", "取消")
IN_FORCE = ("已公布", "已承接", "运行", "评估", "调整")


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
        if finding.severity == "错误" and finding.subject and blocks(book, finding):
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


def no_guide(county: County, frozen: Frozen, day: date) -> Sheet:
    """The same as a table for the office's working papers."""
    left = [(one.kind, one.unit, one.name, one.reason) for one in without_guide(frozen)]
    return no_guide_sheet(county, left, f"截至{day.isoformat()}")


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
        if why := _shut_out(one, excluded) or unsound(one, ("应否进驻", "综合窗"), wrong):
            left.append(LeftOut("事项", name, unit, *why, one.subject))
            continue
        public = []
        for item in items[one.matter_key]:
            if why := _shut_out(item, excluded) or unsound(item, ("办件类型",), wrong, left_unsaid="决定"):
                left.append(LeftOut("办理项", item.name, unit, *why, item.subject))
            else:
                public.append(public_item(item))
        if not public:
            why = Why("没有一个可以公布的办理项", "请先解决它的各个办理项；没有报办理项的，请实施单位补报")
            left.append(LeftOut("事项", name, unit, *why, one.subject))
            continue
        yield public_matter(one, tuple(public))


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
            why: Why | None = Why(f"{last} 起才{one.facts['赋权状态']}", "到那一天以后再公布，现在不用办")
        else:
            why = _shut_out(one, excluded) or unsound(one, (), wrong)
        if why:
            left.append(LeftOut("收回取消", f"{one.name} → {recipient}", recipient, *why, one.subject))
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
        if facts.get("赋权状态") in ENDED:
            continue  # told of in the list of what was taken back
        if why := _not_in_force(one, judgement.day) or _shut_out(one, excluded) or _unlawful(one, wrong):
            left.append(LeftOut("赋权", f"{one.name} → {recipient}", recipient, *why, one.subject))
        else:
            yield public_grant(one, ids.get(name_key(one.name), ""))


def _shut_out(one: Judged, shut_out: Mapping[str, str]) -> Why | None:
    reason = shut_out.get(one.subject)
    return excluded_by(reason) if reason else None


def _not_in_force(one: Judged, day: date) -> Why | None:
    """A grant is published on the days it is in force; the day named as its end is the first without it."""
    facts, state = one.facts, one.facts.get("赋权状态", "未填")
    if state not in IN_FORCE:
        return Why(f"状态为“{state}”，尚未生效", "走完合法性审查、审定、公布以后再公布")
    if (facts.get("施行日期") or day) > day:
        return Why(f"{facts['施行日期']} 起才生效", "到那一天以后再公布，现在不用办")
    if (last := facts.get("废止日期")) and last <= day:
        return Why(f"{last} 起已经废止，状态却写作“{state}”", "请改正赋权目录里的状态或废止日期")
    return None


def _unlawful(one: Judged, wrong: Mapping[str, list[Finding]]) -> Why | None:
    if why := unsound(one, ("可否下放", "方式合法"), wrong):
        return why
    may, lawful = one.answer("可否下放"), one.answer("方式合法")
    if may == "不可" and one.facts.get("赋权方式") in ("交由", "授权", "委托") or lawful != "合法":
        return Why(
            f"可否下放为“{spoken(may)}”，方式合法为“{spoken(lawful)}”", "依法不能这样下放：请改正方式和依据，或者收回"
        )
    return None
