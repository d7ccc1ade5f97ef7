"""Every command with ``--json`` gives one JSON object a line and nothing else; the fields are all there."""

from __future__ import annotations

import pytest
import yaml
from command_line import ROOT
from small_county import DAY, DEPARTMENT, ITEMS, TOWN, save


@pytest.mark.parametrize(
    "words",
    [
        ["decide", "--as-of", DAY],
        ["check", "--as-of", DAY, "--into", "json-check"],
        ["indicators", "--as-of", DAY],
        ["publish", "--as-of", DAY, "--into", "json-publish"],
        ["explain", "慈善组织认定", "--as-of", DAY],
        ["explain", "慈善组织认定", "--as-of", DAY, "--to", TOWN, "--inner"],
        ["identify", "--as-of", DAY],
        ["rules", "list"],
        ["rules", "show", "JL-001"],
        ["rules", "test"],
        ["fields"],
        ["register", "list", "--as-of", DAY],
        ["diff", "1", "1"],
        ["verify", "first/public"],
    ],
)
def test_json_output_parses(copied, county, words):
    first = county.home.parent / "first"
    words = [str(first.parent / word) if word.startswith("first/") else word for word in words]
    ran = copied(*words, "--json")
    objects = ran.objects()
    assert all(isinstance(one, dict) for one in objects)
    assert objects or words[0] in ("identify", "verify")
    assert ran.err == ""


def test_an_import_says_what_each_row_holds(quanmu, tmp_path):
    (one,) = quanmu("import", save(tmp_path / "清单.xlsx", ITEMS, title="清单"), "--dry-run", "--json").objects()
    assert set(one) >= {"file", "sha256", "outcome", "layout", "rows", "issues", "compare"}
    assert (one["file"], one["outcome"], one["layout"], len(one["rows"])) == (
        "清单.xlsx",
        "rows",
        "实施清单",
        len(ITEMS) - 1,
    )
    row = one["rows"][4]
    assert row["src"] == "清单!B6" and (row["name"], row["parent"]) == ("最低生活保障审核确认", None)
    assert (row["department"], row["type"], row["levels"]) == (DEPARTMENT, "行政给付", ["县级", "乡级"])
    assert row["legal"] == {"value": 45, "unit": "工作日"} and row["promised"] == {"value": 30, "unit": "工作日"}
    assert one["rows"][1]["promised"]["unit"] == "即办"
    assert {"code", "date", "facts"} <= set(row) and row["facts"]["办理情形"] == "新申请"
    for issue in one["issues"]:
        assert set(issue) == {"cell", "code", "severity", "message", "advice"}
        assert issue["severity"] in ("error", "warning", "info")


def test_fields_lists_every_fact_with_its_values(quanmu):
    listed = {one["name"]: one for one in quanmu("fields", "--json").objects()}
    files = [ROOT / "catalogue" / "fields.yaml", *sorted((ROOT / "catalogue" / "registers").glob("*.yaml"))]
    declared = [field for path in files for field in yaml.safe_load(path.read_text("utf-8"))["字段"]]
    assert list(listed) == [field["名称"] for field in declared]
    for field in declared:
        one = listed[field["名称"]]
        assert (one["key"], one["type"]) == (field["键"], field["类型"])
        wanted = field.get("取值", ["是", "否"] if field["类型"] == "是否" else [])
        assert one["values"] == [str(value) for value in wanted]


def test_fields_of_the_office_are_listed_too(copied):
    text = "字段:\n  - {名称: 我的字段, 键: mine, 类型: 单选, 取值: [甲, 乙], 用于: [办理项], 表头: [我的表头]}\n"
    (copied.home / "book" / "fields.yaml").write_text(text, "utf-8")
    mine = [one for one in copied("fields", "--kind", "办理项", "--json").objects() if one["name"] == "我的字段"]
    assert [one["values"] for one in mine] == [["甲", "乙"]]


def test_explain_is_a_paragraph_with_the_law(county):
    parts = county("explain", "慈善组织认定", "--as-of", DAY, "--question", "决定", "--json").objects()
    assert parts
    for part in parts:
        assert part["状态"] == "已定" and part["答案"] == "县"
        assert "《慈善法》第十条" in part["说明"] and part["说明"].endswith("。") and "\n" not in part["说明"]


def test_a_name_is_confirmed_once_and_remembered(copied):
    rows = [ITEMS[0], ["小县民政局", "另一件自创的事", *ITEMS[1][2:]]]
    copied("import", save(copied.home.parent / "新清单.xlsx", rows))
    # the first invented name was confirmed when the county was made
    assert [one["名称"] for one in copied("identify", "--as-of", DAY, "--json").objects()] == ["另一件自创的事"]
    copied("identify", "另一件自创的事", "MZ-慈善组织认定")
    decided = [
        one for one in copied("decide", "--as-of", DAY, "--json").objects() if "另一件自创的事" in one["subject"]
    ]
    assert decided and decided[0]["decisions"]["决定"]["answer"] == "县"


def test_the_share_decided_open_and_in_conflict_is_reported_for_each_question(county):
    *records, summary = county("decide", "--as-of", DAY, "--json").objects()
    asked = [(f"{one['kind']}·{q}", d["status"]) for one in records for q, d in one["decisions"].items()]
    assert set(summary["questions"]) == {question for question, _ in asked}
    for question, said in summary["questions"].items():
        counted = [status for name, status in asked if name == question]
        for status in ("已定", "裁定", "待定", "冲突"):
            assert said[status] == counted.count(status)
            assert abs(said[f"{status}占比"] - counted.count(status) / len(counted)) < 0.0001
        assert said["共"] == len(counted)
    assert "%）" in county("decide", "--as-of", DAY).out
