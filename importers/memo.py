"""Works each distinct content of a column out once: catalogues repeat most of their cells thousands of times."""

from __future__ import annotations

from typing import Any, NamedTuple

from catalogue.fields import Field
from importers.cells import Ways, cell_value
from importers.raw import RawCell, is_nothing
from importers.values import Note

_MOST = 4_096  # kept a column; a column of all different contents gains nothing and must not fill the memory


class Meaning(NamedTuple):
    """What a content means in a column: its typed value, notes, its text where that differs, what was inferred."""

    value: Any
    notes: tuple[Note, ...]
    raw: str
    inferred: str
    stated: bool  # something stands there, or a value came of it


class Memo:
    """The meanings of one column's contents."""

    def __init__(self, field: Field, ways: Ways) -> None:
        self.field, self.ways = field, ways
        self.known: dict[Any, Meaning] = {}

    def meaning(self, cell: RawCell) -> Meaning:
        """What the cell means. Texts in further rows make it one of a kind."""
        if cell.more:
            return self._work_out(cell)
        key = (
            cell.value
            if cell.value.__class__ is str and not (cell.format or cell.unit)
            else (cell.value.__class__, repr(cell.value), cell.format, cell.unit)
        )  # fmt: skip - 1, 1.0 and True are equal, and -0.0 and 0.0
        found = self.known.get(key)
        if found is None:
            found = self._work_out(cell)
            if len(self.known) >= _MOST:
                self.known.clear()
            self.known[key] = found
        return found

    def _work_out(self, cell: RawCell) -> Meaning:
        notes: list[Note] = []
        value: Any = None
        try:
            value = cell_value(self.field, cell, notes, self.ways)
        except ValueError as error:
            code = "type-unknown" if self.field.name == "事项类型" else "value-invalid"
            notes.append((code, {"problem": str(error)}))
        text = cell.text
        inferred = "、".join(code for code, _ in notes if "from" in code or "range" in code)
        stated = value is not None or not is_nothing(cell.value)
        return Meaning(value, tuple(notes), "" if value == text else text, inferred, stated)
