"""Every screen in a real browser: no fault of WCAG 2.1 A and AA at 1280 x 720 and at 200 %, no other host asked, keyboard."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from urllib.parse import unquote

import pytest
from looking import faults, out_of_sandbox, picture
from site_runner import Site, run, running
from test_web_cards import take_in, write_report

LOOKS = {  # every route that shows a page: who looks, where; {…} is read off a list (FOUND)
    "login": ("", "/login/"), "home": ("reform", "/"), "password": ("clerk", "/password/"), "logout": ("clerk", "/logout/"),
    "welcome": ("", "{welcome}"), "setup-data": ("system", "/setup/data/"),
    "upload-new": ("clerk", "/upload/"), "uploads": ("reform", "/uploads/"), "upload": ("clerk", "/uploads/{trial}/"),
    "export": ("reform", "/export/"), "tray": ("reform", "/tray/"), "tray-row": ("reform", "/tray/{tray}/"),
    "tray-release": ("reform", "/tray/{tray}/release/"), "tray-drop": ("reform", "/tray/{tray}/drop/"), "imports": ("reform", "/imports/"),
    "import": ("reform", "/imports/3/"), "import-undo": ("reform", "/imports/3/undo/"),
    "catalogue": ("reform", "/catalogue/"), "matter": ("reform", "/catalogue/{item}/"), "matter-guide": ("reform", "/catalogue/{item}/guide/"),
    "rule-one": ("reform", "/catalogue/{item}/rule/决定/"),
    "decisions": ("reform", "/decisions/"), "decisions-open": ("reform", "/decisions/open/?lack=委托依据"),
    "decisions-settle": ("reform", "/decisions/settle/?lack=委托依据&question=方式合法"), "names": ("reform", "/decisions/names/"),
    "names-confirm": ("reform", "/decisions/names/confirm/?called=小县自创的事"), "judge": ("reform", "/decisions/judge/"),
    "rules": ("reform", "/rules/?q=临时救助"), "rule": ("reform", "/rules/one/XF-001/"), "proposals": ("reform", "/rules/proposals/"),
    "proposal-new": ("reform", "/rules/proposals/new/"), "proposal-form": ("reform", "/rules/proposals/form/?rule=MZ-002"),
    "proposal": ("second", "/rules/proposals/1/"), "proposal-impact": ("reform", "/rules/proposals/1/impact/"),
    "proposal-decide": ("second", "/rules/proposals/1/decide/"), "values": ("reform", "/rules/values/"),
    "value-change": ("reform", "/rules/values/parameter/临时救助小额标准/"), "list-rows": ("reform", "/rules/values/list/委托依据/"),
    "list-add": ("reform", "/rules/values/list/委托依据/add/"),
    "grants": ("reform", "/grants/"), "grants-due": ("reform", "/grants/due/?before=2024-12-31"), "grants-advance": ("reform", "/grants/advance/"),
    "grants-who": ("reform", "/grants/who/?matter=最低生活保障审核确认&accepted=2021-12-31"), "grants-handover": ("town", "/grants/handover/"),
    "grants-propose": ("reform", "/grants/propose/"), "grants-choose": ("reform", "{choose}"), "grants-guides": ("reform", "/grants/guides/"),
    "grant": ("reform", "/grants/{grant}/"),
    "windows": ("reform", "/windows/"), "window": ("reform", "/windows/{window}/"), "window-move": ("reform", "/windows/{window}/move/"),
    "publish": ("reform", "/publish/"), "publish-prepare": ("reform", "/publish/prepare/"), "publish-draft": ("second", "/publish/drafts/{draft}/"),
    "publish-send": ("reform", "/publish/drafts/{draft}/send/"), "publish-approve": ("second", "/publish/drafts/{draft}/approve/"),
    "publish-return": ("second", "/publish/drafts/{draft}/return/"), "publish-drop": ("reform", "/publish/drafts/{draft}/drop/"),
    "publish-edition": ("reform", "/publish/editions/1/"), "publish-withdraw": ("reform", "/publish/editions/1/withdraw/"),
    "publish-verify": ("reform", "/publish/verify/"), "public": ("clerk", "/public/"), "public-file": ("clerk", "/public/index.html"),
    "selfcheck-list": ("town", "/selfcheck/"), "selfcheck-new": ("reform", "/selfcheck/new/"), "selfcheck": ("reform", "/selfcheck/1/"),
    "selfcheck-collect": ("town", "/selfcheck/1/collect/"), "selfcheck-close": ("reform", "/selfcheck/1/close/"),
    "problems": ("reform", "/problems/"), "problem": ("reform", "/problems/{problem}/"),
    **{f"problem-{act}": ("reform", f"/problems/{{problem}}/{act}/") for act in ("assign", "extend", "mend", "add", "review", "refute", "close")},
    "indicators": ("reform", "/indicators/"), "indicator": ("reform", "/indicators/one/{indicator}"), "indicators-count": ("reform", "/indicators/count/"),
    "cards": ("reform", "/cards/"), "card": ("clerk", "/cards/{card}/"),
    **{f"card-{act}": ("reform", f"/cards/{{card}}/{act}/") for act in ("appeal", "uphold", "cancel")},
    "reports": ("auditor", "/reports/"), "report": ("reform", "/reports/2021/"), 
    "help": ("reform", "/help/"), "jobs": ("reform", "/jobs/"), "job": ("reform", "/jobs/{job}/"),
    "accounts": ("system", "/accounts/"), "account-new": ("system", "/accounts/new/"), "account": ("system", "/accounts/4/"),
    "account-change": ("system", "/accounts/4/change/"), "account-reset": ("system", "/accounts/4/reset/"),
    "account-grant": ("security", "/accounts/4/grant/"), "account-switch": ("security", "/accounts/4/switch/"),
    "account-unlock": ("security", "/accounts/4/unlock/"), "audit": ("log", "/audit/"), "audit-verify": ("auditor", "/audit/verify/"),
    "personal": ("security", "/personal/"), "personal-term": ("security", "/personal/term/"), "personal-person": ("security", "/personal/person/"),
}  # fmt: skip
MORE = {  # other states of the same screens
    "home-clerk": ("clerk", "/"), "home-system": ("system", "/"), "accounts-empty": ("system", "/accounts/?q=没有"),
    "upload-review": ("reform", "/uploads/{upload}/"), "forbidden": ("clerk", "/audit/"), "unknown": ("clerk", "/nothing/"), "upload-headings": ("reform", "/uploads/{headings}/"),
    "rule-form-new": ("reform", "/rules/proposals/form/"), "check-form": ("reform", "/rules/proposals/form/?rule=JC-CJ-004"),
}  # fmt: skip
REFUSED = {"forbidden": 403, "unknown": 404}
NO_PAGE = {  # a file, a piece of a page, or on to another page
    "oidc", "oidc-back", "setup", "upload-of-job", "upload-headings", "upload-mend", "upload-file", "upload-again", "upload-send", "upload-review", "upload-drop",
    "tray-mend", "audit-download", "grants-download", "grants-handover-blank", "catalogue-download", "catalogue-save", "catalogue-view", "catalogue-drop", "proposal-of-job", "grants-guides-find", "grants-of-job",
    "publish-of-job", "publish-again", "publish-download", "selfcheck-of-job", "selfcheck-form", "selfcheck-paper", "selfcheck-marked", "selfcheck-remind",
    "selfcheck-compare", "problems-download", "problems-inspections", "problem-evidence", "indicators-download", "indicators-of-job",
    "cards-download", "cards-judge", "report-hold", "report-download", "help-pdf", "job-again",
}  # fmt: skip
FOUND = {  # what stands in an address: on which list, and how it is recognised
    "upload": ("/uploads/", r'/uploads/(3)/"'), "trial": ("/uploads/", r'/uploads/(4)/"'), "headings": ("/uploads/", r'/uploads/(2)/"'), "tray": ("/tray/", r"/tray/(\d+)/"),
    "item": ("/catalogue/?kind=办理项", r'/catalogue/([^/"]+/[0-9a-f]{12})/'), "grant": ("/grants/", r"/grants/([0-9a-f]{12})/"),
    "choose": ("/jobs/?size=100", r'href="(/jobs/\d+/)">[^<]*</a>(?:(?!<tr).)*拟一批'), "window": ("/windows/", r"/windows/([0-9a-f]{12})/"),
    "draft": ("/publish/", r"/publish/drafts/(\d+)/"), "problem": ("/problems/", r"/problems/(\d+)/"), "card": ("/cards/", r"/cards/(\d+)/"),
    "indicator": ("/indicators/", r'/indicators/one/(\?[^"]+)"'), "job": ("/jobs/", r'/jobs/(\d+)/"'),
}  # fmt: skip


@pytest.fixture(scope="module")
def full(small_home, tmp_path_factory) -> Iterator[Site]:
    """A server over a small county in which everything has happened once (states.py)."""
    folder = tmp_path_factory.mktemp("full")
    shutil.copytree(small_home[0], folder / "data")
    take_in(folder / "data", folder)
    write_report(folder / "data")
    assert run(folder / "data", "states.py") == []
    with running(folder / "data") as one:
        one.people.update(small_home[1])
        yield one


@pytest.fixture(scope="module")
def places(full: Site) -> dict[str, str]:
    """What the addresses are filled with."""
    person, found = full.person("reform"), {}
    for name, (path, pattern) in FOUND.items():
        seen = re.search(pattern, person.get(path).text, re.DOTALL)
        assert seen, name
        found[name] = seen[1].replace("&amp;", "&")
    found["choose"] = re.search(r'"(/grants/job/\d+/)"', person.get(found["choose"]).text)[1]
    found["choose"] = person.get(found["choose"]).location
    shown = full.person("system").post("/accounts/10/reset/", {"why": "本人申请"})
    link = re.search(r'value="http://[^/]+(/welcome/[^"]+)"', shown.text)
    assert link, "no one-time link"
    return found | {"welcome": link[1]}


def test_every_route_is_looked_at_or_shows_no_page(full: Site, small_home):
    names = {one["name"] for one in run(small_home[0], "patterns.py")}
    assert names == set(LOOKS) | NO_PAGE and not set(LOOKS) & NO_PAGE


def test_no_screen_has_a_fault_of_wcag_or_is_wider_than_the_window(full: Site, places, open_page):
    wrong, pages = {}, {}
    for name, (username, address) in {**LOOKS, **MORE}.items():
        if username not in pages:
            pages[username] = open_page(full, username, "/help/" if username else "/login/")
        page, path = pages[username], address.format(**places)
        answer = page.goto(full.address + path)
        if "sandbox" in answer.headers.get("content-security-policy", ""):
            answer = out_of_sandbox(page)
        picture(page, name)
        if answer.status != REFUSED.get(name, 200) or unquote(page.url) != full.address + unquote(path):
            wrong[name] = [f"{answer.status} {page.url}"]
            continue
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        if told := faults(page):
            wrong[name] = told
    assert wrong == {}


def test_the_page_with_two_versions_has_no_fault_and_keeps_what_was_typed(full: Site, places, open_page):
    path = f"/windows/{places['window']}/move/"
    page = open_page(full, "reform", path)
    other = full.person("second").post(path, {"window": "公安服务窗", "why": "先改的"})
    assert other.status == 302
    page.select_option("[name=window]", "婚姻登记窗")
    page.fill("[name=why]", "后改的")
    page.get_by_role("button", name="移窗口").click()
    page.get_by_text("先改的").or_(page.get_by_text("复核员（second）")).first.wait_for()
    assert page.input_value("[name=why]") == "后改的"
    assert faults(page) == []
    picture(page, "two-versions")


def test_the_judge_does_find_faults(open_page, shared_site: Site):
    page = open_page(shared_site, "", "/login/")
    page.evaluate("document.documentElement.lang = ''; document.querySelector('label').remove();"
                  "document.querySelector('h1').insertAdjacentHTML('afterend', '<p id=wide>' + 'w'.repeat(3000) + '<a href=/>a</a></p>')")  # fmt: skip
    found = {re.sub(r"\d+: ", "", one).split(":")[0] for one in faults(page)}
    assert found >= {"html-has-lang", "label", "scrolls sideways", "cut off"}


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
