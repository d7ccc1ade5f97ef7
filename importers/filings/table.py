"""Opens a file of filings as a frame of what was written: csv and parquet column by column, workbooks by the guarded reader."""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from catalogue.finding import UserError
from importers.bounds import Bounds
from importers.formats.csvfile import decode
from importers.formats.sniff import sniff
from importers.refusal import Refusal
from importers.sheet import CellFault, Sheet
from importers.workbook import open_workbook

LINE = "line"  # the row's number in the file, headers included
PARQUET = b"PAR1"
MOST_ROWS = 5_000_000
MARKS = (",", "\t", ";", "|")  # between the cells of a csv
_SAMPLE = 10_000  # rows
_LOOKED_AT = 200_000  # bytes of a csv that tell its mark and its header


Fits = Callable[[Sequence[str]], bool]
"""Whether a row is the header: a title above it is passed over, sheets without one are not read, and named."""


@dataclass(frozen=True)
class Raw:
    """A file as written: its name, digest, headers as they stand, one column each (`c0`, `c1` ...), and `line`.

    `torn` are lines of a csv that are no row of the table, with the reason. `sheets`: where several sheets were read as
    one, the first `line` of each, its name and what the line is in it. `unread` are sheets that hold something else.
    """

    name: str
    sha256: str
    headers: tuple[str, ...]
    frame: pl.DataFrame
    torn: tuple[tuple[int, str], ...] = ()
    sheets: tuple[tuple[int, str, int], ...] = ()
    unread: tuple[str, ...] = ()


def open_table(path: Path, bounds: Bounds | None = None, fits: Fits = lambda headers: False) -> Raw:
    """Read one file. Raises `UserError` with the reason where it cannot be read."""
    bounds = bounds or Bounds()
    try:
        if path.stat().st_size > bounds.file_bytes:
            raise UserError(path.name, f"文件超过{bounds.say('file_bytes')} 字节", "请按月份拆成几个文件")
        data = path.read_bytes()
    except OSError as error:
        raise UserError(str(path), "文件读不到", "请检查路径和权限") from error
    sha256 = hashlib.sha256(data).hexdigest()
    try:
        if data[:4] == PARQUET:
            raw = Raw(path.name, sha256, *_parquet(data))
        elif sniff(data) == "csv":
            raw = Raw(path.name, sha256, *_csv(data, fits, bounds))
        else:
            raw = _workbook(path.name, sha256, open_workbook(data, bounds), fits, bounds)
    except Refusal as error:
        raise UserError(path.name, error.what, error.advice) from error
    if raw.frame.height > MOST_ROWS:
        raise UserError(path.name, f"有 {raw.frame.height} 行，超过上限 {MOST_ROWS}", "请按月份拆成几个文件")
    return raw


_Table = tuple[tuple[str, ...], pl.DataFrame, tuple[tuple[int, str], ...]]


def _parquet(data: bytes) -> _Table:
    try:
        frame = pl.read_parquet(io.BytesIO(data))
    except (pl.exceptions.PolarsError, OSError) as error:
        raise Refusal("workbook-truncated", "parquet 文件已损坏，打不开", "请重新导出，或改用 csv") from error
    headers = tuple(frame.columns)
    nested = [header for header, kind in zip(headers, frame.dtypes, strict=True) if kind.is_nested()]
    if nested:
        raise Refusal("cell-error", f"“{nested[0]}”这一列每格是一组值", "请每格只写一个值")
    try:
        frame = frame.rename(_names(headers)).with_columns(pl.col(pl.Binary).cast(pl.String))
    except pl.exceptions.PolarsError as error:
        raise Refusal("cell-error", "有一列不是文字，也不是数和日期", "请去掉图片、附件这样的列再导出") from error
    whole = [c.name for c in frame if c.dtype.is_float() and (c.drop_nulls() % 1 == 0).all()]
    plain = frame.with_columns(pl.col(whole).cast(pl.Int64, strict=False), pl.col(pl.Duration).cast(pl.Int64))
    return headers, _numbered(plain, 2), ()


