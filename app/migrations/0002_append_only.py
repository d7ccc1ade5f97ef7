"""Refuse UPDATE and DELETE on what may only grow, in the database itself."""

from django.db import migrations

from app.append_only import protect, unprotect

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
    """Protect every table of the first schema."""
    protect(schema_editor, TABLES)


def backwards(apps, schema_editor):
    """Drop the triggers again."""
    unprotect(schema_editor, TABLES)


class Migration(migrations.Migration):
    """Append-only tables."""

    dependencies = [("app", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
