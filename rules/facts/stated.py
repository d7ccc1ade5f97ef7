"""What a row's own words about its basis (设定依据) say against the legal texts and the register: dead texts, article
numbers that do not agree."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from catalogue.rulebook import LegalText, RegisteredMatter
from rules.articles import article_numbers

_CITATION = re.compile(r"《([^《》]+)》([^《]*)")
_EDITION = re.compile(r"[（(][^（）()]*[）)]\s*$")
_STATE = "中华人民共和国"


def stated(
    words: str, texts: Mapping[str, Sequence[LegalText]], matter: RegisteredMatter | None, as_of: date
) -> dict[str, list[str]]:
    """所写依据失效: titles named that have ended by then. 所写条号不符: titles the register rests the matter on, where
    no article named is one that the register names (renumbered, or copied wrongly); nothing is said of other titles."""
    dead, differ = [], []
    registered: dict[str, set[int]] = {}
    for article in matter.articles if matter else ():
        registered.setdefault(article.text, set()).update(article_numbers(article.article))
    for raw, rest in _CITATION.findall(words):
        title = _EDITION.sub("", raw).strip().removeprefix(_STATE)
        editions = texts.get(title, ())
        if editions and all(text.ends and text.ends <= as_of for text in editions):
            dead.append(title)
        named, known = article_numbers(rest), registered.get(title, set())
        if named and known and not named & known:
            differ.append(title)
    return {"所写依据失效": list(dict.fromkeys(dead)), "所写条号不符": list(dict.fromkeys(differ))}
