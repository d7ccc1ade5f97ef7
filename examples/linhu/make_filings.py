"""Makes the example county's filings of a year: ``python examples/linhu/make_filings.py 办件.parquet`` (or .csv, and how many).

All invented. The whole year's 381,024 are made on demand and never committed; a sample with bad rows is (``filings/``).
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from make.mass import COLUMNS, columns, specials

SAMPLE = Path(__file__).resolve().parent / "filings" / "办件样例.csv"
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
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows)
    return len(rows)


if __name__ == "__main__":
    if len(sys.argv) == 1:
        print(f"{make(SAMPLE, SAMPLE_SIZE, bad=True)} 件：{SAMPLE}")
    else:
        print(f"{make(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else None)} 件：{sys.argv[1]}")
