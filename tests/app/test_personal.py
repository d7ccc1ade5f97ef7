"""Personal data: kept as declared, erased everywhere they lie, with digests, editions and the log as they were."""

from __future__ import annotations

import io
import json
import shutil
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from command_line import Quanmu
from small_county import save

from app.personal.files import holds
from app.personal.sealing import digest_of, without

NAME, PHONE, NEWER, OTHER = "示例欧阳某甲", "13900000017", "13900000028", "示例司徒某乙"
FIELDS = """
记录类别:
  - {名称: 联络员, 键: liaison, 主键: [联络单位], 称呼: 联络单位, 责任单位: 联络单位}
字段:
  - {名称: 联络单位, 键: liaison_unit, 类型: 文本, 用于: [联络员]}
  - {名称: 联络人, 键: liaison_name, 类型: 文本, 用于: [联络员], 公开: 个人, 留存: "true"}
  - {名称: 手机, 键: liaison_phone, 类型: 文本, 用于: [联络员], 公开: 个人, 留存: "true"}
  - {名称: 分管天数, 键: liaison_days, 类型: 整数, 用于: [联络员], 公开: 内部}
"""
LAYOUT = "名称: 联络员名单\n键: liaisons\n记录类别: 联络员\n说明: 一行一个单位\n必有: [联络单位, 联络人]\n"
HEAD = ["联络单位", "联络人", "手机", "分管天数"]


@pytest.fixture(scope="module")
def kept(county: Quanmu, tmp_path_factory: pytest.TempPathFactory) -> Quanmu:
    """A county that keeps a list of people: two versions of one row, a row that waits."""
    folder = tmp_path_factory.mktemp("personal")
    shutil.copytree(county.home, folder / "data")
    quanmu = Quanmu(folder / "data")
    for name, text in {"registers/联络员.yaml": FIELDS, "layouts/liaisons.yaml": LAYOUT}.items():
        path = quanmu.home / "book" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    first = save(
        folder / "一.xlsx", [HEAD, ["甲局", NAME, PHONE, 5], ["乙局", OTHER, "", 5], ["丙局", NAME, "", "许多"]]
    )
    second = save(folder / "二.xlsx", [HEAD, ["甲局", NAME, NEWER, 5]])
    for ran in quanmu.several(("import", first), ("import", second)):
        assert ran.status == 0, ran
    (row,) = quanmu("tray", "list", "--json").objects()
    quanmu("tray", "mend", row["number"], "--cell", f"联络人={NAME}改", "--why", "试一试", ok=False)
    return quanmu


@pytest.fixture
def copied_kept(kept: Quanmu, tmp_path: Path) -> Quanmu:
    shutil.copytree(kept.home, tmp_path / "data")
    return Quanmu(tmp_path / "data")


def ask(home: Path, question: str) -> list[tuple]:
    with closing(sqlite3.connect(home / "store.sqlite3")) as store:
        return store.execute(question).fetchall()


def holding(home: Path, word: str) -> list[str]:
    """Files of a data folder in which a word stands: as bytes, or in a part of a workbook."""
    found = []
    for path in (path for path in home.rglob("*") if path.is_file()):
        parts = [path.read_bytes()]
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                parts += [archive.read(name) for name in archive.namelist()]
        if any(word.encode() in part for part in parts):
            found.append(path.relative_to(home).as_posix())
    return found


UNCHANGED = (
    "SELECT id, digest FROM app_revision ORDER BY id",
    "SELECT number, digest, lines FROM app_edition",
    "SELECT number, hash FROM app_auditentry WHERE act <> '清除个人信息' AND act <> '删除含个人信息的文件'",
)


def test_what_came_in_before_a_day_goes_everywhere_and_nothing_else_moves(copied_kept: Quanmu):
    quanmu, home = copied_kept, copied_kept.home
    before = [ask(home, one) for one in UNCHANGED]
    assert holding(home, NAME) and holding(home, PHONE)
    listed, erased, again = quanmu.several(
        ("personal", "list", "--json"),
        ("personal", "erase", "--before", "2999-01-01", "--why", "保存期满", "--json"),
        ("personal", "list", "--json"),
    )
    counts = {(one["place"], one["field"]): one["count"] for one in listed.objects()[0]["places"]}
    assert counts == {("记录的版本", "联络人"): 3, ("记录的版本", "手机"): 2, ("暂存的行", "联络人"): 1}
    done = erased.objects()[0]
    assert (done["places"]["记录"], done["places"]["暂存"], done["places"]["原件"]) == (5, 2, 2) and not done[
        "resealed"
    ]
    for word in (NAME, PHONE, NEWER, OTHER):
        assert holding(home, word) == []
    assert again.objects()[0]["places"] == []
    assert [ask(home, one) for one in UNCHANGED] == before, "digests, editions and the log stay what they were"
    rows = ask(home, "SELECT body, digest FROM app_revision WHERE body <> ''")
    assert all(digest_of(json.loads(body)) == digest for body, digest in rows), "and still tell a change of the rest"
    (entry,) = ask(home, "SELECT by, at, detail FROM app_auditentry WHERE act = '清除个人信息'")
    told = json.loads(entry[2])
    assert entry[0] and entry[1] and told["理由"] == "保存期满" and told["处数"]["记录"] == 5
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):  # the door is shut again
        ask(home, "UPDATE app_revision SET body = ''")


