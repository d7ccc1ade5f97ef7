"""Command report: the numbers of an annual report held against the store."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.cli.chinese import command
from app.cli.screen import AS_OF, JSON, emit, say, table
from catalogue.finding import UserError

if TYPE_CHECKING:
    from exporters.figures.report import ReportHeld


@command("report", help="总结核对：把总结里的每一个数和从库里数出来的对照，数不出的说明原因；不写名称则列出有哪几份。")
@click.argument("name", metavar="[名称]", required=False)
@click.option("--xlsx", "xlsx", type=click.Path(path_type=Path, dir_okay=False), help="写成工作簿")
@click.option("--html", "html", type=click.Path(path_type=Path, dir_okay=False), help="写成网页")
@AS_OF
@JSON
@click.pass_obj
def report_command(
    home: Path, name: str | None, xlsx: Path | None, html: Path | None, as_of: datetime | None, as_json: bool
) -> int:
    """Every number with match, differs, or the reason why it cannot be counted."""
    from app import flow
    from app.judgement import reporting
    from app.office import open_office
    from exporters.figures import report as papers

    office = open_office(home)
    if name is None:
        return _list(office, as_json)
    report = reporting.find_report(office, name)
    day: date = as_of.date() if as_of else report.as_of
    for out, ending in ((xlsx, ".xlsx"), (html, ".html")):
        if out and out.suffix.lower() != ending:
            raise UserError(str(out), f"不是 {ending} 文件", f"请把文件名改为 {ending} 结尾")
    judgement = flow.decide(office, day)
    held = reporting.hold(office, report, judgement, flow.check(office, judgement))
    if xlsx:
        _write(xlsx, papers.book(office.county, held))
    if html:
        _write(html, papers.page(office.county, held, office.templates))
    if as_json:
        for line in held.lines:
            emit({"kind": "数", **vars(line)})
        for finding in held.findings:
            emit({"kind": "矛盾", "finding": finding})
        for problem in held.problems:
            emit({"kind": "问题", **vars(problem)})
        emit({"kind": "汇总", "report": report.name, "as_of": day, "counts": held.counts()})
        return 0
    show(held)
    for out in filter(None, (xlsx, html)):
        say(f"✓ 写在 {out}。")
    return 0


def _list(office: object, as_json: bool) -> int:
    from app.judgement import reporting

    for report, path in reporting.reports(office).items():  # type: ignore[arg-type]
        emit({"report": report, "file": str(path)}) if as_json else say(f"{report}　{path}")
    if not as_json:
        say("核对一份：quanmu report 名称。清单怎么写见 docs/reports.md。")
    return 0


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def show(held: ReportHeld) -> None:
    """The numbers, the contradictions, the problems."""
    rows = [
        [line.section, line.said, f"{line.printed}{line.unit}", line.ours or "—", line.verdict, line.why]
        for line in held.lines
    ]
    table(f"《{held.title}》（截至 {held.as_of}）", ["节", "说的是", "总结里的数", "数出来的", "结果", "说明"], rows)
    say("、".join(f"{verdict} {n} 个" for verdict, n in held.counts().items()) + "。")
    if held.findings:
        say("\n总结里的数自己对不上的地方：")
    for finding in held.findings:
        say(f"【{finding.severity}】{finding.message}。{finding.advice}。")
    if held.problems:
        table(
            "总结里写的问题，自查查出了什么",
            ["节", "问题", "查出", "例如"],
            [[p.section, p.said, p.found, p.example[:80]] for p in held.problems],
        )


COMMANDS = [report_command]