def _csv(data: bytes, fits: Fits, bounds: Bounds) -> _Table:
    """By polars where each line has as many cells as the header or fewer, else line by line, ragged ones told."""
    start = data if _utf8(data) else decode(data).encode()  # its BOM stays on: a copy without it is the file once more
    if b"\n" not in start:
        start = start.replace(b"\r", b"\n")  # as old programs end a line
    mark, above = _shape(start[:_LOOKED_AT].decode("utf-8-sig", "ignore"), fits, bounds)
    if above:
        start = start.split(b"\n", above)[-1]
    try:
        frame = pl.read_csv(start, separator=mark, infer_schema=False, has_header=False)
    except pl.exceptions.PolarsError:
        return _csv_by_line(start.decode("utf-8-sig"), mark, above)
    headers = tuple(str(cell or "").strip() for cell in frame.row(0))
    several = start.count(b"\n") > frame.height  # some cell holds more than one line
    frame = _numbered(_narrowed(frame.slice(1).rename(_names(frame.columns))), above + 2)
    if not several:
        return headers, frame, ()
    frame, torn = _apart(frame, mark)
    return headers, frame, torn


def _shape(text: str, fits: Fits, bounds: Bounds) -> tuple[str, int]:
    """The mark between cells, and how many lines stand above the header."""
    found = []
    for mark in MARKS:
        rows, reader = [], csv.reader(io.StringIO(text, newline=""), delimiter=mark)
        try:
            for row in reader:
                rows.append(([cell.strip() for cell in row], reader.line_num))
                if len(rows) == bounds.header_rows:
                    break
        except csv.Error:
            pass  # told when the whole is read
        place = next((n for n, (row, _) in enumerate(rows) if fits(row)), 0)
        found.append((max((len(row) for row, _ in rows), default=0), mark, rows[place - 1][1] if place else 0))
    _, mark, above = max(found, key=lambda one: one[0])
    return mark, above


