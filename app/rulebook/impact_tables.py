"""An impact as tables: for the screen, the workbook and JSON, all from one place."""

from __future__ import annotations

from collections import Counter
from typing import Any

from app.rulebook.impact import ANSWER, GROUNDS, MISSING, Impact
from catalogue.finding import Finding
from exporters.working import Table, TableColumn

CHANGED = (
    "变化",
    "对象",
    "单位",
    "名称",
    "承接主体",
    "问题",
    "原来",
    "以后",
    "由哪条规则",
    "事实变化",
    "原来的依据",
    "以后的依据",
)
_WIDTHS = (10, 8, 20, 34, 14, 12, 24, 24, 36, 26, 30, 30)


def summary(impact: Impact) -> list[tuple[str, str, str, int]]:
    """问题, 原来, 以后, 条数: how many decisions went from what to what, most first. Other changes are counted by kind."""
    moved = Counter(
        (f"{c.kind}·{c.question}", _short(c.before), _short(c.after))
        for c in impact.changes
        if c.what not in (GROUNDS, MISSING)
    )
    rows = [(question, a, b, count) for (question, a, b), count in moved.most_common()]
    for what in (GROUNDS, MISSING):
        if count := sum(c.what == what for c in impact.changes):
            rows.append((f"结论不变，{what}变了", "", "", count))
    return rows


def _short(words: str) -> str:
    return words.partition("（")[0]


def changed_rows(impact: Impact) -> list[list[str]]:
    """A row a decision, conclusions first."""
    order = {ANSWER: 0, GROUNDS: 8, MISSING: 9}
    return [
        [
            c.what, c.kind, c.unit, c.name, c.recipient, c.question, c.before, c.after,
            "；".join(f"{name} {impact.rules.get(name, '')}" for name in c.rules), "；".join(c.facts),
            "、".join(c.basis_before), "、".join(c.basis),
        ]
        for c in sorted(impact.changes, key=lambda c: (order.get(c.what, 1), c.kind, c.unit, c.name, c.recipient))
    ]  # fmt: skip


def tables(impact: Impact) -> list[Table]:
    """The workbook's sheets."""
    lead = f"从“{impact.before}”到“{impact.after}”：比较了 {impact.compared} 个判定，变化 {len(impact.changes)} 个"
    notes = "".join(f"。{note}" for note in impact.notes)
    found = impact.findings
    findings = [
        [how, f.severity, f"{f.rule} {f.title}", f.unit, f.place, words, f.advice]
        for how, group in (
            ("不再有", [(f, f.message) for f in found.ended]),
            ("新出现", [(f, f.message) for f in found.new]),
            ("有改变", [(f, altered(was, f)) for was, f in found.altered]),
        )
        for f, words in group
    ]
    checked = str(found)
    moved = f"指标变化 {len(impact.indicators)} 个" if impact.indicators else "指标没有变化"
    return [
        Table("变化汇总", f"{lead}；{checked}；{moved}{notes}", _columns(("问题", "原来", "以后", "条数"), (40, 32, 32, 10)), summary(impact)),
        Table("逐条", lead, _columns(CHANGED, _WIDTHS), changed_rows(impact), frozen=4),
        Table("自查发现", f"{lead}；{checked}", _columns(("变化", "级别", "检查", "单位", "对象", "说明", "怎么办"), (8, 8, 34, 20, 30, 50, 40)), findings),
        Table("指标", f"{lead}；{moved}{notes}", _columns(("指标", "原来", "以后"), (36, 28, 28)), [list(one) for one in impact.indicators]),
    ]  # fmt: skip


def altered(was: Finding, now: Finding) -> str:
    """What a finding says now, and what of it was otherwise."""
    parts = (
        ("级别", was.severity, now.severity),
        ("说明", was.message, now.message),
        ("怎么办", was.advice, now.advice),
        ("依据", "、".join(was.basis), "、".join(now.basis)),
        ("缺少", "、".join(was.missing), "、".join(now.missing)),
    )
    differ = "；".join(f"{part}原来是“{a or '（无）'}”" for part, a, b in parts if a != b)
    return f"{now.message}（{differ or '名称改了'}）"


def _columns(headings: tuple[str, ...], widths: tuple[float, ...]) -> tuple[TableColumn, ...]:
    return tuple(TableColumn(heading, width) for heading, width in zip(headings, widths, strict=True))


def as_json(impact: Impact) -> dict[str, Any]:
    """One object: totals, changes, findings, indicators."""
    return {
        "before": impact.before,
        "after": impact.after,
        "compared": impact.compared,
        "decided_again": impact.again,
        "summary": [dict(zip(("question", "before", "after", "count"), row, strict=True)) for row in summary(impact)],
        "changes": impact.changes,
        "findings_ended": impact.findings.ended,
        "findings_new": impact.findings.new,
        "findings_altered": [{"before": was, "after": now} for was, now in impact.findings.altered],
        "indicators": [dict(zip(("name", "before", "after"), row, strict=True)) for row in impact.indicators],
        "rules": impact.rules,
        "notes": impact.notes,
    }
