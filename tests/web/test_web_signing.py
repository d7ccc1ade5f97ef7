"""Signing in: cookies, tokens, headers, lockout, and sessions that end when they should."""

from __future__ import annotations

import json
import socket
import sqlite3

from people import PASSWORD
from site_runner import Site


def log(site: Site, act: str) -> list[dict]:
    """The log's entries of one act."""
    with sqlite3.connect(site.home / "store.sqlite3") as store:
        rows = store.execute("SELECT by, at, detail FROM app_auditentry WHERE act = ? ORDER BY number", [act])
        return [{"by": by, "at": at, **json.loads(detail)} for by, at, detail in rows]


def signed_in(person) -> bool:
    return person.get("/password/").status == 200


def test_signing_in_is_logged_with_who_when_and_where(site: Site):
    before = len(log(site, "登录"))
    person = site.visitor()
    given = {"username": "clerk", "password": PASSWORD}
    assert person.post("/login/", given, **{"X-Forwarded-For": "198.51.100.7"}).status == 302  # no proxy was set
    entry = log(site, "登录")[before]
    assert (entry["账号"], entry["地址"]) == ("经办员（clerk）", "127.0.0.1") and entry["at"][:2] == "20"
    assert "经办员" in person.get("/").text


def test_the_session_is_new_after_signing_in_and_worthless_after_signing_out(site: Site):
    visitor = site.visitor()
    visitor.get("/login/")
    before = dict(visitor.cookies)
    visitor.post("/login/", {"username": "clerk", "password": PASSWORD})
    assert visitor.cookies["sessionid"] != before.get("sessionid")
    kept = dict(visitor.cookies)
    assert signed_in(visitor)
    assert visitor.post("/logout/", {}).location == "/login/"
    visitor.cookies = kept  # a copy of the cookie
    assert not signed_in(visitor)


def test_cookies_and_headers_protect_the_page(site: Site):
    visitor = site.visitor()
    answer = visitor.get("/login/")
    assert "HttpOnly" in answer.headers["set-cookie"] and "SameSite=Lax" in answer.headers["set-cookie"]
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "script-src 'self';" in policy + ";" and "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["x-frame-options"] == "DENY" and answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["x-content-type-options"] == "nosniff" and answer.headers["cache-control"] == "no-store"
    assert "<style" not in answer.text and " style=" not in answer.text and "<script>" not in answer.text


def test_another_host_name_is_refused(site: Site):
    assert site.visitor().get("/login/", Host="evil.example").status == 400


def test_a_form_without_its_token_changes_nothing(site: Site):
    person = site.fresh("clerk")
    assert person.post("/logout/", {}, token=False).status == 403
    assert signed_in(person)


def test_next_leads_nowhere_else(site: Site):
    visitor = site.visitor()
    for target in ("https://evil.example/", "//evil.example/", "javascript:alert(1)", "welcome"):
        answer = visitor.post("/login/", {"username": "clerk", "password": PASSWORD, "next": target})
        assert answer.location == "/"
        visitor = site.visitor()
    answer = visitor.post("/login/", {"username": "clerk", "password": PASSWORD, "next": "/jobs/?state=x"})
    assert answer.location == "/jobs/?state=x"


def test_five_wrong_passwords_lock_the_account_and_a_security_administrator_unlocks_it(site: Site):
    for _ in range(5):
        answer = site.visitor().post("/login/", {"username": "other", "password": "wrong"})
    assert answer.status == 429 and "已经锁定" in answer.text
    assert [(one["by"], one["账号"], one["地址"]) for one in log(site, "锁定账号")] == [
        ("未登录者", "别家员（other）", "127.0.0.1")
    ]
    assert site.visitor().post("/login/", {"username": "OTHER ", "password": PASSWORD}).status == 429
    assert len(log(site, "锁定账号")) == 1  # not once a try
    other = site.people["other"]
    assert site.person("system").get(f"/accounts/{other}/unlock/").status == 403
    done = site.fresh("security").post(f"/accounts/{other}/unlock/", {"why": "本人当面申请"})
    assert done.status == 302
    assert log(site, "解除锁定")[-1]["理由"] == "本人当面申请"
    site.fresh("other")


def test_connections_that_say_nothing_keep_nobody_out(site: Site):
    silent = [socket.create_connection(("127.0.0.1", site.port)) for _ in range(150)]
    try:
        assert site.visitor().get("/login/").status == 200
    finally:
        for one in silent:
            one.close()


def test_a_changed_password_ends_the_other_sessions(site: Site):
    here, there = site.fresh("second"), site.fresh("second")
    new = "另一句也够长的口令 9 Zz"
    weak = here.post("/password/", {"old": PASSWORD, "new": "password1234", "again": "password1234"})
    assert weak.status == 200 and "太常见" in weak.text.replace("过于常见", "太常见")
    assert here.post("/password/", {"old": PASSWORD, "new": new, "again": new}).status == 302
    assert signed_in(here) and not signed_in(there)
    assert site.visitor().post("/login/", {"username": "second", "password": PASSWORD}).status == 200


def test_disabling_an_account_ends_its_sessions_at_once(site: Site):
    person = site.fresh("town")
    number = site.people["town"]
    system = site.fresh("system")
    assert system.post(f"/accounts/{number}/switch/", {"why": ""}).status == 200  # a reason must be given
    assert signed_in(person)
    assert system.post(f"/accounts/{number}/switch/", {"why": "调离"}).status == 302
    assert not signed_in(person)
    assert site.visitor().post("/login/", {"username": "town", "password": PASSWORD}).status == 200
    assert system.post(f"/accounts/{number}/switch/", {"why": "调回"}).status == 302
    assert not signed_in(person)  # the old session stays dead
    site.fresh("town")
