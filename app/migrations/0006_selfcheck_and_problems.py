"""Self-check runs (自查), what went out and came back, and the problems with what was done about them; append-only."""

from __future__ import annotations

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from app.append_only import append_only

TABLES = ("app_selfcheckrun", "app_selfchecksheet", "app_selfcheckact", "app_problem", "app_problemact")


def _id() -> tuple[str, Any]:
    return "id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def _of(model: str) -> Any:
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=f"app.{model}")


WHO = (("at", models.TextField()), ("by", models.TextField()))


class Migration(migrations.Migration):
    """Five tables."""

    dependencies = [("app", "0005_cards")]
    operations = [
        migrations.CreateModel(
            name="SelfCheckRun",
            fields=[_id(), ("name", models.TextField(unique=True)), ("as_of", models.DateField()), *WHO],
        ),
        migrations.CreateModel(
            name="SelfCheckSheet",
            fields=[
                _id(),
                ("number", models.IntegerField()),
                ("unit", models.TextField()),
                ("file", models.TextField()),
                ("sha256", models.CharField(max_length=64)),
                ("rows", models.TextField()),
                *WHO,
                ("run", _of("selfcheckrun")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("run", "unit"), name="one_sheet_a_unit")],
            },
        ),
        migrations.CreateModel(
            name="SelfCheckAct",
            fields=[
                _id(),
                ("unit", models.TextField(default="")),
                ("act", models.CharField(max_length=20)),
                ("detail", models.TextField(default="{}")),
                *WHO,
                ("run", _of("selfcheckrun")),
            ],
        ),
        migrations.CreateModel(
            name="Problem",
            fields=[_id(), ("key", models.TextField(unique=True)), ("body", models.TextField()), *WHO],
        ),
        migrations.CreateModel(
            name="ProblemAct",
            fields=[
                _id(),
                ("act", models.CharField(max_length=20)),
                ("body", models.TextField()),
                *WHO,
                ("problem", _of("problem")),
            ],
        ),
        append_only(*TABLES),
    ]
