"""What a browser test asks of a page: no fault of WCAG, no sideways scrolling, a picture to look at."""

from __future__ import annotations

from typing import Any

import pytest
from command_line import ROOT

from app.web.manual import chapters

STANDARD = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], "preload": False}
PICTURES = ROOT / "build" / "screens"  # the manual takes its pictures from there


def faults(page: Any) -> list[str]:
    """What WCAG 2.1 A and AA say against the page as it is, at 1280 x 720 and at 200 % zoom, and whether it scrolls
    sideways; read by axe."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="没有装 axe-playwright-python").Axe()
    found = []
    for width, height in ((1280, 720), (640, 360)):  # 200 % leaves half of either
        page.set_viewport_size({"width": width, "height": height})
        for one in axe.run(page, options=STANDARD).response["violations"]:
            found += [f"{width}: {one['id']}: {node['html'][:160]}" for node in one["nodes"]]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"{width}: scrolls sideways")
    page.set_viewport_size({"width": 1280, "height": 720})
    return found


def picture(page: Any, name: str) -> None:
    """Keep a picture of the whole page under `build/screens`."""
    shown = [one.shown for one in chapters() if one.picture == name]
    assert not shown or page.locator("h1").inner_text().startswith(shown[0]), f"the manual calls this screen {shown[0]}"
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True)
