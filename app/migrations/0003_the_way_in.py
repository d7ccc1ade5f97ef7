"""The way in, in depth: senders, acts after an import, held rows, remembered headers."""

import django.db.models.deletion
from django.db import migrations, models

from app.append_only import append_only

TABLES = ["app_importact", "app_heldrow", "app_heldact", "app_headermemory"]


class Migration(migrations.Migration):
    """New tables and columns; nothing of an older store is rewritten."""

    dependencies = [
        ("app", "0002_append_only"),
    ]

    operations = [
        migrations.AddField(
            model_name="importedfile",
            name="sender",
            field=models.TextField(null=True),
        ),
        migrations.AddField(
            model_name="revision",
            name="became",
            field=models.TextField(null=True),
        ),
        migrations.CreateModel(
            name="HeaderMemory",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("fingerprint", models.CharField(max_length=64)),
                ("sender", models.TextField()),
                ("layout", models.TextField()),
                ("at", models.TextField()),
                ("by", models.TextField()),
            ],
            options={
                "indexes": [models.Index(fields=["fingerprint"], name="app_headerm_fingerp_50725d_idx")],
            },
        ),
        migrations.CreateModel(
            name="HeldRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("line", models.TextField()),
                ("src", models.TextField()),
                ("name", models.TextField()),
                ("kind", models.CharField(max_length=40)),
                ("key", models.TextField()),
                ("cells", models.TextField()),
                ("issues", models.TextField()),
                ("imported", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="app.importedfile")),
            ],
        ),
        migrations.CreateModel(
            name="HeldAct",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("act", models.CharField(max_length=20)),
                ("cell", models.TextField(default="")),
                ("value", models.TextField(default="")),
                ("why", models.TextField(default="")),
                ("at", models.TextField()),
                ("by", models.TextField()),
                ("row", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="app.heldrow")),
            ],
        ),
        migrations.CreateModel(
            name="ImportAct",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("act", models.CharField(max_length=20)),
                ("why", models.TextField()),
                ("at", models.TextField()),
                ("by", models.TextField()),
                ("imported", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="app.importedfile")),
            ],
        ),
        migrations.AddField(
            model_name="revision",
            name="act",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to="app.importact"),
        ),
        append_only(*TABLES),
    ]
