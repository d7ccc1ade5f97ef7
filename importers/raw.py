"""One matter as it stands in a sheet, before its values are typed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from catalogue.names import tight
from importers.issues import Issue
from importers.sheet import Value, filled, text_of
from importers.values import NOTHING


@dataclass
class RawCell:
    """What a field holds in one matter: the first value, where it stands, further texts below it, what was inferred."""

    value: Value
    row: int
    column: int
    more: list[str] = field(default_factory=list)
    inferred: str = ""
    format: str = ""  # a number format that says something
    unit: str = ""  # the unit that stands in a column of its own

    @property
    def text(self) -> str:
        """All texts of the cell's rows, in order."""
        return "\n".join([text_of(self.value), *self.more]) if self.more else text_of(self.value)


class PlainCells(Mapping[str, RawCell]):
    """The cells of a matter that stands in one row and in its own columns, as most do: made when asked for."""

    __slots__ = ("values_", "row", "columns")

    def __init__(self, values: list[Value], row: int, columns: Mapping[str, int]) -> None:
        self.values_, self.row, self.columns = values, row, columns

    def __getitem__(self, name: str) -> RawCell:
        column = self.columns[name]
        value = self.values_[column] if column < len(self.values_) else None
        if value is None:
            raise KeyError(name)
        return RawCell(value, self.row, column)

    def __contains__(self, name: object) -> bool:
        column = self.columns.get(name, -1)  # type: ignore[call-overload]
        return 0 <= column < len(self.values_) and self.values_[column] is not None

    def get(self, name: str, other: Any = None) -> Any:
        """The cell of a field, or something else where it is empty."""
        return self[name] if name in self else other  # noqa: SIM401 - this is what get is made of

    def __iter__(self) -> Iterator[str]:
        return (name for name in self.columns if name in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)


@dataclass(slots=True)
class RawRow:
    """One matter as it stands in the sheet, over one or several physical rows."""

    first: int
    last: int
    cells: Mapping[str, RawCell]
    extras: dict[str, str]
    columns: dict[str, int]  # where each field stands in the header, so that an empty cell can be named
    section: str = ""
    number: str = ""
    issues: list[Issue] = field(default_factory=list)

    def place(self, name: str) -> tuple[int, int]:
        """Row and column of a field that is stated. Raises `KeyError` for one that is not."""
        cells = self.cells
        if cells.__class__ is PlainCells:
            return cells.row, cells.columns[name]
        return cells[name].row, cells[name].column

    def text(self, name: str) -> str:
        """What stands in a field's cell; "" where it is empty."""
        cells = self.cells
        if cells.__class__ is PlainCells:
            column = cells.columns.get(name, -1)
            return text_of(cells.values_[column]) if 0 <= column < len(cells.values_) else ""
        cell = cells.get(name)
        return cell.text if cell else ""


def is_nothing(value: Value) -> bool:
    """Whether a cell says that there is nothing (无, /, —)."""
    return not filled(value) or (isinstance(value, str) and tight(value) in NOTHING)
