"""Records of many sources, the names that they give, and what was known before."""

import django.db.models.deletion
from django.db import migrations, models

from noroshi.operations.row_security import grant

ALL = "SELECT, INSERT, UPDATE, DELETE"


def _of_record(related_name: str) -> models.ForeignKey:
    return models.ForeignKey(
        "vulnerabilities.vulnerability",
        django.db.models.deletion.CASCADE,
        related_name=related_name,
        db_constraint=False,
        db_index=False,
    )


class Migration(migrations.Migration):
    dependencies = [("vulnerabilities", "0003_pattern_indexes")]
    operations = [
        migrations.AlterField(
            "vulnerability",
            "id",
            models.CharField(max_length=200, primary_key=True, serialize=False),
        ),
        migrations.AddField(
            "vulnerability",
            "source",
            models.CharField(max_length=200, default="cve"),
            preserve_default=False,
        ),
        *(
            migrations.AddField(
                "vulnerability",
                f"ssvc_{point}",
                models.CharField(max_length=20, blank=True, default=""),
                preserve_default=False,
            )
            for point in ("exploitation", "automatable", "technical_impact")
        ),
        migrations.AlterField("score", "source", models.CharField(max_length=200)),
        migrations.AlterField("product", "source", models.CharField(max_length=200)),
        migrations.AlterField(
            "pendingmatch",
            "vulnerability_id",
            models.CharField(max_length=200, primary_key=True, serialize=False),
        ),
        migrations.AlterField("exposure", "cause", models.CharField(max_length=200)),
        migrations.AddField(
            "edition", "entries", models.IntegerField(default=0), preserve_default=False
        ),
        migrations.AddField(
            "exposure",
            "record",
            models.CharField(max_length=200, default=""),
            preserve_default=False,
        ),
        migrations.CreateModel(
            "Alias",
            [
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "record",
                        "name",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("record", _of_record("names")),
                ("name", models.CharField(max_length=200)),
            ],
            {"indexes": [models.Index(fields=["name"], name="vulnerabilities_alias_name")]},
        ),
        migrations.CreateModel(
            "Naming",
            [
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "record",
                        "cause",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("record", _of_record("namings")),
                ("cause", models.CharField(max_length=200)),
            ],
            {"indexes": [models.Index(fields=["cause"], name="vulnerabilities_naming_cause")]},
        ),
        migrations.CreateModel(
            "Past",
            [
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("record_id", models.CharField(max_length=200)),
                ("known_from", models.DateTimeField()),
                ("known_until", models.DateTimeField()),
                ("content", models.JSONField()),
            ],
            {
                "indexes": [
                    models.Index(fields=["record_id", "known_from"], name="vulnerabilities_past_of")
                ]
            },
        ),
        *grant(["vulnerabilities_alias", "vulnerabilities_naming"], web="SELECT", worker=ALL),
        *grant(["vulnerabilities_past"], web="SELECT", worker="SELECT, INSERT"),
    ]
