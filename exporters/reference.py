"""The reference of the whole rule book as two pages that ask nothing of another host: the book, and the register."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from catalogue.bookview import BookView, ListView, RuleView
from exporters import pages
from exporters.folder import put, sha256

RECORD = "written.json"


def render(book: BookView, folder: Path, overlay: Path | None = None) -> list[Path]:
    """Write ``index.html`` and ``登记事项.html``; returns the files written."""
    env, css = pages.environment(overlay), pages.style(overlay)
    values = {
        "parts": [("规则", _topics(book.rules)), ("检查", _topics(book.checks))],
        "groups": _groups(book.rules + book.checks),
        "lists": _lists(book.lists),
        "counts": _counts(book),
    }
    files = {
        "index.html": pages.page(env, "rulebook.html", book=book, css=css, **values),
        "登记事项.html": pages.page(env, "rulebook_matters.html", book=book, css=css),
    }
    record = {"files": {name: sha256(data) for name, data in sorted(files.items())}}
    files[RECORD] = (json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
    return put(folder, files, RECORD)


def _counts(book: BookView) -> list[tuple[str, int]]:
    return [
        ("规则", len(book.rules)),
        ("检查", len(book.checks)),
        ("指标", len(book.indicators)),
        (
            "例子",
            sum(len(one.applies) + len(one.applies_not) + len(one.applies_unsure) for one in book.rules + book.checks),
        ),
        ("文件", len(book.texts)),
        ("登记事项", len(book.matters)),
    ]


def _topics(rules: Sequence[RuleView]) -> list[tuple[str, list[RuleView]]]:
    """Rules by topic, topics in the order of their files, rules in the order in which they are written."""
    found: dict[str, list[RuleView]] = defaultdict(list)
    for one in sorted(rules, key=lambda one: one.order):
        found[one.topic].append(one)
    return list(found.items())


def _groups(rules: Sequence[RuleView]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for one in rules:
        if one.group:
            found[one.group].append(one.id)
    return dict(sorted(found.items()))


def _lists(entries: Sequence[ListView]) -> list[tuple[str, list[ListView]]]:
    found: dict[str, list[ListView]] = defaultdict(list)
    for one in entries:
        found[one.name].append(one)
    return list(found.items())
