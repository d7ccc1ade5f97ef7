"""The rule book on the server: searched, one rule whole, a change proposed, proofread, its impact seen, approved by another."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qsl, urlsplit

from command_line import Quanmu
from looking import go, picture
from site_runner import Site
from small_county import DAY
from typed import typed

FORM = "/rules/proposals/form/"
ENTRY = """- 编号: BX-100
  名称: 慈善组织认定由市级决定（示例）
  对象: 办理项
  依据:
  - {文件: 慈善法, 条: 第十条, 要点: 示例用的依据}
  施行: 2021-01-01
  例外于: [TZ-001]
  条件:
    事项: MZ-慈善组织认定
  结论:
    决定: 市
  适用:
  - {事项: MZ-慈善组织认定}
  不适用:
  - {事项: MZ-临时救助}
"""


def beside(page: str) -> dict[str, str]:
    """By the row of the form what is said against it."""
    return {
        place.removesuffix("_error"): said
        for place, said in re.findall(r'<ul class="error" id="([^"]+)">(.*?)</ul>', page)
    }


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
    blank = typed(reform.get(FORM).text, "sheet")
    begun = {**blank, "kind": "办理项", "condition-0-field": "事项", "answer-0-question": "决定", "step": "redraw"}
    rows = typed(reform.post(FORM, begun).text, "sheet")  # what a browser without script has then
    given = {
        **rows, "number": "XF-001", "name": "慈善组织认定由市级决定（示例）", "basis-0-text": "没有的法", "basis-0-article": "第十条",
        "basis-0-gist": "示例用的依据", "begins": "2021.1.1", "condition-0-value": "慈善组织认定", "condition-1-field": "事项类形",
        "condition-1-value": "行政许可", "over": "TZ-001 MZ-002", "condition-2-field": "年办件数", "condition-2-relation": "大于",
        "condition-2-value": "200件", "example-0-fact-事项": "慈善组织认定", "example-1-fact-事项": "慈善组织认定",
        "step": "propose",
    }  # fmt: skip
    told = beside(reform.post(FORM, given).text)  # what is seen before the book is read, all at once
    assert "已有 XF-001" in told["id_number"] and "请填写理由" in told["id_why"] and "请选" in told["answer_0"]
    given |= {"number": "BX-100", "why": "县里要定", "answer-0-answer": "市"}
    text = reform.post(FORM, given).text
    told = beside(text)  # what the book says, each at its row
    assert (
        "没有的法" in told["basis_0"]
        and "“加一个文件”" in told["basis_0"]
        and "事项类型" in told["condition_1"]
        and "2021-01-01" in told["id_begins"]
    )
    assert not re.search(r"quanmu|\.yaml|matters/", str(told))  # who fills a form types no command and opens no file
    assert "请写成 [TZ-001, MZ-002]" in told["id_over"] and "单位不写" in told["condition_2"]
    assert "事项: MZ-慈善组织认定" in text and "填过的内容都还在" in text
    kept = reform.get(FORM).text
    assert "没有提出的草稿" in kept and typed(kept, "sheet")["basis-0-gist"] == ["示例用的依据"]
    mended = {
        "over": "TZ-001",
        "condition-2-field": "",
        "condition-2-value": "",
        "basis-0-text": "慈善法",
        "begins": "2021-01-01",
        "condition-1-field": "",
        "condition-1-value": "",
        "example-1-fact-事项": "临时救助给付",
    }
    answer = reform.post(FORM, {**given, **mended})
    assert answer.status == 302, beside(answer.text)
    page = answer.location
    decide = {"act": "批准", "why": "影响看过"}
    assert "请先“算影响”" in second.post(f"{page}decide/", decide).text
    job = reform.post(f"{page}impact/", {"as_of": DAY}).location
    assert "看结果" in site.finish(job, reform, 90).text
    text = second.get(page).text
    assert re.search(r"办理项·决定</td><td>县</td><td>市</td><td class=\"number\">2<", text), text
    clerk = site.person("clerk").get(page).text
    assert "变化汇总" in clerk and "逐条（前" in text and "逐条（前" not in clerk  # other units' records stand there
    assert reform.post(f"{page}decide/", decide).status == 200 and not own.exists()  # not by who proposed it
    before = re.search(r"规则书摘要 <code>(\w+)", second.get("/rules/").text)[1]
    seen = open_page(site, "second", page)
    go(seen.get_by_role("link", name="批准或退回"))
    seen.get_by_label("批准").check()
    seen.get_by_label("理由").fill(decide["why"])
    go(seen.get_by_role("button", name="确定"))
    seen.get_by_text("已批准。重新判定后生效").wait_for()
    picture(seen, "journey-rules")
    after = re.search(r"规则书摘要 <code>(\w+)", second.get("/rules/").text)[1]
    assert before != after and ENTRY in (own / "90-本单位.yaml").read_text("utf-8")
    text = second.get(page).text
    assert f"<code>{before}</code> → <code>{after}</code>" in text and "复核员（second）" in text
    assert "办理项·决定</td><td>县</td><td>市</td>" in text  # what it was approved by is still there
    assert "已经批准" in second.post(f"{page}decide/", {**decide, "act": "退回"}).text
    shown = Quanmu(site.home)("rules", "show", "BX-100", "--json").objects()[0]  # the command line has the same book
    assert shown["name"] == "慈善组织认定由市级决定（示例）"
    changed = ENTRY.replace("由市级", "一律由市级")
    again = reform.post(
        "/rules/proposals/new/?rule=BX-100", {"part": "规则", "text": changed, "why": "说清楚"}
    ).location
    assert "<ins>+  名称: 慈善组织认定一律由市级决定" in reform.get(again).text
    assert reform.post(f"{again}decide/", {"act": "撤回", "why": "不改了"}).status == 302
    listed = reform.get("/rules/proposals/").text
    assert "撤回" in listed and "BX-100 慈善组织认定一律由市级决定（示例）" in listed
    copied = {"part": "规则", "text": ENTRY.replace("BX-100", "TZ-001"), "why": "忘了换编号"}
    asked = reform.post("/rules/proposals/new/", copied).text  # nothing is replaced unasked
    assert "规则书里已有 TZ-001" in asked and 'name="replaced" value="TZ-001"' in asked
    assert "规则书里已有 TZ-001" in reform.post("/rules/proposals/new/", {**copied, "replaced": "BX-100"}).text
    replaced = reform.post("/rules/proposals/new/", {**copied, "replaced": "TZ-001"})
    assert "例外于" in replaced.text and "规则书里已有" not in replaced.text  # on to the proofreading
    broken = reform.post("/rules/proposals/new/", {"part": "规则", "text": "- 编号: [", "why": "试"}).text
    assert " 行：不合 YAML 格式" in broken
    log = site.fresh("auditor").get("/audit/?act=批准规则修改").text
    assert "复核员（second）" in log and "影响看过" in log


def test_a_parameter_and_a_row_of_a_list_are_changed_by_a_form_and_a_second_person(site: Site):
    reform, second = site.fresh("reform"), site.fresh("second")
    assert "没有定" in site.person("clerk").get("/rules/values/").text
    page = "/rules/values/parameter/临时救助小额标准/"
    assert "“值”不是数" in reform.post(page, {"value": "两千", "begins": "2021-01-01", "why": "会议定"}).text
    value = {
        "value": "2000",
        "begins": "2021-01-01",
        "text": "社会救助暂行办法",
        "article": "第四十八条",
        "gist": "示例用的小额",
        "why": "会议定",
    }
    page = reform.post(page, value).location
    assert "临时救助小额标准" in reform.get(page).text and "不能是同一人" not in second.get(page).text
    site.finish(reform.post(f"{page}impact/", {"as_of": DAY}).location, reform, 90)
    assert second.post(f"{page}decide/", {"act": "批准", "why": "看过"}).status == 302
    written = (site.home / "book" / "parameters.yaml").read_text("utf-8")
    assert written.count("参数: 临时救助小额标准") == 1 and "值: 2000" in written and "条: 第四十八条" in written
    assert "2000" in reform.get("/rules/values/").text
    page, text = (
        "/rules/values/text/add/",
        {"title": "《示例县救助办法》", "rank": "规范性文件", "articles": "12", "why": "要引用"},
    )
    assert "请填写施行" in reform.post(page, text).text
    assert "已有《慈善法》" in reform.post(page, {**text, "title": "慈善法", "begins": "2021-01-01"}).text
    shown = reform.get(reform.post(page, {**text, "begins": "2021-01-01"}).location).text
    assert "- 文件: 示例县救助办法\n  位阶: 规范性文件\n  施行: 2021-01-01\n  条数: 12" in shown
    page = "/rules/values/list/告知承诺许可事项/add/"
    assert "请填写来源" in reform.post(page, {"column-0": "慈善组织认定", "begins": "2021-01-01", "why": "新目录"}).text
    row = {"column-0": "慈善组织认定", "begins": "2021-01-01", "source": "示例目录", "why": "新目录"}
    text = reform.get(reform.post(page, row).location).text
    assert "MZ-慈善组织认定,2021-01-01,,示例目录," in text  # by its 标识, though its name was chosen
    rows = reform.get("/rules/values/list/主题综合窗/").text
    shipped = unescape(re.search(r'href="(/rules/values/list/[^"]*column-0=[^"]*)"', rows)[1])
    row = {**dict(parse_qsl(urlsplit(shipped).query)), "ends": "2021-09-01", "why": "县里另设"}
    assert f'value="{row["begins"]}"' in reform.get(shipped).text
    text = reform.get(
        reform.post(shipped, row).location
    ).text  # a shipped row is ended by the office's own of the same day
    assert re.search(rf"{row['column-0']},[^,]+,{row['begins']},2021-09-01,", text), text
