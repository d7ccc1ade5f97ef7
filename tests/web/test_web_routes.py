"""Every route x every role: allowed or refused as the table below says by hand; an address that nobody listed fails."""

from __future__ import annotations

import re

import pytest
from people import PEOPLE
from site_runner import Site, run

# Written by hand, not read from the program: who may open each route. C 部门经办, R 审改办, T 镇街园区承接, A 审计,
# S 系统管理员, E 安全管理员, L 审计管理员, "*" whoever is signed in, "" anybody.
MAY = {
    "home": "*",
    "login": "",
    "oidc": "",
    "oidc-back": "",
    "logout": "*",
    "welcome": "",
    "password": "*",
    "setup": "",
    "setup-data": "S",
    "catalogue": "CRTA",
    "catalogue-download": "CRTA",
    "catalogue-save": "CRT",
    "catalogue-view": "CRTA",
    "catalogue-drop": "CRT",
    "matter": "CRTA",
    "matter-guide": "CRTA",
    "rule-one": "R",
    "decisions": "CRTA",
    "decisions-open": "CRTA",
    "decisions-settle": "R",
    "names": "CRTA",
    "names-confirm": "R",
    "judge": "R",
    "rules": "CRTA",
    "rule": "CRTA",
    "proposals": "CRTA",
    "proposal-new": "R",
    "proposal": "CRTA",
    "proposal-of-job": "CRTA",
    "proposal-impact": "R",
    "proposal-decide": "R",
    "jobs": "CRTASL",
    "job": "CRTASL",
    "job-again": "CRTS",
    "accounts": "ASEL",
    "account-new": "S",
    "account": "ASEL",
    "account-change": "S",
    "account-reset": "S",
    "account-grant": "EL",
    "account-switch": "SE",
    "account-unlock": "E",
    "audit": "AL",
    "audit-verify": "AL",
    # 报送
    "upload-new": "CRT",
    "uploads": "CRTA",
    "upload": "CRTA",
    "upload-of-job": "CRTA",
    "upload-headings": "CRT",
    "upload-file": "CRTA",
    "upload-again": "CRT",
    "upload-send": "CRT",
    "upload-review": "R",
    "upload-drop": "CRT",
    "export": "CRTA",
    "tray": "CRTA",
    "tray-row": "CRTA",
    "tray-mend": "CRT",
    "tray-release": "CRT",
    "tray-drop": "CRT",
    "imports": "CRTA",
    "import": "CRTA",
    "import-undo": "R",
    # 赋权
    "grants": "CRTA",
    "grant": "CRTA",
    "grants-due": "CRTA",
    "grants-advance": "R",
    "grants-propose": "R",
    "grants-choose": "R",
    "grants-guides": "CRA",
    "grants-guides-find": "R",
    "grants-of-job": "CRTA",
    # 窗口
    "windows": "CRA",
    "window": "CRA",
    "window-move": "R",
    # 公布
    "publish": "CRTA",
    "publish-prepare": "R",
    "publish-of-job": "CRTA",
    "publish-draft": "CRTA",
    "publish-send": "R",
    "publish-approve": "R",
    "publish-return": "R",
    "publish-drop": "R",
    "publish-again": "R",
    "publish-edition": "CRTA",
    "publish-withdraw": "R",
    "publish-verify": "CRTA",
    "publish-download": "CRTA",
    "public": "*",
    "public-file": "*",
    # 自查整改
    "selfcheck-list": "CRTA",
    "selfcheck-new": "R",
    "selfcheck-of-job": "CRTA",
    "selfcheck": "CRTA",
    "selfcheck-form": "CRTA",
    "selfcheck-paper": "CRTA",
    "selfcheck-collect": "CRT",
    "selfcheck-remind": "R",
    "selfcheck-compare": "R",
    "selfcheck-close": "R",
    "problems": "CRTA",
    "problems-download": "CRTA",
    "problems-inspections": "R",
    "problem": "CRTA",
    "problem-evidence": "CRTA",
    "problem-assign": "R",
    "problem-extend": "R",
    "problem-mend": "CRT",
    "problem-add": "CRT",
    "problem-review": "R",
    "problem-refute": "R",
    "problem-close": "R",
    # 红黄牌、总结
    "cards": "CRTA",
    "cards-download": "CRTA",
    "cards-judge": "R",
    "card": "CRTA",
    "card-appeal": "CRT",
    "card-uphold": "R",
    "card-cancel": "R",
    "reports": "RA",
    "report": "RA",
    "report-hold": "R",
    "report-download": "RA",
    # 帮助
    "help": "*",
    "help-pdf": "*",
    # 指标
    "indicators": "CRTA",
    "indicator": "CRTA",
    "indicators-download": "CRTA",
    "indicators-count": "R",
    "indicators-of-job": "CRTA",
}
WRITES = {  # the routes that change anything; all others refuse POST
    "indicators-count",
    "catalogue-save", "catalogue-drop", "rule-one", "decisions-settle", "names-confirm", "judge",
    "proposal-new", "proposal-impact", "proposal-decide",
    "login", "logout", "welcome", "password", "setup", "setup-data", "job-again", "account-new", "account-change",
    "cards-judge", "card-appeal", "card-uphold", "card-cancel", "report-hold", "selfcheck-new", "selfcheck-collect", "selfcheck-remind", "selfcheck-compare", "selfcheck-close", "problems-inspections",
    "problem-assign", "problem-extend", "problem-mend", "problem-add", "problem-review", "problem-refute", "problem-close",
    "account-reset", "account-grant", "account-switch", "account-unlock", "upload-new", "upload-headings", "upload-again",
    "upload-send", "upload-review", "upload-drop", "tray-mend", "tray-release", "tray-drop", "import-undo",
    "window-move", "grants-advance", "grants-propose", "grants-choose", "grants-guides-find",
    "publish-prepare", "publish-send", "publish-approve", "publish-return", "publish-drop", "publish-again",
    "publish-withdraw",
}  # fmt: skip
LETTERS = {"clerk": "C", "reform": "R", "town": "T", "auditor": "A", "system": "S", "security": "E", "log": "L", "nobody": "-"}  # fmt: skip
FILLED = {"int": "4", "str": "x", "path": "x/y", "slug": "x"}


