"""Nasty tables: each workbook with the rows and the findings that a careful clerk would write down by hand."""

import io
import zipfile

import pytest
from nasty import expect
from openpyxl.comments import Comment
from openpyxl.styles import Font
from workbooks import HEAD, book, matter, read


def test_titles_two_header_rows_groups_and_page_breaks():
    head = ["序号", "职权名称", None, "职权类型", "行使主体", "职责边界", None]
    sub = [None, "项目", "子项", None, None, "县级部门", "乡镇（街道）"]
    rows = [
        ["示例县权责清单（2021年版）"] * 7,
        ["填报单位：示例县民政局"],
        [],
        head,
        sub,
        [1, 2, 3, 4, 5, 6, 7],
        [1, "城乡最低生活\n保障对象认定", "1.城市最低生活保障", "行政确认", "县民政局", "审批", "初审"],
        [None, None, "2.农村最低生活保障", None, None, "审批", "初审"],
        head,
        sub,
        [2, "养老机构备案", "/", "其他行政权力", "县民政局", "备案", None],
        ["合计", None, None, None, None, None, "2项"],
        ["填表人：示例甲", None, None, "审核人：示例乙"],
    ]
    merges = ["A1:G1", "A2:G2", "A4:A5", "B4:C4", "D4:D5", "E4:E5", "F4:G4", "A7:A8", "B7:B8", "D7:D8", "E7:E8"]
    again = ["A9:A10", "B9:C9", "D9:D10", "E9:E10", "F9:G9"]
    expect(
        read(book(rows, merges=[*merges, *again])),
        [
            {"src": "清单!C7", "name": "城市最低生活保障", "parent": "城乡最低生活保障对象认定", "type": "行政确认", "department": "县民政局"},
            {"src": "清单!C8", "name": "农村最低生活保障", "parent": "城乡最低生活保障对象认定", "type": "行政确认", "department": "县民政局"},
            {"src": "清单!B11", "name": "养老机构备案", "parent": None, "type": "其他行政权力"},
        ],
        {
            ("level-column-missing", "清单!A4"), ("column-numbers", "清单!A6"), ("repeated-header", "清单!A9"),
            ("repeated-header", "清单!B10"), ("subtotal-row", "清单!A12"), ("note-row", "清单!A13"),
            ("unknown-column", "清单!G5"),
        },
    )  # fmt: skip


def test_three_header_rows_with_ticks_under_levels_and_case_types():
    rows = [
        ["序号", "事项名称", "事项类型", "行使层级", None, None, "办理", None],
        [None, None, None, "上级", "本级", None, "办件类型", None],
        [None, None, None, "市级", "县级", "镇级", "即办件", "承诺件"],
        [1, "甲事项办理", "行政许可", None, "√", None, "√", None],
        [2, "乙事项办理", "行政许可", "✓", "√", "■", None, "√"],
        [3, "丙事项办理", "行政许可", None, "□", "部分", None, "√"],
    ]
    merges = ["A1:A3", "B1:B3", "C1:C3", "D1:F1", "G1:H1", "G2:H2", "E2:F2"]
    expect(
        read(book(rows, merges=merges)),
        [
            {"name": "甲事项办理", "levels": ["县级"], "facts": {"自报办件类型": "即办件"}},
            {"name": "乙事项办理", "levels": ["市级", "县级", "乡级"], "facts": {"自报办件类型": "承诺件"}},
            {"name": "丙事项办理", "levels": [], "facts": {"自报办件类型": "承诺件", "其他栏": {"镇级": "部分"}}},
        ],
        {("tick-unclear", "清单!F6")},
    )


def test_departments_merged_over_many_rows_and_a_blank_without_a_merge():
    rows = [["实施主体", "序号", "事项名称", "事项类型", "法定时限（工作日）"]]
    rows += [["县民政局" if n == 1 else None, n, f"第{n}类事项办理", "行政许可", 20] for n in range(1, 7)]
    rows += [["县水利局", 7, "取水许可", "行政许可", 45], [None, 8, "河道采砂许可", "行政许可", 20]]
    expect(
        read(book(rows, merges=["A2:A7"])),
        [{"department": "县民政局", "legal": {"value": 20, "unit": "工作日"}}] * 6
        + [
            {"department": "县水利局", "name": "取水许可"},
            {"department": "县水利局", "name": "河道采砂许可", "src": "清单!C9"},
        ],
        {("filled-down", "清单!A9"), *(("unit-from-header", f"清单!E{n}") for n in range(2, 10))},
    )


def test_main_and_sub_matters_in_every_way():
    rows = [
        [*HEAD],
        matter(1, "主项一", "（一）子项甲"),
        matter(None, None, "（二）子项乙"),
        matter(2, "独项", "无"),
        matter(3, "又一独项", ""),
        matter(4, None, "没有主项的子项"),
    ]
    expect(
        read(book(rows, merges=["A2:A3", "B2:B3"])),
        [
            {"src": "清单!C2", "name": "子项甲", "parent": "主项一"},
            {"src": "清单!C3", "name": "子项乙", "parent": "主项一"},
            {"src": "清单!B4", "name": "独项", "parent": None},
            {"src": "清单!B5", "name": "又一独项", "parent": None},
            {"src": "清单!C6", "name": "没有主项的子项"},
        ],
        {("filled-down", "清单!B6")},
    )


