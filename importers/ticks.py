"""Ticked answers: columns that are ticked under their answers (√ under 县级), and boxes ticked within a cell (■县级 □乡级)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from catalogue.fields import Field
from catalogue.names import header_key
from importers.levels import LEVEL_WORDS
from importers.sheet import Value, text_of

LEVEL_FIELD = "自报行使层级"
_YES = frozenset("√✓✔■☑●◆◼✅☒１1是有YyVv＋+")
_NO = frozenset("×✗✘□☐○◇×xX否无0/—-")
_ON, _OFF = "■☑✓✔√☒◼✅", "□☐"
_WORD = rf"[^{_ON}{_OFF}\s、,，;；]+"


def answer(parts: Sequence[str], vocabulary: Mapping[str, str], fields: Mapping[str, Field]) -> tuple[str, str]:
    """The field and the answer that a column stands for, if its heading is an answer under a field's heading.

    Columns headed by a level of government need no heading above them. ("", "") for any other column.
    """
    if not parts:
        return "", ""
    leaf = header_key(parts[-1])
    for group in reversed(parts[:-1]):
        field = fields.get(vocabulary.get(header_key(group), ""))
        if field and field.type in ("单选", "多选", "是否"):
            try:
                return (
                    (field.name, leaf)
                    if leaf in LEVEL_WORDS and field.name == LEVEL_FIELD or field.typed(leaf)
                    else ("", "")
                )
            except ValueError:
                continue
    if leaf in LEVEL_WORDS and leaf.endswith("级") and leaf not in vocabulary and LEVEL_FIELD in vocabulary.values():
        return LEVEL_FIELD, leaf
    return "", ""


def ticked(value: Value) -> bool | None:
    """Whether the cell is ticked; None if one cannot tell."""
    text = "".join(text_of(value).split())
    return True if text in _YES else False if text in _NO or not text else None


def chosen(text: str) -> list[str] | None:
    """The words whose boxes are ticked in a text, or None if it has no boxes. The box may stand before or behind."""
    marks = re.findall(rf"[{_ON}{_OFF}]", text)
    if not marks:
        bracket = re.findall(r"([^（）()\s、,，;；]+)\s*[（(]\s*[√✓✔]\s*[)）]", text)
        return bracket or None
    if not set(marks) & set(_OFF) and len(marks) == 1 and not re.sub(rf"[{_ON}\s]", "", text):
        return None  # a tick alone
    before = re.match(rf"\s*[{_ON}{_OFF}]", text)
    pattern = rf"[{_ON}]\s*({_WORD})" if before else rf"({_WORD})\s*[{_ON}]"
    return re.findall(pattern, text)
