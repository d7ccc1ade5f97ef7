"""The papers of a self-check run and of the problems being mended: XLSX, DOCX and HTML in one folder."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from app.office import Office
from app.selfcheck.comparing import Compared
from app.selfcheck.problems import identity, overdue, problems
from app.selfcheck.runs import UnitState
from catalogue.finding import Finding
from catalogue.problem import CLOSED, STATES, Problem
from exporters import pages
from exporters.folder import put, sha256
from exporters.inspection import rectify
from exporters.inspection.bulletin import bulletin
from exporters.inspection.selfcheck import SEVERITIES
from exporters.sheet import Sheet
from exporters.xlsx import workbook

RECORD = "written.json"


def write_run(
    office: Office, compared: Compared, states: Sequence[UnitState], folder: Path, *, docx: bool = True
) -> list[Path]:
    """A 自查梳理表 for each unit, the summary for the office, problems by kind and unit; as workbooks, Word and a page."""
    run, day, county = compared.run, compared.run.as_of, office.county
    known = {one.key: one for one in problems()}
    by_unit = _by_unit(compared)
    units = [
        rectify.unit_sheet(county, run.name, unit, found, known, {n: identity(f) for n, f in enumerate(found)}, day)
        for unit, found in by_unit.items()
    ]
    tallies = {unit: Counter(str(one.severity) for one in found) for unit, found in by_unit.items()}
    lines = [rectify.UnitLine(one.unit, one.sent, one.answered, one.waiting, one.state) for one in states]
    summary = rectify.answers_sheet(county, run.name, lines, tallies, day)
    kinds = rectify.kinds_sheet(county, run.name, compared.findings, day)
    detectors = rectify.detectors_sheet(
        county,
        run.name,
        [rectify.DetectorLine(one.detector, one.records, one.found, one.untold) for one in compared.looked],
        day,
    )
    of_kind: dict[str, Counter[str]] = {}
    for one in compared.findings:
        of_kind.setdefault(one.kind or rectify.OTHER, Counter())[str(one.severity)] += 1
    graver = {name: colour for name, colour in rectify.COLOURS.items() if name != "无法判定"}
    charts = [
        (
            "各类问题",
            rectify.bars(sorted(of_kind.items(), key=lambda p: (p[0] == rectify.OTHER, -_grave(p[1]))), graver),
        ),
        ("各单位问题", rectify.bars(sorted(tallies.items(), key=lambda p: -_grave(p[1])), graver)),
    ]
    total: Counter[str] = Counter(str(one.severity) for one in compared.findings)
    numbers = [("单位", len(lines)), ("下发（行）", sum(one.sent for one in lines)), ("收到（行）", compared.answered),
               *((name, total[name]) for name in SEVERITIES)]  # fmt: skip
    late = [one.unit for one in states if one.state != "交齐了"]
    notes = [f"还没有交齐的{len(late)}个单位：{'、'.join(late)}。"] if late else ["全部单位都交齐了。"]
    if compared.left:
        notes.append(f"另有{compared.left}条发现不归这次自查的单位，见 quanmu check 写的自查汇总。")
    page = _page(
        office,
        f"{run.name}自查汇总",
        day,
        numbers,
        notes,
        [(n, b, graver.items()) for n, b in charts],
        [summary, detectors, kinds],
        units,
    )
    sheets = [*units, summary, detectors, kinds]
    files = {f"{sheet.path}.xlsx": workbook(sheet, day) for sheet in sheets} | {"自查汇总.html": page}
    if docx:
        files |= _word(sheets, day, office.templates)
    return _put(folder, files)


def write_problems(
    office: Office, day: date, folder: Path, *, only: Sequence[Problem] | None = None, papers: bool = True
) -> list[Path]:
    """整改台账, the month's 调度汇总 and the draft of the 通报 (DOCX, PDF), and a page with charts."""
    every, county = list(problems(office) if only is None else only), office.county
    month = f"{day.year}年{day.month}月"
    book = rectify.book_sheet(county, "整改台账", every, day)
    progress = rectify.progress_sheet(county, f"{month}整改调度汇总", every, day)
    late = rectify.book_sheet(county, "逾期未整改问题", overdue(every, day), day)
    states = {
        unit: Counter(one.standing.state for one in every if one.unit == unit)
        for unit in sorted({one.unit for one in every})
    }
    kinds: dict[str, Counter[str]] = {}
    for one in every:
        kinds.setdefault(one.kind or rectify.OTHER, Counter())[one.standing.state] += 1
    legend = rectify.STATE_COLOURS.items()
    charts = [
        (
            "各单位整改进度",
            rectify.bars(sorted(states.items(), key=lambda p: -sum(p[1].values())), rectify.STATE_COLOURS),
            legend,
        ),
        (
            "各类问题整改进度",
            rectify.bars(sorted(kinds.items(), key=lambda p: -sum(p[1].values())), rectify.STATE_COLOURS),
            legend,
        ),
    ]
    counted = Counter(one.standing.state for one in every)
    numbers = [("问题", len(every)), *((name, counted[name]) for name in STATES), ("逾期", late.count)]
    sheets = [progress, late, book]
    files = {f"{sheet.path}.xlsx": workbook(sheet, day) for sheet in sheets}
    files["整改台账.html"] = _page(office, f"{month}问题整改", day, numbers, [], charts, sheets, [])
    if papers:
        from exporters.paper.notice import notice_pdf
        from exporters.paper.word import notice_docx

        notice = bulletin(county, every, [progress, late] if late.count else [progress], day, office.templates)
        files[f"{notice.file}.docx"] = notice_docx(notice, day, office.templates)
        files[f"{notice.file}.pdf"] = notice_pdf(notice, day, office.templates)
    return _put(folder, files)