def test_the_first_sub_matter_may_have_no_main_matter():
    rows = [HEAD, matter(1, None, "没有主项的子项"), matter(2, "独项")]
    expect(
        read(book(rows)),
        [{"name": "没有主项的子项", "parent": None}, {"name": "独项"}],
        {("main-name-missing", "清单!C2")},
    )


def test_sections_with_and_without_a_count_give_the_type():
    rows = [
        ["序号", "事项名称", "行使主体", "设定依据"],
        ["一、行政许可（3项）"],
        [1, "甲事项办理", "县民政局", "某法"],
        [2, "乙事项办理", "县民政局", "某法"],
        ["二、公共服务"],
        [1, "丙事项办理", "县民政局", "某法"],
        ["（一）婚姻登记类"],
        [2, "丁事项办理", "县民政局", "某法"],
    ]
    expect(
        read(book(rows, merges=[f"A{n}:D{n}" for n in (2, 5, 7)])),
        [
            {"name": "甲事项办理", "type": "行政许可", "facts": {"分节": "一、行政许可（3项）"}},
            {"name": "乙事项办理", "type": "行政许可"},
            {"name": "丙事项办理", "type": "公共服务", "facts": {"分节": "二、公共服务"}},
            {"name": "丁事项办理", "type": "公共服务", "facts": {"分节": "二、公共服务／（一）婚姻登记类"}},
        ],
        {
            ("section-row", "清单!A2"), ("section-count-mismatch", "清单!A2"), ("section-row", "清单!A5"), ("section-row", "清单!A7"),
            *(("type-from-section", f"清单!{n}") for n in ("A3", "A4", "A6", "A8")),
        },
    )  # fmt: skip


def test_sequence_gaps_duplicates_and_two_numbers_in_a_cell():
    rows = [HEAD, *(matter(n, f"第{at}类事项办理") for at, n in enumerate([1, 2, 2, "3,4（两项合并）", 7, 8]))]
    expect(
        read(book(rows)),
        [{"src": f"清单!B{n}"} for n in range(2, 8)],
        {("sequence-duplicate", "清单!A4"), ("sequence-merged", "清单!A5"), ("sequence-gap", "清单!A6")},
    )


def test_one_sheet_a_department_and_an_empty_spare_sheet():
    head = ["序号", "事项名称", "事项类型", "承诺时限"]

    def more(work):
        second = work.create_sheet("县水利局（1项）")
        for row in ([*head], [1, "取水许可", "行政许可", "10个工作日"]):
            second.append(row)
        work.create_sheet("Sheet3")
        only = work.create_sheet("县林业局")
        only.append(head)

    data = book([head, [1, "养老机构备案", "其他行政权力", "即办"]], sheet="县民政局", change=more)
    expect(
        read(data),
        [
            {"src": "县民政局!B2", "department": "县民政局", "promised": {"value": 0, "unit": "即办"}},
            {"src": "县水利局（1项）!B2", "department": "县水利局", "name": "取水许可"},
        ],
        {
            ("department-from-sheet-name", "县民政局!A1"), ("department-from-sheet-name", "县水利局（1项）!A1"),
            ("sheet-no-rows", "Sheet3!A1"), ("sheet-no-rows", "县林业局!A1"),
        },
    )  # fmt: skip


