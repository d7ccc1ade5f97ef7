"""Grants through pages: the board counts what the register says, towns see their own, a stage holds by the rules or not at all."""

from __future__ import annotations

import json
import re
import sqlite3

from looking import go, picture
from site_runner import Answer, Person, Site
from small_county import DEPARTMENT, STREET, TOWN

MATTER, BATCH = "最低生活保障审核确认", "第一批"


def grant(person: Person, recipient: str = TOWN) -> str:
    """The page of one grant."""
    page = person.get(f"/grants/?q={MATTER}&recipient={recipient}").text
    return re.search(rf'href="(/grants/[0-9a-f]+/)">{MATTER}<', page)[1]


def test_the_board_counts_each_matter_and_recipient_once(shared_site: Site):
    page = shared_site.person("reform").get("/grants/").text
    row = re.search(rf">{BATCH}</a></th>(.*?)</tr>", page, re.S)[1]
    assert re.findall(r">(\d+)<", row)[-1] == "3"  # one matter to town and street, one to the town
    listed = re.findall(rf'<a href="/grants/[0-9a-f]+/">({MATTER}|慈善组织认定)</a></td><td>([^<]+)</td>', page)
    assert sorted(listed) == sorted([(MATTER, TOWN), (MATTER, STREET), ("慈善组织认定", TOWN)])
    assert "没有符合条件" in shared_site.person("reform").get("/grants/?lawful=不合法&q=没有").text


def test_a_town_and_a_department_see_their_own(shared_site: Site):
    office, town = shared_site.person("reform"), shared_site.person("town")
    assert STREET not in town.get("/grants/").text and town.get(grant(town)).status == 200
    assert town.get(grant(office, STREET)).status == 404
    assert DEPARTMENT in shared_site.person("clerk").get("/grants/").text
    assert "还没有本单位的赋权" in shared_site.person("other").get("/grants/").text
    assert "登记环节" not in town.get("/grants/").text and town.get("/grants/advance/").status == 403


def test_one_grant_says_why_it_is_lawful_and_what_falls_due(shared_site: Site):
    page = shared_site.person("town").get(grant(shared_site.person("town"))).text
    reason = re.search(r"方式合法：<strong>([^<]+)</strong></summary><p>(.*?)</p>", page, re.S)
    assert reason[1] in ("合法", "不合法", "待定") and len(reason[2]) > 20
    due = shared_site.person("town").get("/grants/due/?before=2024-12-31").text
    assert "委托期满" in due and "2024-08-31" in due and STREET not in due
    assert "没有到期的" in shared_site.person("town").get("/grants/due/?before=2022-01-01").text
    assert "请写成" in shared_site.person("town").get("/grants/due/?before=昨天").text


def registered(site: Site, person: Person, **more: str) -> Answer:
    """What came of asking for a stage."""
    form = {"stage": "已承接", "batch": BATCH, "matter": MATTER, "recipient": TOWN, "on": "2021-12-01", "by": "张三", "why": "示例"}  # fmt: skip
    return site.finish(person.post("/grants/advance/", form | more).location, person)


def test_a_stage_that_does_not_hold_registers_nothing_and_keeps_what_was_typed(site: Site):
    person = site.person("reform")
    refused = registered(site, person).text
    assert "失败" in refused and "没有登记任何内容" in refused
    with sqlite3.connect(site.home / "store.sqlite3") as store:
        assert store.execute("SELECT count(*) FROM app_revision WHERE kind = '赋权经过'").fetchone() == (0,)
    again = person.get("/grants/advance/").text
    assert "草稿" in again and 'value="张三"' in again
    assert "看不懂" in person.post("/grants/advance/", {"stage": "拟下放", "more": "印章是"}).text


def test_a_stage_that_holds_is_told_in_the_life_and_the_town_says_what_it_took_over(site: Site):
    person, town = site.person("reform"), site.person("town")
    tried = registered(site, person, stage="拟下放", dry="on").text
    assert "只是试，没有登记" in tried
    told = registered(
        site, person, stage="已公布", on="2021-08-05", recipient="", instrument="小政发〔2021〕示1号"
    ).text
    assert "“已公布”成立，2 条赋权" in told
    page = person.get(grant(person)).text
    assert "张三" in page and "2021-08-05" in page and ">已公布</td>" in page
    form = town.get("/grants/handover/").text
    mine = re.search(rf'value="([0-9a-f]{{12}})"[^>]*>\s*{MATTER}', form)[1]
    assert STREET not in form and town.get(f"/grants/handover/?recipient={STREET}").text.count(MATTER) == 0
    given = {"matters": mine, "on": "2021-09-20", "by": "李四", "seal": "是", "account": "否", "training": "是", "guide": "是", "staff": "2"}  # fmt: skip
    lacking = town.post("/grants/handover/", given).text
    assert "系统账号" in lacking and "没有写" in lacking and 'value="李四"' in lacking
    assert "还没有到" in town.post("/grants/handover/", given | {"on": "2999-01-01"}).text
    sent = town.post("/grants/handover/", given | {"account": "是"}).location
    assert "还不能提交" not in site.finish(sent, town).text
    assert town.post(f"{sent}send/", {}).status == 302 and "待审" in town.get(sent).text
    assert "交接印章：是；" in person.get(sent).text  # who reviews sees what is said
    assert person.post(f"{sent}review/", {"decision": "accept", "why": ""}).status == 302
    assert "已导入" in site.finish(sent, person).text
    page = person.get(grant(person)).text
    assert "李四" in page and ">已承接</td>" in page and "交接持证人数：2" in page
    for on, who in (("2021-09-10", DEPARTMENT), ("2021-09-25", TOWN)):
        shown = town.get(f"/grants/who/?matter={MATTER}&accepted={on}").text
        assert f"{on} 应由{who}受理" in shown and STREET not in shown.split("那一天公布的")[0].split("</form>")[1]
    later = person.get(f"/grants/who/?matter={MATTER}&accepted=2021-09-10&until=2021-12-31&recipient={TOWN}").text
    assert "此后调整：放权（2021-09-20）" in later and f"新来的由{TOWN}受理" in later
    assert "那一天以前没有公布过" in later


