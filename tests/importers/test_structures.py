"""One small workbook for each trap that real catalogues set."""

import pytest
from workbooks import HEAD, at, book, codes, matter, names, read, rewrite

POWERS_HEAD = ["实施主体", "序号", "职权名称", "职权类型", "责任事项"]


def test_a_plain_row_in_the_contracts_words():
    result = read(book([HEAD, matter(1, "1.慈善组织\n认定(县级)")]))
    row = result.as_dict()["rows"][0]
    assert (result.outcome, result.layouts) == ("rows", ["实施清单"])
    assert row["name"] == "慈善组织认定（县级）" and row["src"] == "清单!B2" and row["parent"] is None
    assert row["department"] == "县民政局" and row["type"] == "行政许可" and row["levels"] == ["县级"]
    assert row["legal"] == {"value": 20, "unit": "工作日"} and row["promised"] == {"value": 5, "unit": "工作日"}
    source = result.records[0].sources["主项名称"]
    assert (source.cell, source.raw, source.file) == ("清单!B2", "1.慈善组织\n认定(县级)", "样表.xlsx")


def test_title_rows_group_headers_and_units_in_the_header():
    rows = [
        ["临湖市清单"],
        ["单位：县民政局"],
        ["序号", "事项名称", "事项类型", "实施主体", "办理时限（工作日）", None],
        [None, None, None, None, "法定", "承诺"],
        [1, "甲事项办理", "行政许可", "县民政局", 20, 0.0],
    ]
    result = read(book(rows, merges=["A1:F1", "A2:F2", "A3:A4", "B3:B4", "C3:C4", "D3:D4", "E3:F3"]))
    row = result.as_dict()["rows"][0]
    assert row["legal"] == {"value": 20, "unit": "工作日"} and row["promised"] == {"value": 0, "unit": "即办"}
    assert at(result, "unit-from-header") == ["清单!E5", "清单!F5"]


def test_the_header_may_stand_on_row_thirty():
    assert names(read(book([["说明"]] * 29 + [HEAD, matter(1, "甲事项办理")]))) == ["甲事项办理"]


def test_merged_main_matter_over_its_sub_matters():
    rows = [HEAD, matter(1, "主项", "1.子项甲"), matter(None, None, "2.子项乙"), matter(2, "独项", "无")]
    result = read(book(rows, merges=["A2:A3", "B2:B3"]))
    assert [(r.src, r.name, r.parent) for r in result.rows] == [
        ("清单!C2", "子项甲", "主项"),
        ("清单!C3", "子项乙", "主项"),
        ("清单!B4", "独项", None),
    ]
    assert codes(result) == set()


def test_a_blank_main_matter_without_a_merge_is_filled_and_said():
    result = read(book([HEAD, matter(1, "主项", "子项甲"), matter(None, None, "子项乙")]))
    assert [(r.name, r.parent) for r in result.rows] == [("子项甲", "主项"), ("子项乙", "主项")]
    assert at(result, "filled-down") == ["清单!B3"]


def test_one_matter_over_several_merged_rows_is_one_record_with_all_its_text():
    head = ["序号", "事项名称", "权力类型", "责任事项", "追责情形"]
    rows = [
        head,
        [1, "甲", "行政处罚", "立案", "一"],
        [None, None, None, "调查", None],
        [None, None, None, "决定", "二"],
        [2, "乙", "行政处罚", "立案", "一"],
    ]
    result = read(book(rows, merges=["A2:A4", "B2:B4", "C2:C4"]))
    assert names(result) == ["甲", "乙"]
    assert result.rows[0].facts["责任事项"] == "立案\n调查\n决定" and result.rows[0].facts["追责情形"] == "一\n二"


