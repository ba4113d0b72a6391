"""What earlier editions of a bill of materials said of its components, read as the components are."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from noroshi.operations.row_security import allow, guard

READABLE = "audience = ANY ((SELECT noroshi.audiences('asset'))::integer[])"
OWN = (
    "organisation_id = (SELECT noroshi.organisation())"
    " AND audience = (SELECT noroshi.own_audience())"
)


class Migration(migrations.Migration):
    dependencies = [
        ("assets", "0006_registry"),
        ("parties", "0005_directory"),
    ]

    operations = [
        migrations.CreateModel(
            name="Former",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "inventory",
                        "asset",
                        "until",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("audience", models.IntegerField()),
                ("until", models.IntegerField()),
                ("supplier", models.TextField(blank=True)),
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
                (
                    "asset",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="assets.asset",
                    ),
                ),
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
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.organisation",
                    ),
                ),
            ],
        ),
        *guard("assets_former", web="SELECT, INSERT", worker="SELECT"),
        allow("assets_former", "SELECT", using=READABLE),
        allow("assets_former", "INSERT", check=OWN),
    ]
