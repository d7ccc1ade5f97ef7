"""The store only grows: the database refuses changes, the audit log shows them, a damaged file is left alone."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from small_county import DAY, GRANTS, ITEMS, TOWN, save

from app.trouble import told
from catalogue.canonical import dumps
from catalogue.records import Source, stored_record

TABLES = {
    "app_importedfile": "name",
    "app_revision": "body",
    "app_confirmation": "matter",
    "app_rulebook": "content",
    "app_decisionbody": "body",
    "app_decisionrun": "counts",
    "app_decisionrow": "status",
    "app_edition": "lines",
    "app_auditentry": "detail",
}


def ask(home: Path, sql: str, *values: object) -> list[tuple]:
    with closing(sqlite3.connect(home / "store.sqlite3")) as connection, connection:
        return connection.execute(sql, values).fetchall()


def counts(home: Path) -> dict[str, int]:
    return {table: ask(home, f"SELECT count(*) FROM {table}")[0][0] for table in TABLES}


@pytest.mark.parametrize(("table", "column"), TABLES.items())
def test_the_database_itself_refuses_to_change_or_delete(copied, table, column):
    before = ask(copied.home, f"SELECT * FROM {table} ORDER BY id")
    assert before
    for sql in (f"UPDATE {table} SET {column} = '改'", f"DELETE FROM {table}"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            ask(copied.home, sql)
    assert ask(copied.home, f"SELECT * FROM {table} ORDER BY id") == before


@pytest.mark.parametrize("column", ["detail", "at", "by", "act", "previous", "hash"])
def test_a_changed_act_is_found_and_named(copied, column):
    ask(copied.home, "DROP TRIGGER app_auditentry_no_update")
    ask(copied.home, f"UPDATE app_auditentry SET {column} = '改' WHERE number = 3")
    assert "审计日志第 3 条" in copied("decide", "--as-of", DAY, ok=False).refused()


def test_a_removed_act_is_found(copied):
    ask(copied.home, "DROP TRIGGER app_auditentry_no_delete")
    ask(copied.home, "DELETE FROM app_auditentry WHERE number = 2")
    assert "审计日志第 2 条" in copied("decide", ok=False).refused()


def test_a_record_changed_beneath_its_digest_is_found_and_named(copied):
    ask(copied.home, "DROP TRIGGER app_revision_no_update")
    ask(
        copied.home,
        "UPDATE app_revision SET body = replace(body, '符合条件的本县居民', '任何人') WHERE kind = '办理项'",
    )
    said = copied("decide", "--as-of", DAY, ok=False).refused()
    assert "办理项“慈善组织认定”" in said and "与入库时的摘要不符" in said


def test_a_stored_row_says_where_it_stands_and_gives_each_source_when_asked():
    """`place` is read without the rest: a name or a raw text may look like JSON."""
    kept = {
        '甲":{': Source(file="一.xlsx", cell='表":{!B2', raw='{"cell":"C3"}'),
        "申": Source(file="二.xlsx", cell="表!C3"),
    }
    row = {"kind": "机构", "key": "甲镇", "name": "甲镇", "valid_from": "2021-01-01"}
    record = stored_record(row, {}, dumps(kept))
    assert record.place == '一.xlsx 表":{!B2'
    assert dict(record.sources) == kept
    assert record.place == '一.xlsx 表":{!B2'
    assert stored_record(row, {}, "{}").place == ""


@pytest.mark.parametrize("damage", ["text", "cut", "holes"])
def test_a_damaged_store_is_named_and_left_as_it_is(copied, damage):
    store = copied.home / "store.sqlite3"
    ask(copied.home, "PRAGMA wal_checkpoint(TRUNCATE)")
    whole = store.read_bytes()
    store.write_bytes({
        "text": "这不是数据库".encode() * 100,
        "cut": whole[: len(whole) // 2],
        "holes": whole[:4096] + b"\xff" * 40_000 + whole[44_096:],
    }[damage])  # fmt: skip
    before = store.read_bytes()
    words = ("import", copied.home.parent / "in" / "1-机构.xlsx") if damage == "cut" else ("decide", "--as-of", DAY)
    assert "store.sqlite3" in copied(*words, ok=False).refused()
    assert store.read_bytes() == before


def test_a_store_that_a_newer_program_has_changed_is_left_alone(copied):
    ask(copied.home, "INSERT INTO django_migrations (app, name, applied) VALUES ('app', '0999_later', '2030-01-01')")
    ask(copied.home, "INSERT INTO django_migrations (app, name, applied) VALUES ('axes', '0999_later', '2030-01-01')")
    before = counts(copied.home)
    said = copied("decide", "--as-of", DAY, ok=False).refused()
    assert "更新的程序" in said and "app 0999_later" in said
    assert counts(copied.home) == before


def test_what_the_machine_refuses_is_told_in_chinese(tmp_path):
    with closing(sqlite3.connect(tmp_path / "s", timeout=0)) as one, closing(sqlite3.connect(tmp_path / "s")) as other:
        other.execute("CREATE TABLE t (x)")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(sqlite3.OperationalError) as locked:
            one.execute("INSERT INTO t VALUES (1)")
        other.rollback()
        one.execute("PRAGMA max_page_count = 3")
        with pytest.raises(sqlite3.OperationalError) as full:
            one.execute("INSERT INTO t VALUES (zeroblob(99999))")
    with pytest.raises(OSError) as nowhere:
        Path("/dev/full").write_bytes(b"x" * 99_999)
    assert "占着" in told(locked.value).what and "磁盘满了" in told(full.value).what == told(nowhere.value).what
    assert told(FileNotFoundError(2, "x", "y")) is None and told(FileNotFoundError(2, "x", "y"), paths=True)
    assert told(ValueError("x")) is None


def test_the_same_file_twice_changes_nothing(copied):
    before = counts(copied.home)
    again = copied("import", *sorted((copied.home.parent / "in").iterdir()))
    assert "没有变化" in again.out
    renamed = shutil.copy(copied.home.parent / "in" / "3-实施清单.xlsx", copied.home.parent / "另一个名字.xlsx")
    (only,) = copied("import", renamed, "--json").objects()
    assert (only["compare"]["new"], only["compare"]["changed"]) == ([], {})
    assert counts(copied.home) == before


def test_two_copies_in_one_command_are_taken_once(copied):
    one = save(copied.home.parent / "甲.xlsx", GRANTS[:2], title="换个表名")
    two = shutil.copy(one, copied.home.parent / "乙.xlsx")
    before = counts(copied.home)["app_importedfile"]
    first, second = copied("import", one, two, "--json").objects()
    assert first["compare"].get("same_as") is None and second["compare"]["same_as"] == "甲.xlsx"
    assert counts(copied.home)["app_importedfile"] == before + 1


def test_a_dry_run_keeps_nothing(quanmu, tmp_path):
    path = save(tmp_path / "实施清单.xlsx", ITEMS)
    (only,) = quanmu("import", path, "--dry-run", "--json").objects()
    assert len(only["compare"]["new"]) == len(ITEMS) - 1
    assert not quanmu.home.exists()


def test_a_changed_row_is_a_new_revision_and_the_fields_are_named(copied):
    rows = [list(row) for row in ITEMS]
    rows[4][10 - 1], rows[4][11 - 1] = "5个工作日", "承诺件"  # the promise of 养老机构备案（变更）
    path = save(copied.home.parent / "in" / "3-实施清单.xlsx", rows)
    for words in (("--dry-run",), ()):
        (only,) = copied("import", path, "--json", *words).objects()
        (key,) = only["compare"]["changed"]
        assert "养老机构备案（变更）" in key and only["compare"]["changed"][key] == ["承诺办结时限"]
        assert len(only["compare"]["same"]) == len(ITEMS) - 2 and only["compare"]["gone"] == []
    bodies = [body for (body,) in ask(copied.home, "SELECT body FROM app_revision WHERE key = ? ORDER BY id", key)]
    assert len(bodies) == 2 and '"value":3' in bodies[0] and '"value":5' in bodies[1]


def test_a_row_that_is_gone_is_reported_and_kept(copied):
    path = save(copied.home.parent / "in" / "4-赋权目录.xlsx", [*GRANTS[:2]])
    (only,) = copied("import", path, "--json").objects()
    assert [TOWN in key and "慈善组织认定" in key for key in only["compare"]["gone"]] == [True]
    judged = copied("decide", "--as-of", DAY, "--json").objects()
    assert [one["name"] for one in judged if one["kind"] == "赋权"].count("慈善组织认定") == 1


def test_every_workbook_is_kept_as_it_came(county):
    for path in (county.home.parent / "in").iterdir():
        kept = [file for file in (county.home / "files").iterdir() if file.read_bytes() == path.read_bytes()]
        assert len(kept) == 1
        assert ask(county.home, "SELECT name FROM app_importedfile WHERE sha256 = ?", kept[0].name) == [(path.name,)]


def test_an_interrupted_import_leaves_nothing_half_done(copied):
    """A second file that cannot be read stops the command before the first is committed."""
    path = save(copied.home.parent / "新.xlsx", GRANTS[:2], title="新")
    before = counts(copied.home)
    copied("import", path, copied.home.parent / "没有这个文件.xlsx", ok=False).refused()
    assert counts(copied.home) == before
