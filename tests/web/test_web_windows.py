"""Windows: counts agree with the lists, a move is a version with its reason, the second of two movers is told both."""

from __future__ import annotations

import json
import re
import sqlite3

from command_line import Quanmu
from site_runner import Person, Site

WAS, NEXT = "全科综合窗", "婚姻登记窗"


def address(person: Person, matter: str) -> str:
    """The page of a matter's window."""
    return re.search(rf'href="(/windows/[^"]+)">{matter}<', person.get("/windows/").text)[1]


def test_the_counts_are_those_of_the_lists_and_every_matter_is_somewhere_once(shared_site: Site):
    page = shared_site.person("reform").get("/windows/").text
    row = re.search(rf"<th scope=\"row\">{WAS}</th>(.*?)</tr>", page, re.S)[1]
    assert re.findall(r">(\d+)<", row) == ["2", "3", "0"]  # two written in the hall's list, three found by the rules
    where = dict(re.findall(r"<dt>([^<]+)</dt><dd>(\d+)</dd>", page))
    assert sum(map(int, where.values())) == 4 and where["应进驻，没有进驻"] == "2"
    unplaced = shared_site.person("reform").get("/windows/?only=没有着落").text
    assert "小县自创的事" in unplaced and "养老机构备案" in unplaced and "慈善组织认定</a>" not in unplaced


def test_another_department_sees_nothing_of_it(shared_site: Site):
    mine = address(shared_site.person("clerk"), "慈善组织认定")
    assert shared_site.person("other").get(mine).status == 404
    assert "没有符合条件" in shared_site.person("other").get("/windows/").text
    assert shared_site.person("clerk").get(mine + "move/").status == 403


def test_a_move_is_a_new_version_with_its_reason_and_the_second_mover_is_told(site: Site):
    first, second = site.person("reform"), site.person("second")
    place = address(first, "慈善组织认定")
    opened = second.get(place + "move/").text
    seen = re.search(r'name="version" value="([^"]+)"', opened)[1]
    assert "请填写理由" in first.post(place + "move/", {"window": NEXT, "why": ""}).text
    assert first.post(place + "move/", {"window": NEXT, "why": "专窗试点"}).status == 302
    late = second.post(place + "move/", {"window": "公安服务窗", "why": "另一个想法", "version": seen})
    assert late.status == 409 and "审改员（reform）" in late.text
    assert NEXT in late.text and "公安服务窗" in late.text and "另一个想法" in late.text
    page = second.get(place).text
    assert "专窗试点" in page and f"{WAS} → {NEXT}" in page and "公安服务窗</dd>" not in page
    with sqlite3.connect(site.home / "store.sqlite3") as store:
        bodies = [json.loads(b)["facts"] for (b,) in store.execute(
            "SELECT body FROM app_revision WHERE kind = '进驻' AND key LIKE '%慈善组织认定' ORDER BY id")]  # fmt: skip
        act = store.execute("SELECT by, detail FROM app_auditentry WHERE act = '调整窗口'").fetchall()
    assert [b["自报窗口"] for b in bodies] == [[WAS], [NEXT]]  # what stood before is still there
    assert {k: v for k, v in bodies[0].items() if k != "自报窗口"} == {
        k: v for k, v in bodies[1].items() if k != "自报窗口"
    }
    assert [by for by, _ in act] == ["审改员（reform）"] and json.loads(act[0][1])["理由"] == "专窗试点"
    assert "另一个想法" in second.get(place + "move/").text  # the draft


def test_out_of_the_hall_only_with_an_approval(site: Site):
    person = site.person("reform")
    place = address(person, "小县自创的事")
    form = {"window": "不进驻（凭批准文件）", "why": "场地装不下"}
    assert "文号" in person.post(place + "move/", form).text
    form |= {"number": "小政发〔2021〕示2号", "approver": "小县人民政府"}
    assert "可选：场地限制" in person.post(place + "move/", form).text
    assert person.post(place + "move/", form | {"ground": "场地限制"}).status == 302
    assert "经批准不进驻" in person.get(place).text
    assert "两样只写一样" in person.post(place + "move/", form | {"window": WAS, "ground": "场地限制"}).text
    assert "没有变化" in person.post(place + "move/", form | {"ground": "场地限制"}).text


def test_the_command_line_moves_by_the_same_function(site: Site):
    quanmu = Quanmu(site.home)
    moved = quanmu("windows", "move", "最低生活保障审核确认", "--to", "社保医保窗", "--why", "并窗", "--json")
    assert json.loads(moved.out)["at"] == ["社保医保窗"]
    assert "社保医保窗" in site.person("reform").get("/windows/?at=社保医保窗").text
    assert "没有“乙窗”" in quanmu("windows", "move", "养老机构备案", "--to", "乙窗", "--why", "x", ok=False).err
