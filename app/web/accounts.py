"""Acts on accounts: create, invite, grant roles, disable; each is one transaction with its line in the audit log."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime, timedelta

from django.contrib.auth.tokens import default_token_generator
from django.contrib.sessions.models import Session
from django.db.models import Q
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from app.clock import now
from app.models import AuditEntry
from app.store import record_act, transaction
from app.web.models import Account
from app.web.roles import ADMINISTRATORS, OF_A_UNIT, Role, clash, joined, needs_unit
from catalogue.canonical import dumps
from catalogue.finding import UserError

USERNAME = re.compile(r"[a-z][a-z0-9_.-]{2,31}")


def create(username: str, name: str, unit: str, roles: Collection[Role]) -> Account:
    """A new account without a password; its roles wait for the security administrator. Raises `UserError`.

    While the office has no security (or audit) administrator yet, that one role takes effect at once: else nobody could
    grant it.
    """
    username, name, unit = username.strip().lower(), name.strip(), unit.strip()
    if not USERNAME.fullmatch(username):
        raise UserError("账号", f"“{username}”不能作账号", "请用小写字母开头的 3 至 32 个小写字母、数字、点、横线")
    if not name:
        raise UserError("姓名", "没有写", "请写使用人的真实姓名，一人一号")
    _fit(roles, unit)
    with transaction():
        if Account.objects.filter(username=username).exists():
            raise UserError("账号", f"“{username}”已经有了", "账号不能重复，停用的也不能再给别人用；请换一个")
        first = set(roles) <= {Role.SECURITY, Role.LOG} and not _ever(*roles)
        account = Account(username=username, name=name, unit=unit, at=now())
        account.roles, account.proposed = (joined(roles), "") if first else ("", joined(roles))
        account.set_unusable_password()
        account.save()
        record_act("建账号", {"账号": account.told, "单位": unit, "角色": joined(roles), "待授权": not first})
    return account


def create_first(username: str, name: str, password: str) -> Account:
    """The first system administrator, on an empty store only. Raises `UserError`."""
    with transaction():
        if Account.objects.exists():
            raise UserError("首次设置", "已经有账号了", "请登录；忘了口令请找管理员")
        account = create(username, name, "", [Role.SYSTEM])
        account.roles, account.proposed = Role.SYSTEM.value, ""
        account.set_password(password)
        account.password_at = timezone.now()
        account.save()
        record_act("首次设置", {"账号": account.told, "角色": account.roles})
    return account


def holders(*roles: Role) -> list[Account]:
    """The accounts in use that hold one of these roles."""
    return [one for one in Account.objects.filter(is_active=True) if one.has(*roles)]


def alone(account: Account) -> bool:
    """Whether this person of the office has no colleague who could say the second word."""
    return account.has(Role.REFORM) and not any(one.pk != account.pk for one in holders(Role.REFORM))


def _ever(*roles: Role) -> bool:
    """Whether any account, also one disabled or waiting, was ever meant for one of these roles."""
    kept = Account.objects.values_list("roles", "proposed")
    return any(role in f"{held}、{asked}".split("、") for held, asked in kept for role in roles)


def invitation(account: Account) -> str:
    """The path of a page where the account's user chooses a password: good once, and for a few days only."""
    number = urlsafe_base64_encode(force_bytes(account.pk))
    return f"/welcome/{number}/{default_token_generator.make_token(account)}/"


def state(account: Account) -> str:
    """What keeps an account from being used, in one word."""
    if not account.is_active:
        return "停用"
    if account.proposed:
        return "待授权"
    return "待设口令" if account.password_at is None else "在用"


def failures(account: Account) -> int:
    """How many wrong passwords in a row are remembered."""
    from axes.models import AccessAttempt

    return sum(one.failures_since_start for one in AccessAttempt.objects.filter(username=account.username))


def unlock(account: Account, why: str) -> None:
    """Forget wrong passwords."""
    from axes.utils import reset as forget_attempts

    with transaction():
        record_act("解除锁定", {"账号": account.told, "理由": _reason(why)})
    forget_attempts(username=account.username)


def reset(account: Account, why: str, *, keep_roles: bool = False) -> None:
    """Take the password away and end all sessions. Roles that reach beyond one unit wait for a second word afterwards: whoever
    hands out the link must not come to hold two administrators' by it, nor both of the people that publishing takes. At the
    server itself, where the store lies open, they are kept (`keep_roles`): nobody may be left who could grant them."""
    with transaction():
        account = _fresh(account)
        account.set_unusable_password()
        account.password_at = None
        if account.role_set - OF_A_UNIT and not keep_roles:
            account.roles, account.proposed = "", account.roles
        account.save()
        end_sessions(account)
        record_act("重置口令", {"账号": account.told, "理由": _reason(why)})


