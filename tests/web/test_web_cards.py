"""Cards and the report on the server: a unit sees and appeals its own, the office answers; numbers beside the counted ones."""

from __future__ import annotations

import csv
import io
import re
import shutil

import pytest
from command_line import ROOT, Quanmu
from looking import faults, picture
from openpyxl import load_workbook
from site_runner import Site
from small_county import DAY, DEPARTMENT

EXAMPLE = ROOT / "examples" / "linhu"
LATE = {"受理编号": "甲1", "事项名称": "慈善组织认定", "受理日期": "2021-05-06", "办结日期": "2021-11-30", "承诺时限": "5工作日", "法定时限": "20工作日", "结果": "准予", "事项类型": "行政确认", "受理机关": DEPARTMENT}  # fmt: skip


@pytest.fixture(scope="module")
def carded(site: Site, tmp_path_factory) -> Site:
    """One filing of the department far over its limit, taken in and judged; a report of one number."""
    reform, book = site.person("reform"), site.home / "book"
    assert "还没有亮过牌" in reform.get("/cards/").text and "还没有总结的数字清单" in reform.get("/reports/").text
    (book / "rules").mkdir(exist_ok=True)
    shutil.copy(EXAMPLE / "book" / "rules" / "亮牌.yaml", book / "rules")
    for name in ("texts.yaml", "parameters.yaml"):
        shutil.copy(EXAMPLE / "book" / name, book)
    with (EXAMPLE / "filings" / "办件样例.csv").open(encoding="utf-8-sig") as file:
        heads = next(csv.reader(file))
    path = tmp_path_factory.mktemp("filings") / "办件.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, heads)
        writer.writeheader()
        writer.writerow({name: LATE.get(name, "") for name in heads})
    Quanmu(site.home)("cards", path, "--as-of", "2021-05-01")  # taken in; judged before it began: no card
    assert "还没有亮过牌" in reform.get("/cards/").text
    job = reform.post("/cards/judge/", {"as_of": DAY}).location
    assert "新亮牌 1 张" in site.finish(job, reform).text
    return site


def test_a_unit_appeals_its_card_and_the_office_answers(carded: Site):
    reform, clerk, other = (carded.person(name) for name in ("reform", "clerk", "other"))
    (card,) = set(re.findall(r'href="(/cards/\d+/)"', clerk.get("/cards/").text))
    assert "没有本单位的红黄牌" in other.get("/cards/").text and other.get(card).status == 404
    assert "示例红黄牌办法" in clerk.get(card).text
    assert clerk.post(f"{card}cancel/", {"why": "x"}).status == 403
    assert "请填写理由" in clerk.post(f"{card}appeal/", {"why": ""}).text
    assert clerk.post(f"{card}appeal/", {"why": "系统停机"}).status == 302
    assert "等审改办答复" in clerk.get(card).text and "不能申诉" in clerk.post(f"{card}appeal/", {"why": "再来"}).text
    assert reform.post(f"{card}cancel/", {"why": "有停机通告"}).status == 302
    text = clerk.get(card).text
    assert "系统停机" in text and "有停机通告" in text and "撤销" in text
    sheet = load_workbook(io.BytesIO(clerk.get("/cards/download/").body))["单位汇总"]
    assert (DEPARTMENT, 0, 0, 1) in {tuple(row[:4]) for row in sheet.iter_rows(values_only=True)}


def test_screens_have_no_fault(open_page, carded: Site):
    page = open_page(carded, "clerk", "/cards/", script=False)
    picture(page, "cards")
    page.locator("tbody a").first.click()
    page.wait_for_url("**/cards/*/")
    for name, who, path in (("cards", "reform", "/cards/"), ("card", "clerk", page.url.replace(carded.address, "")), ("reports", "auditor", "/reports/")):  # fmt: skip
        page = open_page(carded, who, path)
        picture(page, name)
        assert faults(page) == []
