"""A county of a few rows, made of workbooks: enough to import, decide, check and publish in seconds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook

DAY = "2021-12-31"


def date_of() -> date:
    """The day as a date."""
    return date.fromisoformat(DAY)


DEPARTMENT, LEADING_GROUP, TOWN, STREET = "小县民政局", "小县放权工作领导小组", "甲镇", "乙街道"

ORGANISATIONS = [
    ["机构名称", "机构类别", "上级机构", "专用印章", "系统账号", "业务培训", "执法证人数"],
    ["小县人民政府", "政府", "", "", "", "", ""],
    [DEPARTMENT, "部门", "小县人民政府", "", "", "", ""],
    [LEADING_GROUP, "议事协调机构", "小县人民政府", "", "", "", ""],
    [TOWN, "镇", "小县人民政府", "是", "是", "是", 5],
    [STREET, "街道", "小县人民政府", "是", "是", "是", 5],
]
INSTRUMENTS = [
    ["文号", "文件标题", "发文机关", "文件性质", "成文日期", "有效期至", "公布链接"],
    ["小政发〔2021〕示1号", "赋权目录（示例）", "小县人民政府", "规范性文件", "2021-08-01", "", "示例公开栏"],
]
ITEMS = [
    ["实施主体", "主项名称", "业务办理项名称", "办理情形", "权力类型", "实施依据", "行使层级", "权力来源", "法定办结时限",
     "承诺办结时限", "办件类型", "受理条件", "申请材料", "办理流程", "是否收费", "办理地点", "办理时间", "咨询电话", "投诉电话"],
    *(
        [DEPARTMENT, name, f"{name}（{case}）", case, kind, "", level, source, legal, promised, claimed, "符合条件的本县居民",
         "申请表|必要|原件|1|申请人自备", "受理—决定—送达", "否", "示例路 0 号", "工作日", "0000-0000001", "0000-0000002"]
        for name, case, kind, level, source, legal, promised, claimed in (
            ("慈善组织认定", "设立时申请", "行政确认", "县级", "法定本级行使", "20日", "15个工作日", "承诺件"),
            ("慈善组织认定", "已设立组织申请", "行政确认", "县级", "法定本级行使", "20日", "即办", "即办件"),
            ("养老机构备案", "新设", "其他行政权力", "县级", "法定本级行使", "", "即办", "即办件"),
            ("养老机构备案", "变更", "其他行政权力", "市级", "上级下放", "", "3个工作日", "承诺件"),
            ("最低生活保障审核确认", "新申请", "行政给付", "县级、乡级", "法定本级行使", "45个工作日", "30个工作日", "承诺件"),
            ("小县自创的事", "新办", "公共服务", "县级", "法定本级行使", "", "即办", "即办件"),
        )
    ),
]  # fmt: skip
GRANTS = [
    ["批次", "赋权事项名称", "权力类型", "原实施主体", "赋权方式", "承接主体", "赋权文号", "委托书编号", "委托起始日期",
     "委托终止日期", "是否公告", "生效日期", "状态"],
    ["第一批", "最低生活保障审核确认", "行政给付", DEPARTMENT, "委托", "各镇、各街道", "小政发〔2021〕示1号", "示1号",
     "2021-09-01", "2024-08-31", "是", "2021-09-01", "运行"],
    ["第一批", "慈善组织认定", "行政确认", DEPARTMENT, "委托", TOWN, "小政发〔2021〕示1号", "示2号",
     "2021-09-01", "2024-08-31", "是", "2021-09-01", "运行"],
]  # fmt: skip
PLACEMENTS = [
    ["部门", "进驻事项名称", "权力类型", "是否进驻", "窗口名称"],
    [DEPARTMENT, "慈善组织认定", "行政确认", "是", "全科综合窗"],
    [DEPARTMENT, "养老机构备案", "其他行政权力", "否", ""],
    [DEPARTMENT, "最低生活保障审核确认", "行政给付", "是", "全科综合窗"],
]
CLAIMS = [
    ["指标名称", "统计时间", "填报单位", "填报值", "分母口径"],
    ["进驻率", "2021年", DEPARTMENT, 100, "应进驻事项"],
]
WORKBOOKS = {
    "1-机构.xlsx": ORGANISATIONS, "2-文件.xlsx": INSTRUMENTS, "3-实施清单.xlsx": ITEMS, "4-赋权目录.xlsx": GRANTS,
    "5-进驻清单.xlsx": PLACEMENTS, "6-自报指标.xlsx": CLAIMS,
}  # fmt: skip

FACTS = '{"id": "甲", "kind": "办理项", "facts": {"事项名称": "临时救助"}}\n'


def tree(folder: Path) -> dict[str, bytes]:
    """Every file of a folder and its bytes."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def save(path: Path, rows: Sequence[Sequence[Any]], title: str = "表") -> Path:
    """Write one sheet."""
    book = Workbook()
    book.active.title = title
    for row in rows:
        book.active.append([None if value == "" else value for value in row])
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path


def workbooks(folder: Path) -> list[Path]:
    """All workbooks of the county, in the order of their names."""
    return [save(folder / name, rows) for name, rows in WORKBOOKS.items()]


def county_form(home: Path) -> None:
    """Who the county is: the one file that an office must write itself."""
    (home / "book").mkdir(parents=True, exist_ok=True)
    (home / "book" / "county.yaml").write_text("县: 小县\n省: 示例省\n编制单位: 小县审改办\n示例: 是\n", "utf-8")
