"""What people did to a row beside writing in it: hid it, struck it through, commented on a cell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from catalogue.handback import foreign_comment
from importers.issues import Issue, issue
from importers.raw import RawRow
from importers.sheet import Sheet, Value

_NAMES = ("子项名称", "办理项名称", "主项名称", "事项名称")


class Marks:
    """The marks of one sheet, given to the rows they stand in; a comment of ours is none."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.struck: dict[int, set[int]] = defaultdict(set)
        for row, column in sheet.struck:
            self.struck[row].add(column)
        self.comments: dict[int, dict[int, str]] = defaultdict(dict)
        for (row, column), text in sheet.comments.items():
            if words := foreign_comment(text):
                self.comments[row][column] = words

    def of_row(self, index: int, row: RawRow, own: Mapping[int, Value]) -> None:
        """Findings of one physical row, added to its matter."""
        if index in self.sheet.hidden_rows:
            row.issues.append(issue("hidden-row", self.sheet.address(index, 0)))
        if index in self.struck:
            self._struck(index, row, own)
        for column, words in sorted(self.comments.pop(index, {}).items()):
            row.issues.append(issue("cell-comment", self.sheet.address(index, column), text=words))

    def _struck(self, index: int, row: RawRow, own: Mapping[int, Value]) -> None:
        """A row is struck through where its name is; other struck cells are named one by one."""
        columns = sorted(column for column in self.struck[index] if column in own)
        name = next((row.cells[n] for n in _NAMES if n in row.cells and row.cells[n].row == index), None)
        if name and name.column in columns or columns and len(columns) * 2 > len(own):
            at = name.column if name and name.column in columns else columns[0]
            row.issues.append(issue("row-struck-through", self.sheet.address(index, at)))
        else:
            row.issues += [issue("cell-struck-through", self.sheet.address(index, c)) for c in columns]

    def elsewhere(self) -> list[Issue]:
        """Comments that stand in no matter: on titles, headings, section rows."""
        return [
            issue("cell-comment", self.sheet.address(row, column), text=words)
            for row, cells in sorted(self.comments.items())
            for column, words in sorted(cells.items())
        ]
