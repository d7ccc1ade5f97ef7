"""Measures cards over a year's filings of the example county (381,024): processor seconds, peak memory, and the ratio to
merely reading the same columns. Run on its own or by ``make bench``; the command runs as a user runs it, store and all.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "examples" / "linhu"
READ = "import sys, polars; frame = polars.read_parquet(sys.argv[1]); print(frame.height)"
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}
PROGRAM = "from app.cli import main; main()"


def run(label: str, *words: str) -> tuple[float, str]:
    """One process: wall and processor seconds and peak memory printed; the processor seconds and what it said."""
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-c", *words], cwd=ROOT, env=ENVIRONMENT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    said = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{label} 失败")
    seconds = used.ru_utime + used.ru_stime
    print(
        f"{label:<24}{time.perf_counter() - began:8.2f} s（处理器 {seconds:.2f} s）峰值内存 {used.ru_maxrss / 1024:.0f} MB"
    )
    return seconds, said


def main() -> None:
    """Make the filings, then read them, then judge them in a new office; parquet and csv."""
    with tempfile.TemporaryDirectory() as place:
        for form in ("parquet", "csv"):
            path = Path(place) / f"办件.{form}"
            subprocess.run(
                [sys.executable, EXAMPLE / "make_filings.py", path], check=True, capture_output=True, env=ENVIRONMENT
            )
            home = Path(place) / form
            shutil.copytree(EXAMPLE / "book", home / "book")
            words = ["--home", str(home), "cards", str(path), "--as-of", "2021-12-31", "--json"]
            judged, said = run(f"亮牌（{form}）", PROGRAM, *words)
            counts = json.loads(said.splitlines()[-1])
            print(f"{'':<24}{counts['办件']} 件，{counts['处境']} 种处境，{counts['新亮牌']} 张牌")
            if form == "parquet":
                read, _ = run("只读这些列", READ, str(path))
                print(f"{'比值 亮牌 ÷ 只读':<20}{judged / read:12.1f}")


if __name__ == "__main__":
    main()