def test_sections_subtotals_notes_and_signatures_are_no_matters():
    rows = [
        HEAD,
        ["一、行政许可（2项）"],
        matter(1, "甲事项"),
        matter(2, "乙事项"),
        ["二、公共服务（3项）"],
        matter(1, "丙事项", kind="公共服务"),
        ["合计", 3],
        ["填表人：张某", None, "审核人：李某"],
        ["注：本表一式两份"],
    ]
    result = read(book(rows))
    assert names(result) == ["甲事项", "乙事项", "丙事项"]
    assert result.rows[2].section == "二、公共服务（3项）"
    assert at(result, "section-count-mismatch") == ["清单!A5"]
    assert at(result, "subtotal-row") == ["清单!A7"] and at(result, "note-row") == ["清单!A8", "清单!A9"]


FOOTERS = ["大厅联系人：示例丙", "监督投诉电话：0000-0000001", "制表单位：示例县民政局", "审核：示例甲", "备注：一式两份",
           "说明:本表一式两份", "经办科室负责人 ：示例丁", "审核单位（盖章）："]  # fmt: skip


@pytest.mark.parametrize("footer", FOOTERS)
@pytest.mark.parametrize("merged", [True, False])
def test_a_footer_is_a_note_and_no_section(footer, merged):
    result = read(book([HEAD, matter(1, "甲事项"), [footer]], merges=["A3:G3"] if merged else []))
    assert names(result) == ["甲事项"] and at(result, "note-row") == ["清单!A3"]
    assert codes(result) == {"note-row"}


def test_a_footers_label_and_its_value_may_stand_side_by_side():
    rows = [HEAD, matter(1, "甲事项"), ["制表单位：", "示例县民政局", None, "联系电话：", "0000-0000001"]]
    result = read(book(rows))
    assert names(result) == ["甲事项"] and at(result, "note-row") == ["清单!A3"]
    assert "示例县民政局" in result.issues[-1].message


def test_sections_and_matters_that_only_sound_like_footers_stay():
    rows = [
        HEAD,
        ["审核转报：其他行政权力"],
        matter(1, "联系电话变更登记"),
        matter(2, "备注：名称"),
        ["二、电话服务（1项）"],
        matter(3, "审核"),
    ]
    result = read(book(rows, merges=["A2:G2", "A5:G5"]))
    assert at(result, "section-row") == ["清单!A2", "清单!A5"] and at(result, "note-row") == []
    assert names(result) == ["联系电话变更登记", "备注：名称", "审核"]


def test_powers_without_a_level_column_are_said_once_a_sheet():
    rows = [POWERS_HEAD, ["县水利局", 1, "甲事项", "行政许可", "立案"], ["县水利局", 2, "乙事项", "行政许可", "立案"]]
    result = read(book(rows))
    assert at(result, "level-column-missing") == ["清单!A1"] and result.outcome == "rows"
    stated = [[*row, word] for row, word in zip(rows, ["行使层级", "县级", "市级"], strict=True)]
    assert at(read(book(stated)), "level-column-missing") == []
    assert at(read(book([HEAD, matter(1, "甲")])), "level-column-missing") == []  # items need not state one


def test_the_number_in_the_tab_is_checked():
    assert at(read(book([HEAD, matter(1, "甲")], sheet="行政许可（2项）")), "section-count-mismatch") == [
        "行政许可（2项）!A1"
    ]
    assert codes(read(book([HEAD, matter(1, "甲")], sheet="行政许可（1项）"))) == set()


def test_sequence_gaps_duplicates_and_merged_numbers():
    rows = [
        HEAD,
        matter(1, "甲"),
        matter("2,3（两项合并）", "乙"),
        matter(5, "丙"),
        matter(5, "丁"),
        matter(None, "戊"),
        matter(7, "己"),
    ]
    result = read(book(rows))
    assert at(result, "sequence-merged") == ["清单!A3"] and at(result, "sequence-gap") == ["清单!A4"]
    assert at(result, "sequence-duplicate") == ["清单!A5"] and at(result, "sequence-missing") == ["清单!A6"]


