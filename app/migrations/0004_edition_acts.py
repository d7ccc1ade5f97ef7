"""What was done with an edition after it was published (撤回), append-only like everything that says who did what."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

from app.append_only import append_only

TABLES = ("app_editionact",)


class Migration(migrations.Migration):
    """One table."""

    dependencies = [("app", "0003_the_way_in")]
    operations = [
        migrations.CreateModel(
            name="EditionAct",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("act", models.CharField(max_length=20)),
                ("why", models.TextField()),
                ("at", models.TextField()),
                ("by", models.TextField()),
                ("edition", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="app.edition")),
            ],
        ),
        append_only(*TABLES),
    ]
