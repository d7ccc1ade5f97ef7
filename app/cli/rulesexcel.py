"""Commands on the rule book as a workbook: write it, and turn what was written there into a proposed change."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

import click

from app.cli.rulechange import named_as_workbook, save
from app.cli.rulesbook import rules_group
from app.cli.screen import AS_OF, JSON, emit, say
from catalogue.finding import UserError

MEMO = "修改说明.md"


@rules_group.command("to-excel", help="把整本规则书写成工作簿：一个主题一张表，一条规则一行；黄色的格可以改。")
@click.argument("out", metavar="工作簿", type=click.Path(path_type=Path, dir_okay=False), callback=named_as_workbook)
@JSON
@click.pass_obj
def to_excel(home: Path, out: Path, as_json: bool) -> int:
    """The book for people who know Excel."""
    from app.office import open_office
    from app.rulebook.booksheets import tables

    if out.exists():  # who wrote in it would lose it
        raise UserError(str(out), "已有这个文件，里面可能写了修改建议", "请换一个名称，或者先把它移走")
    office = open_office(home, store=False)
    made = tables(office.book)
    save(out, made, "规则书", office.county.example)
    shown = [table for table in made if not table.hidden]
    if as_json:
        emit({"written": str(out), "sheets": [table.name for table in shown], "book": office.book.digest})
    else:
        say(f"写在 {out}：{len(shown)} 张表。改好以后：quanmu rules from-excel {out}")
    return 0


@rules_group.command("from-excel", help="把工作簿里写的变成修改建议稿：补丁、说明和影响。规则书本身不改。")
@click.argument("workbook", metavar="工作簿", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--into", type=click.Path(path_type=Path, file_okay=False), help="写在哪个文件夹，不写为“工作簿名-建议稿”"
)
@AS_OF
@JSON
@click.pass_obj
def from_excel(home: Path, workbook: Path, into: Path | None, as_of: datetime | None, as_json: bool) -> int:
    """A proposal, never a change."""
    from app import ledger
    from app.cli.rulesbook import in_use
    from app.cli.screen import the_day
    from app.rulebook.impact import compare
    from app.rulebook.impact_findings import Side
    from app.rulebook.impact_tables import as_json as whole
    from app.rulebook.impact_tables import tables
    from app.rulebook.proposal import propose
    from app.rulebook.proposing import memo, tried, warned
    from app.rulebook.supposing import lapsed

    if not workbook.is_file():
        raise UserError(str(workbook), "没有这个文件", "请检查路径")
    office, day, into = in_use(home), the_day(as_of), into or workbook.with_name(f"{workbook.stem}-建议稿")
    _apart(into, office.own)
    proposal = propose(workbook.read_bytes(), workbook.name, office.book, office.own)
    book = tried(office, proposal) if proposal.files else office.book
    impact, words, warnings = None, "没有库，没有算影响。", warned(office, book)
    if office.stored:
        records = ledger.current(office.fields)
        impact = compare(
            office,
            Side(f"现用的规则书，{day}", office.book, day, records),
            Side(f"照工作簿改了以后，{day}", book, day, records),
        )
        words = (
            f"判定日 {day}：比较了 {impact.compared} 个判定，变化 {len(impact.changes)} 个；{impact.findings}。"
            f"{''.join(lapsed(impact.changes))}逐条见 影响.xlsx。"
        )
    shutil.rmtree(
        into / "book", ignore_errors=True
    )  # of an earlier proposal: nobody should adopt what is no longer in it
    into.mkdir(parents=True, exist_ok=True)
    for path, (_, text) in proposal.files.items():  # whole files, to be copied into the data folder
        if path.is_relative_to(office.own):
            (into / "book" / path.relative_to(office.own)).parent.mkdir(parents=True, exist_ok=True)
            (into / "book" / path.relative_to(office.own)).write_text(text, "utf-8")
    (into / "规则修改.patch").write_text(proposal.patch(office.own), "utf-8")
    (into / MEMO).write_text(memo(office, proposal, warnings, words), "utf-8")
    if impact:
        save(into / "影响.xlsx", tables(impact), "规则改动的影响", office.county.example)
    if as_json:
        shown = {name: getattr(proposal, name) for name in ("edits", "todo", "refused", "rebased", "drafts")}
        emit(
            {
                **shown,
                "files": [str(path) for path in proposal.files],
                "into": str(into),
                "warnings": warnings,
                "impact": impact and whole(impact),
            }
        )
        return 0
    if proposal.rebased:
        say("注意：这份工作簿导出以后规则书改过；没有碰到的地方照改，两边都改了的没有采用。")
    say(
        f"改动 {len(proposal.edits)} 处，要人来做的 {len(proposal.todo)} 条，没有采用的 {len(proposal.refused)} 处。{words}"
    )
    for told in warnings:
        say(f"提醒 {told}")
    for cell, why in proposal.refused:
        say(f"没有采用 {cell}：{why}")
    for cell, key, advice in proposal.todo:
        say(f"待办 {key}：{advice}（{cell}）")
    say(f"规则书没有改动。建议稿写在 {into}。")
    return 0


def _apart(into: Path, own: Path) -> None:
    """A proposal is written where nothing else lies: never into the book in use, nor among a person's other files."""
    if (into / "book").resolve() == own.resolve() or into.resolve().is_relative_to(own.resolve()):
        raise UserError(str(into), "这是数据文件夹，建议稿写在里面就改了现用的规则书", "请用 --into 换一个新的文件夹")
    if into.is_dir() and any(into.iterdir()) and not (into / MEMO).is_file():
        raise UserError(str(into), "这个文件夹里已有别的东西", "请用 --into 换一个新的文件夹")


COMMANDS: list[click.Command] = []  # they hang on the group of `rulesbook`
