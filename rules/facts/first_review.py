"""依法先经下级审查: whether the law has an organ below the deciding one review first, by what the book says of the matter."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from rules.answers import as_fact
from rules.atoms import freeze
from rules.books import Book
from rules.decide import Decisions, decide, known_answer

FACT, KIND = "依法先经下级审查", "办理项"
_REVIEWS, _DECIDES = "审查", "决定"
_LEVELS = {"村": 0, "镇": 1, "街道": 1, "镇街": 1, "县": 2, "市": 3, "省": 4, "国家": 5}
_KEPT = 20_000

_told: dict[Any, str | None] = {}
_reads: dict[str, frozenset[str]] = {}


def first_review(book: Book, facts: Mapping[str, Any], as_of: date) -> str | None:
    """是 or 否 (行政许可法第三十五条) of the matter and the case that the facts tell of; None where the book leaves open who
    reviews or who decides, or where a reviewer may be chosen below or not."""
    if book.digest not in _reads:
        _reads[book.digest] = _read(book)
    read = _reads[book.digest]
    if not read:
        return None
    own = {name: value for name, value in facts.items() if name in read}
    asked = book.digest, as_of, frozenset((name, freeze(value)) for name, value in own.items())
    if asked not in _told:
        if len(_told) > _KEPT:
            _told.clear()
        _told[asked] = _below(decide(book, KIND, [own], as_of, (_REVIEWS, _DECIDES))[0])
    return _told[asked]


def _read(book: Book) -> frozenset[str]:
    """What the answers to both questions rest on; nothing where the book does not ask them of items."""
    if any(name not in book.vocabulary.questions for name in (_REVIEWS, _DECIDES)):
        return frozenset()
    rules = [rule for rule in book.rules if KIND in rule.kinds and {_REVIEWS, _DECIDES} & rule.answers.keys()]
    return frozenset[str]().union(*(rule.reads for rule in rules))


def _below(decisions: Decisions) -> str | None:
    if not all(map(known_answer, decisions.values())):
        return None
    (reviewers, every), (deciders, _) = (_levels(decisions[name].answer) for name in (_REVIEWS, _DECIDES))
    if None in reviewers or None in deciders:
        return None
    lowest = min(deciders)  # type: ignore[type-var]
    below = [level < lowest for level in reviewers]  # type: ignore[operator]
    if not any(below):
        return "否"
    return "是" if every or all(below) else None


def _levels(answer: Any) -> tuple[list[int | None], bool]:
    """The levels of an answer (None: no level of government), and whether all its members take part (共同, or one alone)."""
    said = as_fact(answer)
    words = said if isinstance(said, list) else str(said).split("+")
    return [_LEVELS.get(word) for word in words], not isinstance(said, list)
