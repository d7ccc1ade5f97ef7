"""The life story of a grant: every registered event with day, person, instrument and reason, what holds and what not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from app.grants.register import Standing
from app.office import Office
from app.personal.masking import masked
from rules.facts.life import Step
from rules.facts.lives import standing
from rules.wording import said

DETAILS = (
    "审查意见", "评估结论", "经过过渡条款", "交接印章", "交接账号", "交接持证人数", "交接人员姓名", "交接培训", "指南已更新",
    "运行期", "运行受理件数", "备注",
)  # fmt: skip
"""What else an event may say, in the order in which it is told."""


def story(office: Office, one: Standing, day: date, *, whole: bool = True) -> list[dict[str, Any]]:
    """Events by day; 成立 or why not. Events after the day are told as 以后. Personal data masked unless `whole`."""
    if one.life is None:
        return []
    told = [(step, True) for step in one.life.steps] + [(step, False) for step in one.life.refused]
    told.sort(key=lambda pair: (pair[0].day, pair[0].event.rank))
    return [_line(office, step, held, day, whole) for step, held in told]


def _line(office: Office, step: Step, held: bool, day: date, whole: bool) -> dict[str, Any]:
    facts, record = step.facts if whole else masked(office.fields, step.facts), step.event.record
    source = next((one for one in record.sources.values() if one.cell), None)
    how, why = ("成立", "") if held else standing(office.book, step)
    return {
        "日期": step.day.isoformat(), "环节": step.stage, "认定": how if step.day <= day else f"{how}（以后）", "原因": why,
        "经办人": said(facts.get("经办人") or ""), "文书": said(facts.get("经过文书") or ""), "说明": said(facts.get("经过说明") or ""),
        "内容": "；".join(f"{name}：{said(facts[name])}" for name in DETAILS if facts.get(name) not in (None, "")),
        "依据": [str(one) for one in step.decision.basis], "规则": list(step.decision.rules),
        "来源": f"{source.file} {source.cell}" if source else "", "第几次导入": step.event.batch or None,
    }  # fmt: skip


def alike_stories(
    office: Office, found: Sequence[Standing], day: date
) -> list[tuple[list[Standing], list[dict[str, Any]]]]:
    """Grants of which the same is registered stand together."""
    groups: dict[str, tuple[list[Standing], list[dict[str, Any]]]] = {}
    for one in found:
        lines = story(office, one, day)
        key = repr((one.fact("批次"), one.subject.name, one.fact("赋权方式"), one.stage, lines))
        groups.setdefault(key, ([], lines))[0].append(one)
    return list(groups.values())
