"""Every screen in a real browser: no fault of WCAG 2.1 A and AA at 1280 x 720 and at 200 %, no other host asked, keyboard."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from urllib.parse import unquote

import pytest
from looking import faults, go, out_of_sandbox, picture
from site_runner import Site, run, running
from test_web_cards import take_in, write_report

LOOKS = {  # every route that shows a page: who looks, where; {…} is read off a list (FOUND)
    "login": ("", "/login/"), "home": ("reform", "/"), "password": ("clerk", "/password/"), "logout": ("clerk", "/logout/"),
    "welcome": ("", "{welcome}"), "setup-data": ("system", "/setup/data/"),
    "upload-new": ("clerk", "/upload/"), "uploads": ("reform", "/uploads/"), "upload": ("clerk", "/uploads/{trial}/"),
    "export": ("reform", "/export/"), "tray": ("reform", "/tray/"), "tray-row": ("reform", "/tray/{tray}/"),
    "tray-release": ("reform", "/tray/{tray}/release/"), "tray-drop": ("reform", "/tray/{tray}/drop/"), "imports": ("reform", "/imports/"),
    "import": ("reform", "/imports/3/"), "import-undo": ("reform", "/imports/3/undo/"),
    "catalogue": ("reform", "/catalogue/"), "catalogue-drop": ("reform", "/catalogue/views/1/drop/"), "matter": ("reform", "/catalogue/{item}/"), "matter-guide": ("reform", "/catalogue/{item}/guide/"),
    "rule-one": ("reform", "/catalogue/{item}/rule/决定/"),
    "decisions": ("reform", "/decisions/"), "decisions-open": ("reform", "/decisions/open/?lack=委托依据"),
    "decisions-settle": ("reform", "/decisions/settle/?lack=委托依据&question=方式合法"), "names": ("reform", "/decisions/names/"),
    "names-confirm": ("reform", "/decisions/names/confirm/?called=小县自创的事"), "judge": ("reform", "/decisions/judge/"),
    "rules": ("reform", "/rules/?q=临时救助"), "rule": ("reform", "/rules/one/XF-001/"), "proposals": ("reform", "/rules/proposals/"),
    "proposal-new": ("reform", "/rules/proposals/new/"), "proposal-form": ("reform", "/rules/proposals/form/?rule=MZ-002"),
    "proposal": ("second", "/rules/proposals/1/"), "proposal-impact": ("reform", "/rules/proposals/1/impact/"),
    "proposal-decide": ("second", "/rules/proposals/1/decide/"), "values": ("reform", "/rules/values/"),
    "value-change": ("reform", "/rules/values/parameter/临时救助小额标准/"), "list-rows": ("reform", "/rules/values/list/委托依据/"),
    "list-add": ("reform", "/rules/values/list/委托依据/add/"), "text-add": ("reform", "/rules/values/text/add/"),
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
    "upload-remembered": ("reform", "/uploads/5/"), "expired": ("second", "/decisions/judge/"),
    "rule-form-new": ("reform", "/rules/proposals/form/"), "check-form": ("reform", "/rules/proposals/form/?rule=JC-CJ-004"),
}  # fmt: skip
REFUSED = {"forbidden": 403, "unknown": 404}
NO_PAGE = {  # a file, a piece of a page, or on to another page
    "oidc", "oidc-back", "setup", "upload-of-job", "upload-headings", "upload-mend", "upload-file", "upload-again", "upload-send", "upload-review", "upload-drop",
    "tray-mend", "audit-download", "grants-download", "grants-handover-blank", "catalogue-download", "catalogue-save", "catalogue-view", "proposal-of-job", "grants-guides-find", "grants-of-job",
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
    go(page.get_by_role("button", name="移窗口"))
    page.get_by_text("先改的").or_(page.get_by_text("复核员（second）")).first.wait_for()
    assert page.input_value("[name=why]") == "后改的"
    assert faults(page) == []
    picture(page, "two-versions")
    go(page.get_by_role("link", name="放弃我的修改"))
    page.get_by_text("现在在：公安服务窗").wait_for()
    assert page.input_value("[name=why]") == ""


def test_the_judge_does_find_faults(open_page, shared_site: Site):
    page = open_page(shared_site, "", "/login/")
    page.evaluate("document.documentElement.lang = ''; document.querySelector('label').remove();"
                  "document.querySelectorAll('.hint').forEach(one => one.remove());"
                  "document.querySelector('h1').insertAdjacentHTML('afterend', '<p id=wide>' + 'w'.repeat(3000) + '<a href=/>a</a></p>')")  # fmt: skip
    found = {re.sub(r"\d+: ", "", one).split(":")[0] for one in faults(page)}
    assert found >= {"html-has-lang", "label", "scrolls sideways", "cut off", "no hint with an example"}


def test_a_form_that_is_wrong_says_so_beside_the_field_and_goes_there(open_page, shared_site: Site):
    page = open_page(shared_site, "system", "/accounts/new/")
    page.fill("[name=username]", "A B")
    go(page.get_by_role("button", name="建账号"))
    assert page.locator(".field.wrong").count() == 2  # 姓名, 角色
    assert page.evaluate("document.activeElement.name") == "name"
    assert page.input_value("[name=username]") == "A B"
    assert faults(page) == []
    picture(page, "form-errors")


FOCUSED = """() => { const one = document.activeElement, style = getComputedStyle(one);
  return [one.tagName, one.ariaLabel || one.labels?.[0]?.innerText || one.innerText || "", style.outlineStyle + style.outlineWidth]; }"""


def tab_to(page, words: str) -> None:
    """Press Tab, past the menu by the link that skips it, until what is focused is called so; its outline is seen."""
    for _ in range(60):
        page.keyboard.press("Tab")
        tag, called, outline = page.evaluate(FOCUSED)
        assert outline == "solid3px", f"no outline: {tag} {called}"
        if words in called:
            return
        if called == "跳到正文":
            page.keyboard.press("Enter")
            assert page.evaluate("document.activeElement.id") == "main"
    raise AssertionError(f"no Tab reaches {words} on {page.url}")


def test_by_keyboard_alone_an_upload_is_found_on_the_first_page_and_sent_back(full: Site, places, open_page):
    page = open_page(full, "second", "/")

    def use(words: str, key: str = "Enter") -> None:
        tab_to(page, words)
        with page.expect_navigation():
            page.keyboard.press(key)

    use("份报送等您审核")
    use(places["upload"])
    use("退回", "Space")  # without a reason
    assert "退回要写明为什么" in page.evaluate(FOCUSED)[1]  # what is wrong has the focus
    use("回到刚才的页面")
    tab_to(page, "理由")
    page.keyboard.type("第 2 行请核实")
    use("退回")
    assert page.get_by_text("第 2 行请核实").is_visible()
    assert "份报送退回了" in full.person("clerk").get("/").text


def test_without_script_a_group_is_settled_at_once_and_lists_are_sorted_and_printed(full: Site, open_page):
    page = open_page(full, "reform", "/decisions/open/?lack=委托依据&size=20", script=False)
    go(page.get_by_role("link", name="问题", exact=True))
    assert "sort=question" in page.url and "lack=" in page.url and "size=20" in page.url
    asked = page.locator("tbody td:nth-child(4)").all_text_contents()
    assert asked == sorted(asked) and len(asked) > 2
    page.emulate_media(media="print")
    assert not page.locator("nav.side").is_visible() and not page.locator(".acts").first.is_visible()
    assert page.locator("table").is_visible() and page.locator(".printed").is_visible()
    page.emulate_media(media="screen")
    go(page.get_by_role("link", name="成批处理"))
    go(page.get_by_role("link", name="全选"))
    page.get_by_label("理由").fill("2021-12-20 电话核实")
    page.get_by_label("值", exact=True).fill("《示例办法》第一条")
    go(page.get_by_role("button", name="补上"))
    assert page.get_by_text("条记下。重新判定后生效").is_visible()