def test_a_header_repeated_on_the_next_page_and_a_second_table_with_other_columns():
    other = ["序号", "实施部门", "事项名称", "事项类型", "法定时限"]
    rows = [
        HEAD,
        matter(1, "甲"),
        HEAD,
        matter(2, "乙"),
        [],
        ["表二"],
        other,
        [1, "县水利局", "丙", "行政许可", "10日"],
    ]
    result = read(book(rows))
    assert names(result) == ["甲", "乙", "丙"] and result.rows[2].facts["实施主体"] == "县水利局"
    assert at(result, "repeated-header") == ["清单!A3"]
    assert at(result, "row-not-understood") == ["清单!A6"]


def test_duplicate_and_unknown_columns_are_said_and_kept():
    rows = [[*HEAD, "法定时限", "怪栏"], [*matter(1, "甲"), "30日", "某值"]]
    result = read(book(rows))
    assert str(result.rows[0].facts["法定办结时限"]) == "20个工作日"
    assert result.rows[0].extras == {"法定时限（H列）": "30日", "怪栏": "某值"}
    assert at(result, "duplicate-column") == ["清单!H1"] and at(result, "unknown-column") == ["清单!I1"]


def test_a_row_with_content_but_no_name_is_an_error_at_its_cell():
    result = read(book([HEAD, matter(1, "甲"), matter(2, None)]))
    assert result.outcome == "rows+errors" and at(result, "name-missing") == ["清单!B3"]


def test_a_missing_name_is_said_at_the_cell_where_it_should_stand():
    powers = [POWERS_HEAD, ["县水利局", 1, None, "行政许可", "立案"], ["县水利局", 2, "无", "行政许可", "立案"]]
    assert at(read(book(powers)), "name-missing") == ["清单!C2", "清单!C3"]
    grants = [["序号", "承接主体", "赋权方式", "事项名称"], [1, "甲镇", "委托", None], [2, "乙镇", "委托", "乙事项"]]
    assert at(read(book(grants)), "name-missing") == ["清单!D2"]
    only_numbered = read(book([HEAD, matter(1, "甲"), [2, None, None, "行政许可"]]))
    assert at(only_numbered, "name-missing") == ["清单!B3"]


def test_a_missing_required_value_is_said_at_its_cell():
    assert at(read(book([POWERS_HEAD, ["县水利局", 1, "甲事项", None, "立案"]])), "required-missing") == ["清单!D2"]
    told = read(book([POWERS_HEAD, ["县水利局", 1, "甲事项", "无", "立案"]])).issues
    assert "写的是“无”，等于没有填" in next(i.message for i in told if i.code == "required-missing")


def test_good_rows_pass_and_bad_rows_are_held():
    result = read(book([HEAD, matter(1, "甲"), matter(2, "乙", kind="行政审查")]))
    assert [r.name for r in result.held] == ["乙"] and [r.name for r in result.records] == ["甲"]
    assert at(result, "type-unknown") == ["清单!D3"]


def test_the_same_matter_twice():
    rows = [HEAD, matter(1, "甲"), matter(2, "甲"), matter(3, "乙"), matter(4, "乙", legal="30日")]
    result = read(book(rows))
    assert at(result, "duplicate-same") == ["清单!B3"] and at(result, "duplicate-conflict") == ["清单!B4", "清单!B5"]
    assert [r.name for r in result.records] == ["甲"]


def test_hidden_rows_and_sheets_are_read_and_said():
    def hide(work):
        extra = work.create_sheet("备用")
        extra.append(HEAD)
        extra.append(matter(1, "丙"))
        extra.sheet_state = "hidden"
        work.create_sheet("空")

    result = read(book([HEAD, matter(1, "甲"), matter(2, "乙")], hidden_rows=[3], change=hide))
    assert names(result) == ["甲", "乙", "丙"]
    assert at(result, "hidden-row") == ["清单!A3"] and at(result, "hidden-sheet") == ["备用!A1"]
    assert at(result, "sheet-no-rows") == ["空!A1"]


