"""Measures the way out: an edition of 3,243 matters with every list, guide, page and code; a 900-row annex; notices.

Wall and processor seconds of all processes together, rates, and the most memory that they held at one time (PSS, so
that what processes share is counted once). Run on its own or by ``make bench``.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "exporters")]
os.environ["PYTHONPATH"] = os.pathsep.join([*sys.path[:2], os.environ.get("PYTHONPATH", "")])  # for other processes

MATTERS, ROWS, PRINTED = 3243, 900, 60
MOST_SECONDS, MOST_MEGABYTES, MOST_ANNEX = 60, 600, 6


def processor() -> float:
    """Seconds of processor time so far, of this process and of those it started and awaited."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def held(process: int) -> float:
    """Megabytes held by a process and all it started; a process that ends meanwhile counts nothing."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
        children = Path(f"/proc/{process}/task").glob("*/children")
        own = next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0) / 1024
        return own + sum(held(int(child)) for path in children for child in path.read_text().split())
    except OSError:
        return 0.0


def measured(label: str, work: Callable[..., tuple[int, str]], *given: Path) -> tuple[float, float, float]:
    """Run once in a process of its own; print and return wall and processor seconds, most megabytes at one time."""
    from exporters.paper.press import apart

    peak, over = [0.0], threading.Event()

    def watch() -> None:
        while not over.wait(0.1):
            peak[0] = max(peak[0], held(os.getpid()))

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    wall, used = time.perf_counter(), processor()
    count, unit = apart(work, *given)
    wall, used = time.perf_counter() - wall, processor() - used
    over.set()
    watcher.join()
    print(
        f"{label:<24}{wall:7.2f} s（处理器 {used:6.2f} s）峰值 {peak[0]:4.0f} MB　{count} {unit}，每秒 {count / wall:.1f}"
    )
    return wall, used, peak[0]


def annex_900() -> tuple[int, str]:
    """A 900-row annex as PDF, in two passes."""
    from test_paper import long_sheet

    from exporters.paper.annex import annex, annex_pdf

    annex_pdf(annex(replace(long_sheet(ROWS), path="x"), ""), date(2021, 12, 31))
    return ROWS, "行"


def everything(folder: Path) -> tuple[int, str]:
    """public/ of the edition (lists as page, PDF, DOCX, workbook, CSV and JSON; guides; site) and a code a matter."""
    from invented_site import large_county

    from exporters.paper.qr import qr_svg, short_address
    from exporters.public import render

    edition = large_county(MATTERS)
    county = edition.manifest.county.model_copy(update={"site": "https://example.invalid"})
    written = len(render(edition, folder))
    return written + len([qr_svg(short_address(county, matter.id)) for matter in edition.matters]), "个文件和二维码"


def notices(folder: Path) -> tuple[int, str]:
    """Every notice of the edition with its annexes, PDF and DOCX."""
    from invented_site import large_county

    from exporters.paper.drafts import render

    return len(render(large_county(MATTERS), folder)), "个文件"


def guides_on_paper() -> tuple[int, str]:
    """Full and short guides as PDF."""
    from invented_site import large_county

    from exporters.guide import guides
    from exporters.paper.guide import guide_pdf, short_pdf

    edition = large_county(PRINTED)
    county = edition.manifest.county.model_copy(update={"site": "https://example.invalid"})
    edition = edition.model_copy(update={"manifest": edition.manifest.model_copy(update={"county": county})})
    return len([make(one, edition) for one in guides(edition) for make in (guide_pdf, short_pdf)]), "份 PDF"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        wall, used, peak = measured(f"{MATTERS} 个事项全部公布", everything, Path(place) / "public")
        annex_wall, annex_used, _ = measured(f"{ROWS} 行附件 PDF", annex_900)
        measured("通知草稿", notices, Path(place) / "notices")
        measured("纸面办事指南（全、简）", guides_on_paper)
    print(f"目标：两核 {MOST_SECONDS} 秒（处理器 {2 * MOST_SECONDS} 秒）、{MOST_MEGABYTES} MB；附件 {MOST_ANNEX} 秒")
    good = used <= 2 * MOST_SECONDS and peak <= MOST_MEGABYTES and annex_used <= MOST_ANNEX
    print("达到" if good else "没有达到")
    sys.exit(0 if good else 1)
