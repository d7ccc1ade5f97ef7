"""The preview of an import as a workbook: summary, changes field by field, what is new, gone, held."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from app.incoming.changes import shown
from app.incoming.intake import Intake
from app.incoming.matching import shown_key
from app.incoming.preview import WORDS
from exporters.working import Table, TableColumn, workbook

_LONGEST = 32_000  # characters; a cell of a workbook takes 32767


def preview_workbook(taken: Sequence[Intake], made: date) -> bytes:
    """Six tables over all files; the same preview gives the same bytes."""
    return workbook(tables(taken), made, title="导入预览")


def tables(taken: Sequence[Intake]) -> list[Table]:
    """What the preview says, a table a question that the sender asks."""
    compared = [(one.result, one.comparison) for one in taken if one.comparison]
    return [
        _table(
            "汇总", "每个文件读出多少行，与库里相比有什么不同；还没有入库。",
            {"文件": 40, "版式": 24, "行": 8, "暂存": 8, "新增": 8, "变更": 8, "不变": 8, "不再出现": 10, "问题": 8},
            (
                (r.file, "、".join(r.layouts), len(r.rows), r.waiting, *c.counts().values(), len(r.issues))
                for r, c in compared
            ),
        ),
        _table(
            "变更", "库里已有、这次的值不同的，一个字段一行。",
            {"文件": 26, "记录": 34, "原名": 24, "字段": 16, "原值": 34, "新值": 34, "原值来自": 26, "新值来自": 26},
            (
                (r.file, shown_key(one.key), shown_key(one.was), f.field, shown(f.old), shown(f.new), f.old_source, f.new_source)
                for r, c in compared for one in c.changed for f in one.changes
            ),
        ),
        _table(
            "新增", "库里没有的。", {"文件": 40, "类别": 12, "记录": 60},
            ((r.file, kind, shown_key(key)) for r, c in compared for kind, key in c.new),
        ),
        _table(
            "不再出现", "同一来源以前报过、这次没有的；入库不会删去它们，请查明是漏报还是取消。", {"文件": 40, "类别": 12, "记录": 60},
            ((r.file, kind, shown_key(key)) for r, c in compared for kind, key in c.gone),
        ),
        _table(
            "可能改名", "名称相近的，程序不合并；是同一项改了名，还是另一项，请查明。",
            {"文件": 34, "新增的": 44, "库里的": 44, "相似度": 10, "库里那一条": 14},
            (
                (r.file, shown_key(s.key), shown_key(s.known), f"{s.likeness:.0%}", "不再出现" if s.gone else "仍在库中")
                for r, c in compared for s in c.suggestions
            ),
        ),
        _table(
            "问题", "按文件里的位置；“错误”的行暂存，改好才入库。",
            {"文件": 26, "位置": 18, "级别": 8, "代码": 22, "问题": 56, "怎么办": 56},
            (
                (one.result.file, i.cell, WORDS[i.severity], i.code, i.message, i.advice)
                for one in taken for i in one.result.issues
            ),
        ),
    ]  # fmt: skip


def _table(name: str, lead: str, columns: dict[str, float], rows: Iterable[Sequence[str | int]]) -> Table:
    found = [tuple(one if isinstance(one, int) else _short(one) for one in row) for row in rows]
    return Table(name, lead, tuple(TableColumn(heading, width) for heading, width in columns.items()), found)


def _short(text: str) -> str:
    """The text, cut (and said to be cut) where a cell ends."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}……（截断，全文见 --json）"
