"""Which theme window a field of work belongs to is a table that a county changes without touching a rule."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from rules import BOOK
from rules.decide import decide
from rules.facts.common import enrich
from rules.opening.loader import load_book

DAY = date(2021, 12, 31)


def window(book, field: str | None) -> str:
    given = {"事项类型": "公共服务", "实施主体类别": "部门", "有豁免批准": "否"} | (
        {"业务领域": field} if field else {}
    )
    known, _ = enrich(book, "进驻", given, DAY)
    decision = decide(book, "进驻", [known], DAY)[0]["综合窗"]
    return decision.answer if decision.status == "已定" else decision.status


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory):
    own = tmp_path_factory.mktemp("own")
    (own / "lists").mkdir()
    (own / "lists" / "主题综合窗.csv").write_text(
        "项,窗口,施行,废止,来源\n税费办理,企业开办窗,2021-01-01,,示例办公会\n户政,全科综合窗,2021-01-01,,示例办公会\n"
        "种植业,公用事业窗,2022-01-01,,示例办公会\n",
        "utf-8",
    )
    return load_book(BOOK, own)


def test_a_field_of_work_goes_where_the_table_says_and_others_to_the_general_window():
    book = load_book(BOOK)
    assert window(book, "企业登记") == "企业开办窗"
    assert window(book, "种植业") == "全科综合窗"
    assert window(book, None) == "待定", "业务领域不知道，就不知道进哪个窗"


def test_the_countys_own_table_prevails_from_its_day(county: Path):
    assert window(county, "税费办理") == "企业开办窗"
    assert window(county, "户政") == "全科综合窗"
    assert window(county, "种植业") == "全科综合窗", "还没有到施行的那天"
    assert window(county, "企业登记") == "企业开办窗", "没有另写的照旧"
