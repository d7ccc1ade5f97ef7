"""The rule book that a judgement, an edition, a card run or a change rests on, kept whole in the store."""

from __future__ import annotations

from typing import Any

from app.office import Office
from catalogue.canonical import dumps


def keep_book(office: Office) -> Any:
    """The row of the rule book in use, kept whole by its digest."""
    from app.models import RuleBook

    found = RuleBook.objects.filter(digest=office.book.digest).first()
    return found or RuleBook.objects.create(digest=office.book.digest, content=dumps(_content(office)))


def _content(office: Office) -> dict[str, Any]:
    book = office.book
    return {
        "rules": book.rules,
        "checks": book.checks,
        "indicators": book.indicators,
        "texts": {title: list(texts) for title, texts in book.texts.items()},
        "questions": list(book.questions),
        "parameters": {name: list(values) for name, values in book.parameters.items()},
        "lists": {name: list(editions) for name, editions in book.lists.items()},
        "matters": list(book.register.matters.values()),
        "fields": list(book.fields.fields.values()),
    }
