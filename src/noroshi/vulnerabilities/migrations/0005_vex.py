"""VEX: who says which product is affected, not affected or fixed, and who is believed."""

import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models

from noroshi.operations.row_security import grant

ALL = "SELECT, INSERT, UPDATE, DELETE"


class Migration(migrations.Migration):
    dependencies = [
        ("vulnerabilities", "0004_sources"),
    ]

    operations = [
        migrations.CreateModel(
            name="VexAuthor",
            fields=[
                ("name", models.TextField(primary_key=True, serialize=False)),
                ("rank", models.SmallIntegerField()),
                ("days", models.IntegerField(null=True)),
                ("trusted_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="VexDocument",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("author", models.TextField()),
                ("name", models.TextField()),
                ("edition", models.TextField()),
                ("format", models.CharField(max_length=10)),
                ("updated_at", models.DateTimeField(null=True)),
                ("digest", models.BinaryField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.MD5("author"),
                        django.db.models.functions.text.MD5("name"),
                        name="vulnerabilities_vex_document_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="VexStatement",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("status", models.CharField(max_length=20)),
                ("justification", models.CharField(blank=True, max_length=60)),
                ("impact", models.TextField(blank=True)),
                ("at", models.DateTimeField(null=True)),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="statements",
                        to="vulnerabilities.vexdocument",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="VexName",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "name",
                        "statement",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                (
                    "statement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="names",
                        to="vulnerabilities.vexstatement",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="exposure",
            name="statement",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="vulnerabilities.vexstatement",
            ),
        ),
        migrations.CreateModel(
            name="VexProduct",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("key", models.CharField(max_length=700)),
                ("scheme", models.CharField(blank=True, max_length=10)),
                ("low_key", models.BinaryField()),
                ("low_inclusive", models.BooleanField()),
                ("high_key", models.BinaryField(null=True)),
                ("high_inclusive", models.BooleanField()),
                (
                    "statement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="products",
                        to="vulnerabilities.vexstatement",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["key"], name="vulnerabilities_vex_key")],
            },
        ),
        *grant(
            [
                "vulnerabilities_vexauthor",
                "vulnerabilities_vexdocument",
                "vulnerabilities_vexstatement",
                "vulnerabilities_vexname",
                "vulnerabilities_vexproduct",
            ],
            web="SELECT",
            worker=ALL,
        ),
    ]
