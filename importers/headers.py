"""Finds the header of a sheet and says which column is which field, by exact header words only."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from catalogue.fields import Field, FieldList
from catalogue.layout import Layout
from catalogue.likeness import alike
from catalogue.names import header_key
from importers.headings import Words, header_words
from importers.issues import Issue, issue
from importers.private import private_below, private_heading
from importers.sheet import Sheet, filled, letters, text_of
from importers.ticks import answer

SEQUENCE_WORDS = frozenset({"序号", "序", "序列", "序次", "项次", "NO", "NO.", "No", "No."})
MOST_HEADER_ROWS = 3


@dataclass(frozen=True)
class Column:
    """A column that is a field; `unit` is what the header's bracket says, `group` the word it was spread from."""

    index: int
    word: str
    field: Field
    unit: str = ""


@dataclass
class Header:
    """Where the header is and what its columns mean. `extras` are columns of no known field, `dropped` personal data."""

    layout: Layout
    top: int
    height: int
    columns: list[Column]
    sequence: int | None = None
    extras: dict[int, str] = field(default_factory=dict)
    ticks: dict[int, tuple[str, str]] = field(default_factory=dict)  # columns ticked under an answer: field, answer
    units: dict[str, int] = field(default_factory=dict)  # columns that hold the unit of a limit, by the limit's field
    dropped: frozenset[int] = frozenset()
    pseudonyms: dict[int, str] = field(default_factory=dict)  # dropped columns whose field may be kept as a pseudonym
    issues: list[Issue] = field(default_factory=list)

    @property
    def bottom(self) -> int:
        """The last row of the header."""
        return self.top + self.height - 1

    def column(self, name: str) -> Column | None:
        """The column of a field."""
        return next((column for column in self.columns if column.field.name == name), None)


def find_headers(
    sheet: Sheet, layouts: Sequence[Layout], fields: FieldList, most_rows: int = 30
) -> tuple[list[Header], Words | None]:
    """Every layout that recognises the sheet, with its header; and, for a message, the likeliest header row."""
    # the shortest and then the first header that explains most columns is the one
    candidates = [
        words
        for height in range(1, MOST_HEADER_ROWS + 1)
        for top in range(min(most_rows, len(sheet.rows)))
        if (words := header_words(sheet, top, height))
    ]
    best = [(*found, layout) for layout in layouts if (found := _best(layout, candidates, fields))]
    # what a person said of these headings never overrides a layout that knows them
    best = [one for one in best if not one[2].confirmed] or best
    # a header of fewer rows may hide what rules the layout out; the fuller header around it decides
    kept = [
        (words, columns, layout)
        for words, columns, layout in best
        if all(
            _recognises(layout, set(columns.values()), other, fields) for other, _, _ in best if _holds(other, words)
        )
    ]
    headers = [_header(layout, words, columns, sheet, fields) for words, columns, layout in kept]
    likely = max((w for w in candidates if w.height == 1), key=lambda w: _likeness(w, fields), default=None)
    return headers, likely


def fingerprint(words: Words) -> str:
    """SHA-256 of a header's words, whatever their order: the same for the same headings on other rows or in other files."""
    return hashlib.sha256("\n".join(sorted(c[0] for c in words.columns if c)).encode()).hexdigest()


def _holds(outer: Words, inner: Words) -> bool:
    """Whether one header's rows lie within another's that has more rows."""
    return (
        outer.top <= inner.top and inner.top + inner.height <= outer.top + outer.height and outer.height > inner.height
    )


def _best(layout: Layout, candidates: Sequence[Words], fields: FieldList) -> tuple[Words, dict[int, str]] | None:
    vocabulary = layout.vocabulary(fields)
    if layout.fingerprint:
        candidates = [words for words in candidates if fingerprint(words) == layout.fingerprint]
    groups, known = _groups(layout), dict[tuple[str, ...], str]()  # the same headings come back with each height
    best: tuple[int, Words, dict[int, str]] | None = None
    for words in candidates:
        for readings in words.columns:
            if readings not in known:
                known[readings] = _match(readings, vocabulary, groups)
        found = {i: name for i, readings in enumerate(words.columns) if (name := known[readings])}
        found |= {i: name for i, (name, _) in ticks_of(words, vocabulary, fields, found).items()}
        distinct = set(found.values())
        # a longer header or a later row must earn its place: it has to explain more columns
        score = len(distinct) * 1000 + len(found)
        if (best is None or score > best[0]) and _recognises(layout, distinct, words, fields):
            best = (score, words, found)
    return best[1:] if best else None


def ticks_of(
    words: Words, vocabulary: Mapping[str, str], fields: FieldList, found: Mapping[int, str]
) -> dict[int, tuple[str, str]]:
    """The columns that are ticked under an answer; one such column alone is none."""
    ticks = {
        i: what
        for i, parts in enumerate(words.parts)
        if i not in found and (what := answer(parts, vocabulary, fields.fields))[0]
    }
    count = Counter(name for name, _ in ticks.values())
    return {i: what for i, what in ticks.items() if count[what[0]] > 1 and what[0] not in found.values()}


def _groups(layout: Layout) -> dict[str, str]:
    """The first field of each heading that is spread over several columns."""
    return {header_key(word): names[0] for word, names in layout.spread.items()}


def _match(readings: Sequence[str], vocabulary: Mapping[str, str], groups: Mapping[str, str]) -> str:
    """The field's name of a column's heading, or ""."""
    return next((name for reading in readings if (name := groups.get(reading) or vocabulary.get(reading, ""))), "")


