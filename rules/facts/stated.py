"""What a row's own words about its basis (设定依据) say against the legal texts and the register: dead texts, article
numbers that do not agree."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache

from catalogue.rulebook import LegalText, RegisteredMatter
from rules.articles import article_numbers

_CITATION = re.compile(r"《([^《》]+)》([^《]*)")
_EDITION = re.compile(r"[（(][^（）()]*[）)]\s*$")
_STATE = "中华人民共和国"


def stated(
    words: str, texts: Mapping[str, Sequence[LegalText]], matter: RegisteredMatter | None, as_of: date
) -> dict[str, list[str]]:
    """所写依据失效: titles named that have ended by then. 所写条号不符: titles the register rests the matter on, where
    no article named is one that the register names for that day (renumbered, or copied wrongly); nothing is said of other titles."""
    dead, differ = [], []
    registered: dict[str, set[int]] = {}
    for article in (one for one in (matter.articles if matter else ()) if one.in_force(as_of)):
        registered.setdefault(article.text, set()).update(article_numbers(article.article))
    for title, named in _cited(words):
        editions = texts.get(title, ())
        if editions and all(text.ends and text.ends <= as_of for text in editions):
            dead.append(title)
        known = registered.get(title, set())
        if named and known and not named & known:
            differ.append(title)
    return {"所写依据失效": list(dict.fromkeys(dead)), "所写条号不符": list(dict.fromkeys(differ))}


@lru_cache(20_000)
def _cited(words: str) -> tuple[tuple[str, frozenset[int]], ...]:
    """Each title with the numbers of the articles named behind it, wherever it stands: 《甲法》第一条；《甲法》第二条; a matter's
    items all cite alike."""
    named: dict[str, frozenset[int]] = {}
    for raw, rest in _CITATION.findall(words):
        title = _EDITION.sub("", raw).strip().removeprefix(_STATE)
        named[title] = named.get(title, frozenset()) | frozenset(article_numbers(rest))
    return tuple(named.items())
