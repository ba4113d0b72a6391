"""Lists of values that are common infrastructure: public knowledge, written by the worker alone."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

import noroshi.parties.models
from noroshi.operations.row_security import grant


class Migration(migrations.Migration):
    dependencies = [("intelligence", "0002_row_security")]

    operations = [
        migrations.CreateModel(
            name="WarningList",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=2000, unique=True)),
                ("description", models.TextField()),
                ("version", models.BigIntegerField()),
                ("match", models.CharField(max_length=9)),
                (
                    "kinds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), null=True, size=None
                    ),
                ),
                ("entries", models.IntegerField()),
                ("digest", models.BinaryField(max_length=32)),
                ("imported_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("match__in", ["string", "substring", "hostname", "cidr", "regex"])
                        ),
                        name="intelligence_list_match",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ListedValue",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("match", models.CharField(max_length=9)),
                ("value", models.TextField()),
                ("network", noroshi.parties.models.CidrField(null=True)),
                (
                    "list",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="values",
                        to="intelligence.warninglist",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["list"], name="intelligence_listed_list"),
                    models.Index(
                        condition=models.Q(("match__in", ["string", "hostname"])),
                        fields=["value"],
                        name="intelligence_listed_exact",
                    ),
                    django.contrib.postgres.indexes.GistIndex(
                        fields=["network"],
                        opclasses=["inet_ops"],
                        condition=models.Q(("match", "cidr")),
                        name="intelligence_listed_network",
                    ),
                ],
            },
        ),
        *grant(
            ["intelligence_warninglist", "intelligence_listedvalue"],
            web="SELECT",
            worker="SELECT, INSERT, UPDATE, DELETE",
        ),
    ]
