"""Personal values as those see them whose work they are not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalogue.fields import FieldList

MASK = "●●●（个人信息，按角色不显示）"


def hidden(fields: FieldList, name: str, *, whole: bool) -> bool:
    """Whether a field's value is to be masked: it is personal and the reader may not see it whole."""
    declared = fields.get(name)
    return declared is not None and declared.personal and not whole


def masked(fields: FieldList, values: Mapping[str, Any], *, whole: bool) -> dict[str, Any]:
    """Values by field name, personal ones masked where the reader may not see them."""
    return {
        name: MASK if value not in (None, "") and hidden(fields, name, whole=whole) else value
        for name, value in values.items()
    }
