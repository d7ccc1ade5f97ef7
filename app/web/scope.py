"""Whose records are whose: a unit's people see and change what names their unit; the office and auditors see all."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date
from functools import cache
from typing import Any

from app.web.models import Account
from app.web.offices import office
from app.web.roles import WHOLE, Role

# in which fields of a kind its unit stands: any of them makes the record that unit's
DEPARTMENT = {
    "办理项": ("实施主体",),
    "职权": ("实施主体",),
    "赋权": ("原实施机关",),
    "进驻": ("实施主体",),
    "机构": ("机构名称", "上级机构"),
    "承接能力": ("机构名称",),
    "办件统计": ("办件单位",),
    "办件": ("办件单位",),
    "好差评": ("实施主体",),
    "一件事": ("实施主体", "牵头单位"),
    "自报指标": ("填报单位",),
    "裁定": ("对象部门",),
}
RECIPIENT = {
    "赋权": ("承接主体",),
    "机构": ("机构名称", "上级机构"),
    "承接能力": ("机构名称",),
    "办件统计": ("办件单位",),
    "办件": ("办件单位",),
    "自报指标": ("填报单位",),
    "裁定": ("承接主体",),
    "赋权经过": ("承接主体",),
}
OWN_STAGES = ("已承接", "运行")  # what a recipient itself says of a grant's life; the other stages are the office's
EVERYBODY = frozenset({"文件"})  # what all may read: the instruments that powers rest on
Facts = Mapping[str, Any]


def sees_all(account: Account) -> bool:
    """Whether every unit's records are open to this person."""
    return account.has(Role.REFORM, Role.AUDITOR)


def eyes(account: Account, members: Callable[[str], Collection[str]] | None = None) -> Callable[[str, Facts], bool]:
    """Whether this person may see a record of that kind with those facts; made once for a long list. `members` tells whom a
    cell means: a collective recipient such as 各镇, a short name."""
    if sees_all(account):
        return lambda _kind, _facts: True
    clerk, recipient = account.has(Role.CLERK), account.has(Role.RECIPIENT)

    @cache
    def names(kind: str) -> tuple[str, ...]:
        return (*(_named(kind, DEPARTMENT) if clerk else ()), *(_named(kind, RECIPIENT) if recipient else ()))

    def may(kind: str, facts: Facts) -> bool:
        if kind in EVERYBODY and (clerk or recipient):
            return True
        to = [str(value) for name in names(kind) if (value := facts.get(name))]
        return account.unit in to or any(members and account.unit in members(one) for one in to)

    return may


def _named(kind: str, table: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The fields that name a record's unit: of the table, else the one that a register declares (责任单位)."""
    declared = office().fields.kinds.get(kind)
    return table.get(kind) or ((declared.unit,) if declared and declared.unit else ())


def unit_fields(account: Account, kind: str) -> tuple[str, ...]:
    """The fields by which a record of that kind is this person's unit's."""
    return _named(kind, DEPARTMENT if account.has(Role.CLERK) else RECIPIENT)


def hands(account: Account) -> Callable[[str, Facts], bool]:
    """Whether this person may change a record: the office any, a unit's people their own, by whatever name the store knows the
    unit; who audits none. What is said of 各镇 is nobody's own."""
    if account.has(Role.REFORM):
        return lambda _kind, _facts: True
    unit, own = account.has(Role.CLERK, Role.RECIPIENT), eyes(account, _one_meant())

    def may(kind: str, facts: Facts) -> bool:
        if kind in EVERYBODY or (kind == "赋权经过" and facts.get("环节") not in OWN_STAGES):
            return False
        return unit and own(kind, facts)

    return may


def _one_meant() -> Callable[[str], Collection[str]]:
    """The one organisation that a cell means, by its full name; none for several and for what nobody knows."""
    from app import ledger
    from rules.facts.world import World

    @cache
    def world() -> World:
        return World({"机构": tuple(ledger.current(office().fields, "机构"))}, date.max)

    @cache
    def meant(words: str) -> Collection[str]:
        found, unknown = world().members(words)
        return found if len(found) == 1 and not unknown else ()

    return meant


def whole(account: Account, *, own: bool = True) -> bool:
    """Whether this person sees personal data whole; `own`: they are of the person's own unit. Others see a mask."""
    return any(account.has(role) and (whose == "全部" or own) for role, whose in WHOLE.items())


def senders(account: Account) -> str | None:
    """In whose name someone sends workbooks: their unit's; None for the office, which may send in any name."""
    return None if account.has(Role.REFORM) else account.unit
