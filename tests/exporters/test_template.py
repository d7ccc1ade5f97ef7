"""Blank forms, for every shipped layout: filled in they import without findings, pre-filled they change nothing."""

import io
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "importers"))

from workbooks import FIELDS, LAYOUTS, read  # noqa: E402 - the path first

from catalogue.handback import EXAMPLE_MARK, LISTS_SHEET, NOTES_SHEET  # noqa: E402
from catalogue.limits import Limit  # noqa: E402
from catalogue.records import make_record  # noqa: E402
from exporters.template import EXAMPLE_ROW, FIRST_ROW, HEADER_ROW, Form, form, form_fields  # noqa: E402

EACH = pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.key)
UNIT_CODE = "11997001000010276F"


def opened(data):
    return openpyxl.load_workbook(io.BytesIO(data))


def valid(field, number):
    """A value as a clerk would type it."""
    if field.name == "承诺办结时限":
        return "3个工作日"
    if field.name in ("实施编码", "基本编码"):
        return f"{number:012d}"
    if field.name.endswith(("编码", "代码")):
        return UNIT_CODE
    values = field.values or ("是", "否")
    return {
        "单选": values[0], "多选": "、".join(values[:2]), "是否": "是", "时限": "20个工作日", "日期": date(2021, 3, number),
        "整数": number, "小数": 1.5, "多值文本": "甲类、乙类",
    }.get(field.type, f"某{field.name}{'甲乙丙丁'[number]}")  # fmt: skip


@EACH
def test_a_filled_form_imports_without_findings(layout):
    work = opened(form(Form(layout, "示例局"), FIELDS))
    page = work.worksheets[0]
    wanted, _ = form_fields(layout, FIELDS)
    for number in (1, 2):
        page.cell(FIRST_ROW + number, 1, number)
        for column, field in enumerate(wanted, start=2):
            page.cell(FIRST_ROW + number, column, valid(field, number))
    out = io.BytesIO()
    work.save(out)
    result = read(out.getvalue(), "填好的表.xlsx")
    assert result.layouts == [layout.name] and len(result.rows) == 2
    assert [i.as_dict() for i in result.issues] == []
    assert all(len(row.facts) >= len(wanted) for row in result.rows)


@EACH
def test_an_empty_form_holds_no_matter_and_says_so(layout):
    result = read(form(Form(layout), FIELDS), "空白表.xlsx")
    assert result.layouts == [layout.name] and result.rows == []
    assert {i.severity for i in result.issues} <= {"warning", "info"} and len(result.issues) == 1


def typed(layout, number):
    wanted, _ = form_fields(layout, FIELDS)
    special = {"日期": date(2021, 3, number), "时限": Limit(value=Decimal("20"), unit="工作日")}
    facts = {}
    for field in wanted:
        value = special.get(field.type) or field.typed(valid(field, number))
        facts[field.name] = value
    if "承诺办结时限" in facts:
        facts["承诺办结时限"] = Limit(value=Decimal(0), unit="即办")
    return facts


@EACH
def test_a_prefilled_form_unchanged_gives_the_same_records(layout):
    known = [typed(layout, 1), typed(layout, 2)]
    kind = FIELDS.kinds[layout.kind]
    keep = {*kind.identity, kind.title, *layout.required, *layout.filled_cells}
    keep |= {group[0] for group in layout.any_of}
    known.append({name: value for name, value in typed(layout, 3).items() if name in keep})  # many blanks
    result = read(form(Form(layout, "示例局", known), FIELDS), "预填表.xlsx")
    wanted = [make_record(FIELDS, layout.kind, {**facts, **layout.constants}) for facts in known]
    assert {r.key: r.facts for r in result.records} == {r.key: r.facts for r in wanted}
    assert len(result.rows) == 3 and not result.held


@EACH
def test_codes_are_text_dates_are_dates_and_wrong_input_is_rejected_in_chinese(layout):
    work = opened(form(Form(layout), FIELDS))
    page = work.worksheets[0]
    wanted, _ = form_fields(layout, FIELDS)
    rules = {}
    for rule in page.data_validations.dataValidation:
        for area in rule.sqref.ranges:
            rules[area.min_col] = rule
    assert page.freeze_panes and page.cell(EXAMPLE_ROW + 1, 1).value == EXAMPLE_MARK
    for column, field in enumerate(wanted, start=2):
        letter = openpyxl.utils.get_column_letter(column)
        group = next(d for d in page.column_dimensions.values() if d.min <= column <= d.max)
        assert group.width >= 10, letter
        if field.name.endswith(("编码", "代码")):
            assert group.number_format == "@", letter
        rule = rules[column]
        if field.type in ("单选", "是否"):
            assert rule.type == "list" and rule.errorStyle in (None, "stop") and "下拉" in rule.error
            assert all(value in rule.formula1 or LISTS_SHEET in rule.formula1 for value in field.values)
        if field.type == "日期":
            assert rule.type == "date" and "2021-12-31" in rule.error
        assert len(rule.prompt) <= 255 and rule.prompt
    assert NOTES_SHEET in work.sheetnames


def test_a_long_list_stands_on_a_hidden_sheet_that_the_importer_does_not_read():
    layout = next(one for one in LAYOUTS if one.key == "items")
    names = [f"示例县第{n}局" for n in range(60)]
    data = form(Form(layout, "", [typed(layout, 1)], {"实施主体": names}), FIELDS)
    work = opened(data)
    page = work[LISTS_SHEET]
    assert page.sheet_state == "hidden" and [c.value for c in page["A"]][2:] == names
    rule = next(
        r for r in work.worksheets[0].data_validations.dataValidation if r.formula1 and LISTS_SHEET in r.formula1
    )
    assert rule.formula1 == f"{LISTS_SHEET}!$A$3:$A$62" and rule.errorStyle == "warning"
    assert [i for i in read(data).issues if "代码表" in i.cell + i.message or "hidden" in i.code] == []


def test_bytes_repeat_and_text_is_never_a_formula():
    layout = next(one for one in LAYOUTS if one.key == "powers")
    made = Form(layout, "示例局", [{"主项名称": "=1+1", "事项类型": "行政许可", "实施主体": "+x", "责任事项": "@y"}])
    assert form(made, FIELDS) == form(made, FIELDS)
    page = opened(form(made, FIELDS)).worksheets[0]
    assert "=1+1" in [c.value for c in page[FIRST_ROW + 1]] and all(
        c.data_type != "f" for row in page.iter_rows() for c in row
    )
    assert page.cell(HEADER_ROW + 1, 1).value == "序号"


def test_the_command_fills_in_what_the_store_knows(quanmu, tmp_path):
    source = Path(__file__).resolve().parents[2] / "examples" / "linhu" / "workbooks" / "17-实施清单-市场应急.xlsx"
    quanmu("import", source)
    result = quanmu("template", "items", "--for", "临湖市应急管理局", "表.xlsx", "--json").objects()[0]
    assert result["rows"] > 20
    preview = quanmu("import", "表.xlsx", "--dry-run", "--json").objects()[0]["compare"]
    assert len(preview["same"]) == result["rows"] and not preview["new"] and not preview["changed"]
    quanmu("template", "items", "表.xlsx", ok=False).refused()
    assert "可用" in quanmu("template", "没有的版式", "乙.xlsx", ok=False).refused()