def test_one_person_goes_and_the_others_stay(copied_kept: Quanmu):
    quanmu, home = copied_kept, copied_kept.home
    ran = quanmu("personal", "erase", "--person", "--why", "本人申请", "--json", stdin=f"{NAME}\n{PHONE}\n{NEWER}\n")
    assert ran.objects()[0]["left"] == {}
    for word in (NAME, PHONE, NEWER):
        assert holding(home, word) == []
    assert any(name.startswith("store.sqlite3") for name in holding(home, OTHER))
    assert not any(name.startswith("files/") for name in holding(home, OTHER)), "the workbook named both"
    assert all(NAME not in row[0] for row in ask(home, "SELECT detail FROM app_auditentry"))
    undone = quanmu("undo", max(ask(home, "SELECT max(id) FROM app_importedfile"))[0], "--why", "试", ok=False)
    assert undone.status == 0 and holding(home, NAME) == [], "an undo brings nothing back"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--due",), "理由"),
        (("--why", "x"), "没有写清要清除什么"),
        (("--person", "--why", "x"), "没有写清要清除什么"),
    ],
)
def test_erasing_without_scope_or_reason_is_refused(kept: Quanmu, words, said):
    assert said in kept("personal", "erase", *words, ok=False).refused()


def test_no_rule_reads_a_persons_data_and_no_key_is_made_of_it(kept: Quanmu, tmp_path: Path):
    shutil.copytree(kept.home / "book", tmp_path / "data" / "book")
    (tmp_path / "data" / "book" / "checks").mkdir()
    (tmp_path / "data" / "book" / "checks" / "x.yaml").write_text(
        "- 编号: BD-X-001\n  名称: 查人\n  对象: 联络员\n  依据: [{取自: 联络单位, 要点: 试}]\n  施行: 2020-01-01\n"
        '  条件: {联络人: {已知: 否}}\n  结论: {发现: no-liaison, 级别: 提示, 说明: "{联络人}", 建议: 补}\n'
        "  适用: [{联络人: 甲}]\n  不适用: [{联络人: 甲}]\n",
        "utf-8",
    )
    assert "“联络人”是个人信息，不能作条件" in Quanmu(tmp_path / "data")("rules", "list", ok=False).refused()
    fields = tmp_path / "data" / "book" / "registers" / "联络员.yaml"
    fields.write_text(FIELDS.replace("主键: [联络单位]", "主键: [联络人]"), "utf-8")
    assert "不能用来认出" in Quanmu(tmp_path / "data")("rules", "list", ok=False).refused()


def test_what_an_earlier_release_kept_unsealed_leaves_nothing_to_guess_by():
    body = {"kind": "联络员", "key": "甲", "name": "甲", "facts": {"联络人": NAME, "联络单位": "甲"}, "sources": {}}
    ways = [without(body, ["联络人"], "2024-01-01") for _ in range(2)]
    assert digest_of(ways[0]) != digest_of(ways[1]), "the mark is of a salt that nobody knows"
    assert all(NAME not in str(one) and one["facts"] == {"联络单位": "甲"} for one in ways)
    assert body["facts"]["联络人"] == NAME


def packed(text: str, damage: bool = False) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("xl/sharedStrings.xml", text)
    data = held.getvalue()
    return data.replace("数据".encode(), b"??????") if damage else data


@pytest.mark.parametrize(
    ("data", "answer"),
    [
        (NAME.encode("gb18030"), True),
        (f"单位,{OTHER}".encode(), False),
        (packed(f"<t>{NAME}</t>"), True),
        (packed("<r><t>示例欧阳</t></r><r><rPr/><t>某甲</t></r>"), True),  # two runs of rich text
        (packed("<t>数据</t>"), False),
        (packed("<t>数据</t>", damage=True), None),
        (b"\x89PNG\r\n\x1a\n\x00\x01", None),
        (b"\xd0\xcf\x11\xe0\x00\x00" + NAME.encode("utf-16-le"), True),
    ],
)
def test_a_file_of_which_nobody_can_tell_is_no_file_without_the_name(tmp_path: Path, data: bytes, answer: bool | None):
    path = tmp_path / "file"
    path.write_bytes(data)
    assert holds(path, [NAME]) is answer


def test_files_that_a_person_must_look_into_are_named(copied_kept: Quanmu):
    for name, data in {"photo": b"\x89PNG\x00", "letter": NAME.encode()}.items():
        (copied_kept.home / "files" / name).write_bytes(data)
    ran = copied_kept("personal", "erase", "--person", "--why", "本人申请", stdin=f"{NAME}\n")
    assert "files/letter、files/photo" in ran.out and (copied_kept.home / "files" / "letter").exists()
