"""Opens a file of filings as a frame of what was written: csv and parquet column by column, workbooks by the guarded reader."""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from catalogue.finding import UserError
from importers.bounds import Bounds
from importers.formats.csvfile import decode
from importers.formats.sniff import sniff
from importers.refusal import Refusal
from importers.workbook import open_workbook

LINE = "line"  # the row's number in the file, headers included
PARQUET = b"PAR1"
MOST_ROWS = 5_000_000
_SAMPLE = 10_000  # rows


@dataclass(frozen=True)
class Raw:
    """A file as written: its name, digest, headers as they stand, one column each (`c0`, `c1` ...), and `line`.

    `ragged` are lines of a csv with more cells than headers: line and how many cells.
    """

    name: str
    sha256: str
    headers: tuple[str, ...]
    frame: pl.DataFrame
    ragged: tuple[tuple[int, int], ...] = ()


def open_table(path: Path, bounds: Bounds | None = None) -> Raw:
    """Read one file. Raises `UserError` with the reason where it cannot be read."""
    bounds = bounds or Bounds()
    try:
        if path.stat().st_size > bounds.file_bytes:
            raise UserError(path.name, f"文件超过{bounds.say('file_bytes')} 字节", "请按月份拆成几个文件")
        data = path.read_bytes()
    except OSError as error:
        raise UserError(str(path), "文件读不到", "请检查路径和权限") from error
    sha256 = hashlib.sha256(data).hexdigest()
    if data[:4] == PARQUET:
        headers, frame, ragged = _parquet(path.name, data)
    else:
        try:
            headers, frame, ragged = _csv(data) if sniff(data) == "csv" else _workbook(data, bounds)
        except Refusal as error:
            raise UserError(path.name, error.what, error.advice) from error
    if frame.height > MOST_ROWS:
        raise UserError(path.name, f"有 {frame.height} 行，超过上限 {MOST_ROWS}", "请按月份拆成几个文件")
    return Raw(path.name, sha256, headers, frame, ragged)


_Table = tuple[tuple[str, ...], pl.DataFrame, tuple[tuple[int, int], ...]]


def _parquet(name: str, data: bytes) -> _Table:
    try:
        frame = pl.read_parquet(io.BytesIO(data))
    except (pl.exceptions.PolarsError, OSError) as error:
        raise UserError(name, "parquet 文件已损坏，打不开", "请重新导出，或改用 csv") from error
    headers = tuple(frame.columns)
    nested = [header for header, kind in zip(headers, frame.dtypes, strict=True) if kind.is_nested()]
    if nested:
        raise UserError(name, f"“{nested[0]}”这一列每格是一组值", "请每格只写一个值")
    return headers, _numbered(frame.rename(_names(headers)), 2), ()


def _csv(data: bytes) -> _Table:
    """By polars where each line has as many cells as the header or fewer, else line by line, ragged ones told."""
    start = data if _utf8(data) else decode(data).encode()  # its BOM stays on: a copy without it is the file once more
    first = start[:10_000].split(b"\n", 1)[0]
    mark = max((",", "\t", ";"), key=lambda one: first.count(one.encode()))
    try:
        frame = pl.read_csv(start, separator=mark, infer_schema=False, has_header=False)
    except pl.exceptions.PolarsError:
        return _csv_by_line(start.decode("utf-8-sig"), mark)
    headers = tuple(str(cell).strip() for cell in frame.row(0)) if frame.height else ()
    return headers, _numbered(_narrowed(frame.slice(1).rename(_names(frame.columns))), 2), ()


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


def _csv_by_line(text: str, mark: str) -> _Table:
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    try:
        headers = tuple(cell.strip() for cell in next(rows, []))
        kept, lines, ragged = [], [], []
        for row in rows:
            if not any(cell.strip() for cell in row):
                continue
            if len(row) > len(headers) and any(cell.strip() for cell in row[len(headers) :]):
                ragged.append((rows.line_num, len(row)))
                continue
            kept.append((row + [""] * len(headers))[: len(headers)])
            lines.append(rows.line_num)
    except csv.Error as error:
        raise Refusal("not-a-workbook", "文本不成表格（引号或换行不配对）", "请另存为 .xlsx 后再交") from error
    schema = {f"c{n}": pl.String for n in range(len(headers))}
    frame = pl.DataFrame(kept, schema=schema, orient="row").with_columns(pl.Series(LINE, lines, dtype=pl.Int64))
    return headers, frame, tuple(ragged)


def _workbook(data: bytes, bounds: Bounds) -> _Table:
    """The first sheet that has rows; a title above the header is passed over: the header is the fullest early row."""
    sheet = next((one for one in open_workbook(data, bounds) if one.rows), None)
    if sheet is None:
        return (), pl.DataFrame({LINE: []}, schema={LINE: pl.Int64}), ()
    early = sheet.rows[: bounds.header_rows]
    place = max(range(len(early)), key=lambda n: (sum(isinstance(c, str) and bool(c.strip()) for c in early[n]), -n))
    headers = tuple(str(cell or "").strip() for cell in early[place])
    rows = [[_text(cell) for cell in (row + [None] * len(headers))[: len(headers)]] for row in sheet.rows[place + 1 :]]
    schema = {f"c{n}": pl.String for n in range(len(headers))}
    return headers, _numbered(pl.DataFrame(rows, schema=schema, orient="row"), place + 2), ()


def _text(cell: object) -> str | None:
    if cell is None:
        return None
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
