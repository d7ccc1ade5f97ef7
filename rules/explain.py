"""A decision in words: for a notice (law and public facts only), and in full for the office."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from catalogue.decision import IDENTITY, Decision, lacking, spoken
from catalogue.names import name_key
from rules.books import Book
from rules.court import NO_RULE, UNREAD
from rules.facts.common import NAMES, of_another_day
from rules.grounds import Told, asked_for, grounds, unsettled
from rules.wording import said

_MANY = 4  # of an unidentified matter so many rules are named that may apply


def explain_public(book: Book, kind: str, facts: Mapping[str, Any], decision: Decision, as_of: date | None) -> str:
    """One Chinese paragraph fit for a notice: the answer, the law, and those deciding facts that are public."""
    head = _head(book, kind, facts, as_of)
    asked = f"{head}的“{decision.question}”" if head.endswith("”") else f"{head}“{decision.question}”"
    if decision.status == "冲突":
        return f"{asked}{_opposed(book, decision)}。"
    if decision.status == "待定":
        return f"{asked}{unsettled(book, decision, not_that_day(book, facts, as_of))}。"
    phrase = phrased(book, decision, facts)
    sentence = f"{head}{phrase}" if phrase and head.endswith("”") else ""
    if decision.status == "裁定":
        return f"{sentence}（经裁定）。" if sentence else f"{asked}经裁定为“{spoken(decision.answer)}”。"
    return (
        f"{sentence or f'{asked}判定为“{spoken(decision.answer)}”'}。{grounds(book, kind, facts, [decision], Told())}"
    )


def explain_together(
    book: Book, kind: str, facts: Mapping[str, Any], decisions: Mapping[str, Decision], as_of: date
) -> str:
    """All answers about one record as one paragraph: what rests on the same law makes one sentence, what is open
    comes last, and neither the gist of an article nor a fact is said twice."""
    settled: dict[tuple[str, ...], list[Decision]] = {}
    rest: list[str] = []
    still_open: dict[str, list[str]] = {}
    gone = not_that_day(book, facts, as_of)
    for decision in decisions.values():
        if decision.status == "待定":
            still_open.setdefault(unsettled(book, decision, gone), []).append(f"“{decision.question}”")
        elif decision.status == "冲突":
            rest.append(f"“{decision.question}”{_opposed(book, decision)}。")
        elif decision.status == "裁定" or not (phrased(book, decision, facts) and decision.basis):
            answer = phrased(book, decision, facts) or f"的“{decision.question}”为“{spoken(decision.answer)}”"
            rest.append(f"{answer}{'（经裁定）' if decision.status == '裁定' else ''}。")
        else:
            settled.setdefault(tuple(map(str, decision.basis)), []).append(decision)
    told = Told()
    said_so = [
        f"{'，'.join(_joined(book, group, facts))}。{grounds(book, kind, facts, group, told)}"
        for group in settled.values()
    ] + rest
    said_so += [f"{''.join(asked)}{words}。" for words, asked in still_open.items()]
    head = _head(book, kind, facts, as_of)
    return "".join(
        (head if not number else "该事项") + ("的" if text.startswith("“") else "") + text
        for number, text in enumerate(said_so)
    )


def _head(book: Book, kind: str, facts: Mapping[str, Any], as_of: date | None) -> str:
    title = _title(book, kind, facts)
    return (f"截至{said(as_of)}，" if as_of else "") + (f"“{title}”" if title else "")


def not_that_day(book: Book, facts: Mapping[str, Any], as_of: date | None) -> str:
    """That the matter which a name means is not there yet, or no longer, on that day; else nothing."""
    matter = of_another_day(book, facts, as_of)
    if matter is None or as_of is None:
        return ""
    if matter.begins and as_of < matter.begins:
        return f"登记册的“{matter.name}”自{said(matter.begins)}起才有"
    return f"登记册的“{matter.name}”自{said(matter.ends)}起已经没有，依据修改了的，看现在是哪一项"


def _opposed(book: Book, decision: Decision) -> str:
    """The answers that stand against each other, each with the articles on its side where the rules cite any."""
    sides: dict[str, dict[str, None]] = {}
    called: dict[str, list[str]] = {}
    for name in sorted(set(decision.rules) & set(decision.sides)):
        cited = sides.setdefault(spoken(decision.sides[name]), {})
        if rule := book.by_id.get(name):
            cited.update(dict.fromkeys(f"《{one.text}》{one.article}" for one in rule.basis if one.text))
            called.setdefault(spoken(decision.sides[name]), []).append(rule.name)
    ends = "，需由有权机关裁定"
    if all(sides.values()):
        every = [law for laws in sides.values() for law in laws]
        alike = len(every) > len(set(every))  # one article on both sides tells nobody what is opposed: the rules do
        why = {side: f"（{'；'.join(called[side])}）" if alike else "" for side in sides}
        told = [f"{'、'.join(laws)}{why[side]}指向“{side}”" for side, laws in sorted(sides.items())]
        return f"有不同规定：{'，'.join(told)}{ends}"
    return f"有不同规定，分别指向{'、'.join(f'“{side}”' for side in sorted(sides))}{ends}"


def _joined(book: Book, group: Sequence[Decision], facts: Mapping[str, Any]) -> list[str]:
    """Phrases of a sentence; acts of one organ stand together: 由县级机关收件、受理、审查."""
    out: list[str] = []
    before = ""
    for decision in group:
        phrase = phrased(book, decision, facts)
        organ = phrase.removeprefix("依法").removesuffix(decision.question)
        if out and organ == before and organ.startswith("由") and phrase.endswith(decision.question):
            out[-1] += f"、{decision.question}"
        else:
            out.append(phrase)
        before = organ
    return out


def phrased(book: Book, decision: Decision, facts: Mapping[str, Any]) -> str:
    """The answer as the predicate of a sentence (说法), or nothing where the question declares none."""
    question = book.vocabulary.questions[decision.question]
    answer = decision.answer
    members = list(next(iter(answer.values()))) if isinstance(answer, Mapping) else [str(answer)]
    phrase = question.phrases.get(members[0] if len(members) == 1 else "", question.phrases.get("其他", ""))
    called = [question.called.get(member, member) for member in members]
    words = spoken({next(iter(answer)): called} if isinstance(answer, Mapping) else called[0])

    def fill(match: re.Match[str]) -> str:
        names = match[1].split("|")
        return words if names == ["答案"] else next((said(facts[name]) for name in names if facts.get(name)), names[0])

    return re.sub(r"\{([^{}]+)\}", fill, phrase)


def explain_inner(book: Book, kind: str, facts: Mapping[str, Any], decision: Decision, as_of: date) -> str:
    """The longer form for the office: facts used, rules that decided, rules set aside and by which, what is missing."""
    lines = [explain_public(book, kind, facts, decision, as_of), f"状态：{decision.status}"]
    if decision.note:
        lines.append(f"说明：{decision.note}")
    if decision.note in (NO_RULE, UNREAD) and (registered := _registered(book, facts, as_of)):
        lines.append(registered)
    if IDENTITY in decision.missing and (other := of_another_day(book, facts, as_of)) and other.note:
        lines.append(f"登记册的说明：{other.note}")
    if known_as := _recognised(book, facts):
        lines.append(known_as)
    if decision.ruling:
        lines.append(f"裁定：{decision.ruling}")
    if decision.facts:
        lines.append("用到的事实：" + "；".join(f"{name}＝{said(value)}" for name, value in decision.facts.items()))
    for heading, names in (
        ("起作用的规则", decision.rules),
        ("可能适用的规则", _possible(book, decision)),
    ):
        shown = [f"{_named(book, name)}→{spoken(decision.sides.get(name))}" for name in names]
        if shown:
            lines.append(f"{heading}：" + "；".join(shown))
    lines += [f"{name} 的说明：{rule.note}" for name in decision.rules if (rule := book.by_id.get(name)) and rule.note]
    for aside in decision.set_aside:
        lines.append(f"不再适用：{_named(book, aside.rule)}，因为 {_named(book, aside.by)} 优先")
    if decision.basis:
        lines.append("依据：" + "、".join(map(str, decision.basis)))
    if decision.missing:
        lines.append("还缺：" + lacking(decision, lambda name: asked_for(book, name)))
    return "\n".join(lines)


def _possible(book: Book, decision: Decision) -> tuple[str, ...]:
    """The rules that may apply yet; none are listed while it is not known what the matter is, for all might."""
    names = tuple(name for name in decision.sides if name not in decision.rules)
    return () if IDENTITY in decision.missing and len(names) > _MANY else names


def _recognised(book: Book, facts: Mapping[str, Any]) -> str:
    """Which matter the name was read as, where it stands otherwise in the register: a clerk must see what was assumed."""
    matter = book.register.matters.get(str(facts.get(IDENTITY, "")))
    written = [str(facts[name]) for name in NAMES if facts.get(name)]
    if not matter or not written:
        return ""
    known = {name_key(one) for one in (matter.name, *matter.aliases, *matter.implied)}
    if any(name_key(one) in known for one in written):
        return ""
    return f"认定：“{written[0]}”认作登记册的“{matter.name}”；不是这一项的，请确认名称"


def _registered(book: Book, facts: Mapping[str, Any], as_of: date) -> str:
    """What the register says of a matter that no rule settles: the articles, whom each names and, where it was not yet
    law that day, since when; and the note."""
    matter = book.register.matters.get(str(facts.get(IDENTITY, "")))
    if not matter:
        return ""
    since = [f"，{said(one.begins)}起施行" if one.begins and as_of < one.begins else "" for one in matter.articles]
    cited = "、".join(
        f"《{one.text}》{one.article}（主体：{one.organ}{later}）"
        for one, later in zip(matter.articles, since, strict=True)
    )
    return f"登记册所引：{cited}" + (f"。{matter.note}" if matter.note else "")


def _title(book: Book, kind: str, facts: Mapping[str, Any]) -> str:
    declared = book.fields.kinds[kind]
    return next((said(facts[name]) for name in (declared.title, *NAMES, *declared.identity) if facts.get(name)), "")


def _named(book: Book, name: str) -> str:
    rule = book.by_id.get(name)
    return f"{name}（{rule.name}）" if rule else name
