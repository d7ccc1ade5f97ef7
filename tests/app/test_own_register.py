"""An office adds a register (台账) of its own in its own folder, without Python: blank form, import, check, indicator, papers."""

from __future__ import annotations

import openpyxl
from command_line import ROOT, Quanmu

FILES = {
    "registers/河长.yaml": """
记录类别:
  - {名称: 河段, 键: reach, 主键: [河段名称], 称呼: 河段名称, 责任单位: 责任单位, 共用字段: [责任单位, 工作依据]}
  - {名称: 巡河, 键: river_walk, 主键: [所巡河段, 巡河日期], 称呼: 所巡河段}
字段:
  - {名称: 河段名称, 键: reach_name, 类型: 文本, 用于: [河段]}
  - {名称: 河长公里, 键: reach_length, 类型: 小数, 用于: [河段], 单位: 公里}
  - {名称: 所巡河段, 键: walked_reach, 类型: 文本, 用于: [巡河]}
  - {名称: 巡河日期, 键: walked_on, 类型: 日期, 用于: [巡河]}
  - {名称: 没巡的月份, 键: months_unwalked, 类型: 多值文本, 用于: [河段], 性质: 推得, 推算: {缺期: {对象: 巡河, 对上: {所巡河段: 河段名称}, 日期: 巡河日期, 每: 月, 至少: "{每月巡河次数}"}}}
""",
    "layouts/reaches.yaml": "名称: 河段台账\n键: reaches\n记录类别: 河段\n说明: 一行一段\n必有: [河段名称, 责任单位]\n",
    "layouts/river_walks.yaml": "名称: 巡河台账\n键: river_walks\n记录类别: 巡河\n说明: 一行一次\n必有: [所巡河段, 巡河日期]\n",
    "parameters.yaml": "- {参数: 每月巡河次数, 值: 2, 施行: 2020-01-01}\n",
    "checks/河长.yaml": """
- 编号: BD-HZ-001
  名称: 有的月份没有巡够河
  对象: 河段
  依据: [{取自: 工作依据, 要点: 每月巡够次数}]
  施行: 2020-01-01
  条件: {没巡的月份: {非: [无]}}
  结论: {发现: river-month-not-walked, 级别: 警告, 说明: "{河段名称}{没巡的月份}没有巡够{每月巡河次数}次", 建议: 补巡, 责任单位: 责任单位}
  适用: [{没巡的月份: [2021年1月]}]
  不适用: [{没巡的月份: [无]}]
""",
    "indicators/河长.yaml": """
- 编号: ZB-HZ-001
  名称: 巡够了的河段公里占比
  分子: {对象: 河段, 条件: {没巡的月份: 无}, 合计: 河长公里}
  分母: {对象: 河段, 合计: 河长公里}
  分组: [责任单位]
  单位: "%"
""",
}


