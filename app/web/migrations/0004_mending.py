"""Cells of an upload that people mended before it was taken in."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("web", "0003_savedview"),
    ]

    operations = [
        migrations.CreateModel(
            name="Mending",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sha256", models.CharField(max_length=64)),
                ("cell", models.TextField()),
                ("sent", models.TextField()),
                ("value", models.TextField()),
                ("issues", models.TextField(default="[]")),
                ("why", models.TextField()),
                ("by", models.TextField()),
                ("at", models.TextField()),
                ("upload", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="web.upload")),
            ],
        ),
    ]