@pytest.fixture(scope="module")
def table(small_home) -> list[dict]:
    """Every address pattern that Django knows, with the row of the table of routes it belongs to."""
    found: list[dict] = run(small_home[0], "patterns.py")
    return found


def address(route: str) -> str:
    """The pattern with something in each place."""
    return "/" + re.sub(r"<(\w+):\w+>", lambda found: FILLED[found[1]], route)


def test_every_pattern_is_a_row_and_every_row_is_in_the_table_by_hand(table):
    assert {one["name"] for one in table} == set(MAY)
    assert [one for one in table if not one["listed"]] == []
    assert {one["name"] for one in table if one["acts"] == "写"} == WRITES
    assert all(one["title"] and one["does"] for one in table)


def test_an_auditor_can_open_nothing_that_changes_anything():
    assert [name for name in WRITES if "A" in MAY[name]] == []


@pytest.mark.parametrize("username", [*LETTERS, ""])
def test_every_route_for_every_role(username: str, shared_site: Site, table):
    person = shared_site.person(username) if username else shared_site.visitor()
    wrong = []
    for one in table:
        may = MAY[one["name"]]
        allowed = may == "" or (username != "" and (may == "*" or LETTERS[username] in may))
        answer = person.get(address(one["route"]))
        if not username and not allowed:
            fine = answer.status == 302 and answer.location.startswith("/login/")
        else:
            fine = (answer.status in (200, 302, 400, 404)) if allowed else answer.status == 403
        if not fine:
            wrong.append((one["name"], "GET", answer.status))
        posted = person.post(address(one["route"]), {}, token=False)
        if one["name"] not in WRITES and posted.status not in (403, 405):
            wrong.append((one["name"], "POST", posted.status))
        if one["name"] in WRITES and posted.status != 403:  # without the token nothing is ever changed
            wrong.append((one["name"], "POST without token", posted.status))
    assert wrong == []


def test_the_people_of_the_tests_cover_every_role():
    assert {role for _, _, role in PEOPLE.values() if role} == {
        "部门经办", "审改办", "镇街园区承接", "审计", "系统管理员", "安全管理员", "审计管理员",
    }  # fmt: skip


def test_a_pattern_outside_the_table_is_closed_to_all(small_home):
    """A view put into the address list past the table is refused, whoever asks."""
    assert run(small_home[0], "patterns.py", "smuggled") == {"status": 403, "reached": False}
