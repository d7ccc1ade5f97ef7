"""Facts from JSON lines: what is not understood is said on its line and counts as unknown."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from catalogue.finding import UserError
from rules.facts_file import decide_lines
from rules.opening.loader import load_book

BOOK = load_book(Path(__file__).with_name("books") / "small")
DAY = date(2021, 12, 31)


def run(*rows):
    lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    out = list(decide_lines(lines, BOOK, DAY))
    json.dumps(out, allow_nan=False)
    return out


def test_a_line_is_identified_and_decided():
    row, other = run(
        {"id": "甲", "kind": "办理项", "facts": {"事项名称": "困难救助", "金额": "800"}},
        {"id": 2, "kind": "item", "facts": {"matter": "JZ-救助", "amount": 8000.0}},
    )
    assert row["id"] == "甲" and row["issues"] == []
    decision = row["decisions"]["可否委托"]
    assert {k: decision[k] for k in ("status", "answer", "rules", "set_aside", "missing")} == {
        "status": "已定", "answer": "可委托", "rules": ["A2"], "set_aside": [{"rule": "A3", "by": "A2"}], "missing": [],
    }  # fmt: skip
    assert decision["basis"] == [{"text": "甲法", "article": "第十条", "gist": "小额的可以委托"}]
    assert other["decisions"]["可否委托"]["answer"] == "不可"


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"金颔": 5}, "没有“金颔”这项事实，最接近的是“金额”，未采用"),
        ({"金额": "很多"}, "“金额”应为数字"),
        ({"金额": 1.5}, "“金额”应为整数"),
        ({"金额": True}, "“金额”应为数字"),
        ({"金额": [1, 2]}, "“金额”只能有一个值"),
        ({"金额": {"值": 1}}, "“金额”应为数字"),
        ({"方式": "派驻"}, "“方式”没有“派驻”这个值"),
        ({"止": "2021-02-30"}, "“止”应为日期"),
        ({"承诺办结时限": "-5日"}, "“承诺办结时限”应为时限"),
        ({"承诺办结时限": {"unit": "日"}}, "“承诺办结时限”应为时限"),
        ({"可否委托": "可委托"}, "“可否委托”是要判定的问题，不是事实"),
        ({"金额": 1, "amount": 2}, "“金额”给了两个不同的值"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_an_issue_and_unknown(facts, said):
    (row,) = run({"id": 1, "kind": "办理项", "facts": {"事项": "JZ-救助", **facts}})
    assert said in "".join(row["issues"])
    assert row["decisions"]["可否委托"]["missing"] == ["金额"]


def test_numbers_without_end():
    for number in ("1E+999999999", "1e400", "-1e-999999999", "9" * 4000):
        (row,) = run('{"id": 1, "kind": "办理项", "facts": {"金额": ' + number + "}}")
        assert "“金额”应为" in row["issues"][0]


def test_an_unknown_kind():
    (row,) = run({"id": 1, "kind": "办里项", "facts": {}})
    assert row["decisions"] == {} and "最接近的是“办理项”" in row["issues"][0]


@pytest.mark.parametrize(
    "line", ["{", "[]", '"x"', '{"facts": 3}', '{"facts": {"金额": NaN}}', "[" * 100_000, "9" * 5000]
)
def test_a_broken_line_stops_with_its_number(line):
    with pytest.raises(UserError, match="第 3 行"):
        run({"id": 1, "kind": "办理项", "facts": {}}, "", line)


def test_order_is_kept_over_kinds_and_chunks():
    rows = [{"id": n, "kind": "设施" if n % 3 else "办理项", "facts": {}} for n in range(4500)]
    assert [row["id"] for row in run(*rows)] == list(range(4500))
