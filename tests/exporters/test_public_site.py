"""The site's own pages: every matter behind every door, towns and windows, small pages, text that stays text."""

from __future__ import annotations

import gzip
import json
import re
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest
from invented import FULL, GRANTS, NASTY, edition, grant, plain_matter, said
from invented_site import DIBAO, FOR_ALL, RETIRED, TOWN_OWN, large_county, whole_site

from catalogue.edition import Edition
from catalogue.finding import UserError
from exporters import pages, public
from exporters.guide import alike, guide_path, guides
from exporters.synonyms import read_synonyms
from exporters.web.browse import doors
from exporters.web.events import read_events, sorted_by_event
from exporters.web.listing import split
from exporters.web.places import place_links, place_pages
from exporters.web.search import SKIP, near
from exporters.web.sheets import list_pages
from exporters.where import spoken_level, where_to_go

ROOT = Path(__file__).parents[2]


def made(one: Edition, every: int = 1) -> dict[str, str]:
    """The site's pages and every n-th guide, without lists and papers."""
    env = pages.environment()
    common = {
        "manifest": one.manifest,
        "county": one.manifest.county,
        "links": {matter.id: guide_path(matter.id) for matter in one.matters},
    }
    found = dict(public.site_pages(env, one, [], {}, common, None))
    found |= dict(public.guide_pages(env, one, guides(one)[::every], common))
    return {path: data.decode() for path, data in found.items()}


@pytest.fixture(scope="module")
def site() -> dict[str, str]:
    return made(whole_site())


def index_of(site: dict[str, str]) -> dict[str, object]:
    return json.loads(site["search-index.js"].removeprefix("window.QUANMU=").rstrip(";\n"))


def test_every_matter_is_behind_every_door():
    one = whole_site()
    ids = {guide_path(matter.id) for matter in one.matters}
    ways = doors(one, read_events([pages.TEMPLATES]))
    assert [way.name for way in ways] == ["人生事件", "经营事件", "服务对象", "窗口", "部门", "办结层级"]
    for way in ways[2:]:
        assert {line.path for page in way.pages for group in page.groups for line in group.lines} == ids, way.name
    both = [*ways[0].pages, *ways[1].pages]
    assert {line.path for page in both for group in page.groups for line in group.lines} == ids


def test_events_follow_the_declared_field_and_nothing_else(tmp_path: Path):
    events = read_events([pages.TEMPLATES])
    named = plain_matter(1, "某局", name="结婚登记", field="")
    found = {name: [m.name for m in ms] for _, name, ms in sorted_by_event((named, DIBAO), events)}
    assert found == {"困难救助": ["最低生活保障对象认定"], "其他": ["结婚登记"]}
    (tmp_path / "life_events.yaml").write_text("- {事件: 困难救助, 类: 人生事件, 业务领域: [没有的]}\n", "utf-8")
    own = read_events([pages.TEMPLATES, tmp_path])
    assert [name for _, name, _ in sorted_by_event((DIBAO,), own)] == ["其他"]
    (tmp_path / "life_events.yaml").write_text("- {事件: 甲, 类: 别的}\n", "utf-8")
    with pytest.raises(UserError, match="事件写法不对"):
        read_events([tmp_path])


def test_a_heavy_page_is_split_and_loses_no_line():
    (page,) = [p for way in doors(large_county(900), []) for p in way.pages if p.title == "县级"]
    parts = split(page)
    assert len(parts) > 2 and [part.part for part in parts] == list(range(1, len(parts) + 1))
    lines = [line for part in parts for group in part.groups for line in group.lines]
    assert lines == [line for group in page.groups for line in group.lines]