def _apart(frame: pl.DataFrame, mark: str) -> tuple[pl.DataFrame, tuple[tuple[int, str], ...]]:
    """Without the rows whose cell holds further rows: a quotation mark opened and never closed swallows what follows."""
    texts = [pl.col(name).cast(pl.String) for name in frame.columns if name != LINE]
    many = max(2, len(texts) // 2)
    swallows = [t.str.contains("\n", literal=True) & (t.str.count_matches(mark, literal=True) >= many) for t in texts]
    bad = frame.filter(pl.any_horizontal(swallows))[LINE]
    told = tuple((line, "引号没有配对，把后面的行也吞进了一格；改好引号，这以后的行才读得到") for line in bad)
    return frame.filter(~pl.col(LINE).is_in(bad.implode())), told


def _narrowed(frame: pl.DataFrame) -> pl.DataFrame:
    """Columns that say the same few things again and again, told by their first rows, keep each text once."""
    for column in frame.columns:
        if frame[column].head(_SAMPLE).n_unique() <= _SAMPLE // 20:
            frame = frame.with_columns(pl.col(column).cast(pl.Categorical))
    return frame


def _utf8(data: bytes) -> bool:
    """Whether the bytes are UTF-8, looked at in pieces."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(data), 1 << 20):
            decoder.decode(data[start : start + (1 << 20)])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return b"\0" not in data[:10_000]


def _csv_by_line(text: str, mark: str, above: int) -> _Table:
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    try:
        headers = tuple(cell.strip() for cell in next(rows, []))
        kept, lines, torn = [], [], []
        for row in rows:
            line = rows.line_num + above
            if not any(cell.strip() for cell in row):
                continue
            if len(row) > len(headers) and any(cell.strip() for cell in row[len(headers) :]):
                torn.append((line, f"有 {len(row)} 格，比表头多"))
                continue
            kept.append((row + [""] * len(headers))[: len(headers)])
            lines.append(line)
    except csv.Error as error:
        raise Refusal("not-a-workbook", "文本不成表格（引号或换行不配对）", "请另存为 .xlsx 后再交") from error
    if not headers:
        raise Refusal("workbook-empty", "文件是空的", "请检查是否选错了文件")
    schema = {f"c{n}": pl.String for n in range(len(headers))}
    frame = pl.DataFrame(kept, schema=schema, orient="row").with_columns(pl.Series(LINE, lines, dtype=pl.Int64))
    frame, swallowing = _apart(frame, mark)
    return headers, frame, (*torn, *swallowing)


def _workbook(name: str, sha256: str, sheets: Sequence[Sheet], fits: Fits, bounds: Bounds) -> Raw:
    """Every sheet that has the header, one after the other (a month a sheet, say); where none has, the first that has rows.

    A title above the header is passed over: the header is the row that fits, else the fullest early row.
    """
    full = [sheet for sheet in sheets if sheet.rows]
    tables = [(sheet, *_heading(sheet, fits, bounds)) for sheet in full]
    read = [one for one in tables if fits(one[2])] or tables[:1]
    if not read:
        return Raw(name, sha256, (), pl.DataFrame({LINE: []}, schema={LINE: pl.Int64}))
    first, _, headers = read[0]
    other = next((sheet.name for sheet, _, found in read if sorted(found) != sorted(headers)), "")
    if other:
        raise UserError(name, f"“{first.name}”和“{other}”两张表的表头不一样", "请改成一样的表头，或者各存成一个文件")
    parts, lines, height = [], [], 2
    for sheet, place, found in read:
        order = [found.index(header) for header in headers] if found != headers else list(range(len(headers)))
        rows = [[_text(row[n]) if n < len(row) else None for n in order] for row in sheet.rows[place + 1 :]]
        begins = place + 2 if len(read) == 1 else height
        lines.append((begins, sheet.name, place + 2))
        height += len(rows)
        schema = {f"c{n}": pl.String for n in range(len(headers))}
        parts.append(_numbered(pl.DataFrame(rows, schema=schema, orient="row"), begins))
    unread = tuple(sheet.name for sheet in full if all(sheet is not one[0] for one in read))
    return Raw(name, sha256, headers, pl.concat(parts), (), tuple(lines) if len(read) > 1 else (), unread)


def _heading(sheet: Sheet, fits: Fits, bounds: Bounds) -> tuple[int, tuple[str, ...]]:
    early = [tuple(str(cell or "").strip() for cell in row) for row in sheet.rows[: bounds.header_rows]]
    fullest = max(
        range(len(early)), key=lambda n: (sum(isinstance(c, str) and bool(c.strip()) for c in sheet.rows[n]), -n)
    )
    place = next((n for n, row in enumerate(early) if fits(row)), fullest)
    return place, early[place]


def _text(cell: object) -> str | None:
    if cell is None:
        return None
    if isinstance(cell, CellFault):
        return cell.text
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _names(columns: tuple[str, ...] | list[str]) -> dict[str, str]:
    return {column: f"c{n}" for n, column in enumerate(columns)}


def _numbered(frame: pl.DataFrame, first: int) -> pl.DataFrame:
    """Numbered by line, and without rows that are blank in every column."""
    columns = frame.columns
    frame = frame.with_row_index(LINE, first).with_columns(pl.col(LINE).cast(pl.Int64))
    rows = pl.Series(dtype=pl.UInt32)
    for column in columns:  # one column after the other: most files have no blank row, and the first column tells
        rows = _blank(frame[column]).arg_true() if column == columns[0] else rows.filter(_blank(frame[column][rows]))
        if rows.is_empty():
            return frame
    return frame.filter(~pl.int_range(pl.len()).is_in(rows.implode()))


def _blank(cells: pl.Series) -> pl.Series:
    cells = cells.cast(pl.String) if cells.dtype == pl.Categorical else cells
    return cells.is_null() if cells.dtype != pl.String else cells.fill_null("").str.strip_chars() == ""
