"""What a command shows: tables and paragraphs on the screen, or JSON for another program."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from app.clock import now
from catalogue.canonical import plain
from catalogue.finding import UserError

JSON = click.option("--json", "as_json", is_flag=True, help="输出 JSON，供其他程序读取")
AS_OF = click.option(
    "--as-of",
    "as_of",
    type=click.DateTime(formats=["%Y-%m-%d"]),
    default=None,
    help="判定日（如 2021-12-31），不写为今天",
)


def the_day(as_of: datetime | None) -> date:
    """The day that was asked for, or today in Beijing. A slip of the year is told: no law of then is known here, and of
    years far ahead no calendar."""
    if as_of and not 1900 <= as_of.year <= 2200:
        raise UserError(f"判定日 {as_of.date()}", "年份不对", "请写 1900 年到 2200 年之间的日期，如 2021-12-31")
    return as_of.date() if as_of else date.fromisoformat(now()[:10])


console = Console(highlight=False)
errors = Console(stderr=True, highlight=False)


def complain(faults: Iterable[UserError], word: str = "错误") -> None:
    """Say each fault on the error stream: place - what is wrong - what to do."""
    for fault in faults:
        errors.print(
            f"[red]{word}[/red] {_plain(fault.place)}：{_plain(fault.what)}。{_plain(fault.advice)}。", soft_wrap=True
        )


def say(text: str) -> None:
    """One paragraph."""
    console.print(_plain(text), soft_wrap=True)


def emit(value: Any) -> None:
    """One JSON object on one line."""
    click.echo(json.dumps(plain(value), ensure_ascii=False))


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """A table with a title; numbers stand to the right."""
    drawn = Table(show_edge=False, pad_edge=False)
    rows = [list(row) for row in rows]
    for place, column in enumerate(columns):
        numeric = bool(rows) and all(isinstance(row[place], (int, float)) for row in rows)
        drawn.add_column(column, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        drawn.add_row(*[_plain(str(cell)) for cell in row])
    console.print(f"[italic]{_plain(title)}[/italic]", soft_wrap=True)  # a title may be wider than its table
    console.print(drawn)


def _plain(text: str) -> str:
    return escape(text)
