"""Cards over the sample of the example county's filings: the answer key in both directions, held rows, acts, rates."""

from __future__ import annotations

import csv
import hashlib
import re
import shutil
from collections import Counter
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import polars as pl
import pytest
from command_line import ROOT, Quanmu

from app.judgement.checking import in_hundredths
from catalogue.yamlfile import read_yaml
from importers.filings.clean import Cleaned, clean
from importers.filings.columns import columns, heads
from importers.filings.table import open_table
from importers.read import load_all_layouts
from rules import BOOK
from rules.books import Book
from rules.filings.judge import judge
from rules.filings.sums import counts
from rules.opening.loader import load_book

EXAMPLE = ROOT / "examples" / "linhu"
SAMPLE = EXAMPLE / "filings" / "办件样例.csv"
KEY = read_yaml(EXAMPLE / "source" / "成批办件.yaml")
DAY = ("--as-of", "2021-12-31")
CARDS = ("黄牌", "红牌")


def office(folder: Path) -> Quanmu:
    """An office with the example county's own book and nothing else."""
    shutil.copytree(EXAMPLE / "book", folder / "data" / "book")
    return Quanmu(folder / "data")


@cache
def book() -> Book:
    """The example county's book."""
    return load_book(BOOK, EXAMPLE / "book")


def read(path: Path) -> Cleaned:
    """A file cleaned, as `cards` takes it in, without a store."""
    words = next(one for one in load_all_layouts(book().fields) if one.kind == "办件").words
    raw = open_table(path, fits=lambda found: heads(found, book().fields, words))
    return clean(raw, columns(raw.name, raw.headers, book().fields, words), book().fields)


def outcome(path: Path, as_of: date = date(2021, 12, 31)) -> dict:
    return counts(judge(book(), read(path).judged, as_of, as_of))


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> tuple[Quanmu, dict, dict]:
    """The sample taken in and judged: the office, what was said of the file and of the judging."""
    quanmu = office(tmp_path_factory.mktemp("cards"))
    file, run = quanmu("cards", SAMPLE, *DAY, "--json", "--into", quanmu.home.parent).objects()
    return quanmu, file, run


@pytest.fixture
def copied(judged, tmp_path: Path) -> Quanmu:
    shutil.copytree(judged[0].home, tmp_path / "data")
    return Quanmu(tmp_path / "data")


def test_cards_are_exactly_those_of_the_answer_key(judged) -> None:
    given = {(one["number"], one["timeliness"], one["colour"], one["days"]) for one in judged[2]["牌"]}
    due = {
        (f"示特{one['号']}", one["应为"][0], one["应为"][1], int(one["应为"][2]))
        for one in KEY["特例"] if one["应为"][1] in CARDS
    }  # fmt: skip
    assert len(due) > 10 and given == due


def test_every_other_filing_comes_out_as_the_key_says(judged) -> None:
    _, file, run = judged
    due = Counter(one["应为"][0] for one in KEY["特例"])
    rest = file["good"] - len(KEY["特例"])
    assert run["时效"] == {**due, "正常": due["正常"] + rest}
    assert run["亮牌"]["预警"] == sum(one["应为"][1] == "预警" for one in KEY["特例"])


def test_bad_rows_are_held_by_line_and_the_counts_add_up(judged) -> None:
    _, file, run = judged
    lines = list(csv.reader(SAMPLE.open(encoding="utf-8-sig", newline="")))
    bad = {f"示特{one['号']}": one["应暂存"] for one in KEY["坏行"]}
    assert {number for _, number, _ in file["held_rows"]} == bad.keys()
    for line, number, why in file["held_rows"]:
        assert lines[line - 1][1] == number and bad[number] in why
    assert file["read"] == len(lines) - 1 == file["good"] + file["held"] and run["办件"] == file["good"]


def test_applicants_names_are_not_kept(judged) -> None:
    quanmu, file, _ = judged
    assert file["dropped"] == ["申请人姓名"]
    for path in (quanmu.home / "files").iterdir():
        assert "示例申请人".encode() not in path.read_bytes()
        columns = pl.read_parquet(path).columns
        assert "case_unit" in columns and "applicant" not in columns


def test_workbook_and_parquet_give_what_the_csv_gives(judged, tmp_path: Path) -> None:
    from openpyxl import Workbook

    rows = list(csv.reader(SAMPLE.open(encoding="utf-8-sig", newline="")))
    sent = Workbook()
    sent.active.append(["临湖市办件（示例）"])
    for row in rows:
        sent.active.append([cell or None for cell in row])
    sent.save(tmp_path / "办件.xlsx")
    pl.DataFrame(rows[1:], schema=rows[0], orient="row").write_parquet(tmp_path / "办件.parquet")
    for name in ("办件.xlsx", "办件.parquet"):
        said = outcome(tmp_path / name)
        assert all(said[part] == judged[2][part] for part in ("时效", "亮牌", "办件")), name
        assert read(tmp_path / name).held.height == judged[1]["held"]


