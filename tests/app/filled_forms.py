"""A 自查表 filled as if all were well, then spoilt: for tests of the self-check."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from openpyxl import load_workbook

RECEIVED = "承接的赋权事项"
GOOD = {
    "有没有交接清单": "是", "专用印章到位没有": "是", "系统账号开通没有": "是", "承接人员中持证几人": 5, "办事指南更新没有": "是",
    "本单位本期受理几件": 0, "其中办结几件": 0, "放权部门还受理几件": 0, "决定由谁签发": "承接单位", "存在的问题": "没有问题",
    "大厅本期受理几件": 0, "实际在哪里受理": "大厅",
}  # fmt: skip


def fill(path: Path, out: Path, change: Callable[..., None] | None = None) -> Path:
    """Fill every row as if all were well, then spoil it."""
    book = load_workbook(path)
    for page in book.worksheets[1:]:
        heads = {page.cell(2, c).value: c for c in range(1, page.max_column + 1)}
        for line in range(4, page.max_row + 1):
            for word, value in GOOD.items():
                if word in heads:
                    page.cell(line, heads[word]).value = value
        if change:
            change(page, heads)
    out.parent.mkdir(parents=True, exist_ok=True)
    book.save(out)
    return out
