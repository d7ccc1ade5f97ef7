"""From a rule book to its views: one place for what the page, the workbook and the screen say of a rule."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from catalogue.bookview import (
    BasisView,
    BookView,
    ExceptionNode,
    IndicatorView,
    ListView,
    MatterView,
    QuestionView,
    RuleView,
    TextView,
    ValueView,
)
from catalogue.edition import County
from catalogue.rulebook import Basis, Indicator, Rule
from rules import BOOK
from rules.books import Book
from rules.court import reads
from rules.sentences import blanks, conclusion_sentence, condition_words, measure_sentence, ordered, rule_sentence
from rules.wording import said

_PLACE = re.compile(r"(.*) 第 (\d+) 行")
FEW = 6  # exceptions of one group that are still named one by one


def view(
    book: Book,
    used: Mapping[str, int] | None = None,
    figures: Mapping[str, str] | None = None,
    county: County | None = None,
    as_of: date | None = None,
) -> BookView:
    """Everything of the book in words. `used`: records by rule; `figures`: an indicator's figure in words by 编号;
    `county` and `as_of`: of whose catalogue, on which day."""
    return BookView(
        digest=book.digest,
        rules=tuple(rule_view(book, rule, used) for rule in book.rules),
        checks=tuple(rule_view(book, rule, used) for rule in book.checks),
        indicators=tuple(_indicator(book, one, figures or {}) for one in book.indicators),
        parameters=_parameters(book),
        lists=_lists(book),
        texts=_texts(book),
        questions=tuple(
            QuestionView(q.name, q.kinds, q.answers, q.note, tuple(r.id for r in book.rules if q.name in r.answers))
            for q in book.questions
        ),
        matters=tuple(
            MatterView(
                m.id,
                m.name,
                m.type,
                m.field,
                tuple(f"《{a.text}》{a.article}（{a.organ}）" for a in m.articles),
                m.unread,
            )
            for m in book.register.matters.values()
        ),
        warnings=tuple(str(warning) for warning in book.warnings),
        county=county.name if county else "",
        example=bool(county and county.example),
        as_of=_day(as_of),
    )


def rule_view(book: Book, rule: Rule, used: Mapping[str, int] | None = None) -> RuleView:
    """One rule or check in words."""
    fault = rule.fault
    path, line = file_of(rule.place)
    return RuleView(
        id=rule.id,
        name=rule.name,
        part="检查" if fault else "规则",
        topic=topic(rule.place),
        own=not path.is_relative_to(BOOK),
        kinds=rule.kinds,
        group=rule.group,
        sentence=rule_sentence(book, rule),
        conditions=tuple(condition_words(book, one) for one in ordered(book, rule.conditions)),
        conclusion=conclusion_sentence(book, rule),
        advice=blanks(fault.advice) if fault else "",
        questions=tuple(rule.answers),
        basis=tuple(_basis(book, one) for one in rule.basis),
        begins=_day(rule.begins),
        ends=_day(rule.ends),
        prevails_over=rule.prevails_over,
        exceptions=exceptions(book, rule),
        applies=tuple(_example(book, one) for one in rule.applies),
        applies_not=tuple(_example(book, one) for one in rule.applies_not),
        applies_unsure=tuple(_example(book, one) for one in rule.applies_unsure),
        unread=rule.unread,
        note=rule.note,
        place=short(rule.place),
        order=(not path.is_relative_to(BOOK), path.name, line),
        code=fault.code if fault else "",
        severity=fault.severity if fault else "",
        message=blanks(fault.message) if fault else "",
        used=None if used is None else used.get(rule.id, 0),
    )


def exceptions(book: Book, rule: Rule, above: frozenset[str] = frozenset()) -> tuple[ExceptionNode, ...]:
    """The rules that prevail over this one where they answer the same, as a tree; a large group is one line, its rules below.

    A rule stands once on each branch: cycles cannot be, but two ways may lead to one rule.
    """
    above |= {rule.id}
    names = {rule.id, rule.group or rule.id}
    found = [
        other
        for other in (book.checks if rule.fault else book.rules)
        if names & set(other.prevails_over) and other.id not in above and _meet(rule, other)
    ]
    groups: dict[str, list[Rule]] = defaultdict(list)
    for other in found:
        groups[other.group or other.id].append(other)
    nodes = []
    for group, members in groups.items():
        if len(members) > FEW:
            listed = tuple(ExceptionNode(one.id, one.name) for one in members)
            nodes.append(ExceptionNode("", f"组“{group}”", listed, more=len(members)))
        else:
            nodes += [ExceptionNode(one.id, one.name, exceptions(book, one, above)) for one in members]
    return tuple(nodes)


def _meet(rule: Rule, other: Rule) -> bool:
    same_kind = set(rule.kinds) & set(other.kinds)
    return bool(same_kind and (rule.fault or set(rule.answers) & set(other.answers)))


def file_of(place: str) -> tuple[Path, int]:
    """File and line of an entry."""
    found = _PLACE.match(place)
    return (Path(found[1]), int(found[2])) if found else (Path(place), 0)


def short(place: str) -> str:
    """The place as a reader needs it, without the folders of this machine: 随程序 rules/40-社会救助.yaml 第 2 行."""
    path, line = file_of(place)
    shown = f"随程序 {path.relative_to(BOOK)}" if path.is_relative_to(BOOK) else "/".join(path.parts[-2:])
    return f"{shown} 第 {line} 行" if line else shown


def topic(place: str) -> str:
    """The topic of an entry: its file's name without the number in front."""
    return re.sub(r"^\d+[A-Z]?[-_ ]*", "", file_of(place)[0].stem) or "其他"


