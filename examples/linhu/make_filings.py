"""Makes the example county's filings of a year: ``python examples/linhu/make_filings.py 办件.parquet`` (or .csv, and how many).

All invented. The whole year's 381,024 are made on demand and never committed; a sample with bad rows is (``filings/``).
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from make.mass import COLUMNS, columns, counter, specials

SAMPLE = Path(__file__).resolve().parent / "filings" / "办件样例.csv"
COUNTER = SAMPLE.with_name("窗口办件.csv")  # one unit's filings that are of no package, to hold 办件统计 against
SAMPLE_SIZE = 400


def make(path: Path, many: int | None = None, *, bad: bool = False) -> int:
    """Write the filings, parquet or csv by the file's ending; how many rows. `bad`: the bad rows too (csv only)."""
    table = columns(many)
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".parquet":
        import polars as pl

        texts = {name: pl.String for name in COLUMNS if not name.endswith("日期")}
        pl.DataFrame(table, schema_overrides=texts).write_parquet(path)
        return len(table[COLUMNS[0]])
    rows = [
        *zip(*table.values(), strict=True),
        *([row[c] for c in COLUMNS] for row in (specials("坏行") if bad else ())),
    ]
    return _csv(path, rows)


def make_counter(path: Path = COUNTER) -> int:
    """Write the filings of one unit's counter; how many."""
    return _csv(path, [[row.get(name) for name in COLUMNS] for row in counter()])


def _csv(path: Path, rows: Sequence[Sequence[Any]]) -> int:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows)
    return len(rows)


if __name__ == "__main__":
    if len(sys.argv) == 1:
        print(f"{make(SAMPLE, SAMPLE_SIZE, bad=True)} 件：{SAMPLE}\n{make_counter()} 件：{COUNTER}")
    else:
        print(f"{make(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else None)} 件：{sys.argv[1]}")
