"""The tables of the self-check: one for each unit, the counts, and what could not be judged with what it lacks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import get_args

from catalogue.edition import County
from catalogue.finding import Finding, Severity
from exporters.lists import safe_name
from exporters.sheet import Column, Row, Section, Sheet, numeral

NO_UNIT = "未指明单位"
SEVERITIES: tuple[str, ...] = get_args(Severity)
NO_DATA = "无法判定"
NO_NAME = "未指明事项"

UNIT_COLUMNS = (
    Column("序号", 5, number=True),
    Column("事项", 20),
    Column("检查", 16),
    Column("级别", 9),
    Column("问题说明", 36),
    Column("依据", 20),
    Column("建议措施", 24),
    Column("责任单位", 13),
    Column("整改措施", 18),
    Column("责任人", 8),
    Column("时限", 9),
)
SUMMARY_COLUMNS = (
    Column("序号", 6, number=True),
    Column("单位", 34),
    Column("检查", 40),
    *(Column(severity, 12, number=True) for severity in SEVERITIES),
    Column("合计", 12, number=True),
)
MISSING_COLUMNS = (
    Column("序号", 6, number=True),
    Column("单位", 26),
    Column("检查", 32),
    Column("缺少的数据", 40),
    Column("件数", 9, number=True),
    Column("涉及对象", 60),
)


def severity_counts(findings: Sequence[Finding]) -> list[tuple[str, int]]:
    """Every severity with its count, none left out."""
    counted = Counter(finding.severity for finding in findings)
    return [(severity, counted[severity]) for severity in SEVERITIES]  # type: ignore[index]


def unit_sheets(county: County, findings: Sequence[Finding], day: str) -> list[Sheet]:
    """A 自查梳理表 for each unit, 错误 first and what could not be judged last; the last three columns are for pens."""
    sheets = []
    for unit in sorted({finding.unit or NO_UNIT for finding in findings}):
        own = [finding for finding in findings if (finding.unit or NO_UNIT) == unit]
        sections, serial = [], 0
        tally = [(severity, [one for one in own if one.severity == severity]) for severity in SEVERITIES]
        for place, (severity, some) in enumerate([pair for pair in tally if pair[1]], start=1):
            rows = []
            for finding in sorted(some, key=lambda one: (one.code, one.subject, one.place, one.message)):
                serial += 1
                rows.append(_row(serial, finding))
            sections.append(Section(f"{numeral(place)}、{severity}（{len(some)}条）", tuple(rows)))
        sheets.append(
            Sheet(
                title=f"自查梳理表（{unit}）",
                subtitle=f"{county.name}　{county.office}　{day}".rstrip("　"),
                columns=UNIT_COLUMNS,
                sections=tuple(sections),
                total=f"共{len(own)}条（{'，'.join(f'{name}{len(some)}条' for name, some in tally)}）",
                machine=tuple(row for section in sections for row in section.rows),
                count=len(own),
                notes=("整改措施、责任人、时限三栏由责任单位填写。“无法判定”不是没有问题，而是缺数据，补数后重查。",),
                merges=(),
                mark="示例" if county.example else "",
                path=f"自查梳理表-{safe_name(unit)}",
            )
        )
    return _distinct_paths(sheets)


def _distinct_paths(sheets: list[Sheet]) -> list[Sheet]:
    """Two units whose names differ only in signs unfit for files get numbered files, so that none is lost."""
    seen: Counter[str] = Counter()
    made = []
    for sheet in sheets:
        seen[sheet.path.casefold()] += 1
        number = seen[sheet.path.casefold()]
        made.append(sheet if number == 1 else replace(sheet, path=f"{sheet.path}（{number}）"))
    return made


def _row(serial: int, finding: Finding) -> Row:
    what, lacking = finding.message, "、".join(finding.missing)
    if lacking and f"缺少：{lacking}" not in what:  # a check that could not be made says so itself
        what += f"\n缺少的数据：{lacking}"
    return {
        "序号": str(serial),
        "事项": finding.place or NO_NAME,  # the subject is a key for the program: it orders rows and is never printed
        "检查": finding.called,
        "问题编码": finding.code,  # for machines: no column of the printed table
        "级别": finding.severity,
        "问题说明": what,
        "依据": "\n".join(finding.basis) or finding.rule,
        "建议措施": finding.advice,
        "责任单位": finding.unit or NO_UNIT,
        "整改措施": "",
        "责任人": "",
        "时限": "",
    }


def summary_sheet(county: County, findings: Sequence[Finding], day: str) -> Sheet:
    """Counts by unit and check, a column for each severity."""
    counted = Counter((finding.unit or NO_UNIT, finding.called, finding.code, finding.severity) for finding in findings)
    pairs = sorted({key[:3] for key in counted})
    rows = []
    for number, (unit, check, code) in enumerate(pairs, start=1):
        cells = {severity: counted[unit, check, code, severity] for severity in SEVERITIES}  # type: ignore[index]
        words = {severity: str(count) if count else "" for severity, count in cells.items()}
        told = {"序号": str(number), "单位": unit, "检查": check, "问题编码": code}
        rows.append(told | words | {"合计": str(sum(cells.values()))})
    tally = "，".join(f"{severity}{count}条" for severity, count in severity_counts(findings))
    return Sheet(
        title="自查问题汇总表",
        subtitle=f"{county.name}　{county.office}　{day}".rstrip("　"),
        columns=SUMMARY_COLUMNS,
        sections=(Section("", tuple(rows)),) if rows else (),
        total=f"共{len(findings)}条（{tally}），{len({unit for unit, *_ in pairs})}个单位",
        machine=tuple(rows),
        count=len(findings),
        merges=("单位",),
        mark="示例" if county.example else "",
        path="自查汇总",
    )


def missing_sheet(county: County, findings: Sequence[Finding], day: str) -> Sheet:
    """What could not be judged, with the data that were lacking: a separate table, so that it is no 'no problem'."""
    groups: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in findings:
        if finding.severity == NO_DATA:
            lacking = "、".join(finding.missing) or finding.message
            groups.setdefault((finding.unit or NO_UNIT, finding.called, lacking), []).append(finding)
    rows = [
        dict(
            zip(
                (column.key for column in MISSING_COLUMNS),
                (str(number), *key, str(len(some)), _some(some)),
                strict=True,
            )
        )
        for number, (key, some) in enumerate(sorted(groups.items(), key=lambda group: group[0]), start=1)
    ]
    count = sum(len(some) for some in groups.values())
    return Sheet(
        title="无法判定汇总表",
        subtitle=f"{county.name}　{county.office}　{day}".rstrip("　"),
        columns=MISSING_COLUMNS,
        sections=(Section("", tuple(rows)),) if rows else (),
        total=f"无法判定共{count}条",
        machine=tuple(rows),
        count=count,
        notes=("无法判定不等于没有问题：补齐所缺数据后重新自查。",),
        merges=("单位", "检查"),
        mark="示例" if county.example else "",
        path="无法判定汇总",
    )


def _some(findings: list[Finding], most: int = 8) -> str:
    """The first few names and how many subjects there are: the units' own sheets hold them all.

    Two subjects of one name (the same matter in two batches) are shown once and counted twice.
    """
    subjects = sorted({(one.subject, one.place or NO_NAME) for one in findings})
    names = list(dict.fromkeys(name for _, name in subjects))
    more = f" 等{len(subjects)}个（全部见各单位自查梳理表）" if len(subjects) > min(most, len(names)) else ""
    return "；".join(names[:most]) + more  # names hold 、 themselves
