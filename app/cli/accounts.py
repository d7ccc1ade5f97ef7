"""Commands account ...: the way back at the server itself when nobody can sign in who could unlock or reset on a page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.cli.chinese import group
from app.cli.screen import JSON, emit, say, table
from catalogue.finding import UserError

if TYPE_CHECKING:
    from app.web.models import Account

WHY = click.option("--why", default="", help="理由，记入审计日志")
NAME = click.argument("username", metavar="账号")


@group(name="account", help="账号：管理员都进不来时，在服务器上解除锁定、重置口令；平时请在网页上办。")
def account_group() -> None:
    """The group."""


def _open(home: Path) -> None:
    from app.store import open_store

    open_store(home, "app.web.settings")


def _named(home: Path, username: str, why: str) -> Account:
    if not why.strip():
        raise UserError("理由", "没有写", "请写 --why，例如“管理员忘了口令，分管领导同意”")
    _open(home)
    from app.web.models import Account

    found = Account.objects.filter(username=username.strip().lower()).first()
    if found is None:
        raise UserError(username, "没有这个账号", "请用 quanmu account list 看有哪些")
    return found


@account_group.command("list", help="全部账号：姓名、单位、角色、状态。")
@JSON
@click.pass_obj
def list_command(home: Path, as_json: bool) -> int:
    """Names and states; nothing secret."""
    _open(home)
    from app.web.accounts import failures, state
    from app.web.models import Account

    rows = [[a.username, a.name, a.unit, a.roles, state(a), failures(a)] for a in Account.objects.order_by("username")]
    if as_json:
        for row in rows:
            emit(dict(zip(("account", "name", "unit", "roles", "state", "failures"), row, strict=True)))
        return 0
    table("账号", ["账号", "姓名", "单位", "角色", "状态", "口令连续输错"], rows)
    return 0


@account_group.command("unlock", help="解除口令输错过多的锁定。")
@NAME
@WHY
@JSON
@click.pass_obj
def unlock_command(home: Path, username: str, why: str, as_json: bool) -> int:
    """Forget wrong passwords, as the page does."""
    account = _named(home, username, why)
    from app.web.accounts import unlock

    unlock(account, why)
    emit({"account": account.username}) if as_json else say(f"已解除锁定：{account.told}。")
    return 0


@account_group.command("reset", help="收回口令、结束登录，给出设置口令的一次性链接；角色不变。")
@NAME
@WHY
@JSON
@click.pass_obj
def reset_command(home: Path, username: str, why: str, as_json: bool) -> int:
    """A new link. The roles stay: else the only administrator, waiting for another's word, would be lost for good."""
    account = _named(home, username, why)
    from app.config import load_config
    from app.web.accounts import invitation, reset

    reset(account, why, keep_roles=True)
    account.refresh_from_db()
    path = invitation(account)
    if as_json:
        emit({"account": account.username, "path": path})
        return 0
    say(
        f"已重置 {account.told} 的口令。请本人在浏览器里打开（接在服务器的地址后面，{load_config(home).invitation_days} 天内有效，只能用一次）："
    )
    click.echo(path)
    return 0


COMMANDS = [account_group]