def closed_share(every: Sequence[Problem]) -> tuple[int, int]:
    """Closed problems and all of them: numerator and denominator, never a bare percentage."""
    return sum(one.standing.state == CLOSED for one in every), len(every)


def _by_unit(compared: Compared) -> dict[str, list[Finding]]:
    names = {sheet.unit: [] for sheet in compared.run.sheets}
    found: dict[str, list[Finding]] = names  # type: ignore[assignment]
    for one in compared.findings:
        found.setdefault(one.unit, []).append(one)
    return found


def _grave(counts: Mapping[str, int]) -> int:
    return counts.get("错误", 0) * 10_000 + counts.get("警告", 0) * 100 + counts.get("提示", 0)


def _word(sheets: Sequence[Sheet], day: date, overlay: Path | None) -> dict[str, bytes]:
    from exporters.paper.press import Job, press
    from exporters.paper.word import annex_docx

    made = press([Job(annex_docx, (sheet, day, overlay), len(sheet.machine)) for sheet in sheets])
    return {f"{sheet.path}.docx": content for sheet, content in zip(sheets, made, strict=True)}


def _page(
    office: Office, title: str, day: date, numbers: Sequence[tuple[str, int]], notes: Sequence[str], charts: Any, sheets: Sequence[Sheet],
    units: Sequence[Sheet],
) -> bytes:  # fmt: skip
    env = pages.environment(office.templates)
    common = {
        "county": office.county,
        "day": f"截至{day.isoformat()}",
        "css": pages.style(office.templates),
        "root": "",
        "links": {},
    }
    return pages.page(
        env,
        "selfcheck_run.html",
        title=title,
        numbers=numbers,
        notes=notes,
        charts=charts,
        sheets=sheets,
        units=units,
        **common,
    )


def _put(folder: Path, files: dict[str, bytes]) -> list[Path]:
    record = {"files": {name: sha256(data) for name, data in sorted(files.items())}}
    files[RECORD] = (json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
    return put(folder, files, RECORD)
