"""Accounts: three administrators kept apart, roles granted by a second person, links good once, two people at one form."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from urllib.parse import unquote

import pytest
from command_line import Quanmu
from people import PASSWORD
from site_runner import Site
from small_county import DEPARTMENT
from test_web_signing import log


def create(site: Site, username: str, *roles: str, unit: str = "", name: str = "某人") -> str:
    """Create an account as the system administrator; gives the page that answers."""
    return (
        site.person("system")
        .post("/accounts/new/", {"username": username, "name": name, "unit": unit, "roles": list(roles)})
        .text
    )


def link(page: str) -> str:
    found = re.search(r'value="http://[^/]+(/welcome/[^"]+)"', page)
    assert found, page
    return found[1]


def number(site: Site, username: str) -> int:
    found = re.search(
        rf'<a href="/accounts/(\d+)/">{username}</a>', site.person("system").get(f"/accounts/?q={username}").text
    )
    assert found
    return int(found[1])


@pytest.mark.parametrize(
    ("roles", "why"),
    [
        (["系统管理员", "安全管理员"], "不能由一个账号兼任"),
        (["安全管理员", "审计管理员"], "不能由一个账号兼任"),
        (["系统管理员", "审改办"], "不能兼任业务角色"),
        (["审计", "审改办"], "审计不能兼任"),
        (["部门经办"], "只能看本单位的"),
        ([], "请选择角色"),
    ],
)
def test_roles_that_do_not_go_together_are_refused(roles: list[str], why: str, site: Site):
    assert why in create(site, "clashing", *roles)


def test_roles_hold_only_after_a_second_person_grants_them(site: Site):
    page = create(site, "li.si", "审改办", name="李四")
    path, one = link(page), None
    new = {"new": PASSWORD, "again": PASSWORD}
    visitor = site.visitor()
    assert visitor.post(path, new).status == 302
    assert "用过了" in visitor.get(path).text  # good once
    one, n = site.fresh("li.si"), number(site, "li.si")
    made, came = re.findall(
        r"<dt>(?:建立|最近登录)</dt><dd>([\d :-]+)<", site.person("system").get(f"/accounts/{n}/").text
    )
    assert datetime.fromisoformat(came) - datetime.fromisoformat(made) < timedelta(minutes=30)  # by one clock
    assert one.get("/jobs/").status == 403 and one.get("/").status == 200
    assert site.person("system").post(f"/accounts/{n}/grant/", {"why": "x"}, token=False).status == 403
    security, given = site.person("security"), {"why": "已当面核实"}
    seen = re.search(r'name="version" value="(\w+)"', security.get(f"/accounts/{n}/grant/").text)[1]
    change = {"roles": ["审改办", "部门经办"], "unit": DEPARTMENT, "why": "兼"}
    assert site.person("system").post(f"/accounts/{n}/change/", change).status == 302  # after the other had looked
    assert "变过" in security.post(f"/accounts/{n}/grant/", {**given, "version": seen}).text
    assert security.post(f"/accounts/{n}/grant/", given).status == 302
    assert one.get("/jobs/").status == 200
    entry = log(site, "授权")[-1]
    assert (entry["账号"], entry["by"], entry["理由"]) == ("李四（li.si）", "安全员（security）", "已当面核实")
    keeper = site.person("log")
    assert "没有符合条件" in keeper.get("/audit/?why=li.si").text  # stands in the content, in no reason
    query = "why=当面核实&act=授权&by=安全员"
    assert "共 1 条" in keeper.get(f"/audit/?{query}").text
    saved = keeper.get(f"/audit/download/csv/?{query}")
    lines = saved.body.decode("utf-8-sig").splitlines()
    assert (
        len(lines) == 2 and "已当面核实" in lines[1] and "审计日志.csv" in unquote(saved.headers["content-disposition"])
    )
    told = log(site, "导出审计日志")[-1]
    assert (told["条数"], told["by"]) == (1, "日志员（log）") and "当面核实" in told["筛选"]
    assert keeper.get("/audit/download/exe/").status == 400 and keeper.get("/audit/verify/").status == 200


def test_a_second_security_administrator_is_granted_by_the_audit_administrator(site: Site):
    create(site, "wang.wu", "安全管理员")
    n = number(site, "wang.wu")
    refused = site.person("security").post(f"/accounts/{n}/grant/", {"why": "x"})
    assert refused.status == 400 and "审计管理员授予" in refused.text
    assert site.person("log").post(f"/accounts/{n}/grant/", {"why": "会议决定"}).status == 302


@pytest.mark.parametrize("role", ["系统管理员", "审改办"])
def test_a_reset_takes_roles_beyond_one_unit_until_they_are_granted_again(role: str, site: Site):
    username = "zhao" if role == "审改办" else "qian"
    create(site, username, role)
    n = number(site, username)
    assert site.person("security").post(f"/accounts/{n}/grant/", {"why": "x"}).status == 302
    page = site.person("system").post(f"/accounts/{n}/reset/", {"why": "忘了口令"}).text
    assert site.visitor().post(link(page), {"new": PASSWORD, "again": PASSWORD}).status == 302
    assert site.fresh(username).get("/jobs/").status == 403


def test_the_only_administrator_and_oneself_cannot_be_disabled(site: Site):
    security = site.people["security"]
    assert "唯一" in site.person("system").post(f"/accounts/{site.people['log']}/switch/", {"why": "x"}).text
    assert "不能停用自己" in site.person("security").post(f"/accounts/{security}/switch/", {"why": "x"}).text


def test_who_saves_second_is_told_with_both_versions_and_nothing_is_lost(site: Site):
    create(site, "two", "审改办")
    path = f"/accounts/{number(site, 'two')}/change/"
    first, second = site.fresh("system"), site.fresh("system")
    opened = re.search(r'name="version" value="(\w+)"', first.get(path).text)[1]
    assert second.post(path, {"roles": "部门经办", "unit": "甲镇", "why": "先改的人"}).status == 302
    answer = first.post(path, {"roles": "审计", "unit": "", "why": "后改的人", "version": opened})
    assert answer.status == 409 and "系统员（system）" in answer.text
    both = re.findall(r"<tr><th[^>]*>(\w+)</th><td>([^<]*)</td><td>([^<]*)</td>", answer.text)
    assert both == [("单位", "甲镇", "（空）"), ("角色", "部门经办", "审计")]
    assert 'value="后改的人"' in answer.text
    seen = re.search(r'name="version" value="(\w+)"', answer.text)[1]
    assert first.post(path, {"roles": "审计", "unit": "", "why": "看过了", "version": seen}).status == 302


def test_at_the_server_itself_who_is_locked_out_or_forgot_comes_back(site: Site):
    """The only security administrator, whom nobody else could unlock or grant the role to again."""
    for _ in range(5):
        assert site.visitor().post("/login/", {"username": "security", "password": "x"}).status in (200, 429)
    assert site.visitor().post("/login/", {"username": "security", "password": PASSWORD}).status == 429
    quanmu = Quanmu(site.home)
    listed = {one["account"]: one for one in quanmu("account", "list", "--json").objects()}
    assert listed["security"]["failures"] >= 5 and listed["security"]["roles"] == "安全管理员"
    assert "没有写" in quanmu("account", "unlock", "security", ok=False).refused()
    assert "没有这个账号" in quanmu("account", "unlock", "nemo", "--why", "x", ok=False).refused()
    quanmu("account", "unlock", "security", "--why", "本人当面申请")
    person = site.fresh("security")
    path = quanmu("account", "reset", "security", "--why", "忘了口令").out.splitlines()[-1]
    assert person.get("/password/").status == 302  # the session has ended
    assert site.visitor().post(path, {"new": PASSWORD, "again": PASSWORD}).status == 302
    assert site.fresh("security").get("/personal/").status == 200  # still what they were
    assert [log(site, act)[-1]["理由"] for act in ("解除锁定", "重置口令")] == ["本人当面申请", "忘了口令"]
    assert "不能在这里监听" in quanmu("serve", "--port", site.port, ok=False).refused()


def test_what_was_typed_is_kept_as_a_draft_until_it_is_sent_or_thrown_away(site: Site):
    create(site, "drafty", "审改办")
    path = f"/accounts/{number(site, 'drafty')}/change/"
    person = site.fresh("system")
    answer = person.post(path, {"roles": "审改办", "unit": "没有的局", "why": "写了一半的理由"})
    assert "机构表里没有" in answer.text and "没有的局" in answer.text
    again = site.fresh("system").get(path).text  # another day, another session
    assert "写了一半的理由" in again and "没有保存成功的草稿" in again
    assert "写了一半的理由" not in person.get(path + "?draft=drop").text
    assert "写了一半的理由" not in person.get(path).text


def test_markup_in_a_name_is_text(site: Site):
    create(site, "nasty", "审改办", name="<script>alert(1)</script>")
    page = site.person("system").get("/accounts/").text
    assert "&lt;script&gt;alert(1)" in page and "<script>alert" not in page
