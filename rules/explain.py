"""A decision in words: for a notice (law and public facts only), and in full for the office."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from catalogue.decision import Decision, spoken
from catalogue.rulebook import Rule
from rules.books import Book
from rules.court import reads
from rules.wording import said

_UNSETTLED = "现有材料尚不能确定"


def explain_public(book: Book, kind: str, facts: Mapping[str, Any], decision: Decision, as_of: date) -> str:
    """One Chinese paragraph fit for a notice: the answer, the law, and those deciding facts that are public."""
    title = _title(book, kind, facts)
    opening = f"{said(as_of)}，“{title}”的“{decision.question}”" if title else f"{said(as_of)}，“{decision.question}”"
    if decision.status == "冲突":
        sides = sorted({spoken(answer) for name, answer in decision.sides.items() if name in decision.rules})
        return f"{opening}有不同规定，分别指向{'、'.join(f'“{side}”' for side in sides)}，需由有权机关裁定。"
    if decision.status == "待定":
        return opening + _unsettled(book, decision)
    phrase = phrased(book, decision, facts)
    sentence = f"截至{said(as_of)}，“{title}”{phrase}" if phrase and title else ""
    if decision.status == "裁定":
        return f"{sentence}（经裁定）。" if sentence else f"{opening}经裁定为“{spoken(decision.answer)}”。"
    return f"{sentence or f'{opening}判定为“{spoken(decision.answer)}”'}。{_grounds(book, kind, facts, decision)}"


def _unsettled(book: Book, decision: Decision) -> str:
    public = [name for name in decision.missing if _is_public(book, name)]
    return _UNSETTLED + (f"，还需明确：{'、'.join(public)}" if public else "") + "。"


def explain_together(
    book: Book, kind: str, facts: Mapping[str, Any], decisions: Mapping[str, Decision], as_of: date
) -> list[str]:
    """All answers about one record as few paragraphs: those that rest on the same rules make one sentence."""
    title = _title(book, kind, facts)
    groups: dict[tuple[str, ...], list[Decision]] = {}
    for decision in decisions.values():
        if decision.status == "待定":
            key = ("待定", *decision.missing)
        elif decision.status == "已定" and phrased(book, decision, facts):
            key = decision.rules
        else:
            key = (decision.question,)
        groups.setdefault(key, []).append(decision)
    found = []
    for group in groups.values():
        if len(group) == 1:
            found.append(explain_public(book, kind, facts, group[0], as_of))
        elif group[0].status == "待定":
            asked = "、".join(f"“{decision.question}”" for decision in group)
            found.append(f"截至{said(as_of)}，“{title}”的{asked}{_unsettled(book, group[0])}")
        else:
            phrases = "，".join(phrased(book, decision, facts) for decision in group)
            found.append(f"截至{said(as_of)}，“{title}”{phrases}。{_grounds(book, kind, facts, group[0])}")
    return found


def _grounds(book: Book, kind: str, facts: Mapping[str, Any], decision: Decision) -> str:
    """Law, reason and public facts of a settled decision."""
    rules = [book.by_id[name] for name in decision.rules]
    why = "；".join(dict.fromkeys(rule.name.replace("：", "，") for rule in rules))
    law = _law(decision)
    because = _because(book, kind, facts, rules)
    return "".join(
        (
            f"依据{law}。" if law else "",
            f"理由：{why}。" if why else "",
            f"据以判定的事实：{because}。" if because else "",
        )
    )


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


def _law(decision: Decision) -> str:
    return "；".join(f"{one}" + (f"（{one.gist}）" if one.gist else "") for one in decision.basis)


def explain_inner(book: Book, kind: str, facts: Mapping[str, Any], decision: Decision, as_of: date) -> str:
    """The longer form for the office: facts used, rules that decided, rules set aside and by which, what is missing."""
    lines = [explain_public(book, kind, facts, decision, as_of), f"状态：{decision.status}"]
    if decision.note:
        lines.append(f"说明：{decision.note}")
    if decision.ruling:
        lines.append(f"裁定：{decision.ruling}")
    if decision.facts:
        lines.append("用到的事实：" + "；".join(f"{name}＝{said(value)}" for name, value in decision.facts.items()))
    for heading, names in (
        ("起作用的规则", decision.rules),
        ("可能适用的规则", tuple(name for name in decision.sides if name not in decision.rules)),
    ):
        shown = [f"{_named(book, name)}→{spoken(decision.sides.get(name))}" for name in names]
        if shown:
            lines.append(f"{heading}：" + "；".join(shown))
    for aside in decision.set_aside:
        lines.append(f"不再适用：{_named(book, aside.rule)}，因为 {_named(book, aside.by)} 优先")
    if decision.basis:
        lines.append("依据：" + "、".join(map(str, decision.basis)))
    if decision.missing:
        lines.append("还缺：" + "、".join(decision.missing))
    return "\n".join(lines)


def _title(book: Book, kind: str, facts: Mapping[str, Any]) -> str:
    declared = book.fields.kinds[kind]
    return next((said(facts[name]) for name in (declared.title, *declared.identity) if facts.get(name)), "")


def _is_public(book: Book, name: str) -> bool:
    term = book.vocabulary.term(name)
    return name.startswith(("参数：", "清单：")) or (term is not None and term.visibility == "公开")


def _because(book: Book, kind: str, facts: Mapping[str, Any], rules: list[Rule]) -> str:
    """Public deciding facts, without those the paragraph has named already."""
    told = {*book.fields.kinds[kind].identity, *book.vocabulary.questions}
    names = sorted({name for rule in rules for name in reads(rule)} - told)
    shown = [f"{name}为{said(facts[name])}" for name in names if facts.get(name) and _is_fact(book, name)]
    return "，".join(shown)


def _is_fact(book: Book, name: str) -> bool:
    field = book.fields.fields.get(name)
    return field is not None and field.visibility == "公开" and field.nature != "自报"


def _named(book: Book, name: str) -> str:
    rule = book.by_id.get(name)
    return f"{name}（{rule.name}）" if rule else name
