"""What a browser test asks of a page: no fault of WCAG, no sideways scrolling, a picture to look at."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from command_line import ROOT

from app.web.manual import chapters

STANDARD = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], "preload": False, "resultTypes": ["violations"]}
_RUN = """how => axe.run(document, how).then(told => told.violations.flatMap(
  one => one.nodes.map(node => one.id + ": " + node.html.slice(0, 160))))"""
# what can be used but lies beyond the page's right edge, and in nothing that scrolls
_CUT = """() => [...document.querySelectorAll("a, button, input:not([type=hidden]), select, textarea, summary")].filter(one => {
  const box = one.getBoundingClientRect();
  return box.width && box.right > innerWidth + 1 && !one.closest(".wide, pre");
}).map(one => one.outerHTML.slice(0, 120))"""
# what people fill in, on a page that nowhere says how by an example
_UNTOLD = """() => { const main = document.querySelector("main");
  const asked = [...main.querySelectorAll("form input:not([type=hidden]), form select, form textarea, .field input")];
  return asked.length && ![main.textContent, ...asked.map(one => one.placeholder || "")].some(text => text.includes("例如")); }"""
PICTURES = ROOT / "build" / "screens"  # the manual takes its pictures from there


def faults(page: Any) -> list[str]:
    """What WCAG 2.1 A and AA say against the page as it is, at 1280 x 720 and at 200 % zoom (read by axe); whether it scrolls
    sideways, a control lies outside of it, or a form stands there without a hint that gives an example."""
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(_axe())
    found = ["no hint with an example"] if page.evaluate(_UNTOLD) else []
    for width, height in ((1280, 720), (640, 360)):  # 200 % leaves half of either
        page.set_viewport_size({"width": width, "height": height})
        found += [f"{width}: {one}" for one in page.evaluate(_RUN, STANDARD)]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"{width}: scrolls sideways")
        found += [f"{width}: cut off: {one}" for one in page.evaluate(_CUT)]
    page.set_viewport_size({"width": 1280, "height": 720})
    return found


@cache
def _axe() -> str:
    """The judge's own script, to be put into a page once."""
    package = pytest.importorskip("axe_playwright_python", reason="没有装 axe-playwright-python")
    return next(Path(package.__path__[0]).rglob("axe.min.js")).read_text("utf-8")


def out_of_sandbox(page: Any) -> Any:
    """The same page again without its sandbox, in which no script runs and so neither would axe."""

    def lift(route: Any) -> None:
        got = route.fetch()
        route.fulfill(response=got, headers={k: v for k, v in got.headers.items() if k != "content-security-policy"})

    page.route(page.url, lift, times=1)
    return page.goto(page.url)


def go(what: Any, timeout: int = 60_000) -> None:
    """Click, and wait until the page that this leads to is loaded: a click alone returns on the page it was made on."""
    what.wait_for(timeout=timeout)
    with what.page.expect_navigation(timeout=timeout):
        what.click()


def picture(page: Any, name: str) -> None:
    """Keep a picture of the whole page under `build/screens`: of what the manual shows and of journeys, with
    ``QUANMU_PICTURES`` of every screen (each costs a tenth of a second)."""
    shown = [one.shown for one in chapters() if one.picture == name]
    assert not shown or page.locator("h1").inner_text().startswith(shown[0]), f"the manual calls this screen {shown[0]}"
    if not shown and not name.startswith("journey") and not os.environ.get("QUANMU_PICTURES"):
        return
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True)
