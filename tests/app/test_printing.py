"""Printing from an edition: what was published, in whose folder it is asked for; a wrong name never prints another."""

from __future__ import annotations

import json

import pytest


def written(ran) -> list[str]:
    (said,) = ran.objects()
    return said["written"]


def test_a_guide_is_printed_in_every_form_from_the_latest_edition(county, tmp_path):
    files = written(county("print", "guide", "养老机构备案", "--into", tmp_path, "--json"))
    assert len(files) == 4 and {name.rsplit(".", 1)[1] for name in files} == {"pdf", "docx"}
    heads = {(tmp_path / name).read_bytes()[:4] for name in files}
    assert heads == {b"%PDF", b"PK\x03\x04"}


def test_a_published_folder_prints_without_the_store(county, quanmu, tmp_path):
    public = county.home.parent / "first" / "public"
    files = written(
        quanmu(
            "print",
            "guide",
            "--all",
            "--form",
            "简",
            "--format",
            "pdf",
            "--edition",
            public,
            "--into",
            tmp_path,
            "--json",
        )
    )
    guides = json.loads((public / "manifest.json").read_text("utf-8"))["edition"]["counts"]["事项"]
    assert len(files) == guides > 1 and not quanmu.home.exists()


def test_a_slip_names_the_papers(county, tmp_path):
    (file,) = written(county("print", "slip", "养老机构备案", "--missing", "1", "--into", tmp_path, "--json"))
    assert (tmp_path / file).exists()


@pytest.mark.parametrize(
    "words",
    [
        ("guide",),
        ("guide", "养老机构"),
        ("guide", "养老机构备案", "--edition", "99"),
        ("slip", "养老机构备案", "--item", "9"),
        ("slip", "养老机构备案", "--missing", "9"),
        ("slip", "养老机构备案", "--missing", "甲"),
        ("qr", "--window", "没有这个窗"),
        ("booklet", "没有这件事"),
    ],
)
def test_what_is_not_there_is_said_and_nothing_is_written(county, tmp_path, words):
    county("print", *words, "--into", tmp_path / "out", ok=False).refused()
    assert not (tmp_path / "out").exists()


def test_a_near_name_is_offered_not_taken(county, tmp_path):
    said = county("print", "guide", "养老机构", "--into", tmp_path / "out", ok=False).refused()
    assert "养老机构备案" in said


def test_codes_need_the_address_of_the_site(copied, tmp_path):
    assert "公布网址" in copied("print", "qr", "--all", "--into", tmp_path / "out", ok=False).refused()
    form = copied.home / "book" / "county.yaml"
    form.write_text(form.read_text("utf-8") + "公布网址: https://xiao.example/\n", "utf-8")
    copied("publish", "--into", tmp_path / "new", "--as-of", "2021-12-31")
    (file,) = written(copied("print", "qr", "--all", "--into", tmp_path / "out", "--json"))
    assert (tmp_path / file).read_bytes()[:4] == b"%PDF"


def test_every_short_link_leads_to_its_guide(county):
    public = county.home.parent / "first" / "public"
    guides = {path.stem for path in (public / "guides").glob("*.html")}
    links = {path.parent.name: path.read_text("utf-8") for path in (public / "g").glob("*/index.html")}
    assert links.keys() == guides
    assert all(f'url=../../guides/{code}.html"' in page for code, page in links.items())
