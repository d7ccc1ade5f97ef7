"""Publishing through pages: nothing goes out without a second person's yes to exactly this; what blocks is told and how."""

from __future__ import annotations

import io
import json
import re
import sqlite3
import zipfile

import pytest
from command_line import Quanmu
from looking import go, picture
from site_runner import Site
from small_county import DAY, DEPARTMENT, ITEMS, save


def said(site: Site, sql: str) -> list[tuple]:
    with sqlite3.connect(site.home / "store.sqlite3") as store:
        return store.execute(sql).fetchall()


def prepared(site: Site, username: str = "reform") -> str:
    """A candidate made through the page; its address."""
    person = site.person(username)
    job = person.post("/publish/prepare/", {"as_of": DAY})
    done = site.finish(job.location, person).text
    assert "备好了" in done, done
    return person.get(job.location.replace("/jobs/", "/publish/job/")).location


@pytest.fixture(scope="module")
def address(site: Site) -> str:
    """One candidate, for the tests that follow each other in this file."""
    return prepared(site)


def test_a_candidate_says_what_blocks_why_and_what_to_do_and_publishes_nothing(site: Site, address: str):
    page = site.person("reform").get(address).text
    assert "小县自创的事" in page
    rows = re.findall(r"<tr><td class=\"whole\">(事项|办理项|赋权)</td>(.*?)</tr>", page, re.S)
    links = re.findall(r'href="(/catalogue/[^"]+)"', "".join(row for _, row in rows))
    assert len(links) == len(rows)
    assert {site.person("reform").get(link.replace("&amp;", "&")).status for link in links} == {200}
    assert rows and all(len(re.sub("<[^>]+>", "", row.split("<td>")[-1])) > 8 for _, row in rows)  # 怎么办
    assert said(site, "SELECT count(*) FROM app_edition") == [(1,)]
    assert json.loads((site.home / "published/public/manifest.json").read_text("utf-8"))["edition"]["number"] == 1


def test_a_department_sees_its_own_blocks_and_decides_nothing(site: Site, address: str):
    own, other = (site.person(name).get(address).text for name in ("clerk", "other"))
    assert f"<td>{DEPARTMENT}</td>" in own and f"<td>{DEPARTMENT}</td>" not in other
    assert "送批" not in own and "与上一版相比" not in other
    assert site.person("clerk").post(address + "send/", {"note": ""}).status == 403


def test_only_a_second_person_approves_or_sends_back_and_then_it_is_published(site: Site, address: str, open_page):
    first, second = site.person("reform"), site.person("second")
    assert "现在是“备稿”" in second.post(address + "approve/", {"why": "同意"}).text  # not handed in yet
    assert first.post(address + "send/", {"note": ""}).status == 302
    for act in ("approve/", "return/"):
        refused = first.post(address + act, {"why": "同意"})
        assert refused.status == 200 and "您自己" in refused.text and "第二个人" in refused.text
    assert "请填写理由" in second.post(address + "return/", {"why": ""}).text
    assert second.post(address + "return/", {"why": "没有写说明"}).status == 302
    assert "没有写说明" in first.get(address).text
    seen = re.search(r'name="version" value="(\w+)"', second.get(address + "approve/").text)[1]
    assert first.post(address + "send/", {"note": "更正承诺时限"}).status == 302
    assert "批准公布" not in first.get(address).text and "批准公布" in second.get(address).text
    assert said(site, "SELECT count(*) FROM app_edition") == [(1,)]
    stale = second.post(address + "approve/", {"why": "核对过", "version": seen})
    assert stale.status == 200 and "变过" in stale.text  # the public note is another than was seen
    page = open_page(site, "second", address)
    go(page.get_by_role("link", name="批准公布"))
    page.get_by_label("理由").fill("核对过")
    go(page.get_by_role("button", name="批准公布"))
    go(page.get_by_role("link", name="看结果"))
    go(page.get_by_role("link", name="公布", exact=True).last)
    page.get_by_role("heading", name="现在公布的").wait_for()
    picture(page, "journey-publish")
    with page.expect_download() as got:
        page.get_by_role("link", name="下载 public").click()
    assert got.value.suggested_filename.endswith(".zip")
    manifest = json.loads((site.home / "published/public/manifest.json").read_text("utf-8"))["edition"]
    assert (manifest["number"], manifest["note"]) == (2, "更正承诺时限")
    told = [row[0] for row in said(site, "SELECT act FROM app_auditentry ORDER BY number DESC LIMIT 9")]
    assert told[:2] == ["公布稿公布", "公布"] and {"公布稿批准", "公布稿退回", "公布稿送批"} <= set(told)
    assert "现在是“已公布”" in second.post(address + "approve/", {"why": "再来"}).text
    assert "更正承诺时限" in first.get("/publish/").text


def test_what_changed_after_the_yes_is_not_published(site: Site, tmp_path):
    first, second = site.person("reform"), site.person("second")
    address = prepared(site)
    first.post(address + "send/", {"note": "第三版"})
    editions = said(site, "SELECT count(*) FROM app_edition")
    rows = [ITEMS[0], *([*row[:-2], "0000-0000009", row[-1]] for row in ITEMS[1:])]
    Quanmu(site.home)("import", save(tmp_path / "3-实施清单.xlsx", rows))
    job = second.post(address + "approve/", {"why": "同意"})
    page = site.finish(job.location, second).text
    assert "失败" in page and "批准以后内容变了" in page
    assert said(site, "SELECT count(*) FROM app_edition") == editions
    assert first.post(address + "drop/", {"why": "重新备稿"}).status == 302
    assert "现在是“作罢”" in first.post(address + "send/", {"note": "x"}).text
    changed = first.get(prepared(site)).text
    assert "0000-0000009" in changed[changed.index("与上一版相比") :]


def test_an_edition_is_withdrawn_with_a_public_reason(site: Site):
    person = site.person("reform")
    assert person.post("/publish/editions/1/withdraw/", {"why": "时限有误"}).status == 302
    assert "这一版已撤回：时限有误" in person.get("/publish/editions/1/").text
    assert "已经撤回过" in person.post("/publish/editions/1/withdraw/", {"why": "又一次"}).text
    assert person.get("/publish/editions/99/").status == 404


def test_files_are_read_downloaded_and_verified_here(site: Site):
    person = site.person("clerk")
    index = person.get("/public/")
    assert index.status == 200 and "style-src 'self'" in index.headers["content-security-policy"]
    assert person.get("/public/style.css").headers["content-type"] == "text/css; charset=utf-8"
    for path in ("../store.sqlite3", "../office/x", "nothing.html", "%2e%2e/%2e%2e/store.sqlite3", "a\0b"):
        assert person.get(f"/public/{path}").status in (400, 404), path
    archive = zipfile.ZipFile(io.BytesIO(person.get("/publish/download/public/").body))
    assert "public/manifest.json" in archive.namelist() and archive.testzip() is None
    assert person.get("/publish/download/office/").status == 404
    assert site.person("auditor").get("/publish/download/office/").status == 200
    assert person.get("/publish/download/store/").status == 404
    assert "全部与校验清单" in person.get("/publish/verify/").text
    style = site.home / "published/public/style.css"
    kept = style.read_bytes()
    style.write_text("改过", "utf-8")
    assert "不一致 1 处" in person.get("/publish/verify/").text
    style.write_bytes(kept)


def test_what_was_published_is_read_in_a_browser(open_page, site: Site):
    page = open_page(site, "clerk", "/public/")
    assert page.get_by_role("link").count() > 3
    page.get_by_role("searchbox").first.fill("慈善")
    picture(page, "public-preview")