def test_promised_over_legal_after_conversion():
    result = read(
        book(
            [
                HEAD,
                matter(1, "甲", legal="5个工作日", promised="2个月"),
                matter(2, "乙", legal="1个月", promised="20个工作日"),
            ]
        )
    )
    assert at(result, "promised-exceeds-legal") == ["清单!G2"]


def test_codes_that_a_spreadsheet_has_spoilt():
    rows = [
        [*HEAD, "实施编码"],
        [*matter(1, "甲"), "1.1E+30"],
        [*matter(2, "乙"), 990118009000],
        [*matter(3, "丙"), 1.19901e17],
    ]
    result = read(book(rows))
    assert at(result, "code-scientific") == ["清单!H2", "清单!H4"] and at(result, "code-not-text") == [
        "清单!H3",
        "清单!H4",
    ]


def test_cell_errors_and_formulas_without_value():
    rows = [HEAD, matter(1, "甲", kind="=1+1"), matter(2, "乙")]
    result = read(book(rows))
    assert at(result, "formula-no-value") == ["清单!D2"]
    spoilt = rewrite(
        book([HEAD, matter(1, "甲"), matter(2, "乙")]),
        rb'<c r="G2" (t="\w+")>',
        rb'<c r="G2" t="e"><v>#REF!</v></c><c r="H2" \1>',
    )
    assert at(read(spoilt), "cell-error") == ["清单!G2"]


def test_a_code_value_needs_a_code_table():
    rows = [[*HEAD, "办件类型"], [*matter(1, "甲"), "1"]]
    assert at(read(book(rows)), "code-table-missing") == ["清单!H2"]


def test_ticked_boxes():
    rows = [[*HEAD, "办件类型"], [*matter(1, "甲"), "□即办件 ■承诺件"]]
    assert read(book(rows)).rows[0].facts["自报办件类型"] == "承诺件"


def test_several_recipients_in_a_cell_are_several_grants():
    rows = [
        ["序号", "赋权事项", "权力类型", "原实施主体", "承接主体", "赋权方式"],
        [1, "甲", "行政许可", "县林业局", "甲镇人民政府、乙街道办事处", "委托行使"],
    ]
    result = read(book(rows))
    assert result.layouts == ["赋权目录"] and names(result) == ["甲"]
    assert [r.facts["承接主体"] for r in result.records] == ["甲镇人民政府", "乙街道办事处"]
    assert result.records[0].facts["赋权方式"] == "委托"


def test_levels_and_scope_in_two_columns_or_in_one():
    two = [
        ["序号", "事项名称", "权力类型", "实施层级及权限", None, "追责情形"],
        [1, "甲", "行政许可", "地州市级", "负责本级", "一"],
    ]
    one = [
        ["序号", "事项名称", "权力类型", "实施层级\n及权限", "追责情形"],
        [1, "甲", "行政许可", "地州市级。负责本级", "一"],
    ]
    for rows, merges, scope in ((two, ["D1:E1"], "负责本级"), (one, [], "地州市级。负责本级")):
        row = read(book(rows, merges=merges)).rows[0]
        assert row.facts["自报行使层级"] == ["市级"] and row.facts["权限说明"] == scope


def test_personal_data_never_comes_in():
    rows = [
        ["办理单位", "事项名称", "受理数", "申请人", "身份证号", "办件编号"],
        ["县民政局", "甲", 3, "王某某", "110101199001010011", "A1"],
    ]
    result = read(book(rows))
    assert at(result, "personal-data") == ["清单!D1", "清单!E1", "清单!F1"]
    whole = str(result.as_dict()) + str(result.records)
    assert "王某某" not in whole and "110101199001010011" not in whole and "A1'" not in str(result.rows[0].extras)
