"""What falls due: evaluations by the interval that is a parameter, and terms of entrustments and instruments that end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from app.grants.register import Standing
from app.office import Office
from catalogue.finding import UserError
from catalogue.names import name_key
from catalogue.records import Record

INTERVAL, AHEAD = "赋权评估间隔月数", "赋权到期提醒天数"
EXERCISED = ("已承接", "运行", "评估", "调整")


@dataclass(frozen=True)
class Due:
    """One thing that falls due on a day: 评估, 委托期满 or 文书到期; `late` where the day has passed."""

    what: str
    on: date
    late: bool
    batch: str
    matter: str
    recipients: tuple[str, ...]
    former: str
    why: str

    def as_dict(self) -> dict[str, Any]:
        """Plain values, in Chinese."""
        return {
            "到期日": self.on.isoformat(), "什么": self.what, "已过期": "是" if self.late else "否", "批次": self.batch, "事项名称": self.matter,
            "承接主体": "、".join(self.recipients), "原实施机关": self.former, "算法": self.why,
        }  # fmt: skip


def until(office: Office, day: date, before: date | None) -> date:
    """The last day asked for: as said, else as many days ahead as the office's parameter says."""
    if before is not None:
        return before
    ahead = office.book.on(day).parameters.get(AHEAD)
    if ahead is None:
        raise UserError(
            f"参数“{AHEAD}”", "本单位没有写提前几天提醒", "请在 book/parameters.yaml 写上，或者用 --before 写到哪一天"
        )
    return day + timedelta(days=int(ahead))


def due(
    office: Office, found: Iterable[Standing], instruments: Iterable[Record], day: date, last: date
) -> tuple[list[Due], bool]:
    """What falls due by the last day, earliest first; and whether evaluations could be told (the interval is known).

    An interval of months counts from the last evaluation, else from the first day of exercise (已承接, 施行)."""
    months = office.book.on(day).parameters.get(INTERVAL)
    ends = {name_key(str(r.facts.get("文号"))): r.facts.get("有效期至") for r in instruments if r.facts.get("有效期至")}
    groups: dict[tuple[str, date, str, str, str, str], list[str]] = {}
    for one in found:
        if one.state not in EXERCISED or one.fact("赋权方式") == "法定本级":
            continue
        facts = one.subject.facts
        own: list[tuple[str, date, str]] = []
        if months is not None and (begun := _evaluated(one)):
            own.append(
                ("评估", _months_after(begun[0], int(months)), f"{begun[1]}{begun[0].isoformat()}起{months}个月")
            )
        if last_day := facts.get("委托止"):
            own.append(("委托期满", last_day, f"委托书{facts.get('委托书', '')}写到这一天"))
        if last_day := ends.get(name_key(one.fact("赋权文号"))):
            own.append(("文书到期", last_day, f"{one.fact('赋权文号')}有效到这一天"))
        for what, on, why in own:
            if on <= last:
                key = what, on, one.fact("批次"), one.subject.name, one.fact("原实施机关"), why
                groups.setdefault(key, []).append(one.subject.unit)
    told = [
        Due(what, on, on < day, batch, matter, tuple(recipients), former, why)
        for (what, on, batch, matter, former, why), recipients in groups.items()
    ]
    return sorted(told, key=lambda one: (one.on, one.what, one.batch, one.matter)), months is not None


def _evaluated(one: Standing) -> tuple[date, str] | None:
    """From which day the interval runs, and what happened on it."""
    facts = one.subject.facts
    if evaluated := facts.get("最近评估日期"):
        return evaluated, "上次评估"
    taken = next((step.day for step in one.life.steps if step.stage == "已承接"), None) if one.life else None
    begun = [day for day in (taken, facts.get("施行日期")) if day]
    return (max(begun), "承接、施行") if begun else None


def _months_after(day: date, months: int) -> date:
    """The same day of a later month, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first_of_next = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + timedelta(days=day.day - 1), first_of_next - timedelta(days=1))
