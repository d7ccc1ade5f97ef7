"""click's own words in help pages, in Chinese."""

from __future__ import annotations

import re
from typing import Any

import click


class _Chinese(click.Command):
    """A command whose usage line and headings are Chinese."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        pieces = " ".join(self.collect_usage_pieces(ctx)).replace("[OPTIONS]", "[选项]")
        formatter.write_usage(ctx.command_path, pieces.replace("COMMAND [ARGS]...", "命令 ..."), prefix="用法：")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        options = [param for param in self.get_params(ctx) if isinstance(param, click.Option)]
        records = [record for param in options if (record := param.get_help_record(ctx))]
        with formatter.section("选项"):
            formatter.write_dl(
                [
                    (name, text.replace("[default: ", "[默认：").replace("[required]", "[必写]"))
                    for name, text in records
                ]
            )

    def get_short_help_str(self, limit: int = 60) -> str:
        """The first sentence, or what of it fits: click breaks at blanks, of which Chinese has none."""
        sentence = (self.short_help or self.help or "").strip().partition("。")[0]
        if len(sentence) <= limit:
            return sentence
        return re.split("[，；：、（]", sentence[:limit][::-1], maxsplit=1)[-1][::-1] + "……"

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option:
            option.help = "显示本说明"
        return option


class Command(_Chinese):
    """A plain command."""


class Group(_Chinese, click.Group):
    """A group: its options, then its commands with the first sentence of each."""

    command_class = Command
    group_class = type

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_options(ctx, formatter)
        rows = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        with formatter.section("命令"):
            formatter.write_dl([(name, command.get_short_help_str(60)) for name, command in rows if command])


def command(name: str, **options: Any) -> Any:
    """`click.command` with Chinese help pages."""
    return click.command(name, cls=Command, **options)


def group(**options: Any) -> Any:
    """`click.group` with Chinese help pages."""
    return click.group(cls=Group, **options)
