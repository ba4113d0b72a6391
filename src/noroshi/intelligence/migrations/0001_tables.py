"""Objects of STIX and what they are found by; lists of values that are common infrastructure."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

import noroshi.kernel.identifiers
import noroshi.parties.models
from noroshi.operations.tables import Tables


class Migration(Tables):
    initial = True

    dependencies = [("parties", "0001_tables")]

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
                (
                    "list",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="values",
                        to="intelligence.warninglist",
                    ),
                ),
                ("match", models.CharField(max_length=9)),
                ("value", models.TextField()),
                ("network", noroshi.parties.models.CidrField(null=True)),
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
                        condition=models.Q(("match", "cidr")),
                        fields=["network"],
                        name="intelligence_listed_network",
                        opclasses=["inet_ops"],
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StixObject",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=noroshi.kernel.identifiers.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("audience", models.IntegerField()),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.organisation",
                    ),
                ),
                ("source", models.CharField(max_length=200)),
                ("stix_id", models.CharField(max_length=292)),
                ("type", models.CharField(max_length=250)),
                ("spec_version", models.CharField(max_length=3)),
                ("version", models.DateTimeField()),
                ("created", models.DateTimeField(null=True)),
                ("created_by", models.CharField(blank=True, max_length=292)),
                ("confidence", models.SmallIntegerField(null=True)),
                ("tlp", models.CharField(max_length=12)),
                (
                    "markings",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=292), size=None
                    ),
                ),
                ("revoked", models.BooleanField()),
                ("is_newest", models.BooleanField()),
                ("name", models.CharField(blank=True, max_length=300)),
                ("relationship_type", models.CharField(blank=True, max_length=250)),
                ("source_ref", models.CharField(blank=True, max_length=292)),
                ("target_ref", models.CharField(blank=True, max_length=292)),
                ("content", models.TextField()),
                ("digest", models.BinaryField(max_length=32)),
                ("added_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["audience", "added_at", "id"], name="intelligence_object_page"
                    ),
                    models.Index(
                        fields=["audience", "type", "added_at", "id"],
                        name="intelligence_object_type",
                    ),
                    models.Index(
                        fields=["organisation", "added_at", "id"], name="intelligence_object_own"
                    ),
                    models.Index(
                        condition=models.Q(("source_ref", ""), _negated=True),
                        fields=["source_ref"],
                        name="intelligence_object_from",
                    ),
                    models.Index(
                        condition=models.Q(("target_ref", ""), _negated=True),
                        fields=["target_ref"],
                        name="intelligence_object_to",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("stix_id", "version", "organisation", "source"),
                        name="intelligence_object_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("tlp__in", ["clear", "green", "amber", "amber+strict", "red"])
                        ),
                        name="intelligence_object_tlp",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Searchable",
            fields=[
                (
                    "object",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="intelligence.stixobject",
                    ),
                ),
                ("organisation_id", models.UUIDField()),
                ("audience", models.IntegerField()),
                ("thing", models.BigIntegerField()),
                ("version", models.DateTimeField()),
                ("added_at", models.DateTimeField()),
                ("created", models.DateTimeField()),
                ("valid_from", models.DateTimeField(null=True)),
                ("valid_until", models.DateTimeField(null=True)),
                ("type", models.CharField(max_length=250)),
                ("tlp", models.CharField(max_length=12)),
                ("source", models.CharField(max_length=200)),
                (
                    "labels",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), size=None
                    ),
                ),
                (
                    "techniques",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=9), size=None
                    ),
                ),
                (
                    "terms",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), size=None
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["audience", "added_at", "object"], name="intelligence_found_page"
                    ),
                    models.Index(
                        fields=["thing", "audience", "version"], name="intelligence_found_thing"
                    ),
                    models.Index(
                        condition=models.Q(("techniques", []), _negated=True),
                        fields=["audience"],
                        name="intelligence_found_technique",
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["terms"], name="intelligence_found_terms"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Indexed",
            fields=[
                ("id", models.SmallAutoField(primary_key=True, serialize=False)),
                ("added_at", models.DateTimeField()),
                ("object_id", models.UUIDField()),
            ],
        ),
    ]