def test_a_towns_page_keeps_own_handed_and_received_apart():
    found = {
        page.title: {group.heading: [line.name for line in group.lines] for group in page.groups}
        for page in place_pages(whole_site())
    }
    assert found["甲镇"] == {
        "自己办的": [TOWN_OWN.name, "集市管理"],
        "目录写作由“各镇人民政府”办的": [FOR_ALL.name],
        "上级交下来的（交由）": ["户外广告处罚"],
        "上级交下来的（委托）": [FULL.name],
        "只收件的": [DIBAO.name],
    }
    assert found["乙街道"] == {"上级交下来的（委托）": [FULL.name]}  # 镇 in an answer says nothing of streets
    assert found["甲镇东村"] == {
        "只收件的（服务前移）": ["老年人证明代办"],
        "目录写作由“各村（社区）”办的": ["代办养老金资格认证"],
    }
    assert found["示例园区管委会"] == {"上级交下来的（委托）": ["项目备案"]}
    assert found["各镇人民政府"]["自己办的"] == [FOR_ALL.name]
    assert place_links(whole_site())["甲镇人民政府"] == place_links(whole_site())["甲镇"]


def test_a_window_page_says_where_when_and_what(site: dict[str, str]):
    page = unescape(site["windows/全科综合窗.html"])
    for words in ("示例县政务服务大厅二楼3号窗", "工作日9:00-17:00", FULL.name, DIBAO.name, "这个窗口收4项"):
        assert words in page, words


def test_a_guide_begins_with_where_to_go(site: dict[str, str]):
    page = site[guide_path(DIBAO.id)]
    box = page[page.index('class="where"') : page.index("</section>")]
    said = dict(re.findall(r'<dt>(.*?)</dt><dd>\s*<span class="\w+">(.*?)</span>', box))
    assert said["谁收件"] == "镇；政务大厅全科综合窗" and said["谁决定"] == "县级，由示例县民政局实施"
    assert said["哪个窗口"] == "全科综合窗" and said["要跑几次"] == "到现场1次" and said["要花钱吗"] == "不收费"
    assert said["办理地点"] == "目录未载明"
    assert page.index('class="where"') < page.index('<table class="facts">')
    full = unescape(site[guide_path(FULL.id)])
    assert "身份证明" in full and "（必要，原件，1份）" in full and "只用于：新设（支出型）" in full


def test_where_items_differ_each_says_whose_it_is():
    items = tuple(
        FULL.items[0].model_copy(update={"situation": s, "visits": v}) for s, v in (("新办", "0"), ("注销", "2"))
    )
    words = dict(where_to_go(FULL.model_copy(update={"items": items}), "大厅", "全科综合窗"))
    assert words["要跑几次"] == "新办：不用到现场\n注销：到现场2次"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("县", "县级"),
        ("村或镇街", "村（社区）或镇（街道）"),
        ("镇和县共同", "镇和县级共同"),
        ("县级民政部门", "县级民政部门"),
    ],
)
def test_levels_are_spoken(answer: str, words: str):
    assert spoken_level(answer) == words


def test_alike_grants_are_told_once_with_every_recipient():
    one, other = (
        GRANTS[0].model_copy(update={"recipient": name, "finished_by": name, "recipient_class": c, "said": (GRANTS[0].said[0].model_copy(update={"reason": f"可以委托{name}。"}),)})
        for name, c in (("甲镇", "重点镇"), ("丙镇", "一般镇"))
    )  # fmt: skip
    (same,) = alike((one, other))
    assert same.recipients == ("甲镇", "丙镇") and same.grant.said[0].reason == "可以委托承接主体。"
    assert [len(h.recipients) for h in alike((one, other.model_copy(update={"instrument": "另一份"})))] == [1, 1]


def test_index_page_carries_no_rows_and_the_index_every_matter(site: dict[str, str]):
    assert "guides/" not in site["index.html"]
    rows = index_of(site)["rows"]
    assert [row[1] for row in rows] == [matter.name for matter in whole_site().matters]
    assert "<" not in site["search-index.js"] and any(row[1] == NASTY for row in rows)


def test_synonyms_lead_both_ways():
    assert near({"低保": ["最低生活保障"], "不参与查找的词": ["办"]}) == {
        "低保": ["最低生活保障"],
        "最低生活保障": ["低保"],
    }


