"""What an office switches: the 等保 password profile, how long a session may be idle, TLS in front."""

from __future__ import annotations

import re
import shutil
import sqlite3
import time
from contextlib import closing

import pytest
from people import PASSWORD
from site_runner import Site, run, running
from test_web_signing import log


@pytest.fixture(scope="module")
def strict(small_home, tmp_path_factory: pytest.TempPathFactory):
    home = tmp_path_factory.mktemp("strict") / "data"
    shutil.copytree(small_home[0], home)
    settings = {"PASSWORD_PROFILE": "等保", "SESSION_MINUTES": "1", "HTTPS": "true", "TRUSTED_PROXY": "127.0.0.1"}
    with running(home, **{f"QUANMU_{name}": value for name, value in settings.items()}) as site:
        site.people.update(small_home[1])
        yield site


def change(site: Site, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(site.home / "store.sqlite3")) as store, store:
        store.execute(statement, values)


def test_under_the_profile_a_password_has_three_sorts_of_signs(strict: Site):
    person = strict.fresh("clerk")
    page = person.post(
        "/password/", {"old": PASSWORD, "new": "都是汉字的很长的一句口令", "again": "都是汉字的很长的一句口令"}
    )
    assert page.status == 200 and "三种" in page.text


def test_an_old_password_has_to_be_changed_before_anything_else(strict: Site):
    person = strict.fresh("town")
    assert person.get("/jobs/").status == 200
    change(strict, "UPDATE web_account SET password_at = '2020-01-01 00:00:00' WHERE username = 'town'")
    assert person.get("/jobs/").location == "/password/"
    assert person.get("/password/").status == 200


def test_cookies_are_for_tls_only_when_it_is_there(strict: Site):
    headers = strict.visitor().get("/login/").headers
    assert "Secure" in headers["set-cookie"]


def test_behind_a_proxy_the_log_has_the_address_that_the_proxy_saw(strict: Site):
    """Not the proxy's own, nor what the visitor wrote before it."""
    given = {"username": "clerk", "password": PASSWORD}
    strict.visitor().post("/login/", given, **{"X-Forwarded-For": "198.51.100.7, 203.0.113.9"})
    assert log(strict, "登录")[-1]["地址"] == "203.0.113.9"


def test_a_session_without_a_click_ends_and_what_was_being_sent_is_offered_after_signing_in(strict: Site):
    person, page = strict.fresh("reform"), "/windows/"
    page = re.search(r"/windows/[0-9a-f]{12}/", person.get(page).text)[0] + "move/"
    typed = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', person.get(page).text))
    typed |= {"window": "公安服务窗", "why": "专窗撤并到了这里"}
    run(strict.home, "idle.py", person.cookies["sessionid"], str(int(time.time()) - 61))
    refused = person.post(page, typed, token=False)
    assert (
        refused.status == 403
        and "替您留着" in refused.text
        and f"/login/?next={page.replace('/', '%2F')}" in refused.text
    )
    assert person.get("/jobs/").location.startswith("/login/")
    assert person.post("/login/", {"username": "reform", "password": PASSWORD, "next": page}).location == page
    assert "专窗撤并到了这里" not in strict.fresh("second").get(page).text  # another's is not shown
    asked = person.get(page).text
    assert "接着提交" in asked and "专窗撤并到了这里" in asked
    assert person.post(page, {}).status == 302  # as the page itself sends it
    assert "专窗撤并到了这里" in person.get(page.replace("move/", "")).text
    assert "接着提交" not in person.get(page).text
