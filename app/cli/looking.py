"""Commands that look things up: rules, fields."""

from __future__ import annotations

from pathlib import Path

import click

from app.cli.chinese import Group, command
from app.cli.screen import JSON, emit, say, table
from catalogue.finding import FormError, UserError


@click.group("rules", cls=Group, help="规则书：list 列出，show 看一条，test 检查全书和每个例子。")
def rules_group() -> None:
    """Reading and proving the rule book."""


BOOK = click.option("--book", type=click.Path(path_type=Path, file_okay=False), help="改看另一套规则书")


def _book(home: Path, book: Path | None):  # type: ignore[no-untyped-def]
    from app.office import open_office
    from rules.loader import load_book

    if book and not book.is_dir():
        raise UserError(str(book), "没有这个文件夹", "请检查 --book 的路径")
    return load_book(book) if book else open_office(home, store=False).book


@rules_group.command("list", help="列出规则和检查：编号、名称、对象、依据、施行。")
@BOOK
@JSON
@click.pass_obj
def list_rules(home: Path, book: Path | None, as_json: bool) -> int:
    """All rules and checks."""
    opened = _book(home, book)
    rows = []
    for rule in (*opened.rules, *opened.checks):
        basis = "；".join(f"《{b.text}》{b.article}" if b.text else f"该事项的{b.from_field}" for b in rule.basis)
        answers = "，".join(f"{q}：{a}" for q, a in rule.answers.items()) or (rule.fault.code if rule.fault else "")
        rows.append(
            [
                rule.id,
                rule.name + ("（待核）" if rule.unread else ""),
                "、".join(rule.kinds),
                answers,
                basis,
                str(rule.begins or ""),
            ]
        )
        if as_json:
            emit(rule)
    if not as_json:
        table(
            f"规则 {len(opened.rules)} 条，检查 {len(opened.checks)} 条，登记事项 {len(opened.register)} 个",
            ["编号", "名称", "对象", "结论", "依据", "施行"],
            rows,
        )
    return 0


@rules_group.command("show", help="看一条规则：条件、结论、依据、例外、例子、写在哪里。")
@click.argument("number", metavar="编号")
@BOOK
@JSON
@click.pass_obj
def show_rule(home: Path, number: str, book: Path | None, as_json: bool) -> int:
    """One rule, whole."""
    opened = _book(home, book)
    rule = opened.by_id.get(number)
    if rule is None:
        raise UserError(f"编号“{number}”", "规则书里没有", "用 quanmu rules list 查看全部编号")
    if as_json:
        emit(rule)
        return 0
    from rules.wording import said

    say(
        f"{rule.id} {rule.name}{'（待核）' if rule.unread else ''}\n写在：{rule.place}\n对象：{'、'.join(rule.kinds)}　组：{rule.group or '—'}　施行：{rule.begins or '—'}　废止：{rule.ends or '—'}"
    )
    for basis in rule.basis:
        say(
            f"依据：《{basis.text}》{basis.article} {basis.gist}"
            if basis.text
            else f"依据：该事项登记的{basis.from_field}"
        )
    for condition in rule.conditions:
        say(f"条件：{condition.field} {condition.operator} {condition.other or said(condition.operand)}")
    for question, answer in rule.answers.items():
        say(f"结论：{question} 为 {said(answer)}")
    if rule.fault:
        say(f"结论：{rule.fault.severity} {rule.fault.code}：{rule.fault.message}\n建议：{rule.fault.advice}")
    if rule.prevails_over:
        say(f"例外于：{'、'.join(rule.prevails_over)}")
    over = [
        other.id
        for other in (*opened.rules, *opened.checks)
        if {rule.id, rule.group or rule.id} & set(other.prevails_over)
    ]
    if over:
        say(f"它的例外：{'、'.join(over)}")
    return 0


@rules_group.command("test", help="校对全书并跑每个例子；有错列出文件、行、编号和改法。")
@BOOK
@JSON
@click.pass_obj
def test_rules(home: Path, book: Path | None, as_json: bool) -> int:
    """Proofread; the loader runs every example."""
    opened = _book(home, book)
    examples = sum(len(rule.applies) + len(rule.applies_not) for rule in (*opened.rules, *opened.checks))
    report = {
        "规则": len(opened.rules),
        "检查": len(opened.checks),
        "例子": examples,
        "登记事项": len(opened.register),
        "提醒": [str(w) for w in opened.warnings],
    }
    if as_json:
        emit(report)
    else:
        say(
            f"规则 {report['规则']} 条、检查 {report['检查']} 条，{examples} 个例子全部相符；登记事项 {report['登记事项']} 个；规则书摘要 {opened.digest[:12]}。"
        )
        for warning in opened.warnings:
            say(f"提醒：{warning}")
    return 0


@command("fields", help="字段：每一项事实的名称、键、类型、取值、表头写法、公开程度。")
@click.option("--kind", help="只看一类记录（如 办理项、赋权）")
@JSON
@click.pass_obj
def fields_command(home: Path, kind: str | None, as_json: bool) -> int:
    """Every fact with its values."""
    from app.office import open_office

    try:
        fields = open_office(home, store=False).fields
    except FormError:
        from catalogue.fields import load_fields

        fields = load_fields()  # a faulty rule book must not hide the list of fields
    if kind and kind not in fields.kinds:
        raise UserError(f"记录类别“{kind}”", "没有这一类", f"可用：{'、'.join(fields.kinds)}")
    chosen = [f for f in fields.fields.values() if not kind or kind in f.kinds]
    if as_json:
        for field in chosen:
            values = list(field.values) or (["是", "否"] if field.type == "是否" else [])
            emit(
                {
                    "name": field.name,
                    "key": field.key,
                    "type": field.type,
                    "kinds": field.kinds,
                    "values": values,
                    "words": field.words,
                    "nature": field.nature,
                    "visibility": field.visibility,
                    "unit": field.unit,
                    "mandatory": field.mandatory,
                    "note": field.note,
                }
            )
        return 0
    table(
        f"字段 {len(chosen)} 个",
        ["名称", "键", "类型", "用于", "取值", "性质", "公开"],
        [[f.name, f.key, f.type, "、".join(f.kinds), "、".join(f.values), f.nature, f.visibility] for f in chosen],
    )
    return 0


COMMANDS = [rules_group, fields_command]
