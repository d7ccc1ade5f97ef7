"""Fields that the nation or the province sets: told, held or let be as the office says; who may change them, and who may not."""

from __future__ import annotations

import pytest
from small_county import DEPARTMENT, save

from catalogue.fields import load_fields

HEAD = ["实施主体", "主项名称", "办理项名称", "事项类型", "设定依据", "法定办结时限", "承诺办结时限"]
BEFORE = [DEPARTMENT, "甲事登记", "甲事登记", "行政确认", "某法第一条", "20个工作日", "5个工作日"]
AFTER = [DEPARTMENT, "甲事登记", "甲事登记", "行政许可", "某法第一条", "30个工作日", "3个工作日"]


def test_what_the_county_may_not_set_is_declared_field_by_field():
    fields = load_fields().fields
    assert {name for name, one in fields.items() if one.locked} >= {
        "主项名称", "子项名称", "办理项名称", "事项类型", "设定依据", "基本编码", "实施编码", "法定办结时限",
    }  # fmt: skip
    assert not any(
        fields[name].locked for name in ("承诺办结时限", "办理地点", "咨询电话", "窗口名称") if name in fields
    )


@pytest.fixture
def sheets(tmp_path):
    return save(tmp_path / "先.xlsx", [HEAD, BEFORE]), save(tmp_path / "后.xlsx", [HEAD, AFTER])


def say(quanmu, text: str) -> None:
    (quanmu.home / "book").mkdir(parents=True, exist_ok=True)
    (quanmu.home / "book" / "import.yaml").write_text(text, "utf-8")


def changed(done) -> tuple[dict, list[str], list[str]]:
    """What the second import changed, its findings about locked fields by cell, and what is held."""
    (one,) = done.objects()
    told = [f"{i['cell']} {i['code']}" for i in one["issues"] if i["code"].startswith("locked-field")]
    return one["compare"]["changed"], told, one["held"]


def test_what_the_office_itself_changes_is_taken_and_told_by_cell(quanmu, sheets):
    first, second = quanmu.several(["import", sheets[0], "--json"], ["import", sheets[1], "--json"])
    assert changed(first)[1] == []  # what nobody knew before is no change
    fields, told, held = changed(second)
    assert [sorted(names) for names in fields.values()] == [["事项类型", "承诺办结时限", "法定办结时限"]]
    assert told == ["表!D2 locked-field", "表!F2 locked-field"] and held == []


def test_what_a_unit_changes_is_held_until_somebody_lets_it_pass(quanmu, sheets):
    _, second, released, third = quanmu.several(
        ["import", sheets[0], "--from", DEPARTMENT],
        ["import", sheets[1], "--from", DEPARTMENT, "--json"],
        ["tray", "release", "1", "--why", "省里已改", "--json"],
        ["import", sheets[0], "--from", DEPARTMENT, "--again", "--json"],
    )
    fields, told, held = changed(second)
    assert (fields, len(told), held) == ({}, 2, ["表!B2"])
    assert released.objects()[0]["committed"] is True
    assert changed(third)[0] == {} and changed(third)[2]  # the way back is a change, too


def test_a_mended_promise_does_not_smuggle_a_locked_field_in(quanmu, sheets):
    say(quanmu, "上级定的字段: 暂存\n")
    *_, mended, right = quanmu.several(
        ["import", sheets[0]],
        ["import", sheets[1]],
        ["tray", "mend", "1", "--cell", "G2=4个工作日", "--why", "改承诺", "--json"],
        ["tray", "mend", "1", "--cell", "D2=行政确认", "--cell", "F2=20个工作日", "--why", "照上级的", "--json"],
    )
    assert mended.objects()[0]["committed"] is False
    assert right.objects()[0]["committed"] is True


def test_a_sender_above_may_change_them_and_an_office_may_not_care(quanmu, sheets):
    say(quanmu, "上级定的字段: 暂存\n上级来源: [省平台]\n")
    _, second = quanmu.several(["import", sheets[0]], ["import", sheets[1], "--from", "省平台", "--json"])
    assert changed(second)[1:] == ([], [])
    say(quanmu, "上级定的字段: 不管\n")
    (third,) = quanmu.several(["import", sheets[0], "--again", "--json"])
    assert changed(third)[1:] == ([], [])


def test_a_word_that_is_none_of_the_three_is_refused(quanmu, sheets):
    say(quanmu, "上级定的字段: 随便\n")
    assert "可写：暂存、提示、不管" in quanmu("import", sheets[0], ok=False).refused()
