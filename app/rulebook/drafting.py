"""A row that a clerk added to the workbook, as an entry of the book still to be finished: what is there, what is missing."""

from __future__ import annotations

from collections.abc import Mapping

from app.rulebook.yamledit import scalar
from rules.opening.slips import meant_day

DAYS = ("施行", "废止")
WANTED = ("编号", "名称", "依据", "施行")
NEVER_IN_A_ROW = (
    "对象",
    "条件",
    "结论",
    "适用",
    "不适用",
)  # a sentence is not turned into conditions: that would be a guess


def lacking(cells: Mapping[str, str]) -> list[str]:
    """What must still be written before the row is a rule."""
    return [name for name in WANTED if not cells.get(name)] + list(NEVER_IN_A_ROW)


def draft_of(line: str, cells: Mapping[str, str]) -> str:
    """The entry as far as the row gives it; what a person must write stands as a comment beside the row's own words."""

    def words(name: str) -> str:
        return "，表里写的：" + cells[name].replace("\n", "；") if cells.get(name) else ""

    check = any(cells.get(name) for name in ("级别", "说明", "建议"))
    lines = [f"# 草稿（{line}）：还不能装入，补齐注明待写的各行", f"- 编号: {scalar(cells.get('编号', ''))}"]
    lines.append(f"  名称: {scalar(cells.get('名称', ''))}")
    lines.append("  对象:   # 待写：判谁，如 办理项、赋权")
    lines.append(f"  依据: [{{文件: , 条: , 要点: }}]   # 待写{words('依据')}")
    lines += [f"  {name}: {scalar(str(meant_day(cells[name]) or cells[name]))}" for name in DAYS if cells.get(name)]
    if not cells.get("施行"):
        lines.append("  施行:   # 待写")
    if cells.get("优先于"):
        lines.append(f"  例外于: [{cells['优先于'].replace('、', ', ')}]")
    lines.append(f"  条件: {{}}   # 待写{words('说的是什么')}")
    if check:
        lines.append("  结论:\n    发现:   # 待写：一个英文词，列在 docs/codes.md")
        lines += [f"    {name}: {scalar(cells[name])}" for name in ("级别", "说明", "建议") if cells.get(name)]
    else:
        lines.append("  结论: {}   # 待写：问题: 答案")
    lines.append(f"  适用: []   # 待写，至少一条{words('例子')}")
    lines.append("  不适用: []   # 待写，至少一条")
    return "\n".join(lines)