def set_password(account: Account, password: str) -> None:
    """A new password chosen by its user; every session ends."""
    with transaction():
        account.set_password(password)
        account.password_at = timezone.now()
        account.save()
        end_sessions(account)
        record_act("设置口令", {"账号": account.told})


def propose(account: Account, unit: str, roles: Collection[Role], why: str) -> None:
    """Ask for another unit or other roles; what is in force stays until they are granted, but fewer roles hold at once."""
    _fit(roles, unit.strip())
    with transaction():
        account = _fresh(account)
        before = {"单位": account.unit, "角色": account.roles}
        moved = account.unit != unit.strip()
        account.unit = unit.strip()
        account.roles = "" if moved else joined(account.role_set & set(roles))
        account.proposed = "" if account.roles == joined(roles) else joined(roles)
        account.save()
        record_act(
            "变更账号",
            {"账号": account.told, "原": before, "单位": account.unit, "角色": joined(roles), "理由": _reason(why)},
        )


def grant(account: Account, granter: Account, why: str) -> None:
    """Give an account the roles asked for. Nobody grants to themselves. Raises `UserError`."""
    with transaction():
        account = _fresh(account)
        roles = [Role(word) for word in account.proposed.split("、") if word]
        if not roles:
            raise UserError(account.told, "没有待授的角色", "请刷新页面")
        if account.pk == granter.pk:
            raise UserError(account.told, "不能给自己授权", "请由另一位管理员授权")
        _fit(roles, account.unit)
        account.roles, account.proposed = joined(roles), ""
        account.save()
        record_act("授权", {"账号": account.told, "角色": account.roles, "理由": _reason(why)})


def switch(account: Account, by: Account, *, active: bool, why: str) -> None:
    """Disable an account, which ends its sessions at once, or take it into use again. Raises `UserError`."""
    with transaction():
        account = _fresh(account)
        if account.pk == by.pk:
            raise UserError(account.told, "不能停用自己", "请由另一位管理员办")
        others = [one for role in account.role_set & ADMINISTRATORS for one in holders(role) if one.pk != account.pk]
        if not active and account.has(*ADMINISTRATORS) and not others:
            raise UserError(account.told, f"是唯一在用的{account.roles}", "请先建好接替的人再停用")
        account.is_active = active
        account.save()
        end_sessions(account)
        record_act("启用账号" if active else "停用账号", {"账号": account.told, "理由": _reason(why)})


def note_locked(account: Account, minutes: int) -> None:
    """Somebody tried too many passwords: noted once in that many minutes, however often they go on."""
    since = (datetime.fromisoformat(now()) - timedelta(minutes=minutes)).isoformat(timespec="seconds")
    told = dumps({"账号": account.told})[1:-1]
    if not AuditEntry.objects.filter(act="锁定账号", at__gte=since, detail__contains=told).exists():
        with transaction():
            record_act("锁定账号", {"账号": account.told, "理由": "口令连续输错"})


def changed_since(account: Account, at: str) -> bool:
    """Whether an account's unit or roles were changed since that time."""
    told = dumps({"账号": account.told})[1:-1]
    return AuditEntry.objects.filter(
        act__in=("变更账号", "授权", "重置口令"), at__gte=at, detail__contains=told
    ).exists()


def end_sessions(account: Account, keep: str = "") -> int:
    """End every session of an account (but the one of key `keep`); gives how many."""
    ended = 0
    for session in Session.objects.filter(~Q(session_key=keep)):
        if session.get_decoded().get("_auth_user_id") == str(account.pk):
            session.delete()
            ended += 1
    return ended


def _fit(roles: Collection[Role], unit: str) -> None:
    if not roles:
        raise UserError("角色", "没有选", "请至少选一个角色")
    if why := clash(roles):
        raise UserError("角色", why, "请分给不同的人")
    if needs_unit(roles) and not unit:
        raise UserError("单位", "没有选", "部门经办和镇街园区承接只能看本单位的，请选单位")


def _fresh(account: Account) -> Account:
    found: Account = Account.objects.select_for_update().get(pk=account.pk)
    return found


def _reason(why: str) -> str:
    if not why.strip():
        raise UserError("理由", "没有写", "请写明为什么，审计日志要记")
    return why.strip()
