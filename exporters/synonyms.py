"""Everyday words for official ones, so that the search box finds 低保 under 最低生活保障."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from catalogue.finding import UserError
from catalogue.yamlfile import read_yaml


def read_synonyms(folders: Iterable[Path]) -> dict[str, list[str]]:
    """``synonyms.yaml`` of the template folders: everyday word -> words of the catalogue; later folders add."""
    found: dict[str, list[str]] = {}
    for folder in folders:
        path = folder / "synonyms.yaml"
        if not path.exists():
            continue
        entries = read_yaml(path)
        if not isinstance(entries, dict) or not all(isinstance(words, list) for words in entries.values()):
            raise UserError(path.name, "写法不对", "请写成“俗称: [目录用词, …]”")
        for word, others in entries.items():
            found[word] = [*found.get(word, []), *map(str, others)]
    return found