def test_every_everyday_word_leads_to_a_matter_or_an_organ():
    """A misspelt synonym finds nothing and nobody notices: each must occur among the register's matters or a county's organs."""
    files = [*(ROOT / "rules/book/matters").rglob("*.yaml"), ROOT / "examples/linhu/source/事项.yaml"]
    register = "".join(path.read_text("utf-8") for path in files)
    declared = read_synonyms([pages.TEMPLATES])
    assert len(declared) > 100 and {"医保", "宅基地", "低保"} <= declared.keys()
    dead = {word for word, others in declared.items() if word != SKIP and not any(one in register for one in others)}
    assert dead == set()


def test_no_page_has_inline_script_or_style(site: dict[str, str]):
    """A site may be served under script-src 'self'; style-src 'self'."""
    for path, page in site.items():
        if path.endswith(".html"):
            assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", page), path
            inline = re.findall(r"<script(?![^>]*\bsrc=)([^>]*)>", page)
            assert all(kind == ' type="application/ld+json"' for kind in inline), path


def test_linked_data_is_valid_json_of_the_right_matter(site: dict[str, str]):
    for matter in whole_site().matters:
        (found,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', site[guide_path(matter.id)], re.S)
        data = json.loads(found)
        assert (data["@context"], data["@type"]) == ("https://schema.org", "GovernmentService")
        assert (data["identifier"], data["name"]) == (matter.id, matter.name)
        assert data["provider"] == {"@type": "GovernmentOrganization", "name": matter.department}


def test_a_real_countys_pages_stay_small():
    one = large_county()
    found = made(one, every=100)
    heavy = {
        path: len(page.encode())
        for path, page in found.items()
        if path.endswith(".html") and len(page.encode()) > 50_000
    }
    assert heavy == {} and len(one.matters) == 3243
    assert len(index_of(found)["rows"]) == 3243
    assert len(gzip.compress(found["search-index.js"].encode(), 9)) < 300_000


def test_a_long_list_is_split_into_small_pages_and_loses_no_row():
    """900 matters on one window, and grants to twelve towns whose reasons differ in the town's name alone."""
    one = large_county(900)
    towns = [f"第{n}示例镇" for n in range(12)]
    long = said("可委托", "可否下放")
    grants = tuple(
        grant(f"事项{n}", town, said=(long.model_copy(update={"reason": f"可以交给{town}。" + "理由很长" * 400}),))
        for n in range(20)
        for town in towns
    )
    one = one.model_copy(
        update={
            "matters": tuple(m.model_copy(update={"in_hall": True, "window": "全科"}) for m in one.matters),
            "grants": grants,
        }
    )
    env, links = pages.environment(), {matter.id: guide_path(matter.id) for matter in one.matters}
    common = {"manifest": one.manifest, "county": one.manifest.county, "links": links}
    split_lists = 0
    for sheet in public.sheets(one):
        found = [(path, data.decode()) for path, data in list_pages(env, sheet, common)]
        assert len({path for path, _ in found}) == len(found) and found[0][0] == f"{sheet.path}.html"
        assert {path: len(page.encode()) for path, page in found if len(page.encode()) > 50_000} == {}
        serials = [n for _, page in found for n in re.findall(r'data-label="序号">(\d*)<', page)]
        assert serials == [row["序号"] for section in sheet.sections for row in section.rows if "序号" in row]
        for number, (path, page) in enumerate(found, start=1):
            onward = re.findall(r'href="([^"]+)">第(\d+)页', page)
            assert {str(number + 1)} & {n for _, n in onward} or number == len(found), path
            assert all(f"{path.rpartition('/')[0]}/{unquote(to)}" in dict(found) for to, _ in onward)
        split_lists += len(found) > 1
    assert split_lists > 2


def test_same_site_from_the_same_edition():
    assert made(edition()) == made(edition())
    assert RETIRED.id not in made(whole_site())["search-index.js"]
