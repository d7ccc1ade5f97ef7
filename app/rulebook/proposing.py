"""Trying a proposed change on copies of the book, and writing it out for people to judge; the book itself stays as it is."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

from app.office import Office
from app.rulebook.proposal import PATHS, Proposal, named
from catalogue.finding import FormError, UserError
from rules import BOOK
from rules.books import Book
from rules.opening.loader import load_book

_LABEL = re.compile("（[^（）]+）$")  # the entry's number, at the end of its place


def tried(office: Office, proposal: Proposal, lead: str = "照工作簿改了以后，") -> Book:
    """The book as it would be; `lead` begins each fault's place. Raises `FormError` with every fault, told by the files' own names."""
    with tempfile.TemporaryDirectory(prefix="quanmu-") as scratch:
        shipped, own = Path(scratch) / "shipped", Path(scratch) / "own"
        shutil.copytree(BOOK, shipped)
        if office.own.is_dir():
            shutil.copytree(office.own, own)
        for path, (_, after) in proposal.files.items():
            inside = (
                shipped / path.relative_to(BOOK) if path.is_relative_to(BOOK) else own / path.relative_to(office.own)
            )
            inside.parent.mkdir(parents=True, exist_ok=True)
            inside.write_text(after, "utf-8")
        try:
            return load_book(shipped, *([own] if own.is_dir() else []))
        except FormError as error:

            def told(words: str) -> str:
                return words.replace(str(shipped), "rules/book").replace(str(own), "book")

            raise FormError(
                [
                    UserError(
                        lead + (_cells(proposal, fault) or told(fault.place)),
                        told(fault.what),
                        fault.advice + "；改动没有写出",
                    )
                    for fault in error.faults
                ]
                + [UserError(cell, f"没有采用：{why}", "改动没有写出") for cell, why in proposal.refused]
            ) from error


def _cells(proposal: Proposal, fault: UserError) -> str:
    """The cells of the workbook that a fault of the book comes from, as far as it names the entry that was changed."""
    label = re.search("（([^（）]+)）[^）]*$", fault.place)
    called = label[1] if label else ""
    mine = [one for one in proposal.edits if called in (one.key, one.key.partition("：")[2].rpartition("（")[0])]
    named = [one for one in mine if f"“{PATHS.get(one.column, (one.column,))[0]}”" in fault.what] or mine
    return f"{'、'.join(one.cell for one in named)}（{called}）" if called and named else ""


def warned(office: Office, book: Book) -> list[str]:
    """What the book as it would be is warned of and the present one is not; not that entries are written whole."""
    known = {one.what for one in office.book.warnings}
    new = [one for one in book.warnings if one.what not in known and not one.what.startswith("整条替换了")]
    return [
        f"{(_LABEL.search(one.place) or [Path(one.place).name])[0].strip('（）')}：{one.what}。{one.advice}"
        for one in new
    ]


def memo(office: Office, proposal: Proposal, warnings: Iterable[str], changed: str) -> str:
    """The paper that goes with the patch: what was changed, what it is warned of, what is to be done by a person, what was
    not taken."""
    lines = [
        "# 规则修改建议稿",
        "",
        "规则书没有改动。经人核对后采用：把这里的 `book` 文件夹复制到数据文件夹（里面的 `book` 同名文件被替换），再跑"
        " `quanmu rules test`。`规则修改.patch` 是同一处改动，供会用 git 的人核对和采用。",
        "",
    ]
    if proposal.rebased:
        lines += ["注意：工作簿导出以后规则书改过。没有碰到的地方照改，两边都改了的列在“没有采用的”。", ""]
    lines += [f"## 改动 {len(proposal.edits)} 处", ""]
    lines += [
        f"- {e.key} 的“{e.column}”：{e.before or '（空）'} → {e.after or '（空）'}（{e.cell}）" for e in proposal.edits
    ] or ["没有。"]
    lines += [f"- 提醒：{words}" for words in warnings]
    lines += ["", f"涉及的文件：{'、'.join(named(path, office.own) for path in sorted(proposal.files)) or '无'}", ""]
    lines += [f"## 要人来做的 {len(proposal.todo)} 条", ""]
    lines += [f"- [ ] {key}：{words}（{cell}）" for cell, key, words in proposal.todo] or ["没有。"]
    lines += ["", f"## 没有采用的 {len(proposal.refused)} 处", ""]
    lines += [f"- {cell}：{why}" for cell, why in proposal.refused] or ["没有。"]
    if proposal.drafts:
        lines += [
            "",
            f"## 新写的 {len(proposal.drafts)} 行：草稿",
            "",
            "程序不把句子猜成条件。补齐后存成本单位 rules/ 里的一个文件（或者照着在网页的“新写一条规则”里填），",
        ]
        lines += ["再跑 `quanmu rules test`，它会说出还有什么不对。", ""]
        lines += [line for draft in proposal.drafts for line in ("```yaml", draft, "```", "")]
    lines += ["", "## 影响", "", changed, ""]
    return "\n".join(lines)
