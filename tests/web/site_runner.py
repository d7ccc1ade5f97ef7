"""A running server and people who use it over HTTP, as a browser would: cookies, forms with their tokens, redirects not followed."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from command_line import ROOT
from people import PASSWORD

HERE = Path(__file__).parent
ASK = """
import sys
from pathlib import Path
from app.store import open_store
open_store(Path(sys.argv[1]), "app.web.settings", create=True)
from app.clock import acting
from app.web import jobs
from app.web.models import Account
account = Account.objects.get(username=sys.argv[2])
with acting(account.told, "127.0.0.1"):
    print(jobs.ask(account, "判定", {"as_of": sys.argv[3]}).pk)
"""


def environment(home: Path, **more: str) -> dict[str, str]:
    """The surroundings of a program over a data folder: ours, and nothing of this shell's settings."""
    known = {k: v for k, v in os.environ.items() if not k.startswith(("QUANMU_", "DJANGO_"))}
    path = os.pathsep.join(map(str, (ROOT, HERE, ROOT / "tests", ROOT / "tests" / "app")))
    return known | {"PYTHONPATH": path, "PYTHONIOENCODING": "utf-8", "QUANMU_HOME": str(home)} | more


def run(home: Path, script: str, *words: str, **more: str) -> Any:
    """Run one of the scripts beside this file over a data folder; gives the JSON it prints."""
    done = subprocess.run(
        [sys.executable, str(HERE / script), str(home), *words],
        env=environment(home, **more), capture_output=True, encoding="utf-8", timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@dataclass
class Site:
    """A running server: its address, data folder, and the numbers of its accounts."""

    home: Path
    port: int
    process: subprocess.Popen[str]
    said: list[str]
    people: dict[str, int] = field(default_factory=dict)
    _signed: dict[str, Person] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def visitor(self) -> Person:
        """Someone who is not signed in."""
        return Person(self.port)

    def person(self, username: str) -> Person:
        """Someone signed in (once for all tests that only look)."""
        if username not in self._signed:
            self._signed[username] = self.fresh(username)
        return self._signed[username]

    def fresh(self, username: str, password: str = PASSWORD) -> Person:
        """Someone signed in with a session of their own."""
        person = Person(self.port)
        answer = person.post("/login/", {"username": username, "password": password})
        assert answer.status == 302, answer.text
        return person

    def finish(self, job: str, person: Person, seconds: float = 60) -> Answer:
        """Wait until the job at that address is over; gives its page."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            answer = person.get(job)
            if "hx-trigger" not in answer.text:
                return answer
            time.sleep(0.3)
        raise AssertionError(answer.text)


@dataclass(frozen=True)
class Answer:
    """A response."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")

    @property
    def location(self) -> str:
        return self.headers.get("location", "")


class Person:
    """A browser's cookies and manners, without the browser."""

    def __init__(self, port: int) -> None:
        self.port, self.cookies = port, {}

    def get(self, path: str, **headers: str) -> Answer:
        return self._ask("GET", path, None, {k.replace("_", "-"): v for k, v in headers.items()})

    def follow(self, answer: Answer) -> Answer:
        """The page that a redirect leads to."""
        assert answer.status == 302, answer.text
        return self.get(answer.location)

    def post(
        self, path: str, form: Mapping[str, Any], files: Mapping[str, tuple[str, bytes]] | None = None,
        token: bool = True, **headers: str,
    ) -> Answer:  # fmt: skip
        """Send a form as the page at that path gives it: with the token and the hidden fields that stand in it."""
        sent: dict[str, Any] = dict(form)
        if token:
            page = self.get(path).text
            hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
            if "csrfmiddlewaretoken" not in hidden:
                hidden |= dict(
                    re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', self.get("/password/").text)
                )
            sent = {**hidden, **sent}
        if files is None:
            body, kind = urlencode(sent, doseq=True).encode(), "application/x-www-form-urlencoded"
        else:
            body, kind = _multipart(sent, files)
        return self._ask("POST", path, body, {"Content-Type": kind, **headers})

    def _ask(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        parts = urlsplit(path)
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        cookies = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())} if self.cookies else {}
        target = quote(parts.path + (f"?{parts.query}" if parts.query else ""), safe="/?&=%+:,;@~!$'()*")
        connection.request(method, target, body, {**cookies, **headers})
        answer = connection.getresponse()
        read = answer.read()
        for line in answer.headers.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
                if not morsel.value or morsel["max-age"] == "0":
                    self.cookies.pop(name)
        connection.close()
        return Answer(answer.status, {k.lower(): v for k, v in answer.headers.items()}, read)


def _multipart(form: Mapping[str, Any], files: Mapping[str, tuple[str, bytes]]) -> tuple[bytes, str]:
    mark = uuid.uuid4().hex
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in form.items()
    ]
    for name, (file, content) in files.items():
        head = f'--{mark}\r\nContent-Disposition: form-data; name="{name}"; filename="{file}"\r\n'
        parts.append(f"{head}Content-Type: application/octet-stream\r\n\r\n".encode() + content + b"\r\n")
    return b"".join(parts) + f"--{mark}--\r\n".encode(), f"multipart/form-data; boundary={mark}"


@contextmanager
def running(home: Path, **settings: str) -> Any:
    """`quanmu serve` over a data folder on a free port, until the block ends; then it is asked to stop and must."""
    process = subprocess.Popen(
        [sys.executable, "-c", "from app.cli import main; main()", "--home", str(home), "serve", "--port", "0"],
        env=environment(home, **settings), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8",
        start_new_session=True,
    )  # fmt: skip
    said: list[str] = []
    assert process.stdout is not None
    for line in process.stdout:
        said.append(line)
        if "按 Ctrl-C" in line:
            break
    found = re.search(r"http://[^:]+:(\d+)/ 运行", "".join(said))
    assert found, "".join(said)
    reader = threading.Thread(target=lambda: said.extend(process.stdout or ()), daemon=True)
    reader.start()  # else a full pipe would stop the server
    try:
        yield Site(home, int(found[1]), process, said)
    finally:
        process.send_signal(signal.SIGTERM)  # what is begun in the background hears no SIGINT
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
        reader.join(5)
        faults = [line for line in said if "ERROR fault" in line or "ERROR job" in line]  # faults of ours
        assert not faults, "".join(said)