def framed(plain):
    """As LibreOffice saves comments: each with the place of its frame, in numbers."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(plain)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            frame = b"<commentPr><anchor><from><col>79</col></from></anchor></commentPr></comment>"
            target.writestr(name, source.read(name).replace(b"</comment>", frame))
    return out.getvalue()


def test_hidden_struck_and_commented_rows_ask():
    def mark(work):
        page = work.active
        page["B3"].font = Font(strike=True)
        page["G4"].comment = Comment("局里再议", "某人")
        page["G5"].font = Font(strike=True)
        page["A1"].comment = Comment("表头批注", "某人")
        page.column_dimensions["F"].hidden = True
        extra = work.create_sheet("底稿")
        extra.append(HEAD)
        extra.append(matter(1, "己事项办理"))
        extra.sheet_state = "veryHidden"

    rows = [HEAD, *(matter(n, f"{name}事项办理") for n, name in enumerate("甲乙丙丁戊", 1))]
    result = read(framed(book(rows, hidden_rows=[6], change=mark)))
    said = [issue.message for row in result.rows for issue in row.issues if issue.code == "cell-comment"]
    assert any("局里再议" in words for words in said) and not any("79" in words for words in said)
    expect(
        result,
        [{"name": f"{name}事项办理"} for name in "甲乙丙丁戊己"],
        {
            ("row-struck-through", "清单!B3"), ("cell-comment", "清单!G4"), ("cell-struck-through", "清单!G5"),
            ("cell-comment", "清单!A1"), ("hidden-row", "清单!A6"), ("hidden-column", "清单!F1"), ("hidden-sheet", "底稿!A1"),
        },
    )  # fmt: skip
    assert [row.name[0] for row in result.held] == ["乙", "丙", "戊"]
    assert [record.name[0] for record in result.records] == ["甲", "丁", "己"]


def test_several_recipients_and_levels_in_a_cell():
    rows = [
        ["序号", "赋权事项", "权力类型", "原实施主体", "承接主体", "赋权方式"],
        [1, "甲事项办理", "行政许可", "县林业局", "甲镇人民政府、\n乙街道办事处；丙镇人民政府", "委托行使"],
    ]
    result = read(book(rows))
    expect(result, [{"name": "甲事项办理", "department": "县林业局"}], set())
    assert [r.facts["承接主体"] for r in result.records] == ["甲镇人民政府", "乙街道办事处", "丙镇人民政府"]
    head = ["序号", "事项名称", "事项类型", "行使层级"]
    levels = [
        "县级、镇（乡、街道）级、村（社区）级",
        "省市县三级",
        "■县级 □乡级 ■村级",
        "负责本行政区域内的管理",
        "县级（委托镇级受理）",
    ]
    expect(
        read(book([head, *([n, f"第{n}类事项办理", "行政许可", text] for n, text in enumerate(levels, 1))])),
        [
            {"levels": ["县级", "乡级", "村级"]},
            {"levels": ["省级", "市级", "县级"]},
            {"levels": ["县级", "村级"]},
            {"levels": [], "facts": {"原文": {"自报行使层级": "负责本行政区域内的管理"}}},
            {"levels": ["县级"]},
        ],
        {("level-unknown", "清单!D5")},
    )


def test_level_in_the_name_and_names_broken_by_breaks_and_strange_signs():
    rows = [
        ["序  号", "事项\n名称", "权力 类型"],
        [1, "企业投资项目备案（市级/县级）", "其他行政权力"],
        [2, "城市生\n活垃圾\n处置许\n可", "行政许可"],
        [3, "①\u200b取水\u3000许可（ＡＢ１２类）", "行政许可"],
        [4, "(4)３Ｄ打印企业备案", "其他行政权力"],
    ]
    expect(
        read(book(rows)),
        [
            {"name": "企业投资项目备案（市级/县级）", "levels": ["市级", "县级"]},
            {"name": "城市生活垃圾处置许可"},
            {"name": "取水许可（AB12类）"},
            {"name": "3D打印企业备案"},
        ],
        {("level-from-name", "清单!B2")},
    )


SUSPICIOUS = ["同上", "见附件", "123", "／／", "待定", "行政许可", "取水许可（含地下水", "某" * 301, "事项名称"]


@pytest.mark.parametrize("name", SUSPICIOUS, ids=lambda n: n[:8])
def test_a_name_that_is_none(name):
    result = read(book([HEAD, matter(1, "甲事项办理"), matter(2, name)]))
    assert [i.cell for i in result.issues if i.code == "name-suspicious"] == ["清单!B3"] and len(result.rows) == 2


def test_the_same_matter_twice_across_sheets():
    def more(work):
        page = work.create_sheet("续表")
        page.append(HEAD)
        page.append(matter(1, "甲事项办理"))
        page.append(matter(2, "乙事项办理", legal="30日"))

    rows = [HEAD, matter(1, "甲事项办理"), matter(2, "乙事项办理")]
    result = read(book(rows, change=more))
    conflict = {("duplicate-same", "续表!B2"), ("duplicate-conflict", "清单!B3"), ("duplicate-conflict", "续表!B3")}
    conflict |= {("conflict", "清单!B3"), ("conflict", "续表!B3")}
    expect(result, [{}] * 4, {*conflict, ("unit-calendar-or-working", "续表!F3")})
    assert [r.name for r in result.records] == ["甲事项办理"]


def test_a_wide_sheet_with_cells_beyond_its_header():
    row = [*matter(1, "甲事项办理"), *[None] * 246, "远处"]
    expect(read(book([[*HEAD], row])), [{"name": "甲事项办理"}], {("extra-cells", "清单!IT2")})


def test_the_header_on_row_thirty_under_notices():
    rows = [[f"填表说明：第{n}条"] for n in range(1, 30)]
    expect(read(book([*rows, HEAD, matter(1, "甲事项办理")])), [{"src": "清单!B31", "name": "甲事项办理"}], set())


def test_departments_in_short_and_in_full():
    rows = [HEAD, matter(1, "甲事项办理", unit="县人社局"), matter(2, "乙事项办理", unit="县人力资源和社会保障局")]
    expect(
        read(book(rows)),
        [{"department": "县人社局"}, {"department": "县人力资源和社会保障局"}],
        {("department-alias", "清单!E2")},
    )
