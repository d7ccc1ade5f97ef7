"""Cards and the report on the server: a unit sees and appeals its own, the office answers; numbers beside the counted ones."""

from __future__ import annotations

import csv
import io
import re
import shutil
from pathlib import Path

import pytest
from command_line import ROOT, Quanmu
from openpyxl import load_workbook
from site_runner import Site
from small_county import DAY, DEPARTMENT, ITEMS

EXAMPLE = ROOT / "examples" / "linhu"
LATE = {"受理编号": "甲1", "事项名称": "慈善组织认定", "受理日期": "2021-05-06", "办结日期": "2021-11-30", "承诺时限": "5工作日", "法定时限": "20工作日", "结果": "准予", "事项类型": "行政确认", "受理机关": DEPARTMENT}  # fmt: skip


def take_in(home: Path, folder: Path) -> None:
    """One filing of the department far over its limit, and the rules by which cards are given."""
    book = home / "book"
    (book / "rules").mkdir(exist_ok=True)
    shutil.copy(EXAMPLE / "book" / "rules" / "亮牌.yaml", book / "rules")
    for name in ("texts.yaml", "parameters.yaml"):
        shutil.copy(EXAMPLE / "book" / name, book)
    with (EXAMPLE / "filings" / "办件样例.csv").open(encoding="utf-8-sig") as file:
        heads = next(csv.reader(file))
    path = folder / "办件.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, heads)
        writer.writeheader()
        writer.writerow({name: LATE.get(name, "") for name in heads})
    Quanmu(home)("cards", path, "--as-of", "2021-05-01")  # taken in; judged before it began: no card


def write_report(home: Path) -> None:
    """A year's report of three numbers: one that is right, one that is not, one that cannot be counted."""
    (home / "book" / "reports").mkdir()
    (home / "book" / "reports" / "2021.yaml").write_text(
        "- {编号: 总结, 总结: 2021年总结, 统计期: 2021年, 填报单位: 某局, 截至: 2021-12-31}\n"
        f'- {{编号: S1, 节: 一, 说: 行政给付, 印作: "1", 单位: 项, 数: {{对象: 办理项, 条件: {{事项类型: 行政给付}}}}}}\n'
        f'- {{编号: S2, 节: 一, 说: 全部事项, 印作: "{len(ITEMS) + 7}", 单位: 项, 数: {{对象: 办理项}}}}\n'
        "- {编号: S3, 节: 二, 说: 手册, 印作: 1万余, 单位: 份, 数不出: 没有发放登记}\n",
        encoding="utf-8",
    )


@pytest.fixture(scope="module")
def carded(site: Site, tmp_path_factory) -> Site:
    """One filing of the department far over its limit, taken in and judged; a report of one number."""
    reform = site.person("reform")
    assert "还没有亮过牌" in reform.get("/cards/").text and "还没有总结的数字清单" in reform.get("/reports/").text
    take_in(site.home, tmp_path_factory.mktemp("filings"))
    assert "还没有亮过牌" in reform.get("/cards/").text
    job = reform.post("/cards/judge/", {"as_of": DAY}).location
    assert "新亮牌 1 张" in site.finish(job, reform).text
    given = re.findall(r"编号: (LP-\d+)", (site.home / "book" / "rules" / "亮牌.yaml").read_text("utf-8"))
    assert given and {reform.get(f"/rules/one/{rule}/").status for rule in given} == {200}
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


def test_a_reports_numbers_stand_beside_the_counted_ones(carded: Site):
    reform, auditor = carded.person("reform"), carded.person("auditor")
    write_report(carded.home)
    assert (
        "请审改办核对一次" in auditor.get("/reports/2021/").text
        and carded.person("clerk").get("/reports/").status == 403
    )
    asked = reform.post("/reports/2021/hold/", {})
    if asked.location.startswith("/jobs/"):
        carded.finish(asked.location, reform)
    text = auditor.get("/reports/2021/").text
    assert "相符 1 个" in text and "不符 1 个" in text and "数不出 1 个" in text and "没有发放登记" in text
    only = auditor.get("/reports/2021/?verdict=不符").text
    assert f"{len(ITEMS) + 7}项" in only and f">{len(ITEMS) - 1}<" in only and "没有发放登记" not in only
    sheet = load_workbook(io.BytesIO(auditor.get("/reports/2021/download/").body))["数字核对"]
    assert {"S1", "S2", "S3"} <= {row[0] for row in sheet.iter_rows(values_only=True)}
    assert reform.get("/reports/2022/").status == 400
