"""Roles of the staff's web application, and which of them one account may not hold together."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum


class Role(StrEnum):
    """What an account may be (角色)."""

    CLERK = "部门经办"
    REFORM = "审改办"
    RECIPIENT = "镇街园区承接"
    AUDITOR = "审计"
    SYSTEM = "系统管理员"
    SECURITY = "安全管理员"
    LOG = "审计管理员"


ADMINISTRATORS = frozenset({Role.SYSTEM, Role.SECURITY, Role.LOG})
STAFF = frozenset({Role.CLERK, Role.REFORM, Role.RECIPIENT})
READERS = STAFF | {Role.AUDITOR}
EVERY_ROLE = frozenset(Role)
OF_A_UNIT = frozenset({Role.CLERK, Role.RECIPIENT})  # these see and change what is their own unit's

WHOLE = {Role.REFORM: "全部", Role.CLERK: "本单位", Role.RECIPIENT: "本单位"}  # who sees personal data whole, and whose

DUTIES = {
    Role.CLERK: "报送本部门的工作簿，看本部门的事项、判定、指南和自查问题",
    Role.REFORM: "审核各单位报送，裁定，管规则、赋权、窗口，公布，自查和整改",
    Role.RECIPIENT: "看本镇街、村社区、园区承接的事项清单，做本单位自查",
    Role.AUDITOR: "看全部内容和审计日志，什么也不改",
    Role.SYSTEM: "建账号、停用账号、发口令设置链接，管运行和任务",
    Role.SECURITY: "给账号授予角色、解除锁定，停用账号",
    Role.LOG: "看审计日志，核对日志链",
}


def clash(roles: Collection[Role]) -> str:
    """Why one account may not hold these roles together; "" if it may.

    The three administrators are kept apart from one another and from the office's business (三员分立), and who audits
    changes nothing.
    """
    administrators = sorted(role for role in roles if role in ADMINISTRATORS)
    if len(administrators) > 1:
        return f"{'、'.join(administrators)}不能由一个账号兼任"
    if administrators and len(roles) > 1:
        return f"{administrators[0]}不能兼任业务角色"
    if Role.AUDITOR in roles and len(roles) > 1:
        return "审计不能兼任其他角色"
    return ""


def needs_unit(roles: Collection[Role]) -> bool:
    """Whether an account of these roles has to belong to an organisation."""
    return bool(OF_A_UNIT & set(roles))


def split(text: str) -> frozenset[Role]:
    """Roles from how they are kept (部门经办、审改办)."""
    return frozenset(Role(word) for word in text.split("、") if word)


def joined(roles: Collection[Role]) -> str:
    """Roles as they are kept, in the order of the list."""
    return "、".join(role for role in Role if role in roles)
