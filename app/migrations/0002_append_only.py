"""Refuse UPDATE and DELETE on what may only grow, in the database itself."""

from django.db import migrations

TABLES = [
    "app_importedfile",
    "app_revision",
    "app_confirmation",
    "app_rulebook",
    "app_decisionbody",
    "app_decisionrun",
    "app_decisionrow",
    "app_rulinguse",
    "app_edition",
    "app_auditentry",
]


def forwards(apps, schema_editor):
    """One trigger a table and act, on SQLite and on PostgreSQL."""
    vendor = schema_editor.connection.vendor
    if vendor == "postgresql":
        schema_editor.execute(
            "CREATE OR REPLACE FUNCTION quanmu_append_only() RETURNS trigger AS "
            "$$ BEGIN RAISE EXCEPTION 'append-only'; END $$ LANGUAGE plpgsql"
        )
    for table in TABLES:
        for act in ("UPDATE", "DELETE"):
            name = f"{table}_no_{act.lower()}"
            if vendor == "postgresql":
                schema_editor.execute(
                    f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW EXECUTE FUNCTION quanmu_append_only()"
                )
            else:
                schema_editor.execute(
                    f"CREATE TRIGGER {name} BEFORE {act} ON {table} BEGIN SELECT RAISE(ABORT, 'append-only'); END"
                )


def backwards(apps, schema_editor):
    """Drop the triggers again."""
    for table in TABLES:
        for act in ("UPDATE", "DELETE"):
            on = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
            schema_editor.execute(f"DROP TRIGGER {table}_no_{act.lower()}{on}")


class Migration(migrations.Migration):
    """Append-only tables."""

    dependencies = [("app", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
