"""A report's numbers: the list leaves none out, each comparison says what its words say, contradictions are found unaided."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
import yaml
from command_line import ROOT

from app.judgement.reporting import agrees
from catalogue.finding import FormError
from catalogue.report import Report, ReportFigure
from rules import BOOK
from rules.books import Book
from rules.checks import check
from rules.claims import claim_facts
from rules.indicators import Figure
from rules.opening.loader import load_book
from rules.opening.report_file import read_report

EXAMPLE = ROOT / "examples" / "linhu" / "book"
LIST = EXAMPLE / "reports" / "2021.yaml"
TEXTS = sorted((ROOT.parent / "shared" / "domain").glob("000_*.txt"))
DAY = date(2021, 12, 31)


@cache
def book() -> Book:
    return load_book(BOOK, EXAMPLE)


@cache
def report() -> Report:
    return read_report(LIST, book())


def digits(words: str) -> list[str]:
    return re.findall(r"\d+(?:\.\d+)?", words)


@pytest.mark.skipif(not TEXTS, reason="公开总结的原文不在旁边")
def test_every_numeral_of_the_reports_text_stands_in_the_list_as_often_as_it_is_printed() -> None:
    text = TEXTS[0].read_text("utf-8")
    text = text[text.index("今年以") :]  # the head of the page tells where it was published
    text = text[text.index("2021年工作") :]
    in_digits = [one.printed for one in report().figures if not one.character]
    listed = Counter(digits(" ".join([*in_digits, *(word for none in report().no_figures for word in none.printed)])))
    assert Counter(digits(text)) == listed


@pytest.mark.skipif(not TEXTS, reason="公开总结的原文不在旁边")
def test_figures_written_in_chinese_stand_in_the_list_too() -> None:
    text = TEXTS[0].read_text("utf-8")
    written = re.findall(r"([兩两三四五六七八九十])(輪|轮|個鎮|次大|方面|有”)", text)
    listed = Counter(one.character for one in report().figures if len(one.character) == 1 and one.value)
    listed.update(word[0] for none in report().no_figures for word in none.printed if not digits(word))
    assert len(written) >= 5 and Counter(w.replace("兩", "两") for w, _ in written) == listed


def test_the_numbers_other_tests_hold_the_example_to_are_in_the_list() -> None:
    others = yaml.safe_load((ROOT / "tests" / "report_2021.yaml").read_text("utf-8"))
    printed = {one.value for one in report().figures}
    assert len(others) > 20
    assert [name for name, value in others.items() if Decimal(str(value)) not in printed] == []


@pytest.mark.parametrize(
    ("printed", "fits", "does_not"),
    [
        ("34", ["34"], ["33", "35", "34.6"]),
        ("92.8", ["92.79", "92.84"], ["92.74", "92.86"]),
        ("96", ["96.48", "95.6"], ["95.4", "97"]),
        ("3800余", ["3800", "3826", "3899"], ["3799", "3900"]),
        ("1万余", ["10000", "19999"], ["9999", "20000"]),
        ("57300余", ["57318"], ["57299", "57400"]),
        ("近200", ["180", "199"], ["200", "179"]),
        ("50以上", ["50", "61.11"], ["49.9"]),
    ],
)
def test_a_number_is_held_to_what_its_words_mean(
    tmp_path: Path, printed: str, fits: list[str], does_not: list[str]
) -> None:
    one = written(tmp_path, f"印作: {printed!r}, 指标: 进驻率").figures[0]
    assert [v for v in fits if not agrees(one, Decimal(v))] == [] and [
        v for v in does_not if agrees(one, Decimal(v))
    ] == []


def written(folder: Path, entry: str) -> Report:
    path = folder / "r.yaml"
    head = "- {编号: 总结, 总结: 甲, 统计期: 2021年, 填报单位: 甲局, 截至: 2021-12-31}\n"
    path.write_text(head + "- {编号: A1, 节: 一, 说: 某数, " + entry + "}\n", "utf-8")
    return read_report(path, book())


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("印作: 三十四, 指标: 进驻率", "读不懂"),
        ("印作: '34'", "写一样"),
        ("印作: '34', 指标: 进驻率, 数不出: 没有", "写一样"),
        ("印作: '34', 指标: 进住率", "进驻率"),
        ("印作: '34', 指标: 进驻率, 分组: {颜色: 红}", "颜色"),
        ("印作: '34', 指标: 进驻率, 取: 差", "取"),
        ("印作: '34', 数: {对象: 恐龙}", "恐龙"),
        ("印作: '34', 数: {对象: 进驻, 条件: {没有这个: 是}}", "没有这个"),
        ("发现: no-such-code", "no-such-code"),
    ],
)
def test_a_faulty_list_is_told_with_its_place(tmp_path: Path, entry: str, told: str) -> None:
    with pytest.raises(FormError) as error:
        written(tmp_path, entry)
    assert told in str(error.value) and "r.yaml 第 2 行" in str(error.value)


def claims(*said: tuple[str, str], day: date = DAY) -> list[set[str]]:
    """The codes that checks on claims find for each claim, against indicators as if counted by hand."""
    counted = {
        "进驻率": (900, 935),
        "评价覆盖率（全部办理项）": (441, 3243),
        "评价覆盖率（进驻事项）": (441, 935),
        "即办率": (30, 120),
    }
    figures = [
        Figure(one.id, one.name, day, top, under, None, under, top / under)
        for one in book().indicators
        if (pair := counted.get(one.name)) and (under := pair[1]) and (top := pair[0])
    ]
    rows = [{"指标": name, "自报值": Decimal(value), "填报单位": "甲局", "统计期": "2021年"} for name, value in said]
    full = [{**row, **more} for row, more in zip(rows, claim_facts(book(), rows, figures), strict=True)]
    found = check(book(), "自报指标", full, day)
    return [{f.code for f in group if f.severity != "无法判定"} for group in found]


def test_a_rate_that_its_own_parts_forbid_is_found() -> None:
    rate, *_ = claims(("进驻率", "100"), ("已进驻事项数", "900"), ("未进驻事项数", "35"))
    assert {"claim-contradicts-its-parts", "rate-fits-no-denominator"} <= rate
    rate, *_ = claims(("进驻率", "96.3"), ("已进驻事项数", "900"), ("未进驻事项数", "35"))
    assert not rate & {"claim-contradicts-its-parts", "rate-fits-no-denominator"}
    rate, *_ = claims(("进驻率", "100"), ("未进驻事项数", "35"))  # without its numerator nothing can be said
    assert "claim-contradicts-its-parts" not in rate
    rate, *_ = claims(("进驻率", "98"), ("已进驻事项数", "900"), ("应进驻事项数", "935"))
    assert "claim-contradicts-its-parts" in rate


def test_the_denominator_that_numerator_and_rate_imply_is_named() -> None:
    rows = [{"指标": "评价覆盖率", "自报值": Decimal("13.6")}, {"指标": "有评价的办理项数", "自报值": Decimal(441)}]
    figures = [
        Figure(one.id, one.name, DAY, 441, net, None, net, 441 / net)
        for one in book().indicators
        for name, net in (("评价覆盖率（全部办理项）", 3243), ("评价覆盖率（进驻事项）", 935))
        if one.name == name
    ]
    found, _ = claim_facts(book(), rows, figures)
    low, high = found["隐含分母下限"], found["隐含分母上限"]
    fits = [n for n in range(1, 10000) if round(Decimal(44100) / n, 1) == Decimal("13.6")]  # counted, not computed
    assert (low, high) == (min(fits), max(fits))
    assert (found["相合分母"], found["不合分母"]) == (["评价覆盖率（全部办理项）3243"], ["评价覆盖率（进驻事项）935"])
    coverage, _ = claims(("评价覆盖率", "13.6"), ("有评价的办理项数", "441"))
    assert "rate-implies-denominator" in coverage
    coverage, _ = claims(("评价覆盖率", "20.1"), ("有评价的办理项数", "441"))
    assert "rate-fits-no-denominator" in coverage and "rate-implies-denominator" not in coverage


def test_any_rate_is_held_to_its_parts_not_the_two_of_the_report(tmp_path: Path) -> None:
    """A county with an indicator of its own: the program has never seen its name."""
    (tmp_path / "indicators").mkdir()
    (tmp_path / "indicators" / "own.yaml").write_text(
        """
