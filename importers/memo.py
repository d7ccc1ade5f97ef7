"""Works each distinct content of a column out once: catalogues repeat most of their cells thousands of times."""

from __future__ import annotations

from typing import Any, NamedTuple

from catalogue.fields import Field
from importers.cells import DEPARTMENTS, Ways, cell_value
from importers.issues import Issue, issue
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
    said: tuple[Issue | None, ...]  # the notes as findings without a place; None for prose beside a level


Easy = dict[Any, tuple[Any, tuple[str, str, str] | None, tuple[Issue, ...]]]


class Memo:
    """The meanings of one column's contents."""

    def __init__(self, field: Field, ways: Ways) -> None:
        self.field, self.ways = field, ways
        self.known: dict[Any, Meaning] = {}
        # by text or number: the value, its text or inference where that is kept, its findings; only what needs no more
        self.easy: Easy = {}

    def meaning(self, cell: RawCell) -> Meaning:
        """What the cell means. Texts in further rows make it one of a kind."""
        if cell.more:
            return self._work_out(cell)
        value, alone = cell.value, not (cell.format or cell.unit)
        if value.__class__ is float:
            cell.value = value = value + 0.0  # type: ignore[operator]  # no minus zero
        easy = alone and value.__class__ in (str, float)
        key: Any = value if easy else (value.__class__, repr(value), cell.format, cell.unit)  # 1, 1.0, True are equal
        found = self.known.get(key)
        if found is None:
            found = self._work_out(cell)
            if len(self.known) >= _MOST:
                self.known.clear()
                self.easy.clear()
            self.known[key] = found
            if easy and found.value is not None and None not in found.said and self.field.name not in DEPARTMENTS:
                differs = (self.field.name, found.raw, found.inferred) if found.raw or found.inferred else None
                self.easy[key] = (found.value, differs, found.said)  # type: ignore[assignment]
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
        inferred = "、".join(code for code, _ in notes if "from" in code or "range" in code) if notes else ""
        said = tuple(None if code == "level-with-text" else issue(code, "", **values) for code, values in notes)
        stated = value is not None or not is_nothing(cell.value)
        return Meaning(value, tuple(notes), "" if value == text else text, inferred, stated, said)
