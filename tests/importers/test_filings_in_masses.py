"""Files of filings as offices send them: read however they were saved, or told by line what is wrong; nothing is lost."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from catalogue.fields import load_fields
from catalogue.finding import UserError
from importers.filings.clean import Cleaned, clean
from importers.filings.columns import columns, heads
from importers.filings.table import open_table
from importers.read import load_all_layouts

FIELDS = load_fields()
WORDS = next(one for one in load_all_layouts(FIELDS) if one.kind == "办件").words


def read(path: Path) -> Cleaned:
    """A file cleaned, as `cards` takes it in, without a store."""
    raw = open_table(path, fits=lambda found: heads(found, FIELDS, WORDS))
    return clean(raw, columns(raw.name, raw.headers, FIELDS, WORDS), FIELDS)


HEAD = "受理单位,受理号,事项名称,受理日期,办结日期,结果,承诺时限"
GOOD = ("甲,1,某事,2021-01-04,2021-01-05,准予,5工作日", "甲,2,某事,2021-03-04,2021-03-15,准予,即办")
TABLE = "\n".join((HEAD, *GOOD)) + "\n"


@pytest.mark.parametrize(
    "written",
    [
        TABLE.encode("utf-8-sig"), TABLE.encode("gb18030"), TABLE.encode("utf-16"), TABLE.replace("\n", "\r").encode(),
        *(TABLE.replace(",", mark).encode() for mark in ";\t|"), f"临湖市办件登记表\n填报：甲,,日期：2022-01-05\n{TABLE}".encode(),
    ],
    ids=["utf-8 with its mark", "gb18030", "utf-16", "old ends of lines", "semicolons", "tabs", "bars", "two titles"],
)  # fmt: skip
def test_a_table_is_read_however_its_text_is_saved(tmp_path: Path, written: bytes) -> None:
    path = tmp_path / "办件.csv"
    path.write_bytes(written)
    found = read(path)
    days = [found.judged["filing_accepted"].to_list(), found.judged["filing_finished"].to_list()]
    assert days == [[date(2021, 1, 4), date(2021, 3, 4)], [date(2021, 1, 5), date(2021, 3, 15)]]
    assert found.judged["promised_limit_u"].to_list() == ["工作日", "即办"] and found.held.is_empty()


@pytest.mark.parametrize(
    ("day", "means"),
    [
        ("2021/1/4 8:30", "2021-01-04"), ("44200", "2021-01-04"), ("２０２１年元月４日", "2021-01-04"), ("20210104", "2021-01-04"),
        ("2021-01-04T20:30:00+08:00", "2021-01-04"), ("2021-01-04T20:30:00Z", "不是日期"), ("21-1-4", "不是日期"), ("3021-01-01", "不像"),
        ("2021-02-30", "不是日期"), ("无", "没有办件受理日期"),
    ],
)  # fmt: skip
def test_a_day_is_read_as_people_write_it_or_the_row_is_held(tmp_path: Path, day: str, means: str) -> None:
    path = tmp_path / "办件.csv"
    path.write_text(f"{HEAD}\n甲,1,某事,{day},—,无,5个工作日内\n", "utf-8")
    found = read(path)
    told = [str(one) for one in found.judged["filing_accepted"]] + found.held["why"].to_list()
    assert len(told) == 1 and means in told[0]
    assert bool(found.notes) == (day == "44200"), "a serial number is read and said to have been one"


@pytest.mark.parametrize(
    ("limit", "why"),
    [
        ("-5工作日", "看不懂"),
        ("99999工作日", "看不懂"),
        ("9999工作日", "超过十年"),
        ("5", "没有单位"),
        ("很快", "看不懂"),
    ],
)
def test_a_limit_that_is_none_holds_its_row(tmp_path: Path, limit: str, why: str) -> None:
    path = tmp_path / "办件.csv"
    path.write_text(f"{HEAD}\n甲,1,某事,2021-01-04,不详,准予,{limit}\n", "utf-8")
    (told,) = read(path).held["why"]
    assert why in told and "办结日期“不详”" in told and "没有办结日期" not in told, "one fault is told once"


def test_a_quotation_mark_left_open_does_not_swallow_rows_unsaid(tmp_path: Path) -> None:
    path = tmp_path / "办件.csv"
    path.write_text(
        f'{HEAD},备注\n{GOOD[0]},"两行\n的备注"\n{GOOD[1]},"没有写完\n甲,3,某事,2021-01-04,,,,"好"\n', "utf-8"
    )
    found = read(path)
    assert found.judged["filing_number"].to_list() == ["1"] and "引号没有配对" in found.held["why"][0]


def test_every_sheet_of_filings_is_read_and_the_others_are_named(tmp_path: Path) -> None:
    from openpyxl import Workbook

    sent = Workbook()
    sent.active.title = "说明"
    sent.active.append(["本表由各单位填写"])
    for name, rows in (
        ("一月", [["一月登记表"], HEAD.split(","), GOOD[0].split(",")]),
        ("二月", [HEAD.split(",")[::-1], GOOD[1].split(",")[::-1], ["=1+"]]),
    ):
        sheet = sent.create_sheet(name)
        for row in rows:
            sheet.append(row)
    sent.save(tmp_path / "办件.xlsx")
    found = read(tmp_path / "办件.xlsx")
    assert found.judged["filing_number"].to_list() == ["1", "2"] and "说明" in found.notes[0]
    ((line, _, why),) = found.held.iter_rows()
    assert line == 3 and "“二月”表" in why
    sent["二月"]["H1"] = "多一列"
    sent.save(tmp_path / "办件.xlsx")
    with pytest.raises(UserError, match="“一月”和“二月”"):
        read(tmp_path / "办件.xlsx")


def test_parquet_of_other_types_is_read_or_told(tmp_path: Path) -> None:
    from datetime import UTC, datetime, time, timedelta

    path, base = tmp_path / "办件.parquet", {"受理单位": ["甲"], "事项名称": ["某事"]}
    night = [datetime(2021, 1, 4, 20, tzinfo=UTC)]
    for day, number, means in (
        (night, [7.0], "2021-01-05"),
        ([20210104], ["7"], "2021-01-04"),
        ([time(8)], [7], "不是日期"),
        ([timedelta(3)], [7], "不是日期"),
    ):
        pl.DataFrame({**base, "受理日期": day, "受理号": number}).write_parquet(path)
        found = read(path)
        (told,) = [str(one) for one in found.judged["filing_accepted"]] + found.held["why"].to_list()
        assert means in told and {*found.judged["filing_number"], *found.held["number"]} == {"7"}
    pl.DataFrame({**base, "受理号": [b"\xff\xfe"], "受理日期": ["2021-01-04"]}).write_parquet(path)
    with pytest.raises(UserError, match="不是文字"):
        read(path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("受理单位,事项名称\n甲,乙\n", "缺少受理号、办件受理日期"),
        ("受理单位,受理号,事项名称,受理日期,受理日期\n", "都是办件受理日期"),
        ("受理单位,受理号,事项名称,受理日期\n甲,一,机密★十年,2021-01-04\n", "密级标志"),
        ("\x00\x01\x02\x03", "内容不是文字"),
        ("受理单位，受理号\n甲，一\n", "读到的表头是“受理单位，受理号”"),
        ("\ufeff", "文件是空的"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "坏.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(UserError) as refused:
        read(path)
    assert said in f"{refused.value.what}{refused.value.advice}"


def test_rows_said_twice_are_held(tmp_path: Path) -> None:
    head = "受理单位,受理号,事项名称,受理日期,办结日期\n"
    path = tmp_path / "重复.csv"
    path.write_text(
        head
        + "甲,一,某事,2021-01-04,2021-01-05\n甲,一,某事,2021-01-04,2021-01-05\n甲,二,某事,2021-01-04,\n甲,二,某事,2021-01-05,\n甲,三,某事,2021-01-04,2021-01-05,多一格\n乙,三,某事,2021-01-04,\n",
        "utf-8",
    )
    found = read(path)
    held = {line: why for line, _, why in found.held.iter_rows()}
    assert held.keys() == {3, 4, 5, 6} and "完全相同" in held[3] and "内容不同" in held[4] and "比表头多" in held[6]
    assert found.read == 6 and found.judged.height == 2
