"""The server: Waitress before Django, static files by WhiteNoise, and the worker as a process that is begun again if it dies."""

from __future__ import annotations

import logging
import os
import secrets
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from waitress.channel import HTTPChannel
from waitress.task import ErrorTask

from app.config import load_config
from app.rulebook.writing import settle
from app.store import open_store
from app.web.worker import LOCK
from catalogue.finding import FormError, UserError

log = logging.getLogger("quanmu.web")
LOOPBACK = ("127.0.0.1", "localhost", "::1")
_PAUSE = 2.0  # seconds before a worker that died is begun again
MOST_BYTES = 200 * 2**20  # of one request: a few workbooks at once
_CONNECTIONS = 800  # open at once: each browser keeps up to six, and one over the limit would make everybody wait
_IDLE = 30  # seconds after which one that says nothing is closed


def application(home: Path) -> Any:
    """The WSGI application over a data folder, its tables up to date."""
    open_store(home, "app.web.settings", create=True)
    settle(home)
    from django.core.handlers.wsgi import WSGIHandler
    from whitenoise import WhiteNoise

    from app.web.pages import STATIC

    return WhiteNoise(WSGIHandler(), root=str(STATIC), prefix="static/", max_age=86_400)


def serve(home: Path, host: str | None, port: int | None, say: Callable[[str], None]) -> None:
    """Serve until interrupted. Before there is an account: on this machine only, and with a token on the terminal."""
    import waitress

    if host:
        os.environ["QUANMU_HOST"] = host  # held against the other settings like one of the file
    config = load_config(home)
    wsgi = application(home)
    with (home / LOCK).open("a"):  # where nothing can be written, nothing can be done: told now and not by every click
        pass
    from app.web.models import Account
    from app.web.views.setup import TOKEN

    host, port = config.host, config.port if port is None else port
    first = not Account.objects.exists()
    if first:
        host = host if host in LOOPBACK else "127.0.0.1"
        os.environ[TOKEN] = secrets.token_urlsafe(16)
    HTTPChannel.error_task_class = Refusal
    try:
        server = waitress.create_server(
            wsgi, host=host, port=port, threads=config.threads, ident="quanmu", max_request_body_size=MOST_BYTES,
            clear_untrusted_proxy_headers=True, trusted_proxy=config.trusted_proxy or None,
            trusted_proxy_headers={"x-forwarded-for", "x-forwarded-proto"} if config.trusted_proxy else set(),
            connection_limit=_CONNECTIONS, channel_timeout=_IDLE, asyncore_use_poll=True,
        )  # fmt: skip
    except (OSError, ValueError) as error:
        place, advice = f"{host}:{port}", "地址要是本机的；端口被占用的，请用 --port 换一个"
        raise UserError(place, f"不能在这里监听（{getattr(error, 'strerror', None) or error}）", advice) from error
    named = f"[{host}]" if ":" in host else host
    address = f"http://{named}:{server.effective_port}/"
    if first:
        say(
            f"第一次运行：请在本机打开\n  {address}setup/?token={os.environ[TOKEN]}\n建第一个系统管理员。建好以前只监听本机。"
        )
    say(f"权目已在 {address} 运行，按 Ctrl-C 结束。")
    stop = threading.Event()
    keeper = threading.Thread(target=_keep_working, args=(home, stop), daemon=True)
    keeper.start()
    threading.Thread(target=_warm, args=(stop,), daemon=True).start()
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        server.run()
    except KeyboardInterrupt:
        pass
    finally:
        stop.set()
        server.close()
        keeper.join(timeout=10)
        say("已结束。")


def _warm(stop: threading.Event) -> None:
    """Read rule book, catalogue and last judging before somebody asks: else whoever comes first waits for them."""
    from django.db import connections

    from app.lookup.directory import DIRECTORY
    from app.web.offices import office

    if stop.wait(_PAUSE):  # who is first at the door is let in first
        return
    with suppress(UserError, FormError):  # a page that needs it tells a person what is wrong and what to do
        at = office()
        DIRECTORY.entries(at.fields)
        _ = at.book
    connections.close_all()


class Refusal(ErrorTask):
    """What the server itself refuses before any page of ours is asked, told as a page tells it."""

    WORDS = {
        413: ("发来的内容太大", f"一次最多 {MOST_BYTES // 2**20} MB，请分几次报送"),
        431: ("请求头太长", "请清除本系统的浏览器数据（Cookie），从首页重新进入"),
    }

    def execute(self) -> None:
        """The status line is the server's own, the body ours."""
        error = self.request.error
        what, advice = self.WORDS.get(error.code, ("看不懂这次请求", "请退回上一页刷新后重做"))
        body = f"<!doctype html><html lang=zh-CN><meta charset=utf-8><title>没有办成</title><h1>没有办成</h1><p>{what}。{advice}。".encode()
        self.status = f"{error.code} {error.reason}"
        self.response_headers += [
            ("Content-Type", "text/html; charset=utf-8"), ("Content-Security-Policy", "default-src 'none'"), ("Cache-Control", "no-store"),
        ]  # fmt: skip
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _keep_working(home: Path, stop: threading.Event) -> None:
    """A worker at work until the server ends; one that dies is begun again and marks what it left as broken."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    environment.pop("QUANMU_SETUP_TOKEN", None)
    while not stop.is_set():
        worker = subprocess.Popen(
            [sys.executable, "-m", "app.web.worker", str(home), str(os.getpid())], env=environment
        )
        while worker.poll() is None and not stop.wait(0.2):
            pass
        if stop.is_set():
            worker.terminate()
            worker.wait()
        else:
            log.error("the worker ended with %s and is begun again", worker.returncode)
            stop.wait(_PAUSE)
