"""What the book does not reach on a catalogue: counted here from the decisions themselves, as the command prints them."""

from __future__ import annotations

from collections import Counter

import pytest
import small_county
from openpyxl import load_workbook


@pytest.fixture(scope="module")
def found(county, tmp_path_factory) -> dict:
    path = tmp_path_factory.mktemp("coverage") / "覆盖.xlsx"
    covered = county("rules", "coverage", "--as-of", small_county.DAY, "--json", "--xlsx", path).objects()[0]
    decisions = [
        (one, decision)
        for one in county("decide", "--as-of", small_county.DAY, "--json").objects()
        for decision in one["decisions"].values()
    ]
    return {"covered": covered, "decisions": decisions, "xlsx": path}


def test_every_open_decision_is_listed_with_what_it_lacks(found):
    open_ = Counter(
        (one["unit"], d["question"], tuple(d["missing"])) for one, d in found["decisions"] if d["status"] == "待定"
    )
    assert Counter((o["unit"], o["question"], tuple(o["missing"])) for o in found["covered"]["open"]) == open_ and open_


def test_a_fact_settles_only_what_lacks_nothing_else(found):
    open_ = [d for _, d in found["decisions"] if d["status"] == "待定"]
    shown = {one["name"]: one for one in found["covered"]["lacking"]}
    sought = [["事项"] if "事项" in d["missing"] and len(d["missing"]) > 5 else d["missing"] for d in open_]
    assert set(shown) == {name for names in sought for name in names}
    for name, one in shown.items():
        alone = sum(d["missing"] == [name] and not d["note"] for d in open_)
        assert (one["alone"], one["among"]) == (alone, sum(name in names for names in sought) - alone), name
    order = [(one["source"] in ("推得", "判定"), -one["alone"], -one["among"]) for one in found["covered"]["lacking"]]
    assert order == sorted(order)


def test_a_rule_that_decided_is_not_called_idle_nor_the_other_way_round(found):
    deciding = {rule for _, d in found["decisions"] for rule in d["rules"]}
    states = {one["id"]: one["state"] for one in found["covered"]["rules"] if one["part"] == "规则"}
    fired = {name for name, state in states.items() if state == "作出过判定"}
    assert (
        fired == {name for name in deciding if states[name] not in ("判定日不在施行期", "待核，不作判定")}
        and "MZ-001" in fired
    )
    assert {states[name] for name in states if name not in deciding} <= {
        "总被别的规则压过", "因缺事实而未定", "没有碰到过", "判定日不在施行期", "待核，不作判定",
    }  # fmt: skip


def test_records_without_a_rule_are_named(found):
    without = {(one["unit"], d["question"]) for one, d in found["decisions"] if d["note"] == "没有规则"}
    told = {(one["unit"], q) for one in found["covered"]["undecided"] for q in one["questions"]}
    assert without <= told


def test_the_workbook_is_the_same_list(found):
    sheets = load_workbook(found["xlsx"])
    assert sheets.sheetnames == ["要补的数据", "逐条", "没有判定的记录", "没有用到的规则", "全部规则", "判定比例"]
    rows = list(sheets["要补的数据"].iter_rows(min_row=3, values_only=True))
    assert [(r[0], r[2], r[4]) for r in rows] == [
        (o["name"], o["alone"], o["among"]) for o in found["covered"]["lacking"]
    ]
    assert len(list(sheets["逐条"].iter_rows(min_row=3))) == len(found["covered"]["open"])
