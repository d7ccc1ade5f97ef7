"""A cell that a person mended before its workbook was taken in, as what reads and keeps the workbook is told of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Mended:
    """A mended cell: its address, its text as sent and as mended, why, by whom and when, and what was wrong with it."""

    cell: str
    sent: str
    value: str
    why: str
    by: str
    at: str
    issues: tuple[Mapping[str, str], ...] = ()


ByFile = Mapping[str, Sequence[Mended]]  # by the file's sha256
