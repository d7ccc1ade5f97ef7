"""Texts that need no cleaning are told at a glance; what is told so is what the long way gives."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue import names

LETTERS = "一二十①⓵❶aZ03（）()，,；;：:、.。？!！《》<〉“”—·* 　\t\n\u200b\ufeff\u00ad１〇㎡㈠县局丽é\u0301［]\uf900"
NEVER = re.compile("(?!)")
FORMS = [names.clean, names.tight, names.standard_name, names.name_key.__wrapped__, names.header_key.__wrapped__]


@given(st.text(st.sampled_from(LETTERS) | st.characters(), max_size=12))
def test_the_short_way_is_the_long_way(text):
    short = [form(text) for form in FORMS]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(names, "_SETTLED", NEVER)
        patch.setattr(names, "_SETTLED_NAME", NEVER)
        assert [form(text) for form in FORMS] == short


def test_usual_names_take_the_short_way():
    usual = ("道路货物运输经营许可（新设）", "县市场监督管理局", "承诺办结时限")
    assert all(names._SETTLED_NAME.fullmatch(name) for name in usual)


def test_a_short_name_stands_for_the_one_that_ends_with_it():
    units = ["甲县民政局", "甲县教育局", "甲县教育局", "乙镇"]
    assert [names.short_for(word, units) for word in ("民政局", "教育局", "甲县民政局")] == [
        units[0],
        units[1],
        units[0],
    ]
    assert [names.short_for(word, units) for word in ("局", "县", "", "财政局")] == ["局", "县", "", "财政局"]
