"""Verification finds what was changed, lost or slipped in; comparison finds what differs between editions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from invented import FULL, GRANTS, NASTY, edition, plain_matter

from exporters.compare import diff, paragraph, render_diff
from exporters.public import render
from exporters.verify import CODES, verify


@pytest.fixture
def public(tmp_path: Path) -> Path:
    render(edition(), tmp_path)
    return tmp_path


def codes(folder: Path) -> list[tuple[str, str]]:
    found = verify(folder)
    assert all(one.code in CODES and one.message and one.advice for one in found)
    return [(one.code, one.place) for one in found]


def test_untouched_folder_agrees(public: Path):
    assert codes(public) == []


def test_changed_missing_and_extra_files_are_named(public: Path):
    (public / "index.html").write_bytes((public / "index.html").read_bytes() + b" ")
    (public / "style.css").unlink()
    (public / "guides/多出.html").write_text("x", "utf-8")
    assert codes(public) == [
        ("file-changed", "index.html"),
        ("file-missing", "style.css"),
        ("file-unlisted", "guides/多出.html"),
    ]


def test_lines_that_are_not_the_editions_are_found_even_with_a_forged_manifest(public: Path):
    from exporters.folder import sha256
    from exporters.seal import sm3

    path, manifest = public / "data/edition.jsonl", json.loads((public / "manifest.json").read_text("utf-8"))
    path.write_text(path.read_text("utf-8").replace("8个工作日", "1个工作日"), "utf-8")
    manifest["files"]["data/edition.jsonl"] = sha256(path.read_bytes())
    manifest["sm3"]["data/edition.jsonl"] = sm3(path.read_bytes())
    (public / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    assert codes(public) == [("lines-differ", "data/edition.jsonl")]


def test_manifest_may_not_lead_outside(public: Path):
    manifest = json.loads((public / "manifest.json").read_text("utf-8"))
    manifest["files"] |= {"../elsewhere": "0" * 64, "a\0b": "0" * 64, "/etc/hostname": "0" * 64}
    (public / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    assert [code for code, _ in codes(public)] == ["path-outside"] * 3


@pytest.mark.parametrize("text", ["", "{", "[]", '{"files": []}', '{"files": {"a": 1}, "edition": {}}', "\udcff"])
def test_unreadable_manifest_is_one_finding(tmp_path: Path, text: str):
    (tmp_path / "manifest.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    assert [code for code, _ in codes(tmp_path)] == ["manifest-unreadable"]


def test_same_content_has_no_difference(tmp_path: Path):
    found = diff(edition(), edition(number=4))
    assert found.empty and found.same == 22 + 6 + 3
    assert "没有差别" in render_diff(found, tmp_path / "diff.html").read_text("utf-8")


def test_difference_is_told_field_by_field(tmp_path: Path):
    item = FULL.items[0].model_copy(update={"promised_limit": "3个工作日", "conditions": NASTY})
    moved = FULL.model_copy(update={"window": "民生", "finished_at": "县", "review_organ": "市", "items": (item,)})
    old = edition()
    new = edition(number=4, matters=(moved, *old.matters[2:], plain_matter(99, "甲局")), grants=GRANTS[1:])
    found = diff(old, new)
    assert [entry.key for entry in found.added] == ["SL-事项99"]
    assert [entry.name for entry in found.removed] == ["取用水第1类事项的审批与变更登记", "临时救助对象认定 → 甲镇"]
    (move,), (change,) = found.moved, found.changed
    assert {one.field: (one.old, one.new) for one in move.changes} == {
        "综合窗口": ("全科综合窗", "民生"),
        "办结层级": ("镇", "县"),
    }
    fields = {one.field: (one.old, one.new) for one in change.changes}
    assert fields["复议机关"] == ("示例县人民政府（复议）", "市")
    assert fields["办理项“临时救助审批 · 新设（支出型）” 承诺办结时限"] == ("8个工作日", "3个工作日")
    assert fields["办理项“临时救助审批 · 续发”"] == ("有", "无")
    page = render_diff(found, tmp_path / "diff.html").read_text("utf-8")
    assert "3个工作日" in page and "<script>alert" not in page


def test_mode_of_a_grant_counts_as_moved():
    changed = (GRANTS[0].model_copy(update={"mode": "派驻", "instrument": "示例〔0000〕丁号"}), *GRANTS[1:])
    found = diff(edition(), edition(grants=changed))
    assert [one.field for one in found.moved[0].changes] == ["赋权方式"]
    assert [one.field for one in found.changed[0].changes] == ["赋权文书"]


def test_a_sentence_for_a_notice_quotes_short_values_and_points_to_the_table_for_long_ones():
    item = FULL.items[0].model_copy(update={"promised_limit": "3个工作日", "conditions": "逐条写明的条件。" * 30})
    rest = edition().matters[1:]
    said = paragraph(diff(edition(), edition(number=4, matters=(FULL.model_copy(update={"items": (item,)}), *rest))))
    assert "承诺办结时限由“8个工作日”改为“3个工作日”" in said and "逐条写明的条件" not in said
    assert "办理条件有改动，全文见对照表" in said
