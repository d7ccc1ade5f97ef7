"""Signing in by an identity service: a real one on this machine, for accounts that exist and no others."""

from __future__ import annotations

import json
import re
import shutil
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from site_runner import Site, running
from test_web_signing import log

jose = pytest.importorskip("joserfc.jwt", reason="没有装 authlib：pip install -e '.[dev]'")
pytest.importorskip("requests", reason="没有装 requests：pip install -e '.[dev]'")


class Service:
    """A small identity service: discovery, keys, and tokens for whoever `who` is now; `lie` spoils what it says."""

    def __init__(self) -> None:
        from joserfc.jwk import RSAKey

        self.key, self.other = RSAKey.generate_key(2048, {"kid": "a"}), RSAKey.generate_key(2048, {"kid": "a"})
        self.who, self.lie, self.nonces = "clerk", "", {}
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                told = outer.metadata() if "well-known" in self.path else {"keys": [outer.key.as_dict(private=False)]}
                self.answer(told)

            def do_POST(self) -> None:
                sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                assert sent["code_verifier"]
                self.answer({"access_token": "x", "token_type": "Bearer", "id_token": outer.token(sent["code"][0])})

            def answer(self, told: dict) -> None:
                body = json.dumps(told).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def metadata(self) -> dict:
        paths = {"authorization_endpoint": "/authorize", "token_endpoint": "/token", "jwks_uri": "/keys"}
        return {"issuer": self.address, **{k: self.address + v for k, v in paths.items()}, "id_token_signing_alg_values_supported": ["RS256"]}  # fmt: skip

    def token(self, code: str) -> str:
        now = int(time.time())
        claims = {
            "iss": self.address, "aud": "another" if self.lie == "aud" else "quanmu", "azp": "quanmu", "sub": "1", "iat": now,
            "exp": now - 3600 if self.lie == "old" else now + 60, "preferred_username": self.who,
            "nonce": "another" if self.lie == "nonce" else self.nonces[code],
        }  # fmt: skip
        return jose.encode({"alg": "RS256", "kid": "a"}, claims, self.other if self.lie == "key" else self.key)


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    one = Service()
    yield one
    one.server.shutdown()


@pytest.fixture(scope="module")
def with_service(service: Service, small_home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    home = tmp_path_factory.mktemp("oidc") / "data"
    shutil.copytree(small_home[0], home)
    settings = (
        f'[oidc]\nissuer = "{service.address}"\nclient_id = "quanmu"\nclient_secret = "secret"\nname = "示例认证"\n'
    )
    (Path(home) / "quanmu.toml").write_text(settings, "utf-8")
    with running(home) as site:
        site.people.update(small_home[1])
        yield site


def through(site: Site, service: Service, state: str = ""):
    """Go to the service and come back as it sends one; gives the person and the last answer."""
    visitor = site.visitor()
    assert "示例认证" in visitor.get("/login/").text
    sent = visitor.get("/oidc/")
    assert sent.status == 302 and sent.location.startswith(service.address + "/authorize")
    asked = parse_qs(urlsplit(sent.location).query)
    assert asked["code_challenge_method"] == ["S256"]
    code = f"code{len(service.nonces)}"
    service.nonces[code] = asked["nonce"][0]
    return visitor, visitor.get(f"/oidc/back/?code={code}&state={state or asked['state'][0]}")


def test_who_has_an_account_is_signed_in_and_the_log_says_how(with_service: Site, service: Service):
    service.who, service.lie = "clerk", ""
    person, answer = through(with_service, service)
    assert answer.status == 302 and "经办员" in person.get("/").text
    visitor = with_service.visitor()
    visitor.cookies = dict(person.cookies)
    assert visitor.get(f"/oidc/back/?code=code{len(service.nonces) - 1}&state=x").status == 400  # not a second time
    assert log(with_service, "登录")[-1]["方式"] == "示例认证"


@pytest.mark.parametrize(("who", "lie", "state", "said"), [
    ("stranger", "", "", "没有在用的账号"),
    ("", "", "", "没有在用的账号"),
    ("clerk", "nonce", "", "没有通过核对"),
    ("clerk", "key", "", "没有通过核对"),
    ("clerk", "aud", "", "没有通过核对"),
    ("clerk", "old", "", "没有通过核对"),
    ("clerk", "", "forged", "没有通过核对"),
])  # fmt: skip
def test_nobody_else_is(who: str, lie: str, state: str, said: str, with_service: Site, service: Service):
    service.who, service.lie = who, lie
    person, answer = through(with_service, service, state)
    assert answer.status == 400 and said in re.sub(r"<[^>]+>", "", answer.text)
    assert person.get("/").status == 302  # still nobody


def test_without_a_service_there_is_no_such_page(shared_site: Site):
    assert shared_site.visitor().get("/oidc/").status == 404
    assert "认证" not in shared_site.visitor().get("/login/").text
