"""What machine tags mean: public knowledge, written by the worker alone."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from noroshi.operations.row_security import grant


class Migration(migrations.Migration):
    dependencies = [
        ("intelligence", "0005_partners"),
    ]

    operations = [
        migrations.CreateModel(
            name="TagTable",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, unique=True)),
                ("title", models.CharField(max_length=1000)),
                ("version", models.BigIntegerField()),
                ("digest", models.BinaryField(max_length=32)),
                ("imported_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="TagMeaning",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=1200)),
                ("tag", models.CharField(max_length=600)),
                ("title", models.CharField(max_length=1000)),
                ("description", models.TextField(blank=True)),
                (
                    "names",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), size=None
                    ),
                ),
                ("technique", models.CharField(blank=True, max_length=9)),
                ("colour", models.CharField(blank=True, max_length=7)),
                ("uuid", models.CharField(blank=True, max_length=36)),
                (
                    "table",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="meanings",
                        to="intelligence.tagtable",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["key"], name="intelligence_tag_key")],
            },
        ),
        *grant(
            ["intelligence_tagtable", "intelligence_tagmeaning"],
            web="SELECT",
            worker="SELECT, INSERT, UPDATE, DELETE",
        ),
    ]
