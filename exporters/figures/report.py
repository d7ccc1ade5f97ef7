"""A report's numbers beside the counted ones: a page and a workbook for the office."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from catalogue.edition import County
from catalogue.finding import Finding
from exporters import pages
from exporters.working import Table, TableColumn, workbook

MATCH, DIFFERS, CANNOT = "相符", "不符", "数不出"
VERDICTS = (MATCH, DIFFERS, CANNOT)


@dataclass(frozen=True)
class ReportLine:
    """One number: what the report prints, what was counted (in words, with its parts), and what that comes to.

    `why`: where it differs, by how much; where it cannot be counted, the reason. `how`: what was counted.
    """

    id: str
    section: str
    said: str
    printed: str
    unit: str
    ours: str
    verdict: str
    why: str = ""
    how: str = ""
    numerator: int | Decimal | None = None
    denominator: int | Decimal | None = None
    excluded: int | Decimal | None = None


@dataclass(frozen=True)
class ProblemLine:
    """A problem the report admits, under which codes it must surface, how many findings, and one of them."""

    id: str
    section: str
    said: str
    codes: tuple[str, ...]
    found: int
    example: str


@dataclass(frozen=True)
class ReportHeld:
    """A report held against the store: its numbers, its contradictions (`findings`), its problems."""

    title: str
    as_of: date
    lines: tuple[ReportLine, ...]
    findings: tuple[Finding, ...]
    problems: tuple[ProblemLine, ...]

    def counts(self) -> dict[str, int]:
        """How many numbers match, differ, cannot be counted."""
        return {verdict: sum(line.verdict == verdict for line in self.lines) for verdict in VERDICTS}


def page(county: County, held: ReportHeld, overlay: Path | None = None) -> bytes:
    """The page, for reading and printing."""
    env = pages.environment(overlay)
    return pages.page(
        env, "report.html", title="总结核对", county=county, day=f"截至{held.as_of.isoformat()}", css=pages.style(overlay), root="", links={},
        held=held, counts=held.counts(),
    )  # fmt: skip


def book(county: County, held: ReportHeld) -> bytes:
    """The workbook: numbers, contradictions, problems."""
    day = f"{held.title}，截至{held.as_of.isoformat()}"
    numbers = [
        [line.id, line.section, line.said, f"{line.printed}{line.unit}", line.ours, line.verdict, line.why, line.how]
        for line in held.lines
    ]
    counted = "、".join(f"{verdict} {n} 个" for verdict, n in held.counts().items())
    against = [[f.severity, f.message, f.advice, "；".join(f.basis)] for f in held.findings]
    problems = [[p.section, p.said, p.found, p.example, "、".join(p.codes)] for p in held.problems]
    tables = [
        Table("数字核对", f"{day}。{counted}", _columns(("编号", "节", "说的是", "总结里的数", "数出来的", "结果", "差在哪里、为什么数不出", "怎样数的"), (8, 10, 30, 14, 30, 8, 40, 44)), numbers),
        Table("自相矛盾", "总结里的数自己对不上的地方，由程序照指标的分子、分母推出", _columns(("级别", "问题", "建议", "依据"), (8, 70, 44, 40)), against),
        Table("存在的问题", "总结里写的问题，自查查出了什么", _columns(("节", "总结里的问题", "查出条数", "例如", "问题代码"), (10, 40, 10, 60, 40)), problems),
    ]  # fmt: skip
    mark = "示例" if county.example else ""
    return workbook(tables, held.as_of, title="总结核对", mark=mark)


def _columns(headings: Sequence[str], widths: Sequence[float]) -> tuple[TableColumn, ...]:
    return tuple(TableColumn(heading, width) for heading, width in zip(headings, widths, strict=True))
