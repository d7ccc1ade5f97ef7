"""Candidates of editions and what is done with them until a second person has said yes; append-only."""

from __future__ import annotations

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from app.append_only import append_only

TABLES = ("app_editiondraft", "app_editiondraftact")


def _id() -> tuple[str, Any]:
    return "id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


class Migration(migrations.Migration):
    """Two tables."""

    dependencies = [("app", "0006_selfcheck_and_problems")]
    operations = [
        migrations.CreateModel(
            name="EditionDraft",
            fields=[
                _id(),
                ("content", models.CharField(max_length=64)),
                ("as_of", models.DateField()),
                ("manifest", models.TextField()),
                ("lines", models.CharField(max_length=64)),
                ("left_out", models.TextField()),
                ("at", models.TextField()),
                ("by", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="EditionDraftAct",
            fields=[
                _id(),
                ("act", models.CharField(max_length=20)),
                ("why", models.TextField()),
                ("at", models.TextField()),
                ("by", models.TextField()),
                (
                    "draft",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="app.editiondraft"),
                ),
            ],
        ),
        append_only(*TABLES),
    ]
