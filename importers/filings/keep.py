"""Columns kept as files beside the store: filings as cleaned, and their sums, each under the digest of its bytes."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Sequence
from pathlib import Path

import polars as pl

from catalogue.finding import UserError

Frame = pl.DataFrame
Limits = tuple[str, str, str]
"""As a unit's guide says: 法定办结时限, 承诺办结时限 (both in words, "" where none), 事项类型."""


def pack(frame: pl.DataFrame) -> tuple[str, bytes]:
    """The frame as parquet, and the SHA-256 of the bytes."""
    buffer = io.BytesIO()
    frame.write_parquet(buffer, compression="zstd", statistics=False)
    data = buffer.getvalue()
    return hashlib.sha256(data).hexdigest(), data


def load(path: Path, digest: str, name: str = "") -> pl.DataFrame:
    """A frame that was kept; `name`: of the file it came in, then a column `source` of each row.

    Raises `UserError` where the file is gone or is not what was kept.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UserError(str(path), "保存的办件不见了", "请从备份恢复") from error
    if hashlib.sha256(data).hexdigest() != digest:
        raise UserError(str(path), "保存的办件被改动过（摘要不符）", "请保留现场，从备份恢复")
    frame = pl.read_parquet(io.BytesIO(data))
    return frame.with_columns(pl.lit(name).cast(pl.Categorical).alias("source")) if name else frame


def newest(frames: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Filings of several files in the order they came in: of one unit and number the last file's row holds."""
    if len(frames) == 1:
        return frames[0]
    whole = pl.concat([frame.with_columns(pl.lit(n).alias("file")) for n, frame in enumerate(frames)])
    return whole.unique(["case_unit", "filing_number"], keep="last", maintain_order=True).drop("file")


def with_limits(
    frame: pl.DataFrame, find: Callable[[str, str], Limits | None], typed: Callable[[str], tuple[float, str] | None]
) -> tuple[pl.DataFrame, int]:
    """Filings without any limit of their own take those of the unit's guide for the matter, where `find` knows one.

    `find` is asked once for each unit and matter; `typed` brings a limit in words to number and unit. Also returns how
    many filings took a limit.
    """
    bare = pl.col("legal_limit_u").is_null() & pl.col("promised_limit_u").is_null()
    asked = frame.filter(bare).select(pl.col("case_unit", "matter_name").cast(pl.String)).unique()
    rows = []
    for unit, matter in asked.iter_rows():
        if found := find(unit, matter):
            legal, promised = typed(found[0]) or (None, None), typed(found[1]) or (None, None)
            rows.append((unit, matter, *legal, *promised, found[2] or None))
    if not rows:
        return frame, 0
    names = ("legal_limit_n", "legal_limit_u", "promised_limit_n", "promised_limit_u", "matter_type")
    kinds = (pl.Float64, pl.Categorical, pl.Float64, pl.Categorical, pl.Categorical)
    schema = {
        "case_unit": pl.Categorical,
        "matter_name": pl.Categorical,
        **{f"{n}_g": k for n, k in zip(names, kinds, strict=True)},
    }
    guide = pl.DataFrame(rows, schema=schema, orient="row").with_columns(pl.lit(True).alias("guided"))
    whole = frame.join(guide, on=["case_unit", "matter_name"], how="left", maintain_order="left")
    took = bare & pl.col("guided").fill_null(False)
    number = whole.select(took.sum()).item()
    whole = whole.with_columns(pl.when(took).then(f"{name}_g").otherwise(name).alias(name) for name in names[:4])
    whole = whole.with_columns(pl.coalesce("matter_type", "matter_type_g").alias("matter_type"))
    return whole.drop("guided", *(f"{name}_g" for name in names)), number
