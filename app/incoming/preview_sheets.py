"""The preview of an import as tables for a workbook: summary, changes field by field, what is new, gone, held."""

from __future__ import annotations

from collections.abc import Sequence

from app.incoming.changes import shown
from app.incoming.intake import Intake
from app.incoming.matching import shown_key
from app.incoming.preview import WORDS
from exporters.tables import Table


def tables(taken: Sequence[Intake]) -> list[Table]:
    """Six tables over all files."""
    compared = [(one.result, one.comparison) for one in taken if one.comparison]
    return [
        Table(
            "汇总", ("文件", "版式", "行", "暂存", "新增", "变更", "不变", "不再出现", "问题"),
            [
                (r.file, "、".join(r.layouts), len(r.rows), r.waiting, *c.counts().values(), len(r.issues))
                for r, c in compared
            ],
        ),
        Table(
            "变更", ("文件", "记录", "原名", "字段", "原值", "新值", "原值来自", "新值来自"),
            [
                (r.file, shown_key(one.key), shown_key(one.was), f.field, shown(f.old), shown(f.new), f.old_source, f.new_source)
                for r, c in compared for one in c.changed for f in one.changes
            ],
        ),
        Table("新增", ("文件", "类别", "记录"), [(r.file, kind, shown_key(key)) for r, c in compared for kind, key in c.new]),
        Table("不再出现", ("文件", "类别", "记录"), [(r.file, kind, shown_key(key)) for r, c in compared for kind, key in c.gone]),
        Table(
            "可能改名", ("文件", "新增的", "库里的", "相似度", "库里那一条"),
            [
                (r.file, shown_key(s.key), shown_key(s.known), f"{s.likeness:.0%}", "不再出现" if s.gone else "仍在库中")
                for r, c in compared for s in c.suggestions
            ],
        ),
        Table(
            "问题", ("文件", "位置", "级别", "代码", "问题", "怎么办"),
            [(one.result.file, i.cell, WORDS[i.severity], i.code, i.message, i.advice) for one in taken for i in one.result.issues],
        ),
    ]  # fmt: skip
