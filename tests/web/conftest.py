"""Servers to test against: a small county and the whole example county, each built once; and a browser with its judge."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

for _beside in (Path(__file__).parent, Path(__file__).parents[1] / "app"):
    sys.path.insert(0, str(_beside))

import site_runner  # noqa: E402
import small_county  # noqa: E402 - the path first
from command_line import Quanmu  # noqa: E402
from site_runner import Site, running  # noqa: E402


@pytest.fixture(scope="session")
def small_home(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, int]]:
    """A small county, imported, decided and published, with an account of each role. Copy it, never change it."""
    folder = tmp_path_factory.mktemp("small")
    quanmu = Quanmu(folder / "data")
    small_county.county_form(quanmu.home)
    words = ["import", *small_county.workbooks(folder / "in")]
    publish = ["publish", "--into", quanmu.home / "published", "--as-of", small_county.DAY]
    assert [one.status for one in quanmu.several(words, publish)] == [0, 0]
    return quanmu.home, site_runner.run(quanmu.home, "people.py")


@pytest.fixture(scope="session")
def shared_site(small_home: tuple[Path, dict[str, int]], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server over the small county that all tests of the session look at; only for what changes nothing."""
    with _over(small_home, tmp_path_factory.mktemp("shared")) as one:
        yield one


@pytest.fixture(scope="module")
def site(small_home: tuple[Path, dict[str, int]], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server over a copy of the small county, for one test file: free to be changed."""
    with _over(small_home, tmp_path_factory.mktemp("site")) as one:
        yield one


class _over:
    """A server over a copy of a data folder."""

    def __init__(self, home: tuple[Path, dict[str, int]], folder: Path) -> None:
        shutil.copytree(home[0], folder / "data")
        self.server, self.people = running(folder / "data"), home[1]

    def __enter__(self) -> Site:
        one: Site = self.server.__enter__()
        one.people.update(self.people)
        return one

    def __exit__(self, *told: Any) -> None:
        self.server.__exit__(*told)


@pytest.fixture
def open_page(browser: Any) -> Iterator[Callable[..., Any]]:
    """``open_page(site, "reform", "/audit/")``: a page of its own at 1280 x 720, signed in (or not: ""). The test fails
    when a page asks anything of another host, breaks the content security policy, raises an error or opens a dialog."""
    wrong: list[str] = []
    contexts = []

    def begin(site: Site, username: str, path: str, script: bool = True) -> Any:
        context = browser.new_context(viewport={"width": 1280, "height": 720}, java_script_enabled=script)
        contexts.append(context)
        if username:
            cookies = site.person(username).cookies
            context.add_cookies([{"name": k, "value": v, "url": site.address} for k, v in cookies.items()])
        one = context.new_page()
        one.on("request", lambda r: None if r.url.startswith(site.address) else wrong.append(r.url))
        one.on("pageerror", lambda error: wrong.append(str(error)))
        one.on("console", lambda said: wrong.append(said.text) if "Content Security" in said.text else None)
        one.on("dialog", lambda dialog: (wrong.append("dialog"), dialog.dismiss()))
        one.goto(site.address + path)
        return one

    yield begin
    for context in contexts:
        context.close()
    assert wrong == []
