"""Which registered matter a name means: asked in turn on a terminal, every answer kept at once."""

from __future__ import annotations

import pytest
from small_county import DAY, DEPARTMENT, ITEMS, save
from terminal import dialogue


@pytest.fixture
def strange(copied):
    """Three names that the register has not; the first looks like 慈善组织认定."""
    named = ["慈善组织如何认定", "另一件自创的事", "又一件自创的事"]
    rows = [ITEMS[0], *([DEPARTMENT, name, name, *ITEMS[1][3:]] for name in named)]
    copied("import", save(copied.home.parent / "新清单.xlsx", rows))
    return copied


def left(quanmu):
    return [one["名称"] for one in quanmu("identify", "--as-of", DAY, "--json").objects()]


def test_each_name_is_asked_with_numbered_suggestions_and_the_answers_are_kept(strange):
    asked = left(strange)
    assert sorted(asked) == ["又一件自创的事", "另一件自创的事", "慈善组织如何认定"]
    answers = {
        "慈善组织如何认定": ["1"],  # the first suggestion
        "另一件自创的事": ["没有这个标识", "养老机构备案"],  # no such; then a registered name
        "又一件自创的事": [""],  # not yet
    }
    told = [(f"“{name}”", word) for name in asked for word in answers[name]]
    seen = dialogue(strange.home, ["identify", "--as-of", DAY, "--by", "张三"], told)
    assert "确认了 2 个，还有 1 个没有认定" in seen
    assert left(strange) == ["又一件自创的事"]
    decided = strange("decide", "--as-of", DAY, "--json").objects()
    found = [
        one["decisions"]["决定"]
        for one in decided
        if "慈善组织如何认定" in one.get("subject", "") and "决定" in one["decisions"]
    ]
    assert found and all(one["answer"] == "县" for one in found)


def test_one_may_stop_at_any_name(strange):
    first = left(strange)[0]
    seen = dialogue(strange.home, ["identify", "--as-of", DAY], [(f"“{first}”", "q")])
    assert "确认了 0 个" in seen and len(left(strange)) == 3


def test_without_a_terminal_the_names_are_listed(strange):
    ran = strange("identify", "--as-of", DAY)
    assert "慈善组织如何认定" in ran.out and "quanmu identify 名称 登记标识" in ran.out
