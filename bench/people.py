"""Measures twenty people at once for a minute over the example county on SQLite: ``make bench``. Aims: no error, no lost
write, reads under 300 ms and writes under 2 s at the 95th percentile."""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), *(str(ROOT / "tests" / part) for part in ("", "app", "web"))]

import site_runner  # noqa: E402
from command_line import Quanmu  # noqa: E402
from crowd import crowd, lost  # noqa: E402


def main(people: int = 20, seconds: float = 60) -> None:
    """Build the county, open the server, let them in."""
    with tempfile.TemporaryDirectory() as folder:
        quanmu = Quanmu(Path(folder) / "data")
        books = sorted((ROOT / "examples" / "linhu" / "workbooks").iterdir())
        quanmu("import", *books, QUANMU_CLOCK="2021-12-31T18:00:00+08:00")
        quanmu("decide", "--as-of", "2021-12-31")
        numbers = site_runner.run(quanmu.home, "people.py")
        with site_runner.running(quanmu.home) as site:
            site.people.update(numbers)
            seen = crowd(site, people, seconds)
        print(
            f"{people} 人同时 {seconds:.0f} 秒：读 {len(seen.reads)} 次，写 {len(seen.writes)} 次，出错 {len(seen.errors)}"
        )
        for what, times, aim in (("读", seen.reads, 0.3), ("写", seen.writes, 2.0)):
            at95 = statistics.quantiles(times, n=20)[-1]
            print(f"{what} 95% 在 {at95 * 1000:.0f} 毫秒内（目标 {aim * 1000:.0f}），最长 {max(times) * 1000:.0f}")
        print(f"丢失的写入 {len(lost(quanmu.home, seen.made))}；{seen.errors[:3]}")


if __name__ == "__main__":
    main()
