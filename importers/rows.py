"""Walks down a sheet under its header: which physical rows make one matter, and what the other rows are."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping

from catalogue.fields import FieldList, Kind
from catalogue.names import header_key
from importers.formats.marks import Marks
from importers.headers import Header
from importers.issues import Issue, issue
from importers.plainrows import Plain
from importers.raw import PlainCells, RawCell, RawRow
from importers.rowkinds import are_column_numbers, are_notes, is_total, section_level, squeeze, stated_count
from importers.sections import Sections
from importers.sequence import Sequence
from importers.sheet import Sheet, Value, filled, text_of
from importers.ticks import ticked

_LONG = ("文本", "多值文本")
_CODES = ("编码", "代码")


class Walk:
    """The state of one pass over one sheet."""

    def __init__(self, sheet: Sheet, header: Header, fields: FieldList, find: Callable[[int], Header | None]) -> None:
        self.sheet, self.fields, self.find = sheet, fields, find
        self.issues: list[Issue] = list(header.issues)
        self.rows: deque[RawRow] = deque()
        self.sections = Sections()
        self.marks = Marks(sheet)
        self.sequence = Sequence()
        self.current: RawRow | None = None
        self.after = 0  # rows up to here are done
        self.next: Header | None = None  # another table begins here: its rows are typed in its own way
        self.run: tuple[str, ...] | None = None  # whose run of numbers this is
        self.titles: set[str] = set()
        self.wide = [m for m in sheet.merges if m[3] > m[1]]
        self._use(header)

    def _use(self, header: Header) -> None:
        self.header = header
        layout = header.layout
        kind = self.fields.kinds[layout.kind]
        starts = layout.starts or tuple(n for n in (*kind.identity, "办理情形") if n not in ("实施主体", "批次"))
        self.vocabulary = layout.vocabulary(self.fields)
        self.head = {
            (c, header_key(text_of(self.sheet.value(r, c))))
            for r in range(header.top, header.bottom + 1)
            for c in range(self.sheet.width)
        }
        self.names = {c.field.name: c.index for c in header.columns if c.field.name in starts}
        self.columns = {column.field.name: column.index for column in header.columns}
        self.extra_names = {column: self._extra_name(column, word) for column, word in header.extras.items()}
        self.plain = Plain(
            self.sheet, header, self.names, self.columns, self.vocabulary.keys() | self.fields.by_word, self.head
        )
        self.previous: Mapping[str, RawCell] = {}
        self.main_text = ""

    def matters(self) -> Iterator[RawRow]:
        """Every matter of a table in order, each when no further row can belong to it.

        Afterwards `next` is the header of a further table of the sheet, which `turn` goes on with; without one `issues`
        is complete.
        """
        if not self.after:
            self._titles()
        index = self.header.bottom + 1
        while index < len(self.sheet.rows) and self.next is None:
            self._row(index)
            index = max(index, self.after) + 1
            while len(self.rows) > 1:
                yield self.rows.popleft()
        yield from self.rows
        self.rows.clear()
        if self.next is None:
            self.issues += self.sections.faults() + self.marks.elsewhere()

    def turn(self, header: Header) -> None:
        """Go on with a further table of the sheet."""
        left = next(c for c, value in enumerate(self.sheet.rows[header.top]) if filled(value))
        self.issues += [issue("second-header", self.sheet.address(header.top, left)), *header.issues]
        self._use(header)
        self.current, self.after, self.next = None, header.bottom, None

    def _titles(self) -> None:
        self.sections.state(self.sheet.name, f"{self.sheet.name}!A1", -2)
        for row in range(self.header.top):
            texts = list(dict.fromkeys(text_of(v).strip() for v in self.sheet.rows[row] if filled(v)))
            self.titles.update(squeeze(text) for text in texts)
            for text in texts:
                level = section_level(text)
                if level is not None and level <= 1 and len(texts) == 1:  # 一、行政许可 above the header
                    self.sections.begin(level, " ".join(text.split()), self.sheet.address(row, 0))
                else:
                    self.sections.state(text, self.sheet.address(row, 0), -1)

    def _row(self, index: int) -> None:
        if self.plain.is_plain(index, self.previous, self.header.bottom):
            self._start_plain(index)
            return
        own = {c: v for c, v in enumerate(self.sheet.rows[index]) if filled(v) and c not in self.header.dropped}
        anchors = [*self.names.values(), *([self.header.sequence] if self.header.sequence is not None else [])]
        covered = any(self.sheet.origin(index, c)[0] < index for c in anchors) and not any(c in own for c in anchors)
        if not own:
            if covered and self.current:
                self.current.last = index
            return
        texts = list(dict.fromkeys(text_of(v).strip() for v in own.values()))
        if self._header_again(index, own):
            return
        first = min(own)
        cell = self.sheet.address(index, first)
        if are_column_numbers([text_of(v) for v in own.values()]) and index <= self.header.bottom + 2:
            self.issues.append(issue("column-numbers", cell))
        elif not covered and self._not_a_matter(index, own, texts, cell):
            self.current = None if section_level(texts[0]) is not None else self.current
        elif any(filled(self.sheet.raw(index, c)) for c in self.names.values()):
            self._start(index, own)
        elif covered and self.current:
            self._below(index, own, covered=True)
        else:
            self._nameless(index, own, texts, cell)

    def _header_again(self, index: int, own: dict[int, Value]) -> bool:
        """A header repeated on a later page is skipped; another header (a second table) takes over."""
        short = {c: header_key(v) for c, v in own.items() if isinstance(v, str) and len(v) <= 60}
        same = sum(item in self.head for item in short.items())
        if len(own) >= 2 and same == len(own) and (same >= 3 or index == self.after + 1):
            self.issues.append(issue("repeated-header", self.sheet.address(index, min(own))))
            self.after = index
            return True
        known = sum(word in self.vocabulary or word in self.fields.by_word for word in short.values())
        if known >= 3 and known * 2 >= len(own):
            self.next = self.find(index)
        return self.next is not None

    def _not_a_matter(self, index: int, own: dict[int, Value], texts: list[str], cell: str) -> bool:
        text = texts[0]
        shown = " ".join(text.split())
        if len(texts) == 1 and squeeze(text) in self.titles and section_level(text) is None:
            self.issues.append(issue("repeated-header", cell))
            return True
        lead = [text_of(own[c]) for c in sorted(own)[:2]]
        if any(is_total(t) for t in lead) and not any(
            isinstance(v, str) and not is_total(v) and len(squeeze(v)) > 12 for v in own.values()
        ):
            self.issues.append(issue("subtotal-row", cell, text="　".join(texts)))
            return True
        if are_notes(texts):
            self.issues.append(issue("note-row", cell, text="　".join(texts)))
            return True
        if len(texts) > 1:
            return False
        level = section_level(text)
        wide = len(own) >= 3 or any(
            top <= index <= bottom and left <= min(own) and right - left >= 2 for top, left, bottom, right in self.wide
        )
        in_name = min(own) in self.names.values()
        if level is not None and not (in_name and not wide and self._numbered_name(level, text)) or wide:
            self._section(level if level is not None else 1, shown, cell)
            return True
        if in_name and len(own) == 1:
            return False
        self.issues.append(issue("row-not-understood", cell, text=shown))
        return True

    def _numbered_name(self, level: int, text: str) -> bool:
        """Whether （一）… or 1（2项） alone in the name column may be a matter's name: no sequence column, no count."""
        return level >= 2 and stated_count(text) is None and self.header.sequence is None

    def _section(self, level: int, text: str, cell: str) -> None:
        self.sections.begin(level, text, cell)
        self.previous, self.main_text, self.run = {}, "", None
        self.issues.append(issue("section-row", cell, text=text))

    def _start_plain(self, index: int) -> None:
        """What `_start` does, for a row of which nothing but its own cells has to be looked at."""
        values = self.sheet.rows[index]
        cells = PlainCells(values, index, self.columns)
        row = RawRow(index, index, cells, {}, self.columns, section=self.sections.path)
        self.previous = cells
        for column, name in self.extra_names.items():
            if column < len(values) and values[column] is not None:
                row.extras[name] = text_of(values[column])
        self._number(index, row)
        self.rows.append(row)
        self.current = row

    def _start(self, index: int, own: dict[int, Value]) -> None:
        cells: dict[str, RawCell] = {}
        row = RawRow(index, index, cells, {}, self.columns, section=self.sections.path)
        for column in self.header.columns:
            place = self.sheet.origin(index, column.index)
            value = self.sheet.value(index, column.index)
            if filled(value):
                at = (index, column.index) if filled(self.sheet.raw(index, column.index)) else place
                cells[column.field.name] = RawCell(value, *at, format=self.sheet.formats.get(at, ""))
                if column.field.name in self.header.units:
                    unit = self.sheet.value(index, self.header.units[column.field.name])
                    cells[column.field.name].unit = text_of(unit).strip()
        self._ticks(index, row)
        self._fill(index, row)
        self.previous = dict(cells)
        for column_index, word in self.header.extras.items():
            if filled(value := self.sheet.value(index, column_index)):
                row.extras[self._extra_name(column_index, word)] = text_of(value)
        self._number(index, row)
        self.marks.of_row(index, row, own)
        self.rows.append(row)
        self.current = row

    def _ticks(self, index: int, row: RawRow) -> None:
        """Answers ticked in columns of their own become one cell of their field."""
        for column, (name, leaf) in self.header.ticks.items():
            value = self.sheet.value(index, column)
            match ticked(value):
                case True if name in row.cells:
                    row.cells[name].value = f"{row.cells[name].value}、{leaf}"
                case True:
                    row.cells[name] = RawCell(leaf, index, column, inferred="勾选")
                case None:
                    row.extras[leaf] = text_of(value)
                    row.issues.append(
                        issue("tick-unclear", self.sheet.address(index, column), text=text_of(value), answer=leaf)
                    )

    def _extra_name(self, column: int, word: str) -> str:
        taken = [w for w in self.header.extras.values() if w == word]
        known = any(c.word == word for c in self.header.columns)
        return (
            f"{word}（{self.sheet.address(0, column).rpartition('!')[2].rstrip('1')}列）"
            if known or len(taken) > 1
            else word
        )

    def _fill(self, index: int, row: RawRow) -> None:
        """Blanks without a merge are filled from the matter above, with a warning."""
        owner_changed = "主项名称" in row.cells and row.cells["主项名称"].row == index
        for name in self.header.layout.fill:
            column = self.header.column(name)
            if column is None or name in row.cells or name not in self.previous:
                continue
            if name == "子项名称" and owner_changed:
                continue
            above = self.previous[name]
            row.cells[name] = RawCell(above.value, above.row, above.column, inferred="按上一行填")
            row.issues.append(
                issue("filled-down", self.sheet.address(index, column.index), field=name, text=text_of(above.value))
            )

    def _number(self, index: int, row: RawRow) -> None:
        tight = squeeze(row.text("主项名称") or row.text("事项名称"))
        new_main = not tight or tight != self.main_text
        numbered = 0
        column = self.header.sequence
        if column is not None and self.sheet.origin(index, column)[0] == index:
            text = text_of(self.sheet.raw(index, column)).strip()
            row.number = text
            if text or (new_main and self.sequence.last):
                if text in ("1", "1."):
                    run = tuple(there for n in ("实施主体", "事项类型") if (there := row.text(n)))
                    self.sequence.fresh, self.run = run != self.run, run
                if new_main or "子项名称" not in row.cells or not self.sequence.again(text):
                    found, numbered = self.sequence.step(text, self.sheet.address(index, column))
                    row.issues += found
        self.main_text = tight
        self.sections.count(tight, numbered)

    def _below(self, index: int, own: dict[int, Value], *, covered: bool) -> None:
        """Further physical rows of the matter above: texts are joined; another single value begins a row of its own."""
        current = self.current
        assert current is not None
        if isinstance(current.cells, PlainCells):
            current.cells = dict(current.cells)
        cells: dict[str, RawCell] = current.cells  # type: ignore[assignment]
        for column in self.header.columns:
            there = current.cells.get(column.field.name)
            single = column.field.type not in (*_LONG, "多选") or column.field.name.endswith(_CODES)
            if column.index in own and there and single and squeeze(text_of(own[column.index])) != squeeze(there.text):
                self._start(index, own)
                return
        current.last = index
        for column in self.header.columns:
            if column.index not in own or column.index in self.names.values():
                continue
            there = current.cells.get(column.field.name)
            text = text_of(own[column.index])
            if there is None:
                cells[column.field.name] = RawCell(own[column.index], index, column.index)
            elif squeeze(text) not in [squeeze(t) for t in (text_of(there.value), *there.more)]:
                there.more.append(text)
        for column_index, word in self.header.extras.items():
            if column_index in own:
                name = self._extra_name(column_index, word)
                current.extras[name] = "\n".join(
                    t for t in (current.extras.get(name, ""), text_of(own[column_index])) if t
                )
        self.marks.of_row(index, current, own)
        if not covered:
            current.issues.append(issue("continuation-row", self.sheet.address(index, min(own))))

    def _nameless(self, index: int, own: dict[int, Value], texts: list[str], cell: str) -> None:
        numbered = self.header.sequence in own
        by_index = {c.index: c.field for c in self.header.columns}
        known = [by_index[c] for c in own if c in by_index]
        telling = [
            f for f in known if f.type not in _LONG or f.name.endswith(_CODES) or f.name in ("实施主体", "承办机构")
        ]
        if not known and not numbered:
            self.issues.append(issue("row-not-understood", cell, text="　".join(texts)))
        elif numbered and len(own) == 1:
            self.issues.append(issue("row-not-understood", cell, text=f"只有序号 {texts[0]}"))
        elif not numbered and not telling and self.current:
            self._below(index, own, covered=False)
        else:
            columns = {column.field.name: column.index for column in self.header.columns}
            place = name_column(columns, self.fields.kinds[self.header.layout.kind])
            self.issues.append(issue("name-missing", cell if place is None else self.sheet.address(index, place)))
            self.current = None


def name_column(columns: Mapping[str, int], kind: Kind) -> int | None:
    """The column where the name of a matter of this kind should stand."""
    wanted = ("主项名称", kind.title, "事项名称", "子项名称")
    return next((columns[name] for name in wanted if name in columns), None)