def test_who_is_competent_says_what_it_does_not_know_and_lists_are_saved(shared_site: Site):
    office, other = shared_site.person("reform"), shared_site.person("other")
    page = office.get("/grants/who/?matter=最低生活保障审核&accepted=2021-12-31").text
    assert "没有这样的赋权" in page and MATTER in page and "没有公布过这个事项" in page
    page = other.get(f"/grants/who/?matter={MATTER}&accepted=2021-12-31").text
    assert "本单位没有这一项赋权" in page and f"“{MATTER}”由{DEPARTMENT}实施" in page and "依第1版" in page
    assert "早于受理那一天" in office.get(f"/grants/who/?matter={MATTER}&accepted=2021-12-31&until=2021-01-01").text
    saved = office.get(f"/grants/download/csv/?q={MATTER}&recipient={TOWN}").body.decode("utf-8-sig").splitlines()
    assert len(saved) == 2 and MATTER in saved[1] and TOWN in saved[1]
    assert shared_site.person("town").get("/grants/handover/docx/").body[:2] == b"PK"
    assert office.get("/grants/handover/docx/").status == 400  # whose?


def test_a_batch_is_chosen_from_what_the_rules_propose(site: Site, open_page):
    person = site.person("reform")
    job = person.post("/grants/propose/", {"to": "", "department": ""}).location
    assert "可以提出 0 条" in site.finish(job, person).text  # the small county has nothing left to hand down
    number = int(job.split("/")[2])
    assert "没有现在就可以提出的" in person.get(f"/grants/propose/{number}/").text
    shared = {"type": "其他行政权力", "former": DEPARTMENT, "mode": "委托", "basis": "", "answers": {"适宜下放": "宜下放"}, "why": "示例", "missing": []}  # fmt: skip
    ideas = [
        {"standing": "可以提出", "matter": "养老机构备案", "recipient": TOWN, **shared},
        {"standing": "可以提出", "matter": "养老机构备案", "recipient": STREET, **shared},
        {"standing": "还差", "matter": "小县自创的事", "recipient": TOWN, **shared},
    ]
    with sqlite3.connect(site.home / "store.sqlite3") as store:  # as if the rules had proposed these
        store.execute("UPDATE web_job SET result = ? WHERE id = ?", [json.dumps({"拟议": ideas}), number])
    page = f"/grants/propose/{number}/"
    assert "一项也没有选" in person.post(page, {"batch": "第四批", "why": "示例"}).text
    taken = person.post(page, {"chosen": "0", "batch": BATCH, "why": "示例"}).text
    assert f"已经有“{BATCH}”" in taken and 'value="0" aria-label="选 养老机构备案（委托）" checked' in taken
    shown = open_page(site, "reform", page)
    shown.get_by_role("link", name="全选").click()
    shown.get_by_label("批次").fill("第四批（草案）")
    shown.get_by_label("理由").fill("各镇提出")
    go(shown.get_by_role("button", name="作为拟下放入库"))
    go(shown.get_by_role("link", name="看结果"))
    shown.get_by_text("已作为拟下放入库").wait_for()
    picture(shown, "journey-grants")
    listed = person.get("/grants/?batch=第四批（草案）&stage=拟下放").text
    found = re.findall(r'<a href="/grants/[0-9a-f]+/">([^<]+)</a></td><td>([^<]+)</td>', listed)
    assert sorted(found) == sorted([("养老机构备案", TOWN), ("养老机构备案", STREET)])  # and not what lacks something
    assert "各镇提出" in person.get(re.search(r"/grants/[0-9a-f]{12}/", listed)[0]).text


def test_guides_to_be_reissued_are_listed_against_the_last_edition(site: Site):
    person = site.person("reform")
    assert "还没有列过" in site.person("clerk").get("/grants/guides/").text
    done = site.finish(person.post("/grants/guides/find/", {}).location, person).text
    assert "要重新公布的办事指南" in done and "对照第 1 版" in done
    assert "对照第 1 版" in site.person("clerk").get("/grants/guides/").text
    assert site.person("clerk").post("/grants/guides/find/", {}).status == 403
