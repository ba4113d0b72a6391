"""What a bill of materials says beyond its assets: its editions, components and edges."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import noroshi.kernel.identifiers
from noroshi.operations.row_security import allow, guard

READABLE = "audience = ANY ((SELECT noroshi.audiences('asset'))::integer[])"
OWN = (
    "organisation_id = (SELECT noroshi.organisation())"
    " AND audience = (SELECT noroshi.own_audience())"
)
REPLACED = ("assets_component", "assets_link")


class Migration(migrations.Migration):
    dependencies = [
        ("assets", "0002_row_security"),
        ("parties", "0005_directory"),
    ]

    operations = [
        migrations.CreateModel(
            name="Component",
            fields=[
                (
                    "asset",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="component",
                        serialize=False,
                        to="assets.asset",
                    ),
                ),
                ("audience", models.IntegerField()),
                ("number", models.IntegerField()),
                ("place", models.TextField()),
                ("key", models.UUIDField(null=True)),
                ("ref", models.TextField(blank=True)),
                ("parent_ref", models.TextField(blank=True)),
                ("label", models.CharField(max_length=300)),
                ("type", models.CharField(max_length=40)),
                ("group", models.TextField(blank=True)),
                ("name", models.TextField()),
                ("version", models.TextField(blank=True)),
                ("supplier", models.TextField(blank=True)),
                ("publisher", models.TextField(blank=True)),
                ("manufacturer", models.TextField(blank=True)),
                ("scope", models.CharField(blank=True, max_length=40)),
                (
                    "hashes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), default=list, size=None
                    ),
                ),
                (
                    "licences",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), default=list, size=None
                    ),
                ),
                ("depth", models.SmallIntegerField(default=32767)),
                ("via", models.UUIDField(null=True)),
                (
                    "inventory",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="components",
                        to="assets.inventory",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.organisation",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["inventory", "number"], name="assets_component_order"),
                    models.Index(
                        fields=["inventory", "label", "asset"], name="assets_component_page"
                    ),
                    models.Index(
                        fields=["inventory", "depth", "number"], name="assets_component_depth"
                    ),
                    models.Index(fields=["inventory", "key"], name="assets_component_key"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Edition",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=noroshi.kernel.identifiers.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("audience", models.IntegerField()),
                ("number", models.IntegerField()),
                ("digest", models.BinaryField()),
                ("components", models.IntegerField()),
                ("header", models.JSONField()),
                ("quality", models.JSONField()),
                ("at", models.DateTimeField()),
                (
                    "inventory",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="editions",
                        to="assets.inventory",
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
            ],
            options={
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("inventory", "number"), name="assets_edition_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "inventory",
                        "from_key",
                        "to_key",
                        "kind",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("audience", models.IntegerField()),
                ("from_key", models.UUIDField()),
                ("to_key", models.UUIDField()),
                ("kind", models.CharField(max_length=12)),
                (
                    "inventory",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="links",
                        to="assets.inventory",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.organisation",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["inventory", "to_key"], name="assets_link_to")],
            },
        ),
        *guard("assets_edition", web="SELECT, INSERT, UPDATE (header, quality)", worker="SELECT"),
        allow("assets_edition", "SELECT", using=READABLE),
        allow("assets_edition", "INSERT", check=OWN),
        allow("assets_edition", "UPDATE", using=OWN, check=OWN),
        *[
            operation
            for table in REPLACED
            for operation in (
                *guard(table, web="SELECT, INSERT, DELETE", worker="SELECT"),
                allow(table, "SELECT", using=READABLE),
                allow(table, "INSERT", check=OWN),
                allow(table, "DELETE", using=OWN),
            )
        ],
    ]
