"""The example county's year of filings, made on demand: the program counts what the real report counts."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import yaml

from app.filing.counted import packages
from catalogue.fields import FieldList
from catalogue.records import Record, make_record
from importers.filings.clean import clean
from importers.filings.columns import columns
from importers.filings.table import open_table
from importers.read import load_all_layouts
from rules import BOOK
from rules.books import Book
from rules.checks import check
from rules.facts.other import others
from rules.facts.world import World
from rules.filings.counted import counted
from rules.filings.judge import judge
from rules.filings.sums import cards, counts, facts, sums
from rules.opening.loader import load_book

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "examples" / "linhu"
REPORT = yaml.safe_load((ROOT / "tests" / "report_2021.yaml").read_text(encoding="utf-8"))
KEY = yaml.safe_load((EXAMPLE / "source" / "成批办件.yaml").read_text(encoding="utf-8"))
DAY = date(2021, 12, 31)


def test_a_year_of_filings_counts_as_the_report_says_and_cards_are_those_planted(tmp_path: Path) -> None:
    """One test for all of it: making and judging 381,024 filings takes some seconds."""
    sys.path.insert(0, str(EXAMPLE))
    try:
        import make_filings
    finally:
        sys.path.remove(str(EXAMPLE))
    path = tmp_path / "办件.parquet"
    make_filings.make(path)
    assert "申请人姓名" in pl.read_parquet_schema(path)  # offices send it, and it must be left at the door
    book = load_book(BOOK, EXAMPLE / "book")
    words = next(one for one in load_all_layouts(book.fields) if one.kind == "办件").words
    raw = open_table(path)
    cleaned = clean(raw, columns(raw.name, raw.headers, book.fields, words), book.fields)
    assert (cleaned.read, cleaned.held.height) == (REPORT["一件事办件"], 0)
    timed = judge(book, cleaned.judged, DAY, DAY)
    said = counts(timed)
    assert said["办件"] == REPORT["一件事办件"] and said["跨域通办"] == REPORT["跨域通办办件"]
    assert said["办件单位数"] == REPORT["一件事部门个数"]
    due = {(f"示特{int(one['号']):02d}", one["应为"][1]) for one in KEY["特例"] if one["应为"][1] in ("黄牌", "红牌")}
    assert {(one.number, one.colour) for one in cards(timed)} == due
    rows = facts(sums(timed))
    assert sum(row["受理件数"] for row in rows) == REPORT["一件事办件"]  # each filing in one group
    assert len({row["受理月份"] for row in rows}) == 12
    assert sum(row["受理件数"] for row in rows if row["跨域通办办件"] == "是") == REPORT["跨域通办办件"]
    assert len(timed.cases) < 1000  # few distinct situations are judged, not each filing
    sums_ = [Record("办件汇总", str(n), "", row) for n, row in enumerate(counted(sums(timed)))]
    register = _register(book.fields)
    assert sum(row.facts["一件事件数"] for row in register) == REPORT["一件事办件"]
    assert _differences(book, [*register, *sums_]) == [], "每一件事的件数、跨域通办件数，台账和逐件的一致"
    wrong = replace(register[7], facts={**register[7].facts, "一件事件数": register[7].facts["一件事件数"] + 1})
    assert _differences(book, [*register[:7], wrong, *register[8:], *sums_]) == [wrong.name]
    named = packages(row.facts for row in sums_)
    assert sum(row.facts["受理件数"] for row in named) == REPORT["一件事办件"]
    assert _unknown(book, [*register, *named]) == []
    assert _unknown(book, [*register[1:], *named]) == [register[0].name], "a package that the register lacks is found"


def _register(fields: FieldList) -> list[Record]:
    """一件事台账 as its workbook says, read by hand."""
    import openpyxl

    sheet = openpyxl.load_workbook(EXAMPLE / "workbooks" / "80-一件事和二维码台账.xlsx")["一件事台账"]
    lines = list(sheet.values)
    head = next(line for line in lines if "牵头单位" in line)
    called = {"牵头单位": "牵头单位", "一件事名称": "一件事名称", "统计期": "统计期", "一件事受理件数": "一件事件数", "其中跨域通办": "其中跨域通办件数"}  # fmt: skip
    rows = [dict(zip(head, line, strict=True)) for line in lines[lines.index(head) + 1 :] if line[0]]
    return [
        make_record(fields, "一件事台账", {name: row[word] for word, name in called.items() if row[word] is not None})
        for row in rows
    ]


def _unknown(book: Book, records: list[Record]) -> list[str]:
    """The packages that filings name and the register does not know, as the check says."""
    subjects = others(World.of(records, DAY), book.fields, book.on(DAY))["一件事办件汇总"]
    found = check(book, "一件事办件汇总", [one.facts for one in subjects], DAY)
    return [
        one.name
        for one, group in zip(subjects, found, strict=True)
        for f in group
        if f.code == "filings-name-unknown-package"
    ]


def _differences(book: Book, records: list[Record]) -> list[str]:
    """The packages whose register the checks find to differ from the filings."""
    subjects = others(World.of(records, DAY), book.fields, book.on(DAY))["一件事台账"]
    found = check(book, "一件事台账", [one.facts for one in subjects], DAY)
    codes = {"package-account-differs-from-filings", "package-cross-region-differs-from-filings"}
    assert not any(f.code in codes and f.severity == "无法判定" for group in found for f in group)
    return [one.name for one, group in zip(subjects, found, strict=True) for f in group if f.code in codes]
