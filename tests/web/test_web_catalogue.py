"""The catalogue on the server: filter, facets, scope, columns, files of what is seen, saved views; and one record whole."""

from __future__ import annotations

import csv
import io
import re

import pytest
from looking import go
from openpyxl import load_workbook
from site_runner import Site
from small_county import DEPARTMENT, ITEMS


def rows(text: str) -> list[str]:
    return re.findall(r"<tr><td[^>]*><a href=\"([^\"]+)\">", text)


def total(text: str) -> int:
    return int(re.search(r"共 (\d+) 条", text)[1])


def test_a_word_and_a_facet_narrow_the_list_and_facets_count_what_they_would_give(shared_site: Site):
    reform = shared_site.person("reform")
    assert total(reform.get("/catalogue/?kind=办理项").text) == len(ITEMS) - 1
    found = reform.get("/catalogue/?kind=办理项&q=养老 机构").text
    assert total(found) == sum("养老机构" in row[1] for row in ITEMS[1:])
    assert f'<option value="其他行政权力">其他行政权力（{sum("养老" in row[1] for row in ITEMS[1:])}）' in found
    narrowed = reform.get("/catalogue/?kind=办理项&type=行政给付").text
    assert total(narrowed) == 1
    assert (
        f"行政确认（{sum(row[4] == '行政确认' for row in ITEMS[1:])}）" in narrowed
    )  # the other choices stay to be seen
    assert total(reform.get("/catalogue/?q=没有这样的事").text) == 0


def test_a_list_by_an_answer_holds_only_records_of_that_answer(shared_site: Site):
    reform = shared_site.person("reform")
    everything = reform.get("/catalogue/?kind=办理项&question=决定").text
    options = dict(
        re.findall(r'<option value="([^"]+)">\1（(\d+)）', everything.split('id="answer"')[1].split("</select>")[0])
    )
    assert sum(map(int, options.values())) == len(ITEMS) - 1 and len(options) > 1
    for answer, count in options.items():
        assert total(reform.get(f"/catalogue/?kind=办理项&question=决定&answer={answer}").text) == int(count)


def test_people_of_a_unit_see_what_is_theirs(shared_site: Site):
    all_of_it = total(shared_site.person("reform").get("/catalogue/").text)
    assert total(shared_site.person("auditor").get("/catalogue/").text) == all_of_it
    assert total(shared_site.person("clerk").get("/catalogue/").text) == all_of_it  # one department has them all
    other, town = shared_site.person("other"), shared_site.person("town")
    assert total(other.get("/catalogue/").text) == 0
    granted = town.get("/catalogue/").text
    assert "办理项（" not in granted and total(granted) == 2  # both grants: one by name, one as 各镇
    page = rows(shared_site.person("reform").get("/catalogue/?kind=办理项").text)[0]
    assert shared_site.person("clerk").get(page).status == 200
    assert other.get(page).status == 404 and town.get(page).status == 404


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_file_holds_exactly_what_is_seen(shared_site: Site, form: str):
    reform = shared_site.person("reform")
    answer = reform.get(
        f"/catalogue/download/{form}/?kind=办理项&type=行政确认&col=unit&col=promised_limit&sort=-promised_limit&size=20"
    )
    if form == "csv":
        read = list(csv.reader(io.StringIO(answer.body.decode("utf-8-sig"))))
        assert read[0][:3] == ["名称", "单位", "承诺办结时限"]
        read = [row[:3] for row in read]
    else:
        sheet = load_workbook(io.BytesIO(answer.body)).active
        read = [[str(v) for v in row[:3]] for row in sheet.iter_rows(values_only=True) if row[1] is not None]
    names = [f"慈善组织认定（{case}）" for case in ("设立时申请", "已设立组织申请")]
    assert [row[0] for row in read[1:]] in (names, names[::-1])
    assert {row[1] for row in read[1:]} == {DEPARTMENT} and {row[2] for row in read[1:]} == {"15个工作日", "即办"}
    assert reform.get("/catalogue/download/exe/").status == 400


def test_a_view_is_kept_at_its_own_address_and_is_its_owners_alone(site: Site):
    reform = site.fresh("reform")
    saved = reform.post("/catalogue/views/", {"name": "给付", "query": "kind=办理项&type=行政给付&col=unit"})
    assert re.fullmatch(r"/catalogue/views/\d+/", saved.location)
    listed = reform.follow(reform.get(saved.location))
    assert total(listed.text) == 1 and f'href="{saved.location}">给付' in listed.text
    assert site.fresh("second").get(saved.location).status == 404
    again = reform.post("/catalogue/views/", {"name": "给付", "query": "kind=赋权"})
    assert again.location == saved.location and total(reform.follow(reform.get(saved.location)).text) == 3
    assert reform.post("/catalogue/views/", {"name": "", "query": "x"}).status == 400
    assert reform.post(f"{saved.location}drop/", {}).status == 302 and reform.get(saved.location).status == 404


