"""Asks a person which heading is which field: on a terminal in turn, else by options or a file of answers."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from app.cli.screen import complain, emit, say, table
from app.incoming import headings, intake
from app.office import Office
from catalogue.finding import UserError
from catalogue.layout import Layout
from catalogue.names import header_key
from catalogue.yamlfile import read_yaml
from importers import mapping
from importers.mapping import Question

KIND = "记录类别"
NONE = ("-", "无", "不对应")


@dataclass
class Answers:
    """Answers given beforehand: the kind of record, and headings' fields ("" for none)."""

    kind: str = ""
    fields: dict[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.kind or self.fields)


def split(words: Sequence[str]) -> tuple[list[Path], Answers]:
    """What stands after ``--map``: workbooks to be asked about, answers, and files of answers (YAML or JSON)."""
    files, answers = [], Answers()
    for word in words:
        path = Path(word)
        if path.suffix.lower() in (".yaml", ".yml", ".json") and path.is_file():
            _add(answers, _from_file(path))
        elif path.is_file() or "=" not in word:
            files.append(path)
        else:
            heading, _, name = word.partition("=")
            _add(answers, {heading.strip(): name.strip()})
    return files, answers


def _from_file(path: Path) -> Mapping[str, str]:
    read = read_yaml(path)  # JSON is YAML too
    if isinstance(read, dict) and isinstance(read.get("表头"), dict):
        nested = read.pop("表头")
        read = {**read, **nested}
    if not isinstance(read, dict) or not all(isinstance(value, str) for value in read.values()):
        raise UserError(str(path), "不是答案文件", "请写成“表头: 字段”，每行一栏；“记录类别: 办理项”指明读成哪类")
    return read


def _add(answers: Answers, more: Mapping[str, str]) -> None:
    for heading, name in more.items():
        if heading == KIND:
            answers.kind = name
        else:
            answers.fields[heading] = "" if name in NONE else name


def settle(
    office: Office, files: Sequence[Path], answers: Answers, sender: str, *, as_json: bool, dry_run: bool
) -> list[Layout] | None:
    """Ask about every sheet that no layout knows and remember the answers; None if questions stay open.

    Gives the layouts of a dry run, which are not remembered.
    """
    known = intake.all_layouts(office, sender)
    open_ones = headings.open_questions(office, [(path, path.name) for path in files], known)
    if not open_ones:
        if not as_json:
            say("表头都认得，没有要问的。")
        return []
    if answers:
        return _answered(office, open_ones, answers, known, sender, as_json=as_json, dry_run=dry_run)
    if sys.stdin.isatty() and sys.stdout.isatty() and not as_json:
        told = [(question, *_interview(office, file, question, known)) for file, question in open_ones]
        return _keep(office, told, known, sender, dry_run=dry_run, quiet=False)
    for file, question in open_ones:
        emit(headings.as_dict(office, file, question, known)) if as_json else _show(office, file, question, known)
    if not as_json:
        complain(
            [
                UserError(
                    "表头", "还没有人确认", "请在终端上运行，或写 --map 记录类别=… --map 表头=字段，或 --map 答案.yaml"
                )
            ]
        )
    return None


def _answered(
    office: Office, asked: list[tuple[str, Question]], answers: Answers, known: list[Layout], sender: str, *,
    as_json: bool, dry_run: bool,
) -> list[Layout]:  # fmt: skip
    there = {
        header_key(w) for _, q in asked for c in q.columns for w in (c.word, c.word.replace("／", ""), *c.readings)
    }
    if strange := [word for word in answers.fields if header_key(word) not in there]:
        shown = "、".join(column.word for _, question in asked for column in question.columns)
        raise UserError(f"表头“{'、'.join(strange)}”", "工作簿里没有这个表头", f"有：{shown[:300]}")
    told = [(question, answers.kind or _only_kind(office, question, known), answers.fields) for _, question in asked]
    return _keep(office, told, known, sender, dry_run=dry_run, quiet=as_json)


def _only_kind(office: Office, question: Question, known: list[Layout]) -> str:
    ranked = mapping.kinds(question, office.fields, known)
    near = "、".join(f"{kind}（已认得 {count} 栏）" for kind, count in ranked[:4])
    raise UserError(question.sheet.name, "没有写明读成哪类记录", f"请加 --map 记录类别=…；可能是：{near}")


def _keep(
    office: Office, told: list[tuple[Question, str, Any]], known: list[Layout], sender: str, *, dry_run: bool, quiet: bool
) -> list[Layout]:  # fmt: skip
    """Keep the answers and say so; of a dry run only the layouts that they make."""
    kept, trial = headings.keep(office, told, known, sender, dry_run=dry_run)
    for one in () if quiet else kept:
        pairs = "，".join(f"{word}→{name}" for word, name in one.layout.words.items())
        kind = one.layout.kind
        say(f"已记住第 {one.number} 号表头对应（{kind}{f'，来自{sender}' if sender else ''}）：{pairs}。")
    return trial


def _show(office: Office, file: str, question: Question, known: list[Layout], kind: str = "") -> None:
    ranked = mapping.kinds(question, office.fields, known)
    kind = kind or ranked[0][0]
    sure = mapping.exact(question, kind, office.fields, known)
    rows = [
        [
            column.cell.rpartition("!")[2], column.word, sure.get(column.word, ""),
            "" if column.word in sure else "；".join(f"{n}（{v:.0%}）" for n, v in mapping.suggestions(column, kind, office.fields)),
            "；".join(column.samples),
        ]
        for column in question.columns
    ]  # fmt: skip
    table(
        f"{file} “{question.sheet.name}”表：没有版式认得这些表头；如读作{kind}",
        ["单元格", "表头", "完全一致的字段", "相近的字段（仅供参考）", "内容例"], rows,
    )  # fmt: skip


def _interview(office: Office, file: str, question: Question, known: list[Layout]) -> tuple[str, dict[str, str]]:
    ranked = mapping.kinds(question, office.fields, known)
    say("可读成的记录类别：" + "、".join(f"{one}（已认得 {count} 栏）" for one, count in ranked))
    kind = click.prompt("这张表是哪类记录", type=click.Choice([one for one, _ in ranked]), show_choices=False)
    _show(office, file, question, known, kind)
    sure = mapping.exact(question, kind, office.fields, known)
    allowed, chosen = mapping.mappable(kind, office.fields), {}
    for column in question.columns:
        if column.word in sure:
            continue
        near = [name for name, _ in mapping.suggestions(column, kind, office.fields)]
        numbered = "　".join(f"{number} {name}" for number, name in enumerate(near, start=1))
        while True:
            said = click.prompt(
                f"“{column.word}”（{column.letter} 列，如 {'；'.join(column.samples) or '全空'}）是哪个字段？{numbered}　直接回车＝不对应",
                default="", show_default=False,
            ).strip()  # fmt: skip
            said = near[int(said) - 1] if said.isdigit() and 0 < int(said) <= len(near) else said
            if not said or said in NONE or said in allowed:
                chosen[column.word] = "" if said in NONE else said
                break
            say(f"{kind}没有字段“{said}”，请再写一次（quanmu fields --kind {kind} 可查）。")
    return kind, chosen
