"""Every route x every role: allowed or refused as the table below says by hand; an address that nobody listed fails."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from people import PEOPLE
from site_runner import Site, run

# Written by hand, not read from the program, in a file for each part of the work (may/*.txt): who may open each route, and
# whether it changes anything. C 部门经办, R 审改办, T 镇街园区承接, A 审计, S 系统管理员, E 安全管理员, L 审计管理员,
# * whoever is signed in, 0 anybody.
WRITTEN = [
    line.split()
    for path in sorted((Path(__file__).parent / "may").glob("*.txt"))
    for line in path.read_text("utf-8").splitlines()
    if not line.startswith("#")
]
MAY = {name: who.strip("0") for name, who, _ in WRITTEN}
WRITES = {name for name, _, acts in WRITTEN if acts == "写"}  # all others refuse POST
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
    assert sorted(one["name"] for one in table) == sorted(name for name, _, _ in WRITTEN)  # each once
    assert {acts for _, _, acts in WRITTEN} == {"读", "写"} and set("".join(MAY.values())) <= set("CRTASEL*")
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


def test_what_an_address_does_not_know_is_told_on_a_page(shared_site: Site):
    answer = shared_site.person("reform").post("/catalogue/", {})
    assert answer.status == 405 and "不能这样用" in answer.text and "POST" not in answer.headers["allow"]


def test_the_people_of_the_tests_cover_every_role():
    assert {role for _, _, role in PEOPLE.values() if role} == {
        "部门经办", "审改办", "镇街园区承接", "审计", "系统管理员", "安全管理员", "审计管理员",
    }  # fmt: skip


def test_a_pattern_outside_the_table_is_closed_to_all(small_home):
    """A view put into the address list past the table is refused, whoever asks."""
    assert run(small_home[0], "patterns.py", "smuggled") == {"status": 403, "reached": False}
