"""Identity and what follows from it: exact names, never a given fact overwritten, every disagreement said."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from catalogue.limits import Limit
from rules.facts.common import enrich
from rules.opening.loader import load_book

BOOK = load_book(Path(__file__).with_name("books") / "small")
DAY = date(2021, 12, 31)


def enriched(day=DAY, **facts):
    typed = {name: BOOK.fields.fields[name].typed(value) for name, value in facts.items()}
    return enrich(BOOK, "办理项", typed, day)


@pytest.mark.parametrize(
    "name", ["困难救助", "困难 救助", "困难群众救助", "１、困难救助", "困难救助（小额）", "困难救助(小额)"]
)
def test_the_same_name_in_other_spelling(name):
    assert enriched(事项名称=name)[0]["事项"] == "JZ-救助"


@pytest.mark.parametrize("name", ["困难救助金", "救助", "困难救济", "占道许可初审"])
def test_a_similar_name_is_not_the_matter(name):
    assert "事项" not in enriched(事项名称=name)[0]
    assert BOOK.register.identify(name) is None


def test_codes_and_contradicting_codes():
    assert BOOK.register.identify("", ["0123"]).matter.id == "JZ-救助"
    assert BOOK.register.identify("占道许可", ["0123"]) is None


def test_a_matter_exists_from_its_day_on():
    assert "事项" not in enriched(事项名称="新设许可")[0]
    assert enriched(date(2022, 1, 1), 事项名称="新设许可")[0]["法条核对"] == "待核"


def test_what_the_register_says():
    facts, issues = enriched(事项名称="占道许可")
    assert issues == []
    assert facts == {
        "事项名称": "占道许可", "事项": "XK-许可", "事项类型": "行政许可", "法条": ["乙条例 第三条", "甲法 第八条"],
        "法条主体": ["县级以上部门", "乡镇人民政府"], "法条失效": ["乙条例"], "法条核对": "失效",
        "事项特点": ["无"],
    }  # fmt: skip
    before = enriched(date(2021, 5, 31), 事项名称="占道许可")[0]
    assert "法条失效" not in before and before["法条核对"] == "已读"


def test_what_contradicts_the_register_is_unknown_and_reported():
    facts, issues = enriched(事项名称="困难救助", 事项类型="公共服务", 业务领域="别的")
    assert "事项类型" not in facts and facts["业务领域"] == "别的"
    assert issues == ["事项类型写作“公共服务”，登记册中“困难救助”是“行政给付”，互相矛盾，按未知处理"]
    facts, issues = enriched(事项名称="困难救助", 事项="XK-许可")
    assert facts["事项"] == "XK-许可" and facts["事项类型"] == "行政许可" and "指向“JZ-救助”" in issues[0]
    assert enriched(事项="不存在")[1] == ["事项标识“不存在”不在登记册中"]
    facts, issues = enriched(事项名称="困难救助（小额）", 金额=9000)
    assert "金额" not in facts and "按未知处理" in issues[0]


def test_circumstances():
    assert enriched(事项名称="困难救助", 适用情形="-") == enriched(事项名称="困难救助")
    assert enriched(事项名称="困难救助", 适用情形="困难救助(小额)")[0]["金额"] == 500
    facts, issues = enriched(事项名称="困难救助", 适用情形="大额")
    assert "金额" not in facts and "不是登记册中“困难救助”的情形" in issues[0]


def test_with_its_circumstance_a_name_may_mean_another_matter(tmp_path):
    (tmp_path / "matters").mkdir()
    (tmp_path / "matters" / "a.yaml").write_text(
        "- 标识: JZ-特别\n  名称: 特别救助\n  别名: [困难救助（特别）]\n  类型: 行政给付\n  法条:\n"
        "    - {文件: 甲法, 条: 第八条, 主体: 县级以上部门}\n",
        encoding="utf-8",
    )
    book = load_book(Path(__file__).with_name("books") / "small", tmp_path)
    for words, matter in (("特别", "JZ-特别"), ("困难救助(小额)", "JZ-救助"), ("别的", "JZ-救助")):
        facts, _ = enrich(book, "办理项", {"事项名称": "困难救助", "适用情形": words}, DAY)
        assert facts["事项"] == matter


@pytest.mark.parametrize(
    ("kind", "promised", "legal", "exceeds", "spot"),
    [
        ("行政许可", "21日", "20个工作日", "是", "否"),
        ("行政许可", "20日", "20个工作日", "否", "否"),
        ("公共服务", "21日", "20个工作日", None, "否"),
        ("公共服务", "即办", "20个工作日", "否", "是"),
        ("公共服务", "5个工作日", None, "否", "否"),  # no limit in law: nothing to exceed
    ],
)
def test_limits_are_compared_only_where_it_is_lawful(kind, promised, legal, exceeds, spot):
    facts = enriched(事项类型=kind, 承诺办结时限=promised, 法定办结时限=legal)[0]
    assert (facts.get("承诺超法定"), facts["当场办结"]) == (exceeds, spot)


def test_the_register_gives_the_statutory_limit_where_the_row_has_none():
    facts = enriched(事项名称="困难救助", 承诺办结时限="30个工作日")[0]
    assert (facts["承诺超法定"], facts["法定工作日上限"]) == ("是", 20)
    assert facts["承诺办结时限"] == Limit(value=30, unit="工作日") and "法定办结时限" not in facts


def overlaid(folder: Path):
    """The small book with a text that was renumbered in 2022 and rewritten, unread, in 2024."""
    (folder / "matters").mkdir()
    (folder / "texts.yaml").write_text(
        "- {文件: 丙办法, 位阶: 部门规章, 施行: 2010-01-01, 废止: 2024-01-01,"
        " 分级: {条: 第三条, 主体: 县级以上部门}}\n"
        "- {文件: 丙办法, 位阶: 部门规章, 施行: 2024-01-01, 待核: 是}\n",
        encoding="utf-8",
    )
    (folder / "matters" / "a.yaml").write_text(
        "- 标识: BG-改号\n  曾用标识: [BG-旧]\n  名称: 改过条号的许可\n  类型: 行政许可\n  法条:\n"
        "    - {文件: 丙办法, 条: 第七条, 主体: 主管部门未分级, 废止: 2022-01-01}\n"
        "    - {文件: 丙办法, 条: 第九条, 主体: 主管部门未分级, 施行: 2022-01-01}\n"
        "- 标识: BG-市级\n  名称: 写明了级别的许可\n  类型: 行政许可\n  法条:\n"
        "    - {文件: 丙办法, 条: 第八条, 主体: 设区的市级部门}\n"
        "    - {文件: 丙办法, 条: 第七条, 主体: 主管部门未分级}\n",
        encoding="utf-8",
    )
    return load_book(Path(__file__).with_name("books") / "small", folder)


@pytest.mark.parametrize(
    ("day", "articles", "reading"),
    [
        (date(2021, 12, 31), ["丙办法 第七条", "丙办法 第三条"], "已读"),
        (date(2022, 1, 1), ["丙办法 第九条", "丙办法 第三条"], "已读"),
        (date(2024, 1, 1), ["丙办法 第九条"], "待核"),
    ],
)
def test_a_matter_outlives_the_number_of_its_article(day, articles, reading, tmp_path):
    facts, _ = enrich(overlaid(tmp_path), "办理项", {"事项名称": "改过条号的许可"}, day)
    assert (facts["事项"], facts["法条"], facts["法条核对"]) == ("BG-改号", articles, reading)


def test_a_former_identity_means_the_matter_of_today(tmp_path):
    facts, issues = enrich(overlaid(tmp_path), "办理项", {"事项": "BG-旧", "事项名称": "写法不认识"}, DAY)
    assert (facts["法条"][0], issues) == ("丙办法 第七条", [])


def test_plain_organs_take_their_level_from_the_text_only_where_no_article_names_one(tmp_path):
    book = overlaid(tmp_path)
    plain, _ = enrich(book, "办理项", {"事项名称": "改过条号的许可"}, DAY)
    named, _ = enrich(book, "办理项", {"事项名称": "写明了级别的许可"}, DAY)
    assert plain["法条主体"] == ["县级以上部门"]
    assert named["法条主体"] == ["设区的市级部门", "主管部门未分级"]
