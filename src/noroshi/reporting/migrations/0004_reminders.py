"""Reminders of what is owed: read by the organisation that owes it alone, made by the worker."""

import django.db.models.deletion
from django.db import migrations, models

import noroshi.kernel.identifiers
from noroshi.operations.row_security import allow, guard

OWN = (
    "organisation_id = (SELECT noroshi.organisation())"
    " AND audience = (SELECT noroshi.own_audience())"
)


class Migration(migrations.Migration):
    dependencies = [
        ("parties", "0005_directory"),
        ("reporting", "0003_row_security"),
    ]

    operations = [
        migrations.CreateModel(
            name="Reminder",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=noroshi.kernel.identifiers.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("audience", models.IntegerField()),
                ("regime", models.CharField(max_length=20)),
                ("duty", models.CharField(max_length=300)),
                ("stage", models.CharField(max_length=300)),
                ("recipient", models.CharField(max_length=30)),
                ("step", models.CharField(max_length=8)),
                ("until", models.DateTimeField()),
                ("made_at", models.DateTimeField()),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.organisation",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminders",
                        to="reporting.report",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=(
                            "organisation",
                            "report",
                            "regime",
                            "duty",
                            "stage",
                            "recipient",
                            "step",
                            "until",
                        ),
                        name="reporting_reminder_once",
                    )
                ],
            },
        ),
        *guard("reporting_reminder", web="SELECT", worker="SELECT, INSERT"),
        allow("reporting_reminder", "SELECT", using=OWN),
    ]
