"""The services of bills of materials, read as their components are."""

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


class Migration(migrations.Migration):
    dependencies = [
        ("assets", "0007_former"),
        ("parties", "0005_directory"),
    ]

    operations = [
        migrations.CreateModel(
            name="Service",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=noroshi.kernel.identifiers.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("audience", models.IntegerField()),
                ("number", models.IntegerField()),
                ("name", models.TextField()),
                ("version", models.TextField(blank=True)),
                ("provider", models.TextField(blank=True)),
                ("parent", models.TextField(blank=True)),
                (
                    "endpoints",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), default=list, size=None
                    ),
                ),
                ("is_authenticated", models.BooleanField(null=True)),
                ("crosses_boundary", models.BooleanField(null=True)),
                ("data", models.JSONField(default=list)),
                (
                    "inventory",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
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
                "ordering": ["number"],
                "indexes": [
                    models.Index(fields=["inventory", "number"], name="assets_service_order")
                ],
            },
        ),
        *guard("assets_service", web="SELECT, INSERT, DELETE", worker="SELECT"),
        allow("assets_service", "SELECT", using=READABLE),
        allow("assets_service", "INSERT", check=OWN),
        allow("assets_service", "DELETE", using=OWN),
    ]
