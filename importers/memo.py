"""Works each distinct content of a column out once: catalogues repeat most of their cells thousands of times."""

from __future__ import annotations

from bisect import insort
from typing import Any, NamedTuple

from catalogue.fields import Field
from catalogue.names import settled
from importers.cells import DEPARTMENTS, MATTER_CODES, Ways, cell_value
from importers.issues import Issue, issue
from importers.raw import RawCell, is_nothing
from importers.values import NOTHING, Note

_MOST = 4_096  # kept a column; a column of all different contents gains nothing and must not fill the memory


class Meaning(NamedTuple):
    """What a content means in a column: its typed value, notes, its text where that differs, what was inferred."""

    value: Any
    notes: tuple[Note, ...]
    raw: str
    inferred: str
    stated: bool  # something stands there, or a value came of it
    said: tuple[Issue | None, ...]  # the notes as findings without a place; None for prose beside a level


class Memo:
    """The meanings of one column's contents."""

    def __init__(self, field: Field, ways: Ways) -> None:
        self.field, self.ways = field, ways
        self.known: dict[Any, Meaning] = {}

    def meaning(self, cell: RawCell) -> Meaning:
        """What the cell means. Texts in further rows make it one of a kind."""
        if cell.more:
            return self._work_out(cell)
        value, alone = cell.value, not (cell.format or cell.unit)
        if value.__class__ is float:
            cell.value = value = value + 0.0  # type: ignore[operator]  # no minus zero
        key: Any = (
            value
            if alone and value.__class__ in (str, float)
            else (value.__class__, repr(value), cell.format, cell.unit)
        )  # 1, 1.0, True are equal
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
        inferred = "、".join(code for code, _ in notes if "from" in code or "range" in code) if notes else ""
        said = tuple(None if code == "level-with-text" else issue(code, "", **values) for code, values in notes)
        stated = value is not None or not is_nothing(cell.value)
        return Meaning(value, tuple(notes), "" if value == text else text, inferred, stated, said)


class Contents(dict[Any, Any]):
    """The values of one column's contents in plain rows, worked out when first met; None for an empty cell.

    `more` has the meaning of those contents that say more than their value: findings, a text that differs, a department
    not met before. Numbers are floats here: what equals another number of another kind is no content of a plain row.
    """

    __slots__ = ("memo", "more", "telling", "place", "verbatim", "code")

    def __init__(self, memo: Memo) -> None:
        super().__init__({None: None})
        name, kind = memo.field.name, memo.field.type
        self.memo = memo
        self.more: dict[Any, Meaning] = {}
        self.telling: list[int] = []  # which columns of the table have more, from the left
        self.place = 0  # which of them this is
        self.code = name in MATTER_CODES
        self.verbatim = kind == "文本" and not name.endswith(("编码", "代码")) and name not in DEPARTMENTS

    def __missing__(self, content: Any) -> Any:
        if len(self) >= _MOST:
            self.clear()
            self.more.clear()
            self[None] = None
        if content.__class__ is str and self._as_written(content):
            self[content] = content
            return content
        meaning = self.memo.meaning(RawCell(content, 0, 0))
        self[content] = meaning.value
        lost = meaning.stated and meaning.value is None
        if meaning.said or meaning.raw or meaning.inferred or lost or self.memo.field.name in DEPARTMENTS:
            self.more[content] = meaning
            if self.place not in self.telling:
                insort(self.telling, self.place)
        return meaning.value

    def _as_written(self, text: str) -> bool:
        """Whether the text is its own value without a closer look, as most names and codes are."""
        if self.verbatim:
            return settled(text) and text not in NOTHING and text not in self.memo.ways.not_names
        return self.code and len(text) == 12 and text.isascii() and text.isdigit()
