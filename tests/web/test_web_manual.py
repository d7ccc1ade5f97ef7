"""The manual: every picture it shows is there and is taken by a test, every screen it names exists, each role has its own."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from markupsafe import Markup
from pypdf import PdfReader
from site_runner import Site

from app.web import manual
from app.web.manual import PICTURES, chapters, for_roles
from app.web.roles import Role
from app.web.routes import BY_NAME
from app.web.wording import SERVER, on_page

TESTS = "".join(path.read_text("utf-8") for path in Path(__file__).parent.glob("test_web_*.py"))


@pytest.mark.parametrize("one", chapters(), ids=lambda one: one.id)
def test_a_chapter_shows_a_picture_that_a_test_takes_and_screens_that_exist(one):
    assert one.path.read_bytes()[:4] == b"\x89PNG" and one.path.stat().st_size < 120_000
    assert f'"{one.picture}"' in TESTS and set(one.routes) <= BY_NAME.keys()
    for role in one.roles:
        assert any(BY_NAME[name].open_to(frozenset({role})) for name in one.routes), role


def test_no_picture_lies_there_that_is_not_shown_and_every_role_has_a_chapter_of_its_own():
    assert {path.stem for path in PICTURES.iterdir()} == {one.picture for one in chapters()}
    assert all(any(role in one.roles for one in for_roles({role})) for role in Role)


def test_every_screen_of_the_menu_has_a_chapter_that_tells_of_it():
    told = {name for one in chapters() for name in one.routes}
    assert {route.name for route in BY_NAME.values() if route.menu} - {"help"} <= told


def test_a_command_that_a_message_advises_is_a_click_on_a_page_or_somebody_elses():
    assert on_page("请写 --why") == "请写理由" and on_page("在 --why") == f"在 --why{SERVER}"
    assert on_page("请用 quanmu undo 查看各次导入") == "请到“导入记录”里看"
    assert on_page("请先 quanmu frobnicate 再来").endswith(SERVER) and on_page("权目") == "权目" and on_page(7) == 7
    assert on_page(Markup("<b>请写 --by</b>")) == Markup("<b>请写谁经办</b>")


def test_what_the_manual_says_to_click_stands_on_a_page():
    web = Path(manual.__file__).parent
    shown = "".join(
        path.read_text("utf-8") for path in (*web.glob("templates/*.html"), *web.glob("views/*.py"), web / "routes.py")
    )
    clicks = [word for one in chapters() for step in one.steps for word in re.findall("点(?:右上角)?“([^”]+)”", step)]
    assert len(clicks) > 20 and [word for word in clicks if word not in shown] == []


def test_every_chapter_gives_an_example():
    assert [one.title for one in chapters() if "例如" not in "".join(one.steps)] == []


def test_the_page_and_the_paper_are_for_ones_own_roles(shared_site: Site):
    town = shared_site.person("town")
    text = town.get("/help/").text
    assert "自查" in text and 'id="audit"' not in text and 'src="/static/manual/selfcheck.png?v=' in text
    assert 'id="audit"' in town.get("/help/?role=审计管理员").text and town.get("/help/?role=国王").status == 400
    answer = town.get("/help/pdf/")
    words = "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.body)).pages)
    assert "报整改情况" in words and "账号和角色" not in words
    assert 'href="/help/#indicators"' in town.get("/indicators/").text
    image = town.get("/static/manual/home.png")
    assert image.status == 200 and image.headers["content-type"] == "image/png"