- {编号: ZB-BD-1, 名称: 机构有码率, 分子: {对象: 机构, 条件: {机构编码校验: 相符}}, 分母: {对象: 机构}}
- {编号: ZB-BD-2, 名称: 码对的机构, 分子: {对象: 机构, 条件: {机构编码校验: 相符}}}
- {编号: ZB-BD-3, 名称: 码错的机构, 分子: {对象: 机构, 条件: {机构编码校验: 不符}}}
- {编号: ZB-BD-4, 名称: 镇的个数, 分子: {对象: 机构, 条件: {机构类别: 镇}}}
""",
        "utf-8",
    )
    own = load_book(BOOK, tmp_path)
    said = [("机构有码率", "100"), ("码对的机构", "40"), ("码错的机构", "10"), ("镇的个数", "39")]
    rows = [{"指标": name, "自报值": Decimal(value)} for name, value in said]
    rate = claim_facts(own, rows, [])[0]
    assert rate["部分算得"] == Decimal("80.00") and rate["与部分之差"] == 20
    assert "码错的机构10" in rate["自报部分"], "镇的个数不是分母里剩下的那一部分"


def test_the_list_names_no_real_place() -> None:
    assert not re.search("沅江|琼湖|瓊湖|草尾|益阳|利津|开福", LIST.read_text("utf-8"))


def figure(one: ReportFigure) -> str:
    return one.id


@pytest.mark.parametrize("one", report().figures, ids=figure)
def test_each_number_says_how_it_is_counted_or_why_not(one: ReportFigure) -> None:
    assert bool(one.indicator) + (one.measure is not None) + bool(one.why_not) == 1
