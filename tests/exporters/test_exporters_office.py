"""Working papers: no finding is lost, what could not be judged stands apart, nothing over nothing is 100 %."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from invented import COUNTY, NASTY

from catalogue.finding import Finding
from exporters.figures.dashboard import views
from exporters.figures.indicators import Breakdown, IndicatorLine
from exporters.office import render


def finding(**changes: Any) -> Finding:
    values = {"place": "取水许可（甲镇）", "code": "entry-not-real", "severity": "错误", "message": "大厅受理0件"}
    return Finding(
        **(values | {"advice": "核实窗口授权", "unit": "甲局", "subject": "赋权|第一批|取水许可|各镇|甲镇"} | changes)
    )


FINDINGS = [
    finding(basis=("《示例条例》第五条",)),
    finding(subject="进驻|甲局|链接", place=NASTY, code="promised-exceeds-legal", severity="警告"),
    finding(severity="提示", unit="乙/局"),
    finding(code="no-cases", severity="无法判定", missing=("部门办件数",)),
    finding(code="no-cases", severity="无法判定", missing=("大厅办件数",), unit="", subject="", place="无主事项"),
]
LINES = [
    IndicatorLine("进驻率", 9, 12, 1, "75%", "进驻表", (Breakdown("甲局", 0, 0, "不适用"),), claimed="100%", unit="项"),
    IndicatorLine("差评整改率", 0, 0, 0, "不适用", "好差评"),
    IndicatorLine("网办率", 0, None, 0, "无法判定", "", note="<b>缺数据</b>"),
]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("office")
    render(COUNTY, FINDINGS, LINES, folder, as_of=date(2021, 12, 31))
    return folder


def rows(path: Path, sheet: str = "机器可读") -> list[dict[str, Any]]:
    head, *body = openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True)
    return [dict(zip(head, line, strict=True)) for line in body]


def test_every_finding_is_in_its_units_table(office: Path):
    found = {path.stem: rows(path) for path in office.glob("自查梳理表-*.xlsx")}
    assert {name: len(some) for name, some in found.items()} == {
        "自查梳理表-甲局": 3,
        "自查梳理表-乙-局": 1,
        "自查梳理表-未指明单位": 1,
    }
    first = found["自查梳理表-甲局"][0]
    assert (first["事项"], first["级别"], first["依据"]) == ("取水许可（甲镇）", "错误", "《示例条例》第五条")
    assert first["问题说明"] == "大厅受理0件"
    assert not first["整改措施"] and not first["责任人"] and not first["时限"]
    assert [row["级别"] for row in found["自查梳理表-甲局"]] == ["错误", "警告", "无法判定"]


def test_printed_table_has_room_for_handwriting_and_counts(office: Path):
    page = openpyxl.load_workbook(office / "自查梳理表-甲局.xlsx").worksheets[0]
    assert [cell.value for cell in page[3]][-3:] == ["整改措施", "责任人", "时限"]
    words = [row[0].value for row in page.iter_rows()]
    assert "共3条（错误1条，警告1条，提示0条，无法判定1条）" in words


def test_what_could_not_be_judged_stands_apart_with_what_it_lacks(office: Path):
    lacking = {row["缺少的数据"]: row["涉及对象"] for row in rows(office / "无法判定汇总.xlsx")}
    assert lacking == {"部门办件数": "取水许可（甲镇）", "大厅办件数": "无主事项"}
    page = (office / "自查汇总.html").read_text("utf-8")
    assert "无法判定共2条" in page and "共5条（错误1条，警告1条，提示1条，无法判定2条），3个单位" in page


def test_no_internal_key_is_ever_shown(office: Path):
    pages = [path.read_text("utf-8") for path in office.glob("*.html")]
    said = [
        str(cell)
        for path in office.glob("*.xlsx")
        for page in openpyxl.load_workbook(path)
        for line in page.iter_rows(values_only=True)
        for cell in line
    ]
    assert len(pages) > 1 and len(said) > 50
    assert [words for words in (*pages, *said) if "各镇|" in words or "进驻|" in words] == []


def test_rows_of_one_matter_stand_together_and_alike_names_are_counted_apart(tmp_path: Path):
    """Subjects order the rows: the matter's recipients stay together although another matter's name sorts between."""
    order = [("甲|1", "丙事项"), ("甲|2", "甲事项"), ("乙|1", "乙事项")]
    some = [finding(severity="无法判定", missing=("办件数",), subject=key, place=name) for key, name in order]
    alike = [finding(severity="无法判定", missing=("印章",), subject=f"批|{n}", place="同名事项") for n in (1, 2)]
    render(COUNTY, some + alike, [], tmp_path)
    names = [row["事项"] for row in rows(tmp_path / "自查梳理表-甲局.xlsx")]
    assert names == ["乙事项", "同名事项", "同名事项", "丙事项", "甲事项"]
    table = {row["缺少的数据"]: row for row in rows(tmp_path / "无法判定汇总.xlsx")}
    assert table["办件数"]["涉及对象"] == "乙事项；丙事项；甲事项"
    assert table["印章"]["件数"] == 2 and table["印章"]["涉及对象"].startswith("同名事项 等2个")


def test_what_is_lacking_is_said_once(tmp_path: Path):
    told = finding(severity="无法判定", message="无法判定“甲”（缺少：办件数）", missing=("办件数",))
    silent = finding(severity="无法判定", message="无法判定“乙”", missing=("办件数",))
    render(COUNTY, [told, silent], [], tmp_path)
    words = [row["问题说明"] for row in rows(tmp_path / "自查梳理表-甲局.xlsx")]
    assert sorted(text.count("办件数") for text in words) == [1, 1]


def test_counts_in_the_summary_are_numbers(office: Path):
    found = {(row["单位"], row["问题编码"]): row for row in rows(office / "自查汇总.xlsx")}
    row = found["甲局", "no-cases"]
    assert (row["无法判定"], row["合计"], row["错误"]) == (1, 1, None)


def test_indicators_show_all_parts_and_escape(office: Path):
    page = (office / "指标.html").read_text("utf-8")
    for words in ("9项", "12项", "1项", "75%", "进驻表", "单位自报：100%", "不适用", "无数据", "&lt;b&gt;缺数据"):
        assert words in page, words
    drawn = views(LINES[0])[0].chart
    assert drawn.count("<rect") == 3 and 'width="300.0"' in drawn  # two frames, and a bar of 75 % of 400
    assert "<title" in drawn and "75%（9/12）" in drawn.split("<desc")[1]
    assert views(LINES[1])[0].chart.count("<rect") == 1  # nothing to draw


def test_nothing_found_still_says_so(tmp_path: Path):
    written = render(COUNTY, [], [], tmp_path)
    assert {path.name for path in written} >= {"自查汇总.html", "自查汇总.xlsx", "指标.html"}
    assert "共0条" in (tmp_path / "自查汇总.html").read_text("utf-8")


def test_same_bytes_twice(office: Path, tmp_path: Path):
    render(COUNTY, list(reversed(FINDINGS)), LINES, tmp_path, as_of=date(2021, 12, 31))
    for path in office.iterdir():
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name


def test_a_table_filled_in_by_hand_is_kept(tmp_path: Path):
    render(COUNTY, FINDINGS, [], tmp_path)
    path = tmp_path / "自查梳理表-甲局.xlsx"
    path.write_bytes(path.read_bytes() + b"by hand")
    render(COUNTY, [], [], tmp_path)
    assert (tmp_path / "自查梳理表-甲局（手改1）.xlsx").read_bytes().endswith(b"by hand")
    assert not path.exists() and not (tmp_path / "自查梳理表-乙-局.xlsx").exists()
