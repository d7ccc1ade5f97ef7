"""Commands that judge: decide, explain, check, indicators."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.cli.chinese import command
from app.cli.screen import AS_OF, JSON, complain, emit, say, table, the_day
from catalogue.finding import UserError

if TYPE_CHECKING:
    from app.judgement.judging import Judgement


@command("decide", help="按规则判定库中全部事项；加 --facts 则只判定文件中的事实，不用库。")
@click.option(
    "--facts", "facts_file", type=click.Path(path_type=Path), help="每行一个 JSON：{id, kind, facts}；- 表示标准输入"
)
@click.option(
    "--book", "book", type=click.Path(path_type=Path, file_okay=False), help="改用另一套规则书（自带字段和问题）"
)
@AS_OF
@JSON
@click.pass_obj
def decide_command(
    home: Path, facts_file: Path | None, book: Path | None, as_of: datetime | None, as_json: bool
) -> int:
    """Judge the store, or a file of facts."""
    day = the_day(as_of)
    if facts_file:
        return _decide_facts(facts_file, book, home, day)
    if book:
        raise UserError("--book", "只能和 --facts 一起用", "库的规则书是自带规则加数据文件夹里的 book")
    from app import flow
    from app.judgement.judging import shares
    from app.office import open_office

    judgement = flow.decide(open_office(home), day)
    if as_json:
        for group in judgement.judged.values():
            for one in group:
                if one.decisions:
                    emit(
                        {
                            "kind": one.kind,
                            "subject": one.subject,
                            "name": one.name,
                            "unit": one.unit,
                            "decisions": one.decisions,
                        }
                    )
        emit({"kind": "汇总", "subject": "汇总", "as_of": day, "decisions": {}, "questions": shares(judgement)})
        return 0
    show_counts(judgement)
    return 0


def show_counts(judgement: Judgement) -> None:
    """How many and which share are decided, ruled, open and in conflict for each question."""
    from app.judgement.judging import STATUSES, shares

    rows = [
        [question, f"{n['共']:.0f}", *(f"{n[status]:.0f}（{n[f'{status}占比']:.1%}）" for status in STATUSES)]
        for question, n in shares(judgement).items()
    ]
    table(f"判定结果（判定日 {judgement.day}）", ["对象·问题", "共", *STATUSES], rows)


def _decide_facts(path: Path, book: Path | None, home: Path, day: date) -> int:
    from app.office import open_office
    from rules.facts_file import decide_lines
    from rules.matching import isolate
    from rules.opening.loader import load_book

    if book and not book.is_dir():
        raise UserError(str(book), "没有这个文件夹", "请检查 --book 的路径")
    isolate()
    rules = load_book(book) if book else open_office(home, store=False).book
    if book and not rules.questions:
        raise UserError(str(book), "里面没有 questions.yaml，不是规则书", "请指到规则书的文件夹")
    if str(path) != "-" and not path.is_file():
        raise UserError(str(path), "没有这个文件", "请检查 --facts 的路径")
    raw = click.get_binary_stream("stdin").read() if str(path) == "-" else path.read_bytes()
    try:
        lines = raw.decode("utf-8-sig").split("\n")  # a line separator inside a value is no new line
    except UnicodeDecodeError as error:
        raise UserError(str(path), "不是 UTF-8 文本", "请另存为 UTF-8 编码的 JSON 行") from error
    faults = []
    for result in decide_lines(lines, rules, day):
        emit(result)
        faults += [
            UserError(f"id {result.get('id')}", issue, "该值按未知处理，请改正后重新判定")
            for issue in result.get("issues") or []
        ]
    complain(faults)
    return 2 if faults else 0


@command("explain", help="说明一个事项（或一条赋权）的每个判定：结论、依据、理由、还缺什么。")
@click.argument("name", metavar="事项名称")
@click.option("--to", "recipient", help="只看交给这个承接主体的赋权")
@click.option("--question", help="只看这个问题")
@click.option("--inner", is_flag=True, help="加上内部依据：用到的事实、不再适用的规则、缺少的事实")
@AS_OF
@JSON
@click.pass_obj
def explain_command(
    home: Path,
    name: str,
    recipient: str | None,
    question: str | None,
    inner: bool,
    as_of: datetime | None,
    as_json: bool,
) -> int:
    """Words for a notice, and the reasons behind them."""
    from app.judgement import explaining
    from app.office import open_office

    office, day = open_office(home), the_day(as_of)
    if not as_json and not inner:
        for paragraph in explaining.paragraphs(office, name, day, recipient=recipient, question=question):
            say(paragraph + "\n")
        return 0
    for part in explaining.explain(office, name, day, recipient=recipient, question=question, inner=inner):
        emit(part) if as_json else say(f"【{part['对象']}】{part['说明']}\n")
    return 0


def show_findings(findings: list) -> None:  # type: ignore[type-arg]
    """How many findings of each check and severity, gravest first."""
    order = {"错误": 0, "警告": 1, "提示": 2, "无法判定": 3}
    counted: dict[tuple[str, str], list[str]] = {}
    for finding in findings:
        counted.setdefault((finding.severity, finding.called), []).append(finding.message)
    rows = [
        [s, name, len(m), m[0][:60]]
        for (s, name), m in sorted(counted.items(), key=lambda kv: (order[kv[0][0]], -len(kv[1])))
    ]
    table(f"自查发现 {len(findings)} 条", ["级别", "问题", "条数", "例如"], rows)


@command("indicators", help="指标：分子、分母、豁免、时段、来源，一并列出；可按单位、镇街、窗口、月份读。")
@click.option("--by", "by", type=click.Choice(["单位", "镇街", "窗口", "月份"]), help="按什么分开列（数据里有的才列）")
@click.option("--from", "first", metavar="年-月", help="从这个月起（如 2021-01），只对写明月份的数据")
@click.option("--to", "last", metavar="年-月", help="到这个月止")
@click.option("--between", nargs=2, metavar="版次 版次", help="两个公布版之间减了多少环节、材料、时限")
@click.option("--only", metavar="名称", help="只看名称里有这几个字的指标")
@click.option(
    "--into", type=click.Path(path_type=Path, file_okay=False), help="在此文件夹下写 office/指标.html 和 指标.xlsx"
)
@AS_OF
@JSON
@click.pass_obj
def indicators_command(
    home: Path, by: str | None, first: str | None, last: str | None, between: tuple[str, str] | None, only: str | None, into: Path | None,
    as_of: datetime | None, as_json: bool,
) -> int:  # fmt: skip
    """Every indicator, never a bare percentage."""
    from app import flow
    from app.judgement import checking
    from app.office import open_office

    if between:
        return _between(home, between, by, into, as_json)
    months = (_month(first, "--from"), _month(last, "--to")) if first or last else None
    office = open_office(home)
    judgement = flow.decide(office, the_day(as_of))
    found = checking.indicators(office, judgement, months)
    chosen = [
        (figure, line)
        for figure, line in zip(found.figures, found.indicators, strict=True)
        if not only or only in line.name
    ]
    if into:
        checking.write_indicators(office, [line for _, line in chosen], the_day(as_of), into)
    if as_json:
        for figure, _ in chosen:
            emit(figure)
        return 0
    lines = [line for _, line in chosen]
    show_by(lines, by) if by else show_indicators(checking.Checked((), tuple(lines), ()))
    if into:
        say(f"指标写在 {into / 'office' / '指标.html'} 和 指标.xlsx。")
    for note in judgement.findings:
        if note.code == "filings-not-judged-again":
            say(f"【{note.severity}】{note.message}。{note.advice}。")
    return 0


def _between(home: Path, editions: tuple[str, str], by: str | None, into: Path | None, as_json: bool) -> int:
    """What became less between two editions, by number or published folder."""
    from app.cli.which import edition_of
    from app.judgement import checking
    from app.office import open_office
    from exporters.figures.savings import savings

    old, new = (edition_of(home, name) for name in editions)
    lines = list(savings(old, new))
    if into:
        checking.write_indicators(open_office(home, store=False), lines, new.manifest.as_of, into)
    if as_json:
        for line in lines:
            emit(line)
        return 0
    show_by(lines, by) if by else show_indicators(checking.Checked((), tuple(lines), ()))
    say(f"{lines[0].period}，{lines[0].source}。")
    return 0


def _month(text: str | None, option: str) -> str:
    """A month as it sorts (2021-03), or "" for none."""
    if not text:
        return ""
    try:
        return datetime.strptime(text, "%Y-%m").strftime("%Y-%m")
    except ValueError:
        raise UserError(option, f"“{text}”不是月份", "请写成 2021-03 这样") from None


def show_by(lines: list, by: str) -> None:  # type: ignore[type-arg]
    """Each indicator whose data carry the dimension, row by row; the others are named."""
    without = []
    for line in lines:
        rows = next((one.rows for one in line.dimensions if one.name == by), ())
        if not rows:
            without.append(line.name)
            continue
        shown = [
            [row.label, row.numerator, "—" if row.denominator is None else row.denominator, row.percent] for row in rows
        ]
        whole = ["合计", line.numerator, "—" if line.denominator is None else line.denominator, line.percent]
        period = f"，{line.period}" if line.period else ""
        table(f"{line.name}（{line.source}{period}）", [by, "分子（或数量）", "分母", "比率"], [*shown, whole])
    if without:
        say(f"数据里没有{by}，没有分开列：{'、'.join(without)}。")


def show_indicators(checked: object) -> None:
    """A table of indicators."""
    rows = [
        [
            line.name,
            line.numerator,
            "—" if line.denominator is None else line.denominator,
            "—" if line.excluded is None else line.excluded,
            line.percent,
        ]
        for line in checked.indicators  # type: ignore[attr-defined]
    ]
    table("指标", ["指标", "分子（或数量）", "分母", "经批准豁免", "比率"], rows)


COMMANDS = [decide_command, explain_command, indicators_command]
