"""The reference holds the whole book: every rule, check and indicator, each basis, each example, and nothing dead-ends."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import small_county
import yaml

from app.office import open_office
from app.rulebook import reference
from rules import BOOK

RULE = """
- 编号: XX-001
  名称: 本县志愿者注册由县级办
  对象: [办理项]
  依据: [{文件: 志愿服务条例, 条: 第十条, 要点: 例}]
  施行: 2020-01-01
  例外于: [TZ-001]
  条件: {事项: MZ-志愿者注册服务}
  结论: {收件: 县}
  适用: [{事项: MZ-志愿者注册服务}]
  不适用: [{事项: MZ-内地居民收养登记}]
"""


def declared() -> list[dict[str, Any]]:
    """Every entry of the book as written, read without the program's loader."""
    folders = [BOOK / part for part in ("rules", "checks", "indicators")]
    paths = [path for folder in folders for path in sorted(folder.rglob("*.yaml"))]
    return [entry for path in paths for entry in yaml.load(path.read_text("utf-8"), yaml.BaseLoader)]


def scalars(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield str(key)
            yield from scalars(item)
    elif isinstance(value, list):
        for item in value:
            yield from scalars(item)
    else:
        yield str(value)


@pytest.fixture(scope="module")
def page(tmp_path_factory) -> str:
    folder = tmp_path_factory.mktemp("reference")
    (folder / "home" / "book" / "rules").mkdir(parents=True)
    (folder / "home" / "book" / "rules" / "本县.yaml").write_text(RULE, "utf-8")
    reference.write(open_office(folder / "home", store=False), folder / "out", small_county.date_of())
    return (folder / "out" / "index.html").read_text("utf-8")


@pytest.fixture(scope="module")
def articles(page) -> dict[str, str]:
    """Each entry's part of the page as plain text, by 编号."""
    parts = re.split(r'<article class="rule" id="([^"]+)"', page)
    return {
        html.unescape(name): html.unescape(re.sub(r"<[^>]*>", " ", body.partition("</article>")[0]))
        for name, body in zip(parts[1::2], parts[2::2], strict=True)
    }


def test_every_entry_is_there_with_its_every_basis_and_example(articles):
    entries = declared()
    assert {entry["编号"] for entry in entries} <= set(articles) and len(entries) > 300
    for entry in entries:
        shown = articles[entry["编号"]]
        assert entry["名称"] in shown
        for basis in entry.get("依据", []):
            assert basis.get("要点", "") in shown, entry["编号"]
            assert (f"《{basis['文件']}》{basis.get('条', '')}" if "文件" in basis else basis["取自"]) in shown
        for example in [*entry.get("适用", []), *entry.get("不适用", [])]:
            for word in scalars(example):
                assert word in shown, (entry["编号"], word)
        for day in (entry.get("施行"), entry.get("废止"), entry.get("说明")):
            assert (day or "") in shown, entry["编号"]


def test_exceptions_stand_under_the_rule_that_yields(articles):
    """JL-001 (行政强制不能下放) yields to statutory power of the town; the office's own rule to nothing."""
    assert "XF-001" in articles["JL-001"].partition("它的例外")[2].partition("适用的例子")[0]
    unfolded = articles["TZ-001"].partition("它的例外")[2].partition("适用的例子")[0]
    assert "XX-001" in unfolded and "组“专门归属”" in unfolded and "RZ-001" in unfolded
    assert "它的例外" not in articles["XX-001"] and "本单位" in articles["XX-001"]


def test_indexes_lead_to_what_they_name_and_nothing_asks_another_host(page):
    targets = set(re.findall(r' id="([^"]+)"', page))
    links = re.findall(r'href="#([^"]+)"', page)
    assert set(links) <= targets and len(links) > 1000
    assert not re.findall(r'(?:src|href)="(?!#|index|%E7)[^"]*"|@import|url\(|https?://', page)
    for part in ("目录", "按问题", "按组", "文件", "参数", "清单"):
        assert part in targets
    sought = html.unescape(re.search('id="SY-003" data-find="([^"]*)"', page)[1])  # type: ignore[index]
    assert "适宜下放" in sought  # its topic
    assert "《优化营商环境条例》第三十六条" in sought
    for text in {basis["文件"] for entry in declared() for basis in entry.get("依据", []) if "文件" in basis}:
        assert f"《{text}》" in page


def test_numbers_come_from_the_catalogue(county, tmp_path):
    """The small county's five items of the social affairs office rest on rules that its last judging names."""
    county("rules", "reference", "--into", tmp_path, "--as-of", small_county.DAY)
    page = (tmp_path / "index.html").read_text("utf-8")
    low_income = page.partition('id="MZ-001"')[2].partition("</article>")[0]
    assert re.search(r"<th>作出判定</th><td>3 条记录", low_income)  # one item, and its grant to a town and to a street
    assert "本目录里还没有用到" in page and (tmp_path / "登记事项.html").exists()


def test_show_says_one_rule_whole(county):
    said = county("rules", "show", "JL-001").out
    for words in (
        "如果事项类型是行政强制，那么",
        "《行政强制法》第十七条",
        "2012-01-01",
        "└─ XF-004",
        "适用的例子",
        "作出 0 条记录的判定",
    ):
        assert words in said, words
    assert county("rules", "show", "MZ-001", "--json").objects()[0]["used"]["records"] == 3
    assert "最接近的是“MZ-001”" in county("rules", "show", "MZ-0001", ok=False).refused()
    assert "分母：" in county("rules", "show", "ZB-JZ-003").out


def test_a_rule_of_the_office_is_tested_with_the_book(tmp_path):
    from command_line import Quanmu

    quanmu = Quanmu(tmp_path / "home")
    folder = Path(quanmu.home / "book" / "rules")
    folder.mkdir(parents=True)
    before = quanmu("rules", "test", "--json").objects()[0]
    (folder / "本县.yaml").write_text(RULE, "utf-8")
    after = quanmu("rules", "test", "--json").objects()[0]
    assert (after["规则"], after["例子"]) == (before["规则"] + 1, before["例子"] + 2)
    (folder / "本县.yaml").write_text(
        RULE.replace("不适用: [{事项: MZ-内地居民收养登记}]", "不适用: [{事项: MZ-志愿者注册服务}]"), "utf-8"
    )
    refused = quanmu("rules", "test", ok=False).refused()
    assert "本县.yaml" in refused and "XX-001" in refused and "其实适用" in refused
