"""What stands behind an answer, in public words: its law, reason and facts; or, of an open one, what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from catalogue.decision import IDENTITY, Cited, Decision
from catalogue.fields import Field
from catalogue.rulebook import Rule
from rules.books import Book
from rules.court import NO_RULE, UNANSWERED, UNIDENTIFIED, UNREAD, reads
from rules.wording import said

_OPEN_BECAUSE = {
    NO_RULE: "所读到的条文没有写明，或者规则书还没有收录对它适用的规定",
    UNREAD: "所依据的条文还没有核对原文，或者到这一天还没有施行",
    UNIDENTIFIED: "还没有认定它是登记的哪一个事项",
    UNANSWERED: "规则引擎没有答复，要重新判定",
}

_FEW = 6  # so many values can be named in a sentence
_YES_OR_NO = ("是", "否")


@dataclass
class Told:
    """What a paragraph has said already: articles with their gist, and facts."""

    gists: set[tuple[str, str]] = field(default_factory=set)
    facts: set[str] = field(default_factory=set)


def grounds(book: Book, kind: str, facts: Mapping[str, Any], group: Sequence[Decision], told: Told) -> str:
    """Law, reason and public facts of settled decisions that rest on the same law."""
    rules = [book.by_id[name] for name in dict.fromkeys(name for decision in group for name in decision.rules)]
    why = "；".join(dict.fromkeys(rule.name.replace("：", "，") for rule in rules))
    law = _law([one for decision in group for one in decision.basis], told)
    because = _because(book, kind, facts, rules, told)
    return "".join(
        (
            f"依据{law}。" if law else "",
            f"理由：{why}。" if why else "",
            f"据以判定的事实：{because}。" if because else "",
        )
    )


def _law(basis: Sequence[Cited], told: Told) -> str:
    """Each article once, with what of its gist was not said yet; articles of one text in a row name the text once."""
    gists: dict[tuple[str, str], list[str]] = {}
    for one in basis:
        new = gists.setdefault((one.text, one.article), [])
        if one.gist and (str(one), one.gist) not in told.gists:
            told.gists.add((str(one), one.gist))
            new.append(one.gist)
    parts: list[str] = []
    before = ""
    for (text, article), new in gists.items():
        gist = f"（{'；'.join(new)}）" if new else ""
        if article and text == before:
            parts[-1] += f"、{article}{gist}"
        else:
            parts.append(f"《{text}》{article}{gist}")
        before = text
    return "；".join(parts)


def unsettled(book: Book, decision: Decision, gone: str = "") -> str:
    """Why an answer is open, in public words: what is to be found out, set, or decided first; `gone`: that the matter so named
    is none that day."""
    sought: dict[str, list[str]] = {"先定": [], "查明": [], "标准": [], "清单": [], "内部": []}
    for name in dict.fromkeys(part for missing in decision.missing for part in _sources(book, missing)):
        sort, _, rest = name.partition("：")
        if sort == "参数" and rest:
            sought["标准"].append(f"“{rest}”")
        elif sort == "清单" and rest:
            sought["清单"].append(f"“{rest}”")
        elif name in book.vocabulary.questions:
            sought["先定"].append(f"“{name}”")
        elif name == IDENTITY:  # which facts count is known only when one knows what the matter is
            return f"还不能确定：{gone or '先要认定它是登记的哪一个事项'}"
        elif asked := _asked(book, name):
            sought["查明"].append(asked)
        else:
            sought["内部"].append(name)
    clauses = [
        f"先要定下{'、'.join(sought['先定'])}" if sought["先定"] else "",
        f"还需查明{'、'.join(sought['查明'])}" if sought["查明"] else "",
        f"还需由有权机关定出{'、'.join(sought['标准'])}" if sought["标准"] else "",
        f"还需核对清单{'、'.join(sought['清单'])}" if sought["清单"] else "",
        "还有内部掌握的情况没有查明" if sought["内部"] else "",
    ]
    why = "，".join(filter(None, clauses)) or _OPEN_BECAUSE.get(decision.note, _OPEN_BECAUSE[NO_RULE])
    return f"还不能确定：{why}"


def _sources(book: Book, name: str) -> tuple[str, ...]:
    """An internal fact that is worked out, and has no words of its own (说法), is named by what it is worked out from."""
    declared = book.fields.fields.get(name)
    inner = declared is not None and declared.visibility != "公开" and "未知" not in declared.phrases
    return (declared.made_of if declared and inner else ()) or (name,)


def choices(book: Book, name: str) -> tuple[str, ...]:
    """Between which values a missing fact is to be found out, where they are few and a person states it."""
    declared = book.fields.fields.get(name)
    if declared is None or declared.nature != "事实":
        return ()
    values = _YES_OR_NO if declared.type == "是否" else declared.values
    return values if len(values) <= _FEW else ()


def asked_for(book: Book, name: str) -> str:
    """The name of a missing fact with what it may be: 演出参加者（境内、外国或者港澳、台湾，是哪一种）."""
    between = choices(book, name)
    if between == _YES_OR_NO:
        return f"{name}（是还是否）"
    return f"{name}（{'、'.join(between)}，是哪一种）" if between else name


def _asked(book: Book, name: str) -> str:
    """A missing fact as what is to be found out: its 说法 for 未知, or the name of a public fact with what it may be;
    else nothing."""
    declared = book.fields.fields.get(name)
    if said_so := declared.phrases.get("未知", "") if declared else "":
        return said_so
    return asked_for(book, name) if _is_public(book, name) else ""


def _is_public(book: Book, name: str) -> bool:
    term = book.vocabulary.term(name)
    return term is not None and term.visibility == "公开"


def _because(book: Book, kind: str, facts: Mapping[str, Any], rules: list[Rule], told: Told) -> str:
    """Public deciding facts, without those the paragraph has named already."""
    known = {*book.fields.kinds[kind].identity, *book.vocabulary.questions, *told.facts}
    names = sorted({name for rule in rules for name in reads(rule)} - known)
    shown = [name for name in names if facts.get(name) and _is_fact(book, name)]
    told.facts.update(shown)
    return "，".join(_fact_words(book.fields.fields[name], facts[name]) for name in shown)


def _fact_words(declared: Field, value: Any) -> str:
    """A fact as a clause: 年办件数为247件; a yes or no by its declared 说法: 已经授予审批专用章."""
    if declared.phrases and str(value) in declared.phrases:
        return declared.phrases[str(value)]
    unit = declared.unit if declared.type in ("整数", "小数") and not declared.name.endswith(declared.unit) else ""
    return f"{declared.name}为{said(value)}{unit}"


def _is_fact(book: Book, name: str) -> bool:
    field = book.fields.fields.get(name)
    return field is not None and field.visibility == "公开" and field.nature != "自报"
