"""The real files, where they lie beside the repository: every matter row is there or is named in a finding.

The matters are counted here straight from the sheets, without the program's own code.
"""

import csv
import io
import re
from pathlib import Path

import pytest
import xlrd
from python_calamine import CalamineWorkbook

from catalogue.fields import load_fields
from importers.read import load_all_layouts, read_file, read_files

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="没有真实文件")
FIELDS = load_fields()
LAYOUTS = load_all_layouts(FIELDS)


def cells(path):
    """(sheet, row from 1, column letter from A, text) of every cell, by the reader that suits the bytes."""
    data = path.read_bytes()
    if data[:2] == b"PK":
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return {n: book.get_sheet_by_name(n).to_python(skip_empty_area=False) for n in book.sheet_names}
    book = xlrd.open_workbook(file_contents=data)
    return {s.name: [s.row_values(r) for r in range(s.nrows)] for s in book.sheets()}


def matter_cells(path):
    """The cells that name a matter: below the header, the sub-matter's if it has one, else the main matter's."""
    found = set()
    for sheet, rows in cells(path).items():
        tight = [["".join(str(v).split()) for v in row] for row in rows]
        head = next((i for i, row in enumerate(tight) if "事项名称" in row and "子项名称" in row), None)
        if head is None:
            continue
        main, sub = tight[head].index("事项名称"), tight[head].index("子项名称")
        for number, row in enumerate(tight[head + 1 :], head + 2):
            if row[sub] and row[sub] != "无":
                found.add(f"{sheet}!{'ABCDEFG'[sub]}{number}")
            elif row[main]:
                found.add(f"{sheet}!{'ABCDEFG'[main]}{number}")
    return found


def catalogues():
    return [p for p in sorted((DATA / "karamay").glob("*")) if not p.name.startswith("3.2")] if DATA.is_dir() else []


@pytest.mark.parametrize("path", catalogues(), ids=lambda p: p.name[:24])
def test_every_matter_is_there_under_its_cell(path):
    result = read_file(path, path.name, FIELDS, LAYOUTS)
    expected = matter_cells(path)
    assert len(expected) > 0 and {row.src for row in result.rows} == expected and len(result.rows) == len(expected)
    assert all(row.facts.get("事项类型") and row.facts.get("实施主体") for row in result.rows)
    assert all("\n" not in row.name and not re.match(r"\d+[.、]", row.name) for row in result.rows)


def test_the_table_that_is_no_catalogue_is_refused_with_the_reason():
    path = next((DATA / "karamay").glob("3.2*"))
    result = read_file(path, path.name, FIELDS, LAYOUTS)
    assert result.outcome == "error" and result.rows == [] and "一级指标" in result.issues[0].message


def test_the_identical_pair():
    results = read_files(sorted((DATA / "karamay").glob("*档案局*")), FIELDS, LAYOUTS)
    assert [bool(r.same_as) for r in results] == [False, True] and not results[1].records


def test_the_district_csv():
    path = DATA / "guangan_511602_matters.csv"
    result = read_file(path, path.name, FIELDS, LAYOUTS)
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(result.rows) == len(rows) == 1135
    assert all(row.parent != "未分类" for row in result.rows)
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

    def right(code):
        code = code.upper()
        total = sum(alphabet.find(letter) * 3**place for place, letter in enumerate(code[:17]))
        return len(code) == 18 and set(code) <= set(alphabet) and alphabet[-total % 31] == code[17]

    shape = re.compile(r"(?:\w{12,14}|[A-Z]-\d{6}-\d{3}|\d[A-Z]-\d{4}-\d{5})-\d{12}-000-([^-]+)-\d-\d\d")
    wrong = {
        f"{path.stem}!I{number}"
        for number, row in enumerate(rows, 2)
        if not (m := shape.fullmatch(row["实施编码(原文)"])) or not right(m[1])
    }
    assert {i.cell for i in result.issues if i.code == "code-checksum" and "!I" in i.cell} == wrong
