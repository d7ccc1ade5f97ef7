"""Files of filings can be taken back: an act beside the file, append-only."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

from app.append_only import append_only

TABLES = ("app_filingfileact",)


class Migration(migrations.Migration):
    """One table."""

    dependencies = [("app", "0007_edition_drafts")]
    operations = [
        migrations.CreateModel(
            name="FilingFileAct",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("act", models.CharField(max_length=4)),
                ("why", models.TextField()),
                ("at", models.TextField()),
                ("by", models.TextField()),
                ("file", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="app.filingfile")),
            ],
        ),
        append_only(*TABLES),
    ]
