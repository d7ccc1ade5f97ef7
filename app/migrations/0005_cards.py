"""Filings in masses, the runs that judge them, the cards they give and what is done about a card; all append-only."""

from __future__ import annotations

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from app.append_only import append_only

TABLES = ("app_filingfile", "app_cardrun", "app_card", "app_cardact")


def _id() -> tuple[str, Any]:
    return "id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def _belongs(to: str) -> Any:
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=to)


class Migration(migrations.Migration):
    """Four tables."""

    dependencies = [("app", "0004_edition_acts")]
    operations = [
        migrations.CreateModel(
            name="FilingFile",
            fields=[
                _id(),
                ("sha256", models.CharField(max_length=64, unique=True)),
                ("name", models.TextField()),
                ("rows", models.IntegerField()),
                ("held", models.IntegerField()),
                ("kept", models.CharField(max_length=64)),
                ("report", models.TextField()),
                ("at", models.TextField()),
                ("by", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="CardRun",
            fields=[
                _id(),
                ("as_of", models.DateField()),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("sums", models.CharField(max_length=64)),
                ("counts", models.TextField()),
                ("at", models.TextField()),
                ("by", models.TextField()),
                ("book", _belongs("app.rulebook")),
            ],
        ),
        migrations.CreateModel(
            name="Card",
            fields=[
                _id(),
                ("unit", models.TextField()),
                ("number", models.TextField()),
                ("colour", models.CharField(max_length=4)),
                ("timeliness", models.CharField(max_length=10)),
                ("place", models.TextField()),
                ("body", _belongs("app.decisionbody")),
                ("run", _belongs("app.cardrun")),
            ],
            options={"indexes": [models.Index(fields=["unit", "number"], name="app_card_unit_438044_idx")]},
        ),
        migrations.CreateModel(
            name="CardAct",
            fields=[
                _id(),
                ("act", models.CharField(max_length=4)),
                ("why", models.TextField()),
                ("at", models.TextField()),
                ("by", models.TextField()),
                ("card", _belongs("app.card")),
            ],
        ),
        append_only(*TABLES),
    ]
