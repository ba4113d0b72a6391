"""Records of weaknesses and what else is published of them, VEX, names of products, and who is exposed."""

from typing import Any

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models

import noroshi.kernel.identifiers
from noroshi.operations.tables import Tables


def _numbered(related_name: str) -> list[tuple[str, Any]]:
    """What a vulnerability has several of: which one's it is, and its number among them."""
    key = models.CompositePrimaryKey(
        "vulnerability",
        "number",
        blank=True,
        editable=False,
        primary_key=True,
        serialize=False,
    )
    whose = models.ForeignKey(
        db_constraint=False,
        db_index=False,
        on_delete=django.db.models.deletion.CASCADE,
        related_name=related_name,
        to="vulnerabilities.vulnerability",
    )
    return [("pk", key), ("vulnerability", whose), ("number", models.IntegerField())]


class Migration(Tables):
    initial = True

    dependencies = [
        ("assets", "0001_tables"),
        ("parties", "0001_tables"),
    ]

    operations = [
        TrigramExtension(),
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
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="statements",
                        to="vulnerabilities.vexdocument",
                    ),
                ),
                ("status", models.CharField(max_length=20)),
                ("justification", models.CharField(blank=True, max_length=60)),
                ("impact", models.TextField(blank=True)),
                ("at", models.DateTimeField(null=True)),
                ("wholes", models.SmallIntegerField(db_default=0)),
                ("within", models.TextField(db_default="")),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("wholes__gt", 0)),
                        fields=["document"],
                        name="vulnerabilities_within",
                    )
                ],
            },
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
                (
                    "statement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="names",
                        to="vulnerabilities.vexstatement",
                    ),
                ),
                ("name", models.CharField(max_length=200)),
            ],
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
        migrations.CreateModel(
            name="VexWhole",
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
                        related_name="told_wholes",
                        to="vulnerabilities.vexstatement",
                    ),
                ),
                ("number", models.SmallIntegerField()),
            ],
            options={
                "indexes": [models.Index(fields=["key"], name="vulnerabilities_whole_key")],
            },
        ),
        migrations.CreateModel(
            name="AssetKind",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("digest", models.BinaryField(unique=True)),
                ("version", models.CharField(max_length=256)),
            ],
        ),
        migrations.CreateModel(
            name="KindName",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "key", "kind", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="names",
                        to="vulnerabilities.assetkind",
                    ),
                ),
                ("key", models.CharField(max_length=700)),
                ("via", models.CharField(blank=True, max_length=10)),
                ("version", models.CharField(db_default="", max_length=256)),
            ],
            options={
                "indexes": [models.Index(fields=["kind"], name="vulnerabilities_name_kind")],
            },
        ),
        migrations.CreateModel(
            name="AssetOfKind",
            fields=[
                (
                    "asset",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="assets.asset",
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
                (
                    "organisation",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.organisation",
                    ),
                ),
                ("audience", models.IntegerField()),
                ("since", models.DateTimeField()),
                ("gone_at", models.DateTimeField(null=True)),
                ("is_compared", models.BooleanField(db_default=False)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["kind", "organisation"],
                        include=["audience"],
                        name="vulnerabilities_asset_kind",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SubjectOfKind",
            fields=[
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
                "indexes": [models.Index(fields=["kind"], name="vulnerabilities_subject_kind")],
            },
        ),
        migrations.CreateModel(
            name="VersionKey",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "version",
                        "scheme",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("version", models.CharField(max_length=256)),
                ("scheme", models.CharField(max_length=10)),
                ("key", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="PendingMatch",
            fields=[
                (
                    "vulnerability_id",
                    models.CharField(max_length=200, primary_key=True, serialize=False),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Finding",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "kind",
                        "cause",
                        "found_at",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
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
                ("cause", models.CharField(max_length=200)),
                ("found_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("record", models.CharField(max_length=200)),
                ("version", models.CharField(max_length=256)),
                ("range_text", models.TextField()),
                ("fixed_in", models.TextField(blank=True)),
                ("matched_by", models.CharField(max_length=700)),
                ("certainty", models.CharField(max_length=10)),
                (
                    "statement",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="vulnerabilities.vexstatement",
                    ),
                ),
                ("closed_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["cause"], name="vulnerabilities_finding_cause"),
                    models.Index(
                        condition=models.Q(("statement__isnull", False)),
                        fields=["statement"],
                        name="vulnerabilities_finding_vex",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Ruling",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "asset",
                        "cause",
                        "organisation",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "asset",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="assets.asset",
                    ),
                ),
                ("cause", models.CharField(max_length=200)),
                (
                    "organisation",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.organisation",
                    ),
                ),
                ("audience", models.IntegerField()),
                (
                    "statement",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="vulnerabilities.vexstatement",
                    ),
                ),
                ("closed_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["cause"], name="vulnerabilities_ruling_cause")],
            },
        ),
        migrations.CreateModel(
            name="ProductAlias",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=noroshi.kernel.identifiers.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=12)),
                ("name", models.CharField(max_length=200)),
                ("other", models.CharField(max_length=200)),
                ("key", models.CharField(max_length=200)),
                ("other_key", models.CharField(max_length=200)),
                ("ground", models.CharField(blank=True, max_length=1000)),
                ("origin", models.CharField(max_length=10)),
                ("state", models.CharField(max_length=10)),
                ("score", models.DecimalField(decimal_places=3, max_digits=4)),
                (
                    "judged_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.actorrecord",
                    ),
                ),
                ("judged_at", models.DateTimeField(null=True)),
                ("is_pending", models.BooleanField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("key", "other_key"), name="vulnerabilities_productalias_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="KnownName",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("key", models.CharField(max_length=700, unique=True)),
                ("words", models.TextField()),
                ("product", models.TextField()),
                ("numbers", models.TextField()),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["words"],
                        name="vulnerabilities_known_words",
                        opclasses=["gin_trgm_ops"],
                        gin_pending_list_limit=256,
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ComparedName",
            fields=[
                ("key", models.CharField(max_length=700, primary_key=True, serialize=False)),
                ("up_to", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Vulnerability",
            fields=[
                ("id", models.CharField(max_length=200, primary_key=True, serialize=False)),
                ("source", models.CharField(max_length=200)),
                ("state", models.CharField(max_length=10)),
                ("assigner", models.CharField(blank=True, max_length=100)),
                ("title", models.TextField(blank=True)),
                ("title_ja", models.TextField(blank=True)),
                ("titled_ja", models.TextField(db_default="")),
                ("description", models.TextField(blank=True)),
                ("description_ja", models.TextField(blank=True)),
                ("published_at", models.DateTimeField(null=True)),
                ("updated_at", models.DateTimeField(null=True)),
                (
                    "cwes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), default=list, size=None
                    ),
                ),
                (
                    "references",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), default=list, size=None
                    ),
                ),
                ("cvss_version", models.CharField(blank=True, max_length=3)),
                ("cvss_vector", models.CharField(blank=True, max_length=300)),
                ("cvss_score", models.DecimalField(decimal_places=1, max_digits=3, null=True)),
                ("cvss_severity", models.CharField(blank=True, max_length=10)),
                ("ssvc_exploitation", models.CharField(blank=True, max_length=20)),
                ("ssvc_automatable", models.CharField(blank=True, max_length=20)),
                ("ssvc_technical_impact", models.CharField(blank=True, max_length=20)),
                ("digest", models.BinaryField()),
                (
                    "stored_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["-published_at", "id"], name="vulnerabilities_newest"),
                    models.Index(fields=["stored_at"], name="vulnerabilities_stored"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Alias",
            fields=[
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
                (
                    "record",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="names",
                        to="vulnerabilities.vulnerability",
                    ),
                ),
                ("name", models.CharField(max_length=200)),
            ],
            options={
                "indexes": [models.Index(fields=["name"], name="vulnerabilities_alias_name")],
            },
        ),
        migrations.CreateModel(
            name="Naming",
            fields=[
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
                (
                    "record",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="namings",
                        to="vulnerabilities.vulnerability",
                    ),
                ),
                ("cause", models.CharField(max_length=200)),
            ],
            options={
                "indexes": [models.Index(fields=["cause"], name="vulnerabilities_naming_cause")],
            },
        ),
        migrations.CreateModel(
            name="Past",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("record_id", models.CharField(max_length=200)),
                ("known_from", models.DateTimeField()),
                ("known_until", models.DateTimeField()),
                ("content", models.JSONField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["record_id", "known_from"], name="vulnerabilities_past_of")
                ],
            },
        ),
        migrations.CreateModel(
            name="Score",
            fields=[
                *_numbered("scores"),
                ("source", models.CharField(max_length=200)),
                ("version", models.CharField(max_length=3)),
                ("vector", models.CharField(max_length=300)),
                ("score", models.DecimalField(decimal_places=1, max_digits=3)),
                ("severity", models.CharField(max_length=10)),
            ],
        ),
        migrations.CreateModel(
            name="Product",
            fields=[
                *_numbered("products"),
                ("source", models.CharField(max_length=200)),
                ("vendor", models.TextField(blank=True)),
                ("product", models.TextField(blank=True)),
                ("default_status", models.CharField(max_length=10)),
                (
                    "unresolved",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), default=list, size=None
                    ),
                ),
                ("name_set", models.UUIDField()),
                ("range_set", models.UUIDField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["name_set"], name="vulnerabilities_product_names"),
                    models.Index(fields=["range_set"], name="vulnerabilities_product_ranges"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProductName",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "key",
                        "name_set",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("name_set", models.UUIDField()),
                ("key", models.CharField(max_length=700)),
            ],
            options={
                "indexes": [models.Index(fields=["name_set"], name="vulnerabilities_name_set")],
            },
        ),
        migrations.CreateModel(
            name="AffectedRange",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "range_set",
                        "scheme",
                        "low_key",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("range_set", models.UUIDField()),
                ("scheme", models.CharField(max_length=10)),
                ("low", models.TextField(null=True)),
                ("low_inclusive", models.BooleanField()),
                ("low_key", models.BinaryField()),
                ("high", models.TextField(null=True)),
                ("high_inclusive", models.BooleanField()),
                ("high_key", models.BinaryField(null=True)),
                ("text", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="KnownExploited",
            fields=[
                ("id", models.CharField(max_length=24, primary_key=True, serialize=False)),
                ("vendor", models.TextField()),
                ("product", models.TextField()),
                ("name", models.TextField()),
                ("action", models.TextField()),
                ("added_on", models.DateField()),
                ("due_on", models.DateField(null=True)),
                ("ransomware", models.BooleanField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="ExploitPrediction",
            fields=[
                ("id", models.CharField(max_length=24, primary_key=True, serialize=False)),
                ("epss", models.DecimalField(decimal_places=8, max_digits=9)),
                ("percentile", models.DecimalField(decimal_places=8, max_digits=9, null=True)),
                ("kept", models.DecimalField(decimal_places=8, max_digits=9, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="PredictionMove",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "cve", "day", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("cve", models.CharField(max_length=24)),
                ("day", models.DateField()),
                ("epss", models.DecimalField(decimal_places=8, max_digits=9)),
                ("percentile", models.DecimalField(decimal_places=8, max_digits=9, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Edition",
            fields=[
                ("kind", models.CharField(max_length=10, primary_key=True, serialize=False)),
                ("label", models.CharField(max_length=100)),
                ("released_at", models.DateTimeField()),
                ("digest", models.BinaryField()),
                ("entries", models.IntegerField()),
            ],
        ),
    ]
