"""Finding the subjects a name means, and saying every decision about them in words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from app import ledger
from app.incoming.identity import NAMES
from app.judgement.judging import judge
from app.office import Office
from catalogue.finding import UserError
from catalogue.likeness import alike
from catalogue.names import name_key
from rules.explain import explain_together, not_that_day
from rules.facts.judged import Judged
from rules.facts.world import World
from rules.named import in_force

_SITUATION = re.compile(r"(.+)（([^（）]+)）")
KINDS = ("进驻", "办理项", "职权", "赋权")


def explain(
    office: Office, name: str, day: date, *, recipient: str | None, question: str | None, inner: bool
) -> Iterator[dict[str, Any]]:
    """Each decision about the matter, its items and its grants: 对象, 问题, 状态, 答案, 依据, 说明."""
    for one in subjects(office, name, day, recipient):
        for asked, decision in one.decisions.items():
            if question in (None, asked):
                yield {
                    "对象": label(one), "单位": one.unit, "问题": asked, "状态": decision.status, "答案": decision.answer,
                    "依据": [str(c) for c in decision.basis], "缺少": list(decision.missing), "说明": one.reason(asked, inner=inner),
                }  # fmt: skip


def paragraphs(office: Office, name: str, day: date, *, recipient: str | None, question: str | None) -> list[str]:
    """The same as few paragraphs fit for a notice; items (or recipients) of which the same is said stand together."""
    said: dict[str, list[Judged]] = {}
    for one in subjects(office, name, day, recipient):
        decisions = {asked: d for asked, d in one.decisions.items() if question in (None, asked)}
        text = explain_together(one.book, one.kind, one.facts, decisions, one.day) if decisions else ""
        same = text.replace(one.name, "{名}").replace(str(one.facts.get("承接主体", "{主}")), "{主}")
        said.setdefault(same, []).append(one)
    return [_together(text, group) for text, group in said.items() if text]


def _together(text: str, group: list[Judged]) -> str:
    """One paragraph for several items (甲”（新设、变更）) or recipients, who are listed once and then called 承接主体."""
    recipients = list(dict.fromkeys(str(one.facts["承接主体"]) for one in group if one.facts.get("承接主体")))
    whole = text.replace("“{名}”", _listed(list(dict.fromkeys(one.name for one in group)))).replace(
        "{名}", group[0].name
    )
    if len(recipients) > 2:
        whole = whole.replace("{主}", f"{'、'.join(recipients)}（以下称承接主体）", 1).replace("{主}", "承接主体")
    return whole.replace("{主}", "、".join(recipients))


def _listed(names: list[str]) -> str:
    """“甲”（新设、变更）, or “甲（新设）”“乙” where the names do not share their stem."""
    split = [_SITUATION.fullmatch(name) for name in names]
    stems = {part[1] if part else name for part, name in zip(split, names, strict=True)}
    if len(names) > 1 and len(stems) == 1 and all(split):
        return f"“{stems.pop()}”（{'、'.join(part[2] for part in split if part)}）"
    return "".join(f"“{name}”" for name in names)


def label(one: Judged) -> str:
    """What a subject is called: kind, name and recipient."""
    return f"{one.kind}·{one.name}" + (f" → {one.facts.get('承接主体')}" if one.kind == "赋权" else "")


def subjects(office: Office, name: str, day: date, recipient: str | None) -> list[Judged]:
    """What bears the name, judged as of the day. Raises `UserError` with the nearest names when nothing does."""
    records = ledger.current(office.fields)
    judgement = judge(office, records, day)
    wanted = name_key(name)
    units = (
        {
            name_key(unit)
            for unit in (
                recipient,
                *World({"机构": tuple(one for one in records if one.kind == "机构")}, day).members(recipient)[0],
            )
        }
        if recipient
        else set()
    )
    registered = office.book.register.identify(name, day=day)
    matter = registered.matter.id if registered else None

    def bears_it(one: Judged) -> bool:
        names = (one.name, str(one.facts.get("事项名称", "")), str(one.facts.get("主项名称", "")))
        return (matter is not None and one.facts.get("事项") == matter) or wanted in map(name_key, names)

    every = [one for kind in (("赋权",) if recipient else KINDS) for one in judgement.of_kind(kind) if bears_it(one)]
    found = [one for one in every if not units or name_key(str(one.facts.get("承接主体", ""))) in units]
    if not found and every:
        given = dict.fromkeys(str(one.facts.get("承接主体", "")) for one in every)
        raise UserError(f"“{name}”", f"没有交给“{recipient}”的赋权", f"这个事项交给了：{'、'.join(given)}")
    if not found:
        names = {one.name for kind in KINDS for one in judgement.of_kind(kind)}
        near = [one for one, _ in alike(name, sorted(names), most=5, least=0.3)]
        raise UserError(
            f"“{name}”",
            "库里没有这个事项" + (f"交给“{recipient}”的赋权" if recipient else ""),
            f"相近的有：{'、'.join(near) or '无'}",
        )
    return found


def unidentified(office: Any, day: date, only: str | None = None) -> list[dict[str, Any]]:
    """Names in force that mean no registered matter, how often, and what looks like them (a suggestion only)."""
    judgement = judge(office, ledger.current(office.fields), day)
    names: Counter[str] = Counter()
    for kind in ("办理项", "职权", "赋权", "进驻"):
        for one in judgement.of_kind(kind):
            if not one.facts.get("事项"):
                names[next((str(one.facts[n]) for n in NAMES if one.facts.get(n)), one.name)] += 1
    return suggestions(office, names, day, only)


def suggestions(office: Any, names: Mapping[str, int], day: date, only: str | None = None) -> list[dict[str, Any]]:
    """For each name and how often it stands: the registered matters that look like it, as suggestions only; and that what it
    means is there on other days, if so."""
    by_name = {matter.name: matter.id for matter in office.book.register.matters.values() if in_force(matter, day)}
    return [
        {
            "名称": name,
            "处数": count,
            "标识": [by_name[n] for n, _ in near],
            "相近": [f"{by_name[n]}（{n}）" for n, _ in near],
            "相似度": [likeness for _, likeness in near],
            "说明": not_that_day(office.book, {"事项名称": name}, day),
        }
        for name, count in sorted(names.items())
        for near in [alike(name, by_name, least=0.5)]
        if not only or only in name
    ]
