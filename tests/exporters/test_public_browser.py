"""The public site in a real browser: found by typing, by keyboard, without script, in large type, asking no other host."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import axe_playwright_python.sync_playwright as axe_runner
import pytest
from invented import NASTY
from invented_site import DIBAO, MEDICAL, RETIRED, site_and_the_one_before

from exporters import public

STANDARD = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], "preload": False}
PAGES = {
    "index": "index.html",
    "guide": "guides/MZ-临时救助.html",
    "nasty guide": "guides/SL-事项22.html",
    "list": "lists/赋权目录-镇街-第二批.html",
    "town": "places/甲镇.html",
    "window": "windows/全科综合窗.html",
    "level": "browse/办结层级/县级.html",
    "retired": f"g/{RETIRED.id}/index.html",
    "editions": "editions.html",
    "old index": "old/2/index.html",
    "old guide": "old/2/guides/MZ-临时救助.html",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site") / "public"
    with pytest.MonkeyPatch.context() as patch:  # pages only: papers and workbooks have tests of their own
        patch.setattr(public, "list_documents", lambda *_: ())
        patch.setattr(public, "workbook", lambda *_: b"")
        one, before = site_and_the_one_before()
        public.render(one, folder, earlier=(before,))
    return folder


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A page of its own; the test fails when it asks anything of a host, raises an error, or opens a dialog."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    one, wrong = context.new_page(), []
    one.on("request", lambda request: None if request.url.startswith("file://") else wrong.append(request.url))
    one.on("requestfailed", lambda request: wrong.append(f"failed {request.url}"))
    one.on("pageerror", lambda error: wrong.append(str(error)))
    one.on("dialog", lambda dialog: (wrong.append("dialog"), dialog.dismiss()))
    yield one
    context.close()
    assert wrong == []


def show(page: Any, site: Path, name: str) -> None:
    page.goto((site / PAGES[name]).as_uri())


def faults(page: Any) -> list[str]:
    found = axe_runner.Axe().run(page, options=STANDARD).response["violations"]
    return [f"{one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize("name", [name for name in PAGES if name not in ("nasty guide", "level")])
def test_no_fault_of_wcag_in_both_sizes_and_zoomed(name: str, page: Any, site: Path):
    show(page, site, name)
    assert faults(page) == []
    page.set_viewport_size({"width": 640, "height": 450})  # what 200 % leaves of 1280 x 900
    assert faults(page) == []
    page.check("#large")
    assert faults(page) == []


def test_the_judge_does_find_faults(page: Any, site: Path):
    show(page, site, "index")
    page.evaluate("document.documentElement.lang = ''; document.querySelector('label[for=search]').remove();"
                  "document.getElementById('search').removeAttribute('placeholder')")  # fmt: skip
    assert {fault.split(":")[0] for fault in faults(page)} >= {"html-has-lang", "label"}


TOO_SMALL = """() => {
  const bad = [];
  for (const e of document.querySelectorAll('a, button, summary, input, label.large')) {
    const box = e.getBoundingClientRect();
    if (!e.classList.contains('skip') && box.width && (box.width < 60 || box.height < 60))
      bad.push(e.outerHTML.slice(0, 80) + ' ' + box.width + 'x' + box.height);
  }
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let n = walk.nextNode(); n; n = walk.nextNode()) {
    const e = n.parentElement, style = getComputedStyle(e);
    if (n.data.trim() && e.offsetParent && !e.closest('.skip, script, noscript') && parseFloat(style.fontSize) < 24)
      bad.push(n.data.trim().slice(0, 40) + ' ' + style.fontSize);
  }
  return bad;
}"""


@pytest.mark.parametrize("name", PAGES)
def test_no_page_scrolls_sideways_and_large_type_is_18_points_with_targets_of_60_pixels(
    name: str, page: Any, site: Path
):
    show(page, site, name)
    assert page.evaluate(TOO_SMALL) != []  # the measure does see the ordinary size
    for large in (False, True):
        page.set_checked("#large", large)
        for width in (320, 360, 640, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (large, width)
            assert not large or page.evaluate(TOO_SMALL) == [], width


def test_large_type_is_remembered_from_page_to_page(page: Any, site: Path):
    show(page, site, "index")
    page.check("#large")
    show(page, site, "guide")
    assert page.is_checked("#large")
    page.uncheck("#large")
    show(page, site, "town")
    assert not page.is_checked("#large")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("低保", DIBAO.name),
        ("怎么办低保", DIBAO.name),
        ("医保", MEDICAL.name),
        ("居民医保参保", MEDICAL.name),
        ("我要办居民医保", MEDICAL.name),
        ("请问怎么办参保登记", MEDICAL.name),
        ("民政局 低保", DIBAO.name),
        (DIBAO.id, DIBAO.name),
        ("甲镇", "甲镇"),
        ("hyperlink", NASTY),
        ("11997001mb0000000x4000511001000", "临时救助对象认定"),
    ],
)
def test_found_by_typing(typed: str, found: str, page: Any, site: Path):
    show(page, site, "index")
    page.locator("#search").press_sequentially(typed)
    assert found in page.locator("#results a").all_text_contents()
    with page.expect_navigation():  # a click alone returns on the page it was made on
        page.locator("#results a").get_by_text(found, exact=True).first.click()
    assert page.locator("h1").inner_text().startswith(found)


def test_nothing_found_says_what_to_do(page: Any, site: Path):
    show(page, site, "index")
    page.fill("#search", "不存在的事")
    assert page.locator("#results li").count() == 0
    assert "没有找到" in page.locator("#found").inner_text()


def test_keyboard_alone_reaches_a_guide(page: Any, site: Path):
    show(page, site, "index")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert page.is_checked("#large")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "search":
            break
    page.keyboard.type("低保")
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator("h1").inner_text().startswith(DIBAO.name)


def test_without_script_all_but_the_search_works(browser: Any, site: Path):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    show(page, site, "index")
    assert not page.locator("#search").is_visible() and page.locator("noscript p").is_visible()
    before = page.locator("h1").bounding_box()["height"]
    page.locator("label.large").click()
    assert page.locator("h1").bounding_box()["height"] > before
    for name in ("困难救助", DIBAO.name):
        with page.expect_navigation():
            page.get_by_role("link", name=name).click()
    assert page.locator("h1").inner_text().startswith(DIBAO.name) and page.locator(".where").is_visible()
    page.goto((site / "g" / DIBAO.id / "index.html").as_uri())
    page.wait_for_url(f"**/guides/{DIBAO.id}.html")
    context.close()


def test_markup_in_a_name_is_text_on_the_page(page: Any, site: Path):
    show(page, site, "nasty guide")
    assert page.locator("h1").inner_text().startswith(NASTY)
    assert (
        page.evaluate("[...document.scripts].filter(s => s.textContent.includes('alert') && s.type === '').length") == 0
    )