def fill(path, rows) -> None:
    """Write rows below the form's own lines, as a clerk does."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    header = next(row for row in sheet.iter_rows() if any(str(c.value or "").startswith(list(rows[0])[0]) for c in row))
    columns = {str(cell.value): cell.column for cell in header if cell.value}
    at = max(sheet.max_row, header[0].row) + 1
    for row in rows:
        for name, value in row.items():
            column = next(n for heading, n in columns.items() if heading.startswith(name))
            sheet.cell(at, column, value)
        at += 1
    book.save(path)


def test_a_register_of_ones_own_needs_no_python(quanmu: Quanmu) -> None:
    for name, text in FILES.items():
        path = quanmu.home / "book" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    reaches, walks = quanmu.home.parent / "河段.xlsx", quanmu.home.parent / "巡河.xlsx"
    for ran in quanmu.several(("template", "河段台账", reaches), ("template", "巡河台账", walks)):
        assert ran.status == 0, ran
    fill(reaches, [
        {"河段名称": "甲河一段", "责任单位": "甲镇", "工作依据": "示例河长办〔2021〕示1号", "河长公里": 3.5},
        {"河段名称": "乙河", "责任单位": "乙镇", "工作依据": "示例河长办〔2021〕示1号", "河长公里": 1.5},
    ])  # fmt: skip
    days = [("甲河一段", "2021-01-05"), ("甲河一段", "2021-01-25"), ("甲河一段", "2021-02-03"), ("甲河一段", "2021-02-23"),
            ("乙河", "2021-01-07"), ("乙河", "2021-02-08"), ("乙河", "2021-02-20")]  # fmt: skip
    fill(walks, [{"所巡河段": reach, "巡河日期": day} for reach, day in days])
    mine = quanmu.home.parent / "乙镇.xlsx"
    taken, check, counted, again, known, shown, unknown = quanmu.several(
        ("import", reaches, walks, "--json"),
        ("check", "--as-of", "2021-03-15", "--into", quanmu.home.parent, "--json"),
        ("indicators", "--as-of", "2021-03-15", "--json"),
        ("template", "河段台账", mine, "--for", "乙镇", "--json"),
        ("register", "list", "--as-of", "2021-03-15", "--json"),
        ("register", "show", "河段", "--unit", "乙镇", "--xlsx", quanmu.home.parent / "乙镇河段.xlsx", "--json"),
        ("register", "show", "河断"),
    )
    assert again.objects()[0]["rows"] == 1, "空白表里先填好了自己负责的一段"
    assert taken.status == 0, taken
    assert [len(one["held"]) for one in taken.objects()] == [0, 0], taken.out
    [found] = [f for f in check.objects() if f["code"] == "river-month-not-walked"]
    assert (found["unit"], found["message"]) == ("乙镇", "乙河2021年1月没有巡够2次")
    assert found["basis"] == ["《示例河长办〔2021〕示1号》"]
    listed = {one["name"]: one for one in known.objects()}
    assert listed["河段"] | {"row": ""} == {
        "name": "河段", "row": "", "whose": "本单位", "rows": 2, "kept": 2, "checks": ["BD-HZ-001"], "indicators": ["ZB-HZ-001"],
    }  # fmt: skip
    assert (listed["巡河"]["rows"], listed["改革任务"]["whose"], listed["改革任务"]["rows"]) == (
        len(days),
        "随程序带",
        0,
    )
    [row] = shown.objects()
    assert row == {"河段名称": "乙河", "责任单位": "乙镇", "工作依据": "示例河长办〔2021〕示1号", "河长公里": 1.5}
    assert "最接近的是“河段”" in unknown.refused()
    values = list(openpyxl.load_workbook(quanmu.home.parent / "乙镇河段.xlsx").worksheets[0].values)
    assert [line[0] for line in values[1:]] == ["河段名称", "乙河"] and "没有一行填了" not in str(values[0][0])
    [figure] = [f for f in counted.objects() if f["id"] == "ZB-HZ-001"]
    assert (float(figure["numerator"]), float(figure["net"])) == (3.5, 5.0)
    papers = quanmu.home.parent / "office"
    assert "巡够了的河段公里占比" in (papers / "指标.html").read_text("utf-8")
    assert "乙河2021年1月没有巡够2次" in "".join(
        str(cell) for path in papers.rglob("*乙镇*.xlsx") for sheet in openpyxl.load_workbook(path) for row in sheet.values for cell in row
    )  # fmt: skip


def test_no_program_names_a_register() -> None:
    """What is shipped as a register is declared only: no line of Python knows a kind of catalogue/registers."""
    from catalogue.fields import FIELDS_FILE, field_files
    from catalogue.yamlfile import read_yaml

    lists = [read_yaml(path) for path in field_files(FIELDS_FILE.parent) if path != FIELDS_FILE]
    kinds = {kind["名称"] for content in lists for kind in content.get("记录类别") or ()}
    assert len(kinds) > 15
    for folder in ("app", "catalogue", "rules", "importers", "exporters"):
        for path in (ROOT / folder).rglob("*.py"):
            text = path.read_text("utf-8")
            assert not [kind for kind in kinds if f'"{kind}"' in text], path
