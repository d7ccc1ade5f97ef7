"""Shared by all tests: our packages come first on the path, and a command line over an empty data folder."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(
    0, str(Path(__file__).resolve().parents[1])
)  # else tests/app, tests/rules … would stand for the packages

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # a browser of a test leaves its loop running in this thread

from command_line import Quanmu  # noqa: E402 - the path first

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", "--no-first-run"]  # fmt: skip

# files that take long, half a minute and more: begun last, one of two workers would have to wait for it alone
LONG = """
    web_look linhu differential rules_excel web_rules killed public_browser web_killed selfcheck_run web_upload editions
    store rules_impact claims_never_decide plainrows web_postgresql identify
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The files that take long first, in that order; the others as they come."""
    place = {f"test_{name}.py": number for number, name in enumerate(LONG.split())}
    items.sort(key=lambda item: place.get(item.path.name, len(place)))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """A run without a browser says so where everybody looks: its pages were not tried."""
    left = [one for one in terminalreporter.stats.get("skipped", []) if "test_public_browser" in one.nodeid]
    if left:
        terminalreporter.section(f"浏览器测试没有运行（{len(left)} 个）", red=True, bold=True)
        terminalreporter.line("没有 Chromium：网页的可及性、大字版、查找没有试过。make browser 安装它。", red=True)


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Chromium by Playwright, one for all tests of a process (it cannot be begun twice in one). Skips where either is
    missing; where CI is set it fails instead."""
    playwright = pytest.importorskip("playwright.sync_api", reason="没有装 playwright：pip install -e '.[dev]'")
    if CHROMIUM is None:
        said = "没有 Chromium（make browser；Debian：apt-get install chromium fonts-noto-cjk）"
        pytest.fail(said) if os.environ.get("CI") else pytest.skip(said)
    with playwright.sync_playwright() as play:
        env = os.environ | {"HOME": str(tmp_path_factory.mktemp("browser"))}
        one = play.chromium.launch(executable_path=CHROMIUM, headless=True, args=FLAGS, env=env)
        yield one
        one.close()


@pytest.fixture
def quanmu(tmp_path: Path) -> Quanmu:
    """The command line over an empty data folder."""
    return Quanmu(tmp_path / "data")
