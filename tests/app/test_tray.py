"""The tray: bad and doubtful rows wait; a mended cell, a word or a better workbook lets them in, with who and why."""

from __future__ import annotations

import copy
import json
import sqlite3
from contextlib import closing

import pytest
from openpyxl import load_workbook
from small_county import DEPARTMENT, save

HEAD = ["实施主体", "主项名称", "事项类型", "法定办结时限", "承诺办结时限", "施行日期"]
GOOD = [DEPARTMENT, "甲事登记", "行政确认", "20个工作日", "5个工作日", ""]
BAD_TYPE = [DEPARTMENT, "乙事备案", "不知何类", "20个工作日", "5个工作日", ""]
BAD_DATE = [DEPARTMENT, "丙事审批", "行政许可", "20个工作日", "5个工作日", "2021-02-30"]
NAMELESS = [DEPARTMENT, "", "行政许可", "20个工作日", "5个工作日", ""]


def audit(quanmu, act: str) -> list[dict]:
    with closing(sqlite3.connect(quanmu.home / "store.sqlite3")) as store:
        found = store.execute("SELECT by, detail FROM app_auditentry WHERE act = ? ORDER BY number", (act,)).fetchall()
    return [{"by": by, **json.loads(detail)} for by, detail in found]


def facts(quanmu, name: str) -> dict | None:
    """What the store now knows of a matter."""
    with closing(sqlite3.connect(quanmu.home / "store.sqlite3")) as store:
        rows = store.execute("SELECT key, body FROM app_revision ORDER BY id").fetchall()
    found = dict(rows)
    bodies = [json.loads(body) for key, body in found.items() if name in key and body]
    return bodies[0] if bodies else None


@pytest.fixture
def sheet(tmp_path):
    return save(tmp_path / "清单.xlsx", [HEAD, GOOD, BAD_TYPE, BAD_DATE])


def test_good_rows_are_in_and_bad_ones_wait_with_their_cells(quanmu, sheet):
    done, listed, shown, again = quanmu.several(
        ["import", sheet, "--from", "民政局"],
        ["tray", "list", "--json"],
        ["tray", "show", "1"],
        ["import", sheet, "--json"],
    )
    assert "暂存 2 行" in done.out and "quanmu tray list" in done.out
    first, second = listed.objects()
    assert (first["src"], first["name"], first["state"], first["sender"]) == ("表!B3", "乙事备案", "等待", "民政局")
    assert first["cells"]["事项类型"] == {"cell": "表!C3", "raw": "不知何类"} and len(first["sha256"]) == 64
    assert [i["code"] for i in second["issues"]] == ["date-invalid"]
    for word in ("乙事备案", "不知何类", "表!C3", "清单.xlsx"):
        assert word in shown.out
    assert facts(quanmu, "甲事登记") and not facts(quanmu, "乙事备案")
    assert again.objects()[0]["committed"] is False


def test_a_mended_cell_lets_the_row_in_and_its_source_tells_who_and_why(quanmu, sheet):
    _, still, mended, by_field, twice, left = quanmu.several(
        ["import", sheet],
        ["tray", "mend", "1", "--cell", "C3=也不对", "--why", "猜", "--json"],
        ["tray", "mend", "1", "--cell", "C3=行政确认", "--why", "已电话核实", "--by", "张三", "--json"],
        ["tray", "mend", "2", "--cell", "施行日期=2021-02-28", "--why", "公文上的日期", "--by", "张三"],
        ["tray", "mend", "1", "--cell", "C3=公共服务", "--why", "又改"],
        ["tray", "list", "--json"],
    )
    assert still.status == 2 and [i["code"] for i in still.objects()[0]["issues"]] == ["type-unknown"]
    assert mended.objects()[0]["committed"] and mended.objects()[0]["compare"]["new"]
    known = facts(quanmu, "乙事备案")
    source = known["sources"]["事项类型"]
    assert known["facts"]["事项类型"] == "行政确认"
    assert (source["cell"], source["raw"]) == ("表!C3", "不知何类")
    assert "张三" in source["inferred"] and "已电话核实" in source["inferred"]
    assert by_field.status == 0 and facts(quanmu, "丙事审批")["facts"]["施行日期"] == "2021-02-28"
    assert "已提交" in twice.refused() and left.objects() == []
    told = audit(quanmu, "暂存补正")
    assert [(t["by"], t["理由"], t["补正"]) for t in told][1] == ("张三", "已电话核实", {"表!C3": "行政确认"})
    kept = next((quanmu.home / "files").iterdir())
    assert kept.read_bytes() == sheet.read_bytes(), "what was sent stays as it was sent"


WRONG_ACTS = [
    (["mend", "1", "--cell", "C3=行政确认"], "没有写补正的理由"),
    (["mend", "1", "--cell", "C3", "--why", "某"], "缺少等号"),
    (["mend", "1", "--cell", "C2=行政确认", "--why", "某"], "不是这一行的单元格"),
    (["mend", "1", "--cell", "没有的字段=某", "--why", "某"], "不是这一行的单元格或字段"),
    (["mend", "9", "--cell", "C3=行政确认", "--why", "某"], "没有这一行"),
    (["drop", "1"], "没有写作废的理由"),
    (["drop", "1", "9", "--why", "某"], "没有这一行"),
    (["show", "9"], "没有这一行"),
]


