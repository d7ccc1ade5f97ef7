"""An edition: the same content is the same edition and the same bytes; what changed shows; what leaked would show."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from small_county import DAY, ITEMS, save, tree


def edition(folder: Path) -> dict:
    return json.loads((folder / "public" / "manifest.json").read_text("utf-8"))["edition"]


def test_published_twice_is_the_same_edition_and_the_same_bytes(copied, county, tmp_path):
    first = county.home.parent / "first"
    copied("publish", "--into", tmp_path / "again", "--as-of", DAY)
    assert edition(tmp_path / "again") == edition(first) and edition(first)["number"] == 1
    assert tree(tmp_path / "again" / "public") == tree(first / "public")
    assert tree(tmp_path / "again" / "office") == tree(first / "office")


def test_publishing_does_not_wait_for_the_clock(copied, county, tmp_path):
    copied("publish", "--into", tmp_path / "later", "--as-of", DAY, QUANMU_CLOCK="2031-01-01T00:00:00+08:00")
    assert tree(tmp_path / "later" / "public") == tree(county.home.parent / "first" / "public")


def test_what_a_second_person_approved_is_a_new_edition_and_the_difference_is_shown(copied, tmp_path):
    rows = [list(row) for row in ITEMS]
    rows[4][9] = "2个工作日"
    copied("import", save(copied.home.parent / "in" / "3-实施清单.xlsx", rows))
    one, other = {"QUANMU_USER": "甲"}, {"QUANMU_USER": "乙"}
    alone = copied("publish", "--into", tmp_path / "new", "--as-of", DAY, ok=False, QUANMU_REVIEW="全部")
    assert "quanmu release" in alone.refused() and not (tmp_path / "new").exists()
    (made,) = copied("release", "prepare", "--as-of", DAY, "--json", **one).objects()
    assert (made["number"], made["state"], made["by"]) == (1, "备稿", "甲") and made["left_out"]
    copied("release", "send", 1, "--note", "改承诺时限", **one)
    assert "请由第二个人办" in copied("release", "approve", 1, "--why", "看过", ok=False, **one).refused()
    copied("release", "approve", 1, "--why", "看过", **other)
    copied("release", "publish", 1, "--into", tmp_path / "new", **one)
    assert edition(tmp_path / "new")["number"] == 2 and edition(tmp_path / "new")["note"] == "改承诺时限"
    (shown,) = copied("release", "list", "--json").objects()
    assert [(step["act"], step["by"]) for step in shown["steps"]] == [("送批", "甲"), ("批准", "乙"), ("公布", "甲")]
    (change,) = copied("diff", "1", "2", "--json").objects()
    assert "3个工作日" in json.dumps(change, ensure_ascii=False) and "2个工作日" in json.dumps(
        change, ensure_ascii=False
    )
    assert change["added"] == [] and change["removed"] == []
    copied("verify", tmp_path / "new" / "public")
    old = (tmp_path / "new" / "public" / "old" / "1" / "index.html").read_text("utf-8")
    assert "已被取代" in old and "与现行版相同" in old
    changed = [path.read_text("utf-8") for path in (tmp_path / "new" / "public" / "old" / "1" / "guides").iterdir()]
    assert len(changed) == 1 and "3个工作日" in changed[0] and "已被取代" in changed[0]


def test_a_guide_says_where_to_seek_review_and_by_which_law(county):
    """行政复议法 (2017) 第十二条: against a department, the people's government of its level or the department above."""
    public = county.home.parent / "first" / "public"
    rows = [json.loads(line) for line in (public / "data" / "edition.jsonl").read_text("utf-8").splitlines()]
    (matter,) = [row for row in rows if row["kind"] == "事项" and row["name"] == "慈善组织认定"]
    assert matter["review_organ"] == "县级人民政府或上一级主管部门"
    said = [one for item in matter["items"] for one in item["said"] if one["question"] == "复议机关"]
    assert said and all(one["basis"] == ["《行政复议法》第十二条"] for one in said)
    page = (public / "guides" / f"{matter['id']}.html").read_text("utf-8")
    assert "小县人民政府或上一级主管部门" in page


def test_two_published_folders_can_be_compared_without_the_store(county, quanmu):
    public = county.home.parent / "first" / "public"
    (change,) = quanmu("diff", public, public, "--json").objects()
    assert not any(change[part] for part in ("added", "removed", "changed", "moved"))
    assert not quanmu.home.exists()


@pytest.mark.parametrize("spoil", ["changed", "missing", "extra"])
def test_verify_finds_what_is_not_the_edition(county, quanmu, tmp_path, spoil):
    public, name = tmp_path / "public", "data/事项.csv"
    shutil.copytree(county.home.parent / "first" / "public", public)
    if spoil == "changed":
        assert "一致" in quanmu("verify", public).out
        (public / name).write_bytes((public / name).read_bytes().replace(b"1", b"2", 1))
    elif spoil == "missing":
        (public / name).unlink()
    else:
        name = "多出来的.html"
        (public / name).write_text("x", "utf-8")
    ran = quanmu("verify", public, "--json", ok=False)
    assert ran.status == 2 and [one["place"] for one in ran.objects()] == [name]


def test_an_open_or_faulty_record_is_not_published_and_is_named(county):
    (summary,) = county("publish", "--into", county.home.parent / "again", "--as-of", DAY, "--json").objects()
    left = {(one["kind"], one["name"]) for one in summary["left_out"]}
    assert ("赋权", "慈善组织认定 → 甲镇") in left  # entrusted without a law that allows it
    public = b"".join(tree(county.home.parent / "first" / "public").values()).decode("utf-8", "ignore")
    table = (county.home.parent / "first" / "public" / "data" / "赋权.csv").read_text("utf-8-sig")
    assert "慈善组织认定" in public and "慈善组织认定" not in table and "最低生活保障审核确认" in table


def test_nothing_internal_is_published(county):
    """Claims, sources, findings and who decided stay in the office."""
    public = county.home.parent / "first" / "public"
    texts = "".join(
        path.read_text("utf-8-sig") for path in public.rglob("*") if path.suffix in (".html", ".csv", ".json", ".jsonl")
    )
    for word in ("自报", "权力来源", "上级下放", "3-实施清单.xlsx", "claimed", "持证"):
        assert word not in texts, word
