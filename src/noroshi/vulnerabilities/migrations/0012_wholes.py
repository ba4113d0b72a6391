"""What VEX says of a component within a product holds there alone: which products bills of materials
describe, and within which a statement holds."""

import django.db.models.deletion
from django.db import migrations, models

from noroshi.operations.row_security import grant

ALL = "SELECT, INSERT, UPDATE, DELETE"


class Migration(migrations.Migration):
    dependencies = [("vulnerabilities", "0011_prediction_moves"), ("assets", "0005_told")]
    operations = [
        migrations.AddField("vexstatement", "wholes", models.SmallIntegerField(db_default=0)),
        migrations.AddField("vexstatement", "within", models.TextField(db_default="")),
        migrations.AddIndex(
            "vexstatement",
            models.Index(
                fields=["document"],
                name="vulnerabilities_within",
                condition=models.Q(wholes__gt=0),
            ),
        ),
        migrations.CreateModel(
            "VexWhole",
            [
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("key", models.CharField(max_length=700)),
                ("scheme", models.CharField(blank=True, max_length=10)),
                ("low_key", models.BinaryField()),
                ("low_inclusive", models.BooleanField()),
                ("high_key", models.BinaryField(null=True)),
                ("high_inclusive", models.BooleanField()),
                ("number", models.SmallIntegerField()),
                (
                    "statement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="told_wholes",
                        to="vulnerabilities.vexstatement",
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["key"], name="vulnerabilities_whole_key")]},
        ),
        migrations.CreateModel(
            "SubjectOfKind",
            [
                (
                    "inventory",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="assets.inventory",
                    ),
                ),
                (
                    "kind",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="vulnerabilities.assetkind",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["kind"], name="vulnerabilities_subject_kind")]
            },
        ),
        *grant(["vulnerabilities_vexwhole"], web="SELECT", worker=ALL),
        *grant(["vulnerabilities_subjectofkind"], worker=ALL),
    ]
