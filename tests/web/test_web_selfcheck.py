"""A self-check on the server from form to closed problem: each by who may, units their own only, one reviews another."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from filled_forms import RECEIVED, fill
from looking import go, picture
from openpyxl import load_workbook
from site_runner import Site
from small_county import DAY, STREET, TOWN


@pytest.fixture(scope="module")
def run(site: Site) -> str:
    """A run that was begun: its address."""
    reform = site.person("reform")
    assert (
        "还没有开始过自查" in reform.get("/selfcheck/").text
        and "没有要整改的问题" in site.person("town").get("/problems/").text
    )
    assert "请填写名称" in reform.post("/selfcheck/new/", {"name": "", "units": "各镇", "as_of": DAY}).text
    job = reform.post(
        "/selfcheck/new/", {"name": "回头看", "units": f"{TOWN}、{STREET}、各部门", "as_of": DAY}
    ).location
    assert "完成" in site.finish(job, reform).text
    return reform.get(f"/selfcheck/job/{job.split('/')[2]}/").location.partition("?")[0]


def sent(site: Site, run: str, person: str, path: Path) -> str:
    """Hand a filled form in; the page that follows."""
    who = site.person(person)
    answer = who.post(f"{run}collect/", {}, {"files": (path.name, path.read_bytes())})
    if answer.status == 200:
        return answer.text
    if answer.location.startswith("/jobs/"):
        return site.finish(answer.location, who).text
    return who.follow(answer).text


@pytest.fixture(scope="module")
def answered(site: Site, run: str, tmp_path_factory) -> str:
    """The town's form, handed in first wrong, then right but for a claim that contradicts itself; compared. The run."""
    folder, town = tmp_path_factory.mktemp("forms"), site.person("town")
    page = town.get(run).text
    (form,) = set(re.findall(rf'href="({run}form/\d+/)"', page))
    assert STREET not in page and town.get(f"{run}form/2/").status == 404  # the street's
    blank = folder / "blank.xlsx"
    blank.write_bytes(town.get(form).body)

    def spoil(sheet, heads):
        sheet.cell(4, heads["专用印章到位没有"]).value = "大概有"

    def claims(sheet, heads):
        sheet.cell(5, heads["其中办结几件"]).value = 7  # more than were taken in
        for word, value in {
            "存在的问题": "零办件",
            "拟采取的措施": "下一批调整",
            "整改责任人": "示例甲",
            "时限": "2022-02-28",
        }.items():
            sheet.cell(5, heads[word]).value = value

    told = sent(site, run, "town", fill(blank, folder / "坏" / "甲镇.xlsx", spoil))
    assert "大概有" in told and "要改的单元格" in told
    (address,) = set(re.findall(rf'href="({run}marked/\d+/0/)"', told))
    marked = load_workbook(io.BytesIO(town.get(address).body))
    assert "校核汇总" in marked.sheetnames
    assert any("大概有" in cell.comment.text for row in marked[RECEIVED] for cell in row if cell.comment)
    assert site.person("other").get(address).status == 404 and town.get(address.replace("/0/", "/1/")).status == 404
    assert "收下 2 行" in sent(site, run, "town", fill(blank, folder / "好" / "甲镇.xlsx", claims))
    assert "里面有" in sent(site, run, "clerk", fill(blank, folder / "别家" / "甲镇.xlsx", claims))  # not its own
    reform = site.person("reform")
    assert STREET in reform.follow(reform.post(f"{run}remind/", {})).text
    done = site.finish(reform.post(f"{run}compare/", {}).location, reform).text
    assert "新发现" in done
    return run


def number(site: Site, word: str) -> int:
    """The number of the town's problem whose message holds a word."""
    return int(re.search(rf'href="/problems/(\d+)/">[^<]*{word}', site.person("town").get("/problems/").text)[1])


