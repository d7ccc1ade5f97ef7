"""依法先经下级审查 follows from who reviews and who decides; what a row says of it stands."""

from __future__ import annotations

from datetime import date

import pytest

from catalogue.decision import Decision
from rules import BOOK
from rules.facts.common import enrich
from rules.facts.first_review import FACT, _below
from rules.opening.loader import load_book

DAY = date(2024, 6, 30)


@pytest.fixture(scope="module")
def book():
    return load_book(BOOK)


@pytest.mark.parametrize(
    ("reviews", "decides", "said"),
    [
        ("县", "市", "是"),
        ("市", "市", "否"),
        ("省", "市", "否"),
        ({"共同": ["镇", "县"]}, "县", "是"),  # the town's review cannot be left out
        ({"任一": ["镇", "县"]}, "县", None),  # it may be the county's own
        ({"任一": ["镇", "县"]}, {"任一": ["镇", "县"]}, "否"),
        ({"任一": ["村", "镇"]}, "县", "是"),
        ("县", {"任一": ["市", "省"]}, "是"),
        ("县", "法定机关", None),
    ],
)
def test_a_reviewer_below_everybody_who_decides_comes_first(reviews, decides, said):
    answers = {"审查": reviews, "决定": decides}
    assert _below({name: Decision(name, "已定", answer) for name, answer in answers.items()}) == said


@pytest.mark.parametrize("still_open", ["审查", "决定"])
def test_an_open_question_says_nothing(still_open):
    answers = {"审查": Decision("审查", "已定", "县"), "决定": Decision("决定", "已定", "市")}
    assert _below(answers | {still_open: Decision(still_open, "待定")}) is None


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("寺观教堂设立审批", "是"),  # 宗教事务条例第二十一条: the county's opinion goes up first
        ("排污许可", "否"),  # 排污许可管理条例第六条: asked of the city, decided there
        ("建筑工程施工许可证核发", None),  # depends on the size of the works
        ("某某某许可", None),
    ],
)
def test_of_a_matter_that_is_sent_straight_up(book, name, said):
    row = {"事项名称": name, "赋权方式": "直报", "承接主体类别": "园区"}
    assert enrich(book, "赋权", row, DAY)[0].get(FACT) == said
    assert FACT not in enrich(book, "赋权", row | {"赋权方式": "交由"}, DAY)[0]


def test_what_the_row_says_stands(book):
    row = {"事项名称": "寺观教堂设立审批", "赋权方式": "直报", "承接主体类别": "园区", FACT: "否"}
    assert enrich(book, "赋权", row, DAY)[0][FACT] == "否"
