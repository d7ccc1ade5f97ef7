"""Refuse UPDATE and DELETE on what may only grow, in the database itself."""

from django.db import migrations

from app.append_only import append_only

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


class Migration(migrations.Migration):
    """Append-only tables."""

    dependencies = [("app", "0001_initial")]
    operations = [append_only(*TABLES)]
