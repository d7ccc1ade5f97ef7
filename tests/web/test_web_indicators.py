"""Indicators on the server: counted as a job, both sides shown, by dimension and period of the address, own rows only."""

from __future__ import annotations

import io
import re

import pytest
from looking import go
from openpyxl import load_workbook
from site_runner import Site
from small_county import DAY, DEPARTMENT

AT = f"as_of={DAY}"


def cells(text: str, name: str) -> list[str]:
    """The row of the table of all indicators that is about one."""
    row = re.search(rf">{re.escape(name)}</a></th>(.*?)</tr>", text, re.S)[1]
    return [re.sub("<.*?>", "", cell) for cell in re.findall(r"<td.*?</td>", row)]


@pytest.fixture(scope="module")
def counted(site: Site) -> Site:
    reform = site.person("reform")
    empty = reform.get("/indicators/").text
    assert "还没有算过指标" in empty and "/indicators/count/" in empty
    assert "请审改办算一次" in site.person("clerk").get("/indicators/").text
    assert "不是日期" in reform.post("/indicators/count/", {"as_of": "去年"}).text
    assert "不是月份" in reform.post("/indicators/count/", {"as_of": DAY, "first": "一月"}).text
    asked = reform.post("/indicators/count/", {"as_of": DAY})
    if asked.location.startswith("/jobs/"):
        assert f"/indicators/job/{asked.location.split('/')[2]}/" in site.finish(asked.location, reform).text
    return site


def test_every_figure_shows_both_sides_what_was_left_out_and_its_period(counted: Site):
    text = counted.person("reform").get(f"/indicators/?{AT}").text
    assert re.search(r"全部指标（(\d+) 项）", text)[1] == str(text.count('<th scope="row">'))
    assert "分母" in text and "经批准剔除" in text and '<svg class="chart"' in text
    assert "style=" not in text
    name = re.search(r'<th scope="row"><a href="[^"]+">([^<]+)</a>', text)[1]
    one = counted.person("reform").get(f"/indicators/one/?{AT}&name={name}").text
    assert cells(text, name)[0] in one and "来源：" in one
    assert counted.person("reform").get(f"/indicators/one/?{AT}&name=没有这项").status == 404


def test_the_workbook_holds_the_figures_that_are_seen(counted: Site):
    reform = counted.person("reform")
    seen = re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a>', reform.get(f"/indicators/?{AT}&q=率").text)
    answer = reform.get(f"/indicators/download/?{AT}&q=率")
    sheet = load_workbook(io.BytesIO(answer.body))["指标"]
    assert [row[0] for row in sheet.iter_rows(min_row=3, values_only=True) if row[0]] == seen and seen


def test_a_unit_sees_rows_of_its_own_only(counted: Site):
    reform, other = (counted.person(n).get(f"/indicators/?{AT}&by=单位") for n in ("reform", "other"))
    assert f'<th scope="row">{DEPARTMENT}</th>' in reform.text
    assert DEPARTMENT not in other.text and other.status == 200
    assert DEPARTMENT in counted.person("clerk").get(f"/indicators/?{AT}&by=单位").text


def test_a_period_that_was_not_counted_says_so_and_what_to_do(counted: Site):
    reform = counted.person("reform")
    text = reform.get("/indicators/?as_of=2020-01-01&from=2020-01").text
    assert "还没有算过" in text and "as_of=2020-01-01&amp;from=2020-01" in text
    assert reform.get(f"/indicators/?{AT}&by=颜色").status == 400


def test_screens_work_without_script(open_page, counted: Site):
    page = open_page(counted, "reform", f"/indicators/?{AT}", script=False)
    page.select_option("#by", "单位")
    go(page.get_by_role("button", name="查看"))
    page.wait_for_url("**by=*")
    assert page.locator("svg.chart").count() >= 1
    page.goto(f"{counted.address}/indicators/?{AT}")
    go(page.locator("tbody a").first)
    page.wait_for_url("**/indicators/one/**")
