"""Lists with several columns: a row holds all the values or none; what is unknown stays unknown unless it cannot matter."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
import yaml

from catalogue.finding import FormError
from rules.decide import decide
from rules.explain import explain_inner
from rules.opening.loader import load_book

SMALL = Path(__file__).with_name("books") / "small"
DAY = date(2021, 12, 31)
ASKED = {"清单": "赋权目录", "列": {"项": "事项", "方式": "方式"}}
HELD = {"事项": "XK-许可", "方式": "委托"}


@pytest.fixture
def small(tmp_path):
    shutil.copytree(SMALL, tmp_path / "book")
    return tmp_path / "book"


def asking(small, how, rows="XK-许可,委托,2020-01-01,,示例目录\n"):
    """The small book with one more rule, which asks the list, and with those rows in it."""
    (small / "lists" / "赋权目录.csv").write_text(f"项,方式,施行,废止,来源\n{rows}", encoding="utf-8")
    yes, no = (HELD, {**HELD, "方式": "授权"})[:: 1 if how == "在清单" else -1]
    rule = {
        "编号": "A9", "名称": "目录里有的以镇的名义办", "对象": "办理项", "施行": "2000-01-01", "条件": {how: ASKED}, "例外于": ["A2"],
        "依据": [{"文件": "甲法", "条": "第十条", "要点": "照目录办"}], "结论": {"名义": "镇"}, "适用": [yes], "不适用": [no],
    }  # fmt: skip
    text = yaml.safe_dump([rule], allow_unicode=True, sort_keys=False, default_flow_style=False)
    (small / "rules" / "list.yaml").write_text(text, encoding="utf-8")
    return small


def answer(book, facts, day=DAY):
    return decide(book, "办理项", [facts], day, ["名义"])[0]["名义"]


def test_one_row_holds_all_the_values(small):
    book = load_book(asking(small, "在清单"))
    found = answer(book, HELD)
    assert (found.answer, found.facts["清单：赋权目录"]) == ("镇", "有（2020-01-01 起，示例目录）")
    assert "清单：赋权目录＝有（2020-01-01 起，示例目录）" in explain_inner(book, "办理项", HELD, found, DAY)
    assert answer(book, {**HELD, "方式": "授权"}).note == "没有规则"


def test_two_rows_do_not_make_one(small):
    book = load_book(asking(small, "在清单", "XK-许可,委托,2020-01-01,,\nJZ-救助,授权,2020-01-01,,\n"))
    assert answer(book, {"事项": "XK-许可", "方式": "授权"}).note == "没有规则"


def test_an_unknown_column_leaves_it_open_only_where_a_row_could_hold_the_record(small):
    book = load_book(asking(small, "在清单"))
    assert answer(book, {"事项": "XK-许可"}).missing == ("方式",)
    assert {"事项", "方式"} < set(answer(book, {}).missing)
    assert "A9" in answer(book, {"方式": "委托"}).sides
    assert "A9" not in answer(book, {"方式": "授权"}).sides  # no row of that mode, whatever the matter
    outside = load_book(asking(small, "不在清单"))
    assert answer(outside, {"方式": "授权"}).answer == "镇" and answer(outside, HELD).note == "没有规则"
    assert "事项" in answer(outside, {"方式": "委托"}).missing


def test_rows_hold_from_their_day_until_their_end(small):
    rows = "XK-许可,委托,2020-01-01,2021-01-01,甲\nJZ-救助,授权,2021-01-01,,乙\nXK-许可,委托,2021-06-01,,丙\n"
    book = load_book(asking(small, "在清单", rows))
    held = {day: answer(book, HELD, day).answer for day in (date(2020, 5, 1), date(2021, 5, 1), date(2021, 6, 1))}
    assert list(held.values()) == ["镇", None, "镇"]
    before = answer(book, HELD, date(2019, 1, 1))
    assert before.status == "待定" and before.missing == ("清单：赋权目录",)


def test_a_joined_list_keeps_its_columns_in_any_order(small, tmp_path):
    (tmp_path / "own" / "lists").mkdir(parents=True)
    own = tmp_path / "own" / "lists" / "赋权目录.csv"
    own.write_text("方式,项,施行\n授权,XK-许可,2021-01-01\n", encoding="utf-8")
    day = load_book(small, tmp_path / "own").on(DAY)
    assert day.rows("赋权目录", ("项", "方式")) == {("jz-救助", "委托"), ("xk-许可", "授权")}
    own.write_text("项,施行\nXK-许可,2021-01-01\n", encoding="utf-8")
    with pytest.raises(FormError, match="赋权目录.csv 第 1 行：列与先前的同名清单不同：项、方式"):
        load_book(small, tmp_path / "own")


def test_an_office_ends_one_row_of_many(small, tmp_path):
    rows = "XK-许可,委托,2020-01-01,,甲\nJZ-救助,委托,2020-01-01,,甲\n"
    (tmp_path / "own" / "lists").mkdir(parents=True)
    (tmp_path / "own" / "lists" / "赋权目录.csv").write_text("项,方式,施行,废止\nXK-许可,委托,2020-01-01,2021-06-01\n")
    book = load_book(asking(small, "在清单", rows), tmp_path / "own")
    assert [answer(book, HELD, day).answer for day in (date(2021, 5, 1), DAY)] == ["镇", None]
    assert "A9" in answer(book, {**HELD, "事项": "JZ-救助"}).sides


def test_a_list_of_a_header_alone_is_known_but_answers_nothing(small):
    (small / "lists" / "空目录.csv").write_text("项,方式,施行,废止,来源\n", encoding="utf-8")
    book = load_book(small)
    assert book.vocabulary.columns["空目录"] == ("项", "方式") and book.on(DAY).listed("空目录") is None


def test_a_cell_outside_the_code_table_and_a_matter_that_nobody_registered(small):
    rows = "XK-许可,委托,2020-01-01,,\nJZ-救济,委拖,2020-01-01,,\n"
    with pytest.raises(FormError, match="赋权目录.csv 第 3 行：“方式”写作“委拖”，“方式”没有这个值，最接近的是“委托”"):
        load_book(asking(small, "在清单", rows))
    with pytest.raises(FormError, match="JZ-救济") as caught:
        load_book(asking(small, "在清单", rows.replace("委拖", "委托")))
    said = str(caught.value)
    assert "赋权目录.csv 第 3 行：“项”里的“JZ-救济”不是登记册里的事项标识，永远对不上。" in said
    assert "JZ-救济，最接近的是“JZ-救助”" in said
