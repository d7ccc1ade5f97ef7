"""Measures the way out: a synthetic edition of 3,243 matters with all lists, guides and codes; a 900-row annex.

Wall and processor seconds, pages a second and peak memory; run on its own or by ``make bench``.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "exporters")]

MATTERS, ROWS = 3243, 900


def processor() -> float:
    """Seconds of processor time so far, of this process and of those it started and awaited."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def measured(label: str, work) -> None:
    """Run once; print wall and processor seconds, and what was done."""
    wall, used = time.perf_counter(), processor()
    count, unit = work()
    wall, used = time.perf_counter() - wall, processor() - used
    print(f"{label:<30}{wall:8.2f} s（处理器 {used:.2f} s）{count} {unit}，每秒 {count / wall:.1f}")


def site(folder: Path) -> tuple[int, str]:
    """public/ of the synthetic edition: lists as page, PDF, DOCX and workbook; every guide; every short link."""
    from invented import FULL, edition, plain_matter

    from exporters.public import render

    places = ("全科", "工程建设", "社保医保", "不动产登记")
    matters = tuple(
        plain_matter(n, f"示例第{n // 90}局", places[n % 4], items=FULL.items, frequent=n % 50 == 0)
        for n in range(MATTERS)
    )
    return len(render(edition(matters=matters), folder)), "个文件"


def codes() -> tuple[int, str]:
    """A QR code for every matter."""
    from exporters.paper.qr import qr_svg

    return len([qr_svg(f"https://example.invalid/g/{n:010x}") for n in range(MATTERS)]), "个二维码"


def annex_900() -> tuple[int, str]:
    """A 900-row annex as PDF, in two passes."""
    from datetime import date

    from test_paper import long_sheet

    from exporters.paper.annex import annex, annex_pdf

    annex_pdf(annex(replace(long_sheet(ROWS), path="x"), ""), date(2021, 12, 31))
    return ROWS, "行"


if __name__ == "__main__":
    measured("900 行附件 PDF", annex_900)
    measured("全部二维码", codes)
    with tempfile.TemporaryDirectory() as place:
        measured(f"{MATTERS} 个事项的公布文件夹", lambda: site(Path(place) / "public"))
    own, others = (resource.getrusage(w).ru_maxrss / 1024 for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(f"峰值内存：本进程 {own:.0f} MB，排版进程（每个）{others:.0f} MB")