def test_a_corrected_file_leaves_the_card_to_a_person_and_gives_no_card_twice(copied: Quanmu, tmp_path: Path) -> None:
    rows = list(csv.reader(SAMPLE.open(encoding="utf-8-sig", newline="")))
    wrong = next(row for row in rows if row[1] == "示特02")
    wrong[rows[0].index("办结日期")] = "2021-03-05"
    with (tmp_path / "改正.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([rows[0], wrong])
    again, _, run = copied("cards", SAMPLE, tmp_path / "改正.csv", *DAY, "--json").objects()
    (card,) = run["不再超时的牌"]
    listed = {one["id"]: one for one in copied("cards", "--list", "--json").objects()}
    assert again["again"] and run["新亮牌"] == 0 and run["办件"] == 400
    assert listed[card]["number"] == "示特02" and listed[card]["state"] == "有效"


def test_a_card_is_appealed_upheld_and_cancelled_and_nothing_is_lost(copied: Quanmu) -> None:
    assert "没有写理由" in copied("cards", "--appeal", 1, ok=False).refused()
    assert "不能维持" in copied("cards", "--uphold", 1, "--why", "x", ok=False).refused()
    for words in (("--appeal", "有停机通知"), ("--cancel", "查实停机")):
        copied("cards", words[0], 1, "--why", words[1], QUANMU_USER="示例科员")
    done = copied("cards", "--list", "--json").objects()[0]
    assert done["state"] == "撤销" and [act[0] for act in done["acts"]] == ["申诉", "撤销"]
    assert all(act[2] == "示例科员" and act[3] for act in done["acts"])
    assert "不能申诉" in copied("cards", "--appeal", 1, "--why", "再来", ok=False).refused()
    rate = copied("indicators", "--only", "红黄牌发生率", *DAY, "--json").objects()[0]
    given = sum(one["应为"][1] in CARDS for one in KEY["特例"])
    assert (rate["numerator"], rate["net"]) == (given - 1, 400)  # the rate follows


CLOCKS = {"超法定": "cases-over-law", "超承诺": "cases-over-promise", "环节超时": "cases-over-stage"}


def test_the_detector_of_overdue_cases_says_what_the_clocks_say_and_where_they_are_silent(copied: Quanmu) -> None:
    """By unit: who is over what, who cannot be told (待定, 无时限) and what is lacking; a cancelled card is no fault."""
    rows = list(csv.reader(SAMPLE.open(encoding="utf-8-sig", newline="")))
    unit = {row[1]: row[0] for row in rows}
    due = {(CLOCKS[w], unit[f"示特{one['号']}"]) for one in KEY["特例"] if (w := one["应为"][0]) in CLOCKS}
    untold = {unit[f"示特{one['号']}"] for one in KEY["特例"] if one["应为"][0] in ("待定", "无时限")}
    first = copied("cards", "--list", "--json").objects()[0]

    def found() -> tuple[set[tuple[str, str]], list[dict]]:
        told = copied("check", *DAY, "--json", "--into", copied.home.parent).objects()
        own = [one for one in told if one["code"] in CLOCKS.values()]
        return {(one["code"], one["unit"]) for one in own if one["severity"] != "无法判定"}, own

    fired, own = found()
    assert len(due) > 12 and fired == due
    lacking = [one for one in own if one["severity"] == "无法判定"]
    assert untold and {one["unit"] for one in lacking} == untold and all(one["missing"] for one in lacking)
    copied("cards", "--cancel", first["id"], "--why", "查实停机")
    assert found()[0] == due - {(CLOCKS[first["timeliness"]], first["unit"])}


def test_a_card_says_why(judged) -> None:
    quanmu, _, run = judged
    red = next(one for one in run["牌"] if one["number"] == "示特07")
    (said,) = quanmu("cards", "--explain", red["id"], "--json").objects()
    assert said["亮牌"]["rules"] == ["LP-005"] and said["亮牌"]["basis"][0]["text"] == "示例红黄牌办法"
    assert said["办件时效"]["answer"] == "超承诺" and said["亮牌"]["facts"]["超承诺天数"] == 7


def test_without_rules_of_its_own_an_office_gives_no_card() -> None:
    said = counts(judge(load_book(BOOK), read(SAMPLE).judged, date(2021, 12, 31), date(2021, 12, 31)))
    assert said["亮牌"] == {"待定": 400} and said["待定缺少"]["没有规则"] == 400


def test_past_the_holiday_table_nothing_is_told(tmp_path: Path) -> None:
    path = tmp_path / "以后.csv"
    path.write_text("受理单位,受理号,事项名称,受理日期,承诺时限\n示例局,甲1,某事,2026-12-30,3工作日\n", "utf-8")
    said = outcome(path, date(2027, 1, 20))
    assert said["超出放假安排"] == 1 and said["时效"] == {"待定": 1}


def test_a_file_without_one_usable_row_stops_nothing_else_and_leaves_no_trace(tmp_path: Path) -> None:
    path = tmp_path / "坏.csv"
    path.write_text("受理单位,受理号,事项名称,受理日期\n甲,一,某事,不知道\n", "utf-8")
    quanmu = office(tmp_path)
    assert "没有一行可用，第 2 行" in quanmu("cards", path, *DAY, ok=False).refused()
    assert not (quanmu.home / "files").exists()


def test_kept_columns_that_were_changed_are_refused(copied: Quanmu) -> None:
    for path in (copied.home / "files").iterdir():
        assert hashlib.sha256(path.read_bytes()).hexdigest() == path.name
        path.write_bytes(path.read_bytes()[:-1] + b"x")
    assert "被改动过" in copied("cards", *DAY, ok=False).refused()


def test_the_paper_lists_every_card(judged) -> None:
    from openpyxl import load_workbook

    quanmu, _, run = judged
    paper = load_workbook(quanmu.home.parent / "office" / "红黄牌.xlsx")
    numbers = [row[2].value for row in paper["红黄牌"].iter_rows(min_row=3)]
    assert numbers == [one["number"] for one in run["牌"]]
    sums = list(paper["办件数"].iter_rows(min_row=3, values_only=True))
    assert sum(row[2] for row in sums) == run["办件"]
    assert (sum(row[3] for row in sums), sum(row[4] for row in sums)) == (run["时效"]["超承诺"], run["时效"]["超法定"])


def test_a_file_taken_back_counts_no_more_and_what_it_superseded_holds_again(tmp_path: Path) -> None:
    quanmu = office(tmp_path)
    head = "受理单位,受理号,事项名称,受理日期,办结日期,承诺时限\n"
    first, second = tmp_path / "一.csv", tmp_path / "二.csv"
    first.write_text(
        head + "甲,一,某事,2021-01-04,2021-01-05,2工作日\n甲,二,某事,2021-01-04,2021-01-05,2工作日\n", "utf-8"
    )
    second.write_text(
        head + "甲,一,某事,2021-01-04,2021-01-28,2工作日\n甲,三,某事,2021-01-04,2021-01-05,2工作日\n", "utf-8"
    )

    def counted(*words: object) -> tuple[int, int]:
        run = quanmu("cards", *words, *DAY, "--json").objects()[-1]
        return run["办件"], run["时效"].get("超承诺", 0)

    assert counted(first) == (2, 0) and counted(second) == (3, 1)
    assert "没有写撤销的理由" in quanmu("cards", "--undo", 2, ok=False).refused()
    assert quanmu("cards", "--undo", 2, "--why", "报错了月份", "--json").objects()[0]["undone"]
    assert "已经撤销过" in quanmu("cards", "--undo", 2, "--why", "再来", ok=False).refused()
    assert "没有这一份" in quanmu("cards", "--undo", 9, "--why", "无", ok=False).refused()
    assert "又导入或者撤销过办件" in quanmu("indicators", "--only", "红黄牌发生率", *DAY).out
    again = quanmu("cards", *DAY, "--json").objects()[-1]
    assert (again["办件"], again["时效"].get("超承诺", 0)) == (2, 0)
    assert len(again["不再超时的牌"]) == 1, "亮过的牌还在，由人决定撤不撤销"
    assert [one["undone"] for one in quanmu("cards", "--files", "--json").objects()] == [False, True]
    assert counted(second) == (3, 1)
    rate = quanmu("indicators", "--only", "红黄牌发生率", *DAY).out
    assert re.search(r"红黄牌发生率.* 1 .* 3 ", rate) and "撤销过办件" not in rate


@pytest.mark.parametrize(
    ("rate", "said"),
    [
        ("0", "0.00%"),
        ("1", "100.00%"),
        ("0.9627", "96.27%"),
        ("0.0000367", "0.004%"),
        ("0.99999", "99.999%"),
        ("-0.5", "-50.00%"),
    ],
)
def test_a_rate_never_makes_nothing_of_something_nor_all_of_nearly_all(rate: str, said: str) -> None:
    assert in_hundredths(Decimal(rate)) == said
