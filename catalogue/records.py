"""A record: one matter, item, organisation, instrument, grant, placement or figure, with the source of each value."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, MutableMapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict

from catalogue.fields import FieldList
from catalogue.names import name_key


class Source(BaseModel):
    """Where a value came from: file sha256 and name, sheet and cell, its text there, and what was inferred."""

    model_config = ConfigDict(frozen=True)

    file: str = ""
    sha256: str = ""
    cell: str = ""
    raw: str = ""
    inferred: str = ""


class Sources(MutableMapping[str, Source]):
    """The sources of one row's values, kept small: the row, the columns that all its rows share, and what differs.

    A `Source` is made when it is asked for. `names` are the fields whose value stands in the row's own column of the
    field; `differing` has (field, raw text, inference) where the text is not the value or something was inferred.
    """

    __slots__ = ("file", "sheet", "row", "columns", "names", "differing", "apart")

    def __init__(self, file: Source, sheet: str, row: int, columns: Mapping[str, int]) -> None:
        self.file, self.sheet, self.row, self.columns = file, sheet, row, columns
        self.names: tuple[str, ...] = ()
        self.differing: tuple[tuple[str, str, str], ...] = ()
        self.apart: dict[str, Source | None] = {}  # set one by one: from another row, or taken away

    def __getitem__(self, name: str) -> Source:
        if name in self.apart:
            if (one := self.apart[name]) is None:
                raise KeyError(name)
            return one
        if name not in self.names:
            raise KeyError(name)
        raw, inferred = next(((raw, inferred) for n, raw, inferred in self.differing if n == name), ("", ""))
        cell = f"{self.sheet}!{_letters(self.columns[name])}{self.row + 1}"
        return Source(file=self.file.file, sha256=self.file.sha256, cell=cell, raw=raw, inferred=inferred)

    def __setitem__(self, name: str, source: Source) -> None:
        self.apart[name] = source

    def __delitem__(self, name: str) -> None:
        self[name]
        self.apart[name] = None

    def __iter__(self) -> Iterator[str]:
        for name in dict.fromkeys((*self.names, *self.apart)):
            if self.apart.get(name, self.file) is not None:
                yield name

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __contains__(self, name: object) -> bool:
        return self.apart[name] is not None if isinstance(name, str) and name in self.apart else name in self.names


class StoredSources(MutableMapping[str, Source]):
    """The sources of a stored row, left as the JSON they are kept as until one is asked for: most work asks for none,
    and they are nine tenths of what a row says. `text` is an object of objects, canonical."""

    __slots__ = ("_text", "_read", "_first")

    def __init__(self, text: str) -> None:
        self._text, self._read = text.encode(), dict[str, Source]()
        self._first: Source | None = None

    def first(self) -> Source | None:
        """The source of the first value, without reading the others."""
        if not self._text:
            return next(iter(self._read.values()), None)
        if self._first is None and self._text != b"{}":
            text, read = self._text.decode(), json.JSONDecoder().raw_decode
            self._first = Source.model_validate(read(text, read(text, 1)[1] + 1)[0])
        return self._first

    def _all(self) -> dict[str, Source]:
        if self._text:
            raw = json.loads(self._text)
            self._read, self._text = {name: Source.model_validate(one) for name, one in raw.items()}, b""
        return self._read

    def __getitem__(self, name: str) -> Source:
        return self._all()[name]

    def __setitem__(self, name: str, source: Source) -> None:
        self._all()[name] = source

    def __delitem__(self, name: str) -> None:
        del self._all()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())


def _letters(column: int) -> str:
    name, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


@dataclass(frozen=True, slots=True)
class Record:
    """One record (记录): structure here, everything else in `facts` (typed values by Chinese field name).

    `kind` is declared in ``fields.yaml``; `key` is what makes the record the same in the next workbook;
    `valid_from` / `valid_to` are 施行 and 废止 (the last day is not included). No pydantic: one is made for each of the
    hundred thousands of rows of a large workbook, of values that are typed already.
    """

    kind: str
    key: str
    name: str
    facts: dict[str, Any]
    valid_from: date | None = None
    valid_to: date | None = None
    sources: MutableMapping[str, Source] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """Where the row stands: the file and the cell of its first value."""
        kept = self.sources
        source = kept.first() if isinstance(kept, StoredSources) else next(iter(kept.values()), None)
        return f"{source.file} {source.cell}" if source else ""

    def in_force(self, day: date) -> bool:
        """Whether the record holds on that day (a missing date is open)."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)


def make_record(
    fields: FieldList,
    kind: str,
    facts: Mapping[str, Any],
    sources: MutableMapping[str, Source] | None = None,
    name: str = "",
) -> Record:
    """Build a record from typed facts: its key from the kind's identity fields (and 另分, where it stands), its dates from 施行日期 / 废止日期.

    The facts are taken as they are (typed already); `name` is what the record is called, by default its title field.
    Raises `ValueError` naming the identity fields that are all empty.
    """
    declared = fields.kinds[kind]
    if isinstance(facts, dict) and None not in facts.values():
        known = facts  # many rows: no second copy of what is the same
    else:
        known = {name: value for name, value in facts.items() if value is not None}
    parts = [name_key(str(known.get(name, ""))) for name in declared.identity]
    if not any(parts):
        raise ValueError(f"缺少{'、'.join(declared.identity)}，认不出是哪一条{kind}")
    if declared.apart and (apart := known.get(declared.apart)):
        parts.append(name_key(str(apart)))
    return Record(
        kind,
        "|".join(parts),
        name or str(known.get(declared.title) or next(known[n] for n in declared.identity if known.get(n))),
        known,
        known.get("施行日期"),
        known.get("废止日期"),
        {} if sources is None else sources,
    )


def stored_record(raw: Mapping[str, Any], facts: dict[str, Any], sources: str) -> Record:
    """A record back from its canonical JSON; its `facts` typed again, its `sources` the JSON they are kept as.

    Raises `KeyError` or `ValueError` for other JSON."""
    from_, to = (day and date.fromisoformat(day) for day in (raw.get("valid_from"), raw.get("valid_to")))
    return Record(raw["kind"], raw["key"], raw["name"], facts, from_, to, StoredSources(sources))
