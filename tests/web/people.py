"""Accounts for tests, one of each role, made by the functions that the pages call. Run: ``python people.py FOLDER``."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from small_county import DEPARTMENT, TOWN

PASSWORD = "三个字的好口令 2021 Abc"
PEOPLE = {  # account: name, unit, role
    "clerk": ("经办员", DEPARTMENT, "部门经办"),
    "other": ("别家员", "小县卫生健康局", "部门经办"),
    "reform": ("审改员", "", "审改办"),
    "second": ("复核员", "", "审改办"),
    "town": ("承接员", TOWN, "镇街园区承接"),
    "auditor": ("审计员", "", "审计"),
    "system": ("系统员", "", "系统管理员"),
    "security": ("安全员", "", "安全管理员"),
    "log": ("日志员", "", "审计管理员"),
    "nobody": ("新来的", "", ""),
}


def make(home: Path) -> dict[str, int]:
    """All of them, granted and with the same password; gives their numbers."""
    from app.store import open_store

    open_store(home, "app.web.settings", create=True)
    from app.web import accounts
    from app.web.models import Account
    from app.web.roles import Role

    made = {"system": accounts.create_first("system", PEOPLE["system"][0], PASSWORD)}
    for username in ("security", "log", *PEOPLE):
        if username in made:
            continue
        name, unit, role = PEOPLE[username]
        one = accounts.create(username, name, unit, [Role(role or "审改办")])
        if one.proposed and role:
            accounts.grant(one, made["security"], "测试")
        accounts.set_password(Account.objects.get(pk=one.pk), PASSWORD)
        made[username] = Account.objects.get(pk=one.pk)
    return {username: one.pk for username, one in made.items()}


if __name__ == "__main__":
    print(json.dumps(make(Path(sys.argv[1]))))
