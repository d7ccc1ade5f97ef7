"""A sheet as it was read: raw typed values by row and column, merges, and what is hidden."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

from importers.bounds import Bounds


@dataclass(frozen=True)
class CellFault:
    """What stands in a cell that holds no value: an error such as `#REF!`, a formula never calculated, too long a text.

    `code` is the finding that says so.
    """

    text: str
    code: str = "cell-error"


Value = None | str | int | float | bool | date | CellFault


@dataclass
class Sheet:
    """One sheet. Rows and columns count from 0; `address` gives the name a person sees.

    `merges` are (first row, first column, last row, last column), all inclusive. `remarks` are findings of the reader:
    code, cell, values.
    """

    name: str
    rows: list[list[Value]]
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    visible: bool = True
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    date1904: bool = False
    struck: frozenset[tuple[int, int]] = frozenset()
    comments: dict[tuple[int, int], str] = field(default_factory=dict)
    formats: dict[tuple[int, int], str] = field(default_factory=dict)  # number formats that say something
    remarks: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)  # findings of the reader
    _origin: dict[tuple[int, int], tuple[int, int]] | None = None

    def __post_init__(self) -> None:
        self.width = max((len(row) for row in self.rows), default=0)  # columns up to the last filled one

    def raw(self, row: int, column: int) -> Value:
        """The value written in that very cell."""
        if row >= len(self.rows) or column >= len(self.rows[row]):
            return None
        return self.rows[row][column]

    def origin(self, row: int, column: int) -> tuple[int, int]:
        """The top left cell of the merge that covers this cell, or the cell itself."""
        if self._origin is None:
            self._origin = self._map()
        return self._origin.get((row, column), (row, column))

    def value(self, row: int, column: int) -> Value:
        """The value a reader sees there: a merge shows its first cell's value everywhere."""
        own = self.raw(row, column)
        return own if filled(own) else self.raw(*self.origin(row, column))

    def address(self, row: int, column: int) -> str:
        """`sheet!C5`."""
        return f"{self.name}!{letters(column)}{row + 1}"

    def _map(self) -> dict[tuple[int, int], tuple[int, int]]:
        found = {}
        width, height = self.width, len(self.rows)
        for top, left, bottom, right in self.merges:
            for row in range(top, min(bottom, height - 1) + 1):
                for column in range(left, min(right, width - 1) + 1):
                    found[row, column] = (top, left)
        return found


def filled(value: Value) -> bool:
    """Whether a cell holds anything but space."""
    return value is not None and not (isinstance(value, str) and not value.strip("\u3000\u200b\ufeff \t\r\n\xa0"))


@lru_cache(maxsize=20_000)  # as many as a sheet has columns
def letters(column: int) -> str:
    """Column letters: 0 is A, 26 is AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def column_number(name: str) -> int:
    """The reverse of `letters`."""
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - 64
    return number - 1


def text_of(value: Value) -> str:
    """The text a person reads in the cell; a whole number shows no decimals."""
    if value is None:
        return ""
    if value.__class__ is str:
        return value  # type: ignore[return-value]
    if isinstance(value, CellFault):
        return value.text
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.isoformat(" ")
    return str(value)


def trim(rows: list[list[Value]]) -> list[list[Value]]:
    """Cut empty cells off the end of each row and empty rows off the end of the sheet."""
    for row in rows:
        while row and not filled(row[-1]):
            row.pop()
    while rows and not rows[-1]:
        rows.pop()
    return rows


def pack(sheet: Sheet, bounds: Bounds) -> dict[str, Any]:
    """A sheet as JSON values, to cross from the child process; the sheet itself is used up.

    Each text is sent once and stands in the rows as its number (a whole number that is one is marked). A text longer
    than the bound (no spreadsheet program keeps such) is not carried on: its cells become faults.
    """
    texts: dict[str, int] = {}

    def cell(value: Value) -> Any:
        if value.__class__ is str:
            return texts.setdefault(value, len(texts))  # type: ignore[arg-type]
        if isinstance(value, CellFault):
            return {"e": value.text, "c": value.code}
        if isinstance(value, date):
            return {"d": value.isoformat()}
        if isinstance(value, int) and not isinstance(value, bool):
            return {"i": str(value)}
        return {"s": value.isoformat()} if isinstance(value, time) else value

    known = texts.get
    rows: list[Any] = sheet.rows
    for number, row in enumerate(rows):
        rows[number] = [
            v
            if v is None or v.__class__ is float
            else (n if v.__class__ is str and (n := known(v)) is not None else cell(v))
            for v in row
        ]
    return {
        "name": sheet.name,
        "texts": [
            text
            if len(text) <= bounds.cell_characters
            else {"e": f"文字有 {len(text)} 字，超过{bounds.say('cell_characters')}", "c": "cell-too-long"}
            for text in texts
        ],
        "rows": rows,
        "merges": sheet.merges,
        "visible": sheet.visible,
        "hidden_rows": sorted(sheet.hidden_rows),
        "date1904": sheet.date1904,
        "hidden_columns": sorted(sheet.hidden_columns),
        "struck": sorted(sheet.struck),
        "comments": [[*at, text] for at, text in sheet.comments.items()],
        "formats": [[*at, text] for at, text in sheet.formats.items()],
        "remarks": sheet.remarks,
    }


def unpack(data: dict[str, Any]) -> Sheet:
    """The reverse of `pack`; uses up `data`. A text of nothing but space is no content."""

    def marked(value: Any) -> Value:
        if "e" in value:
            return CellFault(str(value["e"]), str(value["c"]))
        if "i" in value:
            return int(value["i"])
        if "s" in value:
            return str(value["s"])
        stamp = datetime.fromisoformat(value["d"])
        return stamp.date() if stamp.time() == time() else stamp

    texts = [(text if filled(text) else None) if text.__class__ is str else marked(text) for text in data.pop("texts")]
    rows: list[Any] = data["rows"]
    for number, row in enumerate(rows):
        rows[number] = [texts[v] if v.__class__ is int else (marked(v) if v.__class__ is dict else v) for v in row]
    return Sheet(
        name=data["name"],
        rows=rows,
        merges=[tuple(m) for m in data["merges"]],
        visible=data["visible"],
        date1904=data["date1904"],
        hidden_rows=frozenset(data["hidden_rows"]),
        hidden_columns=frozenset(data["hidden_columns"]),
        struck=frozenset((row, column) for row, column in data["struck"]),
        comments={(row, column): text for row, column, text in data["comments"]},
        formats={(row, column): text for row, column, text in data["formats"]},
        remarks=[(code, cell, values) for code, cell, values in data["remarks"]],
    )