def test_a_wrong_act_changes_nothing(quanmu, sheet):
    acts = [["tray", *words] for words, _ in WRONG_ACTS]
    _, *refused, listed = quanmu.several(["import", sheet], *acts, ["tray", "list", "--json"])
    for ran, (_, said) in zip(refused, WRONG_ACTS, strict=True):
        assert said in ran.refused()
    assert len(listed.objects()) == 2 and all(one["acts"] == [] for one in listed.objects())


def test_a_mended_workbook_sent_again_settles_the_row(quanmu, sheet, tmp_path):
    better = copy.deepcopy([HEAD, GOOD, BAD_TYPE, BAD_DATE])
    better[2][2] = "行政确认"
    other = save(tmp_path / "改好的.xlsx", [["标题"], *better])
    _, done, left, whole = quanmu.several(
        ["import", sheet], ["import", other, "--json"], ["tray", "list", "--json"], ["tray", "list", "--all", "--json"]
    )
    assert done.objects()[0]["import"]["settled"] == 2 and facts(quanmu, "乙事备案")
    assert [(one["name"], one["imported"]) for one in left.objects()] == [("丙事审批", 2)], (
        "the newer of two copies waits"
    )
    assert [one["state"] for one in whole.objects()] == ["重报后结清", "重报后结清", "等待"]


def test_a_line_without_a_name_waits_and_a_name_lets_it_in(quanmu, tmp_path):
    path = save(tmp_path / "清单.xlsx", [HEAD, GOOD, NAMELESS])
    done, listed, mended = quanmu.several(
        ["import", path, "--json"],
        ["tray", "list", "--json"],
        ["tray", "mend", "1", "--cell", "B3=丁事给付", "--why", "问过", "--json"],
    )
    assert done.objects()[0]["held"] == ["表!B3"] and [one["src"] for one in listed.objects()] == ["表!B3"]
    assert mended.objects()[0]["committed"] and facts(quanmu, "丁事给付")["facts"]["事项类型"] == "行政许可"


def test_a_hidden_row_waits_for_a_word_and_does_not_hold_back_another(quanmu, tmp_path):
    hidden_twin = [*GOOD[:3], "30个工作日", *GOOD[4:]]  # hidden, and says otherwise of the first matter
    path = save(tmp_path / "清单.xlsx", [HEAD, GOOD, hidden_twin, [DEPARTMENT, "戊事检查", "行政检查", "", "", ""]])
    book = load_workbook(path)
    book.active.row_dimensions[3].hidden = book.active.row_dimensions[4].hidden = True
    book.save(path)
    done, listed, released, refused, dropped, empty = quanmu.several(
        ["import", path, "--json"],
        ["tray", "list", "--json"],
        ["tray", "release", "2", "--why", "应当报送", "--by", "张三", "--json"],
        ["tray", "release", "1", "--why", "也要"],
        ["tray", "drop", "1", "--why", "旧数", "--json"],
        ["tray", "list", "--json"],
    )
    assert [key.split("|")[1] for key in done.objects()[0]["compare"]["new"]] == ["甲事登记"]
    assert [one["name"] for one in listed.objects()] == ["甲事登记", "戊事检查"]
    assert released.objects()[0]["committed"] and facts(quanmu, "戊事检查")
    assert "甲事登记" in refused.out + refused.err and refused.status == 2
    assert facts(quanmu, "甲事登记")["facts"]["法定办结时限"]["value"] == 20
    assert dropped.status == 0 and empty.objects() == []
    assert [one["by"] for one in audit(quanmu, "暂存确认")][0] == "张三" and len(audit(quanmu, "暂存作废")) == 1


def test_of_two_contradicting_rows_one_is_dropped_and_the_other_released(quanmu, tmp_path):
    twin = [*GOOD[:3], "30个工作日", *GOOD[4:]]
    path = save(tmp_path / "清单.xlsx", [HEAD, GOOD, twin])
    _, early, dropped, released = quanmu.several(
        ["import", path],
        ["tray", "release", "2", "--why", "以此为准"],
        ["tray", "drop", "1", "--why", "旧数"],
        ["tray", "release", "2", "--why", "以此为准", "--json"],
    )
    assert "表!B2" in early.refused() and dropped.status == 0
    assert released.objects()[0]["committed"]
    assert facts(quanmu, "甲事登记")["facts"]["法定办结时限"]["value"] == 30


def test_a_merged_cell_is_not_mended_for_one_of_its_rows(quanmu, tmp_path):
    path = save(
        tmp_path / "清单.xlsx",
        [HEAD, [DEPARTMENT, "甲事", "不知何类", "", "", ""], [DEPARTMENT, "乙事", "", "", "", ""]],
    )
    book = load_workbook(path)
    book.active.merge_cells("C2:C3")
    book.save(path)
    _, ran = quanmu.several(["import", path], ["tray", "mend", "1", "--cell", "C2=行政确认", "--why", "某"])
    assert "也管着" in ran.refused()


def test_mended_values_stand_when_the_file_is_read_again(quanmu, sheet):
    *_, again, known = quanmu.several(
        ["import", sheet],
        ["tray", "mend", "1", "--cell", "C3=行政确认", "--why", "已核实"],
        ["import", sheet, "--again", "--json"],
        ["tray", "list", "--json"],
    )
    compare = again.objects()[0]["compare"]
    assert compare["new"] == [] and compare["changed"] == {} and len(compare["same"]) == 2
    assert [one["name"] for one in known.objects()] == ["丙事审批"]
