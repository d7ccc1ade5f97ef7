"""Earlier editions stay readable and marked: nothing twice, nothing of a withdrawn one, no page taken for today's."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import unquote

import pytest
from invented import edition, plain_matter

from catalogue.edition import Edition, PastEdition, PublicRetired
from catalogue.finding import UserError
from exporters.own_templates import copy
from exporters.public import render
from exporters.verify import verify

SAME, CHANGED, GONE = (plain_matter(n, "示例县水利局", "全科", name=f"取水事项{n}") for n in (1, 2, 3))
NOW = CHANGED.model_copy(update={"answerable": "改由示例县另一局负责"})


def numbered(number: int, matters: tuple, withdrawn: dict[int, str] | None = None, **more) -> Edition:
    """Edition `number` with a history of all before it."""
    made = edition(number=number, matters=matters, grants=(), agreements=()).model_copy(update=more)
    history = tuple(
        PastEdition(
            number=n,
            as_of=date(2018 + n, 12, 31),
            published=f"{2019 + n}-01-05T09:00",
            lines="d" * 64,
            withdrawn=(withdrawn or {}).get(n, ""),
        )
        for n in range(1, number)
    )
    changes = {"history": history, "as_of": date(2018 + number, 12, 31), "lines": made.lines_digest()}
    return made.model_copy(update={"manifest": made.manifest.model_copy(update=changes)})


FIRST, SECOND = numbered(1, (SAME, CHANGED, GONE)), numbered(2, (SAME, CHANGED))
RETIRED = PublicRetired(id=GONE.id, name=GONE.name, department=GONE.department, last=1, last_day=date(2019, 12, 31))


def third(withdrawn: dict[int, str] | None = None) -> Edition:
    return numbered(3, (SAME, NOW), withdrawn, retired=(RETIRED,))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site") / "public"
    render(third(), folder, earlier=(SECOND, FIRST))
    return folder


def links(path: Path) -> Iterator[Path]:
    for link in re.findall(r'(?:href|src)="([^"#]+)', path.read_text("utf-8")):
        yield (path.parent / unquote(link)).resolve()


def test_every_guide_of_every_edition_is_reached_from_its_index_and_says_what_it_said(site: Path):
    for old in (FIRST, SECOND):
        reached = {one.name: one for one in links(site / "old" / str(old.manifest.number) / "index.html")}
        for matter in old.matters:
            page = reached[f"{matter.id}.html"].read_text("utf-8")
            assert matter.name in page and matter.answerable in page
    assert NOW.answerable in (site / "guides" / f"{NOW.id}.html").read_text("utf-8")


def test_what_a_later_edition_holds_unchanged_is_not_written_again(site: Path):
    written = {path.relative_to(site / "old").as_posix() for path in (site / "old").rglob("guides/*.html")}
    # the changed one stands once, in the newest edition that said so; the one that stayed nowhere
    assert written == {f"2/guides/{CHANGED.id}.html", f"1/guides/{GONE.id}.html"}


def test_every_old_page_is_marked_leads_on_and_is_hidden_from_search_engines(site: Path):
    pages = list((site / "old").rglob("*.html"))
    assert len(pages) > 5
    for path in pages:
        page = path.read_text("utf-8")
        assert re.search(r"旧版</b>　这是第\d版（截至20\d\d-12-31），已被取代.{0,60}现行的是第3版", page), path
        assert '<meta name="robots" content="noindex">' in page and "ld+json" not in page
        assert "下载：" not in page, "旧清单没有别的格式，不能留着打不开的链接"
        assert all(target.is_file() for target in links(path)), path
    assert site / "guides" / f"{NOW.id}.html" in set(links(site / "old" / "2" / "guides" / f"{CHANGED.id}.html"))
    assert "已被取代" not in (site / "index.html").read_text("utf-8")


def test_editions_and_the_link_of_a_gone_matter_lead_to_what_was(site: Path):
    assert {site / "old/1/index.html", site / "old/2/index.html"} <= set(links(site / "editions.html"))
    assert site / f"old/1/guides/{GONE.id}.html" in set(links(site / "g" / GONE.id / "index.html"))


def test_the_whole_text_of_an_old_edition_is_there_and_the_folder_verifies(site: Path):
    text = gzip.decompress((site / "old/1/edition.jsonl.gz").read_bytes()).decode()
    assert text == FIRST.json_lines()
    assert verify(site) == []


def test_the_same_editions_give_the_same_bytes(site: Path, tmp_path: Path):
    render(third(), tmp_path / "public", earlier=(SECOND, FIRST))
    again = {path.relative_to(tmp_path / "public"): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert again == {path.relative_to(site): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def test_nothing_of_a_withdrawn_edition_is_shown_but_its_reason(tmp_path: Path):
    render(third({1: "依据有误"}), tmp_path / "public", earlier=(SECOND, FIRST))
    assert not (tmp_path / "public/old/1").exists() and (tmp_path / "public/old/2").exists()
    assert "依据有误" in (tmp_path / "public/editions.html").read_text("utf-8")
    page = (tmp_path / "public/g" / GONE.id / "index.html").read_text("utf-8")
    assert "当时的办事指南" not in page


def test_an_offices_template_that_drops_the_mark_is_refused(tmp_path: Path):
    copy("base.html", tmp_path / "own")
    base = tmp_path / "own" / "base.html"
    base.write_text(base.read_text("utf-8").replace("{{ old.words }}", ""), "utf-8")
    with pytest.raises(UserError, match="没有印出"):
        render(third(), tmp_path / "public", overlay=tmp_path / "own", earlier=(SECOND, FIRST))
    assert not (tmp_path / "public").exists()
