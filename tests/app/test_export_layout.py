"""A layout run backwards: the province's own headings, order and codes; read again, nothing changes."""

from __future__ import annotations

import hashlib

from openpyxl import load_workbook
from small_county import DEPARTMENT, county_form, save, workbooks

from catalogue.names import header_key

HEADINGS = {  # the province's template: its own words in its own order
    "deptName": "实施主体", "taskName": "主项名称", "businessName": "办理项名称", "caseName": "办理情形", "taskType": "事项类型",
    "promiseDay": "承诺办结时限", "legalDay": "法定办结时限", "basis": "设定依据",
}  # fmt: skip
_WORDS = ", ".join(f"{word}: {name}" for word, name in HEADINGS.items())
_MARK = hashlib.sha256("\n".join(sorted(map(header_key, HEADINGS))).encode()).hexdigest()
LAYOUT = f"""名称: 省平台实施清单
键: province_items
记录类别: 办理项
必有: [实施主体, 主项名称, 办理项名称, 事项类型]
表头: {{{_WORDS}}}
代码体系: 国家平台
指纹: {_MARK}
"""

THEIRS = ["行内码", "taskName（事项）", "业务项", "TASK_TYPE", "部门"]
_THEIRS = hashlib.sha256("\n".join(sorted(map(header_key, THEIRS))).encode()).hexdigest()
ANSWERS = [
    word
    for answer in ("记录类别=办理项", "taskName（事项）=主项名称", "业务项=办理项名称", "TASK_TYPE=事项类型", "行内码=")
    for word in ("--map", answer)
]


def store(quanmu, tmp_path) -> None:
    county_form(quanmu.home)
    folder = quanmu.home / "book" / "layouts"
    folder.mkdir(parents=True)
    (folder / "province.yaml").write_text(LAYOUT, "utf-8")


def test_written_in_the_provinces_way_and_read_back_the_same(quanmu, tmp_path):
    store(quanmu, tmp_path)
    out = tmp_path / "上报.xlsx"
    theirs = save(
        tmp_path / "导出.xlsx", [THEIRS, ["a1", "慈善组织认定", "慈善组织认定（设立时申请）", "07", DEPARTMENT]]
    )
    back = tmp_path / "回填.xlsx"
    imported, made, again, twice, other, confirmed, written, read_back = quanmu.several(
        ["import", *workbooks(tmp_path / "in"), "--json"],
        ["export", "--layout", "省平台实施清单", "--for", DEPARTMENT, out, "--json"],
        ["import", out, "--dry-run", "--json"],
        ["export", "--layout", "省平台实施清单", out],
        ["export", "--layout", "没有的", tmp_path / "x.xlsx"],
        ["import", theirs, *ANSWERS],
        ["export", "--layout", f"headers_{_THEIRS[:12]}", "--for", DEPARTMENT, back],
        ["import", back, "--dry-run", "--json"],
    )
    assert imported.status == 0
    told = made.objects()[0]
    assert told["rows"] == 6 and "办理地点" in told["left_out"]  # this layout has no column for it: said
    sheet = load_workbook(out).active
    head = [cell.value for cell in sheet[1]]
    assert head == list(HEADINGS)
    assert sheet.title.startswith("示例")
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert {row[4] for row in rows} == {
        "07",
        "10",
        "05",
        "20",
    }  # 行政确认, 其他行政权力, 行政给付, 公共服务: the nation's codes
    assert {row[5] for row in rows} >= {"15个工作日", "即办"}
    read = again.objects()[0]
    assert read["layout"] == "省平台实施清单" and read["held"] == []
    # neither what the layout has nor what it has no column for is touched
    assert len(read["rows"]) == len(read["compare"]["same"]) == 6
    # a workbook that the province's system wrote, its headings confirmed once, is a layout: all columns in their order,
    # its codes (they fit one code table only); and it is read again
    assert (confirmed.status, written.status) == (0, 0)
    rows = [[cell.value for cell in row] for row in load_workbook(back).active]
    assert rows[0] == THEIRS and {row[3] for row in rows[1:]} == {"07", "10", "05", "20"}
    assert {row[0] or "" for row in rows[1:]} == {""}  # what is no field of ours is theirs to fill
    assert len(read_back.objects()[0]["compare"]["same"]) == 6
    assert "已有这个文件" in twice.refused() and "没有这个版式" in other.refused()


def test_a_formula_in_a_name_is_text(quanmu, tmp_path):
    from small_county import ITEMS

    store(quanmu, tmp_path)
    head, row = ITEMS[0], list(ITEMS[1])
    row[head.index("主项名称")] = row[head.index("业务办理项名称")] = '\'=HYPERLINK("x")'.lstrip("'") and "＝甲事"
    row[head.index("受理条件")] = "-1+1"
    quanmu.several(
        ["import", save(tmp_path / "in.xlsx", [head, row])], ["export", "--layout", "items", tmp_path / "o.xlsx"]
    )
    cells = [cell for line in load_workbook(tmp_path / "o.xlsx").active.iter_rows() for cell in line]
    assert any(cell.value == "-1+1" for cell in cells)
    assert not [cell for cell in cells if cell.data_type == "f"]
