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

from app.config import load_config
from app.rulebook.writing import settle
from app.store import open_store
from catalogue.finding import FormError, UserError

log = logging.getLogger("quanmu.web")
LOOPBACK = ("127.0.0.1", "localhost", "::1")
_PAUSE = 2.0  # seconds before a worker that died is begun again
MOST_BYTES = 200 * 2**20  # of one request: a few workbooks at once
_CONNECTIONS = 800  # open at once: each browser keeps up to six, and one over the limit would make everybody wait
_IDLE = 30  # seconds after which one that says nothing is closed


def application(home: Path) -> Any:
    """The WSGI application over a data folder, its tables up to date."""
    open_store(home, "app.web.settings")
    settle(home)
    from django.core.handlers.wsgi import WSGIHandler
    from whitenoise import WhiteNoise

    from app.web.pages import STATIC

    return WhiteNoise(WSGIHandler(), root=str(STATIC), prefix="static/", max_age=86_400)


def serve(home: Path, host: str | None, port: int | None, say: Callable[[str], None]) -> None:
    """Serve until interrupted. Before there is an account: on this machine only, and with a token on the terminal."""
    import waitress

    config = load_config(home)
    wsgi = application(home)
    from app.web.models import Account
    from app.web.views.setup import TOKEN

    host, port = host or config.host, config.port if port is None else port
    first = not Account.objects.exists()
    if first:
        host = host if host in LOOPBACK else "127.0.0.1"
        os.environ[TOKEN] = secrets.token_urlsafe(16)
    server = waitress.create_server(
        wsgi, host=host, port=port, threads=config.threads, ident="quanmu", max_request_body_size=MOST_BYTES,
        clear_untrusted_proxy_headers=True, trusted_proxy=config.trusted_proxy or None,
        trusted_proxy_headers={"x-forwarded-for", "x-forwarded-proto"} if config.trusted_proxy else set(),
        connection_limit=_CONNECTIONS, channel_timeout=_IDLE, asyncore_use_poll=True,
    )  # fmt: skip
    address = f"http://{host}:{server.effective_port}/"
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
