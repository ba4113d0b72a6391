"""Drafts of reports: of one organisation, and seen by nobody else, neither office nor worker."""

import django.db.models.deletion
from django.db import migrations, models

import noroshi.kernel.identifiers
from noroshi.operations.row_security import allow, guard

OWN = (
    "organisation_id = (SELECT noroshi.organisation())"
    " AND audience = (SELECT noroshi.own_audience())"
)
OF_OWN = (
    "(report_id IS NULL OR report_id IN (SELECT r.id FROM reporting_report r"
    " WHERE r.organisation_id = (SELECT noroshi.organisation())))"
)


FILED_AS = (
    "(version_id IS NULL OR version_id IN (SELECT v.id FROM reporting_version v"
    " WHERE v.organisation_id = (SELECT noroshi.organisation())))"
)


class Migration(migrations.Migration):
    dependencies = [
        ("parties", "0005_directory"),
        ("reporting", "0009_line"),
    ]

    operations = [
        migrations.CreateModel(
            name="Draft",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=noroshi.kernel.identifiers.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("audience", models.IntegerField()),
                ("kind", models.CharField(max_length=12)),
                ("base", models.IntegerField(null=True)),
                ("fields", models.JSONField(default=dict)),
                ("rivals", models.JSONField(default=dict)),
                ("begun_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "changed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="parties.actorrecord",
                    ),
                ),
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
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="drafts",
                        to="reporting.report",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reporting.version",
                    ),
                ),
            ],
            options={
                "ordering": ["-changed_at", "-id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at", None)),
                        fields=["audience", "-changed_at", "-id"],
                        name="reporting_draft_page",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None), ("report__isnull", False)),
                        fields=("organisation", "report"),
                        name="reporting_one_draft",
                    )
                ],
            },
        ),
        *guard(
            "reporting_draft",
            web="SELECT, INSERT, UPDATE (base, fields, rivals, changed_at, changed_by_id, ended_at,"
            " version_id)",
        ),
        allow("reporting_draft", "SELECT", using=OWN),
        allow("reporting_draft", "INSERT", check=f"{OWN} AND {OF_OWN}"),
        allow("reporting_draft", "UPDATE", using=OWN, check=f"{OWN} AND {FILED_AS}"),
    ]
