"""Decisions to settle: grouped by what is missing, one fact for many records, rulings one by one and in bulk, names confirmed."""

from __future__ import annotations

import re

from command_line import Quanmu
from site_runner import Person, Site
from small_county import DAY, DEPARTMENT, save

FIRST = {"why": "2021-12-20 电话核实"}


def marks(text: str) -> list[str]:
    return re.findall(r'name="pick" value="([^"]+)"', text)


def judge(site: Site, person: Person) -> None:
    assert "完成" in site.finish(person.post("/decisions/judge/", {"as_of": DAY}).location, person).text


def item(person: Person, query: str) -> str:
    return re.findall(r"<tr><td[^>]*><a href=\"([^\"]+)\">", person.get(f"/catalogue/?{query}").text)[0]


def test_the_groups_say_what_is_missing_and_lead_to_their_decisions(shared_site: Site):
    reform = shared_site.person("reform")
    text = reform.get("/decisions/").text
    lack, count = re.search(r'lack=[^"]+">(委托依据)</a></th><td>字段</td><td class="number">(\d+)', text).groups()
    listed = reform.get(f"/decisions/open/?lack={lack}").text
    assert int(re.search(r"共 (\d+) 条", listed)[1]) >= int(count) > 0 and "方式合法" in listed
    assert "认不出的名称" in reform.get("/decisions/names/").text
    assert "小县自创的事" in reform.get("/decisions/names/").text
    assert "没有符合条件的内容" in shared_site.person("other").get("/decisions/open/").text


def test_one_fact_for_many_records_is_a_version_of_each_with_its_reason_and_can_be_undone(site: Site):
    reform = site.fresh("reform")
    page = "/decisions/settle/?lack=委托依据"
    picked = marks(reform.get(page).text)
    assert len(picked) == 1  # a fact is given once, however many questions wait for it
    every = (
        reform.get("/decisions/settle/?lack=可容缺材料").text,
        reform.get("/decisions/settle/?lack=可容缺材料&pick=all").text,
    )
    assert [len(re.findall(r'name="pick"[^>]* checked', text)) for text in every] == [0, len(marks(every[0]))] and len(
        marks(every[0])
    ) > 2
    given = {"act": "supply", "field": "委托依据", "value": "《示例办法》第一条", **FIRST}
    assert "没有选中一条" in reform.post(page, given).text
    assert "请填写理由" in reform.post(page, {**given, "pick": picked, "why": ""}).text
    assert "太长了：最多 500 个字，现在 501 个" in reform.post(page, {**given, "pick": picked, "why": "长" * 501}).text
    assert (
        "太长了" not in reform.get(page).text and given["value"] in reform.get(page).text
    )  # the draft of what was refused
    assert reform.post(page, {**given, "pick": picked}).status == 302
    assert (
        given["value"] not in reform.get("/decisions/settle/?lack=委托依据&draft=drop").text.split("已补 委托依据")[0]
    )
    second = site.fresh("second")  # had the page open, too
    late = second.post(page, {**given, "value": "《另一个》第二条", "pick": picked})
    assert late.status == 409 and all(
        told in late.text for told in ("审改员（reform）", given["value"], "《另一个》第二条")
    )
    assert "《另一个》第二条" in second.get(page).text and "没有保存成功的草稿" in second.get(page).text
    where = item(reform, "kind=赋权")
    text = reform.get(where).text
    assert "《示例办法》第一条" in text and "各个版本（2）" in text and "审改员（reform）" in text
    judge(site, reform)
    assert marks(reform.get(page).text) == []
    assert "委托依据：（空） → 《示例办法》第一条" in reform.get(where).text
    number = re.search(r"第 (\d+) 次导入|/imports/(\d+)/", reform.get("/imports/?sort=-id").text)
    assert number
    undone = reform.post(f"/imports/{number[1] or number[2]}/undo/", {"why": "录错了"})
    assert undone.status == 302 and "各个版本（3）" in reform.get(where).text


def test_a_ruling_on_the_page_is_the_ruling_a_workbook_brings_and_never_by_who_sent_the_data(site: Site, tmp_path):
    reform, second = site.fresh("reform"), site.fresh("second")
    where = item(reform, "kind=办理项&q=小县自创的事")
    assert "裁定这个问题" in reform.get(where).text and "裁定这个问题" not in site.fresh("clerk").get(where).text
    page = f"{where}rule/决定/"
    said = {"answer": "县", "day": DAY, "why": "县政府 2021 年第 3 次会议"}
    assert "请填写理由" in second.post(page, {**said, "why": ""}).text
    assert "还没有到" in second.post(page, {**said, "day": "2999-01-01"}).text
    other = reform.get(page)  # opened before the other one rules
    version = re.search(r'name="version" value="([^"]+)"', other.text)[1]
    assert second.post(page, said).status == 302
    late = reform.post(page, {**said, "answer": "镇", "version": version})
    assert late.status == 409 and "复核员（second）" in late.text and "县政府 2021 年第 3 次会议" in late.text
    sheet = [
        ["对象类别", "对象名称", "对象部门", "问题", "裁定答案", "裁定理由", "裁定人", "裁定日期"],
        ["办理项", "小县自创的事（新办）", DEPARTMENT, "决定", "县", said["why"], "复核员（second）", DAY],
    ]
    seen = Quanmu(site.home)("import", "--dry-run", "--json", save(tmp_path / "裁定.xlsx", sheet))
    compared = seen.objects()[0]["compare"]
    assert compared["same"] and not compared["new"] and not compared["changed"]
    judge(site, second)
    text = second.get(where).text
    assert re.search(r"<h3>决定：县 <span class=\"tag good\">裁定", text) and said["why"] in text
    grant = "/decisions/settle/?lack=委托依据&question=方式合法"
    mark = marks(second.get(grant).text)[0]
    given = {"act": "supply", "field": "委托依据", "value": "《示例办法》第二条", "pick": [mark], **FIRST}
    assert second.post(grant, given).status == 302  # whose word the record now is
    mine = f"/catalogue/赋权/{mark.split(':')[1]}/rule/方式合法@{mark.split(':')[4]}/"
    assert "不能自己裁定" in second.post(mine, {"answer": "合法", "day": DAY, "why": "再看"}).text
    now = marks(second.get(grant).text)
    many = {"act": "rule", "answer": "不合法", "day": DAY, "pick": now, "why": "没有依据"}
    assert "不能自己裁定" in second.post(grant, many).text and reform.post(grant, many).status == 302
    late = site.fresh("reform").post(grant, {**many, "answer": "合法"})
    assert late.status == 409 and "已裁定 不合法，等重新判定" in late.text and "审改员（reform）" in late.text
    judge(site, reform)
    assert marks(reform.get(grant).text) == []


def test_a_name_is_confirmed_once_by_a_person_with_a_reason(site: Site):
    reform = site.fresh("reform")
    page = "/decisions/names/confirm/?called=小县自创的事"
    assert "登记册里没有" in reform.post(page, {"matter": "没有这个", **FIRST}).text
    assert reform.post(page, {"matter": "临时救助给付", **FIRST}).status in (200, 302)
    assert reform.post(page, {"matter": "MZ-临时救助", **FIRST}).status == 302
    assert "已记住" in reform.get("/decisions/names/").text  # told once, by name
    assert "小县自创的事" not in reform.get("/decisions/names/").text