def _recognises(layout: Layout, names: set[str], words: Words, fields: FieldList) -> bool:
    if not names.issuperset(layout.required) or not all(names.intersection(group) for group in layout.any_of):
        return False
    if layout.absent:
        everything = {f.name for readings in words.columns for r in readings for f in fields.by_word.get(r, ())}
        return not (everything | names).intersection(layout.absent)
    return True


def _header(layout: Layout, words: Words, found: Mapping[int, str], sheet: Sheet, fields: FieldList) -> Header:
    header = Header(layout, words.top, words.height, [])
    if layout.confirmed:
        place = sheet.address(words.top, 0)
        header.issues.append(issue("layout-remembered", place, kind=layout.kind, confirmed=layout.confirmed))
    taken: dict[str, Column] = {}
    spread = _spread(layout, words, sheet)
    hidden = sheet.hidden_columns
    vocabulary = layout.vocabulary(fields)
    groups = _groups(layout)
    matched = {i: n for i, n in found.items() if _match(words.columns[i], vocabulary, groups)}
    header.ticks = ticks_of(words, vocabulary, fields, matched)
    found = {i: n for i, n in found.items() if i not in header.ticks}
    order = sorted(found, key=lambda index: (index in hidden, index))  # of two columns alike the visible one is meant
    for index in order:
        name = spread.get(index, found[index])
        column = Column(index, words.shown[index], fields.fields[name], words.units[index])
        if name not in taken:
            taken[name] = column
        else:
            header.issues.append(_duplicate(sheet, words, taken[name], index))
            header.extras[index] = words.shown[index]
    header.columns = sorted(taken.values(), key=lambda column: column.index)
    dropped = set()
    for index, readings in enumerate(words.columns):
        cell = sheet.address(words.top + words.height - 1, index)
        private = private_heading(readings, fields) or (
            bool(readings) and index not in found and index not in header.ticks and private_below(sheet, words, index)
        )
        if private and index not in {c.index for c in header.columns}:
            dropped.add(index)
            header.extras.pop(index, None)
            kept = (f for r in readings for f in fields.by_word.get(r, ()) if f.pseudonym and layout.kind in f.kinds)
            if personal := next(kept, None):
                header.pseudonyms[index] = personal.name
            header.issues.append(issue("personal-data", cell, column=letters(index), word=words.shown[index]))
        elif index in found or index in header.ticks or not readings:
            continue
        elif limit := _unit_of(readings, vocabulary, fields):
            header.units[limit] = index
        elif readings[-1] in SEQUENCE_WORDS or readings[0] in SEQUENCE_WORDS:
            if header.sequence is None:
                header.sequence = index
        else:
            header.extras[index] = words.shown[index]
            header.issues.append(issue("unknown-column", cell, word=words.shown[index]))
    header.dropped = frozenset(dropped)
    _unheaded(header, words, sheet)
    return header


def _unit_of(readings: Sequence[str], vocabulary: Mapping[str, str], fields: FieldList) -> str:
    """The limit's field whose unit stands in a column of this heading (法定办结时限单位), or ""."""
    names = (vocabulary.get(r.removesuffix("单位"), "") for r in readings if r.endswith("单位"))
    return next((n for n in names if n and fields.fields[n].type == "时限"), "")


def _spread(layout: Layout, words: Words, sheet: Sheet) -> dict[int, str]:
    """Columns under one word that stands over several of them (实施层级及权限): their fields in order."""
    assigned: dict[int, str] = {}
    for word, names in layout.spread.items():
        under = [index for index, readings in enumerate(words.columns) if header_key(word) in readings]
        run = [index for place, index in enumerate(under) if index == under[0] + place]
        for place, index in enumerate(run[: len(names)]):
            assigned[index] = names[place]
    return assigned


def _duplicate(sheet: Sheet, words: Words, kept: Column, index: int) -> Issue:
    body = range(words.top + words.height, len(sheet.rows))
    differ = sum(
        1 for row in body if text_of(sheet.value(row, kept.index)).strip() != text_of(sheet.value(row, index)).strip()
    )
    return issue(
        "duplicate-column",
        sheet.address(words.top, index),
        word=words.shown[index],
        kept=letters(kept.index),
        dropped=letters(index),
        differ=f"（有 {differ} 行内容不同）" if differ else "（内容相同）",
    )


def _unheaded(header: Header, words: Words, sheet: Sheet) -> None:
    for index, readings in enumerate(words.columns):
        if readings:
            continue
        places = [
            at
            for at in range(header.bottom + 1, len(sheet.rows))
            if index < len(sheet.rows[at]) and filled(sheet.rows[at][index])
        ]
        if places:
            samples = [text_of(sheet.rows[at][index]) for at in places]
            header.extras[index] = f"{letters(index)}列"
            header.issues.append(
                issue(
                    "extra-cells",
                    sheet.address(places[0], index),
                    column=letters(index),
                    sample="、".join(dict.fromkeys(samples[:3])),
                )
            )


def _likeness(words: Words, fields: FieldList) -> tuple[int, int]:
    known = sum(1 for readings in words.columns if any(r in fields.by_word or r in SEQUENCE_WORDS for r in readings))
    short = len({r[0] for r in words.columns if r and len(r[0]) <= 15 and not re.search(r"\d", r[0])})
    return known, short


def nearest_fields(words: Words, fields: FieldList) -> tuple[list[str], list[str]]:
    """The headings shown, and for each unknown one the nearest known header word (a suggestion, never a decision)."""
    shown = list(dict.fromkeys(text for text in words.shown if text))
    near = []
    for text in shown:
        near += [
            f"{text}→{fields.by_word[word][0].name}" for word, _ in alike(header_key(text), fields.by_word, most=1)
        ]
    return shown, near
