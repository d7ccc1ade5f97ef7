"""Every screen in a real browser: no fault of WCAG 2.1 A and AA at 1280 x 720 and at 200 %, no other host asked, keyboard."""

from __future__ import annotations

import re

import pytest
from looking import faults, picture
from site_runner import Site

SCREENS = {  # name: who looks, address
    "login": ("", "/login/"),
    "home-clerk": ("clerk", "/"),
    "home-reform": ("reform", "/"),
    "home-system": ("system", "/"),
    "password": ("clerk", "/password/"),
    "logout": ("clerk", "/logout/"),
    "jobs": ("reform", "/jobs/"),
    "accounts": ("system", "/accounts/"),
    "accounts-empty": ("system", "/accounts/?q=没有"),
    "account": ("system", "/accounts/4/"),
    "account-new": ("system", "/accounts/new/"),
    "account-change": ("system", "/accounts/4/change/"),
    "account-switch": ("security", "/accounts/4/switch/"),
    "audit": ("log", "/audit/"),
    "export": ("reform", "/export/"),
    "audit-verify": ("auditor", "/audit/verify/"),
    "personal-person": ("security", "/personal/person/"),
    "forbidden": ("clerk", "/audit/"),
    "unknown": ("clerk", "/nothing/"),
    "setup-data": ("system", "/setup/data/"),
}


@pytest.mark.parametrize("name", SCREENS)
def test_no_fault_of_wcag(name: str, open_page, shared_site: Site):
    username, path = SCREENS[name]
    page = open_page(shared_site, username, path)
    picture(page, name)
    assert faults(page) == []


def test_the_judge_does_find_faults(open_page, shared_site: Site):
    page = open_page(shared_site, "", "/login/")
    page.evaluate("document.documentElement.lang = ''; document.querySelector('label').remove();"
                  "document.querySelector('h1').insertAdjacentHTML('afterend', '<p id=wide>' + 'w'.repeat(3000) + '</p>')")  # fmt: skip
    assert {re.sub(r"\d+: ", "", one).split(":")[0] for one in faults(page)} >= {
        "html-has-lang",
        "label",
        "scrolls sideways",
    }


def test_a_form_that_is_wrong_says_so_beside_the_field_and_goes_there(open_page, shared_site: Site):
    page = open_page(shared_site, "system", "/accounts/new/")
    page.fill("[name=username]", "A B")
    page.get_by_role("button", name="建账号").click()
    assert page.locator(".field.wrong").count() == 2  # 姓名, 角色
    assert page.evaluate("document.activeElement.name") == "name"
    assert page.input_value("[name=username]") == "A B"
    assert faults(page) == []
    picture(page, "form-errors")


def test_the_keyboard_reaches_the_text_first_and_focus_is_seen(open_page, shared_site: Site):
    page = open_page(shared_site, "log", "/audit/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert outline == "3px"


def test_without_script_a_list_is_sorted_and_paged_by_its_address(open_page, shared_site: Site):
    page = open_page(shared_site, "log", "/audit/?size=20&act=建账号", script=False)
    assert page.locator("tbody tr").count() == 10
    page.get_by_role("link", name="序号").click()
    numbers = [int(t) for t in page.locator("tbody td:first-child").all_text_contents()]
    assert numbers == sorted(numbers) and "sort=number" in page.url and "act=" in page.url


def test_on_paper_the_frame_is_gone(open_page, shared_site: Site):
    page = open_page(shared_site, "log", "/audit/")
    page.emulate_media(media="print")
    assert not page.locator("nav.side").is_visible() and not page.locator(".filter").is_visible()
    assert page.locator("table").is_visible()