def _basis(book: Book, basis: Basis) -> BasisView:
    if basis.from_field:
        return BasisView("", f"该事项的{basis.from_field}", basis.gist)
    texts = book.texts.get(basis.text, ())
    state = "待核" if any(text.unread for text in texts) else "已废止" if texts and all(t.ends for t in texts) else ""
    return BasisView(basis.text, basis.article, basis.gist, state)


def _example(book: Book, example: Mapping[str, Any]) -> str:
    matter = book.register.matters.get(str(example.get("事项", "")))
    shown = {**example, **({"事项": f"{matter.name}（{matter.id}）"} if matter else {})}
    return "；".join(f"{name}＝{_raw(value)}" for name, value in shown.items())


def _raw(value: Any) -> str:
    if isinstance(value, Mapping):
        return "、".join(f"{key} {_raw(one)}" for key, one in value.items())
    return "、".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


def _indicator(book: Book, one: Indicator, figures: Mapping[str, str]) -> IndicatorView:
    sides = (measure_sentence(book, side) for side in (one.numerator, one.denominator, one.excluded))
    basis = tuple(_basis(book, basis) for basis in one.basis)
    return IndicatorView(
        one.id, one.name, topic(one.place), *sides, one.by, basis, one.unit, one.note, short(one.place), figures.get(one.id, "")
    )  # fmt: skip


def _parameters(book: Book) -> tuple[ValueView, ...]:
    readers: dict[str, list[str]] = defaultdict(list)
    for rule in (*book.rules, *book.checks):
        for name in reads(rule) & book.parameters.keys():
            readers[name].append(rule.id)
    return tuple(
        ValueView(
            name, dated.type, said(dated.value), _day(dated.begins), _day(dated.ends),
            f"{dated.basis}{f'：{dated.basis.gist}' if dated.basis.gist else ''}" if dated.basis else "",
            tuple(readers[name]), short(dated.place),
        )
        for name, values in sorted(book.parameters.items())
        for dated in values
    )  # fmt: skip


def _lists(book: Book) -> tuple[ListView, ...]:
    def meaning(entry: str) -> str:
        return book.register.matters[entry].name if entry in book.register.matters else ""

    return tuple(
        ListView(
            name,
            "；".join(
                row[:1] + tuple(f"{column}：{cell}" for column, cell in zip(edition.columns, row, strict=True))[1:]
            ),
            meaning(row[0]),
            _day(edition.begins),
            _day(edition.ends),
            edition.source,
            short(edition.place),
            row,
        )
        for name, editions in sorted(book.lists.items())
        for edition in editions
        for row in sorted(edition.rows)
    )


def _texts(book: Book) -> tuple[TextView, ...]:
    citing: dict[str, list[str]] = defaultdict(list)
    for entry in (*book.rules, *book.checks, *book.indicators):
        for title in dict.fromkeys(basis.text for basis in entry.basis if basis.text):
            citing[book.texts[title][0].title if title in book.texts else title].append(entry.id)
    every = {id(text): text for texts in book.texts.values() for text in texts}
    return tuple(
        TextView(
            t.title, t.number, t.rank, _day(t.begins), _day(t.ends), t.successor, t.unread, tuple(citing[t.title]), short(t.place)
        )
        for t in sorted(every.values(), key=lambda t: (-len(citing[t.title]), t.title, t.begins or date.min))
    )  # fmt: skip


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def tree_lines(nodes: Iterable[ExceptionNode], lead: str = "") -> list[str]:
    """The tree as lines of text, a large group in one."""
    nodes = list(nodes)
    out = []
    for number, node in enumerate(nodes):
        last = number == len(nodes) - 1
        words = f"{node.name}共 {node.more} 条" if node.more else f"{node.id} {node.name}"
        out.append(f"{lead}{'└─' if last else '├─'} {words}")
        out += [] if node.more else tree_lines(node.below, lead + ("　  " if last else "│  "))
    return out
