"""What an import changes, as a person reads it: counts, then the first of each kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING

from app.cli.screen import say, table
from app.incoming.changes import shown
from app.incoming.matching import shown_key
from app.incoming.preview import WORDS

if TYPE_CHECKING:
    from app.incoming.intake import Intake


def show_intake(one: Intake, *, dry_run: bool, most: int | None) -> None:
    """One file: a sentence with the counts, then tables of what changes and what is wrong."""
    result, comparison = one.result, one.comparison
    counts = "，".join(f"{k} {v}" for k, v in comparison.counts().items()) if comparison else ""
    say(
        f"✓ {result.file}：{'、'.join(result.layouts)}，{len(result.rows)} 行，暂存 {result.waiting} 行；{counts}。{_done(one, dry_run)}。"
    )
    if one.settled:
        say(f"  暂存中 {one.settled} 行随这次重报结清。")
    if comparison:
        _lists(one, most)
    _issues(one, most)
    if result.waiting and one.committed:
        say("  暂存的行：quanmu tray list 查看，mend 补正、release 放行、drop 作废；或改好工作簿重报。")


def _issues(one: Intake, most: int | None) -> None:
    """Gravest first; what is only for information is counted, unless all is asked for."""
    order = list(WORDS)
    found = sorted(one.result.issues, key=lambda i: order.index(i.severity))
    telling = [i for i in found if most is None or i.severity != "info"]
    cut = telling[:most]
    if cut:
        rows = [[i.cell, WORDS[i.severity], i.message, i.advice] for i in cut]
        table(_title(f"{one.result.file}：问题", len(telling), len(cut)), ["位置", "级别", "问题", "怎么办"], rows)
    if hints := Counter(i.code for i in found[len(telling) :]):
        kinds = "，".join(f"{code} {count}" for code, count in hints.most_common())
        say(f"  另有提示 {sum(hints.values())} 条（{kinds}），--all 列出。")


def _done(one: Intake, dry_run: bool) -> str:
    if one.result.same_as:
        return f"与“{one.result.same_as}”相同，不重复导入"
    before = f"第 {one.number} 次导入，{one.at[:16].replace('T', ' ')}，{one.by}"
    if one.committed:
        return f"已导入（{before}）" if one.number else "已导入"
    if one.number and one.undone:
        return f"以前导入过又撤销了（{before}），只预览" if dry_run else f"以前导入过又撤销了（{before}）"
    if one.number:
        changes = one.comparison and one.comparison.fresh
        more = "；按现在的版式和字段读另有变化，要提交请加 --again" if changes else ""
        return f"以前导入过，没有变化（{before}）{more}"
    return "只预览" if dry_run else "没有提交"


def _lists(one: Intake, most: int | None) -> None:
    comparison = one.comparison
    assert comparison is not None
    if comparison.changed:
        rows = [
            [shown_key(c.key) + (f"（原为 {shown_key(c.was)}）" if c.was else ""), f.field, shown(f.old), shown(f.new), f"{f.old_source}（第 {f.old_import} 次导入）", f.new_source]
            for c in comparison.changed
            for f in c.changes
        ]  # fmt: skip
        part = list(islice(rows, most))
        table(
            _title(f"变更 {len(comparison.changed)} 条", len(rows), len(part), "处"),
            ["记录", "字段", "原值", "新值", "原值来自", "新值来自"], part,
        )  # fmt: skip
    if comparison.new and (comparison.changed or comparison.same or comparison.gone or comparison.suggestions):
        _names("新增", comparison.new, most)
    if comparison.gone:
        _names("不再出现（只报告，没有删除）", comparison.gone, most)
    if comparison.suggestions:
        rows = [
            [shown_key(s.key), shown_key(s.known), f"{s.likeness:.0%}", "不再出现" if s.gone else "仍在库中"]
            for s in islice(comparison.suggestions, most)
        ]
        table(
            _title("可能是改了名（仅供参考，没有合并）", len(comparison.suggestions), len(rows)),
            ["新增的", "库里的", "相似度", "库里那一条"], rows,
        )  # fmt: skip


def _names(title: str, identities: Sequence[tuple[str, str]], most: int | None) -> None:
    rows = [[kind, shown_key(key)] for kind, key in islice(identities, most)]
    table(_title(title, len(identities), len(rows)), ["类别", "记录"], rows)


def _title(words: str, count: int, part: int, unit: str = "条") -> str:
    return f"{words} {count} {unit}" + (f"（列出前 {part} {unit}，--all 列出全部）" if part < count else "")
