"""Personal values as those see them whose work they are not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from catalogue.fields import FieldList

MASK = "●●●（个人信息，按角色不显示）"
MASKED = "（个人信息，不记）"  # in the log, which is kept for ever


def hidden(fields: FieldList, name: str, *, whole: bool) -> bool:
    """Whether a field's value is to be masked: it is personal and the reader may not see it whole."""
    declared = fields.get(name)
    return declared is not None and declared.personal and not whole


def masked(fields: FieldList, value: Any) -> Any:
    """JSON with what stands under a field of personal data masked, anywhere in it."""
    if isinstance(value, Mapping):
        return {
            name: MASK if inner not in (None, "") and hidden(fields, str(name), whole=False) else masked(fields, inner)
            for name, inner in value.items()
        }
    return [masked(fields, one) for one in value] if isinstance(value, (list, tuple)) else value


def blotted(text: str, values: Iterable[str]) -> str:
    """A message without these values, which it may quote."""
    for value in values:
        text = text.replace(value, MASK) if len(value) > 1 else text
    return text
