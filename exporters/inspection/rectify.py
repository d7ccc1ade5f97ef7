"""Tables of a self-check and of the problems being mended: a 自查梳理表 a unit, the summary, 台账, 调度, from what was found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from catalogue.edition import County
from catalogue.finding import Finding
from catalogue.problem import CLOSED, MENDING, OPEN, REFUTED, TO_CLOSE, TO_REVIEW, Problem
from exporters.inspection.selfcheck import NO_DATA, SEVERITIES
from exporters.lists import safe_name
from exporters.sheet import Column, Row, Section, Sheet, numeral

OTHER = "其他检查"
UNIT_COLUMNS = (
    Column("序号", 5, number=True), Column("问题编号", 7), Column("事项", 19), Column("问题类型", 11), Column("检查", 16), Column("级别", 7),
    Column("问题说明", 34), Column("依据", 18), Column("建议措施", 21), Column("整改措施", 18), Column("责任人", 8), Column("时限", 11),
    Column("整改状态", 8),
)  # fmt: skip
BOOK_COLUMNS = (
    Column("编号", 6, number=True), Column("来源", 11), Column("责任单位", 17), Column("事项", 17), Column("问题类型", 11), Column("检查", 15),
    Column("问题", 33), Column("整改措施", 20), Column("责任人", 8), Column("时限", 11), Column("状态", 8), Column("逾期", 9),
    Column("证据（份）", 7, number=True), Column("最近一轮", 9),
)  # fmt: skip
STATES = (OPEN, MENDING, TO_REVIEW, TO_CLOSE, CLOSED, REFUTED)


@dataclass(frozen=True)
class UnitLine:
    """How far one unit is with its 自查表."""

    unit: str
    sent: int
    answered: int
    waiting: int
    state: str


@dataclass(frozen=True)
class Bar:
    """One bar of a chart: label, parts (colour, how many), what is written at its end."""

    label: str
    parts: tuple[tuple[str, float], ...]
    words: str


def unit_sheet(
    county: County, run: str, unit: str, findings: Sequence[Finding], problems: Mapping[str, Problem],
    identify: Mapping[int, str], day: date,
) -> Sheet:  # fmt: skip
    """The 自查梳理表 of one unit: what was found, gravest first, with the measures so far; what lacks data in groups.

    `problems` by key; `identify`: by place in `findings` the key of the problem that it is.
    """
    sections: list[Section] = []
    serial = 0
    for severity in SEVERITIES:
        some = [(n, one) for n, one in enumerate(findings) if one.severity == severity]
        if not some:
            continue
        rows: list[Row] = []
        if severity == NO_DATA:
            groups: dict[tuple[str, tuple[str, ...]], list[Finding]] = {}
            for _, one in some:
                groups.setdefault((one.code, one.missing), []).append(one)
            for (_, missing), group in groups.items():
                serial += 1
                rows.append(_lacking(serial, missing, group))
        else:
            for n, one in some:
                serial += 1
                rows.append(_row(serial, one, problems.get(identify.get(n, ""))))
        sections.append(Section(f"{numeral(len(sections) + 1)}、{severity}（{len(some)}条）", tuple(rows)))
    tally = Counter(one.severity for one in findings)
    return Sheet(
        title=f"自查梳理表（{unit}）",
        subtitle=f"{county.name}　{run}　{county.office}　截至{day.isoformat()}",
        columns=UNIT_COLUMNS,
        sections=tuple(sections),
        total=f"共{len(findings)}条（{'，'.join(f'{s}{tally[s]}条' for s in SEVERITIES)}）",  # type: ignore[index]
        machine=tuple(row for section in sections for row in section.rows),
        count=len(findings),
        notes=(
            "“无法判定”不是没有问题，而是缺数据，补数后重查；同样缺的归在一行。整改措施、责任人、时限由责任单位填写，审改办交办。",
        ),
        mark="示例" if county.example else "",
        path=f"自查梳理表-{safe_name(unit)}",
    )


def _row(serial: int, one: Finding, problem: Problem | None) -> Row:
    now = problem.standing if problem else None
    return {
        "序号": str(serial), "问题编号": str(problem.number) if problem else "", "事项": one.place, "问题类型": one.kind or OTHER, "检查": one.called,
        "级别": one.severity, "问题说明": one.message, "依据": "\n".join(one.basis), "建议措施": one.advice, "整改措施": now.measure if now else "",
        "责任人": now.person if now else "", "时限": now.deadline.isoformat() if now and now.deadline else "",
        "整改状态": now.state if now else "",
    }  # fmt: skip


def _lacking(serial: int, missing: Sequence[str], group: Sequence[Finding]) -> Row:
    names = list(dict.fromkeys(one.place for one in group))
    more = f" 等{len(group)}条" if len(group) > 3 else ""
    return {
        "序号": str(serial), "问题编号": "", "事项": "；".join(names[:3]) + more, "问题类型": group[0].kind or OTHER, "检查": group[0].called,
        "级别": NO_DATA,
        "问题说明": group[0].message if len(group) == 1 else f"{len(group)}条，{group[0].message.partition('（缺少')[0]}",
        "依据": "", "建议措施": f"补齐：{'、'.join(missing)}" if missing else group[0].advice, "整改措施": "", "责任人": "", "时限": "",
        "整改状态": "",
    }  # fmt: skip


def answers_sheet(
    county: County, run: str, lines: Sequence[UnitLine], found: Mapping[str, Counter[str]], day: date
) -> Sheet:
    """The summary for the office: who answered, and how many findings of each severity."""
    columns = (
        Column("序号", 6, number=True), Column("单位", 34), Column("下发（行）", 11, number=True), Column("收到（行）", 11, number=True),
        Column("退回待改（行）", 13, number=True), Column("填报情况", 14), *(Column(s, 10, number=True) for s in SEVERITIES),
    )  # fmt: skip
    rows = tuple(
        {
            "序号": str(n),
            "单位": one.unit,
            "下发（行）": str(one.sent),
            "收到（行）": str(one.answered),
            "退回待改（行）": str(one.waiting),
            "填报情况": one.state,
            **{s: str(found.get(one.unit, Counter())[s]) for s in SEVERITIES},
        }  # fmt: skip
        for n, one in enumerate(lines, start=1)
    )
    whole = sum(one.answered for one in lines)
    return _sheet(
        county, f"{run}自查汇总", day, columns, rows, "自查汇总",
        f"共{len(lines)}个单位，下发{sum(one.sent for one in lines)}行，收到{whole}行；交齐{sum(one.state == '交齐了' for one in lines)}个，"
        f"没有交{sum(one.state == '没有交' for one in lines)}个",
    )  # fmt: skip


def kinds_sheet(county: County, run: str, findings: Sequence[Finding], day: date) -> Sheet:
    """Problems by kind and unit: a row a kind and unit, with the counts of each severity."""
    columns = (
        Column("序号", 6, number=True), Column("问题类型", 30), Column("单位", 36), *(Column(s, 12, number=True) for s in SEVERITIES),
        Column("合计", 12, number=True),
    )  # fmt: skip
    counts: dict[tuple[str, str], Counter[str]] = {}
    for one in findings:
        counts.setdefault((one.kind or OTHER, one.unit), Counter())[one.severity] += 1
    order = sorted(counts, key=lambda pair: (pair[0] == OTHER, pair[0], pair[1]))
    rows = tuple(
        {
            "序号": str(n),
            "问题类型": kind,
            "单位": unit,
            **{s: str(counts[kind, unit][s] or "") for s in SEVERITIES},
            "合计": str(sum(counts[kind, unit].values())),
        }  # fmt: skip
        for n, (kind, unit) in enumerate(order, start=1)
    )
    total = f"共{len(findings)}条，{len({kind for kind, _ in order})}类，{len({unit for _, unit in order})}个单位"
    return _sheet(county, f"{run}问题分类汇总", day, columns, rows, "问题分类汇总", total, ("问题类型",))


@dataclass(frozen=True)
class DetectorLine:
    """One 检测: how many records of each kind it looked at, what it found, what it could not tell."""

    name: str
    records: Mapping[str, int]
    found: int
    untold: int


def detectors_sheet(county: County, run: str, lines: Sequence[DetectorLine], day: date) -> Sheet:
    """Every 检测 with what it had to look at: one that had nothing to look at says so, and is not “no problem”."""
    columns = (
        Column("序号", 6, number=True), Column("检测", 26), Column("查了什么", 46), Column("查出（条）", 11, number=True),
        Column("无法判定（条）", 13, number=True), Column("结果", 52),
    )  # fmt: skip
    rows = tuple(
        {
            "序号": str(n), "检测": one.name, "查了什么": "、".join(f"{kind}{many}条" for kind, many in one.records.items()),
            "查出（条）": str(one.found), "无法判定（条）": str(one.untold), "结果": _outcome(one),
        }
        for n, one in enumerate(lines, start=1)
    )  # fmt: skip
    blind = [one.name for one in lines if not any(one.records.values())]
    total = f"共{len(lines)}种检测，查出问题的{sum(one.found > 0 for one in lines)}种" + (
        f"；没有数据、无法判定的{len(blind)}种：{'、'.join(blind)}" if blind else ""
    )
    return _sheet(county, f"{run}检测情况", day, columns, rows, "检测情况", total)


def _outcome(one: DetectorLine) -> str:
    empty = [kind for kind, many in one.records.items() if not many]
    parts = []
    if len(empty) == len(one.records):
        parts.append(f"无法判定：没有一条“{'”“'.join(empty)}”的记录，请先导入")
    else:
        parts.append("查出问题" if one.found else "有数据的都查了，没有查出" if one.untold else "都查了，没有查出")
        if empty:
            parts.append(f"没有“{'”“'.join(empty)}”的记录，这一部分无法判定")
        if one.untold:
            parts.append("缺数据的见各单位的自查梳理表")
    return "；".join(parts)


def book_sheet(county: County, title: str, problems: Sequence[Problem], day: date) -> Sheet:
    """The 整改台账: every problem with measure, person, deadline, state, evidence."""
    rows = tuple(_problem(one, day) for one in problems)
    late = sum(one.standing.overdue(day) for one in problems)
    closed = sum(one.standing.state == CLOSED for one in problems)
    return _sheet(
        county,
        title,
        day,
        BOOK_COLUMNS,
        rows,
        safe_name(title),
        f"共{len(problems)}个问题，已销号{closed}个，逾期{late}个",
    )


def _problem(one: Problem, day: date) -> Row:
    now = one.standing
    left = now.left(day)
    return {
        "编号": str(one.number), "来源": one.source, "责任单位": one.unit, "事项": one.about, "问题类型": one.kind or OTHER, "检查": one.called, "问题": one.message,
        "整改措施": now.measure, "责任人": now.person, "时限": now.deadline.isoformat() if now.deadline else "", "状态": now.state,
        "逾期": f"逾期{-left}天" if now.overdue(day) and left is not None else "", "证据（份）": str(len(now.evidence)),
        "最近一轮": {"发现": "发现", "再次发现": "仍然存在", "未再发现": "没有再发现", "这次无法判定": "无法判定", "复发": "复发"}[now.last_seen],
    }  # fmt: skip


def progress_sheet(county: County, title: str, problems: Sequence[Problem], day: date) -> Sheet:
    """The monthly 调度汇总: by unit how many stand where, how many are overdue, how many were closed."""
    columns = (
        Column("序号", 6, number=True), Column("责任单位", 36), Column("问题", 9, number=True), *(Column(s, 9, number=True) for s in STATES),
        Column("逾期", 9, number=True), Column("整改率", 20),
    )  # fmt: skip
    units: dict[str, list[Problem]] = {}
    for one in problems:
        units.setdefault(one.unit, []).append(one)
    rows = tuple(
        {"序号": str(n), "责任单位": unit, **_progress(some, day)}
        for n, (unit, some) in enumerate(sorted(units.items()), start=1)
    )
    whole = _progress(problems, day)
    total = f"共{len(units)}个单位、{len(problems)}个问题：" + "，".join(f"{s}{whole[s] or 0}" for s in STATES)
    return _sheet(
        county,
        title,
        day,
        columns,
        rows,
        safe_name(title),
        f"{total}；逾期{whole['逾期'] or 0}；整改率{whole['整改率']}",
    )


def _progress(some: Sequence[Problem], day: date) -> dict[str, str]:
    states = Counter(one.standing.state for one in some)
    due = len(some) - states[REFUTED]
    rate = f"{states[CLOSED]}/{due}={states[CLOSED] / due:.1%}" if due else "不适用"
    late = sum(one.standing.overdue(day) for one in some)
    return {
        "问题": str(len(some)),
        **{s: str(states[s] or "") for s in STATES},
        "逾期": str(late or ""),
        "整改率": rate,
    }


def _sheet(
    county: County, title: str, day: date, columns: tuple[Column, ...], rows: tuple[Row, ...], path: str, total: str,
    merges: tuple[str, ...] = (),
) -> Sheet:  # fmt: skip
    return Sheet(
        title=title, subtitle=f"{county.name}　{county.office}　截至{day.isoformat()}", columns=columns,
        sections=(Section("", rows),) if rows else (), total=total, machine=rows, count=len(rows), merges=merges,
        mark="示例" if county.example else "", path=path,
    )  # fmt: skip


COLOURS = {"错误": "#b42318", "警告": "#d08700", "提示": "#5b7ea6", NO_DATA: "#c3cdd8"}
STATE_COLOURS = {
    OPEN: "#b42318",
    MENDING: "#d08700",
    TO_REVIEW: "#5b7ea6",
    TO_CLOSE: "#7fa3c9",
    CLOSED: "#2e7d4f",
    REFUTED: "#c3cdd8",
}


def bars(pairs: Iterable[tuple[str, Mapping[str, int]]], colours: Mapping[str, str]) -> list[Bar]:
    """Stacked bars on one scale; the longest is 1. Nothing is drawn for nothing."""
    drawn = [(label, {name: counts.get(name, 0) for name in colours}) for label, counts in pairs]
    kept = [(label, counts) for label, counts in drawn if sum(counts.values())]
    longest = max((sum(counts.values()) for _, counts in kept), default=1)
    return [
        Bar(
            label,
            tuple((colours[name], counts[name] / longest) for name in colours if counts.get(name)),
            "，".join(f"{name}{counts[name]}" for name in colours if counts.get(name)),
        )  # fmt: skip
        for label, counts in kept
    ]
