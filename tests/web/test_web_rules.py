"""The rule book on the server: searched, one rule whole, a change proposed, proofread, its impact seen, approved by another."""

from __future__ import annotations

import re

from command_line import Quanmu
from looking import faults, picture
from site_runner import Site
from small_county import DAY

ENTRY = """- 编号: BX-001
  名称: 慈善组织认定由市级决定（示例）
  对象: 办理项
  依据: [{文件: 慈善法, 条: 第十条, 要点: 示例用的依据}]
  施行: 2021-01-01
  例外于: [TZ-001]
  条件: {事项: MZ-慈善组织认定}
  结论: {决定: 市}
  适用: [{事项: MZ-慈善组织认定}]
  不适用: [{事项: MZ-临时救助}]
"""


def test_rules_are_searched_and_read_whole(shared_site: Site):
    clerk = shared_site.person("clerk")
    every = int(re.search(r"共 (\d+) 条", clerk.get("/rules/").text)[1])
    found = clerk.get("/rules/?q=委托 救助").text
    assert 0 < int(re.search(r"共 (\d+) 条", found)[1]) < every
    assert int(re.search(r"共 (\d+) 条", clerk.get("/rules/?own=1").text)[1]) == 0
    number = re.search(r'href="/rules/one/([^/]+)/"', found)[1]
    text = clerk.get(f"/rules/one/{number}/").text
    assert all(f"<h2>{part}</h2>" in text for part in ("依据", "条件和结论", "它的例外", "例子"))
    assert "《" in text and "提出修改" not in text and clerk.get("/rules/one/没有/").status == 404


def test_a_change_is_proofread_its_impact_seen_and_a_second_person_approves(site: Site, open_page):
    reform, second = site.fresh("reform"), site.fresh("second")
    own = site.home / "book" / "rules"
    wrong = ENTRY.replace("慈善法", "没有的法").replace("决定: 市", "决定: 月亮")
    told = reform.post("/rules/proposals/new/", {"part": "规则", "text": wrong, "why": "试"}).text
    assert "没有的法" in told and "月亮" in told and "填过的都还在" in told  # all faults at once
    broken = reform.post("/rules/proposals/new/", {"part": "规则", "text": "- 编号: [", "why": "试"}).text
    assert " 行：不合 YAML 格式" in broken
    answer = reform.post("/rules/proposals/new/", {"part": "规则", "text": ENTRY, "why": "县里要定"})
    assert answer.status == 302, re.findall(r'class="error".*?</ul>', answer.text, re.DOTALL)
    page = answer.location
    decide = {"act": "批准", "why": "影响看过"}
    assert "请先“算影响”" in second.post(f"{page}decide/", decide).text
    job = reform.post(f"{page}impact/", {"as_of": DAY}).location
    assert "看结果" in site.finish(job, reform, 90).text
    text = second.get(page).text
    assert re.search(r"办理项·决定</td><td>县</td><td>市</td><td class=\"number\">2<", text), text
    shown = open_page(site, "second", page)
    picture(shown, "proposal")
    assert faults(shown) == []
    assert reform.post(f"{page}decide/", decide).status == 200 and not own.exists()  # not by who proposed it
    before = re.search(r"规则书摘要 <code>(\w+)", second.get("/rules/").text)[1]
    assert second.post(f"{page}decide/", decide).status == 302
    after = re.search(r"规则书摘要 <code>(\w+)", second.get("/rules/").text)[1]
    assert before != after and ENTRY in (own / "90-本单位.yaml").read_text("utf-8")
    text = second.get(page).text
    assert f"<code>{before}</code> → <code>{after}</code>" in text and "复核员（second）" in text
    assert "已经批准" in second.post(f"{page}decide/", {**decide, "act": "退回"}).text
    shown = Quanmu(site.home)("rules", "show", "BX-001", "--json").objects()[0]  # the command line has the same book
    assert shown["name"] == "慈善组织认定由市级决定（示例）"
    changed = ENTRY.replace("由市级", "一律由市级")
    again = reform.post(
        "/rules/proposals/new/?rule=BX-001", {"part": "规则", "text": changed, "why": "说清楚"}
    ).location
    assert "<ins>+  名称: 慈善组织认定一律由市级决定" in reform.get(again).text
    assert reform.post(f"{again}decide/", {"act": "撤回", "why": "不改了"}).status == 302
    assert "撤回" in reform.get("/rules/proposals/").text
    log = site.fresh("auditor").get("/audit/?act=批准规则修改").text
    assert "复核员（second）" in log and "影响看过" in log


def test_no_fault_of_wcag(open_page, shared_site: Site):
    for name, path in (("rules", "/rules/?q=临时救助"), ("rule", "/rules/one/XF-001/"), ("proposals", "/rules/proposals/"),
                       ("proposal-new", "/rules/proposals/new/")):  # fmt: skip
        page = open_page(shared_site, "reform", path)
        picture(page, name)
        assert faults(page) == [], name