def test_a_matter_keeps_claims_findings_and_arrangements_apart_and_says_where_each_value_stands(shared_site: Site):
    reform = shared_site.person("reform")
    text = reform.get(rows(reform.get("/catalogue/?kind=办理项&type=行政给付").text)[0]).text
    claims, found, arranged = (part for part in re.split(r"<h3>(?:单位自报|规则判定|现行安排)</h3>", text)[1:])
    assert "县级、乡级" in claims.split("</section>")[0] and "3-实施清单.xlsx 表!G" in claims.split("</section>")[0]
    assert "县级、乡级" not in found.split("</section>")[0] and "决定" in found
    assert "起作用的规则" in text and 'href="#rule-' in text and "《" in text
    assert "各个版本（1）" in text and "导入“3-实施清单.xlsx”" in text and "最低生活保障审核确认" in text
    assert 'id="rule-' in text and all(
        f'id="rule-{rule}"' in text for rule in re.findall(r'href="#rule-([^"]+)"', text)
    )


def test_the_preview_is_the_guide_as_published_and_nothing_in_it_runs(shared_site: Site):
    reform = shared_site.person("reform")
    where = rows(reform.get("/catalogue/?kind=进驻&q=慈善组织认定").text)[0]
    answer = reform.get(f"{where}guide/")
    assert answer.status == 200 and "预览" in answer.text and "<script" not in answer.text
    assert answer.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    published = shared_site.home / "published" / "public" / "guides"
    pages = [one.read_text("utf-8") for one in published.glob("*.html")]
    (guide,) = [one for one in pages if "<h1>慈善组织认定" in one]

    def said(page: str) -> str:
        main = re.search(r"<h1>.*?(?=<footer|</body>)", page, re.DOTALL)[0]
        return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", re.sub(r"第\s*\d+\s*版", "", main)))

    assert said(answer.text)[:600] == said(guide)[:600] and len(said(guide)) > 600


def test_a_list_narrows_while_one_types_and_works_without_script(open_page, shared_site: Site):
    page = open_page(shared_site, "reform", "/catalogue/")
    page.fill("#q", "养老")
    page.wait_for_url("**/catalogue/?q=*")
    page.locator("tbody tr").nth(3).wait_for(state="detached")
    assert page.locator("tbody tr").count() == 3  # two items and the placement
    assert "q=%E5%85%BB%E8%80%81" in page.url and page.evaluate("document.activeElement.id") == "q"
    page.go_back()
    page.locator("tbody tr").nth(3).wait_for()
    page.context.set_offline(True)
    page.fill("#q", "养")
    page.get_by_text("连不上服务器").wait_for()
    page.context.set_offline(False)
    page.context.clear_cookies()
    page.fill("#q", "救助")  # signed out meanwhile: told by the page that signs in, not by a list that stays as it is
    page.wait_for_url("**/login/?next=/catalogue/*")
    bare = open_page(shared_site, "reform", "/catalogue/", script=False)
    bare.select_option("#f-kind", "赋权")
    go(bare.get_by_role("button", name="查找"))
    bare.wait_for_url("**kind=*")
    assert bare.locator("tbody tr").count() == 3  # one town by name; 各镇、各街道 is a row each
    go(bare.locator("tbody a").first)
    bare.wait_for_url("**/catalogue/*/*/")


def test_records_leave_in_a_layout_and_what_it_has_no_column_for_is_told_first(shared_site: Site):
    clerk = shared_site.person("clerk")
    seen = clerk.get("/export/?layout=进驻大厅清单&see=1").text
    assert "进驻大厅清单：3 条进驻" in seen and "下载（.xlsx）" in seen
    full = clerk.get("/export/?layout=事项目录&see=1").text
    assert re.search(r"写不进去：[^<]*承诺办结时限", full)
    file = re.search(r'class="button" href="(/export/[^"]+)"', full)[1].replace("&amp;", "&")
    sheet = load_workbook(io.BytesIO(clerk.get(file).body)).active
    assert sheet.max_row == 7 and "慈善组织认定" in {cell.value for row in sheet.iter_rows() for cell in row}
    assert "库里没有" in shared_site.person("other").get("/export/?layout=事项目录&see=1").text
