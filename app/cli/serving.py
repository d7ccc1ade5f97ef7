"""Command serve: the staff's web application; with --public, a plain view of a published folder."""

from __future__ import annotations

from pathlib import Path

import click

from app.cli.chinese import command
from app.cli.screen import say
from catalogue.finding import UserError


@command(
    "serve",
    help="启动工作人员的网页（第一次运行会引导建管理员）。设置写在数据文件夹的 quanmu.toml。加 --public 只看公布出来的页面。",
)
@click.option("--host", default=None, help="监听的地址（默认按设置，没有设置为 127.0.0.1）")
@click.option("--port", type=click.IntRange(0, 65_535), default=None, help="端口（默认按设置，没有设置为 8000）")
@click.option(
    "--public",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=None,
    metavar="文件夹",
    help="只在本机看这个公布出来的 public 文件夹",
)
@click.pass_obj
def serve_command(home: Path, host: str | None, port: int | None, folder: Path | None) -> int:
    """The web application, or a published folder."""
    if folder is not None:
        return _look(folder, 8000 if port is None else port)
    from app.web.server import serve

    serve(home, host, port, say)
    return 0


def _look(folder: Path, port: int) -> int:
    """A plain file server for the published folder."""
    from functools import partial
    from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

    if not (folder / "index.html").exists():
        raise UserError(str(folder), "没有公布出来的页面", "请先 make demo 或 quanmu publish，再指到 public 文件夹")
    with ThreadingHTTPServer(("127.0.0.1", port), partial(SimpleHTTPRequestHandler, directory=str(folder))) as server:
        say(f"请打开 http://127.0.0.1:{port}/ ，按 Ctrl-C 结束。")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            say("已结束。")
    return 0


COMMANDS = [serve_command]
