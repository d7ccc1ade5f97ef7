"""How alike two words look: only ever a suggestion for a person, never a decision."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import fuzz, process


def alike(word: str, choices: Iterable[str], *, most: int = 3, least: float = 0.5) -> list[tuple[str, float]]:
    """The choices most like a word with their likeness (share of common signs, 0 to 1, two decimals), best first.

    Equal likeness keeps the order of the choices.
    """
    found = process.extract(word, list(choices), scorer=fuzz.ratio, limit=most, score_cutoff=least * 100)
    return [(choice, round(score / 100, 2)) for choice, score, _ in found]


def likeness(left: str, right: str) -> float:
    """How alike two words look, 0 to 1, two decimals."""
    return round(fuzz.ratio(left, right) / 100, 2)
