"""Fills in the 自查表 that a run sent out, as the example county's units would: ``python fill_selfcheck.py 下发 交回``.

What each unit truthfully knows comes from the hand-written sources, not from the program; what differs, and what is
filled in badly, is written in source/自查.yaml.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

import openpyxl
from make.grants import ABLE, grant_rows, holders, matters
from make.lists import case_figures
from make.organisations import organisations
from make.sources import source

HEADER, FIRST = 2, 4
HALL, RECEIVED, RELEASED, OWN = "进驻政务大厅的事项", "承接的赋权事项", "放给镇街、园区的事项", "本级法定职权"
WORDS = dict(zip(ABLE, ("专用印章到位没有", "系统账号开通没有", "最近培训日期"), strict=True))
SAID = {
    "有没有交接清单": "是", "最近培训日期": date(2021, 9, 10), "培训人次": 4, "办事指南更新没有": "是", "其中退回几件": 0, "放权部门还受理几件": 0,
    "同一申请重复提交几件": 0, "决定由谁签发": "承接单位", "平均用时（工作日）": 3, "投诉和差评几件": 0, "存在的问题": "没有问题",
    "建议（保留、调整、收回）": "保留", "没有进平台办理的几件": 0,
}  # fmt: skip


class Truth:
    """What the units know of themselves."""

    def __init__(self) -> None:
        self.cases: dict[tuple[str, str, str], int] = {}
        for unit, name, _, place, accepted, *_ in case_figures().rows[2:]:
            for key in ((unit, name, place), (unit, name, "")):
                self.cases[key] = self.cases.get(key, 0) + int(accepted)
        self.able = {one["名称"]: one for one in organisations()}
        for one in source("机构")["承接能力"]:  # what the dated register says goes before the table of organisations
            if one["能力项"] == "持证人员" and "止" not in one and one["名称"] in self.able:
                self.able[one["名称"]] = {**self.able[one["名称"]], "持证": int(one["数量"])}
        self.rows = {(row["赋权事项名称"], words): row for row in grant_rows() for words in row["承接主体"].split("、")}
        self.holder = {matter.name: holders()[matter.id] for matter in matters().values()}

    def answers(self, unit: str, sheet: str, row: dict[str, str]) -> dict[str, Any]:
        """The truthful answers of one row, by heading."""
        name = row["事项名称"]
        said = dict(SAID)
        holder = self.holder.get(name, "")
        if sheet == HALL:
            hall, own = self.cases.get((unit, name, "大厅"), 0), self.cases.get((unit, name, "部门"), 0)
            return said | {
                "实际在哪里受理": "大厅" if hall or not own else "大厅和部门都收",
                "大厅本期受理几件": hall,
                "放权部门还受理几件": own,
            }
        if sheet == RELEASED:
            return said | {
                "专用印章到位没有": "是",
                "系统账号开通没有": "是",
                "放权部门还受理几件": self.cases.get((unit, name, "部门"), 0),
            }
        if sheet == OWN:
            cases = self.cases.get((unit, name, ""), 0)
            return said | {
                "本单位的清单怎么写它": "法定本级", "本单位本期受理几件": cases, "其中办结几件": cases, "县级部门本期受理几件": 0,
            }  # fmt: skip
        able, own_row = self.able.get(unit, {}), self.rows.get((name, unit), {})
        cases = self.cases.get((unit, name, ""), 0)
        return said | {
            "专用印章到位没有": own_row.get("专用印章", able.get("印章") or "是"), "系统账号开通没有": own_row.get("系统账号", able.get("账号") or "是"),
            "承接人员中持证几人": int(own_row.get("执法证人数", able.get("持证") or 0)), "本单位本期受理几件": cases, "其中办结几件": cases,
            "放权部门还受理几件": self.cases.get((holder, name, "部门"), 0),
        }  # fmt: skip


def fill(forms: Path, back: Path) -> list[Path]:
    """Fill every form of a folder but those of the units that send nothing; gives the files written."""
    plan, truth = source("自查"), Truth()
    back.mkdir(parents=True, exist_ok=True)
    written = []
    for path in sorted(forms.glob("*.xlsx")):
        unit = path.stem.split("自查表-", 1)[1]
        if unit in plan["没有交"]:
            continue
        book = openpyxl.load_workbook(path)
        for page in book.worksheets:
            if page.title in (HALL, RECEIVED, RELEASED, OWN):
                _page(page, unit, plan, truth)
        book.save(back / path.name)
        written.append(back / path.name)
    return written


def _page(page: Any, unit: str, plan: dict[str, Any], truth: Truth) -> None:
    columns = {page.cell(HEADER, column).value: column for column in range(1, page.max_column + 1)}
    own = [one for one in plan["填"] if one["单位"] == unit and one["表"] == page.title]
    used = 0
    for line in range(FIRST, page.max_row + 1):
        row = {heading: str(page.cell(line, column).value or "") for heading, column in columns.items()}
        said = truth.answers(unit, page.title, row)
        for one in own:
            if one["事项"] == row["事项名称"]:
                said |= one["填"]
                used += 1
        _write(page, line, columns, said)
    if used < len(own):
        raise SystemExit(f"source/自查.yaml 里 {unit} 的填报没有地方放：{[one['事项'] for one in own]}")
    for one in plan["坏"]:
        if one["单位"] == unit and one["表"] == page.title:
            line = FIRST + int(one["第几行"]) - 1
            if one.get("删行") == "是":
                page.delete_rows(line)
            else:
                _write(page, line, columns, one["填"])


def _write(page: Any, line: int, columns: dict[str, int], said: dict[str, Any]) -> None:
    for heading, value in said.items():
        if heading in columns:
            number = isinstance(value, str) and value.isdigit()
            day = isinstance(value, str) and len(value) == 10 and value[4] == value[7] == "-"
            page.cell(line, columns[heading]).value = (
                int(value) if number else date.fromisoformat(value) if day else None if value == "" else value
            )


if __name__ == "__main__":
    print(len(fill(Path(sys.argv[1]), Path(sys.argv[2]))))
