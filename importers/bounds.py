"""The bounds of what we open, in one place: a refusal names the bound it met."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Bounds:
    """How large a workbook may be. Checked before parsing; memory and seconds hold for the child that parses."""

    file_bytes: int = 100_000_000
    zip_entries: int = 5_000
    inflated_bytes: int = 500_000_000
    ratio: int = 400  # inflated to packed, looked at from `ratio_from` bytes on
    ratio_from: int = 30_000_000
    cells: int = 20_000_000  # the rectangle that holds every filled cell of one sheet
    columns: int = 1_024
    rows: int = 1_048_576
    sheets: int = 255
    merges: int = 200_000
    text_bytes: int = 1_000_000_000  # all shared strings as often as they are used
    memory_bytes: int = 2_000_000_000
    seconds: int = 60
    header_rows: int = 30
    issues: int = 20_000
