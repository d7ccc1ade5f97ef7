"""The form of a rule loses nothing: opened and written unchanged, an entry of the book is the same letter by letter."""

from __future__ import annotations

import re

import pytest
import yaml

from app.rulebook.sheet import ConditionRow, ExampleRow, opened
from app.rulebook.sheet_text import written
from app.rulebook.sheet_trial import place_of, places
from catalogue.yamlfile import read_yaml
from rules import BOOK
from rules.book_fields import book_fields

NAMES = {"MZ-最低生活保障": "最低生活保障审核确认", "MZ-临时救助": "临时救助给付"}
MANY = [one.name for one in book_fields().fields.values() if one.many]
MANY += [one["名称"] for one in read_yaml(BOOK / "questions.yaml") if one.get("可并列")]
ENTRIES = [
    ("检查" if part == "checks" else "规则", entry.rstrip() + "\n")
    for part in ("rules", "checks")
    for path in sorted((BOOK / part).rglob("*.yaml"))
    for entry in re.findall(r"^- 编号:.*\n(?:(?: .*)?\n)*", path.read_text("utf-8"), re.MULTILINE)
]
ONE = next(text for _, text in ENTRIES if "编号: MZ-002\n" in text)


def read(text: str) -> dict:
    return yaml.load(text, Loader=yaml.BaseLoader)[0]


@pytest.mark.parametrize("part", ["规则", "检查"])
def test_what_is_not_changed_stays_letter_by_letter_and_rows_show_nearly_everything(part: str):
    entries = [text for kind, text in ENTRIES if kind == part][::4]
    sheets = [opened(part, text, NAMES) for text in entries]
    again = [written(sheet, NAMES, MANY, text) for sheet, text in zip(sheets, entries, strict=True)]
    assert [one.text for one in again] == entries and not any(one.wrong for one in again)
    kept = [one for one in sheets if one.kept_conditions or one.kept_examples]
    assert len(entries) > 40 and len(kept) < len(entries) / 20


@pytest.mark.parametrize("part", ["规则", "检查"])
def test_written_anew_from_its_rows_an_entry_says_the_same(part: str):
    wrong = []
    for text in [text for kind, text in ENTRIES if kind == part][1::6]:
        said, anew = (same(read(one)) for one in (text, written(opened(part, text, NAMES), NAMES, MANY).text))
        wrong += [(said["编号"], key) for key in {**said, **anew} if said.get(key) != anew.get(key)]
    assert wrong == []


def same(value):
    """The forms of one saying: [甲] is 甲, = 0 is 0."""
    if isinstance(value, dict):
        return {key: same(one) for key, one in value.items()}
    if isinstance(value, list):
        return same(value[0]) if len(value) == 1 else [same(one) for one in value]
    return re.sub(r"^= ", "", value)


def test_one_changed_part_changes_its_lines_only():
    sheet = opened("规则", ONE, NAMES)
    assert sheet.conditions[0] == ConditionRow(field="事项", values=("最低生活保障审核确认",))  # by its name
    changed = sheet.model_copy(update={"begins": "2021-09-01", "unread": True})
    lines = written(changed, NAMES, MANY, ONE).text.splitlines()
    assert set(lines) - set(ONE.splitlines()) == {"  施行: 2021-09-01", "  待核: 是"}
    assert set(ONE.splitlines()) - set(lines) == {"  施行: 2021-07-01"}


def test_rows_say_every_relation_and_those_that_cannot_stand_together_are_told():
    rows = [
        ("年办件数", "大于", "5"), ("年办件数", "不超过", "宜保留年办件数"), ("法条主体", "包含文字", "公安"), ("法条主体", "不是", "村居"),
        ("委托依据", "在清单", "委托依据"), ("事项", "有这项", ""), ("承诺时限", "没有这项", ""), ("施行日期", "不少于", "2021-01-01"),
        ("承接主体", "与另一项相同", "原实施机关"), ("事项", "是", "临时救助给付"),
    ]  # fmt: skip
    sheet = opened("规则", ONE, NAMES).model_copy(
        update={"conditions": tuple(ConditionRow(field=f, relation=r, values=(v,) if v else ()) for f, r, v in rows)}
    )
    out = written(sheet, NAMES, MANY, ONE)
    assert read(out.text)["条件"] == {
        "年办件数": "> 5 且 <= {宜保留年办件数}", "法条主体": {"包含": ["公安"], "非": ["村居"]}, "委托依据": {"在清单": "委托依据"},
        "事项": {"已知": "是"}, "承诺时限": {"已知": "否"}, "施行日期": ">= 2021-01-01", "承接主体": "= {原实施机关}",
    }  # fmt: skip
    assert list(out.wrong) == ["条件 9"] and "写了两行" in out.wrong["条件 9"][0]


def test_a_fault_is_told_at_the_row_it_is_of_even_where_rows_share_a_line():
    sheet = opened("规则", ONE, NAMES)
    where, lines = places(sheet, ONE), ONE.splitlines()
    at = {
        key: 1 + next(n for n, line in enumerate(lines) if line.startswith(f"  {key}:"))
        for key in ("条件", "施行", "适用", "依据")
    }
    assert place_of(where, sheet, at["条件"], "条件“承接主体类别”的值不对") == "条件 1"
    assert place_of(where, sheet, at["施行"], "“施行”不是日期") == "施行"
    assert (
        place_of(where, sheet, at["适用"], "不适用") == "例子 0"
        and place_of(where, sheet, at["依据"], "“没有”的") == "依据"
    )
    assert place_of(where, sheet, 99, "别处") == "" and place_of(where, sheet, 1, "没有“对象”") == "对象"
    assert (
        place_of(where, sheet, 1 + next(n for n, one in enumerate(ONE.splitlines()) if "例外于" in one), "例外成环")
        == "例外于"
    )


def test_several_values_in_a_cell_are_a_list_only_where_the_field_holds_several():
    sheet = opened("规则", ONE, NAMES)
    example = ExampleRow(facts={"法条主体": "公安机关、村居", "事项": "临时救助给付", "事项名称": "甲、乙"})
    text = written(
        sheet.model_copy(update={"examples": (example, ExampleRow(which="不适用", facts={"事项": "x"}))}),
        NAMES,
        MANY,
        ONE,
    ).text
    assert read(text)["适用"] == [{"法条主体": ["公安机关", "村居"], "事项": "MZ-临时救助", "事项名称": "甲、乙"}]
