"""Every readable format goes back as .xlsx: the faults marked on the cells where they stand, and read again alike."""

import csv
import io
import json
import sys
from pathlib import Path

import openpyxl
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "importers"))

from packages import ods, ods_row, xlsb  # noqa: E402 - the path first
from workbooks import FIELDS, HEAD, LAYOUTS, matter  # noqa: E402

from app.incoming.handback import hand_back  # noqa: E402
from catalogue.handback import REMARKS, SUMMARY_SHEET  # noqa: E402
from importers.read import read_file  # noqa: E402

ROWS = [
    HEAD,
    matter(1, "甲事项"),
    matter(2, "乙事项", kind="行政大许可"),
    matter(3, "丙事项", legal="5个工作日", promised="20个工作日"),
]


def text_table():
    out = io.StringIO()
    csv.writer(out).writerows(ROWS)
    return out.getvalue().encode("gb18030")


def web_page():
    cells = "".join("<tr>" + "".join(f"<td>{v}</td>" for v in row) + "</tr>" for row in ROWS)
    return f'<html><head><meta charset="utf-8"></head><table>{cells}</table></html>'.encode()


SENT = {
    "清单.ods": (lambda: ods("".join(ods_row([" " if v == "" else v for v in row]) for row in ROWS)), "清单"),
    "清单.xlsb": (lambda: xlsb(ROWS), "清单"),
    "清单.csv": (text_table, "清单"),
    "清单.html": (web_page, "网页1"),
}


@pytest.mark.parametrize("name", SENT)
def test_faults_stand_on_their_cells_in_the_workbook_that_goes_back(name):
    make, sheet = SENT[name]
    data = make()
    result = read_file(data, name, FIELDS, LAYOUTS)
    told = {(i.code, i.cell) for i in result.issues}
    assert {("type-unknown", f"{sheet}!D3"), ("promised-exceeds-legal", f"{sheet}!G4")} <= told
    back = hand_back(result, data)
    book = openpyxl.load_workbook(io.BytesIO(back))
    assert book.sheetnames == [SUMMARY_SHEET, sheet]
    page = book[sheet]
    assert [[page.cell(r, c).value or "" for c in range(1, 8)] for r in (2, 3)] == [
        [str(v) if name.endswith(("csv", "html")) else v for v in row] for row in ROWS[1:3]
    ]
    assert "行政大许可" in page["D3"].comment.text and page["D3"].fill.fgColor.rgb != page["C3"].fill.fgColor.rgb
    assert page["H1"].value == REMARKS and "承诺时限" in page["H4"].value and not page["H2"].value
    again = read_file(back, "清单.xlsx", FIELDS, LAYOUTS)

    def plain(read):
        return [json.dumps(row.as_dict(), ensure_ascii=False, sort_keys=True, default=str) for row in read.rows]

    assert plain(again) == plain(result)
    assert {(i.code, i.cell) for i in again.issues} == {
        t for t in told if not t[0].startswith(("format-", "extension"))
    }


@pytest.mark.parametrize("name", SENT)
def test_mended_in_the_returned_workbook_it_imports(name):
    data = SENT[name][0]()
    book = openpyxl.load_workbook(io.BytesIO(hand_back(read_file(data, name, FIELDS, LAYOUTS), data)))
    page = book[SENT[name][1]]
    page["D3"], page["G4"] = "行政许可", "3个工作日"
    out = io.BytesIO()
    book.save(out)
    mended = read_file(out.getvalue(), "清单.xlsx", FIELDS, LAYOUTS)
    assert [row.name for row in mended.rows] == ["甲事项", "乙事项", "丙事项"] and not mended.held
    assert not [i for i in mended.issues if i.severity != "info"]
