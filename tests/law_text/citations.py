"""What the rule book cites: every (text, article), the days for which it cites it, and where."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from catalogue.rulebook import Basis
from rules.books import Book

INDEX = Path(__file__).with_name("articles.csv")
ELSEWHERE = Path(__file__).with_name("read_elsewhere.csv")
NAMED = re.compile(r"第[零〇一二三四五六七八九十百千]+条(?:之[一二三四五六七八九十]+)?")

Index = Mapping[str, Mapping[date, frozenset[str]]]  # text -> day of a version -> its articles, as far as cited


@dataclass(frozen=True)
class Citation:
    """One article as cited. `begins`, `ends`: the days for which the entry speaks; `unread`: marked 待核."""

    text: str
    article: str
    begins: date
    ends: date
    place: str
    unread: bool


def citations(book: Book) -> Iterator[Citation]:
    """Every citation of rules, checks, indicators, parameters, registered matters and the level articles of texts."""
    for rule in (*book.rules, *book.checks):
        yield from _of(rule.basis, rule.begins, rule.ends, f"{rule.place}（{rule.id}）", rule.unread)
    for indicator in book.indicators:
        yield from _of(indicator.basis, None, None, f"{indicator.place}（{indicator.id}）", False)
    for values in book.parameters.values():
        for value in values:
            if value.basis:
                basis = Basis(text=value.basis.text, article=value.basis.article)
                yield from _of((basis,), value.begins, value.ends, f"{value.place}（{value.name}）", False)
    for matter in book.register.matters.values():
        for one in matter.articles:
            basis = Basis(text=one.text, article=one.article)
            begins = max(matter.begins or date.min, one.begins or date.min)
            ends = min(matter.ends or date.max, one.ends or date.max)
            yield from _of((basis,), begins, ends, f"{one.place}（{matter.id}）", matter.unread)
    for text in dict.fromkeys(text for editions in book.texts.values() for text in editions):
        if text.level:
            basis = Basis(text=text.title, article=text.level.article)
            yield from _of((basis,), text.begins, text.ends, f"{text.place}（{text.title} 分级）", text.unread)


def _of(
    basis: tuple[Basis, ...], begins: date | None, ends: date | None, place: str, unread: bool
) -> Iterator[Citation]:
    for one in basis:
        if one.text:
            yield Citation(one.text, one.article, begins or date.min, ends or date.max, place, unread)


def articles_of(words: str) -> list[str]:
    """The articles that a citation names; a citation of an annex or of a whole text names none."""
    return NAMED.findall(words)


def read_index() -> Index:
    """What was found in the folder of texts, and what a person read elsewhere."""
    found: dict[str, dict[date, set[str]]] = defaultdict(lambda: defaultdict(set))
    for path in (INDEX, ELSEWHERE):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                found[row["文件"]][date.fromisoformat(row["版本"])].add(row["条"])
    return {text: {day: frozenset(named) for day, named in days.items()} for text, days in found.items()}


def not_found(book: Book, index: Index) -> list[str]:
    """Citations that decide something and are not in the version in force on the last day they speak for, in words."""
    missing = []
    for one in citations(book):
        unread = min(
            (text.begins or date.min for text in book.texts.get(one.text, ()) if text.unread), default=date.max
        )
        if one.unread or one.begins >= unread:
            continue
        ends = min(one.ends, unread)
        versions = {day: named for day, named in index.get(one.text, {}).items() if day < ends}
        last = versions[max(versions)] if versions else None
        wanted = articles_of(one.article) or [""]
        if absent := [article for article in wanted if last is None or (article and article not in last)]:
            missing.append(f"{one.place.split('/book/')[-1]}：《{one.text}》{'、'.join(absent)}")
    return sorted(missing)