def test_who_has_not_answered_is_seen_at_a_glance(site: Site, answered: str):
    late = site.person("reform").get(f"{answered}?late=1").text
    assert STREET in late and f"<td>{TOWN}</td>" not in late and "没有交" in late
    assert "自查梳理表" in late and f"自查梳理表-{STREET}" not in site.person("town").get(answered).text
    assert site.person("other").get(answered).status == 404


def test_a_problem_goes_its_way_and_nobody_reviews_what_they_mended(site: Site, answered: str, open_page):
    reform, second, town = (site.person(name) for name in ("reform", "second", "town"))
    one = f"/problems/{number(site, '办结')}/"
    assert site.person("other").get(one).status == 404 and site.person("clerk").get(one).status == 404
    assert town.post(f"{one}assign/", {}).status == 403
    assert (
        "不能整改" in town.post(f"{one}mend/", {"note": "改了"}, {"files": ("图.png", b"x")}).text
    )  # not assigned yet
    form = reform.get(f"{one}assign/").text
    assert "下一批调整" in form and "2022-02-28" in form  # as the unit wrote itself
    given = {"measure": "更正件数", "person": "示例甲", "deadline": "2022-02-28"}
    asked = reform.post(f"{one}assign/", given).text  # a slip, or noted late?
    assert "2022-02-28 已经过去" in asked and 'name="anyway"' in asked and 'name="anyway"' not in form
    assert reform.post(f"{one}assign/", {**given, "anyway": "on"}).status == 302 and "已经逾期" in town.get(one).text
    assert "请选择证据" in town.post(f"{one}mend/", {"note": "改了"}).text
    assert (
        reform.post(f"{one}mend/", {"note": "改了"}, {"files": (f"../{'长' * 200}图.png", b"evidence")}).status == 302
    )
    shown = town.get(one).text
    piece = re.search(rf'href="({one}evidence/[0-9a-f]{{64}}/)">长+图\.png<', shown)[1]
    assert town.get(piece).body == b"evidence" and site.person("other").get(piece).status == 404
    assert "就是整改的人" in reform.post(f"{one}review/", {"passed": "1", "note": "好"}).text
    assert "不能销号" in second.post(f"{one}close/", {}).text
    page = open_page(site, "second", one)
    go(page.get_by_role("link", name="复核"))
    page.get_by_label("复核").select_option("通过")
    page.get_by_label("意见").fill("属实")
    go(page.get_by_role("button", name="复核"))
    go(page.get_by_role("link", name="销号"))
    go(page.get_by_role("button", name="销号"))
    page.get_by_text("已销号").first.wait_for()
    picture(page, "journey-selfcheck")
    assert "已销号" in town.get(one).text


def test_the_list_is_counted_by_kind_and_unit_and_goes_out_as_a_workbook(site: Site, answered: str):
    reform, town = site.person("reform"), site.person("town")
    total = int(re.search(r"共 (\d+) 条", reform.get("/problems/").text)[1])
    mine = int(re.search(r"共 (\d+) 条", reform.get(f"/problems/?unit={TOWN}").text)[1])
    assert 0 < mine < total and re.search(r"共 (\d+) 条", town.get("/problems/").text)[1] == str(mine)
    assert "按类型" in reform.get("/problems/").text and "按单位" in reform.get("/problems/").text
    sheet = load_workbook(io.BytesIO(town.get("/problems/download/").body)).active
    assert sum(row[2] == TOWN for row in sheet.iter_rows(values_only=True)) == mine
    assert "没有新的督查问题" in reform.follow(reform.post("/problems/inspections/", {})).text


def test_a_closed_run_takes_nothing_in_and_opens_again_with_a_reason(site: Site, answered: str):
    reform = site.person("reform")
    assert "没有交齐的" in reform.get(f"{answered}close/").text
    assert reform.post(f"{answered}close/", {"why": "到期"}).status == 302
    assert "交自查表" not in site.person("town").get(answered).text
    assert reform.post(f"{answered}close/", {"why": "漏了一家"}).status == 302
    assert "交自查表" in site.person("town").get(answered).text
