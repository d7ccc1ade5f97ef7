"""The triggers by which the database itself refuses UPDATE and DELETE on what may only grow."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.db.migrations import RunPython


def protect(schema_editor: Any, tables: Sequence[str]) -> None:
    """One trigger a table and act, on SQLite and on PostgreSQL."""
    postgresql = schema_editor.connection.vendor == "postgresql"
    if postgresql:
        schema_editor.execute(
            "CREATE OR REPLACE FUNCTION quanmu_append_only() RETURNS trigger AS "
            "$$ BEGIN RAISE EXCEPTION 'append-only'; END $$ LANGUAGE plpgsql"
        )
    for table in tables:
        for act in ("UPDATE", "DELETE"):
            body = (
                "FOR EACH ROW EXECUTE FUNCTION quanmu_append_only()"
                if postgresql
                else "BEGIN SELECT RAISE(ABORT, 'append-only'); END"
            )
            schema_editor.execute(f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} {body}")


def unprotect(schema_editor: Any, tables: Sequence[str]) -> None:
    """Drop the triggers again."""
    for table in tables:
        for act in ("UPDATE", "DELETE"):
            on = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
            schema_editor.execute(f"DROP TRIGGER {table}_no_{act.lower()}{on}")


def append_only(*tables: str) -> RunPython:
    """The step of a migration that lets these tables only grow; undone, the triggers are dropped."""
    return RunPython(partial(_forwards, tables), partial(_backwards, tables))


def _forwards(tables: Sequence[str], _apps: Any, schema_editor: Any) -> None:
    protect(schema_editor, tables)


def _backwards(tables: Sequence[str], _apps: Any, schema_editor: Any) -> None:
    unprotect(schema_editor, tables)
