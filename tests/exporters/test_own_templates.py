"""Templates belong to the office: fenced in, and whoever breaks one is told where; nothing half-written stays."""

from __future__ import annotations

import io
import pickle
import shutil
from datetime import date
from pathlib import Path

import docx
import pytest
from invented import edition

from catalogue.finding import UserError
from exporters import pages
from exporters.own_templates import WORD, copy, known
from exporters.paper.pdf import pdf
from exporters.paper.word import STYLES
from exporters.public import render


def published(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The edition published once; nobody changes it."""
    folder = tmp_path_factory.mktemp("first") / "public"
    render(edition(), folder)
    return folder


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("{{ guide.nothing }}", "没有的名称"),
        ("{% if %}", "写法不对"),
        ("{{ ''.__class__.__mro__ }}", "不许做"),
        ("{{ guide.items.append(1) }}", "没有的名称|不许做"),
        ("{{ 1 // 0 }}", "出错"),
        ('{% include "nowhere.html" %}', "不存在"),
        ("{% for n in range(99999999) %}x{% endfor %}", "出错"),
    ],
)
def test_a_template_that_fails_names_its_line_and_the_matter(line: str, what: str, tmp_path: Path, first: Path):
    shutil.copytree(first, tmp_path / "public")
    before = published(tmp_path / "public")
    own = tmp_path / "templates"
    own.mkdir()
    text = (pages.TEMPLATES / "guide.html").read_text("utf-8").split("\n")
    at = next(n for n, words in enumerate(text) if "<h1>" in words)
    (own / "guide.html").write_text("\n".join([*text[:at], line, *text[at:]]), "utf-8")
    with pytest.raises(UserError, match=what) as error:
        render(edition(), tmp_path / "public", overlay=own)
    assert "guide.html" in error.value.place
    if "include" not in line:
        assert error.value.place.endswith(f"guide.html 第 {at + 1} 行")
    assert "临时救助对象认定" in error.value.what
    assert published(tmp_path / "public") == before and not (tmp_path / ".public.new").exists()


def test_a_page_without_end_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pages, "LARGEST", 1000)
    (tmp_path / "p.html").write_text("{% for n in range(9999) %}{{ n }}{% endfor %}", "utf-8")
    with pytest.raises(UserError, match="不许做"):
        pages.page(pages.environment(tmp_path), "p.html", title="某页")


def test_a_paper_template_that_fails_names_itself_and_the_list(tmp_path: Path):
    copy("annex.typ", tmp_path)
    broken = tmp_path / "paper" / "table.typ"
    broken.write_text(broken.read_text("utf-8").replace("list.total", "list.nothing"), "utf-8")
    with pytest.raises(UserError, match="赋权目录") as error:
        render(edition(), tmp_path / "public", overlay=tmp_path)
    assert "模板" in error.value.place and not (tmp_path / "public").exists()


@pytest.mark.parametrize(
    "line",
    [
        '#read("/etc/hostname")',
        '#read("../../../../../../etc/hostname")',
        '#import "@preview/cetz:0.3.0": canvas',
        '#let name = "@pre" + "view/cetz:0.3.0"; #import name: canvas',
        '#image("/etc/hostname")',
        '#include "../lists.yaml"',
    ],
)
def test_a_paper_template_reads_its_own_folder_and_nothing_else(line: str, tmp_path: Path):
    (tmp_path / "lists.yaml").write_text("- 别处的文件", "utf-8")
    copy("annex.typ", tmp_path)
    own = tmp_path / "paper" / "annex.typ"
    own.write_text(f"// 本局的模板\n{line}\n{own.read_text('utf-8')}", "utf-8")
    with pytest.raises(UserError, match="某清单") as error:
        pdf("annex.typ", {}, title="某清单", made=date(2021, 12, 31), overlay=tmp_path)
    assert error.value.place == "模板 annex.typ 第 2 行"
    assert "不在模板的文件夹里" in error.value.what and "只许读自己所在的文件夹" in error.value.advice


def test_a_link_out_of_the_templates_folder_is_refused_and_its_own_files_are_read(tmp_path: Path):
    (tmp_path / "paper").mkdir()
    own = tmp_path / "paper" / "annex.typ"
    own.write_text('#read("本局.txt")', "utf-8")
    (tmp_path / "paper" / "本局.txt").write_text("本局自用", "utf-8")
    given = {"title": "某清单", "made": date(2021, 12, 31), "overlay": tmp_path}
    assert pdf("annex.typ", {}, **given).startswith(b"%PDF")
    (tmp_path / "paper" / "本局.txt").unlink()
    (tmp_path / "paper" / "本局.txt").symlink_to("/etc/hostname")
    with pytest.raises(UserError, match="链接") as error:
        pdf("annex.typ", {}, **given)
    assert "本局.txt" in error.value.place


def test_what_is_wrong_comes_whole_out_of_another_process():
    error = UserError("某处", "某事", "某法")
    again = pickle.loads(pickle.dumps(error))
    assert (again.place, again.what, again.advice) == ("某处", "某事", "某法")


def test_a_copy_changes_nothing_and_overwrites_nothing(tmp_path: Path, first: Path):
    second = tmp_path / "two"
    own = tmp_path / "own"
    for template in known(own):
        copy(template.name, own)
    assert all(template.own for template in known(own))
    (own / "synonyms.yaml").unlink()  # an office's words are added to ours
    (own / "paper" / "notice.docx").unlink()  # the base document is not the shipped bytes: left aside here
    render(edition(), second, overlay=own)
    differing = [name for name, data in published(first).items() if published(second)[name] != data]
    assert differing == ["manifest.json"], "照抄的模板，印出来只有排版摘要不同"
    (own / "guide.html").write_text("改过", "utf-8")
    written, kept = copy("guide.html", own)
    assert (written, kept) == ([], [own / "guide.html"]) and (own / "guide.html").read_text("utf-8") == "改过"


def test_a_paper_template_comes_with_what_it_imports(tmp_path: Path):
    written, _ = copy("notice.typ", tmp_path)
    assert {path.name for path in written} == {"notice.typ", "table.typ", "common.typ"}


def test_the_base_document_has_every_style(tmp_path: Path):
    (path,), _ = copy(WORD, tmp_path)
    book = docx.Document(io.BytesIO(path.read_bytes()))
    assert set(STYLES) <= {style.name for style in book.styles}


def test_an_unknown_template_is_told_what_there_is(tmp_path: Path):
    with pytest.raises(UserError, match=r"guide\.html"):
        copy("guide.htm", tmp_path)
