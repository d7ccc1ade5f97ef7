"""Whatever is wrong with what we are given: a clear Chinese message, status 2, nothing lost, nothing kept."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from small_county import FACTS, GRANTS, ITEMS, save, tree


def docx(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("空.xlsx", b"", "文件是空的"),
        ("换行.csv", b"\r\n\r\n", "文件是空的"),
        ("扫描件.xlsx", b"%PDF-1.4 ...", "PDF"),
        ("网页.xls", b"<html><table></table></html>", "网页"),
        ("照片.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "这是图片，不是表格"),
        ("断了.xlsx", b"PK\x03\x04" + b"\0" * 60, "没有传完"),
        ("通讯录.csv", "姓名,爱好\n某人,钓鱼\n".encode(), "认不出版式"),
    ],
)
def test_a_file_that_is_no_catalogue_is_refused_and_not_kept(quanmu, tmp_path, name, content, said):
    (tmp_path / name).write_bytes(content)
    message = quanmu("import", tmp_path / name, ok=False).refused()
    assert name in message and said in message
    assert not (quanmu.home / "files").exists()


def test_a_word_document_and_an_empty_workbook_are_refused(quanmu, tmp_path):
    docx(tmp_path / "通知.xlsx")
    assert "Word" in quanmu("import", tmp_path / "通知.xlsx", ok=False).refused()
    assert "没有内容" in quanmu("import", save(tmp_path / "空表.xlsx", []), ok=False).refused()


@pytest.mark.parametrize("mark", ["机密★3年", "密级：秘密", "绝 密 ★"])
def test_a_marked_workbook_is_refused_and_nothing_of_it_is_kept_or_shown(quanmu, tmp_path, mark):
    rows = [[mark], *ITEMS]
    rows[3] = ["某某局", "不可外传的事项名", *rows[3][2:]]
    ran = quanmu("import", save(tmp_path / "清单.xlsx", rows), ok=False)
    assert "密级" in ran.refused()
    (shown,) = quanmu("import", tmp_path / "清单.xlsx", "--json", ok=False).objects()
    assert shown["outcome"] == "error" and shown["rows"] == [] and shown["issues"][0]["code"] == "secrecy-mark"
    left = b"".join(tree(quanmu.home).values())
    for words in ("不可外传的事项名", "清单.xlsx"):
        assert words.encode() not in left
    assert "不可外传的事项名" not in ran.out + ran.err + str(shown)


def test_good_files_beside_a_bad_one_are_committed_and_the_bad_one_is_named(quanmu, tmp_path):
    good, bad = save(tmp_path / "好.xlsx", GRANTS), tmp_path / "坏.xlsx"
    bad.write_bytes(b"")
    ran = quanmu("import", good, bad, ok=False)
    assert "坏.xlsx" in ran.refused() and "好.xlsx" in ran.out
    assert len(list((quanmu.home / "files").iterdir())) == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["daoru"], "没有 daoru 这个命令"),
        (
            ["rules", "look"],
            "没有 look 这个命令，可用：",
        ),
        (["decide", "--asof", "2021-12-31"], "没有 --asof 这个选项"),
        (["decide", "--as-of", "2021年"], "--as-of 的值不对（应为日期"),
        (["decide", "--as-of"], "--as-of 后面要写一个值"),
        (["decide", "多余"], "多写了 多余"),
        (["import"], "缺少 文件"),
        (["import", "没有.xlsx"], "没有.xlsx"),
        (["import", "--dry-run", "facts.jsonl"], "facts.jsonl"),
        (["decide", "--facts", "没有.jsonl"], "没有这个文件"),
        (["decide", "--book", "."], "--book"),
        (["decide", "--facts", "facts.jsonl", "--book", "没有"], "没有这个文件夹"),
        (["decide", "--facts", "facts.jsonl", "--book", "empty"], "不是规则书"),
        (["rules", "show", "没有-001"], "规则书里没有"),
        (["fields", "--kind", "办里项"], "没有这一类"),
        (["explain", "没有这件事"], "这里没有数据"),
        (["publish"], "这里没有数据"),
        (["diff", "1", "2"], "这里没有数据"),
        (["diff", "empty", "empty"], "不是版次"),
        (["verify", "empty"], "manifest.json"),
        (["identify", "某事", "没有-这个"], "这里没有数据"),
        (["serve", "--public", "empty"], "没有公布出来的页面"),
        (["demo", "--into", "full"], "文件夹里有别的内容"),
    ],
)
def test_a_wrong_command_is_answered_in_chinese(quanmu, tmp_path, words, said):
    (tmp_path / "empty").mkdir()
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "论文.txt").write_text("三年心血", "utf-8")
    (tmp_path / "facts.jsonl").write_text(FACTS, "utf-8")
    message = quanmu(*words, ok=False).refused()
    assert said in message
    assert (tmp_path / "full" / "论文.txt").read_text("utf-8") == "三年心血"
    assert not quanmu.home.exists(), "a mistyped command or folder makes no store"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["explain", "没有这件事"], "库里没有这个事项"),
        (["explain", "慈善组织认定", "--as-of", "2021-12-31", "--to", "丙镇"], "这个事项交给了：甲镇"),
        (["diff", "1", "2"], "没有这一版"),
        (["identify", "某事", "没有-这个"], "登记册里没有"),
    ],
)
def test_what_a_store_does_not_hold_is_said_in_chinese(quanmu, tmp_path, words, said):
    quanmu("import", save(tmp_path / "赋权.xlsx", GRANTS))
    assert said in quanmu(*words, ok=False).refused()


def test_nothing_is_published_over_what_another_store_published(quanmu, tmp_path):
    other = tmp_path / "public" / "manifest.json"
    other.parent.mkdir()
    other.write_text('{"edition": {"lines": "别处的"}}', "utf-8")
    quanmu("import", save(tmp_path / "赋权.xlsx", GRANTS))
    assert "公布" in quanmu("publish", "--into", ".", ok=False).refused()
    assert other.read_text("utf-8") == '{"edition": {"lines": "别处的"}}'
