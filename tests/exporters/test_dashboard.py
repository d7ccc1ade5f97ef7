"""The dashboard: each chart has its table, colour carries nothing alone, and a workbook whose charts are native."""

from __future__ import annotations

import re
import zipfile
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from catalogue.edition import County
from exporters.figures.charts import Point, trend
from exporters.figures.dashboard import write
from exporters.figures.indicators import Breakdown, Dimension, IndicatorLine

MONTHS = tuple(Breakdown(f"2021-{n:02d}", n, 100, f"{n}.00%") for n in range(1, 13))
UNITS = (Breakdown("甲局<i>", 50, 600, "8.33%"), Breakdown("乙局", 28, 600, "4.67%"), Breakdown("丙局", 0, 0, "不适用"))
RATE = IndicatorLine("示例发生率", 78, 1200, 2, "6.50%", "办件汇总 40 条", unit="件", period="2021-01 至 2021-12", exclusions=(("甲局", "一事", "场地限制", "示例文〔2021〕1号"), ("乙局", "二事", "场地限制", "示例文〔2021〕2号")),
                     dimensions=(Dimension("单位", UNITS), Dimension("月份", MONTHS)))  # fmt: skip
COUNT = IndicatorLine(
    "示例件数",
    1200,
    None,
    None,
    "—",
    "办件汇总 40 条",
    unit="件",
    dimensions=(Dimension("月份", tuple(Breakdown(m.label, 100, None, "—") for m in MONTHS)),),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    into = tmp_path_factory.mktemp("dashboard")
    write(
        County(name="示例县", province="示例省", office="示例局", example=True), [RATE, COUNT], into, date(2021, 12, 31)
    )
    return into


def test_never_a_bare_percentage(folder: Path) -> None:
    page = (folder / "指标.html").read_text("utf-8")
    text = re.sub(r"<[^>]+>", " ", page)
    assert "分子 78件 ，分母 1200件 ，经批准剔除 2件，时段 2021-01 至 2021-12" in re.sub(r"\s+", " ", text)
    assert "示例文〔2021〕1号" in text and "来源：办件汇总 40 条" in text and "不适用" in text


def test_each_chart_is_named_described_and_has_its_numbers_in_a_table(folder: Path) -> None:
    page = (folder / "指标.html").read_text("utf-8")
    charts = re.findall(r"<svg.*?</svg>", page, re.S)
    assert len(charts) == 3
    for chart in charts:
        ids = re.search(r'aria-labelledby="(\S+) (\S+)"', chart)
        assert ids and f'<title id="{ids[1]}">' in chart and f'<desc id="{ids[2]}">' in chart
        drawn = re.findall(r">(\d+\.\d\d%)", re.sub(r"<desc.*?</desc>|<text[^>]*end.*?</text>", "", chart))  # no axis
        after = page.split(chart)[1].split("</table>")[0]
        assert all(f">{words}</td>" in after for words in drawn)
    assert len(set(re.findall(r'<title id="(\w+)"', page))) == 3
    assert "甲局<i>" not in page and "甲局&lt;i&gt;" in page


def test_bars_and_points_stand_where_the_numbers_say(folder: Path) -> None:
    bars, line = re.findall(r"<svg.*?</svg>", (folder / "指标.html").read_text("utf-8"), re.S)[:2]
    wide = [float(w) for w in re.findall(r'width="([\d.]+)" height="17" fill="#', bars)]
    assert wide == [260.0, 333.3, 186.7] and "横条满格是 10%" in bars  # 6.5, 8.33 and 4.67 of 10 %, over 400
    heights = [float(y) for y in re.findall(r'<circle cx="[\d.]+" cy="([\d.]+)"', line)]
    assert len(heights) == 12 and heights == sorted(heights, reverse=True)


def test_the_workbook_has_numbers_and_native_charts(folder: Path) -> None:
    path = folder / "指标.xlsx"
    book = load_workbook(path)
    row = [cell.value for cell in book["指标"][3]]
    assert row[:4] == ["示例发生率", 78, 1200, 2] and row[4] == pytest.approx(0.065) and row[6] == "2021-01 至 2021-12"
    assert [cell.value for cell in book["按单位"][4]] == ["示例发生率", "丙局", 0, 0, "不适用"]
    assert [one[4].value for one in book["经批准剔除"].iter_rows(min_row=2)] == [
        "示例文〔2021〕1号",
        "示例文〔2021〕2号",
    ]
    with zipfile.ZipFile(path) as parts:
        assert len([name for name in parts.namelist() if name.startswith("xl/charts/chart")]) == 4


def test_the_same_lines_give_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    write(
        County(name="示例县", province="示例省", office="示例局", example=True),
        [RATE, COUNT],
        tmp_path,
        date(2021, 12, 31),
    )
    for path in folder.iterdir():
        assert path.read_bytes() == (tmp_path / path.name).read_bytes()


@pytest.mark.parametrize("greatest", [1, 3, 41, 99, 100, 31_777, 1_000_000])
def test_the_lines_of_a_trend_stand_at_round_numbers(greatest: int):
    drawn = trend("试", [Point("一月", 0.0, "0"), Point("二月", float(greatest), str(greatest))], share=False)
    lines = [int(said.replace(",", "")) for said in re.findall(r'text-anchor="end"[^>]*>([\d,]+)<', drawn)]
    step = lines[1]
    assert lines == [step * n for n in range(5)] and lines[-1] >= greatest and step * 4 < greatest * 2.6 + 4
    assert str(step).rstrip("0") in ("1", "2", "5")
