"""The command line: English names, Chinese help; every message for a person, every result also as JSON."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from pathlib import Path

import click

from app.cli.chinese import Group
from app.cli.screen import complain
from app.trouble import told
from catalogue.finding import FormError, UserError

HELP = """权目（quanmu）：事项该由哪一级办、能不能下放、进哪个窗口——按注明依据和日期的规则判定，并说明理由。

先看一遍：quanmu demo。日常：import 导入工作簿，decide 判定，check 自查，publish 公布。"""


@click.group(cls=Group, help=HELP, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--home",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("quanmu-data"),
    envvar="QUANMU_HOME",
    show_default=True,
    help="数据文件夹（库、收到的工作簿、本单位的规则）",
)
@click.version_option(package_name="quanmu", prog_name="quanmu", message="%(prog)s %(version)s", help="显示版本")
@click.pass_context
def cli(context: click.Context, home: Path) -> None:
    """Remember where the office's data lie."""
    context.obj = home


def whole() -> click.Group:
    """The command line with all its commands."""
    from app.cli import (
        accounts,
        cards,
        demo,
        editions,
        forms,
        granting,
        grants,
        holding,
        identifying,
        importing,
        judging,
        keeping,
        layouts,
        looking,
        manual,
        personal,
        printing,
        problems,
        publishing,
        registers,
        releasing,
        reporting,
        rulechange,
        rulesbook,
        rulesexcel,
        selfchecking,
        serving,
        templates,
        windows,
    )

    for module in (
        accounts,
        cards,
        demo,
        editions,
        forms,
        granting,
        grants,
        holding,
        identifying,
        importing,
        judging,
        keeping,
        layouts,
        looking,
        manual,
        personal,
        printing,
        problems,
        publishing,
        registers,
        releasing,
        reporting,
        rulechange,
        rulesbook,
        rulesexcel,
        selfchecking,
        serving,
        templates,
        windows,
    ):
        for command in module.COMMANDS:
            cli.add_command(command)
    return cli


def unhurried() -> None:
    """Look for cycles seldom: thousands of models live to the end, and looking through them all is a third of the time.
    At the end never: the interpreter would look through all of them twice more before it goes."""
    gc.set_threshold(100_000, 50, 1000)
    atexit.register(gc.freeze)


def main() -> None:
    """Run a command; whatever goes wrong becomes a message in Chinese and exit status 2."""
    whole()
    unhurried()
    try:
        sys.exit(cli.main(standalone_mode=False) or 0)
    except UserError as error:
        complain([error])
    except FormError as error:
        complain(error.faults)
        complain(error.reminders, "提醒")
    except click.exceptions.Abort:
        complain([UserError("操作", "已中断", "已提交的内容不受影响，可以重新执行")])
    except getattr(click.exceptions, "NoArgsIsHelpError", ()) as error:  # older releases print the help themselves
        click.echo(error.format_message())
        sys.exit(0)
    except click.ClickException as error:
        complain([UserError("命令", _chinese(error), "请用 quanmu --help 或 quanmu 命令 --help 查看用法")])
    except BrokenPipeError:
        sys.exit(1)
    except OSError as error:
        unknown = UserError(
            str(error.filename or "磁盘"), f"读写失败（{error.strerror}）", "请检查路径、权限和磁盘空间"
        )
        complain([told(error, paths=True) or unknown])
    except Exception as error:  # a fault of ours: say so, and never show a user a traceback
        if os.environ.get("QUANMU_DEBUG"):
            raise
        what = f"出了没有预料到的错（{type(error).__name__}：{str(error)[:200]}）"
        ours = UserError("程序", what, "已提交的内容不受影响；请设 QUANMU_DEBUG=1 重做一遍，把显示的内容交给维护者")
        complain([told(error) or ours])
    sys.exit(2)


def _chinese(error: click.ClickException) -> str:
    """click's own complaints, in Chinese."""
    match error:
        case click.NoSuchOption():
            return f"没有 {error.option_name} 这个选项"
        case click.BadOptionUsage():
            return f"{error.option_name} 后面{'要写一个值' if 'requires' in error.message else '不写值'}"
        case click.MissingParameter():
            return f"缺少 {_name(error.param)}"
        case click.BadParameter():
            return f"{_name(error.param)} 的值不对（{_wanted(error.param)}）"
        case click.UsageError() if "No such command" in error.message:
            group = error.ctx.command if error.ctx else cli
            known = group.commands if isinstance(group, click.Group) else cli.commands
            return f"没有 {error.message.split(chr(39))[1]} 这个命令，可用：{'、'.join(sorted(known))}"
        case click.UsageError() if "extra argument" in error.message:
            return f"多写了 {error.message.partition('(')[2].rstrip(')')}"
    return f"写法不对（{error.format_message()}）"


def _name(param: click.Parameter | None) -> str:
    if param is None:
        return "参数"
    return param.opts[-1] if isinstance(param, click.Option) else param.human_readable_name


def _wanted(param: click.Parameter | None) -> str:
    kind = param.type if param else None
    if isinstance(kind, click.DateTime):
        return "应为日期，如 2021-12-31"
    if isinstance(kind, click.Path):
        return "应为文件夹，不是文件" if not kind.file_okay else "应为文件的路径"
    return "应为整数" if isinstance(kind, click.types.IntParamType) else "请看用法"
