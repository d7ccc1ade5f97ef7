"""Proposed changes of the office's own rule book, and what became of them; append-only."""

from __future__ import annotations

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from app.append_only import append_only

TABLES = ("app_ruleproposal", "app_ruleproposalact")


def _id() -> tuple[str, Any]:
    return "id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


class Migration(migrations.Migration):
    """Two tables."""

    dependencies = [("app", "0008_filing_file_acts")]
    operations = [
        migrations.CreateModel(
            name="RuleProposal",
            fields=[
                _id(),
                ("part", models.CharField(max_length=10)),
                ("rule", models.TextField()),
                ("text", models.TextField()),
                ("why", models.TextField()),
                ("base", models.CharField(max_length=64)),
                ("at", models.TextField()),
                ("by", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="RuleProposalAct",
            fields=[
                _id(),
                ("act", models.CharField(max_length=10)),
                ("why", models.TextField()),
                ("before", models.CharField(default="", max_length=64)),
                ("after", models.CharField(default="", max_length=64)),
                ("at", models.TextField()),
                ("by", models.TextField()),
                (
                    "proposal",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="app.ruleproposal"),
                ),
            ],
        ),
        append_only(*TABLES),
    ]
